//! Rows of the activity log and of the audit.

pub(crate) mod notification;
mod order;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proto::v1::ActivityKind;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, QueryOrder as _, QuerySelect as _, Statement};

pub(crate) use self::order::put_in_order;
use crate::auth::Caller;
use crate::error::Result;
use crate::live::rules::{QUIET, subject};
use crate::live::{Act, Audience};

/// The activity log: append-only but for the details, in the order of the commits.
pub(crate) mod activity {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "activity")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) position: i64,
        pub(crate) at: DateTimeUtc,
        pub(crate) kind: i32,
        pub(crate) subject: i32,
        pub(crate) person_id: Option<Uuid>,
        pub(crate) person_name: String,
        pub(crate) actor_organisation_id: Option<Uuid>,
        pub(crate) actor_organisation_name: String,
        pub(crate) object: String,
        pub(crate) path: String,
        /// Only the organisations of `activity_audience` (and the animator) see it.
        pub(crate) is_restricted: bool,
        pub(crate) year: Option<i32>,
        pub(crate) work_stream_id: Option<Uuid>,
        pub(crate) contribution_id: Option<Uuid>,
        pub(crate) organisation_id: Option<Uuid>,
        pub(crate) on_behalf_of: String,
        /// What else it is about: "solicitation:{id}".
        pub(crate) topic: Option<String>,
        /// What a mail says beside the sentence; empty once it was told.
        pub(crate) details: String,
    }

    /// No relation: the log names things, it does not hold them.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Who sees a restricted line.
pub(crate) mod audience {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "activity_audience")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) position: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
    }

    /// No relation: the log names things, it does not hold them.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A line of the log, with those who see it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) row: activity::Model,
    pub(crate) audience: Audience,
}

/// The audit: who did what, when, from where.
pub(crate) mod audit {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) position: i64,
        pub(crate) at: DateTimeUtc,
        pub(crate) rpc: String,
        pub(crate) person_id: Option<Uuid>,
        pub(crate) person_name: String,
        pub(crate) actor_organisation_id: Option<Uuid>,
        pub(crate) actor_organisation_name: String,
        pub(crate) object: String,
        pub(crate) organisation_id: Option<Uuid>,
        pub(crate) address: String,
        pub(crate) on_behalf_of: String,
        pub(crate) by_delegate: bool,
    }

    /// No relation: a line stays true when what it names is gone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Where each person stood in the log.
pub(crate) mod visit {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "visit")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) person_id: Uuid,
        /// Where the log ended when the previous visit ended.
        pub(crate) previous_position: i64,
        /// Where it ended when this visit was last noted.
        pub(crate) position: i64,
        pub(crate) at: DateTimeUtc,
    }

    /// No relation: a visit is forgotten with its person, by the purge.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Takes the next position of the log, and its lock until the commit.
pub(crate) async fn next_position(tx: &impl ConnectionTrait) -> Result<i64> {
    let sql = "UPDATE activity_counter SET position = position + 1 WHERE id = 1 RETURNING position";
    let row = tx
        .query_one_raw(Statement::from_string(tx.get_database_backend(), sql))
        .await?
        .ok_or_else(|| anyhow::anyhow!("the activity counter has no row"))?;
    Ok(row.try_get::<i64>("", "position")?)
}

