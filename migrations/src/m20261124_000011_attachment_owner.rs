//! Files are attached to more kinds of things than the first three; which, the contract says.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Attachment {
    Table,
    Id,
    Owner,
    OwnerId,
    Name,
    SizeBytes,
    Sha256,
    ContentType,
    ReceivedBytes,
    IsFinished,
    PersonId,
    ByName,
    At,
}

#[derive(DeriveIden)]
enum AttachmentChunk {
    Table,
    AttachmentId,
    Number,
    Content,
}

/// The tables that take the places of the first ones.
#[derive(DeriveIden)]
enum New {
    NewAttachment,
    NewAttachmentChunk,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        check(manager, "owner >= 1").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("DELETE FROM attachment WHERE owner > 3")
            .await?;
        check(manager, "owner BETWEEN 1 AND 3").await
    }
}

/// Changes what the owner of a file may be.
async fn check(manager: &SchemaManager<'_>, condition: &'static str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        return rewrite(manager, condition).await;
    }
    for statement in [
        "ALTER TABLE attachment DROP CONSTRAINT attachment_owner_check".to_owned(),
        format!("ALTER TABLE attachment ADD CONSTRAINT attachment_owner_check CHECK ({condition})"),
    ] {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// SQLite changes no check: both tables are written again. A table that is dropped takes with it the rows that
/// refer to it, so the old chunks go first.
async fn rewrite(manager: &SchemaManager<'_>, condition: &'static str) -> Result<(), DbErr> {
    manager.create_table(files(condition)).await?;
    manager.create_table(chunks()).await?;
    for statement in [
        "INSERT INTO new_attachment (id, owner, owner_id, name, size_bytes, sha256, content_type, received_bytes, \
         is_finished, person_id, by_name, at) \
         SELECT id, owner, owner_id, name, size_bytes, sha256, content_type, received_bytes, is_finished, person_id, \
         by_name, at FROM attachment",
        "INSERT INTO new_attachment_chunk (attachment_id, number, content) \
         SELECT attachment_id, number, content FROM attachment_chunk",
    ] {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    for table in [AttachmentChunk::Table.into_iden(), Attachment::Table.into_iden()] {
        manager.drop_table(Table::drop().table(table).to_owned()).await?;
    }
    manager
        .rename_table(
            Table::rename()
                .table(New::NewAttachment, Attachment::Table)
                .to_owned(),
        )
        .await?;
    manager
        .rename_table(
            Table::rename()
                .table(New::NewAttachmentChunk, AttachmentChunk::Table)
                .to_owned(),
        )
        .await?;
    for index in indexes() {
        manager.create_index(index).await?;
    }
    Ok(())
}

fn files(condition: &'static str) -> TableCreateStatement {
    Table::create()
        .table(New::NewAttachment)
        .col(uuid(Attachment::Id).primary_key())
        .col(integer(Attachment::Owner).check(Expr::cust(condition)))
        .col(uuid(Attachment::OwnerId))
        .col(text(Attachment::Name))
        .col(big_integer(Attachment::SizeBytes))
        .col(text(Attachment::Sha256))
        .col(text(Attachment::ContentType))
        .col(big_integer(Attachment::ReceivedBytes))
        .col(boolean(Attachment::IsFinished))
        .col(uuid_null(Attachment::PersonId))
        .col(text(Attachment::ByName))
        .col(timestamp_with_time_zone(Attachment::At))
        .to_owned()
}

fn chunks() -> TableCreateStatement {
    Table::create()
        .table(New::NewAttachmentChunk)
        .col(uuid(AttachmentChunk::AttachmentId))
        .col(integer(AttachmentChunk::Number))
        .col(blob(AttachmentChunk::Content))
        .primary_key(
            Index::create()
                .col(AttachmentChunk::AttachmentId)
                .col(AttachmentChunk::Number),
        )
        .foreign_key(
            ForeignKey::create()
                .from(New::NewAttachmentChunk, AttachmentChunk::AttachmentId)
                .to(New::NewAttachment, Attachment::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 2] {
    [
        Index::create()
            .name("attachment_owner")
            .table(Attachment::Table)
            .col(Attachment::OwnerId)
            .to_owned(),
        Index::create()
            .name("attachment_unfinished")
            .table(Attachment::Table)
            .col(Attachment::IsFinished)
            .col(Attachment::At)
            .to_owned(),
    ]
}
