//! Information that national bodies send to the centres (A1): procedures, bulletins, what each centre did with them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum BulletinProcedure {
    Table,
    OrganisationId,
    Text,
    NPerYear,
    StartedOn,
    UpdatedBy,
    Version,
}

#[derive(DeriveIden)]
enum BulletinKind {
    Table,
    Id,
    OrganisationId,
    Name,
    DelayDays,
    InCharge,
    SecondReader,
    IsPublic,
    IsRetired,
    Template,
    Version,
}

#[derive(DeriveIden)]
enum Bulletin {
    Table,
    Id,
    OrganisationId,
    KindId,
    State,
    Title,
    Text,
    Content,
    IsUrgent,
    ValidUntil,
    DueAt,
    Number,
    IdempotencyKey,
    PushHash,
    AskedBy,
    CreatedBy,
    CreatedAt,
    PublishedBy,
    PublishedAt,
    WithdrawnAt,
    Withdrawal,
    Version,
}

#[derive(DeriveIden)]
enum BulletinText {
    Table,
    BulletinId,
    Number,
    Title,
    Text,
    Note,
    PublishedBy,
    PublishedAt,
}

#[derive(DeriveIden)]
enum BulletinReception {
    Table,
    Id,
    BulletinId,
    OrganisationId,
    ReceivedAt,
    AcknowledgedAt,
    AcknowledgedBy,
    SetAsideAt,
    SetAsideBy,
    Reason,
    RemindedAt,
    Version,
}

#[derive(DeriveIden)]
enum BulletinRelay {
    Table,
    Id,
    ReceptionId,
    BulletinId,
    Means,
    Number,
    EditionId,
    MeetingId,
    Words,
    On,
    NReached,
    SettledAt,
    DeclaredBy,
    At,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            procedure(),
            kind(),
            bulletin(),
            text_version(),
            reception(),
            relay(),
        ] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            BulletinRelay::Table.into_iden(),
            BulletinReception::Table.into_iden(),
            BulletinText::Table.into_iden(),
            Bulletin::Table.into_iden(),
            BulletinKind::Table.into_iden(),
            BulletinProcedure::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn procedure() -> TableCreateStatement {
    Table::create()
        .table(BulletinProcedure::Table)
        .col(uuid(BulletinProcedure::OrganisationId).primary_key())
        .col(text(BulletinProcedure::Text))
        .col(integer(BulletinProcedure::NPerYear))
        .col(date(BulletinProcedure::StartedOn))
        .col(text(BulletinProcedure::UpdatedBy))
        .col(integer(BulletinProcedure::Version))
        .to_owned()
}

fn kind() -> TableCreateStatement {
    Table::create()
        .table(BulletinKind::Table)
        .col(uuid(BulletinKind::Id).primary_key())
        .col(uuid(BulletinKind::OrganisationId))
        .col(text(BulletinKind::Name))
        .col(integer(BulletinKind::DelayDays))
        .col(uuid_null(BulletinKind::InCharge))
        .col(uuid_null(BulletinKind::SecondReader))
        .col(boolean(BulletinKind::IsPublic))
        .col(boolean(BulletinKind::IsRetired))
        .col(text(BulletinKind::Template))
        .col(integer(BulletinKind::Version))
        .foreign_key(
            ForeignKey::create()
                .from(BulletinKind::Table, BulletinKind::OrganisationId)
                .to(BulletinProcedure::Table, BulletinProcedure::OrganisationId),
        )
        .to_owned()
}

fn bulletin() -> TableCreateStatement {
    Table::create()
        .table(Bulletin::Table)
        .col(uuid(Bulletin::Id).primary_key())
        .col(uuid(Bulletin::OrganisationId))
        .col(uuid(Bulletin::KindId))
        .col(integer(Bulletin::State).check(Expr::col(Bulletin::State).between(1, 4)))
        .col(text(Bulletin::Title))
        .col(text(Bulletin::Text))
        .col(text(Bulletin::Content))
        .col(boolean(Bulletin::IsUrgent))
        .col(date_null(Bulletin::ValidUntil))
        .col(timestamp_with_time_zone_null(Bulletin::DueAt))
        .col(integer(Bulletin::Number))
        .col(text_null(Bulletin::IdempotencyKey))
        .col(text_null(Bulletin::PushHash))
        .col(uuid_null(Bulletin::AskedBy))
        .col(text(Bulletin::CreatedBy))
        .col(timestamp_with_time_zone(Bulletin::CreatedAt))
        .col(text(Bulletin::PublishedBy))
        .col(timestamp_with_time_zone_null(Bulletin::PublishedAt))
        .col(timestamp_with_time_zone_null(Bulletin::WithdrawnAt))
        .col(text(Bulletin::Withdrawal))
        .col(integer(Bulletin::Version))
        .foreign_key(
            ForeignKey::create()
                .from(Bulletin::Table, Bulletin::KindId)
                .to(BulletinKind::Table, BulletinKind::Id),
        )
        .to_owned()
}

