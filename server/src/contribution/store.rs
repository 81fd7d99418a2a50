//! What is stored of contributions.

mod rows;

use std::collections::BTreeMap;

use proto::v1::CoAuthorState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, IntoActiveModel as _, Iterable as _, QueryOrder as _,
    QuerySelect as _,
};

pub(crate) use self::rows::*;
use super::rules::{self, Part};
use crate::auth::Caller;
use crate::db;
use crate::error::Result;

/// A contribution with its co-authors.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) row: contribution::Model,
    pub(crate) co_authors: Vec<co_author::Model>,
}

impl Whole {
    /// What the caller's organisation is to it.
    pub(crate) fn part(&self, caller: &Caller) -> Part {
        rules::part(
            caller.organisation_id,
            caller.is_animator(),
            self.row.organisation_id,
            self.co_authors
                .iter()
                .map(|row| (row.organisation_id, row.state())),
        )
    }

    /// Whether the caller may see it at all.
    pub(crate) fn is_seen_by(&self, caller: &Caller) -> bool {
        rules::may_see(self.part(caller), self.row.state())
    }

    /// The author, and the co-authors that did not decline: those who may see a draft.
    pub(crate) fn reader_ids(&self) -> Vec<Uuid> {
        self.with(|state| state != CoAuthorState::Declined)
    }

    /// The author and the confirmed co-authors.
    pub(crate) fn author_ids(&self) -> Vec<Uuid> {
        self.with(|state| state == CoAuthorState::Confirmed)
    }

    fn with(&self, is_in: impl Fn(CoAuthorState) -> bool) -> Vec<Uuid> {
        let others = self.co_authors.iter().filter(|row| is_in(row.state()));
        std::iter::once(self.row.organisation_id)
            .chain(others.map(|row| row.organisation_id))
            .collect()
    }
}

/// What a list asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) work_stream_id: Option<Uuid>,
    pub(crate) year: Option<i32>,
    /// Of which this centre is the author, or a confirmed co-author.
    pub(crate) author_id: Option<Uuid>,
}

impl Filter {
    fn condition(self) -> Condition {
        use contribution::Column;
        let by = |id: Uuid| {
            let signed = Query::select()
                .column(co_author::Column::ContributionId)
                .from(co_author::Entity)
                .and_where(co_author::Column::OrganisationId.eq(id))
                .and_where(co_author::Column::State.eq(CoAuthorState::Confirmed as i32))
                .to_owned();
            Condition::any()
                .add(Column::OrganisationId.eq(id))
                .add(Column::Id.in_subquery(signed))
        };
        Condition::all()
            .add_option(self.work_stream_id.map(|id| Column::WorkStreamId.eq(id)))
            .add_option(self.year.map(|year| Column::Year.eq(year)))
            .add_option(self.author_id.map(by))
    }
}

/// One contribution.
pub(crate) async fn contribution(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let Some(row) = contribution::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let co_authors = co_author::Entity::find()
        .filter(co_author::Column::ContributionId.eq(id))
        .all(db)
        .await?;
    Ok(Some(Whole { row, co_authors }))
}

/// One contribution, locked until the commit: two acts on it follow each other.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let row = contribution::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?;
    match row {
        Some(_) => contribution(tx, id).await,
        None => Ok(None),
    }
}

/// The contributions that a list asks for, by day of creation, with their texts.
pub(crate) async fn contributions(db: &impl ConnectionTrait, filter: Filter) -> Result<Vec<Whole>> {
    with_co_authors(db, contribution::Entity::find(), filter).await
}

/// The same with empty texts, which are long: those who list do not read them.
pub(crate) async fn heads(db: &impl ConnectionTrait, filter: Filter) -> Result<Vec<Whole>> {
    let columns = contribution::Column::iter();
    let columns = columns.filter(|column| !matches!(column, contribution::Column::Sections));
    let query = contribution::Entity::find()
        .select_only()
        .columns(columns)
        .expr_as(Expr::value("{}"), "sections");
    with_co_authors(db, query, filter).await
}

