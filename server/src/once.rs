//! A form that is sent twice is done once: after a double click, or Back and the same button again.
//!
//! A form that creates something carries a key, made when it was shown. What is sent with a key leaves a mark in the very
//! transaction of its act. The same sent again, to any process, finds the mark, or waits in the database for who is
//! writing it; then it is led where the first was. An act that failed, or was cut, leaves no mark. Why not a mark before
//! the act, in a transaction of its own: it would have to be taken back after each failure, and a process that died
//! would leave one of which nobody knows whether its act was done.

use std::cell::Cell;
use std::time::Duration;

use chrono::TimeDelta;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, IntoActiveModel as _};
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result};

/// How long a mark is kept.
const KEPT: TimeDelta = TimeDelta::days(1);
/// How often it is asked where an act led that was just done.
const ATTEMPTS: u32 = 20;
/// The wait before it is asked again.
const WAIT: Duration = Duration::from_millis(50);

/// The mark of an act that was done.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "once")]
pub(crate) struct Model {
    /// Of who sent it, and all that was sent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) hash: String,
    /// Where it led; empty until that is noted.
    pub(crate) location: String,
    pub(crate) created_at: DateTimeUtc,
}

/// Stands alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What becomes of the mark of an act.
enum Mark {
    /// The first transaction leaves it.
    ToLeave(Model),
    Left,
    /// It is there: the same was done before.
    Found,
}

tokio::task_local! {
    /// The mark of the act under way.
    static MARK: Cell<Mark>;
}

/// The mark of a message that somebody sends to an RPC by a form with this key.
pub(crate) fn mark(caller: Option<&Caller>, rpc: &str, key: &str, message: &[u8]) -> String {
    let who = caller.map(|caller| (caller.person_id, caller.organisation_id));
    let who = format!("{who:?}");
    let mut hash = Sha256::new();
    for part in [who.as_bytes(), rpc.as_bytes(), key.as_bytes(), message] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

/// Does an act whose first transaction leaves this mark: `None` when the same was done before.
pub(crate) async fn marked<T>(app: &App, mark: &str, act: impl Future<Output = T>) -> Option<T> {
    let row = Model {
        hash: mark.to_owned(),
        location: String::new(),
        created_at: app.clock.now(),
    };
    let act = async {
        let answer = act.await;
        let is_found = MARK.with(|mark| matches!(mark.replace(Mark::Left), Mark::Found));
        (!is_found).then_some(answer)
    };
    MARK.scope(Cell::new(Mark::ToLeave(row)), act).await
}

/// Leaves the mark of the act under way, if it has one, in its first transaction.
///
/// # Errors
/// `Changed` when the same was done before.
pub(crate) async fn leave_mark(tx: &impl ConnectionTrait) -> Result<()> {
    let Ok(Mark::ToLeave(row)) = MARK.try_with(|mark| mark.replace(Mark::Left)) else {
        return Ok(());
    };
    let left = Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await
        .map_err(db::changed_when_there);
    if let Err(Error::Changed) = left {
        MARK.with(|mark| mark.set(Mark::Found));
    }
    left.map(|_| ())
}

/// Where the act of this mark led; `None` when its process ended before it was noted.
pub(crate) async fn location(app: &App, mark: &str) -> Result<Option<String>> {
    for _ in 0..ATTEMPTS {
        let row = Entity::find_by_id(mark.to_owned()).one(app.db.read()).await?;
        match row.map(|row| row.location) {
            Some(location) if location.is_empty() => tokio::time::sleep(WAIT).await,
            location => return Ok(location),
        }
    }
    Ok(None)
}

/// Notes where the act of this mark led.
pub(crate) async fn note(app: &App, mark: &str, location: &str) -> Result<()> {
    let tx = app.db.begin().await?;
    Entity::update_many()
        .col_expr(Column::Location, Expr::value(location))
        .filter(Column::Hash.eq(mark))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Removes the marks that are not kept any longer; says how many.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let is_old = Column::CreatedAt.lt(app.clock.now() - KEPT);
    let old = Entity::find().filter(is_old.clone()).one(app.db.read()).await?;
    if old.is_none() {
        return Ok(0);
    }
    let tx = app.db.begin().await?;
    let done = Entity::delete_many().filter(is_old).exec(&tx).await?;
    tx.commit().await?;
    Ok(usize::try_from(done.rows_affected).unwrap_or(usize::MAX))
}
