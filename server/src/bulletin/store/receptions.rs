//! What the centres did with the bulletins.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::BulletinState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use super::{bulletin, reception, relay};
use crate::db;
use crate::error::Result;

/// Receptions written in one statement: SQLite takes 32,766 values.
const CHUNK: usize = 2_000;

/// A bulletin in the centres, with what each relayed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Followed {
    pub(crate) receptions: Vec<reception::Model>,
    /// By reception, in the order in which they were noted.
    pub(crate) relays: BTreeMap<Uuid, Vec<relay::Model>>,
}

impl Followed {
    /// What a reception led to.
    pub(crate) fn relays_of(&self, reception_id: Uuid) -> &[relay::Model] {
        self.relays.get(&reception_id).map_or(&[], Vec::as_slice)
    }
}

/// Notes that centres received a bulletin.
pub(crate) async fn insert(tx: &impl ConnectionTrait, rows: &[reception::Model]) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        let rows = chunk.iter().cloned();
        let rows = rows.map(|row| row.into_active_model().reset_all());
        reception::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// What centres did with these bulletins; of one centre only, when it is named.
pub(crate) async fn followed(
    db: &impl ConnectionTrait,
    bulletin_ids: &[Uuid],
    organisation_id: Option<Uuid>,
) -> Result<BTreeMap<Uuid, Followed>> {
    let mut all = BTreeMap::<Uuid, Followed>::new();
    if bulletin_ids.is_empty() {
        return Ok(all);
    }
    let mut receptions =
        reception::Entity::find().filter(reception::Column::BulletinId.is_in(bulletin_ids.iter().copied()));
    if let Some(id) = organisation_id {
        receptions = receptions.filter(reception::Column::OrganisationId.eq(id));
    }
    for row in receptions.all(db).await? {
        all.entry(row.bulletin_id).or_default().receptions.push(row);
    }
    let mut relays =
        relay::Entity::find().filter(relay::Column::BulletinId.is_in(bulletin_ids.iter().copied()));
    if let Some(id) = organisation_id {
        relays = relays.filter(is_of_centre(id));
    }
    for row in relays.order_by_asc(relay::Column::Id).all(db).await? {
        let of = all.entry(row.bulletin_id).or_default();
        of.relays.entry(row.reception_id).or_default().push(row);
    }
    Ok(all)
}

/// A bulletin in one centre.
pub(crate) async fn one(
    db: &impl ConnectionTrait,
    bulletin_id: Uuid,
    organisation_id: Uuid,
) -> Result<Option<reception::Model>> {
    Ok(reception::Entity::find()
        .filter(reception::Column::BulletinId.eq(bulletin_id))
        .filter(reception::Column::OrganisationId.eq(organisation_id))
        .one(db)
        .await?)
}

/// What a reception led to.
pub(crate) async fn relays(db: &impl ConnectionTrait, reception_id: Uuid) -> Result<Vec<relay::Model>> {
    Ok(relay::Entity::find()
        .filter(relay::Column::ReceptionId.eq(reception_id))
        .order_by_asc(relay::Column::Id)
        .all(db)
        .await?)
}

/// Whether a relay is one of this centre.
fn is_of_centre(organisation_id: Uuid) -> Expr {
    let own = Query::select()
        .column(reception::Column::Id)
        .from(reception::Entity)
        .and_where(reception::Column::OrganisationId.eq(organisation_id))
        .to_owned();
    relay::Column::ReceptionId.in_subquery(own)
}

/// What these receptions led to, each in the order in which it was noted.
pub(crate) async fn relays_of(
    db: &impl ConnectionTrait,
    reception_ids: Vec<Uuid>,
) -> Result<Vec<relay::Model>> {
    Ok(relay::Entity::find()
        .filter(relay::Column::ReceptionId.is_in(reception_ids))
        .order_by_asc(relay::Column::Id)
        .all(db)
        .await?)
}

