//! Deliveries of editions: one row for each edition, one for each recipient of it, and the keys that sign.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Delivery {
    Table,
    EditionId,
    NewsletterId,
    OrganisationId,
    Subject,
    Segment,
    State,
    Time,
    StartsAt,
    Zone,
    LocalTime,
    WindowDays,
    WindowFrom,
    WindowUntil,
    NExpected,
    LaidAfter,
    IsLaid,
    CreatedAt,
    ScheduledBy,
    ScheduledName,
    ReleasedBy,
    FirstSentAt,
    EndedAt,
    SampledAt,
    NDone,
    RatePerHour,
    Version,
}

#[derive(DeriveIden)]
enum DeliveryRecipient {
    Table,
    Id,
    EditionId,
    SubscriberId,
    Email,
    Domain,
    Source,
    State,
    Cause,
    Attempts,
    NextAt,
    LeaseUntil,
    Answer,
    EndedAt,
    ResentAt,
}

#[derive(DeriveIden)]
enum DkimKey {
    Table,
    NewsletterId,
    Domain,
    Algorithm,
    Selector,
    PrivateKey,
    CreatedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(delivery()).await?;
        manager.create_table(recipient()).await?;
        // Nobody is written to twice.
        let once = Index::create()
            .name("delivery_recipient_once")
            .table(DeliveryRecipient::Table)
            .col(DeliveryRecipient::EditionId)
            .col(DeliveryRecipient::SubscriberId)
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        let due = Index::create()
            .name("delivery_recipient_due")
            .table(DeliveryRecipient::Table)
            .col(DeliveryRecipient::EditionId)
            .col(DeliveryRecipient::State)
            .col(DeliveryRecipient::NextAt)
            .col(DeliveryRecipient::Id)
            .to_owned();
        manager.create_index(due).await?;
        let of_person = Index::create()
            .name("delivery_recipient_subscriber")
            .table(DeliveryRecipient::Table)
            .col(DeliveryRecipient::SubscriberId)
            .to_owned();
        manager.create_index(of_person).await?;
        manager.create_table(dkim_key()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            DkimKey::Table.into_table_ref(),
            DeliveryRecipient::Table.into_table_ref(),
            Delivery::Table.into_table_ref(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn delivery() -> TableCreateStatement {
    Table::create()
        .table(Delivery::Table)
        .col(uuid(Delivery::EditionId).primary_key())
        .col(uuid(Delivery::NewsletterId))
        .col(uuid(Delivery::OrganisationId))
        .col(text(Delivery::Subject))
        .col(text(Delivery::Segment))
        .col(integer(Delivery::State).check(Expr::col(Delivery::State).between(1, 7)))
        .col(integer(Delivery::Time).check(Expr::col(Delivery::Time).between(1, 3)))
        .col(timestamp_with_time_zone(Delivery::StartsAt))
        .col(text(Delivery::Zone))
        .col(text(Delivery::LocalTime))
        .col(integer(Delivery::WindowDays))
        .col(text(Delivery::WindowFrom))
        .col(text(Delivery::WindowUntil))
        .col(big_integer(Delivery::NExpected))
        .col(uuid_null(Delivery::LaidAfter))
        .col(boolean(Delivery::IsLaid))
        .col(timestamp_with_time_zone(Delivery::CreatedAt))
        .col(uuid_null(Delivery::ScheduledBy))
        .col(text(Delivery::ScheduledName))
        .col(uuid_null(Delivery::ReleasedBy))
        .col(timestamp_with_time_zone_null(Delivery::FirstSentAt))
        .col(timestamp_with_time_zone_null(Delivery::EndedAt))
        .col(timestamp_with_time_zone_null(Delivery::SampledAt))
        .col(big_integer(Delivery::NDone))
        .col(big_integer(Delivery::RatePerHour))
        .col(integer(Delivery::Version))
        .to_owned()
}

fn recipient() -> TableCreateStatement {
    let state = DeliveryRecipient::State;
    let cause = DeliveryRecipient::Cause;
    Table::create()
        .table(DeliveryRecipient::Table)
        .col(uuid(DeliveryRecipient::Id).primary_key())
        .col(uuid(DeliveryRecipient::EditionId))
        .col(uuid(DeliveryRecipient::SubscriberId))
        .col(text(DeliveryRecipient::Email))
        .col(text(DeliveryRecipient::Domain))
        .col(text(DeliveryRecipient::Source))
        .col(integer(state).check(Expr::col(DeliveryRecipient::State).between(1, 7)))
        .col(integer(cause).check(Expr::col(DeliveryRecipient::Cause).between(0, 4)))
        .col(integer(DeliveryRecipient::Attempts))
        .col(timestamp_with_time_zone(DeliveryRecipient::NextAt))
        .col(timestamp_with_time_zone_null(DeliveryRecipient::LeaseUntil))
        .col(text(DeliveryRecipient::Answer))
        .col(timestamp_with_time_zone_null(DeliveryRecipient::EndedAt))
        .col(timestamp_with_time_zone_null(DeliveryRecipient::ResentAt))
        .to_owned()
}

fn dkim_key() -> TableCreateStatement {
    Table::create()
        .table(DkimKey::Table)
        .col(uuid(DkimKey::NewsletterId))
        .col(text(DkimKey::Domain))
        .col(text(DkimKey::Algorithm))
        .col(text(DkimKey::Selector))
        .col(text(DkimKey::PrivateKey))
        .col(timestamp_with_time_zone(DkimKey::CreatedAt))
        .primary_key(
            Index::create()
                .col(DkimKey::NewsletterId)
                .col(DkimKey::Domain)
                .col(DkimKey::Algorithm),
        )
        .to_owned()
}
