//! Where mails go: a mail server, or a folder.

use std::path::PathBuf;

use lettre::address::Envelope;
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::mail::smtp::{Link, Outcome, Server};

/// The way out of one worker.
#[expect(clippy::large_enum_variant, reason = "there are few of it")]
pub(crate) enum Transport {
    Smtp(Link),
    Folder(PathBuf),
}

impl Transport {
    /// To a mail server, or without one to the folder; nothing is connected yet.
    ///
    /// # Errors
    /// When the address of the server cannot be read.
    pub(crate) fn to(app: &App, smtp_url: Option<&str>) -> Result<Self> {
        Ok(match smtp_url {
            Some(url) => Self::Smtp(Link::new(Server::parse(url).map_err(anyhow::Error::msg)?)),
            None => Self::Folder(app.config.data_dir.join("mails")),
        })
    }

    /// Sends one mail, whose row has this identifier.
    pub(crate) async fn send(&mut self, app: &App, id: Uuid, envelope: &Envelope, bytes: &[u8]) -> Outcome {
        match self {
            Self::Smtp(link) => link.send(envelope, bytes).await,
            Self::Folder(folder) => {
                let time = app.clock.now().format("%Y%m%dT%H%M%S");
                let path = folder.join(format!("{time}-{id}.eml"));
                let write = async {
                    tokio::fs::create_dir_all(&folder).await?;
                    tokio::fs::write(&path, bytes).await
                };
                match write.await {
                    Ok(()) => Outcome::Sent(path.display().to_string()),
                    Err(error) => Outcome::Unreachable(error.to_string()),
                }
            }
        }
    }

    /// Takes leave of the server.
    pub(crate) async fn close(&mut self) {
        if let Self::Smtp(link) = self {
            link.close().await;
        }
    }
}