/// What the centres relayed from a day on, until the day before another, the oldest first; each with its centre. Of one
/// centre only, when it is named.
pub(crate) async fn relays_between(
    db: &impl ConnectionTrait,
    from: Date,
    until: Date,
    organisation_id: Option<Uuid>,
) -> Result<Vec<(relay::Model, Uuid)>> {
    let mut relays = relay::Entity::find()
        .filter(relay::Column::On.gte(from))
        .filter(relay::Column::On.lt(until));
    if let Some(id) = organisation_id {
        relays = relays.filter(is_of_centre(id));
    }
    let relays = relays
        .order_by_asc(relay::Column::On)
        .order_by_asc(relay::Column::Id)
        .all(db)
        .await?;
    let of = Query::select()
        .column(relay::Column::ReceptionId)
        .from(relay::Entity)
        .and_where(relay::Column::On.gte(from))
        .and_where(relay::Column::On.lt(until))
        .to_owned();
    let mut receptions = reception::Entity::find().filter(reception::Column::Id.in_subquery(of));
    if let Some(id) = organisation_id {
        receptions = receptions.filter(reception::Column::OrganisationId.eq(id));
    }
    let receptions: BTreeMap<Uuid, Uuid> = receptions
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.organisation_id))
        .collect();
    let centre = |relay: &relay::Model| receptions.get(&relay.reception_id).copied();
    Ok(relays
        .into_iter()
        .filter_map(|relay| centre(&relay).map(|centre| (relay, centre)))
        .collect())
}

/// Writes a reception back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, mut row: reception::Model) -> Result<()> {
    use reception::Column as C;
    let is_same = [C::Id.eq(row.id), C::Version.eq(row.version)];
    row.version += 1;
    db::save(tx, row.into_active_model(), is_same).await
}

