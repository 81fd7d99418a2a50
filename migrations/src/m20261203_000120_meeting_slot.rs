//! The fair slot (O2): when each organisation works and is away, and what it bore in meetings that were held.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum WorkingHours {
    Table,
    OrganisationId,
    Days,
    OpensMin,
    ClosesMin,
    Version,
}

#[derive(DeriveIden)]
enum Absence {
    Table,
    Id,
    OrganisationId,
    FromOn,
    UntilOn,
}

#[derive(DeriveIden)]
enum SlotBurden {
    Table,
    MeetingId,
    OrganisationId,
    Kind,
    WorkStreamId,
    Minutes,
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    Id,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [working_hours(), absence(), burden()] {
            manager.create_table(table).await?;
        }
        for index in [
            Index::create()
                .name("absence_organisation")
                .table(Absence::Table)
                .col(Absence::OrganisationId)
                .to_owned(),
            Index::create()
                .name("slot_burden_kind")
                .table(SlotBurden::Table)
                .col(SlotBurden::Kind)
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            SlotBurden::Table.into_iden(),
            Absence::Table.into_iden(),
            WorkingHours::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn working_hours() -> TableCreateStatement {
    Table::create()
        .table(WorkingHours::Table)
        .col(uuid(WorkingHours::OrganisationId).primary_key())
        .col(integer(WorkingHours::Days).check(Expr::col(WorkingHours::Days).between(1, 127)))
        .col(integer(WorkingHours::OpensMin).check(Expr::col(WorkingHours::OpensMin).between(0, 1439)))
        .col(integer(WorkingHours::ClosesMin).check(Expr::col(WorkingHours::ClosesMin).between(0, 1439)))
        .col(integer(WorkingHours::Version))
        .to_owned()
}

fn absence() -> TableCreateStatement {
    Table::create()
        .table(Absence::Table)
        .col(uuid(Absence::Id).primary_key())
        .col(uuid(Absence::OrganisationId))
        .col(date(Absence::FromOn))
        .col(date(Absence::UntilOn))
        .to_owned()
}

fn burden() -> TableCreateStatement {
    Table::create()
        .table(SlotBurden::Table)
        .col(uuid(SlotBurden::MeetingId))
        .col(uuid(SlotBurden::OrganisationId))
        .col(integer(SlotBurden::Kind))
        .col(uuid_null(SlotBurden::WorkStreamId))
        .col(integer(SlotBurden::Minutes))
        .primary_key(
            Index::create()
                .col(SlotBurden::MeetingId)
                .col(SlotBurden::OrganisationId),
        )
        .foreign_key(
            ForeignKey::create()
                .from(SlotBurden::Table, SlotBurden::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
