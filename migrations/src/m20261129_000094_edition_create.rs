//! Editions of the newsletters: their blocks, their pictures, and the letter as it leaves.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Edition {
    Table,
    Id,
    NewsletterId,
    Number,
    Subject,
    Preheader,
    State,
    CreatedAt,
    UpdatedAt,
    UpdatedBy,
    PublishedAt,
    Version,
}

#[derive(DeriveIden)]
enum EditionBlock {
    Table,
    Id,
    EditionId,
    Rank,
    Kind,
    Title,
    Text,
    Url,
    Details,
    PictureId,
    SourceId,
    SourceText,
    SourceHash,
    Version,
}

#[derive(DeriveIden)]
enum EditionPicture {
    Table,
    Id,
    EditionId,
    ContentType,
    Width,
    Height,
    Content,
}

#[derive(DeriveIden)]
enum EditionLetter {
    Table,
    EditionId,
    Subject,
    Html,
    Text,
    FrozenAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_edition(manager).await?;
        create_block(manager).await?;
        manager
            .create_table(
                Table::create()
                    .table(EditionPicture::Table)
                    .col(uuid(EditionPicture::Id).primary_key())
                    .col(uuid(EditionPicture::EditionId))
                    .col(text(EditionPicture::ContentType))
                    .col(integer(EditionPicture::Width))
                    .col(integer(EditionPicture::Height))
                    .col(blob(EditionPicture::Content))
                    .foreign_key(&mut of_edition(
                        EditionPicture::Table.into_iden(),
                        EditionPicture::EditionId.into_iden(),
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(EditionLetter::Table)
                    .col(uuid(EditionLetter::EditionId).primary_key())
                    .col(text(EditionLetter::Subject))
                    .col(text(EditionLetter::Html))
                    .col(text(EditionLetter::Text))
                    .col(timestamp_with_time_zone(EditionLetter::FrozenAt))
                    .foreign_key(&mut of_edition(
                        EditionLetter::Table.into_iden(),
                        EditionLetter::EditionId.into_iden(),
                    ))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            EditionLetter::Table.into_iden(),
            EditionPicture::Table.into_iden(),
            EditionBlock::Table.into_iden(),
            Edition::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// What belongs to an edition goes with it.
fn of_edition(table: DynIden, column: DynIden) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to(Edition::Table, Edition::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

async fn create_edition(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(Edition::Table)
                .col(uuid(Edition::Id).primary_key())
                .col(uuid(Edition::NewsletterId))
                .col(integer_null(Edition::Number))
                .col(text(Edition::Subject))
                .col(text(Edition::Preheader))
                .col(integer(Edition::State).check(Expr::col(Edition::State).between(1, 3)))
                .col(timestamp_with_time_zone(Edition::CreatedAt))
                .col(timestamp_with_time_zone(Edition::UpdatedAt))
                .col(text(Edition::UpdatedBy))
                .col(timestamp_with_time_zone_null(Edition::PublishedAt))
                .col(integer(Edition::Version))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("edition_newsletter_number")
                .table(Edition::Table)
                .col(Edition::NewsletterId)
                .col(Edition::Number)
                .unique()
                .to_owned(),
        )
        .await
}

async fn create_block(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(EditionBlock::Table)
                .col(uuid(EditionBlock::Id).primary_key())
                .col(uuid(EditionBlock::EditionId))
                .col(integer(EditionBlock::Rank))
                .col(integer(EditionBlock::Kind).check(Expr::col(EditionBlock::Kind).between(1, 6)))
                .col(text(EditionBlock::Title))
                .col(text(EditionBlock::Text))
                .col(text(EditionBlock::Url))
                .col(text(EditionBlock::Details))
                .col(uuid_null(EditionBlock::PictureId))
                .col(uuid_null(EditionBlock::SourceId))
                .col(text(EditionBlock::SourceText))
                .col(text(EditionBlock::SourceHash))
                .col(integer(EditionBlock::Version))
                .foreign_key(&mut of_edition(
                    EditionBlock::Table.into_iden(),
                    EditionBlock::EditionId.into_iden(),
                ))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("edition_block_edition")
                .table(EditionBlock::Table)
                .col(EditionBlock::EditionId)
                .to_owned(),
        )
        .await
}
