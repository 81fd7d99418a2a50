//! What approves minutes: a later session, a written consultation, or silence where there is nothing else.

use super::*;

/// The next Comité technique, running: what it decides.
async fn next_session(room: &Room, text: &str) -> Decision {
    let request = CreateMeetingRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: "Comité technique, 2e séance".to_owned(),
        starts_at: "2027-03-24T11:00".to_owned(),
        ends_at: "2027-03-24T12:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let meeting = room
        .animator
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner();
    scenario::convene(&room.animator, &meeting).await;
    scenario::open_session(&room.world, &room.animator, &meeting).await;
    decide(&room.animator, &meeting, text).await
}

async fn decide(leader: &Actor, meeting: &Meeting, text: &str) -> Decision {
    let request = RecordDecisionRequest {
        meeting_id: meeting.id.clone(),
        text: text.to_owned(),
        ..Default::default()
    };
    leader
        .decision()
        .record_decision(request)
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn a_decision_of_a_later_session_approves_once_the_review_is_over() {
    let room = Room::reviewed(5).await.at("2027-03-20T09:00:00Z").await;
    let early = room.approve("").await.unwrap_err();
    assert_eq!(reason(&early), Reason::ReviewNotOver);
    let room = room.at("2027-03-24T09:00:00Z").await;
    assert!(room.read(&room.animator).await.approvals.is_empty());
    let decision = next_session(&room, "Approuver le compte rendu de la 1re séance").await;
    // Neither a decision of the session itself, nor that of another kind, nor nothing: the kind votes.
    let own = room.read(&room.animator).await.document.unwrap().decisions[0]
        .id
        .clone();
    for id in [own.as_str(), &room.meeting.id] {
        let refused = room.approve(id).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotAnApproval);
    }
    let refused = room.approve("").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ApprovalNeeded);
    let minutes = room.read(&room.animator).await;
    let offered: Vec<_> = minutes.approvals.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(offered, [decision.id.as_str()]);
    assert!(!minutes.may_approve_without_remark);
    assert!(
        room.read(&room.rives.director).await.approvals.is_empty(),
        "for who leads"
    );

    let approved = room.approve(&decision.id).await.unwrap();
    assert_eq!(approved.state(), MinutesState::Approved);
    let approval = approved.approval.unwrap();
    assert_eq!(approval.mode(), ApprovalMode::Session);
    assert_eq!(approval.decision.as_ref().unwrap().id, decision.id);
    assert_eq!(approval.by, room.animator.me.name);
    let page = room.rives.director.get(&room.path()).await;
    let link = format!("/decision/{}#decision-1", decision.meeting_id);
    assert!(page.text.contains(&link), "{}", page.text);
    let again = room.approve(&decision.id).await.unwrap_err();
    assert_eq!(reason(&again), Reason::MinutesState);
    let home = room
        .animator
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner();
    let to_lock = |one: &&Expectation| one.kind() == ExpectationKind::LockMinutes;
    assert_eq!(home.expectations.iter().filter(to_lock).count(), 1);
}

#[tokio::test]
async fn a_written_consultation_that_was_adopted_approves() {
    let room = Room::reviewed(2).await.at("2027-03-24T09:00:00Z").await;
    let refused = room.approve(&room.consultation.id).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAnApproval, "still open");
    let id = room.decision_of_consultation().await;
    let approved = room.approve(&id).await.unwrap();
    let approval = approved.approval.unwrap();
    assert_eq!(approval.mode(), ApprovalMode::Consultation);
    let page = room.rives.director.get(&room.path()).await;
    let link = format!("/decision/vote/{}", room.consultation.id);
    assert!(page.text.contains(&link), "{}", page.text);
}

