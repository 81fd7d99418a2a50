//! Quorum: those who are there, and the voices that they carry.

use super::*;

/// Who leads notes somebody as there, or not.
async fn comes(animator: &Actor, meeting: &Meeting, person: &Actor, mode: AttendanceMode) {
    let request = GetMeetingRequest {
        id: meeting.id.clone(),
    };
    let seen = person.meeting().get_meeting(request).await.unwrap().into_inner();
    let request = SetAttendanceRequest {
        meeting_id: meeting.id.clone(),
        invitee_id: seen.my_invitee_id,
        mode: mode as i32,
        ..Default::default()
    };
    animator.session().set_attendance(request).await.unwrap();
}

#[tokio::test]
async fn without_a_quorum_nothing_is_decided() {
    let world = World::new().await;
    let animator = world.animator().await;
    let rules = AdoptRulesRequest {
        quorum_percent: 20,
        ..plain_rules()
    };
    adopt(&animator, rules).await;
    let meeting = scenario::committee_tomorrow(&animator).await;
    scenario::convene(&animator, &meeting).await;
    scenario::open_session(&world, &animator, &meeting).await;
    let [rives, guyane, martinique] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Martinique").await,
    ];
    comes(&animator, &meeting, &animator, AttendanceMode::Present).await;
    comes(&animator, &meeting, &rives.director, AttendanceMode::Remote).await;
    comes(&animator, &meeting, &guyane.director, AttendanceMode::Excused).await;
    let decided = of_meeting(&rives.director, &meeting).await;
    assert_eq!(
        (decided.n_present, decided.voices.len(), decided.has_quorum),
        (2, 19, false)
    );
    let vote = create(&animator, question(&meeting, "Trop peu nombreux")).await;
    cast(&animator, &vote, 1).await.unwrap();
    cast(&rives.director, &vote, 1).await.unwrap();
    let closed = close(&animator, &vote).await;
    assert_eq!((closed.result(), closed.n_present), (VoteResult::NoQuorum, 2));
    assert_eq!(of_meeting(&rives.director, &meeting).await.decisions.len(), 0);

    // Represented, then there by its ballot: four of nineteen are enough.
    let give = GiveProxyRequest {
        meeting_id: meeting.id.clone(),
        bearer_id: rives.id.clone(),
    };
    guyane.director.decision().give_proxy(give).await.unwrap();
    assert_eq!(of_meeting(&rives.director, &meeting).await.n_present, 3);
    let vote = create(&animator, question(&meeting, "Assez nombreux")).await;
    cast(&martinique.director, &vote, 1).await.unwrap();
    assert!(see(&animator, &vote).await.has_quorum);
    let closed = close(&animator, &vote).await;
    assert_eq!((closed.result(), closed.n_present), (VoteResult::Adopted, 4));
    // What was true when it was closed stays so.
    comes(&animator, &meeting, &martinique.director, AttendanceMode::Present).await;
    assert_eq!(see(&animator, &vote).await.n_present, 4);
}

#[tokio::test]
async fn a_session_closes_after_its_votes_and_none_opens_then() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    let rives = world.centre("Rives de Loire").await.director;
    let open = create(&animator, question(&meeting, "Ouvert en séance")).await;
    let prepared = CreateVoteRequest {
        is_opened_now: false,
        ..question(&meeting, "Préparé")
    };
    let prepared = create(&animator, prepared).await;
    assert!(see(&animator, &prepared).await.may_open);
    assert!(!see(&rives, &prepared).await.may_open, "for who leads");
    let path = format!("/decision/vote/{}", prepared.id);
    assert!(animator.get(&path).await.text.contains("Ouvrir le vote"));
    let end = MeetingRequest {
        id: meeting.id.clone(),
    };
    let refused = animator.session().close_session(end.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoteStillOpen);
    cast(&rives, &open, 1).await.unwrap();
    close(&animator, &open).await;
    animator.session().close_session(end).await.unwrap();
    let refused = cast(&rives, &open, 1).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoteNotOpen);
    assert!(see(&rives, &open).await.ballots.is_empty());
    assert!(!see(&animator, &prepared).await.may_open);
    let page = animator.get(&path).await;
    assert!(!page.text.contains("Ouvrir le vote"), "{}", page.text);
    assert!(page.text.contains("Retirer le vote"), "{}", page.text);
}
