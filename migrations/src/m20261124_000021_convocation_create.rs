//! Who is convened to a meeting, the key that signs the links of the mails, the calendars; a mail may carry an
//! invitation.

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
enum Invitee {
    Table,
    Id,
    MeetingId,
    PersonId,
    OrganisationId,
    OrganisationName,
    Name,
    Email,
    Role,
    Answer,
    RepresentedBy,
    Word,
    AnsweredAt,
    ConvenedAt,
    RemindedAt,
    IsEnteredByAnimator,
}

#[derive(DeriveIden)]
enum SigningKey {
    Table,
    Id,
    Secret,
}

#[derive(DeriveIden)]
enum Calendar {
    Table,
    Id,
    Kind,
    PersonId,
    OrganisationId,
}

#[derive(DeriveIden)]
enum Mail {
    Table,
    Calendar,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [invitee(), signing_key(), calendar()] {
            manager.create_table(table).await?;
        }
        for index in [
            Index::create()
                .name("invitee_email")
                .table(Invitee::Table)
                .col(Invitee::MeetingId)
                .col(Invitee::Email)
                .unique()
                .to_owned(),
            Index::create()
                .name("invitee_person")
                .table(Invitee::Table)
                .col(Invitee::PersonId)
                .to_owned(),
            Index::create()
                .name("invitee_organisation")
                .table(Invitee::Table)
                .col(Invitee::OrganisationId)
                .to_owned(),
            Index::create()
                .name("calendar_of")
                .table(Calendar::Table)
                .col(Calendar::PersonId)
                .col(Calendar::OrganisationId)
                .col(Calendar::Kind)
                .unique()
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        manager
            .alter_table(
                Table::alter()
                    .table(Mail::Table)
                    .add_column(text(Mail::Calendar).default(""))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table(Mail::Table)
                    .drop_column(Mail::Calendar)
                    .to_owned(),
            )
            .await?;
        for table in [
            Calendar::Table.into_iden(),
            SigningKey::Table.into_iden(),
            Invitee::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn invitee() -> TableCreateStatement {
    Table::create()
        .table(Invitee::Table)
        .col(uuid(Invitee::Id).primary_key())
        .col(uuid(Invitee::MeetingId))
        .col(uuid_null(Invitee::PersonId))
        .col(uuid_null(Invitee::OrganisationId))
        .col(text(Invitee::OrganisationName))
        .col(text(Invitee::Name))
        .col(text(Invitee::Email))
        .col(integer(Invitee::Role))
        .col(integer(Invitee::Answer))
        .col(text(Invitee::RepresentedBy))
        .col(text(Invitee::Word))
        .col(timestamp_with_time_zone_null(Invitee::AnsweredAt))
        .col(timestamp_with_time_zone_null(Invitee::ConvenedAt))
        .col(timestamp_with_time_zone_null(Invitee::RemindedAt))
        .col(boolean(Invitee::IsEnteredByAnimator))
        .foreign_key(
            ForeignKey::create()
                .from(Invitee::Table, Invitee::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn signing_key() -> TableCreateStatement {
    Table::create()
        .table(SigningKey::Table)
        .col(integer(SigningKey::Id).primary_key())
        .col(text(SigningKey::Secret))
        .to_owned()
}

fn calendar() -> TableCreateStatement {
    Table::create()
        .table(Calendar::Table)
        .col(uuid(Calendar::Id).primary_key())
        .col(integer(Calendar::Kind))
        .col(uuid(Calendar::PersonId))
        .col(uuid(Calendar::OrganisationId))
        .to_owned()
}
