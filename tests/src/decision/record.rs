//! A consensus that the chair notes; corrections; search; closed items.

use super::*;

fn decide(meeting: &Meeting, text: &str) -> RecordDecisionRequest {
    RecordDecisionRequest {
        meeting_id: meeting.id.clone(),
        text: text.to_owned(),
        ..Default::default()
    }
}

async fn record(leader: &Actor, request: RecordDecisionRequest) -> Decision {
    let recorded = leader.decision().record_decision(request).await;
    recorded.unwrap().into_inner()
}

async fn search(actor: &Actor, request: ListDecisionsRequest) -> Vec<String> {
    let found = actor.decision().list_decisions(request).await;
    let found = found.unwrap().into_inner().decisions.into_iter();
    found.map(|one| one.text).collect()
}

#[tokio::test]
async fn decisions_are_recorded_while_it_runs_and_corrected_by_others() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let meeting = scenario::committee(&animator).await;
    for state in [
        MeetingState::Planned,
        MeetingState::Convened,
        MeetingState::Cancelled,
    ] {
        set_state(&world, &meeting.id, state).await;
        let refused = animator
            .decision()
            .record_decision(decide(&meeting, "Trop tôt"))
            .await;
        assert_eq!(reason(&refused.unwrap_err()), Reason::MeetingState, "{state:?}");
    }
    set_state(&world, &meeting.id, MeetingState::Running).await;
    let refused = centre
        .director
        .decision()
        .record_decision(decide(&meeting, "Prise"))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let refused = animator.decision().record_decision(decide(&meeting, " ")).await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("text".to_owned(), Reason::Required)]
    );
    let item = RecordDecisionRequest {
        item_id: meeting.items[0].id.clone(),
        ..decide(&meeting, "Un appel à l’été")
    };
    let first = record(&animator, item).await;
    assert_eq!((first.number, first.mode()), (1, DecisionMode::Consensus));
    assert_eq!(first.item_title, "Situation des centres");
    let foreign = RecordDecisionRequest {
        item_id: meeting.id.clone(),
        replaces_id: "x".to_owned(),
        ..decide(&meeting, "Autre")
    };
    let refused = animator.decision().record_decision(foreign).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("replaces_id".to_owned(), Reason::Malformed)]
    );

    set_state(&world, &meeting.id, MeetingState::Held).await;
    let correction = RecordDecisionRequest {
        replaces_id: first.id.clone(),
        ..decide(&meeting, "Un appel à l’automne")
    };
    let second = record(&animator, correction.clone()).await;
    assert_eq!((second.number, second.replaces_number), (2, 1));
    assert_eq!(
        second.item_title, "Situation des centres",
        "it stays where it stood"
    );
    let refused = animator.decision().record_decision(correction).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::DecisionReplaced);
    let seen = of_meeting(&centre.director, &meeting).await.decisions;
    let seen: Vec<_> = seen
        .iter()
        .map(|one| (one.number, one.text.as_str(), one.replaced_by_number))
        .collect();
    assert_eq!(
        seen,
        [(1, "Un appel à l’été", 2), (2, "Un appel à l’automne", 0)],
        "both stay readable"
    );
    let other = scenario::committee(&animator).await;
    set_state(&world, &other.id, MeetingState::Running).await;
    let elsewhere = RecordDecisionRequest {
        replaces_id: second.id.clone(),
        ..decide(&other, "Ailleurs")
    };
    let refused = animator.decision().record_decision(elsewhere).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("replaces_id".to_owned(), Reason::NotFound)]
    );
}

