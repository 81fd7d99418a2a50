//! The rows of the table.

use std::time::{Duration, Instant};

use futures::FutureExt as _;
use proto::v1::live_service_client::LiveServiceClient;
use proto::v1::programme_service_client::ProgrammeServiceClient;
use proto::v1::watch_response::Message;
use proto::v1::{CreateProgrammeRequest, ProposeStreamRequest, Role, WatchRequest};
use sea_orm::{ConnectionTrait as _, Statement};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

use crate::Row;
use crate::load::{Grpc, Http, rate};
use crate::platform::{Platform, signed};

/// The row that must be met.
pub(crate) const WEIGHT: &str = "weight of the home page, compressed";
/// Connections of the load.
const CONNECTIONS: usize = 16;
/// Connections of the load of RPCs, and calls under way on each.
const STREAMED: (usize, usize) = (8, 16);
/// Watchers of the log.
const WATCHERS: usize = 1_000;
/// Watchers on one connection.
const STREAMS: usize = 200;
/// Acts that the watchers see.
const ACTS: i32 = 20;

pub(crate) fn start_up(platform: &Platform) -> Row {
    let ms = platform.started_in.as_secs_f64() * 1_000.0;
    row(
        "start-up on an existing database",
        format!("{ms:.0} ms"),
        "",
        "",
        "under 300 ms",
        ms < 300.0,
    )
}

pub(crate) fn idle_memory(platform: &Platform) -> Row {
    let mb = platform.memory_mb();
    row(
        "idle memory",
        format!("{mb:.1} MB"),
        "",
        "",
        "under 60 MB",
        mb < 60.0,
    )
}

/// The signed-in home page with all that it needs, as a browser would fetch it.
pub(crate) async fn weight(platform: &Platform) -> Row {
    const LIMIT_BUNDLE: usize = 150_000;
    const LIMIT_PAGE: usize = 40_000;
    let cookie = cookie(platform).await;
    let headers = [("cookie", cookie.as_str()), ("accept-encoding", "br")];
    let mut http = Http::connect(platform.port).await;
    let (_, plain) = http.get("/", &headers[..1]).await;
    let text = String::from_utf8_lossy(&plain).into_owned();
    let (_, html) = http.get("/", &headers).await;
    let (mut page, mut bundle, mut n_requests) = (html.len(), 0, 1);
    let mut assets: Vec<&str> = text
        .split(['"', '\'', '`'])
        .filter(|part| part.starts_with("/assets/"))
        .collect();
    assets.sort_unstable();
    assets.dedup();
    for asset in assets {
        let (status, body) = http.get(asset, &headers).await;
        assert!(status.is_success(), "{asset}: {status}");
        n_requests += 1;
        if asset.ends_with(".css") {
            page += body.len();
        } else {
            bundle += body.len();
        }
    }
    assert!(bundle > 0, "the bundle is missing: run `cargo xtask web`");
    row(
        WEIGHT,
        format!("wasm + JS {bundle} B, HTML + CSS {page} B, {n_requests} requests"),
        "150 kB, 40 kB, 20 requests",
        "",
        "under the budget",
        bundle <= LIMIT_BUNDLE && page <= LIMIT_PAGE && n_requests <= 20,
    )
}

/// Queries of one home page, the session's included.
pub(crate) async fn queries(platform: &Platform) -> Row {
    let cookie = cookie(platform).await;
    let mut http = Http::connect(platform.port).await;
    let mut fewest = u64::MAX;
    // Other work (the log's reader) also asks the database: the fewest of several is the page's own.
    for _ in 0..20 {
        let before = count(platform).await;
        http.get("/", &[("cookie", &cookie)]).await;
        fewest = fewest.min(count(platform).await - before);
    }
    row(
        "queries of the home page",
        fewest.to_string(),
        "",
        "",
        "at most 8",
        fewest <= 8,
    )
}

