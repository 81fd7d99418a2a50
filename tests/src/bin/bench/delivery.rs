//! The rows of the editions that leave: on a PostgreSQL that keeps what it is told, to Postfix's `smtp-sink`, against
//! Postfix's `smtp-source` and against the signatures that the cores can make.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use proto::v1::delivery_service_client::DeliveryServiceClient;
use proto::v1::edition_service_client::EditionServiceClient;
use proto::v1::newsletter_service_client::NewsletterServiceClient;
use proto::v1::{
    AddBlockRequest, BlockKind, CreateEditionRequest, DeliveryRequest, DeliveryState, DeliveryTime,
    NewsletterSettings, Role, SaveBlockRequest, ScheduleDeliveryRequest,
};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

use tests::scenario::newsletter_settings;

use crate::Row;
use crate::platform::{Platform, free_port, signed};
use crate::rows::row;

/// Connections to the mail server: of the platform, and of `smtp-source`.
const CONNECTIONS: usize = 8;
/// Recipients whose mails are counted.
const RECIPIENTS: usize = 30_000;
/// Recipients of a large newsletter.
const MANY: usize = 1_000_000;
/// How long a large newsletter is followed once all its recipients are laid down.
const FOLLOWED: Duration = Duration::from_secs(20);

/// All of them.
pub(crate) async fn rows(folder: &Path) -> Vec<Row> {
    let url = std::env::var("BENCH_DATABASE_URL").expect("no PostgreSQL: `cargo xtask bench` starts one");
    let sink = Postfix::sink().await;
    let size = mail_size(folder, &url).await;
    let source = sink.source_rate(size);
    let (plain, memory) = sending(folder, &url, &sink, false).await;
    let signatures = signature_rate();
    let (signed, _) = sending(folder, &url, &sink, true).await;
    let mut rows = vec![
        row(
            "sending an edition, without DKIM",
            format!("{plain:.0} mails/s of {size} B"),
            format!("{source:.0}/s: smtp-source, as many connections"),
            format!("{:.2}", plain / source),
            "0.3",
            plain / source >= 0.3,
        ),
        row(
            "sending an edition, signed with RSA-2048 and Ed25519",
            format!("{signed:.0} mails/s"),
            format!("{signatures:.0}/s: RSA-2048 signatures alone, all cores"),
            format!("{:.2}", signed / signatures),
            "0.4 and 1,500/s",
            signed / signatures >= 0.4 && signed >= 1_500.0,
        ),
    ];
    rows.extend(large(folder, &url, &sink, memory).await);
    rows
}

/// A platform on a PostgreSQL of its own, with an edition that is ready.
struct Scene {
    platform: Platform,
    db: DatabaseConnection,
    session: String,
    newsletter_id: String,
    edition_id: String,
}

impl Scene {
    async fn start(folder: &Path, url: &str, name: &str, smtp_port: u16) -> Self {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let main = Database::connect(url).await.unwrap();
        main.execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        let url = format!("{}/{name}", url.rsplit_once('/').unwrap().0);
        let platform = Platform::start_with(
            &folder,
            &[
                ("DATABASE_URL", url.clone()),
                ("SMTP_URL", format!("smtp://127.0.0.1:{smtp_port}?tls=none")),
                ("DELIVERY_CONNECTIONS", CONNECTIONS.to_string()),
                ("DELIVERY_DOMAIN_RATE", "0".to_owned()),
                ("DNS_SERVER", "127.0.0.1:9".to_owned()),
            ],
        )
        .await;
        let session = platform.session(Role::Director).await;
        let db = Database::connect(ConnectOptions::new(url)).await.unwrap();
        let (newsletter_id, edition_id) = edition(&platform, &session).await;
        Self {
            platform,
            db,
            session,
            newsletter_id,
            edition_id,
        }
    }

    async fn execute(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.unwrap();
    }

