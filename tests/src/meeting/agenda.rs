//! Agendas: order, hours, points that are proposed, points that are closed to others.

use super::*;

#[tokio::test]
async fn the_agenda_is_ordered_and_says_when_it_is_too_long() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let longer = add(
        &animator,
        AddAgendaItemRequest {
            minutes: 75,
            ..item(&committee, "Bilan")
        },
    )
    .await
    .unwrap();
    assert_eq!(longer.n_minutes_over, 15);
    let last = longer.items.last().unwrap().id.clone();
    let moved = animator
        .meeting()
        .move_agenda_item(MoveAgendaItemRequest {
            id: last.clone(),
            place: 1,
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(titles(&moved)[..2], ["Bilan", "Situation des centres"]);
    assert_eq!(hours(&moved), ["10:00", "11:15", "12:00", "12:45"]);
    let director = world.centre("Rives de Loire").await.director;
    let refused = director
        .meeting()
        .move_agenda_item(MoveAgendaItemRequest {
            id: last.clone(),
            place: 1,
        })
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let shorter = animator
        .meeting()
        .delete_agenda_item(AgendaItemRequest { id: last })
        .await
        .unwrap()
        .into_inner();
    assert_eq!((shorter.n_minutes_over, shorter.items.len()), (0, 3));
    // The agenda of a past committee is the start of the next.
    add(&animator, item(&committee, "Un point de plus"))
        .await
        .unwrap();
    let next = CreateMeetingRequest {
        title: "Comité technique, 2e séance".to_owned(),
        ..blank(MeetingKind::TechnicalCommittee)
    };
    let next = animator
        .meeting()
        .create_meeting(next)
        .await
        .unwrap()
        .into_inner();
    let copy = CopyAgendaRequest {
        meeting_id: next.id.clone(),
        from_meeting_id: committee.id,
    };
    let copied = animator.meeting().copy_agenda(copy).await.unwrap().into_inner();
    assert_eq!(titles(&copied)[3..], ["Un point de plus"]);
}

#[tokio::test]
async fn centres_propose_points_until_the_day_that_was_set() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let centre = world.centre("Guyane").await;
    let other = world.centre("Rives de Loire").await;
    let proposed = add(&centre.team, item(&committee, "Mobilité en forêt"))
        .await
        .unwrap();
    let point = proposed.items.last().unwrap().clone();
    assert_eq!(
        (point.state(), point.proposed_by.as_str()),
        (ItemState::Proposed, "Guyane")
    );
    assert_eq!(
        get(&other.director, &committee.id).await.unwrap().items.len(),
        3,
        "not retained, not shown"
    );
    let answer = |is_accepted, word: &str| AnswerProposedItemRequest {
        id: point.id.clone(),
        is_accepted,
        answer: word.to_owned(),
    };
    let bare = animator
        .meeting()
        .answer_proposed_item(answer(false, ""))
        .await
        .unwrap_err();
    assert_eq!(violations(&bare), [("answer".to_owned(), Reason::Required)]);
    let retained = animator
        .meeting()
        .answer_proposed_item(answer(true, "Volontiers"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(titles(&retained).last(), Some(&"Mobilité en forêt"));
    let again = animator
        .meeting()
        .answer_proposed_item(answer(false, "Non"))
        .await
        .unwrap_err();
    assert_eq!(reason(&again), Reason::ItemState);
    assert_eq!(get(&other.director, &committee.id).await.unwrap().items.len(), 4);
    // 8 April, 23:59:59 in Paris, is the last second.
    world.clock().set("2027-04-08T21:59:59Z".parse().unwrap());
    // Sessions end without use: they come in again.
    let (animator, centre) = (world.animator().await, world.centre("Guyane").await);
    add(&centre.team, item(&committee, "À temps")).await.unwrap();
    world.clock().set("2027-04-08T22:00:00Z".parse().unwrap());
    assert_eq!(
        add(&centre.team, item(&committee, "Trop tard"))
            .await
            .unwrap_err(),
        Reason::ProposalsClosed
    );
    add(&animator, item(&committee, "L’animateur ajoute encore"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_closed_point_is_seen_by_those_whom_it_concerns() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let (concerned, other) = (
        world.centre("Mayotte").await,
        world.centre("Rives de Loire").await,
    );
    let request = AddAgendaItemRequest {
        is_closed: true,
        concerned_organisation_ids: vec![concerned.id.clone()],
        ..item(&committee, "Situation particulière")
    };
    add(&animator, request).await.unwrap();
    add(&animator, item(&committee, "Après")).await.unwrap();
    assert!(
        titles(&get(&concerned.director, &committee.id).await.unwrap()).contains(&"Situation particulière")
    );
    let seen = get(&other.director, &committee.id).await.unwrap();
    assert!(!titles(&seen).contains(&"Situation particulière"));
    // Its time is counted all the same.
    assert_eq!(hours(&seen).last().map(String::as_str), Some("12:30"));
    for page in [format!("/meeting/{}", committee.id), "/activity".to_owned()] {
        assert!(
            !other
                .director
                .get(&page)
                .await
                .text
                .contains("Situation particulière"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn thirty_points_added_at_once_keep_thirty_places() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let adds = (0..30).map(|n| {
        let (animator, request) = (animator.clone(), item(&committee, &format!("Point {n}")));
        tokio::spawn(async move { add(&animator, request).await })
    });
    for one in adds.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
    let all = get(&animator, &committee.id).await.unwrap();
    let places: Vec<i32> = all.items.iter().map(|item| item.place).collect();
    assert_eq!(places, (1..=33).collect::<Vec<_>>());
}

#[tokio::test]
async fn points_are_changed_by_who_prepares_with_the_version_that_was_read() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let first = &committee.items[0];
    let change = UpdateAgendaItemRequest {
        id: first.id.clone(),
        title: "Tour des centres".to_owned(),
        minutes: 50,
        purpose: first.purpose,
        version: first.version,
        ..Default::default()
    };
    let changed = animator
        .meeting()
        .update_agenda_item(change.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(titles(&changed)[0], "Tour des centres");
    let stale = animator
        .meeting()
        .update_agenda_item(change.clone())
        .await
        .unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    let endless = UpdateAgendaItemRequest {
        minutes: 100_000,
        ..change
    };
    let refused = animator.meeting().update_agenda_item(endless).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("minutes".to_owned(), Reason::DurationOutOfRange)]
    );
}
