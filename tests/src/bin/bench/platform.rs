//! The release server as a process of its own, with the demonstration.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::{EnterAsRequest, ListDemonstrationPeopleRequest, Role};
use tonic::transport::{Channel, Endpoint};

/// A running server; dropping it stops it.
pub(crate) struct Platform {
    pub(crate) port: u16,
    pub(crate) metrics_port: u16,
    pub(crate) database: PathBuf,
    /// From the start of the process to its first answer.
    pub(crate) started_in: Duration,
    process: Child,
}

impl Platform {
    /// On SQLite, its mails in a folder.
    pub(crate) async fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[]).await
    }

    pub(crate) async fn start_with(folder: &Path, environment: &[(&str, String)]) -> Self {
        let program = std::env::current_exe().unwrap().with_file_name("passerelle");
        assert!(
            program.is_file(),
            "build the server first: `cargo xtask bench` does"
        );
        let (port, metrics_port) = (free_port(), free_port());
        let begun = Instant::now();
        let process = Command::new(program)
            .args(["serve", "--demonstration", "--log-level", "warn"])
            .arg("--data-dir")
            .arg(folder)
            .arg("--site-dir")
            .arg(std::env::var("PASSERELLE_SITE_DIR").unwrap_or_else(|_| "target/site".to_owned()))
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args(["--metrics-listen", &format!("127.0.0.1:{metrics_port}")])
            .args(["--public-url", &format!("http://127.0.0.1:{port}")])
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(
                begun.elapsed() < Duration::from_mins(1),
                "the server does not start"
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let started_in = begun.elapsed();
        let database = folder.join("passerelle.db");
        Self {
            port,
            metrics_port,
            database,
            started_in,
            process,
        }
    }

    /// A connection of its own.
    pub(crate) async fn channel(&self) -> Channel {
        let endpoint: Endpoint = format!("http://127.0.0.1:{}", self.port).parse().unwrap();
        endpoint.tcp_nodelay(true).connect().await.unwrap()
    }

    /// The secret of a new session of a person of this role.
    pub(crate) async fn session(&self, role: Role) -> String {
        let mut account = AccountServiceClient::new(self.channel().await);
        let people = account
            .list_demonstration_people(ListDemonstrationPeopleRequest {})
            .await
            .unwrap();
        let person = people
            .into_inner()
            .people
            .into_iter()
            .find(|entry| entry.role() == role)
            .unwrap();
        let entered = account
            .enter_as(EnterAsRequest {
                person_id: person.person_id,
            })
            .await
            .unwrap();
        entered.into_inner().session
    }

    /// Resident memory, in megabytes.
    pub(crate) fn memory_mb(&self) -> f64 {
        self.status_mb("VmRSS:")
    }

    /// The most resident memory since the start, in megabytes.
    pub(crate) fn peak_memory_mb(&self) -> f64 {
        self.status_mb("VmHWM:")
    }

    fn status_mb(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        let kilobytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kilobytes / 1024.0
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// A request that carries a session.
pub(crate) fn signed<T>(message: T, session: &str) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    request
        .metadata_mut()
        .insert("authorization", format!("Bearer {session}").parse().unwrap());
    request
}
