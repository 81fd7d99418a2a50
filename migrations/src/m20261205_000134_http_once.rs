//! Forms that create something leave a mark, so that each is done once however often it is sent.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Once {
    Table,
    Hash,
    Location,
    CreatedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(Once::Table)
            .col(text(Once::Hash).primary_key())
            .col(text(Once::Location))
            .col(timestamp_with_time_zone(Once::CreatedAt))
            .to_owned();
        manager.create_table(table).await?;
        let index = Index::create()
            .name("once_created")
            .table(Once::Table)
            .col(Once::CreatedAt)
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Once::Table).to_owned())
            .await
    }
}
