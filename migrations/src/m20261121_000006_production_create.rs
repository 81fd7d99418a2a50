//! Productions of the centres outside calls (P6).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Production {
    Table,
    Id,
    Year,
    OrganisationId,
    Title,
    Form,
    State,
    Text,
    Link,
    UpdatedAt,
    Version,
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
                    .table(Production::Table)
                    .col(uuid(Production::Id).primary_key())
                    .col(integer(Production::Year))
                    .col(uuid(Production::OrganisationId))
                    .col(text(Production::Title))
                    .col(text(Production::Form))
                    .col(integer(Production::State).check(Expr::col(Production::State).between(1, 3)))
                    .col(text(Production::Text))
                    .col(text(Production::Link))
                    .col(timestamp_with_time_zone(Production::UpdatedAt))
                    .col(integer(Production::Version))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("production_year_organisation")
                    .table(Production::Table)
                    .col(Production::Year)
                    .col(Production::OrganisationId)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Production::Table).to_owned())
            .await
    }
}
