//! Meetings: the year, planning, the agenda, and how they end.

mod agenda;
mod availability;
mod ending;
mod fair;
mod proposals;
mod slot;

use chrono::TimeDelta;
use proto::v1::*;
use tonic::Code;

use crate::scenario::{self, YEAR};
use crate::world::{Actor, World, reason, violations};

fn blank(kind: MeetingKind) -> CreateMeetingRequest {
    CreateMeetingRequest {
        kind: kind as i32,
        starts_at: "2027-05-10T10:00".to_owned(),
        ends_at: "2027-05-10T12:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    }
}

async fn get(actor: &Actor, id: &str) -> Result<Meeting, Reason> {
    let answer = actor
        .meeting()
        .get_meeting(GetMeetingRequest { id: id.to_owned() })
        .await;
    answer
        .map(tonic::Response::into_inner)
        .map_err(|status| reason(&status))
}

fn item(meeting: &Meeting, title: &str) -> AddAgendaItemRequest {
    AddAgendaItemRequest {
        meeting_id: meeting.id.clone(),
        title: title.to_owned(),
        minutes: 30,
        purpose: ItemPurpose::Information as i32,
        ..Default::default()
    }
}

async fn add(actor: &Actor, request: AddAgendaItemRequest) -> Result<Meeting, Reason> {
    let answer = actor.meeting().add_agenda_item(request).await;
    answer
        .map(tonic::Response::into_inner)
        .map_err(|status| reason(&status))
}

fn titles(meeting: &Meeting) -> Vec<&str> {
    meeting.items.iter().map(|item| item.title.as_str()).collect()
}

fn hours(meeting: &Meeting) -> Vec<String> {
    let hour = |item: &AgendaItem| {
        let at = item.starts_at.unwrap();
        let at = chrono::DateTime::from_timestamp(at.seconds, 0).unwrap();
        at.with_timezone(&chrono_tz::Europe::Paris)
            .format("%H:%M")
            .to_string()
    };
    meeting.items.iter().map(hour).collect()
}

#[tokio::test]
async fn the_year_says_what_the_rules_still_ask_for() {
    let world = World::new().await;
    let animator = world.animator().await;
    let year = |actor: Actor| async move {
        let request = ListMeetingsRequest {
            year: YEAR,
            ..Default::default()
        };
        actor.meeting().list_meetings(request).await.unwrap().into_inner()
    };
    let missing =
        |year: &ListMeetingsResponse| -> Vec<i32> { year.kinds.iter().map(|kind| kind.n_missing).collect() };
    // M1 three times, M2, M3 and A6 once.
    assert_eq!(missing(&year(animator.clone()).await), [3, 1, 1, 1]);
    let committee = scenario::committee(&animator).await;
    let bilateral = animator
        .meeting()
        .create_meeting(blank(MeetingKind::Bilateral))
        .await
        .unwrap()
        .into_inner();
    let all = year(animator.clone()).await;
    assert_eq!(missing(&all), [2, 1, 1, 0]);
    assert_eq!(all.meetings.len(), 2);
    // A director sees the committee, and counts the meeting that is not the centre's to see.
    let centre = world.centre("Rives de Loire").await;
    let seen = year(centre.team.clone()).await;
    assert_eq!(missing(&seen), [2, 1, 1, 0]);
    assert_eq!(seen.meetings.len(), 1);
    assert_eq!(seen.meetings[0].id, committee.id);
    assert_eq!(
        get(&centre.director, &bilateral.id).await.unwrap_err(),
        Reason::NotFound
    );
    assert_eq!(
        get(&world.anru().await, &bilateral.id).await.unwrap().title,
        "Rencontre bilatérale ANRU – animation nationale"
    );
    // One that is cancelled is missing again.
    let cancel = CancelMeetingRequest {
        id: committee.id,
        reason: "Grève des transports".to_owned(),
    };
    animator.meeting().cancel_meeting(cancel).await.unwrap();
    assert_eq!(missing(&year(animator).await), [3, 1, 1, 0]);
}

#[tokio::test]
async fn each_kind_comes_with_its_people_and_its_standing_items() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    assert_eq!(
        titles(&committee),
        [
            "Situation des centres",
            "Actualité des politiques nationales",
            "Organisation des appels à contributions"
        ]
    );
    assert_eq!(hours(&committee), ["10:00", "10:45", "11:30"]);
    assert_eq!(committee.my_role(), InviteeRole::Chair);
    let people = async |id: &str| {
        let request = MeetingRequest { id: id.to_owned() };
        animator
            .convocation()
            .get_convocation(request)
            .await
            .unwrap()
            .into_inner()
            .invitees
    };
    let directors = people(&committee.id).await;
    let n_centres = directors
        .iter()
        .filter(|one| one.organisation_name != animator.me.organisation_name)
        .count();
    assert_eq!(n_centres, 18, "each centre by its director");
    let point = animator
        .meeting()
        .create_meeting(blank(MeetingKind::OverseasPoint))
        .await
        .unwrap()
        .into_inner();
    let organisations: std::collections::BTreeSet<String> = people(&point.id)
        .await
        .into_iter()
        .map(|one| one.organisation_name)
        .collect();
    assert_eq!(
        organisations.len(),
        7,
        "five overseas centres, the animator, the DGOM: {organisations:?}"
    );
    // The DGOM is consulted: it convenes nobody. A director plans the own local sessions only.
    let dgom = world.dgom().await;
    let seen = get(&dgom, &point.id).await.unwrap();
    assert!(seen.is_in_concert && seen.may_propose && !seen.may_edit);
    for kind in [MeetingKind::OverseasPoint, MeetingKind::NationalDay] {
        let refused = dgom.meeting().create_meeting(blank(kind)).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotAllowed);
    }
    let centre = world.centre("Rives de Loire").await;
    let refused = centre
        .director
        .meeting()
        .create_meeting(blank(MeetingKind::TechnicalCommittee))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let local = centre
        .director
        .meeting()
        .create_meeting(blank(MeetingKind::LocalSession))
        .await
        .unwrap()
        .into_inner();
    assert!(get(&animator, &local.id).await.is_ok_and(|local| !local.may_edit));
    let other = world.centre("Deux Fleuves").await;
    assert_eq!(
        get(&other.director, &local.id).await.unwrap_err(),
        Reason::NotFound
    );
    // It is held once its hour has come, with its head-count.
    let held = |n| RecordHeldRequest {
        id: local.id.clone(),
        n_attendants: n,
    };
    let early = centre.director.meeting().record_held(held(42)).await.unwrap_err();
    assert_eq!(reason(&early), Reason::MeetingNotBegun);
    world.clock().advance(TimeDelta::days(60));
    // Sessions end without use: the director comes in again.
    let centre = world.centre("Rives de Loire").await;
    let over = centre
        .director
        .meeting()
        .record_held(held(42))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((over.state(), over.n_attendants), (MeetingState::Held, 42));
}

