//! A violent death of the real program, at the worst moment: nobody is skipped, nobody is written to twice. And a
//! gentle one, in time.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use proto::v1::live_service_client::LiveServiceClient;
use proto::v1::{RequestSignInRequest, WatchRequest};
use sea_orm::ConnectionTrait as _;

use crate::mail::sink::{Answer, Sink};
use crate::mail::{QUEUED, Row, SENDING, SENT, UNCERTAIN, outbox};
use crate::world::World;

/// The program that the workspace builds beside the tests.
#[expect(
    clippy::disallowed_methods,
    reason = "the test run may say where the program is"
)]
fn program() -> PathBuf {
    let beside = || {
        Some(
            std::env::current_exe()
                .ok()?
                .parent()?
                .parent()?
                .join("passerelle"),
        )
    };
    let program = std::env::var("PASSERELLE_BINARY").ok().map(PathBuf::from);
    let program = program.or_else(beside).unwrap();
    assert!(
        program.is_file(),
        "{} is missing: `cargo build -p server` makes it, or PASSERELLE_BINARY names it",
        program.display()
    );
    program
}

/// A running program; it does not outlive the test.
pub(crate) struct Running(Child);

impl Running {
    fn start(world: &World, sink: &Sink) -> Self {
        Self::start_with(world, &sink.url())
    }

    /// A program that sends its mails to a server.
    pub(crate) fn start_with(world: &World, smtp_url: &str) -> Self {
        Self::spawn(world, smtp_url, Stdio::null())
    }

    /// A program, and where it listens: it says so in its log.
    fn listening(world: &World, sink: &Sink) -> (Self, String) {
        let mut running = Self::spawn(world, &sink.url(), Stdio::piped());
        let log = BufReader::new(running.0.stderr.take().unwrap());
        let mut lines = log.lines().map(Result::unwrap);
        let address = lines.by_ref().find_map(|line| {
            let line: serde_json::Value = serde_json::from_str(&line).ok()?;
            let fields = line.get("fields")?;
            let is_it = fields.get("message")?.as_str()? == "listening";
            is_it.then(|| fields["address"].as_str().map(str::to_owned))?
        });
        // Nobody reads on, and the program does not wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        (running, address.unwrap())
    }

    fn spawn(world: &World, smtp_url: &str, log: Stdio) -> Self {
        let config = &world.app.config;
        let mut command = Command::new(program());
        command
            .arg("serve")
            .env("DATABASE_URL", config.database())
            .env("DATA_DIR", &config.data_dir)
            .env("SMTP_URL", smtp_url)
            .env("DELIVERY_DOMAIN_RATE", "0")
            .env("MAIL_FROM", &config.mail_from)
            .env("LISTEN", "127.0.0.1:0")
            .env_remove("DEMONSTRATION")
            .env_remove("REDIS_URL")
            .stderr(log);
        if let Some(url) = &config.redis_url {
            command.env("REDIS_URL", url);
        }
        Self(command.spawn().unwrap())
    }

    /// SIGKILL: no farewell to anyone.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn until(what: &str, is_done: impl AsyncFn() -> bool) {
    for _ in 0..300 {
        if is_done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what}: not within 30 s");
}

async fn in_state(world: &World, state: i32) -> Vec<Row> {
    let mut rows = outbox(&world.app).await;
    rows.retain(|row| row.state == state);
    rows
}

#[expect(clippy::disallowed_methods, reason = "the program has the system's clock")]
pub(crate) fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

#[tokio::test]
async fn a_mail_interrupted_by_a_crash_is_uncertain_and_none_is_skipped() {
    let world = World::new().await;
    world.ignore_mails("what becomes of them is the matter of this test");
    world.clock().set(now());
    let mut addresses = BTreeSet::new();
    for actor in world.everyone().await.into_iter().take(4) {
        let email = actor.me.email;
        addresses.insert(email.clone());
        let request = RequestSignInRequest { email };
        world
            .anonymous()
            .account()
            .request_sign_in(request)
            .await
            .unwrap();
    }
    let n_mails = addresses.len();
    assert_eq!(in_state(&world, QUEUED).await.len(), n_mails);

    // The server has the whole text of a mail, and has not answered yet.
    let sink = Sink::start(Answer::Stall).await;
    let first = Running::start(&world, &sink);
    until("a mail is handed over", async || !sink.taken().is_empty()).await;
    first.kill();
    let interrupted = in_state(&world, SENDING).await;
    assert!(!interrupted.is_empty());
    let n_handed = sink.taken().len();
    assert_eq!(interrupted.len(), n_handed);

    // Five minutes later.
    let db = world.app.db.writer();
    let sql = "UPDATE mail SET lease_until = queued_at WHERE lease_until IS NOT NULL";
    db.execute_unprepared(sql).await.unwrap();
    sink.answer(Answer::Take);
    let second = Running::start(&world, &sink);
    until("the others are sent", async || {
        in_state(&world, SENT).await.len() == n_mails - n_handed
    })
    .await;
    // Time to send it again, if it wanted to.
    tokio::time::sleep(Duration::from_secs(2)).await;
    second.kill();

    let uncertain: Vec<_> = in_state(&world, UNCERTAIN).await;
    assert_eq!(
        uncertain.iter().map(|row| row.id).collect::<Vec<_>>(),
        interrupted.iter().map(|row| row.id).collect::<Vec<_>>()
    );
    let taken = sink.taken();
    assert_eq!(taken.len(), n_mails, "each text went once");
    let recipients: BTreeSet<String> = addresses
        .into_iter()
        .filter(|address| taken.iter().any(|text| text.contains(address)))
        .collect();
    assert_eq!(recipients.len(), n_mails, "nobody was skipped: {recipients:?}");
}

/// SIGTERM while a page is followed: the stream ends, and the program before it would be killed.
#[tokio::test]
async fn the_program_ends_within_ten_seconds_of_the_signal() {
    let world = World::new().await;
    world.ignore_mails("what becomes of them is the matter of this test");
    world.clock().set(now());
    let director = world.centre("Rives de Loire").await.director;
    let sink = Sink::start(Answer::Take).await;
    let (mut running, address) = Running::listening(&world, &sink);
    let channel = tonic::transport::Channel::from_shared(format!("http://{address}"));
    let channel = channel.unwrap().connect().await.unwrap();
    let mut request = tonic::Request::new(WatchRequest { after: 0 });
    let bearer = format!("Bearer {}", director.door.secret().unwrap());
    request
        .metadata_mut()
        .insert("authorization", bearer.parse().unwrap());
    let mut watch = LiveServiceClient::new(channel)
        .watch(request)
        .await
        .unwrap()
        .into_inner();
    watch.message().await.unwrap().expect("the first message");

    let signalled = Instant::now();
    let id = running.0.id().to_string();
    let status = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(status.success());
    while tokio::time::timeout(Duration::from_secs(9), watch.message())
        .await
        .expect("the stream ends")
        .is_ok_and(|message| message.is_some())
    {}
    let mut exit = running.0.try_wait().unwrap();
    while exit.is_none() && signalled.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        exit = running.0.try_wait().unwrap();
    }
    let exit = exit.expect("it ended in time");
    assert!(exit.success(), "{exit}");
}
