//! Attachments and their content, in chunks.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

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

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Attachment::Table)
                    .col(uuid(Attachment::Id).primary_key())
                    .col(integer(Attachment::Owner).check(Expr::col(Attachment::Owner).between(1, 3)))
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
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("attachment_owner")
                    .table(Attachment::Table)
                    .col(Attachment::OwnerId)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("attachment_unfinished")
                    .table(Attachment::Table)
                    .col(Attachment::IsFinished)
                    .col(Attachment::At)
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(AttachmentChunk::Table)
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
                            .from(AttachmentChunk::Table, AttachmentChunk::AttachmentId)
                            .to(Attachment::Table, Attachment::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [AttachmentChunk::Table.into_iden(), Attachment::Table.into_iden()] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
