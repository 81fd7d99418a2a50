//! The running session of a meeting: its points, who attends, who waits to speak, notes, actions.

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
enum AgendaItem {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Invitee {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Organisation {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum MeetingSession {
    Table,
    MeetingId,
    CheckInCode,
    StartedAt,
    EndedAt,
    ItemId,
    SpeakerId,
    SpeakerSince,
    Version,
}

#[derive(DeriveIden)]
enum SessionItem {
    Table,
    ItemId,
    MeetingId,
    BeganAt,
    SpentS,
    ExtraMinutes,
}

#[derive(DeriveIden)]
enum Attendance {
    Table,
    InviteeId,
    MeetingId,
    Mode,
    RepresentedBy,
    ArrivedAt,
    LeftAt,
    IsSelf,
}

#[derive(DeriveIden)]
enum WaitingSpeaker {
    Table,
    InviteeId,
    MeetingId,
    At,
}

#[derive(DeriveIden)]
enum Note {
    Table,
    ItemId,
    MeetingId,
    Text,
    UpdatedAt,
    ByName,
    Version,
}

#[derive(DeriveIden)]
enum Action {
    Table,
    Id,
    MeetingId,
    ItemId,
    Text,
    OwnerPersonId,
    OwnerName,
    OwnerOrganisationId,
    OwnerOrganisationName,
    DueOn,
    DoneAt,
    DoneBy,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            meeting_session(),
            session_item(),
            attendance(),
            waiting_speaker(),
            note(),
            action(),
        ] {
            manager.create_table(table).await?;
        }
        for index in [
            index("session_item_meeting", SessionItem::Table, SessionItem::MeetingId),
            index("attendance_meeting", Attendance::Table, Attendance::MeetingId),
            index(
                "waiting_speaker_meeting",
                WaitingSpeaker::Table,
                WaitingSpeaker::MeetingId,
            ),
            index("note_meeting", Note::Table, Note::MeetingId),
            index("action_meeting", Action::Table, Action::MeetingId),
            index("action_owner", Action::Table, Action::OwnerOrganisationId),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Action::Table.into_iden(),
            Note::Table.into_iden(),
            WaitingSpeaker::Table.into_iden(),
            Attendance::Table.into_iden(),
            SessionItem::Table.into_iden(),
            MeetingSession::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn index(
    name: &str,
    table: impl IntoIden + 'static,
    column: impl IntoIden + 'static,
) -> IndexCreateStatement {
    Index::create()
        .name(name)
        .table(table.into_iden())
        .col(column.into_iden())
        .to_owned()
}

/// Gone with its meeting, which is deleted only while nobody was told of it.
fn of_meeting(table: impl IntoIden + 'static, column: impl IntoIden + 'static) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column.into_iden())
        .to(Meeting::Table, Meeting::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn of_item(table: impl IntoIden + 'static, column: impl IntoIden + 'static) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column.into_iden())
        .to(AgendaItem::Table, AgendaItem::Id)
        .to_owned()
}

fn of_invitee(table: impl IntoIden + 'static, column: impl IntoIden + 'static) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column.into_iden())
        .to(Invitee::Table, Invitee::Id)
        .to_owned()
}

fn meeting_session() -> TableCreateStatement {
    Table::create()
        .table(MeetingSession::Table)
        .col(uuid(MeetingSession::MeetingId).primary_key())
        .col(text(MeetingSession::CheckInCode))
        .col(timestamp_with_time_zone(MeetingSession::StartedAt))
        .col(timestamp_with_time_zone_null(MeetingSession::EndedAt))
        .col(uuid_null(MeetingSession::ItemId))
        .col(uuid_null(MeetingSession::SpeakerId))
        .col(timestamp_with_time_zone_null(MeetingSession::SpeakerSince))
        .col(integer(MeetingSession::Version))
        .foreign_key(&mut of_meeting(MeetingSession::Table, MeetingSession::MeetingId))
        .foreign_key(&mut of_item(MeetingSession::Table, MeetingSession::ItemId))
        .foreign_key(&mut of_invitee(MeetingSession::Table, MeetingSession::SpeakerId))
        .to_owned()
}

fn session_item() -> TableCreateStatement {
    Table::create()
        .table(SessionItem::Table)
        .col(uuid(SessionItem::ItemId).primary_key())
        .col(uuid(SessionItem::MeetingId))
        .col(timestamp_with_time_zone(SessionItem::BeganAt))
        .col(big_integer(SessionItem::SpentS))
        .col(integer(SessionItem::ExtraMinutes))
        .foreign_key(&mut of_meeting(SessionItem::Table, SessionItem::MeetingId))
        .foreign_key(&mut of_item(SessionItem::Table, SessionItem::ItemId))
        .to_owned()
}

fn attendance() -> TableCreateStatement {
    Table::create()
        .table(Attendance::Table)
        .col(uuid(Attendance::InviteeId).primary_key())
        .col(uuid(Attendance::MeetingId))
        .col(integer(Attendance::Mode).check(Expr::col(Attendance::Mode).between(1, 5)))
        .col(text(Attendance::RepresentedBy))
        .col(timestamp_with_time_zone_null(Attendance::ArrivedAt))
        .col(timestamp_with_time_zone_null(Attendance::LeftAt))
        .col(boolean(Attendance::IsSelf))
        .foreign_key(&mut of_meeting(Attendance::Table, Attendance::MeetingId))
        .foreign_key(&mut of_invitee(Attendance::Table, Attendance::InviteeId))
        .to_owned()
}

fn waiting_speaker() -> TableCreateStatement {
    Table::create()
        .table(WaitingSpeaker::Table)
        .col(uuid(WaitingSpeaker::InviteeId).primary_key())
        .col(uuid(WaitingSpeaker::MeetingId))
        .col(timestamp_with_time_zone(WaitingSpeaker::At))
        .foreign_key(&mut of_meeting(WaitingSpeaker::Table, WaitingSpeaker::MeetingId))
        .foreign_key(&mut of_invitee(WaitingSpeaker::Table, WaitingSpeaker::InviteeId))
        .to_owned()
}

fn note() -> TableCreateStatement {
    Table::create()
        .table(Note::Table)
        .col(uuid(Note::ItemId).primary_key())
        .col(uuid(Note::MeetingId))
        .col(text(Note::Text))
        .col(timestamp_with_time_zone(Note::UpdatedAt))
        .col(text(Note::ByName))
        .col(integer(Note::Version))
        .foreign_key(&mut of_meeting(Note::Table, Note::MeetingId))
        .foreign_key(&mut of_item(Note::Table, Note::ItemId))
        .to_owned()
}

fn action() -> TableCreateStatement {
    Table::create()
        .table(Action::Table)
        .col(uuid(Action::Id).primary_key())
        .col(uuid(Action::MeetingId))
        .col(uuid_null(Action::ItemId))
        .col(text(Action::Text))
        .col(uuid_null(Action::OwnerPersonId))
        .col(text(Action::OwnerName))
        .col(uuid(Action::OwnerOrganisationId))
        .col(text(Action::OwnerOrganisationName))
        .col(date(Action::DueOn))
        .col(timestamp_with_time_zone_null(Action::DoneAt))
        .col(text(Action::DoneBy))
        .foreign_key(&mut of_meeting(Action::Table, Action::MeetingId))
        .foreign_key(&mut of_item(Action::Table, Action::ItemId))
        .foreign_key(
            ForeignKey::create()
                .from(Action::Table, Action::OwnerOrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .to_owned()
}
