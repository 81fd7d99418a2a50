//! People, their memberships, and delegations.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, FromQueryResult, IntoActiveModel as _, QueryOrder as _, Statement,
};

use crate::error::Result;

/// A person, whatever the organisations.
pub(crate) mod person {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) name: String,
        #[sea_orm(unique)]
        pub(crate) email: String,
        pub(crate) phone: String,
        pub(crate) zone: Option<String>,
        pub(crate) created_at: DateTimeUtc,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A person in an organisation; `until` is the day it ended.
pub(crate) mod membership {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "membership")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) person_id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) position: i32,
        pub(crate) title: String,
        pub(crate) since: Date,
        pub(crate) until: Option<Date>,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The director's acts, lent to a member of the team between two days.
pub(crate) mod delegation {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delegation")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) membership_id: Uuid,
        pub(crate) from_on: Date,
        pub(crate) until_on: Date,
        pub(crate) ended_at: Option<DateTimeUtc>,
        pub(crate) granted_by: String,
        pub(crate) created_at: DateTimeUtc,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A current member: person, membership and organisation in one row.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Member {
    pub(crate) id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) person_zone: Option<String>,
    pub(crate) position: i32,
    pub(crate) title: String,
    pub(crate) since: NaiveDate,
    pub(crate) organisation_name: String,
    pub(crate) function: i32,
    pub(crate) zone: String,
    pub(crate) left_on: Option<NaiveDate>,
    pub(crate) is_overseas: bool,
}

impl Member {
    /// What the person is in the organisation.
    pub(crate) fn position(&self) -> proto::v1::Position {
        proto::v1::Position::try_from(self.position).unwrap_or_default()
    }

    /// What the organisation is.
    pub(crate) fn function(&self) -> proto::v1::Function {
        proto::v1::Function::try_from(self.function).unwrap_or_default()
    }

    /// The day it is where the organisation has its seat.
    pub(crate) fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        let zone: chrono_tz::Tz = self.zone.parse().unwrap_or(chrono_tz::Europe::Paris);
        now.with_timezone(&zone).date_naive()
    }

    /// True when the organisation has not left the network.
    pub(crate) fn is_in(&self, now: DateTime<Utc>) -> bool {
        self.left_on.is_none_or(|left_on| self.today(now) < left_on)
    }
}

const MEMBERS: &str = "SELECT m.id, m.person_id, m.organisation_id, p.name, p.email, p.phone, \
    p.zone AS person_zone, m.position, m.title, m.since, o.short_name AS organisation_name, o.function, \
    o.zone, o.left_on, o.is_overseas FROM membership m JOIN person p ON p.id = m.person_id \
    JOIN organisation o ON o.id = m.organisation_id WHERE m.until IS NULL";

async fn members_where(
    db: &impl ConnectionTrait,
    condition: &str,
    values: Vec<Value>,
) -> Result<Vec<Member>> {
    let sql = format!("{MEMBERS} {condition}");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut members = Member::find_by_statement(statement).all(db).await?;
    members.sort_by_cached_key(|member| (member.position, crate::network::rules::fold(&member.name)));
    Ok(members)
}

/// The delegations that a person was given, newest first.
pub(crate) async fn delegations_to(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<delegation::Model>> {
    let memberships = sea_orm::sea_query::Query::select()
        .column(membership::Column::Id)
        .from(membership::Entity)
        .and_where(membership::Column::PersonId.eq(person_id))
        .to_owned();
    Ok(delegation::Entity::find()
        .filter(delegation::Column::MembershipId.in_subquery(memberships))
        .order_by_desc(delegation::Column::Id)
        .all(db)
        .await?)
}

/// The current members of an organisation: directors first, then by name.
pub(crate) async fn members_of(db: &impl ConnectionTrait, organisation_id: Uuid) -> Result<Vec<Member>> {
    members_where(db, "AND m.organisation_id = $1", vec![organisation_id.into()]).await
}

/// The current memberships of a person.
pub(crate) async fn memberships_of(db: &impl ConnectionTrait, person_id: Uuid) -> Result<Vec<Member>> {
    members_where(db, "AND m.person_id = $1", vec![person_id.into()]).await
}

/// The current memberships of the person with this address (in folded form).
pub(crate) async fn memberships_by_email(db: &impl ConnectionTrait, email: &str) -> Result<Vec<Member>> {
    members_where(db, "AND p.email = $1", vec![email.into()]).await
}

/// Every current member of every organisation.
pub(crate) async fn members(db: &impl ConnectionTrait) -> Result<Vec<Member>> {
    members_where(db, "", Vec::new()).await
}

/// A current membership.
pub(crate) async fn member(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Member>> {
    Ok(members_where(db, "AND m.id = $1", vec![id.into()]).await?.pop())
}

/// A membership and the organisation's name, current or past.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Past {
    pub(crate) organisation_name: String,
    pub(crate) position: i32,
    pub(crate) title: String,
    pub(crate) since: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
}

/// All the memberships of a person, newest first.
pub(crate) async fn all_memberships_of(db: &impl ConnectionTrait, person_id: Uuid) -> Result<Vec<Past>> {
    let sql = "SELECT o.short_name AS organisation_name, m.position, m.title, m.since, m.until \
        FROM membership m JOIN organisation o ON o.id = m.organisation_id WHERE m.person_id = $1 \
        ORDER BY m.since DESC, m.id DESC";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [person_id.into()]);
    Ok(Past::find_by_statement(statement).all(db).await?)
}

