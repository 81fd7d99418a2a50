//! A mail server that counts what it got for each recipient and lies about nothing; it refuses, defers, is slow and
//! hangs up as real ones do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the server treats an address, always the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Temper {
    Takes,
    /// 550 5.1.1, always.
    Unknown,
    /// 554 5.7.1, always.
    Rejects,
    /// 451 the first time.
    Greylists,
    /// Closes before the text, the first time.
    HangsUpEarly,
    /// Has the whole text, and closes without an answer, the first time.
    HangsUpLate,
    /// Takes its time.
    Slow,
}

/// The temper of an address; most are taken.
pub(super) fn temper(email: &str, is_kind: bool) -> Temper {
    if is_kind {
        return Temper::Takes;
    }
    let digest = Sha256::digest(email.as_bytes());
    match u16::from_be_bytes([digest[0], digest[1]]) % 200 {
        0..=2 => Temper::Unknown,
        3..=4 => Temper::Rejects,
        5..=12 => Temper::Greylists,
        13..=15 => Temper::HangsUpEarly,
        16..=17 => Temper::HangsUpLate,
        18..=25 => Temper::Slow,
        _ => Temper::Takes,
    }
}

/// What it has seen.
#[derive(Debug, Default)]
struct Seen {
    /// Whole texts, by recipient: whether the client heard the answer or not.
    texts: BTreeMap<String, u32>,
    /// Those that asked before.
    asked: BTreeSet<String>,
}

/// The server; it ends when dropped.
#[derive(Debug)]
pub(super) struct Receiver {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl Receiver {
    pub(super) async fn start(is_kind: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let of_task = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let seen = Arc::clone(&of_task);
                // A client that is killed ends the dialogue.
                connections.spawn(async move { drop(converse(stream, &seen, is_kind).await) });
                while connections.try_join_next().is_some() {}
            }
        });
        Self { port, seen, task }
    }

    pub(super) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// Texts got by each recipient.
    pub(super) fn texts(&self) -> BTreeMap<String, u32> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .texts
            .clone()
    }

    pub(super) fn n_texts(&self) -> u64 {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.texts.values().map(|n| u64::from(*n)).sum()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn note(seen: &Mutex<Seen>, email: String) {
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    *seen.texts.entry(email).or_default() += 1;
}

async fn converse(stream: TcpStream, seen: &Mutex<Seen>, is_kind: bool) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut to = String::new();
    writer.write_all(b"220 receiver\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let mut reply = "250 fine\r\n";
        match verb.as_str() {
            "EHLO" => reply = "250-receiver\r\n250 8BITMIME\r\n",
            "QUIT" => reply = "221 bye\r\n",
            "DATA" => reply = "354 go on\r\n",
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                let is_first = seen
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .asked
                    .insert(to.clone());
                match temper(&to, is_kind) {
                    Temper::Unknown => reply = "550 5.1.1 unknown here\r\n",
                    Temper::Rejects => reply = "554 5.7.1 not wanted\r\n",
                    Temper::Greylists if is_first => reply = "451 4.7.1 come back\r\n",
                    Temper::HangsUpEarly if is_first => return Ok(()),
                    Temper::HangsUpLate if is_first => to.insert(0, '!'),
                    Temper::Slow => tokio::time::sleep(Duration::from_millis(100)).await,
                    _ => {}
                }
            }
            _ => {}
        }
        writer.write_all(reply.as_bytes()).await?;
        if verb == "QUIT" {
            return Ok(());
        }
        if verb == "DATA" {
            loop {
                match lines.next_line().await? {
                    None => return Ok(()),
                    Some(line) if line == "." => break,
                    Some(_) => {}
                }
            }
            let is_to_hang_up = to.starts_with('!');
            let email = to.trim_start_matches('!').to_owned();
            note(seen, email);
            if is_to_hang_up {
                return Ok(());
            }
            writer.write_all(b"250 2.0.0 taken\r\n").await?;
        }
    }
    Ok(())
}