#[tokio::test]
async fn decisions_are_found_by_their_words_year_and_kind() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::committee(&animator).await;
    set_state(&world, &meeting.id, MeetingState::Running).await;
    for text in [
        "L’appel « Éducation » ouvre en été",
        "Retenir 100 % des fiches_types",
        "Ouvrir l’appel santé",
    ] {
        record(&animator, decide(&meeting, text)).await;
    }
    let partner = world.partner().await;
    let by = |query: &str| ListDecisionsRequest {
        query: query.to_owned(),
        ..Default::default()
    };
    assert_eq!(
        search(&partner, by("")).await,
        [
            "Ouvrir l’appel santé",
            "Retenir 100 % des fiches_types",
            "L’appel « Éducation » ouvre en été"
        ],
        "newest first"
    );
    for (query, expected) in [
        ("education", 1),
        ("APPEL sante", 1),
        ("appel", 2),
        ("100 %", 1),
        ("_types", 1),
        ("%", 1),
        ("\\", 0),
        ("appel fiches", 0),
        ("comité technique", 3),
    ] {
        assert_eq!(search(&partner, by(query)).await.len(), expected, "{query}");
    }
    for (year, kind, expected) in [
        (2027, MeetingKind::Unspecified, 3),
        (2026, MeetingKind::Unspecified, 0),
        (0, MeetingKind::TechnicalCommittee, 3),
        (0, MeetingKind::CharterCommittee, 0),
    ] {
        let request = ListDecisionsRequest {
            year,
            kind: kind as i32,
            ..Default::default()
        };
        assert_eq!(search(&partner, request).await.len(), expected, "{year} {kind:?}");
    }
}

/// Fifty in one answer, and the way to the older ones.
#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::committee(&animator).await;
    set_state(&world, &meeting.id, MeetingState::Running).await;
    for number in 0..52 {
        record(&animator, decide(&meeting, &format!("Décision {number}"))).await;
    }
    let list = |before: String| ListDecisionsRequest {
        before,
        ..Default::default()
    };
    let first = animator.decision().list_decisions(list(String::new())).await;
    let first = first.unwrap().into_inner();
    assert_eq!((first.decisions.len(), first.decisions[0].number), (50, 52));
    let rest = animator.decision().list_decisions(list(first.next_before)).await;
    let rest = rest.unwrap().into_inner();
    let numbers: Vec<i32> = rest.decisions.iter().map(|one| one.number).collect();
    assert_eq!((numbers, rest.next_before), (vec![2, 1], String::new()));
}

/// A vote and a decision on a point that is closed later are closed with it, and a point with them stays.
#[tokio::test]
async fn what_is_on_a_point_is_closed_with_it() {
    let world = World::new().await;
    let animator = world.animator().await;
    let [inside, outside] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let meeting = running(&animator, plain_rules()).await;
    let item = &meeting.items[1];
    let on_item = RecordDecisionRequest {
        item_id: item.id.clone(),
        ..decide(&meeting, "Prise en public")
    };
    record(&animator, on_item).await;
    let vote = CreateVoteRequest {
        item_id: item.id.clone(),
        is_opened_now: false,
        ..question(&meeting, "Préparée en public")
    };
    let vote = create(&animator, vote).await;
    let seen = of_meeting(&outside.director, &meeting).await;
    assert_eq!((seen.decisions.len(), seen.votes.len()), (1, 1));
    let change = UpdateAgendaItemRequest {
        id: item.id.clone(),
        title: "Autrement dit".to_owned(),
        minutes: item.minutes,
        purpose: item.purpose,
        version: item.version,
        is_closed: true,
        concerned_organisation_ids: vec![inside.id.clone()],
        ..Default::default()
    };
    animator.meeting().update_agenda_item(change).await.unwrap();
    let seen = of_meeting(&outside.director, &meeting).await;
    assert_eq!((seen.decisions.len(), seen.votes.len()), (0, 0));
    let all = ListDecisionsRequest::default();
    assert_eq!(search(&outside.director, all).await, Vec::<String>::new());
    let seen = of_meeting(&inside.director, &meeting).await;
    assert_eq!(seen.decisions[0].item_title, "Autrement dit");
    let open = VoteRequest { id: vote.id.clone() };
    let opened = animator.decision().open_vote(open).await.unwrap().into_inner();
    let names: Vec<&str> = opened
        .voices
        .iter()
        .map(|one| one.organisation_name.as_str())
        .collect();
    assert!(
        names.contains(&"Rives de Loire") && !names.contains(&"Guyane"),
        "{names:?}"
    );
    // Whose voice it is was written down: the point stays closed while the vote is open.
    let reopen = UpdateAgendaItemRequest {
        id: item.id.clone(),
        title: "Autrement dit".to_owned(),
        minutes: item.minutes,
        purpose: item.purpose,
        version: item.version + 1,
        ..Default::default()
    };
    let refused = animator.meeting().update_agenda_item(reopen).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoteStillOpen);
    let remove = AgendaItemRequest { id: item.id.clone() };
    let refused = animator.meeting().delete_agenda_item(remove).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ItemTaken);
}

