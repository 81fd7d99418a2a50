//! The three kinds of links that subscribers get, each with a signature of its own.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::error::Result;
use crate::signature::{Purpose, Signer};

/// Signs and reads the links of subscribers.
#[derive(Debug)]
pub(crate) struct Links(Signer);

impl Links {
    /// The links; the key is made at the first use.
    pub(crate) async fn of(tx: &impl ConnectionTrait) -> Result<Self> {
        Ok(Self(Signer::of(tx).await?))
    }

    /// The links, when the key was made: before that nothing was signed.
    pub(crate) async fn known(db: &impl ConnectionTrait) -> Result<Option<Self>> {
        Ok(Signer::known(db).await?.map(Self))
    }

    /// The page where one changes or leaves: in each mail, which may be forwarded. A mail program posts to it (RFC 8058).
    pub(crate) fn preferences(&self, public_url: &str, id: Uuid) -> String {
        let signature = self.0.sign(Purpose::Preferences, id);
        format!("{public_url}/lettre/abonnement?subscriber={id}&signature={signature}")
    }

    /// The page whose button confirms what was asked at an instant: a later request, or an erasure, ends the link.
    pub(super) fn confirmation(&self, public_url: &str, id: Uuid, asked_at: DateTime<Utc>) -> String {
        let asked_at = asked_at.timestamp_micros();
        let signature = self.0.sign(Purpose::Confirmation, format!("{id}:{asked_at}"));
        format!("{public_url}/lettre/confirmation?subscriber={id}&signature={signature}")
    }

    /// The page of one's data, until an instant.
    pub(super) fn own_data(&self, public_url: &str, id: Uuid, until: DateTime<Utc>) -> String {
        let until = until.timestamp();
        let signature = self.0.sign(Purpose::OwnData, format!("{id}:{until}"));
        format!("{public_url}/lettre/mes-donnees?subscriber={id}&until={until}&signature={signature}")
    }

    /// Says whether the link is of one of the mails of a subscriber.
    pub(super) fn is_preferences(&self, id: Uuid, signature: &str) -> bool {
        self.0.is_good(Purpose::Preferences, id, signature)
    }

    /// Says whether the link confirms what was asked at an instant.
    pub(super) fn is_confirmation(&self, id: Uuid, asked_at: DateTime<Utc>, signature: &str) -> bool {
        let asked_at = asked_at.timestamp_micros();
        self.0
            .is_good(Purpose::Confirmation, format!("{id}:{asked_at}"), signature)
    }

    /// Says whether the link opens one's data, until the instant that it names.
    pub(super) fn is_own_data(&self, id: Uuid, until: i64, signature: &str) -> bool {
        self.0
            .is_good(Purpose::OwnData, format!("{id}:{until}"), signature)
    }

    /// What is kept of an address after an erasure.
    pub(super) fn address_hash(&self, email: &str) -> String {
        self.0.sign(Purpose::Address, email)
    }
}
