//! The logo of a newsletter: at the top of its mails, of its page and of its archive.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum NewsletterLogo {
    Table,
    NewsletterId,
    PictureId,
    Alternative,
    ContentType,
    Width,
    Height,
    Content,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(NewsletterLogo::Table)
            .col(uuid(NewsletterLogo::NewsletterId).primary_key())
            .col(uuid(NewsletterLogo::PictureId))
            .col(text(NewsletterLogo::Alternative))
            .col(text(NewsletterLogo::ContentType))
            .col(integer(NewsletterLogo::Width))
            .col(integer(NewsletterLogo::Height))
            .col(blob(NewsletterLogo::Content))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::drop().table(NewsletterLogo::Table).to_owned();
        manager.drop_table(table).await
    }
}
