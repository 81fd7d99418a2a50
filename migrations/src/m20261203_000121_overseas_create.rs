//! The space of the overseas network (O1): the plan of a year, joint works, news of each territory.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum OverseasPlan {
    Table,
    Year,
    NPoints,
    Version,
}

#[derive(DeriveIden)]
enum OverseasWork {
    Table,
    Id,
    Title,
    Aim,
    State,
    Outcome,
    OutcomeVersion,
    IsForNetwork,
    OrganisationId,
    ProposedAt,
    EndedAt,
    Version,
}

#[derive(DeriveIden)]
enum OverseasPart {
    Table,
    WorkId,
    OrganisationId,
}

#[derive(DeriveIden)]
enum OverseasTask {
    Table,
    Id,
    WorkId,
    Title,
    OrganisationId,
    OwnerName,
    DueOn,
    DoneAt,
    Version,
}

#[derive(DeriveIden)]
enum OverseasNews {
    Table,
    Id,
    CentreId,
    OrganisationId,
    AuthorName,
    Text,
    PostedAt,
    CorrectedAt,
    WithdrawnAt,
    Version,
}

#[derive(DeriveIden)]
enum OverseasDraft {
    Table,
    OrganisationId,
    CentreId,
    Text,
    Version,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [plan(), work(), part(), task(), news(), draft()] {
            manager.create_table(table).await?;
        }
        for index in [
            Index::create()
                .name("overseas_task_work")
                .table(OverseasTask::Table)
                .col(OverseasTask::WorkId)
                .to_owned(),
            Index::create()
                .name("overseas_news_centre")
                .table(OverseasNews::Table)
                .col(OverseasNews::CentreId)
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            OverseasDraft::Table.into_iden(),
            OverseasNews::Table.into_iden(),
            OverseasTask::Table.into_iden(),
            OverseasPart::Table.into_iden(),
            OverseasWork::Table.into_iden(),
            OverseasPlan::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn plan() -> TableCreateStatement {
    Table::create()
        .table(OverseasPlan::Table)
        .col(integer(OverseasPlan::Year).primary_key())
        .col(integer(OverseasPlan::NPoints).check(Expr::col(OverseasPlan::NPoints).between(0, 52)))
        .col(integer(OverseasPlan::Version))
        .to_owned()
}

fn work() -> TableCreateStatement {
    Table::create()
        .table(OverseasWork::Table)
        .col(uuid(OverseasWork::Id).primary_key())
        .col(text(OverseasWork::Title))
        .col(text(OverseasWork::Aim))
        .col(integer(OverseasWork::State).check(Expr::col(OverseasWork::State).between(1, 4)))
        .col(text(OverseasWork::Outcome))
        .col(integer(OverseasWork::OutcomeVersion))
        .col(boolean(OverseasWork::IsForNetwork))
        .col(uuid(OverseasWork::OrganisationId))
        .col(timestamp_with_time_zone(OverseasWork::ProposedAt))
        .col(timestamp_with_time_zone_null(OverseasWork::EndedAt))
        .col(integer(OverseasWork::Version))
        .to_owned()
}

fn of_work(table: impl IntoIden, column: impl IntoIden) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column)
        .to(OverseasWork::Table, OverseasWork::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn part() -> TableCreateStatement {
    Table::create()
        .table(OverseasPart::Table)
        .col(uuid(OverseasPart::WorkId))
        .col(uuid(OverseasPart::OrganisationId))
        .primary_key(
            Index::create()
                .col(OverseasPart::WorkId)
                .col(OverseasPart::OrganisationId),
        )
        .foreign_key(&mut of_work(OverseasPart::Table, OverseasPart::WorkId))
        .to_owned()
}

fn task() -> TableCreateStatement {
    Table::create()
        .table(OverseasTask::Table)
        .col(uuid(OverseasTask::Id).primary_key())
        .col(uuid(OverseasTask::WorkId))
        .col(text(OverseasTask::Title))
        .col(uuid(OverseasTask::OrganisationId))
        .col(text(OverseasTask::OwnerName))
        .col(date_null(OverseasTask::DueOn))
        .col(timestamp_with_time_zone_null(OverseasTask::DoneAt))
        .col(integer(OverseasTask::Version))
        .foreign_key(&mut of_work(OverseasTask::Table, OverseasTask::WorkId))
        .to_owned()
}

fn news() -> TableCreateStatement {
    Table::create()
        .table(OverseasNews::Table)
        .col(uuid(OverseasNews::Id).primary_key())
        .col(uuid(OverseasNews::CentreId))
        .col(uuid(OverseasNews::OrganisationId))
        .col(text(OverseasNews::AuthorName))
        .col(text(OverseasNews::Text))
        .col(timestamp_with_time_zone(OverseasNews::PostedAt))
        .col(timestamp_with_time_zone_null(OverseasNews::CorrectedAt))
        .col(timestamp_with_time_zone_null(OverseasNews::WithdrawnAt))
        .col(integer(OverseasNews::Version))
        .to_owned()
}

fn draft() -> TableCreateStatement {
    Table::create()
        .table(OverseasDraft::Table)
        .col(uuid(OverseasDraft::OrganisationId))
        .col(uuid(OverseasDraft::CentreId))
        .col(text(OverseasDraft::Text))
        .col(integer(OverseasDraft::Version))
        .primary_key(
            Index::create()
                .col(OverseasDraft::OrganisationId)
                .col(OverseasDraft::CentreId),
        )
        .to_owned()
}
