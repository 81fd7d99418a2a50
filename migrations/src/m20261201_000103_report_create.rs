//! What centres add to their activity, made known to the ANRU (A3).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Report {
    Table,
    OrganisationId,
    Year,
    Month,
    Text,
    UpdatedBy,
    Version,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(Report::Table)
            .col(uuid(Report::OrganisationId))
            .col(integer(Report::Year))
            .col(integer(Report::Month).check(Expr::col(Report::Month).between(0, 12)))
            .col(text(Report::Text))
            .col(text(Report::UpdatedBy))
            .col(integer(Report::Version))
            .primary_key(
                Index::create()
                    .col(Report::OrganisationId)
                    .col(Report::Year)
                    .col(Report::Month),
            )
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Report::Table).to_owned())
            .await
    }
}
