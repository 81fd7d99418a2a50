//! Two stories over a whole year: one that goes well, one in which things go wrong.

#![expect(clippy::too_many_lines, reason = "a test tells one story, step by step")]

mod badly;
mod field;
mod well;

use proto::v1::*;

use crate::scenario;
use crate::world::{Actor, World};

/// Brings the clock to an instant, and does what was due by then.
async fn go_to(world: &World, at: &str) {
    world.clock().set(at.parse().unwrap());
    world.run_jobs().await;
}

fn this(meeting: &Meeting) -> MeetingRequest {
    MeetingRequest {
        id: meeting.id.clone(),
    }
}

/// A meeting of two hours, planned by the animator.
async fn plan(world: &World, kind: MeetingKind, title: &str, starts_at: &str, zone: &str) -> Meeting {
    let hour: u32 = starts_at[11..13].parse().unwrap();
    let request = CreateMeetingRequest {
        kind: kind as i32,
        title: title.to_owned(),
        place: "Paris, salle 4".to_owned(),
        starts_at: starts_at.to_owned(),
        ends_at: format!("{}T{:02}:00", &starts_at[..10], hour + 2),
        zone: zone.to_owned(),
        ..Default::default()
    };
    // Sessions end without use: the animator comes in again.
    let animator = world.animator().await;
    let planned = animator.meeting().create_meeting(request).await;
    planned.unwrap().into_inner()
}

async fn convene(world: &World, meeting: &Meeting) {
    scenario::convene(&world.animator().await, meeting).await;
}

async fn record_held(world: &World, meeting: &Meeting) {
    let request = RecordHeldRequest {
        id: meeting.id.clone(),
        n_attendants: 0,
    };
    let animator = world.animator().await;
    animator.meeting().record_held(request).await.unwrap();
}

/// Opens the session at its hour; so many of those convened are there, in the order of the sheet.
async fn open(world: &World, meeting: &Meeting, n_there: usize) -> MeetingSession {
    let animator = world.animator().await;
    let opened = scenario::open_session(world, &animator, meeting).await;
    let animator = world.animator().await;
    let sheet = animator.session().get_attendance(this(meeting)).await;
    for line in sheet.unwrap().into_inner().lines.into_iter().take(n_there) {
        let there = SetAttendanceRequest {
            meeting_id: meeting.id.clone(),
            invitee_id: line.invitee_id,
            mode: AttendanceMode::Present as i32,
            represented_by: String::new(),
        };
        animator.session().set_attendance(there).await.unwrap();
    }
    opened
}

async fn close(world: &World, meeting: &Meeting) {
    let animator = world.animator().await;
    animator.session().close_session(this(meeting)).await.unwrap();
}

/// Rules of a kind under which a tie rejects, from today on.
async fn adopt_rules(world: &World, kind: MeetingKind, voices: Function, quorum_percent: i32) {
    let rules = AdoptRulesRequest {
        kind: kind as i32,
        effective_on: world.clock().today(chrono_tz::Europe::Paris).to_string(),
        text: "Une voix par organisation.".to_owned(),
        functions: vec![voices as i32],
        base: MajorityBase::Expressed as i32,
        majority: Majority::Simple as i32,
        tie: TieRule::Rejected as i32,
        n_proxies: 0,
        quorum_percent,
    };
    let animator = world.animator().await;
    animator.decision().adopt_rules(rules).await.unwrap();
}

/// A vote, opened at once.
async fn put_to_the_vote(world: &World, vote: CreateVoteRequest) -> Vote {
    let request = CreateVoteRequest {
        is_opened_now: true,
        ..vote
    };
    let animator = world.animator().await;
    animator
        .decision()
        .create_vote(request)
        .await
        .unwrap()
        .into_inner()
}

async fn cast(director: &Actor, vote: &Vote, option: i32) {
    let ballot = CastBallotRequest {
        vote_id: vote.id.clone(),
        organisation_id: String::new(),
        option,
    };
    director.decision().cast_ballot(ballot).await.unwrap();
}

async fn count(world: &World, vote: &Vote) -> Vote {
    let request = VoteRequest { id: vote.id.clone() };
    let animator = world.animator().await;
    animator
        .decision()
        .close_vote(request)
        .await
        .unwrap()
        .into_inner()
}

/// Short names of the centres of the network.
async fn centres(world: &World) -> Vec<String> {
    let animator = world.animator().await;
    let request = ListOrganisationsRequest::default();
    let all = animator.network().list_organisations(request).await.unwrap();
    let mut all = all.into_inner().organisations;
    all.retain(|one| one.function() == Function::Centre && one.left_on.is_empty());
    all.into_iter().map(|one| one.short_name).collect()
}

async fn obligations(actor: &Actor) -> Vec<Obligation> {
    let request = GetObligationsRequest {
        year: scenario::YEAR,
        ..Default::default()
    };
    let found = actor.obligation().get_obligations(request).await;
    found.unwrap().into_inner().obligations
}

/// Rule, centre, state.
fn states(all: &[Obligation]) -> Vec<(&str, &str, ObligationState)> {
    all.iter()
        .map(|one| (one.rule_id.as_str(), one.organisation_name.as_str(), one.state()))
        .collect()
}
