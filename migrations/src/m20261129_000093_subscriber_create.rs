//! Subscribers of the newsletters: what they said of themselves, their lists and themes, the evidence.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Subscriber {
    Table,
    Id,
    NewsletterId,
    Email,
    EmailHash,
    State,
    ActorKind,
    ActorFunction,
    Territory,
    Source,
    LegalGround,
    IsSourceTold,
    AskedAt,
    AskedFrom,
    AskedText,
    ConfirmedAt,
    ConfirmedFrom,
    ConsentAt,
    RenewalAskedAt,
    EndedAt,
    EndedWords,
    Version,
}

#[derive(DeriveIden)]
enum SubscriberList {
    Table,
    SubscriberId,
    ListId,
}

#[derive(DeriveIden)]
enum SubscriberTheme {
    Table,
    SubscriberId,
    Theme,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [subscriber(), subscriber_list(), subscriber_theme()] {
            manager.create_table(table).await?;
        }
        for index in [
            Index::create()
                .name("subscriber_address")
                .table(Subscriber::Table)
                .col(Subscriber::NewsletterId)
                .col(Subscriber::EmailHash)
                .unique()
                .to_owned(),
            // A selection is read in the order of the identifiers, chunk by chunk.
            Index::create()
                .name("subscriber_selection")
                .table(Subscriber::Table)
                .col(Subscriber::NewsletterId)
                .col(Subscriber::State)
                .col(Subscriber::Id)
                .to_owned(),
            // What happens by itself after days or years is found without reading everyone.
            Index::create()
                .name("subscriber_consent")
                .table(Subscriber::Table)
                .col(Subscriber::State)
                .col(Subscriber::ConsentAt)
                .to_owned(),
            Index::create()
                .name("subscriber_hash")
                .table(Subscriber::Table)
                .col(Subscriber::EmailHash)
                .to_owned(),
            Index::create()
                .name("subscriber_list_list")
                .table(SubscriberList::Table)
                .col(SubscriberList::ListId)
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            SubscriberTheme::Table.into_iden(),
            SubscriberList::Table.into_iden(),
            Subscriber::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn subscriber() -> TableCreateStatement {
    Table::create()
        .table(Subscriber::Table)
        .col(uuid(Subscriber::Id).primary_key())
        .col(uuid(Subscriber::NewsletterId))
        .col(text_null(Subscriber::Email))
        .col(text(Subscriber::EmailHash))
        .col(integer(Subscriber::State).check(Expr::col(Subscriber::State).between(1, 5)))
        .col(integer(Subscriber::ActorKind))
        .col(integer(Subscriber::ActorFunction))
        .col(text(Subscriber::Territory))
        .col(text(Subscriber::Source))
        .col(text(Subscriber::LegalGround))
        .col(boolean(Subscriber::IsSourceTold))
        .col(timestamp_with_time_zone(Subscriber::AskedAt))
        .col(text(Subscriber::AskedFrom))
        .col(text(Subscriber::AskedText))
        .col(timestamp_with_time_zone_null(Subscriber::ConfirmedAt))
        .col(text(Subscriber::ConfirmedFrom))
        .col(timestamp_with_time_zone(Subscriber::ConsentAt))
        .col(timestamp_with_time_zone_null(Subscriber::RenewalAskedAt))
        .col(timestamp_with_time_zone_null(Subscriber::EndedAt))
        .col(text(Subscriber::EndedWords))
        .col(integer(Subscriber::Version))
        .to_owned()
}

fn subscriber_list() -> TableCreateStatement {
    Table::create()
        .table(SubscriberList::Table)
        .col(uuid(SubscriberList::SubscriberId))
        .col(uuid(SubscriberList::ListId))
        .primary_key(
            Index::create()
                .col(SubscriberList::SubscriberId)
                .col(SubscriberList::ListId),
        )
        .to_owned()
}

fn subscriber_theme() -> TableCreateStatement {
    Table::create()
        .table(SubscriberTheme::Table)
        .col(uuid(SubscriberTheme::SubscriberId))
        .col(integer(SubscriberTheme::Theme))
        .primary_key(
            Index::create()
                .col(SubscriberTheme::SubscriberId)
                .col(SubscriberTheme::Theme),
        )
        .to_owned()
}
