//! The audit read back: by those who watch over it, and by the person whom it names.

use chrono::{DateTime, Utc};
use proto::sentence;
use proto::v1::{ActivityKind, list_audit_response::Line};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ConnectionTrait, QueryOrder as _, QuerySelect as _};

use crate::clock::timestamp;
use crate::error::Result;
use crate::live::store::{self, activity, audit as entity};

/// Lines of the audit, newest first: all, or those that an organisation wrote or that are about it.
pub(crate) async fn audit(
    db: &impl ConnectionTrait,
    of: Option<Uuid>,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Line>> {
    let mut query = entity::Entity::find();
    if let Some(id) = of {
        query = query.filter(
            Condition::any()
                .add(entity::Column::OrganisationId.eq(id))
                .add(entity::Column::ActorOrganisationId.eq(id)),
        );
    }
    if let Some(before) = before {
        query = query.filter(entity::Column::Position.lt(before));
    }
    let rows = query
        .order_by_desc(entity::Column::Position)
        .limit(limit as u64)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(line).collect())
}

fn line(row: entity::Model) -> Line {
    Line {
        position: row.position,
        at: Some(timestamp(row.at)),
        person_name: row.person_name,
        organisation_name: row.actor_organisation_name,
        act: row.rpc,
        subject: row.object,
        address: row.address,
        on_behalf_of: row.on_behalf_of,
        by_delegate: row.by_delegate,
    }
}

/// A series of lines about a person: its key, how many there are, the newest with their instants.
pub(crate) type Series = (&'static str, i64, Vec<(DateTime<Utc>, String)>);

/// What the log and the audit hold of a person.
pub(crate) async fn stored(db: &impl ConnectionTrait, person_id: Uuid, limit: usize) -> Result<Vec<Series>> {
    let told = activity::Entity::find().filter(activity::Column::PersonId.eq(person_id));
    let n_told = told.clone().count(db).await?;
    let told = told
        .order_by_desc(activity::Column::Position)
        .limit(limit as u64)
        .all(db)
        .await?;
    let told = told.into_iter().map(|row| {
        let kind = ActivityKind::try_from(row.kind).unwrap_or_default();
        let (organisation, behalf) = (&row.actor_organisation_name, &row.on_behalf_of);
        let words = format!(
            "{} {}\u{a0}: {}{}",
            sentence::actor(organisation, behalf),
            sentence::activity(kind),
            row.object,
            sentence::entered_by(organisation, behalf)
        );
        (row.at, words)
    });
    let acts = entity::Entity::find().filter(entity::Column::PersonId.eq(person_id));
    let n_acts = acts.clone().count(db).await?;
    let acts = acts
        .order_by_desc(entity::Column::Position)
        .limit(limit as u64)
        .all(db)
        .await?;
    let acts = acts.into_iter().map(|row| {
        let mut words = format!("{}\u{a0}: {}", web::text::act(&row.rpc), row.object);
        if !row.address.is_empty() {
            words.push_str(", depuis ");
            words.push_str(&row.address);
        }
        (row.at, words)
    });
    let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let (_, visit) = store::head_and_visit(db, Some(person_id)).await?;
    let visit: Vec<_> = visit.into_iter().map(|visit| (visit.at, String::new())).collect();
    Ok(vec![
        ("visit", n(visit.len() as u64), visit),
        ("activity", n(n_told), told.collect()),
        ("audit", n(n_acts), acts.collect()),
    ])
}
