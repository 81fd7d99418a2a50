//! Which questions are proposed, from the database: none that was labelled is lost on the way.

use sea_orm::{ConnectionTrait as _, Statement};

use super::*;

/// A stored question, and another wording of it.
fn pairs() -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("pairs.tsv").lines();
    lines.map(|line| line.split_once('\t').unwrap()).collect()
}

/// The rows that a query gives, each in one text.
pub(super) async fn rows(world: &World, sql: &str) -> Vec<String> {
    let db = world.app.db.read();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

pub(super) async fn execute(world: &World, sql: &str) {
    world.app.db.writer().execute_unprepared(sql).await.unwrap();
}

/// The counts that are kept, and those that the terms give.
pub(super) async fn counts(world: &World) -> [Vec<String>; 2] {
    let kept = "SELECT term || ' ' || n_questions FROM question_term_count WHERE n_questions <> 0";
    let counted = "SELECT term || ' ' || COUNT(*) FROM question_term GROUP BY term \
                   UNION ALL SELECT ' ' || COUNT(*) FROM question HAVING COUNT(*) <> 0";
    let mut both = [rows(world, kept).await, rows(world, counted).await];
    for rows in &mut both {
        rows.sort_unstable();
    }
    both
}

#[tokio::test]
async fn nine_in_ten_labelled_questions_are_proposed() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await.director;
    let guyane = world.centre("Guyane").await.director;
    let pairs = pairs();
    assert_eq!(pairs.len(), 200);
    for (stored, _) in &pairs {
        ask(&rives, stored).await;
    }
    let mut n_found = 0;
    for (stored, typed) in &pairs {
        let near = similar(&guyane, typed).await;
        assert!(near.len() <= 5, "{typed}");
        assert!(near.is_sorted_by(|a, b| b.score <= a.score), "{typed}");
        n_found += usize::from(
            near.iter()
                .any(|one| one.question.as_ref().unwrap().subject == *stored),
        );
    }
    assert!(180 <= n_found, "{n_found} of 200");
    // The text itself comes first.
    for (stored, _) in pairs.iter().step_by(20) {
        let near = similar(&guyane, stored).await;
        assert_eq!(near[0].question.as_ref().unwrap().subject, *stored);
        assert!(0.7 < near[0].score, "{stored}: {}", near[0].score);
    }
    let [kept, counted] = counts(&world).await;
    assert_eq!(kept, counted);
}

/// Told with the town, the quarter and the numbers before it comes to the point.
#[tokio::test]
async fn what_is_asked_is_found_under_names_places_and_numbers() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await.director;
    for (stored, _) in pairs() {
        ask(&rives, stored).await;
    }
    let short = ask(&rives, "Relogement : qui paie les deux loyers ?").await;
    let mut n_found = 0;
    let diluted = include_str!("diluted.tsv").lines();
    let diluted: Vec<_> = diluted.map(|line| line.split_once('\t').unwrap()).collect();
    for (stored, typed) in &diluted {
        let near = similar(&rives, typed).await;
        let subjects = near.iter().map(|one| &one.question.as_ref().unwrap().subject);
        n_found += usize::from(subjects.into_iter().any(|subject| subject == stored));
    }
    assert!(
        27 <= n_found && diluted.len() == 30,
        "{n_found} of {}",
        diluted.len()
    );
    let typed = "Bonjour, à la mairie de Saint-Exemple nous avons 35 locataires du quartier des Tilleuls qui demandent si, \
                 pendant le relogement, ils paient deux loyers. Merci !";
    let near = similar(&rives, typed).await;
    assert!(
        near.iter()
            .any(|one| one.question.as_ref().unwrap().id == short.id),
        "{near:?}"
    );
}

#[tokio::test]
async fn what_is_not_near_is_not_proposed() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await.director;
    assert!(
        similar(&rives, "relogement").await.is_empty(),
        "nothing is stored"
    );
    for (stored, _) in pairs().iter().take(40) {
        ask(&rives, stored).await;
    }
    for text in [
        "",
        "et la",
        "?!",
        "Recette de la tarte aux pommes",
        "\u{1f600} 漢字",
    ] {
        assert!(similar(&rives, text).await.is_empty(), "{text}");
    }
    let long = FindSimilarQuestionsRequest {
        text: "a".repeat(5_001),
    };
    let refused = rives.question().find_similar_questions(long).await.unwrap_err();
    assert_eq!(violations(&refused), [("text".to_owned(), Reason::TooLong)]);
}

