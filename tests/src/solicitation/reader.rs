//! Who reads what: to whom it is not asked it does not exist; the centres asked read each other once it is closed.

use super::*;

async fn list(actor: &Actor, request: ListSolicitationsRequest) -> Vec<Solicitation> {
    let answer = actor.solicitation().list_solicitations(request).await.unwrap();
    answer.into_inner().solicitations
}

fn titles(all: &[Solicitation]) -> Vec<&str> {
    all.iter().map(|one| one.title.as_str()).collect()
}

/// Somebody's way of naming what is read of an answer.
fn read(answer: &solicitation::Answer) -> (AnswerState, &str, &str) {
    (answer.state(), answer.text.as_str(), answer.reason.as_str())
}

#[tokio::test]
async fn the_centres_asked_read_each_other_once_it_is_closed() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane, mayotte] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Mayotte").await,
    ];
    let asked = scenario::solicitation(&anru, &[&rives, &guyane, &mayotte]).await;
    give(&rives, &asked.id, "Notre réponse").await.unwrap();
    step(&guyane, &asked.id, AnswerStep::Decline, "Faute de temps")
        .await
        .unwrap();
    prepare(&mayotte, &asked.id, "Un brouillon").await.unwrap();
    let given = (AnswerState::Given, "Notre réponse", "");
    let declined = (AnswerState::Declined, "", "Faute de temps");
    let unknown = (AnswerState::Unspecified, "", "");
    for (actor, of_rives, of_guyane) in [
        (&anru, given, declined),
        (&animator, given, declined),
        (&rives.director, given, unknown),
        (&rives.team, given, unknown),
        (&guyane.team, unknown, declined),
        (&mayotte.director, unknown, unknown),
    ] {
        let who = (actor.role(), actor.me.organisation_name.as_str());
        assert_eq!(
            read(&answer_of(actor, &asked.id, &rives).await),
            of_rives,
            "{who:?}"
        );
        assert_eq!(
            read(&answer_of(actor, &asked.id, &guyane).await),
            of_guyane,
            "{who:?}"
        );
        let drafted = answer_of(actor, &asked.id, &mayotte).await;
        assert_eq!(
            drafted.draft.is_empty(),
            actor.me.organisation_id != mayotte.id,
            "{who:?}"
        );
    }
    close(&anru, &asked.id, "Un guide.").await.unwrap();
    for actor in [&anru, &animator, &rives.team, &guyane.team, &mayotte.director] {
        assert_eq!(read(&answer_of(actor, &asked.id, &rives).await), given);
        assert_eq!(read(&answer_of(actor, &asked.id, &guyane).await), declined);
        let drafted = answer_of(actor, &asked.id, &mayotte).await;
        assert_eq!(drafted.text, "");
        assert_eq!(drafted.draft.is_empty(), actor.me.organisation_id != mayotte.id);
    }
}

#[tokio::test]
async fn to_whom_it_is_not_asked_it_does_not_exist() {
    let world = World::new().await;
    let strangers = world.everyone().await;
    let [theirs, mine] = world.other_centres(&strangers).await;
    let partner = world.partner().await;
    let asked = scenario::solicitation(&partner, &[&theirs]).await;
    let mut others: Vec<&Actor> = strangers.iter().collect();
    others.extend([&mine.director, &mine.team]);
    others.retain(|actor| {
        actor.role() != Role::Animator && actor.me.organisation_id != partner.me.organisation_id
    });
    assert_eq!(others.len(), 9);
    for actor in others {
        let who = (actor.role(), actor.me.organisation_name.as_str());
        assert_eq!(
            reason(&get(actor, &asked.id).await.unwrap_err()),
            Reason::NotFound,
            "{who:?}"
        );
        assert_eq!(
            list(actor, ListSolicitationsRequest::default()).await.len(),
            0,
            "{who:?}"
        );
        let of_theirs = ListSolicitationsRequest {
            organisation_id: theirs.id.clone(),
            ..Default::default()
        };
        assert_eq!(list(actor, of_theirs).await.len(), 0, "{who:?}");
        let page = actor.get(&format!("/solicitation/{}", asked.id)).await;
        assert_eq!(page.status, 404, "{who:?}");
        let page = actor.get(&format!("/network/{}", theirs.id)).await;
        assert!(!page.text.contains("Maisons du projet"), "{who:?}");
    }
    // Every centre's person reads what is asked of it, the president too.
    for actor in [&theirs.director, &theirs.team] {
        assert!(get(actor, &asked.id).await.is_ok());
    }
}

