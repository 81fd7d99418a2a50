//! The rows of the meetings: many voters in one second, many who follow a session.

use std::time::{Duration, Instant};

use futures::future::join_all;
use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::convocation_service_client::ConvocationServiceClient;
use proto::v1::decision_service_client::DecisionServiceClient;
use proto::v1::meeting_service_client::MeetingServiceClient;
use proto::v1::network_service_client::NetworkServiceClient;
use proto::v1::session_service_client::SessionServiceClient;
use proto::v1::{
    AddMemberRequest, CastBallotRequest, ConvocationRequest, CreateMeetingRequest, CreateOrganisationRequest,
    CreateVoteRequest, EnterAsRequest, Function, GoToItemRequest, LegalForm, MeetingKind, MeetingRequest,
    Organisation, Position, Role, VoteRequest, VoteResult,
};
use sea_orm::{ConnectionTrait as _, Statement};
use tonic::transport::Channel;

use crate::Row;
use crate::platform::{Platform, signed};
use crate::rows::{follow, percentiles, row};

/// Voters of the written consultation.
const VOTERS: usize = 200;
/// Connections that they share.
const CONNECTIONS: usize = 20;
/// Those who follow a session.
const WATCHERS: usize = 500;
/// Points to which the chair goes.
const MOVES: usize = 20;

/// Two hundred voters within one second, all counted, against as many bare insertions.
pub(crate) async fn voters(platform: &Platform) -> Row {
    let animator = platform.session(Role::Animator).await;
    let sessions = directors(platform, &animator).await;
    let mut decisions = DecisionServiceClient::new(platform.channel().await);
    let closes_at = chrono::Utc::now() + chrono::TimeDelta::days(3);
    let create = CreateVoteRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        question: "Deux cents voix en une seconde".to_owned(),
        is_opened_now: true,
        closes_at: closes_at.format("%Y-%m-%dT%H:%M").to_string(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let vote = decisions.create_vote(signed(create, &animator)).await.unwrap();
    let vote_id = vote.into_inner().id;
    let mut channels = Vec::new();
    for _ in 0..CONNECTIONS {
        channels.push(platform.channel().await);
    }
    let begun = Instant::now();
    let ballots = sessions.iter().enumerate().map(|(n, session)| {
        let ballot = CastBallotRequest {
            vote_id: vote_id.clone(),
            option: 1,
            ..Default::default()
        };
        tokio::spawn(cast(
            channels[n % CONNECTIONS].clone(),
            signed(ballot, session),
            spread(n),
        ))
    });
    let delays = join_all(ballots.collect::<Vec<_>>()).await;
    let delays: Vec<Duration> = delays.into_iter().map(Result::unwrap).collect();
    let close = VoteRequest { id: vote_id };
    let closed = decisions.close_vote(signed(close, &animator)).await.unwrap();
    let to_result = begun.elapsed().as_secs_f64();
    let closed = closed.into_inner();
    assert_eq!(closed.n_cast as usize, VOTERS, "a voice is lost");
    assert_eq!(closed.result(), VoteResult::Adopted);
    let bare = insertions(platform).await;
    let (ballot, bare) = (percentiles(delays).1, percentiles(bare).1);
    row(
        "200 voters in one second",
        format!("all counted, result after {to_result:.2} s, p99 of a ballot {ballot:.0} ms"),
        format!("{bare:.0} ms: p99 of a bare insertion, as many askers"),
        format!("{:.1}", ballot / bare),
        "all counted",
        true,
    )
}

/// When a voter votes: they come evenly over the second.
fn spread(n: usize) -> Duration {
    Duration::from_millis(n as u64 * 1_000 / VOTERS as u64)
}

async fn cast(channel: Channel, ballot: tonic::Request<CastBallotRequest>, after: Duration) -> Duration {
    tokio::time::sleep(after).await;
    let begun = Instant::now();
    DecisionServiceClient::new(channel)
        .cast_ballot(ballot)
        .await
        .unwrap();
    begun.elapsed()
}

/// Sessions of the directors of as many new centres.
async fn directors(platform: &Platform, animator: &str) -> Vec<String> {
    let channel = platform.channel().await;
    let mut network = NetworkServiceClient::new(channel.clone());
    let mut account = AccountServiceClient::new(channel);
    let mut sessions = Vec::new();
    for number in 0..VOTERS {
        let organisation = Organisation {
            name: format!("Centre de la foule {number}"),
            short_name: format!("Foule {number:03}"),
            function: Function::Centre as i32,
            legal_form: LegalForm::Association as i32,
            zone: "Europe/Paris".to_owned(),
            joined_on: "2026-01-01".to_owned(),
            ..Default::default()
        };
        let create = CreateOrganisationRequest {
            organisation: Some(organisation),
        };
        let centre = network
            .create_organisation(signed(create, animator))
            .await
            .unwrap();
        let add = AddMemberRequest {
            organisation_id: centre.into_inner().id,
            name: format!("Direction {number}"),
            email: format!("direction@foule-{number:03}.example"),
            position: Position::Director as i32,
            ..Default::default()
        };
        let member = network.add_member(signed(add, animator)).await.unwrap();
        let enter = EnterAsRequest {
            person_id: member.into_inner().person_id,
        };
        sessions.push(account.enter_as(enter).await.unwrap().into_inner().session);
    }
    sessions
}

/// One row in a transaction of its own, by as many askers over the same second, on the same database.
async fn insertions(platform: &Platform) -> Vec<Duration> {
    let url = format!("sqlite://{}", platform.database.display());
    let db = server::db::Db::connect(&url, 16).await.unwrap();
    let create =
        "CREATE TABLE bench_ballot (vote INTEGER, voice INTEGER, choice INTEGER, PRIMARY KEY (vote, voice))";
    db.writer().execute_unprepared(create).await.unwrap();
    let insertions = (0..VOTERS).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            tokio::time::sleep(spread(n)).await;
            let begun = Instant::now();
            let tx = db.begin().await.unwrap();
            let sql = "INSERT INTO bench_ballot VALUES (1, $1, 1)";
            let values = [sea_orm::Value::from(n as i64)];
            let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
            tx.execute_raw(statement).await.unwrap();
            tx.commit().await.unwrap();
            begun.elapsed()
        })
    });
    let delays = join_all(insertions.collect::<Vec<_>>()).await;
    delays.into_iter().map(Result::unwrap).collect()
}

