//! Who reads what: closed points leave their place and nothing else; minutes are shown to whom the kind says.

use super::*;

const CLOSED_REMARK: &str = "Zxq remarque réservée";

/// Everything that somebody can reach of the minutes.
async fn reached(room: &Room, actor: &Actor) -> String {
    let mut all = String::new();
    for version in ["", "?version=1"] {
        for path in [room.path(), format!("{}/print", room.path())] {
            all += &actor.get(&format!("{path}{version}")).await.text;
        }
    }
    for path in [
        "/minutes".to_owned(),
        "/minutes?query=zxq".to_owned(),
        "/activity".to_owned(),
        "/".to_owned(),
        format!("/meeting/{}", room.meeting.id),
    ] {
        all += &actor.get(&path).await.text;
    }
    for number in [0, 1] {
        all += &format!("{:?}", room.ask(actor, number).await);
    }
    for mail in room.world.mails().await {
        if mail.to == actor.me.email {
            all += &mail.text;
            all += &mail.html;
        }
    }
    all
}

fn told(all: &str) -> bool {
    let needles = [CLOSED, CLOSED_NOTE, CLOSED_DECISION, CLOSED_REMARK];
    needles.iter().any(|needle| all.contains(needle))
}

#[tokio::test]
async fn a_closed_point_is_withheld_from_those_whom_it_does_not_concern() {
    let room = Room::reviewed(2).await;
    room.comment(&room.rives.director, &room.meeting.items[3].id, CLOSED_REMARK)
        .await
        .unwrap();
    let refused = room
        .comment(&room.guyane.director, &room.meeting.items[3].id, "Et moi ?")
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("item_id".to_owned(), Reason::NotFound)]
    );
    for actor in [&room.guyane.director, &room.guyane.team] {
        assert!(!told(&reached(&room, actor).await), "{}", actor.me.name);
    }
    assert!(told(&reached(&room, &room.rives.director).await));
}

#[tokio::test]
async fn it_stays_withheld_once_locked_whatever_the_agenda_says_then() {
    let room = Room::locked().await;
    let partner = room.world.partner().await;
    for actor in [&room.guyane.director, &room.guyane.team, &partner] {
        let all = reached(&room, actor).await;
        assert!(!told(&all), "{}", actor.me.name);
        let minutes = room.read(actor).await;
        assert!(minutes.has_withheld);
        let place_only = MinutesItem {
            place: 4,
            is_withheld: true,
            is_closed: true,
            ..Default::default()
        };
        assert_eq!(minutes.document.unwrap().items[3], place_only);
        let page = actor.get(&room.path()).await.text.replace('\u{a0}', " ");
        assert!(page.contains("Point 4 : à huis clos") && page.contains("points à huis clos compris"));
        let refused = actor
            .minutes()
            .export_minutes(GetMinutesRequest {
                meeting_id: room.meeting.id.clone(),
                number: 1,
                is_current: false,
            })
            .await;
        assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    }
    for actor in [&room.rives.director, &room.animator] {
        let minutes = room.read(actor).await;
        assert!(!minutes.has_withheld);
        let item = &minutes.document.unwrap().items[3];
        assert_eq!((item.title.as_str(), item.note.as_str()), (CLOSED, CLOSED_NOTE));
        assert_eq!(
            item.concerned_organisation_ids.is_empty(),
            actor.role() != Role::Animator
        );
    }
}

#[tokio::test]
async fn drafts_are_of_who_leads_then_of_those_convened_then_of_whom_the_kind_says() {
    let room = Room::held().await;
    let partner = room.world.partner().await;
    for (actor, draft) in [
        (&room.animator, true),
        (&room.rives.director, false),
        (&room.rives.team, false),
        (&partner, false),
    ] {
        assert_eq!(room.ask(actor, 0).await.is_ok(), draft, "{:?}", actor.role());
    }
    room.start_review(2).await.unwrap();
    assert!(room.ask(&room.rives.team, 0).await.is_ok());
    for (actor, path) in [
        (&partner, room.path()),
        (&partner, format!("{}/print", room.path())),
    ] {
        assert_eq!(actor.get(&path).await.status, 404);
    }
    assert_eq!(
        reason(&room.ask(&partner, 0).await.unwrap_err()),
        Reason::NotFound
    );
    // What only who leads may do, refused to those convened, unknown to the others.
    let id = room.meeting.id.clone();
    for (actor, expected) in [
        (&room.rives.director, Reason::NotAllowed),
        (&partner, Reason::NotFound),
    ] {
        let texts = SaveMinutesTextsRequest {
            meeting_id: id.clone(),
            version: 1,
            ..Default::default()
        };
        let review = StartReviewRequest {
            meeting_id: id.clone(),
            n_days: 5,
            version: 1,
        };
        let lock = LockMinutesRequest {
            meeting_id: id.clone(),
            version: 1,
            ..Default::default()
        };
        let approve = ApproveMinutesRequest {
            meeting_id: id.clone(),
            version: 1,
            ..Default::default()
        };
        let mut minutes = actor.minutes();
        let refused = [
            minutes.save_minutes_texts(texts).await.unwrap_err(),
            minutes.preview_review(review.clone()).await.unwrap_err(),
            minutes.start_review(review).await.unwrap_err(),
            minutes.approve_minutes(approve).await.unwrap_err(),
            minutes.preview_lock(lock.clone()).await.unwrap_err(),
            minutes.lock_minutes(lock).await.unwrap_err(),
        ];
        for status in refused {
            assert_eq!(reason(&status), expected, "{:?}", actor.role());
        }
    }
    let room = room.at("2027-03-24T09:00:00Z").await;
    let decision = room.decision_of_consultation().await;
    room.approve(&decision).await.unwrap();
    let partner = room.world.partner().await;
    assert!(room.ask(&partner, 0).await.is_err());
    room.lock("").await.unwrap();
    assert!(room.ask(&partner, 0).await.is_ok(), "M1: the whole network");
    let seen = room.read(&partner).await;
    assert!(seen.comments.is_empty() && !seen.may_lead);
}

/// M2 is shown to those convened: a centre, of which none sits there, knows nothing of it.
#[tokio::test]
async fn minutes_of_the_charter_committee_are_of_those_convened() {
    let world = World::new().await;
    let animator = world.animator().await;
    let request = CreateMeetingRequest {
        kind: MeetingKind::CharterCommittee as i32,
        title: "Zxq comité de la charte".to_owned(),
        starts_at: "2027-03-15T11:00".to_owned(),
        ends_at: "2027-03-15T12:00".to_owned(),
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
    scenario::open_session(&world, &animator, &meeting).await;
    let id = MeetingRequest {
        id: meeting.id.clone(),
    };
    animator.session().close_session(id).await.unwrap();
    let review = StartReviewRequest {
        meeting_id: meeting.id.clone(),
        n_days: 1,
        version: 0,
    };
    animator.minutes().start_review(review).await.unwrap();
    let get = GetMinutesRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    };
    let elected = world.elected().await;
    elected.minutes().get_minutes(get.clone()).await.unwrap();
    let director = world.centre("Guyane").await.director;
    let refused = director.minutes().get_minutes(get).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    for path in ["/minutes", "/activity", "/"] {
        assert!(!director.get(path).await.text.contains("Zxq"), "{path}");
    }
}
