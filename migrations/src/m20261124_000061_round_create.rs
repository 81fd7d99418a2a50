//! The round of the centres before a meeting: what each says, and how it is grouped.

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
enum Round {
    Table,
    MeetingId,
    PublishedAt,
    AgendaItemId,
    Version,
}

#[derive(DeriveIden)]
enum RoundEntry {
    Table,
    Id,
    MeetingId,
    OrganisationId,
    OrganisationName,
    SavedAt,
    SavedBy,
    Version,
}

#[derive(DeriveIden)]
enum RoundGroup {
    Table,
    Id,
    MeetingId,
    Title,
    Synthesis,
    Version,
}

#[derive(DeriveIden)]
enum RoundText {
    Table,
    Id,
    EntryId,
    Field,
    Text,
    GroupId,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [round(), round_entry(), round_group(), round_text()] {
            manager.create_table(table).await?;
        }
        for index in [
            Index::create()
                .name("round_entry_organisation")
                .table(RoundEntry::Table)
                .col(RoundEntry::MeetingId)
                .col(RoundEntry::OrganisationId)
                .unique()
                .to_owned(),
            Index::create()
                .name("round_group_meeting")
                .table(RoundGroup::Table)
                .col(RoundGroup::MeetingId)
                .to_owned(),
            Index::create()
                .name("round_text_field")
                .table(RoundText::Table)
                .col(RoundText::EntryId)
                .col(RoundText::Field)
                .unique()
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            RoundText::Table.into_iden(),
            RoundGroup::Table.into_iden(),
            RoundEntry::Table.into_iden(),
            Round::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn round() -> TableCreateStatement {
    Table::create()
        .table(Round::Table)
        .col(uuid(Round::MeetingId).primary_key())
        .col(timestamp_with_time_zone_null(Round::PublishedAt))
        .col(uuid_null(Round::AgendaItemId))
        .col(integer(Round::Version))
        .foreign_key(
            ForeignKey::create()
                .from(Round::Table, Round::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn round_entry() -> TableCreateStatement {
    Table::create()
        .table(RoundEntry::Table)
        .col(uuid(RoundEntry::Id).primary_key())
        .col(uuid(RoundEntry::MeetingId))
        .col(uuid(RoundEntry::OrganisationId))
        .col(text(RoundEntry::OrganisationName))
        .col(timestamp_with_time_zone(RoundEntry::SavedAt))
        .col(text(RoundEntry::SavedBy))
        .col(integer(RoundEntry::Version))
        .foreign_key(
            ForeignKey::create()
                .from(RoundEntry::Table, RoundEntry::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn round_group() -> TableCreateStatement {
    Table::create()
        .table(RoundGroup::Table)
        .col(uuid(RoundGroup::Id).primary_key())
        .col(uuid(RoundGroup::MeetingId))
        .col(text(RoundGroup::Title))
        .col(text(RoundGroup::Synthesis))
        .col(integer(RoundGroup::Version))
        .foreign_key(
            ForeignKey::create()
                .from(RoundGroup::Table, RoundGroup::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn round_text() -> TableCreateStatement {
    Table::create()
        .table(RoundText::Table)
        .col(uuid(RoundText::Id).primary_key())
        .col(uuid(RoundText::EntryId))
        .col(text(RoundText::Field))
        .col(text(RoundText::Text))
        .col(uuid_null(RoundText::GroupId))
        .foreign_key(
            ForeignKey::create()
                .from(RoundText::Table, RoundText::EntryId)
                .to(RoundEntry::Table, RoundEntry::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(
            ForeignKey::create()
                .from(RoundText::Table, RoundText::GroupId)
                .to(RoundGroup::Table, RoundGroup::Id)
                .on_delete(ForeignKeyAction::SetNull),
        )
        .to_owned()
}
