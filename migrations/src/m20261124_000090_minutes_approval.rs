//! What was approved, as a SHA-256: what is locked has to be the same. Null where minutes were approved before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Minutes {
    Table,
    ApprovedSha256,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter()
            .table(Minutes::Table)
            .add_column(text_null(Minutes::ApprovedSha256))
            .to_owned();
        manager.alter_table(alter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter()
            .table(Minutes::Table)
            .drop_column(Minutes::ApprovedSha256)
            .to_owned();
        manager.alter_table(alter).await
    }
}
