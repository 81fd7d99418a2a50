//! Rows of the framework's texts, of their versions and of their signatories.

use std::collections::BTreeMap;

use proto::v1::{Reason, TextKind};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, Iterable as _, QueryOrder as _, QuerySelect as _};

use super::rules;
use crate::db::{self, OnUnique as _};
use crate::error::Result;

/// A text.
pub(crate) mod text {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "framework_text")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// A `TextKind`.
        pub(crate) kind: i32,
        pub(crate) title: String,
        /// Of an annex.
        pub(crate) partner_id: Option<Uuid>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A version of a text.
pub(crate) mod version {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "framework_version")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) text_id: Uuid,
        /// From 1.
        pub(crate) number: i32,
        pub(crate) label: String,
        pub(crate) adopted_on: Date,
        /// First day.
        pub(crate) in_force_from: Date,
        /// Markdown.
        pub(crate) text: String,
        /// Empty for a first version.
        pub(crate) change: String,
        pub(crate) entered_at: DateTimeUtc,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An organisation that signed a text, under the name that it had then.
pub(crate) mod signatory {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "framework_signatory")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) text_id: Uuid,
        pub(crate) name: String,
        pub(crate) quality: String,
        pub(crate) signed_on: Date,
        /// First day on which it is none any more.
        pub(crate) left_on: Option<Date>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl text::Model {
    /// Its kind, as the contract names it.
    pub(crate) fn kind(&self) -> TextKind {
        TextKind::try_from(self.kind).unwrap_or_default()
    }
}

/// A text with its versions.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) row: text::Model,
    /// The latest to come into force first.
    pub(crate) versions: Vec<version::Model>,
}

impl Whole {
    /// The first days of its versions, in their order.
    pub(crate) fn first_days(&self) -> Vec<Date> {
        self.versions.iter().map(|one| one.in_force_from).collect()
    }

    /// The version in force on a day.
    pub(crate) fn in_force(&self, day: Date) -> Option<&version::Model> {
        self.versions.get(rules::in_force(&self.first_days(), day)?)
    }

    /// A version by its number.
    pub(crate) fn version(&self, number: i32) -> Option<&version::Model> {
        self.versions.iter().find(|one| one.number == number)
    }
}

/// All texts, their versions without their words: the charter, the reference framework, then the annexes by title.
pub(crate) async fn texts(db: &impl ConnectionTrait) -> Result<Vec<Whole>> {
    let rows = text::Entity::find().all(db).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut versions: BTreeMap<Uuid, Vec<version::Model>> = BTreeMap::new();
    let columns = version::Column::iter().filter(|one| !matches!(one, version::Column::Text));
    let all = version::Entity::find()
        .select_only()
        .columns(columns)
        .column_as(Expr::value(""), version::Column::Text)
        .order_by_desc(version::Column::InForceFrom);
    for row in all.all(db).await? {
        versions.entry(row.text_id).or_default().push(row);
    }
    let mut all: Vec<Whole> = rows
        .into_iter()
        .map(|row| Whole {
            versions: versions.remove(&row.id).unwrap_or_default(),
            row,
        })
        .collect();
    all.sort_by(|one, other| {
        let rank = |whole: &Whole| rules::rank(whole.row.kind());
        (rank(one), &one.row.title).cmp(&(rank(other), &other.row.title))
    });
    Ok(all)
}

/// One text.
pub(crate) async fn text(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let Some(row) = text::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    whole(db, row).await.map(Some)
}

/// One text, locked until the commit: every change of it takes this lock first.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let row = text::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    match row {
        Some(row) => whole(tx, row).await.map(Some),
        None => Ok(None),
    }
}

async fn whole(db: &impl ConnectionTrait, row: text::Model) -> Result<Whole> {
    let versions = version::Entity::find()
        .filter(version::Column::TextId.eq(row.id))
        .order_by_desc(version::Column::InForceFrom);
    Ok(Whole {
        versions: versions.all(db).await?,
        row,
    })
}

/// The words of these versions.
pub(crate) async fn words(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<BTreeMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> = version::Entity::find()
        .select_only()
        .columns([version::Column::Id, version::Column::Text])
        .filter(version::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// One version.
pub(crate) async fn version(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<version::Model>> {
    Ok(version::Entity::find_by_id(id).one(db).await?)
}

/// The signatories of a text, or of all, in the order in which they signed.
pub(crate) async fn signatories(
    db: &impl ConnectionTrait,
    text_id: Option<Uuid>,
) -> Result<Vec<signatory::Model>> {
    let mut query = signatory::Entity::find();
    if let Some(id) = text_id {
        query = query.filter(signatory::Column::TextId.eq(id));
    }
    let query = query
        .order_by_asc(signatory::Column::SignedOn)
        .order_by_asc(signatory::Column::Id);
    Ok(query.all(db).await?)
}

/// One signatory.
pub(crate) async fn signatory(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<signatory::Model>> {
    Ok(signatory::Entity::find_by_id(id).one(db).await?)
}

/// Writes a new text; refused when there is one of its kind, or with its partner.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: text::Model) -> Result<()> {
    text::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await
        .on_unique(Reason::TextExists)?;
    Ok(())
}

/// Writes a text back with its next row version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: text::Model) -> Result<()> {
    let is_same = [text::Column::Id.eq(row.id), text::Column::Version.eq(row.version)];
    let next = text::Model {
        version: row.version + 1,
        ..row
    };
    db::save(tx, next.into_active_model(), is_same).await
}

/// Writes a new version.
pub(crate) async fn insert_version(tx: &impl ConnectionTrait, row: version::Model) -> Result<()> {
    version::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a version back with its next row version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_version(tx: &impl ConnectionTrait, row: version::Model) -> Result<()> {
    let is_same = [
        version::Column::Id.eq(row.id),
        version::Column::Version.eq(row.version),
    ];
    let next = version::Model {
        version: row.version + 1,
        ..row
    };
    db::save(tx, next.into_active_model(), is_same).await
}

/// Writes a new signatory.
pub(crate) async fn insert_signatory(tx: &impl ConnectionTrait, row: signatory::Model) -> Result<()> {
    signatory::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a signatory back with its next row version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_signatory(tx: &impl ConnectionTrait, row: signatory::Model) -> Result<()> {
    let is_same = [
        signatory::Column::Id.eq(row.id),
        signatory::Column::Version.eq(row.version),
    ];
    let next = signatory::Model {
        version: row.version + 1,
        ..row
    };
    db::save(tx, next.into_active_model(), is_same).await
}