    async fn number(&self, sql: &str) -> Option<f64> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        let row = self.db.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get::<Option<f64>>("", "s").unwrap()
    }

    /// Writes so many subscribers who confirmed.
    async fn subscribe(&self, n: usize) {
        let id = &self.newsletter_id;
        self.execute(&format!(
            "INSERT INTO subscriber (id, newsletter_id, email, email_hash, state, actor_kind, actor_function, \
             territory, source, legal_ground, is_source_told, asked_at, asked_from, asked_text, confirmed_at, \
             confirmed_from, consent_at, ended_words, version) \
             SELECT gen_random_uuid(), '{id}', 'a' || n || '@local.example', '{id}' || n, 2, 0, 0, '', '', '', true, \
             now(), '', '', now(), '', now(), '', 1 FROM generate_series(1, {n}) AS n"
        ))
        .await;
        self.execute("ANALYZE subscriber").await;
    }

    /// Schedules the edition; its hold ends after `delay`.
    async fn schedule(&self, is_signed: bool, delay: Duration) {
        let schedule = ScheduleDeliveryRequest {
            edition_id: self.edition_id.clone(),
            time: DeliveryTime::Now as i32,
            ..Default::default()
        };
        let mut deliveries = DeliveryServiceClient::new(self.platform.channel().await);
        deliveries
            .schedule_delivery(signed(schedule, &self.session))
            .await
            .unwrap();
        if !is_signed {
            self.execute("DELETE FROM dkim_key").await;
        }
        let ms = delay.as_millis();
        self.execute(&format!(
            "UPDATE delivery SET starts_at = now() + interval '{ms} milliseconds' WHERE {}",
            self.is_its()
        ))
        .await;
    }

    /// What is true of the rows of its edition: the demonstration has some too.
    fn is_its(&self) -> String {
        format!("edition_id = '{}'", self.edition_id)
    }

    async fn state(&self) -> DeliveryState {
        let request = DeliveryRequest {
            edition_id: self.edition_id.clone(),
        };
        let mut deliveries = DeliveryServiceClient::new(self.platform.channel().await);
        let delivery = deliveries.get_delivery(signed(request, &self.session)).await;
        delivery.unwrap().into_inner().state()
    }
}

/// A newsletter of the director's organisation, with an edition of two blocks.
async fn edition(platform: &Platform, session: &str) -> (String, String) {
    let channel = platform.channel().await;
    let mut newsletters = NewsletterServiceClient::new(channel.clone());
    let settings = NewsletterSettings {
        slug: "mesure".to_owned(),
        ..newsletter_settings()
    };
    let created = newsletters
        .create_newsletter(signed(settings, session))
        .await
        .unwrap();
    let newsletter_id = created.into_inner().settings.unwrap().id;
    let mut editions = EditionServiceClient::new(channel);
    let create = CreateEditionRequest {
        newsletter_id: newsletter_id.clone(),
        subject: "Les nouvelles du mois".to_owned(),
    };
    let edition_id = editions
        .create_edition(signed(create, session))
        .await
        .unwrap()
        .into_inner()
        .id;
    for _ in 0..2 {
        let add = AddBlockRequest {
            edition_id: edition_id.clone(),
            kind: BlockKind::Text as i32,
            ..Default::default()
        };
        let with_block = editions
            .add_block(signed(add, session))
            .await
            .unwrap()
            .into_inner();
        let block = with_block.blocks.last().unwrap();
        let save = SaveBlockRequest {
            block_id: block.id.clone(),
            text: "Une **fête** de quartier aura lieu à Port-Clair samedi.\n\n".repeat(6),
            version: block.version,
            ..Default::default()
        };
        editions.save_block(signed(save, session)).await.unwrap();
    }
    (newsletter_id, edition_id)
}

/// Bytes of one mail, as a server of a few lines gets it.
async fn mail_size(folder: &Path, url: &str) -> usize {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let scene = Scene::start(folder, url, "bench_size", port).await;
    scene.subscribe(1).await;
    scene.schedule(true, Duration::ZERO).await;
    let accepted = tokio::time::timeout(Duration::from_secs(30), listener.accept()).await;
    let (stream, _) = accepted.expect("no mail in time").unwrap();
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 here\r\n").await.unwrap();
    let mut size = 0;
    let mut is_text = false;
    while let Some(line) = lines.next_line().await.unwrap() {
        if is_text && line == "." {
            return size;
        }
        if is_text {
            size += line.len() + 2;
            continue;
        }
        is_text = line.eq_ignore_ascii_case("data");
        let answer: &[u8] = if is_text {
            b"354 go on\r\n"
        } else {
            b"250 fine\r\n"
        };
        write.write_all(answer).await.unwrap();
    }
    panic!("no mail")
}

