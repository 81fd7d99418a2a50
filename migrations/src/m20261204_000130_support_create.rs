//! What centres ask the ANRU to support (A7), and what it answered.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Support {
    Table,
    Id,
    Kind,
    Title,
    Text,
    Place,
    StartsAt,
    EndsAt,
    Zone,
    OrganisationId,
    AskerId,
    AskedBy,
    AskedAt,
    State,
    Who,
    Answer,
    EndedBy,
    EndedAt,
    MeetingId,
    Version,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(Support::Table)
            .col(uuid(Support::Id).primary_key())
            .col(integer(Support::Kind).check(Expr::col(Support::Kind).between(1, 2)))
            .col(text(Support::Title))
            .col(text(Support::Text))
            .col(text(Support::Place))
            .col(timestamp_with_time_zone(Support::StartsAt))
            .col(timestamp_with_time_zone(Support::EndsAt))
            .col(text(Support::Zone))
            .col(uuid(Support::OrganisationId))
            .col(uuid(Support::AskerId))
            .col(text(Support::AskedBy))
            .col(timestamp_with_time_zone(Support::AskedAt))
            .col(integer(Support::State).check(Expr::col(Support::State).between(1, 4)))
            .col(text(Support::Who))
            .col(text(Support::Answer))
            .col(text(Support::EndedBy))
            .col(timestamp_with_time_zone_null(Support::EndedAt))
            .col(uuid_null(Support::MeetingId))
            .col(integer(Support::Version))
            .to_owned();
        manager.create_table(table).await?;
        for (name, column) in [
            ("support_state", Support::State),
            ("support_organisation", Support::OrganisationId),
            ("support_meeting", Support::MeetingId),
        ] {
            let index = Index::create()
                .name(name)
                .table(Support::Table)
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Support::Table).to_owned())
            .await
    }
}
