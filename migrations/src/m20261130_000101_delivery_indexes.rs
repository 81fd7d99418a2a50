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

fn index(name: &str, columns: Vec<DeliveryRecipient>) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(DeliveryRecipient::Table);
    for column in columns {
        index.col(column);
    }
    index
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in [ONCE, OF_PERSON] {
            let drop = Index::drop()
                .name(name)
                .table(DeliveryRecipient::Table)
                .to_owned();
            manager.drop_index(drop).await?;
        }
        let mut once = index(
            ONCE,
            vec![DeliveryRecipient::SubscriberId, DeliveryRecipient::EditionId],
        );
        once.unique();
        manager.create_index(once).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Index::drop()
            .name(ONCE)
            .table(DeliveryRecipient::Table)
            .to_owned();
        manager.drop_index(drop).await?;
        let mut once = index(
            ONCE,
            vec![DeliveryRecipient::EditionId, DeliveryRecipient::SubscriberId],
        );
        once.unique();
        manager.create_index(once).await?;
        manager
            .create_index(index(OF_PERSON, vec![DeliveryRecipient::SubscriberId]))
            .await
    }
}