fn text_version() -> TableCreateStatement {
    Table::create()
        .table(BulletinText::Table)
        .col(uuid(BulletinText::BulletinId))
        .col(integer(BulletinText::Number))
        .col(text(BulletinText::Title))
        .col(text(BulletinText::Text))
        .col(text(BulletinText::Note))
        .col(text(BulletinText::PublishedBy))
        .col(timestamp_with_time_zone(BulletinText::PublishedAt))
        .primary_key(
            Index::create()
                .col(BulletinText::BulletinId)
                .col(BulletinText::Number),
        )
        .foreign_key(&mut of_bulletin(BulletinText::Table, BulletinText::BulletinId))
        .to_owned()
}

fn reception() -> TableCreateStatement {
    Table::create()
        .table(BulletinReception::Table)
        .col(uuid(BulletinReception::Id).primary_key())
        .col(uuid(BulletinReception::BulletinId))
        .col(uuid(BulletinReception::OrganisationId))
        .col(timestamp_with_time_zone(BulletinReception::ReceivedAt))
        .col(timestamp_with_time_zone_null(BulletinReception::AcknowledgedAt))
        .col(text(BulletinReception::AcknowledgedBy))
        .col(timestamp_with_time_zone_null(BulletinReception::SetAsideAt))
        .col(text(BulletinReception::SetAsideBy))
        .col(text(BulletinReception::Reason))
        .col(timestamp_with_time_zone_null(BulletinReception::RemindedAt))
        .col(integer(BulletinReception::Version))
        .foreign_key(&mut of_bulletin(
            BulletinReception::Table,
            BulletinReception::BulletinId,
        ))
        .to_owned()
}

fn relay() -> TableCreateStatement {
    Table::create()
        .table(BulletinRelay::Table)
        .col(uuid(BulletinRelay::Id).primary_key())
        .col(uuid(BulletinRelay::ReceptionId))
        .col(uuid(BulletinRelay::BulletinId))
        .col(integer(BulletinRelay::Means).check(Expr::col(BulletinRelay::Means).between(1, 3)))
        .col(integer(BulletinRelay::Number))
        .col(uuid_null(BulletinRelay::EditionId))
        .col(uuid_null(BulletinRelay::MeetingId))
        .col(text(BulletinRelay::Words))
        .col(date(BulletinRelay::On))
        .col(big_integer(BulletinRelay::NReached))
        .col(timestamp_with_time_zone_null(BulletinRelay::SettledAt))
        .col(text(BulletinRelay::DeclaredBy))
        .col(timestamp_with_time_zone(BulletinRelay::At))
        .foreign_key(
            ForeignKey::create()
                .from(BulletinRelay::Table, BulletinRelay::ReceptionId)
                .to(BulletinReception::Table, BulletinReception::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn of_bulletin(table: impl IntoTableRef, column: impl IntoIden) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to(Bulletin::Table, Bulletin::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 8] {
    [
        Index::create()
            .name("bulletin_kind_name")
            .table(BulletinKind::Table)
            .col(BulletinKind::OrganisationId)
            .col(BulletinKind::Name)
            .unique()
            .to_owned(),
        // One push, sent again, is one bulletin.
        Index::create()
            .name("bulletin_once")
            .table(Bulletin::Table)
            .col(Bulletin::OrganisationId)
            .col(Bulletin::IdempotencyKey)
            .unique()
            .to_owned(),
        Index::create()
            .name("bulletin_reception_once")
            .table(BulletinReception::Table)
            .col(BulletinReception::BulletinId)
            .col(BulletinReception::OrganisationId)
            .unique()
            .to_owned(),
        Index::create()
            .name("bulletin_reception_centre")
            .table(BulletinReception::Table)
            .col(BulletinReception::OrganisationId)
            .col(BulletinReception::BulletinId)
            .to_owned(),
        Index::create()
            .name("bulletin_relay_edition")
            .table(BulletinRelay::Table)
            .col(BulletinRelay::ReceptionId)
            .col(BulletinRelay::EditionId)
            .unique()
            .to_owned(),
        Index::create()
            .name("bulletin_relay_meeting")
            .table(BulletinRelay::Table)
            .col(BulletinRelay::ReceptionId)
            .col(BulletinRelay::MeetingId)
            .unique()
            .to_owned(),
        Index::create()
            .name("bulletin_relay_bulletin")
            .table(BulletinRelay::Table)
            .col(BulletinRelay::BulletinId)
            .to_owned(),
        Index::create()
            .name("bulletin_relay_settled")
            .table(BulletinRelay::Table)
            .col(BulletinRelay::SettledAt)
            .to_owned(),
    ]
}