/// Who sees it may still not do it.
#[tokio::test]
async fn each_does_the_own_part_only() {
    let world = World::new().await;
    let [anru, animator, dgom] = [world.anru().await, world.animator().await, world.dgom().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = scenario::solicitation(&anru, &[&rives, &guyane]).await;
    // The animator sees the solicitations of others, and closes and changes only its own.
    assert_eq!(
        reason(&close(&animator, &asked.id, "Clos").await.unwrap_err()),
        Reason::NotAllowed
    );
    let update = UpdateSolicitationRequest {
        id: asked.id.clone(),
        title: "Pris".to_owned(),
        text: "Pris".to_owned(),
        purpose: "Pris".to_owned(),
        due_on: "2027-04-30".to_owned(),
        workload: "Pris".to_owned(),
        version: asked.version,
        ..Default::default()
    };
    for (actor, expected) in [(&animator, Reason::NotAllowed), (&dgom, Reason::NotFound)] {
        let refused = actor.solicitation().update_solicitation(update.clone()).await;
        assert_eq!(reason(&refused.unwrap_err()), expected);
    }
    assert_eq!(
        reason(&close(&dgom, &asked.id, "Clos").await.unwrap_err()),
        Reason::NotFound
    );
    // A director speaks for no other centre, even one that is asked too.
    let other = AnswerSolicitationRequest {
        id: asked.id.clone(),
        organisation_id: guyane.id.clone(),
        step: AnswerStep::Accept as i32,
        version: 1,
        ..Default::default()
    };
    let refused = send(&rives.director, other.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    // Nor does the team, which prepares.
    let refused = send(&guyane.team, other).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    assert_eq!(
        answer_of(&anru, &asked.id, &guyane).await.state(),
        AnswerState::Awaited
    );
}

#[tokio::test]
async fn lists_by_state_and_by_organisation() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    for (asker, title, centres) in [
        (&anru, "Un", vec![&rives]),
        (&anru, "Deux", vec![&rives, &guyane]),
        (&animator, "Trois", vec![&guyane]),
    ] {
        let request = CreateSolicitationRequest {
            title: title.to_owned(),
            ..scenario::asked(&centres)
        };
        asker.solicitation().create_solicitation(request).await.unwrap();
    }
    let all = ListSolicitationsRequest::default();
    for (actor, expected) in [
        (&animator, vec!["Trois", "Deux", "Un"]),
        (&anru, vec!["Deux", "Un"]),
        (&rives.team, vec!["Deux", "Un"]),
        (&guyane.director, vec!["Trois", "Deux"]),
    ] {
        assert_eq!(titles(&list(actor, all.clone()).await), expected);
    }
    let one = list(&rives.team, all.clone()).await.remove(1);
    give(&rives, &one.id, "Notre réponse").await.unwrap();
    close(&anru, &one.id, "Un guide.").await.unwrap();
    let of = |state: SolicitationState, organisation_id: &str| ListSolicitationsRequest {
        state: state as i32,
        organisation_id: organisation_id.to_owned(),
    };
    use SolicitationState::{Closed, Open, Unspecified};
    assert_eq!(titles(&list(&rives.team, of(Closed, "")).await), ["Un"]);
    assert_eq!(titles(&list(&rives.team, of(Open, "")).await), ["Deux"]);
    assert_eq!(
        titles(&list(&rives.team, of(Unspecified, &guyane.id)).await),
        ["Deux"]
    );
    assert_eq!(
        titles(&list(&animator, of(Unspecified, &animator.me.organisation_id)).await),
        ["Trois"]
    );

    // A list has no texts but those of the organisation that it is about.
    let of_rives = list(&anru, of(Closed, &rives.id)).await.remove(0);
    assert_eq!(of_rives.answers[0].text, "Notre réponse");
    assert_eq!(
        (of_rives.text.as_str(), of_rives.outcome.as_str()),
        ("", "Un guide.")
    );
    let in_general = list(&anru, of(Closed, "")).await.remove(0);
    assert_eq!(in_general.answers[0].text, "");
    assert_eq!(in_general.answers[0].state(), AnswerState::Given);

    let wrong = ListSolicitationsRequest {
        state: 9,
        organisation_id: "x".to_owned(),
    };
    let refused = anru.solicitation().list_solicitations(wrong).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [
            ("state".to_owned(), Reason::UnknownValue),
            ("organisation_id".to_owned(), Reason::Malformed)
        ]
    );
}
