//! A block of an edition may be a bulletin. SQLite changes no check: the table is written again, on both databases alike.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Edition {
    Table,
    Id,
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
enum New {
    NewEditionBlock,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rewrite(manager, "kind BETWEEN 1 AND 7").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("DELETE FROM edition_block WHERE kind > 6")
            .await?;
        rewrite(manager, "kind BETWEEN 1 AND 6").await
    }
}

async fn rewrite(manager: &SchemaManager<'_>, condition: &'static str) -> Result<(), DbErr> {
    manager.create_table(blocks(condition)).await?;
    let columns = "id, edition_id, rank, kind, title, text, url, details, picture_id, source_id, source_text, \
                   source_hash, version";
    manager
        .get_connection()
        .execute_unprepared(&format!(
            "INSERT INTO new_edition_block ({columns}) SELECT {columns} FROM edition_block"
        ))
        .await?;
    manager
        .drop_table(Table::drop().table(EditionBlock::Table).to_owned())
        .await?;
    manager
        .rename_table(
            Table::rename()
                .table(New::NewEditionBlock, EditionBlock::Table)
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

fn blocks(condition: &'static str) -> TableCreateStatement {
    Table::create()
        .table(New::NewEditionBlock)
        .col(uuid(EditionBlock::Id).primary_key())
        .col(uuid(EditionBlock::EditionId))
        .col(integer(EditionBlock::Rank))
        .col(integer(EditionBlock::Kind).check(Expr::cust(condition)))
        .col(text(EditionBlock::Title))
        .col(text(EditionBlock::Text))
        .col(text(EditionBlock::Url))
        .col(text(EditionBlock::Details))
        .col(uuid_null(EditionBlock::PictureId))
        .col(uuid_null(EditionBlock::SourceId))
        .col(text(EditionBlock::SourceText))
        .col(text(EditionBlock::SourceHash))
        .col(integer(EditionBlock::Version))
        .foreign_key(
            ForeignKey::create()
                .from(New::NewEditionBlock, EditionBlock::EditionId)
                .to(Edition::Table, Edition::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
