//! The invitations as programs that are not ours read them: Python's `email` and `icalendar`.

use std::path::Path;

use serde_json::Value;
use tokio::process::Command;

use super::*;
use crate::python::python;

async fn read(files: &[std::path::PathBuf]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/invitation.py");
    let output = Command::new(python())
        .arg(script)
        .args(files)
        .output()
        .await
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The mails to somebody, oldest first.
async fn mails_to(world: &World, email: &str) -> Vec<Value> {
    world.run_jobs().await;
    let mut files: Vec<_> = std::fs::read_dir(world.folder().join("mails"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let mut mails = read(&files).await;
    mails.retain(|mail| mail["to"] == email);
    mails
}

#[tokio::test]
async fn invitations_are_read_by_programs_that_are_not_ours() {
    let world = World::new().await;
    let animator = world.animator().await;
    let mut committee = scenario::committee(&animator).await;
    let guest = AddInviteeRequest {
        meeting_id: committee.id.clone(),
        name: "Zoé, \"la\" <directrice>; d’Évry\r\nX-Injected: 1".to_owned(),
        email: "zoe@ailleurs.example".to_owned(),
        role: InviteeRole::Guest as i32,
        ..Default::default()
    };
    animator.convocation().add_invitee(guest).await.unwrap();
    scenario::convene(&animator, &committee).await;
    world.clock().advance(TimeDelta::minutes(1));
    committee = animator
        .meeting()
        .get_meeting(GetMeetingRequest { id: committee.id })
        .await
        .unwrap()
        .into_inner();
    let update = UpdateMeetingRequest {
        id: committee.id.clone(),
        title: committee.title.clone(),
        place: "Une salle, à l’étage; au fond".to_owned(),
        starts_at: "2027-04-15T11:00".to_owned(),
        ends_at: "2027-04-15T13:30".to_owned(),
        zone: "Europe/Paris".to_owned(),
        version: committee.version,
        ..Default::default()
    };
    animator.meeting().update_meeting(update).await.unwrap();
    world.clock().advance(TimeDelta::minutes(1));
    let cancel = CancelMeetingRequest {
        id: committee.id.clone(),
        reason: "Grève des transports".to_owned(),
    };
    animator.meeting().cancel_meeting(cancel).await.unwrap();

    let mails = mails_to(&world, "zoe@ailleurs.example").await;
    let expected = [
        (
            "REQUEST",
            0,
            "2027-04-15T08:00:00+00:00",
            "2027-04-15T11:00:00+00:00",
            "Paris, salle 4",
            "CONFIRMED",
        ),
        (
            "REQUEST",
            1,
            "2027-04-15T09:00:00+00:00",
            "2027-04-15T11:30:00+00:00",
            "Une salle, à l’étage; au fond",
            "CONFIRMED",
        ),
        (
            "CANCEL",
            2,
            "2027-04-15T09:00:00+00:00",
            "2027-04-15T11:30:00+00:00",
            "Une salle, à l’étage; au fond",
            "CANCELLED",
        ),
    ];
    assert_eq!(mails.len(), expected.len(), "{mails:?}");
    for (mail, (method, sequence, starts_at, ends_at, place, status)) in mails.iter().zip(expected) {
        assert_eq!(mail["defects"], serde_json::json!([]));
        assert_eq!(mail["type"], "multipart/mixed");
        assert_eq!(mail["methods"], serde_json::json!([method]));
        assert_eq!(mail["files"], serde_json::json!(["invitation.ics"]));
        let event = &mail["events"][0];
        assert_eq!(event["errors"], serde_json::json!([]));
        assert_eq!(event["method"], method);
        assert_eq!(event["version"], "2.0");
        assert_eq!(event["uid"], format!("meeting-{}@passerelle", committee.id));
        assert_eq!(event["sequence"], sequence);
        assert_eq!(event["starts_at"], starts_at);
        assert_eq!(event["ends_at"], ends_at);
        assert_eq!(event["location"], place);
        assert_eq!(event["status"], status);
        assert_eq!(event["summary"], "Comité technique, 1re séance");
        assert_eq!(
            event["organiser"],
            serde_json::json!(["mailto:ne-pas-repondre@passerelle.example", "CGET"])
        );
        assert_eq!(event["attendee"][0], "mailto:zoe@ailleurs.example");
    }
}

#[tokio::test]
async fn a_calendar_is_read_by_a_library_that_is_not_ours() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let request = RenewCalendarRequest {
        kind: CalendarKind::Network as i32,
    };
    let all = animator
        .convocation()
        .renew_calendar(request)
        .await
        .unwrap()
        .into_inner()
        .calendars;
    let url = all
        .into_iter()
        .find(|one| one.kind() == CalendarKind::Network)
        .unwrap()
        .url;
    let (_, secret) = url.split_once("/calendar/").unwrap();
    let feed = world.anonymous().get(&format!("/calendar/{secret}")).await;
    let file = world.folder().join("feed.ics");
    std::fs::write(&file, &feed.text).unwrap();
    let read = read(&[file]).await;
    let event = &read[0]["events"][0];
    assert_eq!(event["method"], "");
    assert_eq!(event["uid"], format!("meeting-{}@passerelle", committee.id));
    assert_eq!(event["status"], "TENTATIVE");
    assert_eq!(event["starts_at"], "2027-04-15T08:00:00+00:00");
    assert!(event["attendee"].is_null(), "a calendar names nobody");
}
