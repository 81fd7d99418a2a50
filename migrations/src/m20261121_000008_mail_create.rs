//! The outbox; where the readers of the activity log stand: visits, notifications, daily digests.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Mail {
    Table,
    Id,
    QueuedAt,
    ToAddress,
    ToName,
    Subject,
    Text,
    State,
    Attempts,
    NextAt,
    LeaseUntil,
    SentAt,
    Answer,
}

#[derive(DeriveIden)]
enum Visit {
    Table,
    PersonId,
    PreviousPosition,
    Position,
    At,
}

#[derive(DeriveIden)]
enum NotificationCursor {
    Table,
    Id,
    Position,
    Forgotten,
}

#[derive(DeriveIden)]
enum NotificationDigest {
    Table,
    PersonId,
    Position,
    DoneOn,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_mail(manager).await?;
        manager
            .create_table(
                Table::create()
                    .table(Visit::Table)
                    .col(uuid(Visit::PersonId).primary_key())
                    .col(big_integer(Visit::PreviousPosition))
                    .col(big_integer(Visit::Position))
                    .col(timestamp_with_time_zone(Visit::At))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(NotificationCursor::Table)
                    .col(integer(NotificationCursor::Id).primary_key())
                    .col(big_integer(NotificationCursor::Position))
                    .col(big_integer(NotificationCursor::Forgotten))
                    .to_owned(),
            )
            .await?;
        manager
            .exec_stmt(
                Query::insert()
                    .into_table(NotificationCursor::Table)
                    .columns([
                        NotificationCursor::Id,
                        NotificationCursor::Position,
                        NotificationCursor::Forgotten,
                    ])
                    .values_panic([1.into(), 0_i64.into(), 0_i64.into()])
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(NotificationDigest::Table)
                    .col(uuid(NotificationDigest::PersonId).primary_key())
                    .col(big_integer(NotificationDigest::Position))
                    .col(date(NotificationDigest::DoneOn))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Mail::Table.into_iden(),
            Visit::Table.into_iden(),
            NotificationCursor::Table.into_iden(),
            NotificationDigest::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn create_mail(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(Mail::Table)
                .col(uuid(Mail::Id).primary_key())
                .col(timestamp_with_time_zone(Mail::QueuedAt))
                .col(text(Mail::ToAddress))
                .col(text(Mail::ToName))
                .col(text(Mail::Subject))
                .col(text(Mail::Text))
                .col(integer(Mail::State).check(Expr::col(Mail::State).between(1, 5)))
                .col(integer(Mail::Attempts))
                .col(timestamp_with_time_zone(Mail::NextAt))
                .col(timestamp_with_time_zone_null(Mail::LeaseUntil))
                .col(timestamp_with_time_zone_null(Mail::SentAt))
                .col(text(Mail::Answer))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("mail_due")
                .table(Mail::Table)
                .col(Mail::State)
                .col(Mail::NextAt)
                .to_owned(),
        )
        .await
}
