//! What the centres did with the bulletins.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _};

use super::{reception, relay};
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
        let own = Query::select()
            .column(reception::Column::Id)
            .from(reception::Entity)
            .and_where(reception::Column::OrganisationId.eq(id))
            .to_owned();
        relays = relays.filter(relay::Column::ReceptionId.in_subquery(own));
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

/// What the centres relayed from a day on, until the day before another, the oldest first; each with its centre.
pub(crate) async fn relays_between(
    db: &impl ConnectionTrait,
    from: Date,
    until: Date,
) -> Result<Vec<(relay::Model, Uuid)>> {
    let relays = relay::Entity::find()
        .filter(relay::Column::On.gte(from))
        .filter(relay::Column::On.lt(until))
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
    let receptions = reception::Entity::find().filter(reception::Column::Id.in_subquery(of));
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

/// The relays whose number still moves.
pub(crate) async fn unsettled(db: &impl ConnectionTrait) -> Result<Vec<relay::Model>> {
    Ok(relay::Entity::find()
        .filter(relay::Column::SettledAt.is_null())
        .order_by_asc(relay::Column::Id)
        .all(db)
        .await?)
}

/// Writes whom a relay reached, and whether the number still moves.
pub(crate) async fn set_reached(
    tx: &impl ConnectionTrait,
    id: Uuid,
    n_reached: i64,
    settled_at: Option<DateTime<Utc>>,
) -> Result<()> {
    relay::Entity::update_many()
        .col_expr(relay::Column::NReached, Expr::value(n_reached))
        .col_expr(relay::Column::SettledAt, Expr::value(settled_at))
        .filter(relay::Column::Id.eq(id))
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

/// Those that it has neither relayed nor set aside.
pub(super) fn waiting_of(organisation_id: Uuid) -> SelectStatement {
    let relayed = Query::select()
        .column(relay::Column::ReceptionId)
        .from(relay::Entity)
        .to_owned();
    relayable_of(organisation_id)
        .and_where(reception::Column::Id.not_in_subquery(relayed))
        .to_owned()
}