#[tokio::test]
async fn a_working_session_convenes_the_centres_engaged_in_the_stream() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let centre = world.centre("Rives de Loire").await;
    scenario::engage(&centre, &streams[0]).await;
    let without = animator
        .meeting()
        .create_meeting(blank(MeetingKind::WorkingSession))
        .await
        .unwrap_err();
    assert_eq!(
        violations(&without),
        [("work_stream_id".to_owned(), Reason::Required)]
    );
    let request = CreateMeetingRequest {
        work_stream_id: streams[0].id.clone(),
        ..blank(MeetingKind::WorkingSession)
    };
    let session = animator
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(session.work_stream_title, streams[0].title);
    assert!(get(&centre.team, &session.id).await.is_ok());
    let other = world.centre("Deux Fleuves").await;
    assert_eq!(
        get(&other.director, &session.id).await.unwrap_err(),
        Reason::NotFound
    );
}

/// The clocks change in Paris on 28 March 2027; they never do in Martinique.
#[tokio::test]
async fn a_series_keeps_its_hour_across_the_change_of_clocks() {
    let world = World::new().await;
    let animator = world.animator().await;
    for (zone, expected) in [
        ("Europe/Paris", ["2027-03-22T13:00", "2027-03-29T12:00"]),
        ("America/Martinique", ["2027-03-22T18:00", "2027-03-29T18:00"]),
    ] {
        let request = CreateMeetingRequest {
            starts_at: "2027-03-22T14:00".to_owned(),
            ends_at: "2027-03-22T15:00".to_owned(),
            zone: zone.to_owned(),
            n_in_series: 2,
            every_n_weeks: 1,
            ..blank(MeetingKind::Reflection)
        };
        let first = animator
            .meeting()
            .create_meeting(request)
            .await
            .unwrap()
            .into_inner();
        let request = ListMeetingsRequest {
            year: YEAR,
            ..Default::default()
        };
        let all = animator
            .meeting()
            .list_meetings(request)
            .await
            .unwrap()
            .into_inner()
            .meetings;
        let starts: Vec<String> = all
            .iter()
            .filter(|one| one.series_id == first.series_id)
            .map(|one| {
                chrono::DateTime::from_timestamp(one.starts_at.unwrap().seconds, 0)
                    .unwrap()
                    .format("%Y-%m-%dT%H:%M")
                    .to_string()
            })
            .collect();
        assert_eq!(starts, expected, "{zone}");
    }
}