async fn with_co_authors(
    db: &impl ConnectionTrait,
    query: Select<contribution::Entity>,
    filter: Filter,
) -> Result<Vec<Whole>> {
    let rows = query
        .filter(filter.condition())
        .order_by_asc(contribution::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut co_authors: BTreeMap<Uuid, Vec<co_author::Model>> = BTreeMap::new();
    if !ids.is_empty() {
        let found = co_author::Entity::find()
            .filter(co_author::Column::ContributionId.is_in(ids))
            .all(db)
            .await?;
        for row in found {
            co_authors.entry(row.contribution_id).or_default().push(row);
        }
    }
    Ok(rows
        .into_iter()
        .map(|row| Whole {
            co_authors: co_authors.remove(&row.id).unwrap_or_default(),
            row,
        })
        .collect())
}

/// Writes a new contribution.
pub(crate) async fn insert(
    tx: &impl ConnectionTrait,
    row: contribution::Model,
) -> std::result::Result<(), DbErr> {
    contribution::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a contribution back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &mut contribution::Model) -> Result<()> {
    let is_same = [
        contribution::Column::Id.eq(row.id),
        contribution::Column::Version.eq(row.version),
    ];
    row.version += 1;
    db::save(tx, row.clone().into_active_model(), is_same).await
}

/// Removes a contribution; its co-authors and comments go with it.
pub(crate) async fn delete(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    contribution::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Invites a centre, or changes its answer.
pub(crate) async fn set_co_author(
    tx: &impl ConnectionTrait,
    contribution_id: Uuid,
    organisation_id: Uuid,
    state: CoAuthorState,
) -> Result<()> {
    let row = co_author::ActiveModel {
        contribution_id: Set(contribution_id),
        organisation_id: Set(organisation_id),
        state: Set(state as i32),
    };
    let key = [
        co_author::Column::ContributionId,
        co_author::Column::OrganisationId,
    ];
    co_author::Entity::insert(row)
        .on_conflict(
            OnConflict::columns(key)
                .update_column(co_author::Column::State)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Removes a co-author.
pub(crate) async fn delete_co_author(
    tx: &impl ConnectionTrait,
    contribution_id: Uuid,
    organisation_id: Uuid,
) -> Result<()> {
    co_author::Entity::delete_by_id((contribution_id, organisation_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The comments of a contribution, oldest first.
pub(crate) async fn comments(
    db: &impl ConnectionTrait,
    contribution_id: Uuid,
) -> Result<Vec<comment::Model>> {
    Ok(comment::Entity::find()
        .filter(comment::Column::ContributionId.eq(contribution_id))
        .order_by_asc(comment::Column::At)
        .order_by_asc(comment::Column::Id)
        .all(db)
        .await?)
}

/// The comments that a person wrote, each with the title of the text, newest first.
pub(crate) async fn comments_by(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<(comment::Model, String)>> {
    let comments = comment::Entity::find()
        .filter(comment::Column::PersonId.eq(person_id))
        .order_by_desc(comment::Column::At)
        .all(db)
        .await?;
    let ids = comments.iter().map(|comment| comment.contribution_id);
    let titles: BTreeMap<Uuid, String> = contribution::Entity::find()
        .select_only()
        .columns([contribution::Column::Id, contribution::Column::Title])
        .filter(contribution::Column::Id.is_in(ids))
        .into_tuple::<(Uuid, String)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let titled = comments.into_iter().map(|comment| {
        let title = titles.get(&comment.contribution_id).cloned().unwrap_or_default();
        (comment, title)
    });
    Ok(titled.collect())
}

/// Writes a comment.
pub(crate) async fn insert_comment(tx: &impl ConnectionTrait, row: comment::Model) -> Result<()> {
    comment::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Marks a comment as settled.
pub(crate) async fn resolve_comment(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    comment::Entity::update_many()
        .col_expr(comment::Column::IsResolved, Expr::value(true))
        .filter(comment::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The extension of one centre for one call.
pub(crate) async fn extension(
    db: &impl ConnectionTrait,
    work_stream_id: Uuid,
    organisation_id: Uuid,
) -> Result<Option<extension::Model>> {
    Ok(extension::Entity::find_by_id((work_stream_id, organisation_id))
        .one(db)
        .await?)
}

/// Writes an extension, in place of an earlier one.
pub(crate) async fn set_extension(tx: &impl ConnectionTrait, row: extension::Model) -> Result<()> {
    use extension::Column;
    extension::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(
            OnConflict::columns([Column::WorkStreamId, Column::OrganisationId])
                .update_columns([Column::Until, Column::Reason, Column::At])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
