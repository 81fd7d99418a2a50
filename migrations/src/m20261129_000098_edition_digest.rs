//! The digest of a month: who receives it in place of each edition, which edition it is, and the months that are settled.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Subscriber {
    Table,
    Frequency,
}

#[derive(DeriveIden)]
enum Edition {
    Table,
    DigestMonth,
}

#[derive(DeriveIden)]
enum EditionDigest {
    Table,
    NewsletterId,
    Month,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let frequency = Table::alter()
            .table(Subscriber::Table)
            .add_column(integer(Subscriber::Frequency).default(1))
            .to_owned();
        manager.alter_table(frequency).await?;
        let month = Table::alter()
            .table(Edition::Table)
            .add_column(date_null(Edition::DigestMonth))
            .to_owned();
        manager.alter_table(month).await?;
        // One row for each newsletter and month, whether or not there was something to tell.
        let settled = Table::create()
            .table(EditionDigest::Table)
            .col(uuid(EditionDigest::NewsletterId))
            .col(date(EditionDigest::Month))
            .primary_key(
                Index::create()
                    .col(EditionDigest::NewsletterId)
                    .col(EditionDigest::Month),
            )
            .to_owned();
        manager.create_table(settled).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(EditionDigest::Table).to_owned())
            .await?;
        let month = Table::alter()
            .table(Edition::Table)
            .drop_column(Edition::DigestMonth)
            .to_owned();
        manager.alter_table(month).await?;
        let frequency = Table::alter()
            .table(Subscriber::Table)
            .drop_column(Subscriber::Frequency)
            .to_owned();
        manager.alter_table(frequency).await
    }
}
