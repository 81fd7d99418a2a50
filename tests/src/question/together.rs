//! Several at the same moment: nothing is lost, and nobody waits for ever.

use futures::future::join_all;

use super::alike::counts;
use super::*;
use crate::world::Centre;

async fn centres(world: &World) -> [Centre; 4] {
    [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Mayotte").await,
        world.centre("La Réunion").await,
    ]
}

/// All write counts of the same terms, each with the words in another order: new questions, which wait for each other
/// anyhow, and answers, which do not.
#[tokio::test]
async fn questions_and_answers_written_at_once_are_all_counted() {
    let world = World::new().await;
    let anru = world.anru().await;
    let centres = centres(&world).await;
    let words = |n: usize| {
        let mut words = [
            "relogement",
            "charte",
            "insertion",
            "ANRU",
            "bailleurs",
            "jeunes",
            "commerces",
            "santé",
        ];
        words.rotate_left(n % 8);
        if n.is_multiple_of(2) {
            words.reverse();
        }
        words.join(" ")
    };
    let mut stored = Vec::new();
    for n in 0..6 {
        stored.push(ask(&centres[0].director, &format!("Place numéro {n}")).await);
    }
    let asking = (0..12).map(|n: usize| {
        let actor = centres[n % 4].director.clone();
        async move { actor.question().create_question(asked(&words(n))).await }
    });
    let answering = stored.iter().enumerate().map(|(n, one)| {
        let anru = &anru;
        async move {
            for round in 0..3 {
                answer(anru, &one.id, &words(n + round)).await.unwrap();
                answer(anru, &one.id, "Voir plus haut.").await.unwrap();
            }
            answer(anru, &one.id, &words(n)).await.unwrap();
        }
    });
    let (asked, _) = tokio::join!(join_all(asking), join_all(answering));
    for one in asked {
        one.unwrap();
    }
    let [kept, counted] = counts(&world).await;
    assert_eq!(kept, counted);
    assert!(kept.contains(&"jeun 18".to_owned()), "{kept:?}");
}

#[tokio::test]
async fn of_one_centre_that_joins_twice_at_once_one_is_told() {
    let world = World::new().await;
    let centres = centres(&world).await;
    let one = ask(&centres[0].director, "Une question").await;
    let joining = centres[1..]
        .iter()
        .flat_map(|centre| [&centre.director, &centre.team].map(|actor| join(actor, &one.id, "")));
    let done = join_all(joining).await;
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 3);
    for refused in done.iter().filter_map(|one| one.as_ref().err()) {
        assert_eq!(reason(refused), Reason::AlreadyBehind);
    }
    assert_eq!(get(&centres[0].team, &one.id).await.unwrap().n_centres, 4);
}

#[tokio::test]
async fn of_answers_given_at_once_one_wins() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    let one = ask(&rives, "Une question").await;
    let answering = (0..6).map(|n| {
        let request = AnswerQuestionRequest {
            id: one.id.clone(),
            text: format!("Texte {n}"),
            version: 1,
            ..Default::default()
        };
        let anru = anru.clone();
        async move { anru.question().answer_question(request).await }
    });
    let done = join_all(answering).await;
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1);
    for refused in done.iter().filter_map(|one| one.as_ref().err()) {
        assert_eq!(reason(refused), Reason::ChangedMeanwhile);
    }
    assert_eq!(get(&rives, &one.id).await.unwrap().answers.len(), 1);
}

/// Who says it better and who takes it follow each other.
#[tokio::test]
async fn a_change_comes_before_the_taking_or_is_refused() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    for _ in 0..4 {
        let one = ask(&rives, "Une question").await;
        let (updated, taken) = tokio::join!(update(&rives, &one, "Mieux dite"), take(&anru, &one.id));
        let now = get(&rives, &one.id).await.unwrap();
        match (updated, taken) {
            (Ok(_), Err(late)) => assert_eq!(reason(&late), Reason::ChangedMeanwhile),
            (Err(late), Ok(_)) => assert_eq!(reason(&late), Reason::QuestionState),
            (Ok(_), Ok(_)) => assert_eq!((now.subject.as_str(), now.version), ("Mieux dite", 3)),
            (Err(one), Err(other)) => panic!("{one:?} {other:?}"),
        }
    }
}