/// A person.
pub(crate) async fn person(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id).one(db).await?)
}

/// The person with this address (in folded form).
pub(crate) async fn person_by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::Email.eq(email))
        .one(db)
        .await?)
}

/// Writes a new person.
pub(crate) async fn insert_person(
    tx: &impl ConnectionTrait,
    row: person::Model,
) -> std::result::Result<(), DbErr> {
    person::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Changes the name and telephone of a person.
pub(crate) async fn update_person(
    tx: &impl ConnectionTrait,
    id: Uuid,
    name: &str,
    phone: &str,
) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::Name, name.into())
        .col_expr(person::Column::Phone, phone.into())
        .filter(person::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Changes the address with which a person signs in.
pub(crate) async fn set_email(
    tx: &impl ConnectionTrait,
    person_id: Uuid,
    email: &str,
) -> std::result::Result<(), DbErr> {
    person::Entity::update_many()
        .col_expr(person::Column::Email, email.into())
        .filter(person::Column::Id.eq(person_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Changes the zone in which a person reads hours.
pub(crate) async fn set_zone(tx: &impl ConnectionTrait, person_id: Uuid, zone: &str) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::Zone, zone.into())
        .filter(person::Column::Id.eq(person_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes a new membership.
pub(crate) async fn insert_membership(
    tx: &impl ConnectionTrait,
    row: membership::Model,
) -> std::result::Result<(), DbErr> {
    membership::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Changes the position and title of a membership.
pub(crate) async fn update_membership(
    tx: &impl ConnectionTrait,
    id: Uuid,
    position: i32,
    title: &str,
) -> Result<()> {
    membership::Entity::update_many()
        .col_expr(membership::Column::Position, position.into())
        .col_expr(membership::Column::Title, title.into())
        .filter(membership::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends a membership.
pub(crate) async fn end_membership(tx: &impl ConnectionTrait, id: Uuid, until: NaiveDate) -> Result<()> {
    membership::Entity::update_many()
        .col_expr(membership::Column::Until, until.into())
        .filter(membership::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Number of current directors of an organisation.
pub(crate) async fn n_directors(tx: &impl ConnectionTrait, organisation_id: Uuid) -> Result<u64> {
    Ok(membership::Entity::find()
        .filter(membership::Column::OrganisationId.eq(organisation_id))
        .filter(membership::Column::Position.eq(proto::v1::Position::Director as i32))
        .filter(membership::Column::Until.is_null())
        .count(tx)
        .await?)
}

/// The delegations of an organisation, newest first.
pub(crate) async fn delegations_of(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
) -> Result<Vec<delegation::Model>> {
    Ok(delegation::Entity::find()
        .filter(delegation::Column::OrganisationId.eq(organisation_id))
        .order_by_desc(delegation::Column::Id)
        .all(db)
        .await?)
}

/// One delegation.
pub(crate) async fn delegation(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<delegation::Model>> {
    Ok(delegation::Entity::find_by_id(id).one(db).await?)
}

/// Writes a new delegation.
pub(crate) async fn insert_delegation(tx: &impl ConnectionTrait, row: delegation::Model) -> Result<()> {
    delegation::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Ends one delegation.
pub(crate) async fn end_delegation(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let row = delegation::ActiveModel {
        ended_at: Set(Some(now)),
        ..Default::default()
    };
    delegation::Entity::update_many()
        .set(row)
        .filter(delegation::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the delegations of a membership that ends or changes.
pub(crate) async fn end_delegations(
    tx: &impl ConnectionTrait,
    membership_id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = delegation::ActiveModel {
        ended_at: Set(Some(now)),
        ..Default::default()
    };
    delegation::Entity::update_many()
        .set(row)
        .filter(delegation::Column::MembershipId.eq(membership_id))
        .filter(delegation::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
