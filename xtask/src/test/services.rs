//! Servers for one run of the tests: on free ports, in folders of their own, gone with the run.

use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{fs, io};

use anyhow::{Context, Result, bail};

use super::machine::{Machine, is_root};
use crate::command::{read, run, succeeds};

/// Starts the server given as its further arguments, and ends it and removes its folder when its standard input
/// closes: so when the chore ends, in whatever way, Ctrl-C and a violent death included.
const KEEPER: &str = r#"
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT "$server"
wait "$server"
rm -rf "$folder"
"#;

/// A running server; dropping it stops it.
pub(crate) struct Service {
    /// Where it listens, in the form that the project's settings take.
    pub(crate) url: String,
    folder: PathBuf,
    keeper: Child,
}

impl Service {
    fn start(folder: PathBuf, url: String, server: &Command) -> Result<Self> {
        let mut keeper = Command::new("sh");
        keeper
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .arg(server.get_program())
            .args(server.get_args());
        // A process group of its own: the terminal's Ctrl-C is for the chore.
        let keeper = keeper
            .stdin(Stdio::piped())
            .process_group(0)
            .current_dir("/")
            .spawn()?;
        Ok(Self { url, folder, keeper })
    }

    /// Waits until it answers.
    fn until(self, answers: impl Fn() -> bool) -> Result<Self> {
        let started = Instant::now();
        while !answers() {
            if started.elapsed() > Duration::from_secs(30) {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("{} does not answer; its log:\n{log}", self.url);
            }
            sleep(Duration::from_millis(50));
        }
        Ok(self)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Settings of a PostgreSQL that may forget everything, and is quick because of it.
pub(super) const FORGETFUL: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// A PostgreSQL with these settings.
pub(crate) fn postgres(machine: &Machine, settings: &[&str]) -> Result<Service> {
    let folder = folder("postgres")?;
    let account = if is_root() {
        Some(Account::of("postgres")?)
    } else {
        None
    };
    if let Some(account) = &account {
        std::os::unix::fs::chown(&folder, Some(account.user), Some(account.group))?;
    }
    let data = folder.join("data");
    let mut initdb = as_account(account.as_ref(), &machine.postgres.join("initdb"));
    initdb.args([
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]);
    run(initdb
        .arg("--pgdata")
        .arg(&data)
        .stdout(Stdio::null())
        .current_dir("/"))?;

    let port = free_port()?;
    let mut server = as_account(account.as_ref(), &machine.postgres.join("postgres"));
    server
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-h", "127.0.0.1", "-p", &port.to_string()]);
    for setting in ["max_connections=400"].iter().chain(settings) {
        server.args(["-c", setting]);
    }
    let ready = machine.postgres.join("pg_isready");
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
    let service = Service::start(folder, url, &server)?;
    service.until(|| succeeds(Command::new(&ready).args(["-h", "127.0.0.1", "-p", &port.to_string()])))
}

/// A Redis that keeps nothing on disk.
pub(super) fn redis(machine: &Machine) -> Result<Service> {
    let folder = folder("redis")?;
    let port = free_port()?;
    let mut server = Command::new(&machine.redis);
    server.args([
        "--bind",
        "127.0.0.1",
        "--port",
        &port.to_string(),
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
    ]);
    server.arg(&folder);
    let service = Service::start(folder, format!("redis://127.0.0.1:{port}/"), &server)?;
    service.until(|| TcpStream::connect(("127.0.0.1", port)).is_ok())
}

/// A new folder for one server.
fn folder(name: &str) -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("passerelle-test-{}-{name}", std::process::id()));
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => fs::create_dir_all(&folder)?,
    }
    Ok(folder)
}

/// A port that nothing listens on, as the system gives it.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A user of the system.
struct Account {
    user: u32,
    group: u32,
}

impl Account {
    fn of(name: &str) -> Result<Self> {
        let number = |option: &str| -> Result<u32> {
            let text = read(Command::new("id").args([option, name]))?;
            text.trim()
                .parse()
                .with_context(|| format!("no number for the user {name}"))
        };
        Ok(Self {
            user: number("-u")?,
            group: number("-g")?,
        })
    }
}

/// A program, under another account when root starts it: PostgreSQL refuses to run as root.
fn as_account(account: Option<&Account>, program: &Path) -> Command {
    let Some(account) = account else {
        return Command::new(program);
    };
    // setpriv becomes the program, so that the signal which stops it reaches it.
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={}", account.user))
        .arg(format!("--regid={}", account.group));
    command.arg("--clear-groups").arg(program);
    command
}
