//! Reports of what came back of the editions that left: each once.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum BounceReport {
    Table,
    Id,
    Key,
    Source,
    Kind,
    Cause,
    ReceivedAt,
    RecipientId,
    EditionId,
    SubscriberId,
    Words,
    Subject,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(report()).await?;
        for (name, column) in [
            ("bounce_report_edition", BounceReport::EditionId),
            ("bounce_report_recipient", BounceReport::RecipientId),
            ("bounce_report_subscriber", BounceReport::SubscriberId),
            ("bounce_report_received", BounceReport::ReceivedAt),
        ] {
            let index = Index::create()
                .name(name)
                .table(BounceReport::Table)
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        let unmatched = Index::create()
            .name("bounce_report_unmatched")
            .table(BounceReport::Table)
            .col(BounceReport::Cause)
            .col(BounceReport::Id)
            .to_owned();
        manager.create_index(unmatched).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::drop().table(BounceReport::Table).to_owned();
        manager.drop_table(drop).await
    }
}

fn report() -> TableCreateStatement {
    let (source, kind, cause) = (BounceReport::Source, BounceReport::Kind, BounceReport::Cause);
    Table::create()
        .table(BounceReport::Table)
        .col(uuid(BounceReport::Id).primary_key())
        // The same report read twice, by one replica or two, is one.
        .col(text(BounceReport::Key).unique_key())
        .col(integer(source).check(Expr::col(BounceReport::Source).between(1, 2)))
        .col(integer(kind).check(Expr::col(BounceReport::Kind).between(0, 6)))
        .col(integer(cause).check(Expr::col(BounceReport::Cause).between(0, 5)))
        .col(timestamp_with_time_zone(BounceReport::ReceivedAt))
        .col(uuid_null(BounceReport::RecipientId))
        .col(uuid_null(BounceReport::EditionId))
        .col(uuid_null(BounceReport::SubscriberId))
        .col(text(BounceReport::Words))
        .col(text(BounceReport::Subject))
        .to_owned()
}