/// From the chair's going to a point to its sight by all who follow the session.
pub(crate) async fn item_change(platform: &Platform) -> Row {
    let animator = platform.session(Role::Animator).await;
    let channel = platform.channel().await;
    let meeting = committee(&channel, &animator).await;
    let this = MeetingRequest { id: meeting.clone() };
    let mut sessions = SessionServiceClient::new(channel);
    let started = sessions.start_session(signed(this, &animator)).await.unwrap();
    let mut session = started.into_inner();
    let mut watchers = follow(platform, WATCHERS).await;
    let mut delays = Vec::new();
    for n in 0..MOVES {
        let item = &session.items[n % session.items.len()];
        let go = GoToItemRequest {
            meeting_id: meeting.clone(),
            item_id: item.item_id.clone(),
            version: session.version,
        };
        let begun = Instant::now();
        session = sessions
            .go_to_item(signed(go, &animator))
            .await
            .unwrap()
            .into_inner();
        delays.extend(watchers.seen(begun).await);
    }
    let (p50, p99) = percentiles(delays);
    row(
        "from a change of point to its sight by 500 watchers",
        format!("p50 {p50:.0} ms, p99 {p99:.0} ms"),
        "",
        "",
        "p99 under 200 ms",
        p99 < 200.0,
    )
}

/// A committee in an hour, convened.
async fn committee(channel: &Channel, animator: &str) -> String {
    let at = |minutes: i64| {
        let at = chrono::Utc::now() + chrono::TimeDelta::minutes(minutes);
        at.format("%Y-%m-%dT%H:%M").to_string()
    };
    let create = CreateMeetingRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: "Séance suivie par cinq cents".to_owned(),
        place: "Paris".to_owned(),
        starts_at: at(60),
        ends_at: at(240),
        zone: "Etc/UTC".to_owned(),
        ..Default::default()
    };
    let mut meetings = MeetingServiceClient::new(channel.clone());
    let meeting = meetings.create_meeting(signed(create, animator)).await.unwrap();
    let meeting_id = meeting.into_inner().id;
    let send = ConvocationRequest {
        meeting_id: meeting_id.clone(),
        ..Default::default()
    };
    let mut convocations = ConvocationServiceClient::new(channel.clone());
    convocations
        .send_convocation(signed(send, animator))
        .await
        .unwrap();
    meeting_id
}
