//! Many at once: two who lead, a whole room that arrives.

use futures::future::join_all;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_go_on_at_once_one_wins() {
    let room = Room::open().await;
    let people = room.animator.convocation().get_convocation(room.id()).await;
    let people = people.unwrap().into_inner().invitees;
    let secretary = &room.rives.director;
    let theirs = people
        .iter()
        .find(|one| one.person_id == secretary.me.person_id)
        .unwrap();
    let role = SetInviteeRoleRequest {
        id: theirs.id.clone(),
        role: InviteeRole::Secretary as i32,
    };
    room.animator.convocation().set_invitee_role(role).await.unwrap();
    let mut version = room.go_to(1).await.version;
    for round in 0..4 {
        let place = 2 + round % 2;
        let (mut one, mut two) = (room.animator.session(), secretary.session());
        let (one, two) = tokio::join!(
            one.go_to_item(room.going_to(place, version)),
            two.go_to_item(room.going_to(place, version))
        );
        let won = [&one, &two].iter().filter(|answer| answer.is_ok()).count();
        let lost = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert_eq!(won, 1, "{lost:?}");
        assert_eq!(reason(&lost[0]), Reason::ChangedMeanwhile);
        let seen = room.seen_by(secretary).await;
        assert_eq!((seen.version, seen.item_id), (version + 1, room.item(place)));
        version += 1;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_who_check_in_at_once_are_all_there() {
    const MANY: usize = 50;
    let world = World::new().await;
    let animator = world.animator().await;
    let request = CreateMeetingRequest {
        kind: MeetingKind::StudyDay as i32,
        title: "Journée d’étude".to_owned(),
        starts_at: "2027-03-16T10:00".to_owned(),
        ends_at: "2027-03-16T17:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let meeting = animator
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner();
    scenario::convene(&animator, &meeting).await;
    let opened = scenario::open_session(&world, &animator, &meeting).await;
    let id = MeetingRequest {
        id: meeting.id.clone(),
    };
    let people = animator
        .convocation()
        .get_convocation(id.clone())
        .await
        .unwrap()
        .into_inner();
    let mut actors = Vec::new();
    for invitee in people.invitees.iter().take(MANY) {
        actors.push(world.enter_as(&invitee.person_id).await);
    }
    assert_eq!(actors.len(), MANY, "the demonstration has too few people");
    let arrivals = actors.into_iter().enumerate().map(|(n, actor)| {
        let request = CheckInRequest {
            meeting_id: meeting.id.clone(),
            code: opened.check_in_code.clone(),
            is_remote: n % 3 == 0,
        };
        tokio::spawn(async move { actor.session().check_in(request).await })
    });
    for arrival in join_all(arrivals).await {
        arrival.unwrap().unwrap();
    }
    let sheet = animator
        .session()
        .get_attendance(id.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!((sheet.n_present, sheet.n_remote), (33, 17));
    let there = animator
        .session()
        .get_session(id)
        .await
        .unwrap()
        .into_inner()
        .there;
    assert_eq!(there.len(), MANY);
}
