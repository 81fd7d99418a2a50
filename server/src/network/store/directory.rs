//! Organisations and their expertise.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, ExprTrait as _, IntoActiveModel as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::error::Result;
use crate::network::rules::fold;

/// An organisation of the network.
pub(crate) mod organisation {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) name: String,
        #[sea_orm(unique)]
        pub(crate) name_folded: String,
        pub(crate) short_name: String,
        #[sea_orm(unique)]
        pub(crate) short_name_folded: String,
        pub(crate) function: i32,
        pub(crate) legal_form: i32,
        pub(crate) host_name: String,
        pub(crate) territory: String,
        pub(crate) seat: String,
        pub(crate) zone: String,
        pub(crate) is_overseas: bool,
        pub(crate) is_state_funded: bool,
        pub(crate) joined_on: Date,
        pub(crate) left_on: Option<Date>,
        pub(crate) successor_id: Option<Uuid>,
        pub(crate) core_missions: String,
        pub(crate) website: String,
        pub(crate) search: String,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// What the organisation is.
        pub(crate) fn function(&self) -> proto::v1::Function {
            proto::v1::Function::try_from(self.function).unwrap_or_default()
        }

        /// Zone of the seat.
        pub(crate) fn zone(&self) -> chrono_tz::Tz {
            self.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
        }

        /// The day it is at the seat.
        pub(crate) fn today(&self, now: DateTimeUtc) -> Date {
            now.with_timezone(&self.zone()).date_naive()
        }

        /// True when the organisation is in the network today.
        pub(crate) fn is_in(&self, now: DateTimeUtc) -> bool {
            self.left_on.is_none_or(|left_on| self.today(now) < left_on)
        }
    }
}

/// A thematic expertise that an organisation names (Q1).
pub(crate) mod expertise {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation_expertise")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) folded: String,
        pub(crate) label: String,
        pub(crate) rank: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One organisation.
pub(crate) async fn organisation(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<organisation::Model>> {
    Ok(organisation::Entity::find_by_id(id).one(db).await?)
}

/// One organisation, held until the commit: changes of a team happen one after the other.
pub(crate) async fn organisation_locked(
    tx: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<organisation::Model>> {
    Ok(organisation::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?)
}

/// All organisations, past ones too, sorted by short name without regard to accents.
pub(crate) async fn organisations(db: &impl ConnectionTrait) -> Result<Vec<organisation::Model>> {
    let mut rows = organisation::Entity::find().all(db).await?;
    rows.sort_by(|a, b| a.short_name_folded.cmp(&b.short_name_folded));
    Ok(rows)
}

/// The organisation of this name or short name, in folded form.
pub(crate) async fn organisation_named(
    db: &impl ConnectionTrait,
    folded: &str,
) -> Result<Option<organisation::Model>> {
    Ok(organisation::Entity::find()
        .filter(
            organisation::Column::NameFolded
                .eq(folded)
                .or(organisation::Column::ShortNameFolded.eq(folded)),
        )
        .one(db)
        .await?)
}

/// Every expertise of every organisation, in the order in which each names them.
pub(crate) async fn expertise(db: &impl ConnectionTrait) -> Result<Vec<expertise::Model>> {
    Ok(expertise::Entity::find()
        .order_by_asc(expertise::Column::OrganisationId)
        .order_by_asc(expertise::Column::Rank)
        .all(db)
        .await?)
}

/// The expertise of one organisation.
pub(crate) async fn expertise_of(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<String>> {
    let rows = expertise::Entity::find()
        .filter(expertise::Column::OrganisationId.eq(id))
        .order_by_asc(expertise::Column::Rank)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.label).collect())
}

/// The columns that are made of the others: what search reads.
pub(crate) fn with_search(mut row: organisation::Model, expertise: &[String]) -> organisation::Model {
    row.name_folded = fold(&row.name);
    row.short_name_folded = fold(&row.short_name);
    let texts = [&row.name, &row.short_name, &row.territory, &row.seat];
    let texts: Vec<&str> = texts
        .into_iter()
        .map(String::as_str)
        .chain(expertise.iter().map(String::as_str))
        .collect();
    row.search = fold(&texts.join(" \n "));
    row
}

/// Writes a new organisation and its expertise.
pub(crate) async fn insert_organisation(
    tx: &impl ConnectionTrait,
    row: organisation::Model,
    expertise: &[String],
) -> std::result::Result<(), DbErr> {
    let id = row.id;
    let row = with_search(row, expertise).into_active_model();
    organisation::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    set_expertise(tx, id, expertise).await
}

/// Writes an organisation whose version has not moved since it was read; false when it has.
pub(crate) async fn update_organisation(
    tx: &impl ConnectionTrait,
    row: organisation::Model,
    expertise: &[String],
) -> std::result::Result<bool, DbErr> {
    let (id, version) = (row.id, row.version);
    let mut changed = with_search(row, expertise).into_active_model().reset_all();
    changed.version = Set(version.wrapping_add(1));
    let done = organisation::Entity::update_many()
        .set(changed)
        .filter(organisation::Column::Id.eq(id))
        .filter(organisation::Column::Version.eq(version))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    set_expertise(tx, id, expertise).await?;
    Ok(true)
}

async fn set_expertise(
    tx: &impl ConnectionTrait,
    id: Uuid,
    expertise: &[String],
) -> std::result::Result<(), DbErr> {
    expertise::Entity::delete_many()
        .filter(expertise::Column::OrganisationId.eq(id))
        .exec(tx)
        .await?;
    let rows = (0..).zip(expertise).map(|(rank, label)| expertise::ActiveModel {
        organisation_id: Set(id),
        folded: Set(fold(label)),
        label: Set(label.clone()),
        rank: Set(rank),
    });
    if !expertise.is_empty() {
        expertise::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Records that an organisation leaves the network.
pub(crate) async fn end_organisation(
    tx: &impl ConnectionTrait,
    id: Uuid,
    left_on: Option<NaiveDate>,
    successor_id: Option<Uuid>,
) -> Result<()> {
    organisation::Entity::update_many()
        .col_expr(organisation::Column::LeftOn, left_on.into())
        .col_expr(organisation::Column::SuccessorId, successor_id.into())
        .col_expr(
            organisation::Column::Version,
            Expr::col(organisation::Column::Version).add(1),
        )
        .filter(organisation::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