/// A time of reflection neither votes nor comes again: who leads says that nobody said anything.
#[tokio::test]
async fn silence_approves_where_a_kind_does_not_vote_and_no_session_followed() {
    let world = World::new().await;
    let animator = world.animator().await;
    let reflection = |day: &str| CreateMeetingRequest {
        kind: MeetingKind::Reflection as i32,
        title: "Temps de réflexion".to_owned(),
        starts_at: format!("{day}T11:00"),
        ends_at: format!("{day}T12:00"),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let created = animator.meeting().create_meeting(reflection("2027-03-15")).await;
    let meeting = created.unwrap().into_inner();
    scenario::convene(&animator, &meeting).await;
    let at = meeting.starts_at.unwrap();
    world
        .clock()
        .set(chrono::DateTime::from_timestamp(at.seconds, 0).unwrap());
    let held = RecordHeldRequest {
        id: meeting.id.clone(),
        n_attendants: 0,
    };
    animator.meeting().record_held(held).await.unwrap();
    let review = |version| StartReviewRequest {
        meeting_id: meeting.id.clone(),
        n_days: 1,
        version,
    };
    let silence = |version| ApproveMinutesRequest {
        meeting_id: meeting.id.clone(),
        decision_id: String::new(),
        version,
    };
    animator.minutes().start_review(review(0)).await.unwrap();
    let rives = world.centre("Rives de Loire").await.director;
    let remark = CommentMinutesRequest {
        meeting_id: meeting.id.clone(),
        item_id: String::new(),
        text: "Il manque un nom.".to_owned(),
    };
    rives.minutes().comment_minutes(remark).await.unwrap();
    world.clock().advance(TimeDelta::days(2));
    let animator = world.animator().await;
    let refused = animator.minutes().approve_minutes(silence(1)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::RemarksMade);
    // Corrected, then reviewed again: nobody says anything any more.
    animator.minutes().start_review(review(1)).await.unwrap();
    world.clock().advance(TimeDelta::days(2));
    let animator = world.animator().await;
    let get = GetMinutesRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    };
    let seen = animator
        .minutes()
        .get_minutes(get.clone())
        .await
        .unwrap()
        .into_inner();
    assert!(seen.may_approve_without_remark);
    // Another one that begins meanwhile could approve: it is to.
    let later = animator
        .meeting()
        .create_meeting(reflection("2027-03-20"))
        .await
        .unwrap()
        .into_inner();
    scenario::convene(&animator, &later).await;
    scenario::open_session(&world, &animator, &later).await;
    let animator = world.animator().await;
    let refused = animator.minutes().approve_minutes(silence(2)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ApprovalNeeded);
    let decision = decide(&animator, &later, "Approuver le compte rendu").await;
    let by_session = ApproveMinutesRequest {
        decision_id: decision.id,
        ..silence(2)
    };
    let approved = animator
        .minutes()
        .approve_minutes(by_session)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(approved.approval.unwrap().mode(), ApprovalMode::Session);
}

#[tokio::test]
async fn silence_is_recorded_as_such() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::national_day_on(&animator, "2027-03-16").await;
    scenario::convene(&animator, &meeting).await;
    let held = RecordHeldRequest {
        id: meeting.id.clone(),
        n_attendants: 120,
    };
    world.clock().advance(TimeDelta::hours(32));
    let animator = world.animator().await;
    animator.meeting().record_held(held).await.unwrap();
    let review = StartReviewRequest {
        meeting_id: meeting.id.clone(),
        n_days: 1,
        version: 0,
    };
    animator.minutes().start_review(review).await.unwrap();
    world.clock().advance(TimeDelta::days(2));
    let animator = world.animator().await;
    let silence = ApproveMinutesRequest {
        meeting_id: meeting.id.clone(),
        decision_id: String::new(),
        version: 1,
    };
    let approved = animator
        .minutes()
        .approve_minutes(silence)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(approved.approval.unwrap().mode(), ApprovalMode::NoRemark);
    let page = animator.get(&format!("/minutes/{}", meeting.id)).await;
    assert!(
        page.text.contains("sans observation dans le délai"),
        "{}",
        page.text
    );
}

/// The obligation is of the day of the decision, whenever somebody comes to record what it approved.
#[tokio::test]
async fn what_a_decision_approves_is_approved_since_it_was_taken() {
    let room = Room::reviewed(2).await.at("2027-03-24T09:00:00Z").await;
    let id = room.decision_of_consultation().await;
    let decided_at = room.world.clock().now().timestamp();
    let room = room.at("2027-06-30T09:00:00Z").await;
    let approval = room.approve(&id).await.unwrap().approval.unwrap();
    assert_eq!(approval.at.unwrap().seconds, decided_at);
}
