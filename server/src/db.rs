//! Connects to the database; begins transactions; recognises unique violations.
//!
//! SQLite has one writer: writes go through a pool of one connection and take the write lock at once
//! (`BEGIN IMMEDIATE`), reads through a pool of their own. On PostgreSQL both are the same pool.

use std::time::Duration;

use proto::v1::Reason;
use sea_orm::sea_query::Expr;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbErr, EntityTrait, QueryFilter as _, SqlErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait as _,
};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::once;

/// The database.
#[derive(Clone, Debug)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Db {
    /// Connects to `sqlite:///path/file.db` or `postgres://…` with at most `n_connections` for reading.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn connect(url: &str, n_connections: u32) -> anyhow::Result<Self> {
        if url.starts_with("sqlite:") {
            let writer = counted(Database::connect(sqlite_options(url, 1)).await?);
            let reader = counted(Database::connect(sqlite_options(url, n_connections)).await?);
            Ok(Self { reader, writer })
        } else {
            let mut options = ConnectOptions::new(url.to_owned());
            options
                .max_connections(n_connections)
                .acquire_timeout(Duration::from_secs(5))
                .connect_timeout(Duration::from_secs(5))
                .sqlx_logging(false);
            let pool = counted(Database::connect(options).await?);
            Ok(Self {
                reader: pool.clone(),
                writer: pool,
            })
        }
    }

    /// For reading outside any transaction.
    pub fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For migrations only.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Begins a transaction that may write: the only way to write. In it an act leaves its mark (`once.rs`).
    ///
    /// # Errors
    /// `Unavailable` when the database stays locked, `Changed` when the act was done before.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.writer.begin_with_options(options).await?;
        // Every write comes by here, and few leave a mark: its future stands apart.
        Box::pin(once::leave_mark(&tx)).await?;
        Ok(tx)
    }
}

/// Counts the queries for the metrics.
fn counted(mut connection: DatabaseConnection) -> DatabaseConnection {
    connection.set_metric_callback(|_| metrics::counter!("passerelle_queries_total").increment(1));
    connection
}

fn sqlite_options(url: &str, n_connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(n_connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
        });
    options
}

/// A new identifier, in the order of time.
pub fn id() -> Uuid {
    Uuid::now_v7()
}

/// Reads an identifier that the caller gave as the name of a thing: a malformed one names nothing.
///
/// # Errors
/// `Missing` when it is not an identifier.
pub fn parse_id(text: &str) -> Result<Uuid> {
    Uuid::parse_str(text).map_err(|_| Error::Missing)
}

/// Writes a row back where it is still the one that was read: `is_same` names it and its version.
///
/// # Errors
/// `Changed` when somebody else was faster.
pub(crate) async fn save<A: ActiveModelTrait>(
    tx: &impl ConnectionTrait,
    row: A,
    is_same: [Expr; 2],
) -> Result<()> {
    let [name, version] = is_same;
    let done = <A::Entity as EntityTrait>::update_many()
        .set(row.reset_all())
        .filter(name)
        .filter(version)
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::Changed)
    }
}

/// What a first row that somebody else wrote meanwhile is: a change.
pub(crate) fn changed_when_there(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Changed,
        _ => error.into(),
    }
}

/// Maps a unique violation where it can happen.
pub trait OnUnique<T> {
    /// Turns a unique violation into a conflict with this reason.
    ///
    /// # Errors
    /// `Conflict` for a unique violation, else what the database said.
    fn on_unique(self, reason: Reason) -> Result<T>;
}

impl<T> OnUnique<T> for std::result::Result<T, DbErr> {
    fn on_unique(self, reason: Reason) -> Result<T> {
        self.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::Conflict(reason),
            _ => error.into(),
        })
    }
}