/// However many wait for an answer with the very same words, and came later.
#[tokio::test]
async fn an_answer_is_found_under_those_that_wait() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    let one = ask(&rives, "Les ascenseurs en panne, à Bourg-Fictif").await;
    answer(&anru, &one.id, "Sous huit jours.").await.unwrap();
    for n in 0..210 {
        ask(&rives, &format!("Les ascenseurs en panne {n}")).await;
    }
    assert_eq!(found(&rives, "ascenseur en panne").await, [one.subject.as_str()]);
}

/// What a question says no more finds it no more, and the counts follow.
#[tokio::test]
async fn terms_follow_the_texts() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    let proposed = async |text: &str| {
        let near = similar(&rives, text).await.into_iter();
        near.map(|one| one.question.unwrap().id).collect::<Vec<_>>()
    };
    let other = ask(&rives, "Le compostage en pied d’immeuble").await;
    let one = ask(&rives, "Les jardins partagés").await;
    assert_eq!(proposed("un jardin partagé").await, [one.id.as_str()]);
    let one = update(&rives, &one, "Les ascenseurs en panne").await.unwrap();
    assert!(proposed("un jardin partagé").await.is_empty());
    assert_eq!(proposed("panne d’ascenseur").await, [one.id.as_str()]);
    // An answer is found in the answers, and proposes nothing.
    answer(
        &anru,
        &one.id,
        "Le bailleur répare les ascenseurs sous huit jours.",
    )
    .await
    .unwrap();
    answer(&anru, &other.id, "Voir le guide.").await.unwrap();
    assert!(proposed("le bailleur répare").await.is_empty());
    assert_eq!(
        found(&rives, "réparation par les bailleurs").await,
        [one.subject.as_str()]
    );
    answer(&anru, &one.id, "Sous huit jours.").await.unwrap();
    assert!(found(&rives, "réparation par les bailleurs").await.is_empty());
    assert_eq!(proposed("panne d’ascenseur").await, [one.id.as_str()]);
    let [kept, counted] = counts(&world).await;
    assert_eq!(kept, counted);
}

/// After a change of the rule, what an older version made is made again, some at each round.
#[tokio::test]
async fn terms_of_an_older_rule_are_made_again() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    for n in 0..60 {
        ask(&rives, &format!("Relogement de la tour {n}")).await;
    }
    let one = ask(&rives, "Les jardins partagés").await;
    answer(&anru, &one.id, "Voir le guide des bailleurs.")
        .await
        .unwrap();
    let before = counts(&world).await[0].clone();
    // As an older rule would have left it: other terms, counted.
    for sql in [
        "UPDATE question SET terms_version = 0, n_terms = 0",
        "DELETE FROM question_term",
        "UPDATE question_term_count SET n_questions = 0 WHERE term <> ''",
        "INSERT INTO question_term (term, question_id, is_of_answer) SELECT 'ancien', id, false FROM question",
        "INSERT INTO question_term_count (term, n_questions) VALUES ('ancien', 61)",
    ] {
        execute(&world, sql).await;
    }
    assert!(similar(&rives, "jardin partagé").await.is_empty());
    let stale = "SELECT '' || COUNT(*) FROM question WHERE terms_version = 0";
    world.app.run_jobs().await.unwrap();
    assert_eq!(rows(&world, stale).await, ["11"], "some at each round");
    world.run_jobs().await;
    assert_eq!(rows(&world, stale).await, ["0"]);
    let near = similar(&rives, "jardin partagé").await;
    assert_eq!(near[0].question.as_ref().unwrap().id, one.id);
    assert_eq!(found(&rives, "le bailleur").await, [one.subject.as_str()]);
    let [kept, counted] = counts(&world).await;
    assert_eq!((kept.clone(), kept), (before, counted));
}
