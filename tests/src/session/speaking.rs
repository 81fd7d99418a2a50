//! The queue of those who want to speak.

use super::*;

async fn ask(actor: &Actor, room: &Room) -> Result<MeetingSession, Status> {
    let answer = actor.session().ask_to_speak(room.id()).await;
    answer.map(tonic::Response::into_inner)
}

fn of(room: &Room, invitee_id: &str) -> InviteeOfSessionRequest {
    InviteeOfSessionRequest {
        meeting_id: room.meeting.id.clone(),
        invitee_id: invitee_id.to_owned(),
    }
}

fn names(session: &MeetingSession) -> Vec<&str> {
    session
        .queue
        .iter()
        .map(|speaker| speaker.name.as_str())
        .collect()
}

#[tokio::test]
async fn each_waits_once_in_the_order_of_the_asking() {
    let room = Room::open().await;
    let [guyane, golfe] = [
        room.world.centre("Guyane").await,
        room.world.centre("Golfe du Midi").await,
    ];
    let (one, two, three) = (&room.rives.director, &guyane.director, &golfe.director);
    let refused = ask(one, &room).await.unwrap_err();
    assert_eq!(
        reason(&refused),
        Reason::NotThere,
        "one is there before one speaks"
    );
    for actor in [one, two, three] {
        room.check_in_remotely(actor).await;
    }
    for actor in [two, one, three] {
        ask(actor, &room).await.unwrap();
        room.pass(1);
    }
    // Asked again: the place is kept, and nothing is told.
    let again = ask(two, &room).await.unwrap();
    let [one_name, two_name, three_name] = [one, two, three].map(|actor| actor.me.name.as_str());
    assert_eq!(names(&again), [two_name, one_name, three_name]);

    let two_id = again.mine.as_ref().unwrap().invitee_id.clone();
    let given = room
        .animator
        .session()
        .give_floor(of(&room, &two_id))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(given.speaking.as_ref().unwrap().name, two_name);
    assert_eq!(names(&given), [one_name, three_name]);
    let withdrawn = one
        .session()
        .withdraw_from_queue(of(&room, ""))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(names(&withdrawn), [three_name]);
    // Nobody withdraws another, but who leads.
    let three_id = withdrawn.queue[0].invitee_id.clone();
    let refused = one
        .session()
        .withdraw_from_queue(of(&room, &three_id))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let refused = one.session().give_floor(of(&room, &three_id)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let withdrawn = room
        .animator
        .session()
        .withdraw_from_queue(of(&room, &three_id))
        .await
        .unwrap()
        .into_inner();
    assert!(withdrawn.queue.is_empty());
    let silent = room
        .animator
        .session()
        .give_floor(of(&room, ""))
        .await
        .unwrap()
        .into_inner();
    assert!(silent.speaking.is_none());
}

#[tokio::test]
async fn who_leaves_neither_speaks_nor_waits() {
    let room = Room::open().await;
    let guyane = room.world.centre("Guyane").await;
    for actor in [&room.rives.director, &guyane.director] {
        room.check_in_remotely(actor).await;
        ask(actor, &room).await.unwrap();
    }
    let speaker = room.line_of(&room.rives.director).await.invitee_id;
    room.animator
        .session()
        .give_floor(of(&room, &speaker))
        .await
        .unwrap();
    room.rives.director.session().leave(of(&room, "")).await.unwrap();
    let waiting = SetAttendanceRequest {
        meeting_id: room.meeting.id.clone(),
        invitee_id: room.line_of(&guyane.director).await.invitee_id,
        mode: AttendanceMode::Absent as i32,
        represented_by: String::new(),
    };
    let seen = room
        .animator
        .session()
        .set_attendance(waiting)
        .await
        .unwrap()
        .into_inner();
    assert!(seen.speaking.is_none() && seen.queue.is_empty(), "{seen:?}");
    let refused = room
        .animator
        .session()
        .give_floor(of(&room, &speaker))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotThere);
    // A point that begins is spoken of by nobody yet.
    room.check_in_remotely(&room.rives.director).await;
    room.animator
        .session()
        .give_floor(of(&room, &speaker))
        .await
        .unwrap();
    assert!(room.go_to(2).await.speaking.is_none());
}
