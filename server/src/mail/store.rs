//! Rows of the outbox.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder as _, QuerySelect as _};

use crate::error::Result;
use crate::mail::Mail;

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i32", db_type = "Integer")]
pub(crate) enum State {
    /// To be sent from `next_at` on.
    Queued = 1,
    /// A worker has it, until `lease_until`.
    Sending = 2,
    /// The server took it.
    Sent = 3,
    /// The server refused it for good, in the words of `answer`.
    Failed = 4,
    /// The worker vanished while sending: nobody knows.
    Uncertain = 5,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) queued_at: DateTimeUtc,
    pub(crate) to_address: String,
    pub(crate) to_name: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) state: State,
    pub(crate) attempts: i32,
    pub(crate) next_at: DateTimeUtc,
    pub(crate) lease_until: Option<DateTimeUtc>,
    pub(crate) sent_at: Option<DateTimeUtc>,
    pub(crate) answer: String,
}

/// No relation: a mail keeps the address that it was written to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Writes a mail to send.
pub(crate) async fn insert(tx: &impl ConnectionTrait, now: DateTime<Utc>, mail: &Mail<'_>) -> Result<()> {
    let row = ActiveModel {
        id: Set(crate::db::id()),
        queued_at: Set(now),
        to_address: Set(mail.to.to_owned()),
        to_name: Set(mail.name.to_owned()),
        subject: Set(mail.subject.to_owned()),
        text: Set(mail.text.to_owned()),
        state: Set(State::Queued),
        attempts: Set(0),
        next_at: Set(now),
        lease_until: Set(None),
        sent_at: Set(None),
        answer: Set(String::new()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The newest mails, whatever their state.
pub(crate) async fn latest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}
