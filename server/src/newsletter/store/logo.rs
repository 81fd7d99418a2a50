//! Rows of logos.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, FromQueryResult, IntoActiveModel as _, QuerySelect as _};

use crate::error::Result;

/// The logo of a newsletter.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "newsletter_logo")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) newsletter_id: Uuid,
    /// Another one for each picture, so that none is shown for another.
    pub(crate) picture_id: Uuid,
    /// Empty: the newsletter's name.
    pub(crate) alternative: String,
    pub(crate) content_type: String,
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) content: Vec<u8>,
}

/// No relation.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A logo without its content.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Head {
    pub(crate) newsletter_id: Uuid,
    pub(crate) picture_id: Uuid,
    pub(crate) alternative: String,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// The logo of a newsletter, with its content.
pub(crate) async fn logo(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(newsletter_id).one(db).await?)
}

/// The logos of these newsletters, without their contents.
pub(crate) async fn heads(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Head>> {
    let heads = Entity::find()
        .select_only()
        .columns([
            Column::NewsletterId,
            Column::PictureId,
            Column::Alternative,
            Column::Width,
            Column::Height,
        ])
        .filter(Column::NewsletterId.is_in(ids.iter().copied()))
        .into_model::<Head>()
        .all(db)
        .await?;
    Ok(heads.into_iter().map(|head| (head.newsletter_id, head)).collect())
}

/// Gives a newsletter this logo.
pub(crate) async fn set(tx: &impl ConnectionTrait, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(Column::NewsletterId)
                .update_columns([
                    Column::PictureId,
                    Column::Alternative,
                    Column::ContentType,
                    Column::Width,
                    Column::Height,
                    Column::Content,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Removes the logo of a newsletter; false when it had none.
pub(crate) async fn delete(tx: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<bool> {
    let deleted = Entity::delete_by_id(newsletter_id).exec(tx).await?;
    Ok(deleted.rows_affected == 1)
}
