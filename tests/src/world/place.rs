//! Where a world keeps its data: a file or a database of its own, copied from a template that is made once.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock};

use sea_orm::{ConnectionTrait as _, Database};
use server::app::App;
use server::clock::Clock;

use super::{config, start};

/// Redis numbers its databases up to this one, by default.
const N_REDIS_DATABASES: u8 = 16;

/// The data of one world. Dropping it removes them.
#[derive(Debug)]
pub(super) struct Place {
    /// For files: the SQLite database, mails.
    pub(super) folder: PathBuf,
    /// `None`: SQLite in the folder.
    pub(super) database_url: Option<String>,
    /// `None`: the in-process bus.
    pub(super) redis_url: Option<String>,
    redis_number: Option<u8>,
}

impl Place {
    /// A copy of the template.
    pub(super) async fn new() -> Self {
        let template = tokio::task::spawn_blocking(template).await.unwrap();
        let (number, folder) = new_folder();
        let database_url = match &template.server {
            None => {
                std::fs::copy(
                    template.folder.join("passerelle.db"),
                    folder.join("passerelle.db"),
                )
                .unwrap();
                None
            }
            Some(server) => {
                let name = format!("t_{}_{number}", std::process::id());
                execute(
                    server,
                    &format!("CREATE DATABASE {name} TEMPLATE {}", template.name),
                )
                .await;
                Some(on_server(server, &name))
            }
        };
        let (redis_url, redis_number) = redis().await;
        Self {
            folder,
            database_url,
            redis_url,
            redis_number,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        if let Some(number) = self.redis_number {
            let (taken, freed) = redis_numbers();
            taken.lock().unwrap().retain(|n| *n != number);
            freed.notify_one();
        }
        if let (Some(server), Some(url)) = (server(), &self.database_url) {
            let name = url.rsplit('/').next().unwrap_or_default().to_owned();
            let removal = std::thread::spawn(move || {
                runtime().block_on(execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)")));
            });
            let _ = removal.join();
        }
    }
}

/// What the worlds of this process are copied from.
struct Template {
    folder: PathBuf,
    server: Option<String>,
    name: String,
}

/// Migrates, loads the network of the demonstration, and lets go of it.
fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        std::thread::spawn(|| runtime().block_on(make_template()))
            .join()
            .unwrap()
    })
}

async fn make_template() -> Template {
    let (_, folder) = new_folder();
    let server = server();
    let name = format!("passerelle_template_{}", std::process::id());
    let mut config = config(&folder);
    if let Some(server) = &server {
        execute(server, &format!("DROP DATABASE IF EXISTS {name}")).await;
        execute(server, &format!("CREATE DATABASE {name}")).await;
        config.database_url = Some(on_server(server, &name));
    }
    let app: Arc<App> = App::new(config, Clock::fixed(start())).await.unwrap();
    app.migrate().await.unwrap();
    server::demonstration::load_network(&app).await.unwrap();
    app.db.read().clone().close().await.unwrap();
    app.db.writer().clone().close().await.unwrap();
    Template { folder, server, name }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test run says where its companions are"
)]
fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL")
        .ok()
        .filter(|url| url.starts_with("postgres"))
}

/// The address of another database of the same server.
fn on_server(server: &str, name: &str) -> String {
    let (host, _) = server.rsplit_once('/').unwrap();
    format!("{host}/{name}")
}

async fn execute(server: &str, sql: &str) {
    let connection = Database::connect(server).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

/// A database of Redis for each world, so that the limits of one do not count for another.
async fn redis() -> (Option<String>, Option<u8>) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test run says where its companions are"
    )]
    let Ok(url) = std::env::var("TEST_REDIS_URL") else {
        return (None, None);
    };
    let number = tokio::task::spawn_blocking(|| {
        let (taken, freed) = redis_numbers();
        let mut taken = freed
            .wait_while(taken.lock().unwrap(), |taken| {
                taken.len() >= usize::from(N_REDIS_DATABASES)
            })
            .unwrap();
        let number = (0..N_REDIS_DATABASES).find(|n| !taken.contains(n)).unwrap();
        taken.push(number);
        number
    })
    .await
    .unwrap();
    let url = format!("{}/{number}", url.trim_end_matches('/'));
    forget(&url).await;
    (Some(url), Some(number))
}

fn redis_numbers() -> &'static (Mutex<Vec<u8>>, Condvar) {
    static NUMBERS: (Mutex<Vec<u8>>, Condvar) = (Mutex::new(Vec::new()), Condvar::new());
    &NUMBERS
}

/// Empties a database of Redis: a few bytes of its protocol need no client.
async fn forget(url: &str) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let rest = url.trim_start_matches("redis://");
    let (address, number) = rest.split_once('/').unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let commands = format!("SELECT {number}\r\nFLUSHDB\r\n");
    stream.write_all(commands.as_bytes()).await.unwrap();
    let mut answer = [0_u8; 10];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"+OK\r\n+OK\r\n", "Redis did not empty its database");
}

fn new_folder() -> (u32, PathBuf) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("passerelle-tests-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    (number, folder)
}

pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}