/// What is decided on a closed item exists for those whom it concerns and for who leads, and for nobody else.
#[tokio::test]
async fn a_closed_item_hides_its_decisions_and_votes() {
    let world = World::new().await;
    let animator = world.animator().await;
    let [inside, outside] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let meeting = running(&animator, plain_rules()).await;
    let closed = AddAgendaItemRequest {
        meeting_id: meeting.id.clone(),
        title: "Zxq situation réservée".to_owned(),
        minutes: 15,
        purpose: ItemPurpose::Decision as i32,
        is_closed: true,
        concerned_organisation_ids: vec![inside.id.clone()],
        ..Default::default()
    };
    let meeting = animator
        .meeting()
        .add_agenda_item(closed)
        .await
        .unwrap()
        .into_inner();
    let item = meeting.items.iter().find(|item| item.is_closed).unwrap();
    let on_item = RecordDecisionRequest {
        item_id: item.id.clone(),
        ..decide(&meeting, "Zxq décision réservée")
    };
    let decision = record(&animator, on_item).await;
    let vote = CreateVoteRequest {
        item_id: item.id.clone(),
        ..question(&meeting, "Zxq question réservée")
    };
    let vote = create(&animator, vote).await;
    // Only those concerned, and who leads, have a voice on it.
    let names: Vec<&str> = vote
        .voices
        .iter()
        .map(|one| one.organisation_name.as_str())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&"Rives de Loire"));
    // A correction that names no item stays as closed as what it replaces.
    let correction = RecordDecisionRequest {
        replaces_id: decision.id.clone(),
        ..decide(&meeting, "Zxq décision réservée, corrigée")
    };
    record(&animator, correction).await;

    let seen = of_meeting(&inside.director, &meeting).await;
    assert_eq!((seen.decisions.len(), seen.votes.len()), (2, 1));
    let hidden = of_meeting(&outside.director, &meeting).await;
    assert_eq!((hidden.decisions.len(), hidden.votes.len()), (0, 0));
    let all = ListDecisionsRequest::default();
    assert_eq!(search(&inside.director, all.clone()).await.len(), 2);
    assert_eq!(search(&animator, all.clone()).await.len(), 2);
    assert_eq!(search(&outside.director, all).await, Vec::<String>::new());
    let request = VoteRequest { id: vote.id.clone() };
    let refused = outside.director.decision().get_vote(request.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
    let refused = cast(&outside.director, &vote, 1).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    let refused = outside.director.decision().close_vote(request).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
    // Nor does who carries a voice of it, and has none there.
    let give = GiveProxyRequest {
        meeting_id: meeting.id.clone(),
        bearer_id: outside.id.clone(),
    };
    inside.director.decision().give_proxy(give).await.unwrap();
    let carried = CastBallotRequest {
        organisation_id: inside.id.clone(),
        ..ballot(&vote, 1)
    };
    let refused = outside
        .director
        .decision()
        .cast_ballot(carried)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    let back = MeetingRequest {
        id: meeting.id.clone(),
    };
    inside.director.decision().withdraw_proxy(back).await.unwrap();
    cast(&inside.director, &vote, 1).await.unwrap();
    close(&animator, &vote).await;
    for path in [
        "/activity".to_owned(),
        "/decision".to_owned(),
        format!("/decision/{}", meeting.id),
    ] {
        assert!(inside.director.get(&path).await.text.contains("Zxq"), "{path}");
        assert!(!outside.director.get(&path).await.text.contains("Zxq"), "{path}");
    }
    let path = format!("/decision/vote/{}", vote.id);
    assert_eq!(outside.director.get(&path).await.status, 404);
}
