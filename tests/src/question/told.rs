//! Who is told of what: mails, the first page.

use super::*;
use crate::mail::outbox;

/// Addresses and subjects of the mails written since `before`.
async fn mails(world: &World, before: usize) -> Vec<(String, String)> {
    world.run_jobs().await;
    let rows = outbox(&world.app).await.into_iter().skip(before);
    let mut mails: Vec<_> = rows.map(|row| (row.to, row.subject)).collect();
    mails.sort_unstable();
    mails
}

async fn n_mails(world: &World) -> usize {
    world.run_jobs().await;
    outbox(&world.app).await.len()
}

fn is_to(mails: &[(String, String)], actor: &Actor) -> bool {
    mails.iter().any(|(to, _)| *to == actor.me.email)
}

#[tokio::test]
async fn the_centres_behind_a_question_are_told_of_what_becomes_of_it() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane, mayotte] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Mayotte").await,
    ];
    let before = n_mails(&world).await;
    let one = ask(&rives.team, "Qui paie ?").await;
    let told = mails(&world, before).await;
    let asked = "Rives de Loire pose une question du terrain\u{a0}: Qui paie ?".to_owned();
    assert!(told.contains(&(anru.me.email.clone(), asked)), "{told:?}");
    assert!(is_to(&told, &animator));
    assert!(!is_to(&told, &guyane.director), "{told:?}");

    // A centre that joins writes to nobody.
    let before = n_mails(&world).await;
    join(&guyane.team, &one.id, "").await.unwrap();
    assert_eq!(mails(&world, before).await, []);

    for (kind, subject) in [
        (
            "take",
            "ANRU prend en charge une question du terrain\u{a0}: Qui paie ?",
        ),
        (
            "answer",
            "ANRU a répondu à une question du terrain\u{a0}: Qui paie ?",
        ),
        (
            "correct",
            "ANRU a corrigé sa réponse à une question du terrain\u{a0}: Qui paie ?",
        ),
        ("close", "ANRU a clos une question du terrain\u{a0}: Qui paie ?"),
    ] {
        let before = n_mails(&world).await;
        let done = match kind {
            "take" => take(&anru, &one.id).await,
            "close" => close(&anru, &one.id, Closing::Settled, "").await,
            text => answer(&anru, &one.id, text).await,
        };
        done.unwrap();
        let told = mails(&world, before).await;
        for actor in [&rives.director, &rives.team, &guyane.director] {
            let mail = (actor.me.email.clone(), subject.to_owned());
            assert!(told.contains(&mail), "{kind}: {told:?}");
        }
        for actor in [&mayotte.director, &anru] {
            assert!(!is_to(&told, actor), "{kind}: {told:?}");
        }
    }
}

async fn expected(actor: &Actor) -> Vec<(ExpectationKind, String, String, i32)> {
    let home = actor
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner();
    let all = home.expectations.into_iter();
    let of_questions = [ExpectationKind::TakeQuestions, ExpectationKind::AnswerQuestion];
    let all = all.filter(|one| of_questions.contains(&one.kind()));
    all.map(|one| (one.kind(), one.object, one.path, one.n)).collect()
}

#[tokio::test]
async fn the_first_page_asks_the_addressee_and_nobody_else() {
    use ExpectationKind::{AnswerQuestion, TakeQuestions};
    let world = World::new().await;
    let [anru, animator, dgom] = [world.anru().await, world.animator().await, world.dgom().await];
    let rives = world.centre("Rives de Loire").await;
    let one = ask(&rives.team, "Qui paie ?").await;
    let path = format!("/question/{}", one.id);
    assert_eq!(
        expected(&anru).await,
        [(TakeQuestions, "Qui paie ?".to_owned(), path.clone(), 1)]
    );
    ask(&rives.team, "Et quand ?").await;
    let list = "/question?show=open".to_owned();
    assert_eq!(expected(&anru).await, [(TakeQuestions, String::new(), list, 2)]);
    for actor in [&animator, &dgom, &rives.director, &rives.team] {
        assert_eq!(expected(actor).await, [], "{:?}", actor.role());
    }
    take(&anru, &one.id).await.unwrap();
    let all = expected(&anru).await;
    assert!(
        all.contains(&(AnswerQuestion, "Qui paie ?".to_owned(), path, 0)),
        "{all:?}"
    );
    answer(&anru, &one.id, "Le bailleur.").await.unwrap();
    let kinds: Vec<_> = expected(&anru).await.into_iter().map(|one| one.0).collect();
    assert_eq!(kinds, [TakeQuestions]);
}

#[tokio::test]
async fn the_mails_of_a_question_say_until_when_and_what_is_answered() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = ask(&rives.team, "Qui paie\u{a0}?").await;
    let url = format!("http://127.0.0.1:8080/question/{}", one.id);
    for (kind, said) in [
        (
            "take",
            "Réponse attendue jusqu’au vendredi 30\u{a0}avril (heure de Paris)",
        ),
        (
            "Le **bailleur**, puis l’ANRU.",
            "«\u{a0}Le bailleur, puis l’ANRU.\u{a0}»",
        ),
        ("close", "Réorientée vers un autre organisme\u{a0}: La Caisse."),
    ] {
        let before = n_mails(&world).await;
        let done = match kind {
            "take" => take(&anru, &one.id).await,
            "close" => close(&anru, &one.id, Closing::Redirected, "La Caisse.").await,
            text => answer(&anru, &one.id, text).await,
        };
        done.unwrap();
        world.run_jobs().await;
        let mut all = outbox(&world.app).await.split_off(before);
        all.retain(|mail| mail.to == rives.director.me.email);
        let [mail] = all.as_slice() else {
            panic!("{kind}: {all:?}");
        };
        let end = format!("\u{a0}: Qui paie\u{a0}?\n\n{said}\n\n{url}\n\n");
        assert!(mail.text.contains(&end), "{}", mail.text);
    }
}

#[tokio::test]
async fn the_mail_of_a_question_says_how_urgent_it_is_and_where_it_comes_from() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    for (urgency, territory, expected) in [
        (
            Urgency::Urgent,
            "Port-Clair",
            "\n\nUrgente · Territoire\u{a0}: Port-Clair\n\n",
        ),
        (
            Urgency::Normal,
            "Port-Clair",
            "\n\nTerritoire\u{a0}: Port-Clair\n\n",
        ),
        (Urgency::Urgent, "", "\n\nUrgente\n\n"),
    ] {
        let before = n_mails(&world).await;
        let request = CreateQuestionRequest {
            urgency: urgency as i32,
            territory: territory.to_owned(),
            ..asked("Qui paie ?")
        };
        rives.team.question().create_question(request).await.unwrap();
        n_mails(&world).await;
        let rows = outbox(&world.app).await.split_off(before);
        let mail = rows.iter().find(|row| row.to == anru.me.email).unwrap();
        assert!(mail.text.contains(expected), "{}", mail.text);
    }
}
