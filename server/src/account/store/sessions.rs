//! Sessions.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, FromQueryResult, IntoActiveModel as _, QueryOrder as _, Statement,
};

use crate::error::Result;

/// A session of a person; an ended one is no row.
pub(crate) mod session {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) person_id: Uuid,
        pub(crate) membership_id: Uuid,
        #[sea_orm(unique)]
        pub(crate) secret_hash: String,
        pub(crate) created_at: DateTimeUtc,
        pub(crate) last_seen_at: DateTimeUtc,
        pub(crate) expires_at: DateTimeUtc,
        pub(crate) user_agent: String,
        pub(crate) address: String,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A session with one of its person's memberships, and a delegation that may be in force.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct SessionRow {
    pub(crate) session_id: Uuid,
    pub(crate) membership_id: Uuid,
    pub(crate) last_seen_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) person_id: Uuid,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) person_zone: Option<String>,
    pub(crate) id: Uuid,
    pub(crate) position: i32,
    pub(crate) organisation_id: Uuid,
    pub(crate) organisation_name: String,
    pub(crate) function: i32,
    pub(crate) zone: String,
    pub(crate) left_on: Option<NaiveDate>,
    pub(crate) is_overseas: bool,
    pub(crate) from_on: Option<NaiveDate>,
    pub(crate) until_on: Option<NaiveDate>,
}

/// Everything that a request needs to know of who sends it, in one query: the session and the person, each
/// current membership with its organisation, each delegation that has not ended.
pub(crate) async fn session_rows(
    db: &impl ConnectionTrait,
    secret_hash: &str,
    now: DateTime<Utc>,
) -> Result<Vec<SessionRow>> {
    let sql = "SELECT s.id AS session_id, s.membership_id, s.last_seen_at, s.expires_at, s.person_id, p.name, \
        p.email, p.zone AS person_zone, m.id, m.position, m.organisation_id, \
        o.short_name AS organisation_name, o.function, o.zone, o.left_on, o.is_overseas, d.from_on, d.until_on \
        FROM session s JOIN person p ON p.id = s.person_id \
        JOIN membership m ON m.person_id = s.person_id AND m.until IS NULL \
        JOIN organisation o ON o.id = m.organisation_id \
        LEFT JOIN delegation d ON d.membership_id = m.id AND d.ended_at IS NULL AND d.until_on >= $2 \
        WHERE s.secret_hash = $1 ORDER BY m.position, o.short_name_folded, m.id";
    // Zones are at most 14 hours apart from UTC: the day before is never too late.
    let yesterday = (now - TimeDelta::days(1)).date_naive();
    let values: [Value; 2] = [secret_hash.into(), yesterday.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(SessionRow::find_by_statement(statement).all(db).await?)
}

/// Writes a new session, and forgets the expired ones.
pub(crate) async fn insert_session(tx: &impl ConnectionTrait, row: session::Model) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lt(row.created_at))
        .exec(tx)
        .await?;
    session::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The sessions of a person, newest first.
pub(crate) async fn sessions_of(db: &impl ConnectionTrait, person_id: Uuid) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::PersonId.eq(person_id))
        .order_by_desc(session::Column::LastSeenAt)
        .all(db)
        .await?)
}

/// Notes when a session was last used; a later use that was noted first stays.
pub(crate) async fn touch_session(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let row = session::ActiveModel {
        last_seen_at: Set(now),
        ..Default::default()
    };
    session::Entity::update_many()
        .set(row)
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::LastSeenAt.lt(now))
        .exec(tx)
        .await?;
    Ok(())
}

/// Chooses the membership with which a session acts.
pub(crate) async fn set_membership(tx: &impl ConnectionTrait, id: Uuid, membership_id: Uuid) -> Result<()> {
    let row = session::ActiveModel {
        membership_id: Set(membership_id),
        ..Default::default()
    };
    session::Entity::update_many()
        .set(row)
        .filter(session::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The hash of a session's secret.
pub(crate) async fn session(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<session::Model>> {
    Ok(session::Entity::find_by_id(id).one(db).await?)
}

/// Ends a session of a person; false when there is none.
pub(crate) async fn delete_session(tx: &impl ConnectionTrait, id: Uuid, person_id: Uuid) -> Result<bool> {
    let done = session::Entity::delete_many()
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::PersonId.eq(person_id))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends the sessions that act with a membership.
pub(crate) async fn delete_sessions_of_membership(
    tx: &impl ConnectionTrait,
    membership_id: Uuid,
) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::MembershipId.eq(membership_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the sessions that act for an organisation.
pub(crate) async fn delete_sessions_of_organisation(
    tx: &impl ConnectionTrait,
    organisation_id: Uuid,
) -> Result<()> {
    let sql =
        "DELETE FROM session WHERE membership_id IN (SELECT id FROM membership WHERE organisation_id = $1)";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [organisation_id.into()]);
    tx.execute_raw(statement).await?;
    Ok(())
}