/// Notes when the late ones were reminded.
pub(crate) async fn mark_reminded(
    tx: &impl ConnectionTrait,
    ids: Vec<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    reception::Entity::update_many()
        .col_expr(reception::Column::RemindedAt, Expr::value(now))
        .filter(reception::Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes a relay.
pub(crate) async fn insert_relay(tx: &impl ConnectionTrait, row: relay::Model) -> Result<()> {
    relay::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Takes a relay back.
pub(crate) async fn delete_relay(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    relay::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Some of the relays whose number still moves, from a place on.
pub(crate) async fn unsettled(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<relay::Model>> {
    let mut found = relay::Entity::find().filter(relay::Column::SettledAt.is_null());
    if let Some(id) = after {
        found = found.filter(relay::Column::Id.gt(id));
    }
    Ok(found.order_by_asc(relay::Column::Id).limit(limit).all(db).await?)
}

/// Those of these relays whose number still moves, locked until the commit.
pub(crate) async fn still_unsettled(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<relay::Model>> {
    Ok(relay::Entity::find()
        .filter(relay::Column::Id.is_in(ids))
        .filter(relay::Column::SettledAt.is_null())
        .order_by_asc(relay::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?)
}

/// Whom a relay reached now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moved {
    pub(crate) id: Uuid,
    pub(crate) n_reached: i64,
    /// The number does not move any more.
    pub(crate) is_settled: bool,
}

/// Writes whom relays reached, and whether the numbers still move.
pub(crate) async fn set_reached(
    tx: &impl ConnectionTrait,
    moved: &[Moved],
    now: DateTime<Utc>,
) -> Result<()> {
    let numbers = moved.iter().fold(CaseStatement::new(), |case, one| {
        case.case(relay::Column::Id.eq(one.id), one.n_reached)
    });
    let settled = { moved.iter() }.filter(|one| one.is_settled).map(|one| one.id);
    let settled_at = CaseStatement::new()
        .case(relay::Column::Id.is_in(settled), now)
        .finally(Option::<DateTime<Utc>>::None);
    relay::Entity::update_many()
        .col_expr(relay::Column::NReached, numbers.finally(0_i64).into())
        .col_expr(relay::Column::SettledAt, settled_at.into())
        .filter(relay::Column::Id.is_in(moved.iter().map(|one| one.id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// The receptions that nobody has acknowledged, of these bulletins.
pub(crate) async fn unread(
    db: &impl ConnectionTrait,
    bulletin_ids: Vec<Uuid>,
) -> Result<Vec<reception::Model>> {
    if bulletin_ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(reception::Entity::find()
        .filter(reception::Column::BulletinId.is_in(bulletin_ids))
        .filter(reception::Column::AcknowledgedAt.is_null())
        .all(db)
        .await?)
}

/// The receptions of published bulletins whose centre relayed a text that was corrected since, and neither relayed the
/// correction nor set it aside; of one centre only, when it is named.
pub(crate) async fn outdated(
    db: &impl ConnectionTrait,
    organisation_id: Option<Uuid>,
) -> Result<Vec<reception::Model>> {
    let corrected = Query::select()
        .column(bulletin::Column::Id)
        .from(bulletin::Entity)
        .and_where(bulletin::Column::State.eq(BulletinState::Published as i32))
        .and_where(bulletin::Column::Number.gt(1))
        .to_owned();
    let mut found = reception::Entity::find()
        .filter(reception::Column::BulletinId.in_subquery(corrected))
        .filter(reception::Column::SetAsideAt.is_null())
        .filter(Expr::exists(relayed()))
        .filter(Expr::not_exists(relayed_as_it_reads()));
    if let Some(id) = organisation_id {
        found = found.filter(reception::Column::OrganisationId.eq(id));
    }
    Ok(found.order_by_asc(reception::Column::BulletinId).all(db).await?)
}

/// The bulletins that a centre has not acknowledged.
pub(super) fn unread_somewhere() -> SelectStatement {
    Query::select()
        .column(reception::Column::BulletinId)
        .from(reception::Entity)
        .and_where(reception::Column::AcknowledgedAt.is_null())
        .to_owned()
}

/// The bulletins that an organisation received.
pub(super) fn bulletins_of(organisation_id: Uuid) -> SelectStatement {
    Query::select()
        .column(reception::Column::BulletinId)
        .from(reception::Entity)
        .and_where(reception::Column::OrganisationId.eq(organisation_id))
        .to_owned()
}

/// Those that it may still relay.
pub(super) fn relayable_of(organisation_id: Uuid) -> SelectStatement {
    bulletins_of(organisation_id)
        .and_where(reception::Column::SetAsideAt.is_null())
        .to_owned()
}

/// Those that it has neither relayed, as they read now, nor set aside.
pub(super) fn waiting_of(organisation_id: Uuid) -> SelectStatement {
    relayable_of(organisation_id)
        .and_where(Expr::not_exists(relayed_as_it_reads()))
        .to_owned()
}

/// Those that it relayed, in whatever text.
pub(super) fn relayed_of(organisation_id: Uuid) -> SelectStatement {
    bulletins_of(organisation_id)
        .and_where(Expr::exists(relayed()))
        .to_owned()
}

/// The relays to which the reception at hand led.
fn relayed() -> SelectStatement {
    Query::select()
        .column((relay::Entity, relay::Column::ReceptionId))
        .from(relay::Entity)
        .and_where(
            Expr::col((relay::Entity, relay::Column::ReceptionId))
                .equals((reception::Entity, reception::Column::Id)),
        )
        .to_owned()
}

/// Those of the text that holds now.
fn relayed_as_it_reads() -> SelectStatement {
    let number = Expr::col((relay::Entity, relay::Column::Number));
    relayed()
        .inner_join(
            bulletin::Entity,
            Expr::col((bulletin::Entity, bulletin::Column::Id))
                .equals((relay::Entity, relay::Column::BulletinId)),
        )
        .and_where(number.gte(Expr::col((bulletin::Entity, bulletin::Column::Number))))
        .to_owned()
}
