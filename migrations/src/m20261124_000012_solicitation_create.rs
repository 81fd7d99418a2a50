//! Requests for expertise outside calls (M6), and what each centre answers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Solicitation {
    Table,
    Id,
    OrganisationId,
    Title,
    Text,
    Purpose,
    DueOn,
    Zone,
    Workload,
    IsForAll,
    AskedBy,
    AskedAt,
    Outcome,
    ClosedAt,
    Version,
}

#[derive(DeriveIden)]
enum SolicitationAnswer {
    Table,
    Id,
    SolicitationId,
    OrganisationId,
    State,
    Reason,
    Text,
    Draft,
    PreparedBy,
    At,
    IsEnteredByAnimator,
    Version,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(solicitation()).await?;
        manager.create_table(answer()).await?;
        for index in [
            Index::create()
                .name("solicitation_answer_one")
                .table(SolicitationAnswer::Table)
                .col(SolicitationAnswer::SolicitationId)
                .col(SolicitationAnswer::OrganisationId)
                .unique()
                .to_owned(),
            Index::create()
                .name("solicitation_organisation")
                .table(Solicitation::Table)
                .col(Solicitation::OrganisationId)
                .to_owned(),
            Index::create()
                .name("solicitation_answer_centre")
                .table(SolicitationAnswer::Table)
                .col(SolicitationAnswer::OrganisationId)
                .col(SolicitationAnswer::State)
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            SolicitationAnswer::Table.into_iden(),
            Solicitation::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn solicitation() -> TableCreateStatement {
    Table::create()
        .table(Solicitation::Table)
        .col(uuid(Solicitation::Id).primary_key())
        .col(uuid(Solicitation::OrganisationId))
        .col(text(Solicitation::Title))
        .col(text(Solicitation::Text))
        .col(text(Solicitation::Purpose))
        .col(date(Solicitation::DueOn))
        .col(text(Solicitation::Zone))
        .col(text(Solicitation::Workload))
        .col(boolean(Solicitation::IsForAll))
        .col(text(Solicitation::AskedBy))
        .col(timestamp_with_time_zone(Solicitation::AskedAt))
        .col(text(Solicitation::Outcome))
        .col(timestamp_with_time_zone_null(Solicitation::ClosedAt))
        .col(integer(Solicitation::Version))
        .to_owned()
}

fn answer() -> TableCreateStatement {
    Table::create()
        .table(SolicitationAnswer::Table)
        .col(uuid(SolicitationAnswer::Id).primary_key())
        .col(uuid(SolicitationAnswer::SolicitationId))
        .col(uuid(SolicitationAnswer::OrganisationId))
        .col(integer(SolicitationAnswer::State).check(Expr::col(SolicitationAnswer::State).between(1, 4)))
        .col(text(SolicitationAnswer::Reason))
        .col(text(SolicitationAnswer::Text))
        .col(text(SolicitationAnswer::Draft))
        .col(text(SolicitationAnswer::PreparedBy))
        .col(timestamp_with_time_zone_null(SolicitationAnswer::At))
        .col(boolean(SolicitationAnswer::IsEnteredByAnimator))
        .col(integer(SolicitationAnswer::Version))
        .foreign_key(
            ForeignKey::create()
                .from(SolicitationAnswer::Table, SolicitationAnswer::SolicitationId)
                .to(Solicitation::Table, Solicitation::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
