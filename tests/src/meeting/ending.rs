//! How a meeting ends: removed, cancelled, held; and what a series keeps.

use sea_orm::{ConnectionTrait as _, Statement};
use sha2::{Digest as _, Sha256};

use super::*;

async fn create(actor: &Actor, request: CreateMeetingRequest) -> Meeting {
    let created = actor.meeting().create_meeting(request).await;
    created.unwrap().into_inner()
}

async fn delete(actor: &Actor, meeting: &Meeting) -> Result<(), Reason> {
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let deleted = actor.meeting().delete_meeting(request).await;
    deleted.map(|_| ()).map_err(|status| reason(&status))
}

async fn cancel(actor: &Actor, meeting: &Meeting) -> Meeting {
    let request = CancelMeetingRequest {
        id: meeting.id.clone(),
        reason: "Reportée à l’automne".to_owned(),
    };
    let cancelled = actor.meeting().cancel_meeting(request).await;
    cancelled.unwrap().into_inner()
}

async fn held(actor: &Actor, meeting: &Meeting, n_attendants: i32) -> Result<Meeting, Reason> {
    let request = RecordHeldRequest {
        id: meeting.id.clone(),
        n_attendants,
    };
    let held = actor.meeting().record_held(request).await;
    held.map(tonic::Response::into_inner)
        .map_err(|status| reason(&status))
}

/// Whether the page of a meeting offers an act.
async fn offers(actor: &Actor, meeting: &Meeting, act: &str) -> bool {
    let page = actor.get(&format!("/meeting/{}", meeting.id)).await;
    page.text.contains(&format!("/act/MeetingService/{act}"))
}

#[tokio::test]
async fn after_a_deletion_the_points_are_numbered_and_moved_one_by_one() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    add(&animator, item(&committee, "Bilan")).await.unwrap();
    let second = committee.items[1].id.clone();
    let shorter = animator
        .meeting()
        .delete_agenda_item(AgendaItemRequest { id: second })
        .await
        .unwrap()
        .into_inner();
    let places: Vec<i32> = shorter.items.iter().map(|item| item.place).collect();
    assert_eq!(places, [1, 2, 3]);
    let last = shorter.items.last().unwrap();
    // As the page asks: one place before its own.
    let up = MoveAgendaItemRequest {
        id: last.id.clone(),
        place: last.place - 1,
    };
    let moved = animator
        .meeting()
        .move_agenda_item(up)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        titles(&moved),
        [
            "Situation des centres",
            "Bilan",
            "Organisation des appels à contributions"
        ]
    );
}

#[tokio::test]
async fn a_planned_day_with_registrations_is_cancelled_and_not_removed() {
    let world = World::new().await;
    let animator = world.animator().await;
    let day = scenario::national_day(&animator).await;
    scenario::open_registration(&animator, &day, scenario::registration(10)).await;
    let request = RegisterRequest {
        meeting_id: day.id.clone(),
        name: "Une personne".to_owned(),
        email: "personne@ville.example".to_owned(),
        organisation_name: "Ville de Port-Clair".to_owned(),
        ..Default::default()
    };
    world.anonymous().registration().register(request).await.unwrap();
    assert_eq!(delete(&animator, &day).await, Err(Reason::MeetingState));
    assert!(offers(&animator, &day, "CancelMeeting").await);
    let path = "/act/MeetingService/CancelMeeting";
    let fields = [("id", day.id.as_str()), ("reason", "Reportée à l’automne")];
    assert_eq!(animator.post(path, &fields).await.status, 303);
    let after = get(&animator, &day.id).await.unwrap();
    assert_eq!(after.state(), MeetingState::Cancelled);
    let mails = world.mails().await;
    let mut told = mails.iter().filter(|mail| mail.to == "personne@ville.example");
    assert!(told.any(|mail| mail.subject.starts_with("Annul")));
}

