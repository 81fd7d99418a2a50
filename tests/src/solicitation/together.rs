//! Two at the same moment: one wins, the other is told, and nothing that was written is lost.

use super::*;

#[tokio::test]
async fn of_two_answers_of_a_centre_at_once_one_wins_and_no_text_is_lost() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let asked = scenario::solicitation(&anru, &[&rives]).await;
    let attempts = (0..8).map(|n| {
        let (director, id) = (rives.director.clone(), asked.id.clone());
        async move {
            let request = AnswerSolicitationRequest {
                id,
                step: AnswerStep::Give as i32,
                text: format!("Texte {n}"),
                version: 1,
                ..Default::default()
            };
            send(&director, request).await
        }
    });
    let answers = futures::future::join_all(attempts).await;
    let won: Vec<_> = answers
        .iter()
        .enumerate()
        .filter(|(_, one)| one.is_ok())
        .collect();
    let [(n, _)] = won[..] else {
        panic!("{} won", won.len())
    };
    for (_, lost) in answers.iter().enumerate().filter(|(other, _)| *other != n) {
        assert_eq!(reason(lost.as_ref().unwrap_err()), Reason::ChangedMeanwhile);
    }
    let stored = answer_of(&anru, &asked.id, &rives).await;
    assert_eq!((stored.text, stored.version), (format!("Texte {n}"), 2));
}

/// The page of the one who was too slow keeps what was typed, beside what is stored.
#[tokio::test]
async fn the_page_of_the_slower_one_shows_both_texts() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let asked = scenario::solicitation(&anru, &[&rives]).await;
    let page = format!("/solicitation/{}", asked.id);
    prepare(&rives, &asked.id, "Le texte de l’équipe").await.unwrap();
    for rpc in ["PrepareAnswer", "AnswerSolicitation"] {
        let mut fields = vec![
            ("id", asked.id.as_str()),
            ("version", "1"),
            ("text", "Le texte de la direction"),
            ("_page", page.as_str()),
            ("_next", page.as_str()),
            ("_form", "answer"),
        ];
        if rpc == "AnswerSolicitation" {
            fields.push(("step", "3"));
        }
        let path = format!("/act/SolicitationService/{rpc}");
        let refused = rives.director.post(&path, &fields).await;
        assert_eq!(refused.status, 422, "{rpc}");
        assert!(
            refused.text.contains("Le texte de la direction</textarea>"),
            "{rpc}"
        );
        let (_, conflict) = refused
            .text
            .split_once("Version enregistrée entre-temps")
            .unwrap();
        assert!(conflict.contains("Le texte de l’équipe"), "{rpc}");
        // The page that comes back knows the version that it shows.
        assert!(refused.text.contains("name=\"version\" value=\"2\""), "{rpc}");
    }
    let stored = answer_of(&rives.team, &asked.id, &rives).await;
    assert_eq!(
        (stored.draft.as_str(), stored.text.as_str()),
        ("Le texte de l’équipe", "")
    );
}

#[tokio::test]
async fn two_centres_at_once_do_not_disturb_each_other() {
    let world = World::new().await;
    let anru = world.anru().await;
    let centres = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Mayotte").await,
    ];
    let asked = scenario::solicitation(&anru, &centres.each_ref()).await;
    let answers = centres
        .iter()
        .map(|centre| give(centre, &asked.id, "Notre réponse"));
    for answer in futures::future::join_all(answers).await {
        answer.unwrap();
    }
    let one = get(&anru, &asked.id).await.unwrap();
    assert!(
        one.answers
            .iter()
            .all(|answer| answer.state() == AnswerState::Given)
    );
}

/// Closing and answering follow each other: an answer is either read before, or refused after.
#[tokio::test]
async fn an_answer_is_in_before_the_closing_or_refused() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    for _ in 0..4 {
        let asked = scenario::solicitation(&anru, &[&rives]).await;
        let (closed, given) = tokio::join!(
            close(&anru, &asked.id, "Un guide."),
            give(&rives, &asked.id, "Notre réponse")
        );
        closed.unwrap();
        let state = answer_of(&anru, &asked.id, &rives).await.state();
        match given {
            Ok(_) => assert_eq!(state, AnswerState::Given),
            Err(status) => {
                assert_eq!(reason(&status), Reason::SolicitationClosed);
                assert_eq!(state, AnswerState::Awaited);
            }
        }
    }
}