async fn count(platform: &Platform) -> u64 {
    let (_, text) = Http::connect(platform.metrics_port)
        .await
        .get("/metrics", &[])
        .await;
    let text = String::from_utf8_lossy(&text).into_owned();
    let line = text
        .lines()
        .find(|line| line.starts_with("passerelle_queries_total"))
        .unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// A read RPC that asks the database, against its query alone and against a bare health check.
pub(crate) async fn read_rpc(platform: &Platform) -> [Row; 2] {
    let session = platform.session(Role::Director).await;
    let path = "/passerelle.v1.AccountService/GetMe";
    let rpc = rate(
        Grpc::callers(platform.port, STREAMED, path, Some(&session)).await,
        |caller| caller.call().boxed(),
    )
    .await;
    let health = rate(
        Grpc::callers(platform.port, STREAMED, "/grpc.health.v1.Health/Check", None).await,
        |caller| caller.call().boxed(),
    )
    .await;
    let query = query_alone(platform, &session).await;
    [
        row(
            "read RPC (GetMe: one query), native gRPC",
            format!("{rpc:.0}/s"),
            format!("{query:.0}/s: its query without gRPC"),
            format!("{:.2}", rpc / query),
            "at least 0.7",
            rpc / query >= 0.7,
        ),
        row(
            "the same",
            format!("{rpc:.0}/s"),
            format!("{health:.0}/s: health check, same server"),
            format!("{:.2}", rpc / health),
            "at least 0.25",
            rpc / health >= 0.25,
        ),
    ]
}

/// The query of `GetMe` by hand, on the same database, with as many askers.
async fn query_alone(platform: &Platform, session: &str) -> f64 {
    let url = format!("sqlite://{}", platform.database.display());
    let db = server::db::Db::connect(&url, 16).await.unwrap();
    let hash = hex::encode(Sha256::digest(session.as_bytes()));
    let workers = vec![(db, hash); STREAMED.0 * STREAMED.1];
    rate(workers, |(db, hash)| {
        async move {
            let sql = "SELECT s.id, s.membership_id, s.last_seen_at, s.expires_at, s.person_id, p.name, p.email, \
                p.zone, m.id, m.position, m.organisation_id, o.short_name, o.function, o.zone, o.left_on, \
                d.from_on, d.until_on FROM session s JOIN person p ON p.id = s.person_id \
                JOIN membership m ON m.person_id = s.person_id AND m.until IS NULL \
                JOIN organisation o ON o.id = m.organisation_id \
                LEFT JOIN delegation d ON d.membership_id = m.id AND d.ended_at IS NULL AND d.until_on >= $2 \
                WHERE s.secret_hash = $1 ORDER BY m.position, o.short_name_folded, m.id";
            let values: [sea_orm::Value; 2] = [hash.as_str().into(), "2026-01-01".into()];
            let statement = Statement::from_sql_and_values(db.read().get_database_backend(), sql, values);
            assert!(!db.read().query_all_raw(statement).await.unwrap().is_empty());
        }
        .boxed()
    })
    .await
}

/// Signed-in home pages rendered per second.
pub(crate) async fn home(platform: &Platform) -> Row {
    let cookie = cookie(platform).await;
    let mut workers = Vec::new();
    let mut probes = Vec::new();
    for _ in 0..CONNECTIONS {
        workers.push((Http::connect(platform.port).await, cookie.clone()));
        probes.push(Http::connect(platform.port).await);
    }
    let pages = rate(workers, |(http, cookie)| {
        async move {
            let (status, _) = http.get("/", &[("cookie", cookie)]).await;
            assert!(status.is_success());
        }
        .boxed()
    })
    .await;
    let bare = rate(probes, |http| {
        async move {
            http.get("/healthz", &[]).await;
        }
        .boxed()
    })
    .await;
    row(
        "signed-in home page, 16 connections",
        format!("{pages:.0}/s"),
        format!("{bare:.0}/s: /healthz, same server"),
        format!("{:.2}", pages / bare),
        "at least 2,000/s",
        pages >= 2_000.0,
    )
}

/// Those who follow the log, each on a stream of its own.
pub(crate) struct Watchers {
    n: usize,
    seen: mpsc::UnboundedReceiver<Instant>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

/// So many watchers, who are all there.
pub(crate) async fn follow(platform: &Platform, n: usize) -> Watchers {
    let session = platform.session(Role::Director).await;
    let mut tasks = Vec::new();
    let (report, seen) = mpsc::unbounded_channel::<Instant>();
    let (ready, mut readied) = mpsc::unbounded_channel::<()>();
    let mut channel = platform.channel().await;
    for number in 0..n {
        if number % STREAMS == 0 {
            channel = platform.channel().await;
        }
        let mut client = LiveServiceClient::new(channel.clone());
        let (report, ready, session) = (report.clone(), ready.clone(), session.clone());
        tasks.push(tokio::spawn(async move {
            let request = signed(WatchRequest { after: 0 }, &session);
            let mut stream = client.watch(request).await.unwrap().into_inner();
            while let Ok(Some(message)) = stream.message().await {
                match message.message {
                    Some(Message::Ready(_)) => ready.send(()).unwrap(),
                    Some(Message::Event(_)) => report.send(Instant::now()).unwrap(),
                    _ => {}
                }
            }
        }));
    }
    for _ in 0..n {
        readied.recv().await.unwrap();
    }
    Watchers { n, seen, tasks }
}

impl Watchers {
    /// How long after an instant each saw one act; then a moment of rest.
    pub(crate) async fn seen(&mut self, begun: Instant) -> Vec<Duration> {
        let mut delays = Vec::new();
        for _ in 0..self.n {
            delays.push(self.seen.recv().await.unwrap() - begun);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        delays
    }
}

impl Drop for Watchers {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// From an act to its sight by every watcher.
pub(crate) async fn sight(platform: &Platform) -> Row {
    let mut watchers = follow(platform, WATCHERS).await;
    let animator = platform.session(Role::Animator).await;
    let mut programme = ProgrammeServiceClient::new(platform.channel().await);
    let year = 2090;
    let create = CreateProgrammeRequest {
        year,
        ..Default::default()
    };
    let begun = Instant::now();
    programme
        .create_programme(signed(create, &animator))
        .await
        .unwrap();
    watchers.seen(begun).await;
    let mut delays = Vec::new();
    for n in 0..ACTS {
        let title = format!("Proposition {n}");
        let propose = ProposeStreamRequest {
            year,
            title,
            theme: "essai".into(),
            purpose: "essai".into(),
        };
        let begun = Instant::now();
        programme
            .propose_stream(signed(propose, &animator))
            .await
            .unwrap();
        delays.extend(watchers.seen(begun).await);
    }
    let (p50, p99) = percentiles(delays);
    row(
        "from an act to its sight by 1,000 watchers",
        format!("p50 {p50:.0} ms, p99 {p99:.0} ms"),
        "",
        "",
        "p99 under 200 ms",
        p99 < 200.0,
    )
}

/// The median and the slowest hundredth, in milliseconds.
pub(crate) fn percentiles(mut delays: Vec<Duration>) -> (f64, f64) {
    delays.sort();
    let ms = |part: usize| delays[delays.len() * part / 100].as_secs_f64() * 1_000.0;
    (ms(50), ms(99))
}

async fn cookie(platform: &Platform) -> String {
    format!("__Host-passerelle={}", platform.session(Role::Director).await)
}

pub(crate) fn row(
    what: &'static str,
    measured: impl Into<String>,
    limit: impl Into<String>,
    ratio: impl Into<String>,
    goal: &'static str,
    is_met: bool,
) -> Row {
    Row {
        what,
        measured: measured.into(),
        limit: limit.into(),
        ratio: ratio.into(),
        goal,
        is_met,
    }
}
