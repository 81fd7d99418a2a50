//! Date polls: slots, who is asked, what each answers.

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
enum Meeting {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Poll {
    Table,
    Id,
    Kind,
    Title,
    Message,
    Zone,
    ClosesAt,
    ClosedAt,
    ToldAt,
    OrganisationId,
    OrganisationName,
    PersonId,
    WorkStreamId,
    ChosenSlotId,
    MeetingId,
}

#[derive(DeriveIden)]
enum PollSlot {
    Table,
    Id,
    PollId,
    StartsAt,
    EndsAt,
}

#[derive(DeriveIden)]
enum PollAsked {
    Table,
    PollId,
    OrganisationId,
    OrganisationName,
    Zone,
    AnsweredAt,
    IsByTelephone,
    Word,
    Version,
}

#[derive(DeriveIden)]
enum PollAnswer {
    Table,
    SlotId,
    OrganisationId,
    PollId,
    Availability,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [poll(), poll_slot(), poll_asked(), poll_answer()] {
            manager.create_table(table).await?;
        }
        for index in [
            Index::create()
                .name("poll_slot_poll")
                .table(PollSlot::Table)
                .col(PollSlot::PollId)
                .to_owned(),
            Index::create()
                .name("poll_asked_organisation")
                .table(PollAsked::Table)
                .col(PollAsked::OrganisationId)
                .to_owned(),
            Index::create()
                .name("poll_answer_poll")
                .table(PollAnswer::Table)
                .col(PollAnswer::PollId)
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            PollAnswer::Table.into_iden(),
            PollAsked::Table.into_iden(),
            PollSlot::Table.into_iden(),
            Poll::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn poll() -> TableCreateStatement {
    Table::create()
        .table(Poll::Table)
        .col(uuid(Poll::Id).primary_key())
        .col(integer(Poll::Kind))
        .col(text(Poll::Title))
        .col(text(Poll::Message))
        .col(text(Poll::Zone))
        .col(timestamp_with_time_zone(Poll::ClosesAt))
        .col(timestamp_with_time_zone_null(Poll::ClosedAt))
        .col(timestamp_with_time_zone_null(Poll::ToldAt))
        .col(uuid(Poll::OrganisationId))
        .col(text(Poll::OrganisationName))
        .col(uuid_null(Poll::PersonId))
        .col(uuid_null(Poll::WorkStreamId))
        .col(uuid_null(Poll::ChosenSlotId))
        .col(uuid_null(Poll::MeetingId))
        .foreign_key(
            ForeignKey::create()
                .from(Poll::Table, Poll::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Poll::Table, Poll::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::SetNull),
        )
        .to_owned()
}

fn poll_slot() -> TableCreateStatement {
    Table::create()
        .table(PollSlot::Table)
        .col(uuid(PollSlot::Id).primary_key())
        .col(uuid(PollSlot::PollId))
        .col(timestamp_with_time_zone(PollSlot::StartsAt))
        .col(timestamp_with_time_zone(PollSlot::EndsAt))
        .foreign_key(
            ForeignKey::create()
                .from(PollSlot::Table, PollSlot::PollId)
                .to(Poll::Table, Poll::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn poll_asked() -> TableCreateStatement {
    Table::create()
        .table(PollAsked::Table)
        .col(uuid(PollAsked::PollId))
        .col(uuid(PollAsked::OrganisationId))
        .col(text(PollAsked::OrganisationName))
        .col(text(PollAsked::Zone))
        .col(timestamp_with_time_zone_null(PollAsked::AnsweredAt))
        .col(boolean(PollAsked::IsByTelephone))
        .col(text(PollAsked::Word))
        .col(integer(PollAsked::Version))
        .primary_key(
            Index::create()
                .col(PollAsked::PollId)
                .col(PollAsked::OrganisationId),
        )
        .foreign_key(
            ForeignKey::create()
                .from(PollAsked::Table, PollAsked::PollId)
                .to(Poll::Table, Poll::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn poll_answer() -> TableCreateStatement {
    Table::create()
        .table(PollAnswer::Table)
        .col(uuid(PollAnswer::SlotId))
        .col(uuid(PollAnswer::OrganisationId))
        .col(uuid(PollAnswer::PollId))
        .col(integer(PollAnswer::Availability).check(Expr::col(PollAnswer::Availability).between(1, 3)))
        .primary_key(
            Index::create()
                .col(PollAnswer::SlotId)
                .col(PollAnswer::OrganisationId),
        )
        .foreign_key(
            ForeignKey::create()
                .from(PollAnswer::Table, PollAnswer::SlotId)
                .to(PollSlot::Table, PollSlot::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