#[tokio::test]
async fn what_a_centre_said_keeps_a_meeting_and_files_go_with_it() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let said = scenario::committee(&animator).await;
    scenario::say(&centre.director, &said).await;
    assert_eq!(delete(&animator, &said).await, Err(Reason::MeetingState));
    assert_eq!(cancel(&animator, &said).await.state(), MeetingState::Cancelled);

    let other = scenario::committee(&animator).await;
    let content = b"%PDF-1.7\nune page".to_vec();
    let start = StartUploadRequest {
        owner: Owner::AgendaItem as i32,
        owner_id: other.items[0].id.clone(),
        name: "note.pdf".to_owned(),
        size_bytes: content.len() as i64,
        sha256: hex::encode(Sha256::digest(&content)),
    };
    let upload = animator
        .attachment()
        .start_upload(start)
        .await
        .unwrap()
        .into_inner();
    let chunk = UploadChunkRequest {
        id: upload.id,
        offset: 0,
        content,
    };
    animator.attachment().upload_chunk(chunk).await.unwrap();
    let n_files = async || {
        let db = world.app.db.writer();
        let count = Statement::from_string(db.get_database_backend(), "SELECT count(*) AS n FROM attachment");
        let row = db.query_one_raw(count).await.unwrap().unwrap();
        row.try_get::<i64>("", "n").unwrap()
    };
    assert_eq!(n_files().await, 1);
    delete(&animator, &other).await.unwrap();
    assert_eq!(n_files().await, 0);
}

/// The clocks change on 28 March 2027 in Paris: points may be proposed until the end of the day all the same.
#[tokio::test]
async fn a_series_keeps_the_days_for_proposals_across_the_change_of_clocks() {
    let world = World::new().await;
    let animator = world.animator().await;
    let request = CreateMeetingRequest {
        starts_at: "2027-03-27T10:00".to_owned(),
        ends_at: "2027-03-27T12:00".to_owned(),
        proposals_until: "2027-03-22".to_owned(),
        n_in_series: 3,
        every_n_weeks: 1,
        ..blank(MeetingKind::Reflection)
    };
    let first = create(&animator, request).await;
    let request = ListMeetingsRequest {
        year: YEAR,
        ..Default::default()
    };
    let all = animator
        .meeting()
        .list_meetings(request)
        .await
        .unwrap()
        .into_inner();
    let untils: Vec<String> = all
        .meetings
        .iter()
        .filter(|one| one.series_id == first.series_id)
        .map(|one| {
            let until = one.proposals_until.unwrap();
            let until = chrono::DateTime::from_timestamp(until.seconds, 0).unwrap();
            let local = until.with_timezone(&chrono_tz::Europe::Paris);
            local.format("%Y-%m-%dT%H:%M:%S").to_string()
        })
        .collect();
    assert_eq!(
        untils,
        [
            "2027-03-22T23:59:59",
            "2027-03-29T23:59:59",
            "2027-04-05T23:59:59"
        ]
    );
}

#[tokio::test]
async fn a_meeting_that_was_convened_from_elsewhere_is_recorded() {
    let world = World::new().await;
    let animator = world.animator().await;
    let mut planned = Vec::new();
    for kind in [
        MeetingKind::PresidentsMeeting,
        MeetingKind::Bilateral,
        MeetingKind::Reflection,
    ] {
        planned.push(create(&animator, blank(kind)).await);
    }
    assert_eq!(
        held(&animator, &planned[1], 0).await.unwrap_err(),
        Reason::MeetingNotBegun
    );
    assert!(!offers(&animator, &planned[1], "RecordHeld").await);
    world.clock().advance(TimeDelta::days(60));
    let animator = world.animator().await;
    for meeting in &planned[..2] {
        assert!(offers(&animator, meeting, "RecordHeld").await);
        let over = held(&animator, meeting, 0).await.unwrap();
        assert_eq!(over.state(), MeetingState::Held);
    }
    // The others are convened here, or they were not.
    assert!(!offers(&animator, &planned[2], "RecordHeld").await);
    assert_eq!(
        held(&animator, &planned[2], 0).await.unwrap_err(),
        Reason::MeetingState
    );
}

#[tokio::test]
async fn local_actors_are_counted_after_a_session_that_was_led_here() {
    let world = World::new().await;
    let animator = world.animator().await;
    let day = create(&animator, blank(MeetingKind::StudyDay)).await;
    scenario::convene(&animator, &day).await;
    world.clock().set("2027-05-10T08:00:00Z".parse().unwrap());
    let animator = world.animator().await;
    scenario::open_session(&world, &animator, &day).await;
    world.clock().advance(TimeDelta::hours(2));
    let end = MeetingRequest { id: day.id.clone() };
    animator.session().close_session(end).await.unwrap();
    assert_eq!(get(&animator, &day.id).await.unwrap().state(), MeetingState::Held);
    assert!(offers(&animator, &day, "RecordHeld").await);
    let counted = held(&animator, &day, 57).await.unwrap();
    assert_eq!((counted.state(), counted.n_attendants), (MeetingState::Held, 57));
}