#[tokio::test]
async fn bad_plans_are_refused_with_every_fault() {
    let world = World::new().await;
    let animator = world.animator().await;
    let request = CreateMeetingRequest {
        kind: 99,
        starts_at: "2027-05-10T12:00".to_owned(),
        ends_at: "2027-05-10T10:00".to_owned(),
        zone: "Mars/Olympus".to_owned(),
        video_url: "javascript:alert(1)".to_owned(),
        n_in_series: 500,
        ..Default::default()
    };
    let refused = animator.meeting().create_meeting(request).await.unwrap_err();
    let fields: Vec<String> = violations(&refused).into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        [
            "kind",
            "video_url",
            "zone",
            "ends_at",
            "n_in_series",
            "every_n_weeks"
        ]
    );
    let committee = scenario::committee(&animator).await;
    let update = UpdateMeetingRequest {
        id: committee.id.clone(),
        title: committee.title.clone(),
        starts_at: "2027-04-15T10:00".to_owned(),
        ends_at: "2027-04-15T13:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        version: committee.version,
        ..Default::default()
    };
    animator.meeting().update_meeting(update.clone()).await.unwrap();
    let stale = animator.meeting().update_meeting(update).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
}

#[tokio::test]
async fn a_meeting_that_nobody_was_told_of_disappears_and_the_last_of_the_year_is_marked() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let mark = MarkLastOfYearRequest {
        id: committee.id.clone(),
        is_last: true,
    };
    let marked = animator
        .meeting()
        .mark_last_of_year(mark)
        .await
        .unwrap()
        .into_inner();
    assert!(marked.is_last_of_year);
    let day = animator
        .meeting()
        .create_meeting(blank(MeetingKind::NationalDay))
        .await
        .unwrap()
        .into_inner();
    let mark = MarkLastOfYearRequest {
        id: day.id.clone(),
        is_last: true,
    };
    let refused = animator.meeting().mark_last_of_year(mark).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::MeetingKind);
    animator
        .meeting()
        .delete_meeting(MeetingRequest { id: day.id.clone() })
        .await
        .unwrap();
    assert_eq!(get(&animator, &day.id).await.unwrap_err(), Reason::NotFound);
    scenario::convene(&animator, &committee).await;
    let refused = animator
        .meeting()
        .delete_meeting(MeetingRequest { id: committee.id })
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::MeetingState);
    let kinds = animator
        .meeting()
        .list_meeting_kinds(ListMeetingKindsRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!(kinds.kinds.len(), 11);
}
