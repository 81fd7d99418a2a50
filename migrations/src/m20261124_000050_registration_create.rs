//! Registration for a day: its settings, workshops, people and their choices, feedback.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Meeting {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum RegistrationSettings {
    Table,
    MeetingId,
    OpensAt,
    ClosesAt,
    Capacity,
    SeatsPerOrganisation,
    IsPublic,
    RetentionMonths,
    MinutesToAccept,
    AsksMeal,
    AsksAccessNeeds,
    NeedsErasedAt,
    ErasedAt,
    Version,
}

#[derive(DeriveIden)]
enum Workshop {
    Table,
    Id,
    MeetingId,
    Title,
    Room,
    Speakers,
    StartsAt,
    EndsAt,
    Capacity,
    Version,
}

#[derive(DeriveIden)]
enum Registration {
    Table,
    Id,
    MeetingId,
    Email,
    Name,
    OrganisationName,
    State,
    AskedAt,
    OfferedUntil,
    Code,
    IsVisible,
    Meal,
    AccessNeeds,
    HasConsent,
    ArrivedAt,
    ThankedAt,
    HasGivenFeedback,
}

#[derive(DeriveIden)]
enum WorkshopChoice {
    Table,
    RegistrationId,
    WorkshopId,
    IsWaiting,
    AskedAt,
}

#[derive(DeriveIden)]
enum Feedback {
    Table,
    Id,
    MeetingId,
    Mark,
    Text,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [settings(), workshop(), registration(), choice(), feedback()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Feedback::Table.into_iden(),
            WorkshopChoice::Table.into_iden(),
            Registration::Table.into_iden(),
            Workshop::Table.into_iden(),
            RegistrationSettings::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn of_meeting<T: Iden + 'static>(table: T, column: T) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to(Meeting::Table, Meeting::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn settings() -> TableCreateStatement {
    use RegistrationSettings as S;
    Table::create()
        .table(S::Table)
        .col(uuid(S::MeetingId).primary_key())
        .col(timestamp_with_time_zone(S::OpensAt))
        .col(timestamp_with_time_zone(S::ClosesAt))
        .col(integer(S::Capacity).check(Expr::col(S::Capacity).gte(1)))
        .col(integer(S::SeatsPerOrganisation))
        .col(boolean(S::IsPublic))
        .col(integer(S::RetentionMonths))
        .col(integer(S::MinutesToAccept))
        .col(boolean(S::AsksMeal))
        .col(boolean(S::AsksAccessNeeds))
        .col(timestamp_with_time_zone_null(S::NeedsErasedAt))
        .col(timestamp_with_time_zone_null(S::ErasedAt))
        .col(integer(S::Version))
        .foreign_key(&mut of_meeting(S::Table, S::MeetingId))
        .to_owned()
}

fn workshop() -> TableCreateStatement {
    use Workshop as W;
    Table::create()
        .table(W::Table)
        .col(uuid(W::Id).primary_key())
        .col(uuid(W::MeetingId))
        .col(text(W::Title))
        .col(text(W::Room))
        .col(text(W::Speakers))
        .col(timestamp_with_time_zone(W::StartsAt))
        .col(timestamp_with_time_zone(W::EndsAt))
        .col(integer(W::Capacity).check(Expr::col(W::Capacity).gte(1)))
        .col(integer(W::Version))
        .foreign_key(&mut of_meeting(W::Table, W::MeetingId))
        .to_owned()
}

fn registration() -> TableCreateStatement {
    use Registration as R;
    Table::create()
        .table(R::Table)
        .col(uuid(R::Id).primary_key())
        .col(uuid(R::MeetingId))
        // Nothing once it is erased.
        .col(text_null(R::Email))
        .col(text(R::Name))
        .col(text(R::OrganisationName))
        .col(integer(R::State).check(Expr::col(R::State).between(1, 5)))
        .col(timestamp_with_time_zone(R::AskedAt))
        .col(timestamp_with_time_zone_null(R::OfferedUntil))
        .col(integer(R::Code))
        .col(boolean(R::IsVisible))
        .col(text(R::Meal))
        .col(text(R::AccessNeeds))
        .col(boolean(R::HasConsent))
        .col(timestamp_with_time_zone_null(R::ArrivedAt))
        .col(timestamp_with_time_zone_null(R::ThankedAt))
        .col(boolean(R::HasGivenFeedback))
        .foreign_key(&mut of_meeting(R::Table, R::MeetingId))
        .to_owned()
}

fn choice() -> TableCreateStatement {
    use WorkshopChoice as C;
    Table::create()
        .table(C::Table)
        .col(uuid(C::RegistrationId))
        .col(uuid(C::WorkshopId))
        .col(boolean(C::IsWaiting))
        .col(timestamp_with_time_zone(C::AskedAt))
        .primary_key(Index::create().col(C::RegistrationId).col(C::WorkshopId))
        .foreign_key(
            ForeignKey::create()
                .from(C::Table, C::RegistrationId)
                .to(Registration::Table, Registration::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(
            ForeignKey::create()
                .from(C::Table, C::WorkshopId)
                .to(Workshop::Table, Workshop::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// What people said of a day: no person, no order, no instant.
fn feedback() -> TableCreateStatement {
    use Feedback as F;
    Table::create()
        .table(F::Table)
        .col(text(F::Id).primary_key())
        .col(uuid(F::MeetingId))
        .col(integer(F::Mark).check(Expr::col(F::Mark).between(1, 5)))
        .col(text(F::Text))
        .foreign_key(&mut of_meeting(F::Table, F::MeetingId))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 6] {
    use Registration as R;
    [
        Index::create()
            .name("workshop_meeting")
            .table(Workshop::Table)
            .col(Workshop::MeetingId)
            .to_owned(),
        Index::create()
            .name("registration_email")
            .table(R::Table)
            .col(R::MeetingId)
            .col(R::Email)
            .unique()
            .to_owned(),
        Index::create()
            .name("registration_code")
            .table(R::Table)
            .col(R::MeetingId)
            .col(R::Code)
            .unique()
            .to_owned(),
        Index::create()
            .name("registration_offer")
            .table(R::Table)
            .col(R::State)
            .col(R::OfferedUntil)
            .to_owned(),
        Index::create()
            .name("workshop_choice_workshop")
            .table(WorkshopChoice::Table)
            .col(WorkshopChoice::WorkshopId)
            .to_owned(),
        Index::create()
            .name("feedback_meeting")
            .table(Feedback::Table)
            .col(Feedback::MeetingId)
            .to_owned(),
    ]
}
