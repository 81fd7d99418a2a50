//! One index of the recipients serves both an edition's recipient and a person's editions: each is written twice for each
//! mail.

use sea_orm_migration::prelude::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum DeliveryRecipient {
    Table,
    EditionId,
    SubscriberId,
}

const ONCE: &str = "delivery_recipient_once";
const OF_PERSON: &str = "delivery_recipient_subscriber";

fn once(first: DeliveryRecipient, second: DeliveryRecipient) -> IndexCreateStatement {
    Index::create()
        .name(ONCE)
        .table(DeliveryRecipient::Table)
        .col(first)
        .col(second)
        .unique()
        .to_owned()
}

async fn drop(manager: &SchemaManager<'_>, name: &str) -> Result<(), DbErr> {
    let drop = Index::drop()
        .name(name)
        .table(DeliveryRecipient::Table)
        .to_owned();
    manager.drop_index(drop).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ONCE).await?;
        drop(manager, OF_PERSON).await?;
        let once = once(DeliveryRecipient::SubscriberId, DeliveryRecipient::EditionId);
        manager.create_index(once).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ONCE).await?;
        let once = once(DeliveryRecipient::EditionId, DeliveryRecipient::SubscriberId);
        manager.create_index(once).await?;
        let of_person = Index::create()
            .name(OF_PERSON)
            .table(DeliveryRecipient::Table)
            .col(DeliveryRecipient::SubscriberId)
            .to_owned();
        manager.create_index(of_person).await
    }
}
