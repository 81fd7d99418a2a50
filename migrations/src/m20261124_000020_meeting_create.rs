//! Meetings and their agendas.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Organisation {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum WorkStream {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    Id,
    Kind,
    Year,
    Title,
    Introduction,
    Place,
    VideoUrl,
    StartsAt,
    EndsAt,
    Zone,
    State,
    OrganisationId,
    OrganisationName,
    InvitedBy,
    WorkStreamId,
    SeriesId,
    IsLastOfYear,
    ProposalsUntil,
    CancelReason,
    NAttendants,
    Sequence,
    ConvenedAt,
    Version,
}

#[derive(DeriveIden)]
enum AgendaItem {
    Table,
    Id,
    MeetingId,
    Rank,
    Title,
    Text,
    Minutes,
    Presenter,
    PresenterOrganisationId,
    Purpose,
    IsClosed,
    Concerned,
    State,
    ProposedBy,
    Answer,
    Version,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(meeting()).await?;
        manager.create_table(agenda_item()).await?;
        manager
            .create_index(
                Index::create()
                    .name("meeting_year")
                    .table(Meeting::Table)
                    .col(Meeting::Year)
                    .col(Meeting::StartsAt)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("agenda_item_meeting")
                    .table(AgendaItem::Table)
                    .col(AgendaItem::MeetingId)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [AgendaItem::Table.into_iden(), Meeting::Table.into_iden()] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn meeting() -> TableCreateStatement {
    Table::create()
        .table(Meeting::Table)
        .col(uuid(Meeting::Id).primary_key())
        .col(integer(Meeting::Kind))
        .col(integer(Meeting::Year))
        .col(text(Meeting::Title))
        .col(text(Meeting::Introduction))
        .col(text(Meeting::Place))
        .col(text(Meeting::VideoUrl))
        .col(timestamp_with_time_zone(Meeting::StartsAt))
        .col(timestamp_with_time_zone(Meeting::EndsAt))
        .col(text(Meeting::Zone))
        .col(integer(Meeting::State).check(Expr::col(Meeting::State).between(1, 5)))
        .col(uuid(Meeting::OrganisationId))
        .col(text(Meeting::OrganisationName))
        .col(text(Meeting::InvitedBy))
        .col(uuid_null(Meeting::WorkStreamId))
        .col(uuid_null(Meeting::SeriesId))
        .col(boolean(Meeting::IsLastOfYear))
        .col(timestamp_with_time_zone_null(Meeting::ProposalsUntil))
        .col(text(Meeting::CancelReason))
        .col(integer(Meeting::NAttendants))
        .col(integer(Meeting::Sequence))
        .col(timestamp_with_time_zone_null(Meeting::ConvenedAt))
        .col(integer(Meeting::Version))
        .foreign_key(
            ForeignKey::create()
                .from(Meeting::Table, Meeting::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Meeting::Table, Meeting::WorkStreamId)
                .to(WorkStream::Table, WorkStream::Id),
        )
        .to_owned()
}

fn agenda_item() -> TableCreateStatement {
    Table::create()
        .table(AgendaItem::Table)
        .col(uuid(AgendaItem::Id).primary_key())
        .col(uuid(AgendaItem::MeetingId))
        .col(integer(AgendaItem::Rank))
        .col(text(AgendaItem::Title))
        .col(text(AgendaItem::Text))
        .col(integer(AgendaItem::Minutes))
        .col(text(AgendaItem::Presenter))
        .col(uuid_null(AgendaItem::PresenterOrganisationId))
        .col(integer(AgendaItem::Purpose))
        .col(boolean(AgendaItem::IsClosed))
        .col(text(AgendaItem::Concerned))
        .col(integer(AgendaItem::State).check(Expr::col(AgendaItem::State).between(1, 3)))
        .col(text(AgendaItem::ProposedBy))
        .col(text(AgendaItem::Answer))
        .col(integer(AgendaItem::Version))
        .foreign_key(
            ForeignKey::create()
                .from(AgendaItem::Table, AgendaItem::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