/// Mails in a second, from the end of the hold to the end; and the most memory that it took, in megabytes.
async fn sending(folder: &Path, url: &str, sink: &Postfix, is_signed: bool) -> (f64, f64) {
    let name = if is_signed { "bench_signed" } else { "bench_plain" };
    let scene = Scene::start(folder, url, name, sink.port).await;
    scene.subscribe(RECIPIENTS).await;
    scene.schedule(is_signed, Duration::from_secs(1)).await;
    let begun = Instant::now();
    while scene.state().await != DeliveryState::Done {
        assert!(
            begun.elapsed() < Duration::from_mins(3),
            "the edition does not end"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let its = scene.is_its();
    let of_state = format!("SELECT COUNT(*)::float8 AS s FROM delivery_recipient WHERE state = 3 AND {its}");
    let n_sent = scene.number(&of_state).await;
    assert_eq!(n_sent, Some(RECIPIENTS as f64), "a recipient is lost");
    let took =
        format!("SELECT EXTRACT(EPOCH FROM ended_at - starts_at)::float8 AS s FROM delivery WHERE {its}");
    let took = scene.number(&took).await.unwrap();
    (RECIPIENTS as f64 / took, scene.platform.peak_memory_mb())
}

/// An edition to a million: when its first mail leaves, and the memory that it takes.
async fn large(folder: &Path, url: &str, sink: &Postfix, small_mb: f64) -> [Row; 2] {
    let scene = Scene::start(folder, url, "bench_large", sink.port).await;
    scene.subscribe(MANY).await;
    scene.schedule(false, Duration::from_secs(2)).await;
    let begun = Instant::now();
    let its = scene.is_its();
    let first = format!(
        "SELECT EXTRACT(EPOCH FROM first_sent_at - starts_at)::float8 AS s FROM delivery WHERE {its}"
    );
    let laid = format!("SELECT COUNT(*)::float8 AS s FROM delivery WHERE is_laid AND {its}");
    while scene.number(&laid).await != Some(1.0) {
        assert!(
            begun.elapsed() < Duration::from_mins(15),
            "the recipients are not laid down"
        );
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let laid_in = begun.elapsed().as_secs_f64();
    tokio::time::sleep(FOLLOWED).await;
    let first_s = scene.number(&first).await.expect("no mail left");
    let mb = scene.platform.peak_memory_mb();
    [
        row(
            "from the end of the hold to the first mail, of 1,000,000",
            format!("{first_s:.2} s (all laid down after {laid_in:.0} s)"),
            String::new(),
            String::new(),
            "under 1 s",
            first_s < 1.0,
        ),
        row(
            "most memory while an edition leaves",
            format!("{small_mb:.0} MB for {RECIPIENTS}, {mb:.0} MB for 1,000,000"),
            String::new(),
            format!("{:.2}", mb / small_mb),
            "under 100 MB",
            mb < 100.0,
        ),
    ]
}

/// Postfix's own sink, on a free port; dropping it stops it.
struct Postfix {
    port: u16,
    process: Child,
}

impl Postfix {
    async fn sink() -> Self {
        let port = free_port();
        let process = Command::new(tool("smtp-sink"))
            .args(["-u", "nobody", &format!("127.0.0.1:{port}"), "256"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "smtp-sink does not start"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { port, process }
    }

    /// Mails in a second that `smtp-source` sends to it: of this size, over as many connections, kept.
    fn source_rate(&self, size: usize) -> f64 {
        let rates = (0..3).map(|_| {
            let begun = Instant::now();
            let status = Command::new(tool("smtp-source"))
                .args(["-d", "-s", &CONNECTIONS.to_string()])
                .args(["-m", &RECIPIENTS.to_string(), "-l", &size.to_string()])
                .args(["-f", "lettre@mesure.example", "-t", "a@local.example"])
                .arg(format!("127.0.0.1:{}", self.port))
                .stdout(Stdio::null())
                .status()
                .unwrap();
            assert!(status.success());
            RECIPIENTS as f64 / begun.elapsed().as_secs_f64()
        });
        let mut rates: Vec<f64> = rates.collect();
        rates.sort_by(f64::total_cmp);
        rates[1]
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// A program of Debian's package `postfix`, which is not in everyone's search path.
fn tool(name: &str) -> PathBuf {
    let path = Path::new("/usr/sbin").join(name);
    assert!(path.is_file(), "{name} is missing: install postfix");
    path
}

/// RSA-2048 signatures in a second, of what a mail has signed, by the library that the platform uses, on both cores.
fn signature_rate() -> f64 {
    let cores = std::thread::available_parallelism().unwrap().get();
    let begun = Instant::now();
    let threads = (0..cores).map(|_| {
        std::thread::spawn(move || {
            let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
            let (random, said) = (SystemRandom::new(), [b'x'; 1_000]);
            let mut signature = vec![0; key.public_modulus_len()];
            let begun = Instant::now();
            let mut n = 0_u64;
            while begun.elapsed() < Duration::from_secs(3) {
                key.sign(&RSA_PKCS1_SHA256, &random, &said, &mut signature)
                    .unwrap();
                n += 1;
            }
            n as f64 / begun.elapsed().as_secs_f64()
        })
    });
    let threads: Vec<_> = threads.collect();
    let rate = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert!(begun.elapsed() < Duration::from_secs(30));
    rate
}
