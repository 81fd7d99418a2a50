//! What a real Postfix says of mails that it cannot deliver: with a configuration, a queue and a port of its own.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use proto::v1::*;
use uuid::Uuid;

use super::*;

/// A Postfix; it ends when dropped.
struct Postfix {
    folder: PathBuf,
    port: u16,
}

/// The programs that it runs: those that take, route, deliver and give back.
const SERVICES: &str = "\
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
";

impl Postfix {
    /// Starts one that hands mails to `local.example` to a server that takes all, those to a1 to one that refuses the
    /// address, those to a2 to one that rejects the mail.
    fn start([taking, refusing, rejecting]: [&Sink; 3]) -> Self {
        let folder = std::env::temp_dir().join(format!("passerelle-postfix-{}", Uuid::now_v7().simple()));
        for name in ["conf", "queue", "data", "mail"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        // Free a moment ago: there is no way to give a port to Postfix.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let postfix = Self { folder, port };
        fs::write(
            postfix.folder.join("conf/main.cf"),
            postfix.settings([taking, refusing, rejecting]),
        )
        .unwrap();
        let services = format!("127.0.0.1:{port} inet n - n - - smtpd\n{SERVICES}");
        fs::write(postfix.folder.join("conf/master.cf"), services).unwrap();
        postfix.own(&["data", "mail"]);
        let started = Command::new("/usr/sbin/postfix")
            .arg("-c")
            .arg(postfix.folder.join("conf"))
            .arg("start")
            .output()
            .expect("Debian's package postfix: run `cargo xtask test`");
        assert!(started.status.success(), "{started:?} {}", postfix.log());
        postfix
    }

    fn settings(&self, sinks: [&Sink; 3]) -> String {
        let folder = self.folder.display();
        let [taking, refusing, rejecting] = sinks.map(|sink| {
            let url = sink.url();
            format!("smtp:[127.0.0.1]:{}", url.rsplit(':').next().unwrap())
        });
        let mut settings = String::from("compatibility_level = 3.6\ncommand_directory = /usr/sbin\n");
        for line in [
            "daemon_directory = /usr/lib/postfix/sbin",
            "mail_owner = postfix",
            "setgid_group = postdrop",
            "inet_interfaces = 127.0.0.1",
            "inet_protocols = ipv4",
            "myhostname = mx.passerelle.example",
            "mydestination =",
            "local_recipient_maps =",
            "alias_maps =",
            "alias_database =",
            "mynetworks = 127.0.0.0/8",
            "smtpd_recipient_restrictions = permit_mynetworks, reject",
            "smtp_dns_support_level = disabled",
            "smtp_host_lookup = native",
            "recipient_delimiter = +",
            "virtual_mailbox_domains = passerelle.example",
            "virtual_mailbox_maps = inline:{ retours@passerelle.example=returns/ }",
            "virtual_minimum_uid = 1",
        ] {
            writeln!(settings, "{line}").unwrap();
        }
        let owner = ids();
        write!(
            settings,
            "queue_directory = {folder}/queue\ndata_directory = {folder}/data\nmaillog_file = {folder}/log\n\
             maillog_file_prefixes = {}\nvirtual_mailbox_base = {folder}/mail\n\
             virtual_uid_maps = static:{}\nvirtual_gid_maps = static:{}\n\
             transport_maps = inline:{{ local.example={taking}, a1@local.example={refusing}, \
             a2@local.example={rejecting} }}\n",
            std::env::temp_dir().display(),
            owner.0,
            owner.1,
        )
        .unwrap();
        settings
    }

    /// Gives folders to Postfix's own user.
    fn own(&self, names: &[&str]) {
        for name in names {
            let (user, group) = ids();
            std::os::unix::fs::chown(self.folder.join(name), Some(user), Some(group)).unwrap();
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn pid(&self) -> Option<String> {
        let pid = fs::read_to_string(self.folder.join("queue/pid/master.pid")).ok()?;
        Some(pid.trim().to_owned())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        if let Some(pid) = self.pid() {
            let _ = Command::new("kill").arg(&pid).status();
            for _ in 0..100 {
                if !Path::new("/proc").join(&pid).exists() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The user and the group of Postfix.
fn ids() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with("postfix:"));
    let fields: Vec<&str> = line.expect("a user named postfix").split(':').collect();
    (fields[2].parse().unwrap(), fields[3].parse().unwrap())
}

#[tokio::test]
async fn a_report_of_a_real_postfix_finds_its_mail() {
    // Postfix starts as root only; `cargo xtask test` says so to others.
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return;
    }
    let (taking, refusing) = (Sink::start(Answer::Take).await, Sink::start(Answer::Refuse).await);
    let rejecting = Sink::start(Answer::Reject).await;
    let postfix = Postfix::start([&taking, &refusing, &rejecting]);
    let url = format!("smtp://127.0.0.1:{}?tls=none", postfix.port);
    let returns = postfix.folder.join("mail/returns");
    let world = World::with(|config| {
        config.smtp_url = Some(url);
        config.bounce_address = Some(ADDRESS.to_owned());
        config.bounce_maildir = Some(returns.clone());
    })
    .await;
    let scene = Scene::new(&world, 4).await;
    scene.leave(&world).await;
    for _ in 0..300 {
        world.run_jobs().await;
        let n_seen = fs::read_dir(returns.join("cur")).map_or(0, Iterator::count);
        if n_seen == 2 && taking.taken().len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let lines = ledger(&world).await;
    let log = postfix.log();
    assert_eq!(
        log.matches("sender non-delivery notification").count(),
        2,
        "{log}"
    );
    use RecipientState::{Bounced, Failed, Sent};
    let found: Vec<RecipientState> = lines.iter().map(Line::state).collect();
    assert_eq!(
        found,
        [Sent, Bounced, Failed, Sent],
        "{lines:?} {}",
        postfix.log()
    );
    assert!(lines[1].answer.starts_with("550 5.1.1 unknown here"), "{lines:?}");
    assert!(
        lines[2].answer.starts_with("554 5.7.1 taken for spam"),
        "{lines:?}"
    );
    use SubscriberState::{Active, Suppressed};
    assert_eq!(states(&scene).await, [Active, Suppressed, Active, Active]);
    assert_eq!(unmatched(&world.animator().await).await.n_unmatched, 0);
}
