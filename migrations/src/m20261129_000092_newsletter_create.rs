//! Newsletters to local actors (D1), their lists, and who writes and sends them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Newsletter {
    Table,
    Id,
    OrganisationId,
    Slug,
    Name,
    Description,
    SenderName,
    SenderAddress,
    ReplyTo,
    Publisher,
    Contact,
    LegalGround,
    PostalAddress,
    Accent,
    Footer,
    IsArchivePublic,
    ReleaseAbove,
    CreatedAt,
    Version,
}

#[derive(DeriveIden)]
enum NewsletterList {
    Table,
    Id,
    NewsletterId,
    Name,
    Description,
}

#[derive(DeriveIden)]
enum NewsletterRight {
    Table,
    NewsletterId,
    PersonId,
    MaySend,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [newsletter(), newsletter_list(), newsletter_right()] {
            manager.create_table(table).await?;
        }
        for index in [
            Index::create()
                .name("newsletter_organisation")
                .table(Newsletter::Table)
                .col(Newsletter::OrganisationId)
                .to_owned(),
            Index::create()
                .name("newsletter_list_newsletter")
                .table(NewsletterList::Table)
                .col(NewsletterList::NewsletterId)
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            NewsletterRight::Table.into_iden(),
            NewsletterList::Table.into_iden(),
            Newsletter::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn newsletter() -> TableCreateStatement {
    Table::create()
        .table(Newsletter::Table)
        .col(uuid(Newsletter::Id).primary_key())
        .col(uuid(Newsletter::OrganisationId))
        .col(text(Newsletter::Slug).unique_key())
        .col(text(Newsletter::Name))
        .col(text(Newsletter::Description))
        .col(text(Newsletter::SenderName))
        .col(text(Newsletter::SenderAddress))
        .col(text(Newsletter::ReplyTo))
        .col(text(Newsletter::Publisher))
        .col(text(Newsletter::Contact))
        .col(text(Newsletter::LegalGround))
        .col(text(Newsletter::PostalAddress))
        .col(text(Newsletter::Accent))
        .col(text(Newsletter::Footer))
        .col(boolean(Newsletter::IsArchivePublic))
        .col(integer(Newsletter::ReleaseAbove))
        .col(timestamp_with_time_zone(Newsletter::CreatedAt))
        .col(integer(Newsletter::Version))
        .to_owned()
}

fn newsletter_list() -> TableCreateStatement {
    Table::create()
        .table(NewsletterList::Table)
        .col(uuid(NewsletterList::Id).primary_key())
        .col(uuid(NewsletterList::NewsletterId))
        .col(text(NewsletterList::Name))
        .col(text(NewsletterList::Description))
        .to_owned()
}

fn newsletter_right() -> TableCreateStatement {
    Table::create()
        .table(NewsletterRight::Table)
        .col(uuid(NewsletterRight::NewsletterId))
        .col(uuid(NewsletterRight::PersonId))
        .col(boolean(NewsletterRight::MaySend))
        .primary_key(
            Index::create()
                .col(NewsletterRight::NewsletterId)
                .col(NewsletterRight::PersonId),
        )
        .to_owned()
}