/// Writes a line of the log.
pub(crate) async fn insert_activity(
    tx: &impl ConnectionTrait,
    caller: Option<&Caller>,
    now: DateTime<Utc>,
    act: &Act<'_>,
    kind: ActivityKind,
    position: i64,
) -> Result<()> {
    let row = activity::ActiveModel {
        position: Set(position),
        at: Set(now),
        kind: Set(kind as i32),
        subject: Set(subject(kind) as i32),
        person_id: Set(caller.and_then(|caller| caller.person_id)),
        person_name: Set(caller.map(person_in_words).unwrap_or_default()),
        actor_organisation_id: Set(caller.map(|caller| caller.organisation_id)),
        actor_organisation_name: Set(caller
            .map(|caller| caller.organisation_name.clone())
            .unwrap_or_default()),
        object: Set(act.object.to_owned()),
        path: Set(act.path.clone()),
        is_restricted: Set(act.audience != Audience::Everyone),
        year: Set(act.year),
        work_stream_id: Set(act.work_stream_id),
        contribution_id: Set(act.contribution_id),
        organisation_id: Set(act.organisation_id),
        on_behalf_of: Set(act
            .on_behalf_of
            .map(|(_, name)| name.to_owned())
            .unwrap_or_default()),
        topic: Set(act.topic.clone()),
        details: Set(act.details.clone()),
    };
    activity::Entity::insert(row).exec_without_returning(tx).await?;
    if let Audience::Organisations(ids) = &act.audience {
        let rows = BTreeSet::from_iter(ids)
            .into_iter()
            .map(|id| audience::ActiveModel {
                position: Set(position),
                organisation_id: Set(*id),
            });
        audience::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// « Agnès Exemple », « Agnès Exemple, par délégation ».
fn person_in_words(caller: &Caller) -> String {
    if caller.is_delegate {
        format!("{}, par délégation", caller.name)
    } else {
        caller.name.clone()
    }
}

/// Writes a line of the audit.
pub(crate) async fn insert_audit(
    tx: &impl ConnectionTrait,
    caller: Option<&Caller>,
    now: DateTime<Utc>,
    act: &Act<'_>,
) -> Result<()> {
    let row = audit::ActiveModel {
        at: Set(now),
        rpc: Set(act.rpc.to_owned()),
        person_id: Set(caller.and_then(|caller| caller.person_id)),
        person_name: Set(caller.map(|caller| caller.name.clone()).unwrap_or_default()),
        actor_organisation_id: Set(caller.map(|caller| caller.organisation_id)),
        actor_organisation_name: Set(caller
            .map(|caller| caller.organisation_name.clone())
            .unwrap_or_default()),
        object: Set(act.object.to_owned()),
        organisation_id: Set(act.on_behalf_of.map(|(id, _)| id).or(act.organisation_id)),
        address: Set(caller
            .map(|caller| caller.client.address.clone())
            .unwrap_or_default()),
        on_behalf_of: Set(act
            .on_behalf_of
            .map(|(_, name)| name.to_owned())
            .unwrap_or_default()),
        by_delegate: Set(caller.is_some_and(|caller| caller.is_delegate)),
        ..Default::default()
    };
    audit::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Where the log ends.
pub(crate) async fn head(db: &impl ConnectionTrait) -> Result<i64> {
    Ok(head_and_visit(db, None).await?.0)
}

/// Where the log ends, and where the person stood, in one query.
pub(crate) async fn head_and_visit(
    db: &impl ConnectionTrait,
    person_id: Option<Uuid>,
) -> Result<(i64, Option<visit::Model>)> {
    let sql = "SELECT c.position AS head, v.person_id, v.previous_position, v.position, v.at FROM activity_counter c \
               LEFT JOIN visit v ON v.person_id = $1 WHERE c.id = 1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [person_id.into()]);
    let row = db
        .query_one_raw(statement)
        .await?
        .ok_or_else(|| anyhow::anyhow!("the activity counter has no row"))?;
    let visit = match row.try_get::<Option<Uuid>>("", "person_id")? {
        Some(person_id) => Some(visit::Model {
            person_id,
            previous_position: row.try_get("", "previous_position")?,
            position: row.try_get("", "position")?,
            at: row.try_get("", "at")?,
        }),
        None => None,
    };
    Ok((row.try_get("", "head")?, visit))
}

/// The lines after a position, in order.
pub(crate) async fn lines_after(db: &impl ConnectionTrait, position: i64, limit: u64) -> Result<Vec<Line>> {
    let rows = activity::Entity::find()
        .filter(activity::Column::Position.gt(position))
        .order_by_asc(activity::Column::Position)
        .limit(limit)
        .all(db)
        .await?;
    lines(db, rows).await
}

/// The rows, in the order of their positions, with those who see them.
pub(crate) async fn lines(db: &impl ConnectionTrait, rows: Vec<activity::Model>) -> Result<Vec<Line>> {
    let mut restricted = rows.iter().filter(|row| row.is_restricted);
    let audience = match (restricted.next(), rows.last()) {
        (Some(first), Some(last)) => {
            audience::Entity::find()
                .filter(audience::Column::Position.between(first.position, last.position))
                .all(db)
                .await?
        }
        _ => Vec::new(),
    };
    let mut ids: BTreeMap<i64, Vec<Uuid>> = BTreeMap::new();
    for row in audience {
        ids.entry(row.position).or_default().push(row.organisation_id);
    }
    let line = |row: activity::Model| {
        let audience = if row.is_restricted {
            Audience::Organisations(ids.remove(&row.position).unwrap_or_default())
        } else {
            Audience::Everyone
        };
        Line { row, audience }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// What a feed shows.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    /// The organisation that reads; `None`: the animator, who sees everything.
    pub(crate) viewer: Option<Uuid>,
    /// Acts of, or about, this organisation.
    pub(crate) organisation_id: Option<Uuid>,
    pub(crate) work_stream_id: Option<Uuid>,
    /// Older than this position; 0: the newest.
    pub(crate) before: i64,
    pub(crate) after: i64,
    pub(crate) limit: u64,
}

/// The rows that a feed shows, newest first.
pub(crate) async fn feed(db: &impl ConnectionTrait, feed: &Feed) -> Result<Vec<activity::Model>> {
    use activity::Column;
    let mut condition = Condition::all()
        .add(Column::Position.gt(feed.after))
        .add(Column::Kind.is_not_in(QUIET.map(|kind| kind as i32)));
    if feed.before > 0 {
        condition = condition.add(Column::Position.lt(feed.before));
    }
    if let Some(viewer) = feed.viewer {
        condition = condition.add(
            Condition::any().add(Column::IsRestricted.eq(false)).add(
                Column::Position.in_subquery(
                    Query::select()
                        .column(audience::Column::Position)
                        .from(audience::Entity)
                        .and_where(audience::Column::OrganisationId.eq(viewer))
                        .to_owned(),
                ),
            ),
        );
    }
    if let Some(id) = feed.organisation_id {
        condition = condition.add(
            Condition::any()
                .add(Column::ActorOrganisationId.eq(id))
                .add(Column::OrganisationId.eq(id)),
        );
    }
    if let Some(id) = feed.work_stream_id {
        condition = condition.add(Column::WorkStreamId.eq(id));
    }
    Ok(activity::Entity::find()
        .filter(condition)
        .order_by_desc(Column::Position)
        .limit(feed.limit)
        .all(db)
        .await?)
}

/// Notes a visit, unless another request of the person did it since `seen` was read.
pub(crate) async fn note_visit(
    tx: &impl ConnectionTrait,
    next: visit::Model,
    seen: Option<visit::Model>,
) -> Result<()> {
    match seen {
        None => {
            visit::Entity::insert(visit::ActiveModel {
                person_id: Set(next.person_id),
                previous_position: Set(next.previous_position),
                position: Set(next.position),
                at: Set(next.at),
            })
            .on_conflict(
                OnConflict::column(visit::Column::PersonId)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        }
        Some(seen) => {
            visit::Entity::update_many()
                .col_expr(visit::Column::PreviousPosition, next.previous_position.into())
                .col_expr(visit::Column::Position, next.position.into())
                .col_expr(visit::Column::At, next.at.into())
                .filter(visit::Column::PersonId.eq(next.person_id))
                .filter(visit::Column::At.eq(seen.at))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}
