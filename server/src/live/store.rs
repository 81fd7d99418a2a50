//! Rows of the activity log and of the audit.

use chrono::{DateTime, Utc};
use proto::v1::ActivityKind;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, Statement};

use crate::auth::Caller;
use crate::error::Result;
use crate::live::{Act, Audience, subject};

/// The activity log: append-only, in the order of the commits.
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
        pub(crate) audience_organisation_id: Option<Uuid>,
        pub(crate) year: Option<i32>,
        pub(crate) work_stream_id: Option<Uuid>,
        pub(crate) contribution_id: Option<Uuid>,
        pub(crate) organisation_id: Option<Uuid>,
        pub(crate) on_behalf_of: String,
    }

    /// No relation: the log names things, it does not hold them.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
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
        person_name: Set(caller.map(|caller| caller.name.clone()).unwrap_or_default()),
        actor_organisation_id: Set(caller.map(|caller| caller.organisation_id)),
        actor_organisation_name: Set(caller
            .map(|caller| caller.organisation_name.clone())
            .unwrap_or_default()),
        object: Set(act.object.to_owned()),
        path: Set(act.path.clone()),
        audience_organisation_id: Set(match act.audience {
            Audience::Everyone => None,
            Audience::Organisation(id) => Some(id),
        }),
        year: Set(act.year),
        work_stream_id: Set(act.work_stream_id),
        contribution_id: Set(act.contribution_id),
        organisation_id: Set(act.organisation_id),
        on_behalf_of: Set(act
            .on_behalf_of
            .map(|(_, name)| name.to_owned())
            .unwrap_or_default()),
    };
    activity::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
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
