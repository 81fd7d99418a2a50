//! Minutes: their state, the comments of the reviews, the locked versions, the delay of their approval.
//!
//! What is locked is never removed (L2): nothing here goes away with anything else.

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
enum Decision {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Minutes {
    Table,
    MeetingId,
    Kind,
    Year,
    StartsAt,
    State,
    Opening,
    Closing,
    ReviewBeganAt,
    ReviewUntil,
    ApprovalMode,
    ApprovalDecisionId,
    ApprovedAt,
    ApprovedBy,
    LockedAt,
    Search,
    Version,
}

#[derive(DeriveIden)]
enum MinutesVersion {
    Table,
    MeetingId,
    Number,
    LockedAt,
    LockedBy,
    Reason,
    Sha256,
    Content,
}

#[derive(DeriveIden)]
enum MinutesComment {
    Table,
    Id,
    MeetingId,
    ItemId,
    Text,
    At,
    Name,
    OrganisationName,
}

#[derive(DeriveIden)]
enum MinutesDelay {
    Table,
    Id,
    NDays,
    SetAt,
    SetBy,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [minutes(), minutes_version(), minutes_comment(), minutes_delay()] {
            manager.create_table(table).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("minutes_comment_meeting")
                    .table(MinutesComment::Table)
                    .col(MinutesComment::MeetingId)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("minutes_starts_at")
                    .table(Minutes::Table)
                    .col(Minutes::StartsAt)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            MinutesDelay::Table.into_iden(),
            MinutesComment::Table.into_iden(),
            MinutesVersion::Table.into_iden(),
            Minutes::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Kept whatever becomes of what it is of.
fn kept(
    from: (impl IntoIden + 'static, impl IntoIden + 'static),
    to: (impl IntoIden + 'static, impl IntoIden + 'static),
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(from.0.into_iden(), from.1.into_iden())
        .to(to.0.into_iden(), to.1.into_iden())
        .on_delete(ForeignKeyAction::Restrict)
        .to_owned()
}

fn minutes() -> TableCreateStatement {
    Table::create()
        .table(Minutes::Table)
        .col(uuid(Minutes::MeetingId).primary_key())
        .col(integer(Minutes::Kind))
        .col(integer(Minutes::Year))
        .col(timestamp_with_time_zone(Minutes::StartsAt))
        .col(integer(Minutes::State).check(Expr::col(Minutes::State).between(1, 4)))
        .col(text(Minutes::Opening))
        .col(text(Minutes::Closing))
        .col(timestamp_with_time_zone_null(Minutes::ReviewBeganAt))
        .col(timestamp_with_time_zone_null(Minutes::ReviewUntil))
        .col(integer_null(Minutes::ApprovalMode).check(Expr::col(Minutes::ApprovalMode).between(1, 3)))
        .col(uuid_null(Minutes::ApprovalDecisionId))
        .col(timestamp_with_time_zone_null(Minutes::ApprovedAt))
        .col(text(Minutes::ApprovedBy))
        .col(timestamp_with_time_zone_null(Minutes::LockedAt))
        .col(text(Minutes::Search))
        .col(integer(Minutes::Version))
        .foreign_key(&mut kept(
            (Minutes::Table, Minutes::MeetingId),
            (Meeting::Table, Meeting::Id),
        ))
        .foreign_key(&mut kept(
            (Minutes::Table, Minutes::ApprovalDecisionId),
            (Decision::Table, Decision::Id),
        ))
        .to_owned()
}

fn minutes_version() -> TableCreateStatement {
    Table::create()
        .table(MinutesVersion::Table)
        .col(uuid(MinutesVersion::MeetingId))
        .col(integer(MinutesVersion::Number))
        .col(timestamp_with_time_zone(MinutesVersion::LockedAt))
        .col(text(MinutesVersion::LockedBy))
        .col(text(MinutesVersion::Reason))
        .col(text(MinutesVersion::Sha256))
        .col(blob(MinutesVersion::Content))
        .primary_key(
            Index::create()
                .col(MinutesVersion::MeetingId)
                .col(MinutesVersion::Number),
        )
        .foreign_key(&mut kept(
            (MinutesVersion::Table, MinutesVersion::MeetingId),
            (Minutes::Table, Minutes::MeetingId),
        ))
        .to_owned()
}

fn minutes_comment() -> TableCreateStatement {
    Table::create()
        .table(MinutesComment::Table)
        .col(uuid(MinutesComment::Id).primary_key())
        .col(uuid(MinutesComment::MeetingId))
        .col(uuid_null(MinutesComment::ItemId))
        .col(text(MinutesComment::Text))
        .col(timestamp_with_time_zone(MinutesComment::At))
        .col(text(MinutesComment::Name))
        .col(text(MinutesComment::OrganisationName))
        .foreign_key(&mut kept(
            (MinutesComment::Table, MinutesComment::MeetingId),
            (Minutes::Table, Minutes::MeetingId),
        ))
        .foreign_key(&mut kept(
            (MinutesComment::Table, MinutesComment::ItemId),
            (AgendaItem::Table, AgendaItem::Id),
        ))
        .to_owned()
}

fn minutes_delay() -> TableCreateStatement {
    Table::create()
        .table(MinutesDelay::Table)
        .col(uuid(MinutesDelay::Id).primary_key())
        .col(integer(MinutesDelay::NDays).check(Expr::col(MinutesDelay::NDays).between(1, 365)))
        .col(timestamp_with_time_zone(MinutesDelay::SetAt))
        .col(text(MinutesDelay::SetBy))
        .to_owned()
}
