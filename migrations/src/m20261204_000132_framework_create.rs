//! The framework's texts: the charter, the reference framework, the annexes; their versions and their signatories.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum FrameworkText {
    Table,
    Id,
    Kind,
    Title,
    PartnerId,
    Version,
}

#[derive(DeriveIden)]
enum FrameworkVersion {
    Table,
    Id,
    TextId,
    Number,
    Label,
    AdoptedOn,
    InForceFrom,
    Text,
    Change,
    EnteredAt,
    Version,
}

#[derive(DeriveIden)]
enum FrameworkSignatory {
    Table,
    Id,
    TextId,
    Name,
    Quality,
    SignedOn,
    LeftOn,
    Version,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [text_table(), version(), signatory()] {
            manager.create_table(table).await?;
        }
        // One charter, one reference framework; one annex with each partner.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX framework_text_kind ON framework_text (kind) WHERE partner_id IS NULL",
            )
            .await?;
        for index in [
            Index::create()
                .name("framework_text_partner")
                .table(FrameworkText::Table)
                .col(FrameworkText::PartnerId)
                .unique()
                .to_owned(),
            Index::create()
                .name("framework_version_number")
                .table(FrameworkVersion::Table)
                .col(FrameworkVersion::TextId)
                .col(FrameworkVersion::Number)
                .unique()
                .to_owned(),
            Index::create()
                .name("framework_version_day")
                .table(FrameworkVersion::Table)
                .col(FrameworkVersion::TextId)
                .col(FrameworkVersion::InForceFrom)
                .unique()
                .to_owned(),
            Index::create()
                .name("framework_signatory_text")
                .table(FrameworkSignatory::Table)
                .col(FrameworkSignatory::TextId)
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Their files.
        manager
            .get_connection()
            .execute_unprepared("DELETE FROM attachment WHERE owner = 21")
            .await?;
        for table in [
            FrameworkSignatory::Table.into_iden(),
            FrameworkVersion::Table.into_iden(),
            FrameworkText::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn text_table() -> TableCreateStatement {
    Table::create()
        .table(FrameworkText::Table)
        .col(uuid(FrameworkText::Id).primary_key())
        .col(integer(FrameworkText::Kind).check(Expr::col(FrameworkText::Kind).between(1, 3)))
        .col(text(FrameworkText::Title))
        .col(uuid_null(FrameworkText::PartnerId))
        .col(integer(FrameworkText::Version))
        .to_owned()
}

fn of_text(table: impl IntoIden, column: impl IntoIden) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column)
        .to(FrameworkText::Table, FrameworkText::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn version() -> TableCreateStatement {
    Table::create()
        .table(FrameworkVersion::Table)
        .col(uuid(FrameworkVersion::Id).primary_key())
        .col(uuid(FrameworkVersion::TextId))
        .col(integer(FrameworkVersion::Number))
        .col(text(FrameworkVersion::Label))
        .col(date(FrameworkVersion::AdoptedOn))
        .col(date(FrameworkVersion::InForceFrom))
        .col(text(FrameworkVersion::Text))
        .col(text(FrameworkVersion::Change))
        .col(timestamp_with_time_zone(FrameworkVersion::EnteredAt))
        .col(integer(FrameworkVersion::Version))
        .foreign_key(&mut of_text(FrameworkVersion::Table, FrameworkVersion::TextId))
        .to_owned()
}

fn signatory() -> TableCreateStatement {
    Table::create()
        .table(FrameworkSignatory::Table)
        .col(uuid(FrameworkSignatory::Id).primary_key())
        .col(uuid(FrameworkSignatory::TextId))
        .col(text(FrameworkSignatory::Name))
        .col(text(FrameworkSignatory::Quality))
        .col(date(FrameworkSignatory::SignedOn))
        .col(date_null(FrameworkSignatory::LeftOn))
        .col(integer(FrameworkSignatory::Version))
        .foreign_key(&mut of_text(
            FrameworkSignatory::Table,
            FrameworkSignatory::TextId,
        ))
        .to_owned()
}
