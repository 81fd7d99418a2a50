//! A mail server of a few lines, that answers as a test says.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What it does with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Take,
    /// Takes it, then closes the connection without a word.
    TakeOneThenClose,
    /// 451 to the recipient.
    Defer,
    /// 550 to the recipient.
    Refuse,
    /// 554 to the recipient, for another reason than the address.
    Reject,
    /// Reads the text, then closes the connection without an answer.
    HangUp,
    /// Reads the text, then never answers.
    Stall,
}

/// The server; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Sink {
    port: u16,
    shared: Arc<Mutex<Shared>>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    answer: Answer,
    taken: Vec<String>,
    senders: Vec<String>,
    n_connections: usize,
}

impl Sink {
    pub(crate) async fn start(answer: Answer) -> Self {
        Self::start_at(0, answer).await
    }

    /// At a port; 0: any.
    pub(crate) async fn start_at(port: u16, answer: Answer) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Mutex::new(Shared {
            answer,
            taken: Vec::new(),
            senders: Vec::new(),
            n_connections: 0,
        }));
        let of_task = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                of_task.lock().unwrap().n_connections += 1;
                connections.spawn(serve(stream, Arc::clone(&of_task)));
            }
        });
        Self { port, shared, task }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Changes what it does with the mails that come.
    pub(crate) fn answer(&self, answer: Answer) {
        self.shared.lock().unwrap().answer = answer;
    }

    /// The texts that it read to their end, whatever it answered.
    pub(crate) fn taken(&self) -> Vec<String> {
        self.shared.lock().unwrap().taken.clone()
    }

    /// The return paths that were given, one for each mail.
    pub(crate) fn senders(&self) -> Vec<String> {
        self.shared.lock().unwrap().senders.clone()
    }

    pub(crate) fn n_connections(&self) -> usize {
        self.shared.lock().unwrap().n_connections
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(stream: TcpStream, shared: Arc<Mutex<Shared>>) {
    // A client that leaves ends the dialogue.
    let _ = converse(stream, &shared).await;
}

async fn converse(stream: TcpStream, shared: &Mutex<Shared>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 sink\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = shared.lock().unwrap().answer;
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        if verb == "MAIL" {
            let sender = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            shared.lock().unwrap().senders.push(sender);
        }
        let reply = match (verb.as_str(), answer) {
            ("EHLO", _) => "250-sink\r\n250 8BITMIME\r\n",
            ("RCPT", Answer::Defer) => "451 4.7.1 greylisted\r\n",
            ("RCPT", Answer::Refuse) => "550 5.1.1 unknown here\r\n",
            ("RCPT", Answer::Reject) => "554 5.7.1 taken for spam\r\n",
            ("DATA", _) => "354 go on\r\n",
            ("QUIT", _) => "221 bye\r\n",
            _ => "250 fine\r\n",
        };
        writer.write_all(reply.as_bytes()).await?;
        if verb == "QUIT" {
            return Ok(());
        }
        if verb == "DATA" {
            let mut text = String::new();
            while let Some(line) = lines.next_line().await? {
                if line == "." {
                    break;
                }
                text.push_str(line.strip_prefix('.').unwrap_or(&line));
                text.push('\n');
            }
            shared.lock().unwrap().taken.push(text);
            match answer {
                Answer::HangUp => return Ok(()),
                Answer::Stall => std::future::pending::<()>().await,
                _ => {}
            }
            writer.write_all(b"250 taken\r\n").await?;
            if answer == Answer::TakeOneThenClose {
                return Ok(());
            }
        }
    }
    Ok(())
}
