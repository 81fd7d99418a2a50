//! The yearly programme: its streams with their calls, proposals, comments, amendments, engagements.
//! P1 is held by the schema: a rank from 1 to 3, taken once in a year.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Organisation {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Programme {
    Table,
    Year,
    State,
    Introduction,
    ValidatedBySession,
    ValidatedOn,
    ValidationReference,
    Version,
}

#[derive(DeriveIden)]
enum WorkStream {
    Table,
    Id,
    Year,
    Rank,
    Title,
    Theme,
    Purpose,
    Expected,
    Lead,
    OpensAt,
    ClosesAt,
    Zone,
    Guidance,
    RequiredSections,
    OpenedToldAt,
    ClosedToldAt,
    Synthesis,
    SynthesisPublishedAt,
    Version,
}

#[derive(DeriveIden)]
enum SessionDate {
    Table,
    Id,
    WorkStreamId,
    Label,
    StartsAt,
    Zone,
}

#[derive(DeriveIden)]
enum Proposal {
    Table,
    Id,
    Year,
    Title,
    Theme,
    Purpose,
    OrganisationId,
    OrganisationName,
    WorkStreamId,
}

#[derive(DeriveIden)]
enum ProposalSupport {
    Table,
    ProposalId,
    OrganisationId,
    OrganisationName,
}

#[derive(DeriveIden)]
enum ProgrammeComment {
    Table,
    Id,
    Year,
    AuthorName,
    OrganisationName,
    Text,
    At,
}

#[derive(DeriveIden)]
enum Amendment {
    Table,
    Id,
    Year,
    AuthorName,
    Text,
    At,
}

#[derive(DeriveIden)]
enum Engagement {
    Table,
    Id,
    WorkStreamId,
    OrganisationId,
    State,
    Reason,
    At,
    IsEnteredByAnimator,
}

#[derive(DeriveIden)]
enum Dispensation {
    Table,
    Year,
    OrganisationId,
    AskedAt,
    GrantedAt,
    Reason,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            programme(),
            work_stream(),
            session_date(),
            proposal(),
            proposal_support(),
            programme_comment(),
            amendment(),
            engagement(),
            dispensation(),
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
            Dispensation::Table.into_iden(),
            Engagement::Table.into_iden(),
            Amendment::Table.into_iden(),
            ProgrammeComment::Table.into_iden(),
            ProposalSupport::Table.into_iden(),
            Proposal::Table.into_iden(),
            SessionDate::Table.into_iden(),
            WorkStream::Table.into_iden(),
            Programme::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn programme() -> TableCreateStatement {
    Table::create()
        .table(Programme::Table)
        .col(integer(Programme::Year).primary_key())
        .col(integer(Programme::State).check(Expr::col(Programme::State).between(1, 6)))
        .col(text(Programme::Introduction))
        .col(text(Programme::ValidatedBySession))
        .col(date_null(Programme::ValidatedOn))
        .col(text(Programme::ValidationReference))
        .col(integer(Programme::Version))
        .to_owned()
}

fn work_stream() -> TableCreateStatement {
    Table::create()
        .table(WorkStream::Table)
        .col(uuid(WorkStream::Id).primary_key())
        .col(integer(WorkStream::Year))
        .col(integer(WorkStream::Rank).check(Expr::col(WorkStream::Rank).between(1, 3)))
        .col(text(WorkStream::Title))
        .col(text(WorkStream::Theme))
        .col(text(WorkStream::Purpose))
        .col(text(WorkStream::Expected))
        .col(text(WorkStream::Lead))
        .col(timestamp_with_time_zone_null(WorkStream::OpensAt))
        .col(timestamp_with_time_zone_null(WorkStream::ClosesAt))
        .col(text(WorkStream::Zone))
        .col(text(WorkStream::Guidance))
        .col(text(WorkStream::RequiredSections))
        .col(timestamp_with_time_zone_null(WorkStream::OpenedToldAt))
        .col(timestamp_with_time_zone_null(WorkStream::ClosedToldAt))
        .col(text(WorkStream::Synthesis))
        .col(timestamp_with_time_zone_null(WorkStream::SynthesisPublishedAt))
        .col(integer(WorkStream::Version))
        .foreign_key(
            ForeignKey::create()
                .from(WorkStream::Table, WorkStream::Year)
                .to(Programme::Table, Programme::Year),
        )
        .to_owned()
}

fn session_date() -> TableCreateStatement {
    Table::create()
        .table(SessionDate::Table)
        .col(uuid(SessionDate::Id).primary_key())
        .col(uuid(SessionDate::WorkStreamId))
        .col(text(SessionDate::Label))
        .col(timestamp_with_time_zone(SessionDate::StartsAt))
        .col(text(SessionDate::Zone))
        .foreign_key(
            ForeignKey::create()
                .from(SessionDate::Table, SessionDate::WorkStreamId)
                .to(WorkStream::Table, WorkStream::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn proposal() -> TableCreateStatement {
    Table::create()
        .table(Proposal::Table)
        .col(uuid(Proposal::Id).primary_key())
        .col(integer(Proposal::Year))
        .col(text(Proposal::Title))
        .col(text(Proposal::Theme))
        .col(text(Proposal::Purpose))
        .col(uuid(Proposal::OrganisationId))
        .col(text(Proposal::OrganisationName))
        .col(uuid_null(Proposal::WorkStreamId))
        .foreign_key(
            ForeignKey::create()
                .from(Proposal::Table, Proposal::Year)
                .to(Programme::Table, Programme::Year),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Proposal::Table, Proposal::WorkStreamId)
                .to(WorkStream::Table, WorkStream::Id)
                .on_delete(ForeignKeyAction::SetNull),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Proposal::Table, Proposal::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .to_owned()
}

fn proposal_support() -> TableCreateStatement {
    Table::create()
        .table(ProposalSupport::Table)
        .col(uuid(ProposalSupport::ProposalId))
        .col(uuid(ProposalSupport::OrganisationId))
        .col(text(ProposalSupport::OrganisationName))
        .primary_key(
            Index::create()
                .col(ProposalSupport::ProposalId)
                .col(ProposalSupport::OrganisationId),
        )
        .foreign_key(
            ForeignKey::create()
                .from(ProposalSupport::Table, ProposalSupport::ProposalId)
                .to(Proposal::Table, Proposal::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(ProposalSupport::Table, ProposalSupport::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .to_owned()
}

fn programme_comment() -> TableCreateStatement {
    Table::create()
        .table(ProgrammeComment::Table)
        .col(uuid(ProgrammeComment::Id).primary_key())
        .col(integer(ProgrammeComment::Year))
        .col(text(ProgrammeComment::AuthorName))
        .col(text(ProgrammeComment::OrganisationName))
        .col(text(ProgrammeComment::Text))
        .col(timestamp_with_time_zone(ProgrammeComment::At))
        .foreign_key(
            ForeignKey::create()
                .from(ProgrammeComment::Table, ProgrammeComment::Year)
                .to(Programme::Table, Programme::Year),
        )
        .to_owned()
}

fn amendment() -> TableCreateStatement {
    Table::create()
        .table(Amendment::Table)
        .col(uuid(Amendment::Id).primary_key())
        .col(integer(Amendment::Year))
        .col(text(Amendment::AuthorName))
        .col(text(Amendment::Text))
        .col(timestamp_with_time_zone(Amendment::At))
        .foreign_key(
            ForeignKey::create()
                .from(Amendment::Table, Amendment::Year)
                .to(Programme::Table, Programme::Year),
        )
        .to_owned()
}

fn engagement() -> TableCreateStatement {
    Table::create()
        .table(Engagement::Table)
        .col(uuid(Engagement::Id).primary_key())
        .col(uuid(Engagement::WorkStreamId))
        .col(uuid(Engagement::OrganisationId))
        .col(integer(Engagement::State).check(Expr::col(Engagement::State).between(1, 3)))
        .col(text(Engagement::Reason))
        .col(timestamp_with_time_zone(Engagement::At))
        .col(boolean(Engagement::IsEnteredByAnimator))
        .foreign_key(
            ForeignKey::create()
                .from(Engagement::Table, Engagement::WorkStreamId)
                .to(WorkStream::Table, WorkStream::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Engagement::Table, Engagement::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .to_owned()
}

fn dispensation() -> TableCreateStatement {
    Table::create()
        .table(Dispensation::Table)
        .col(integer(Dispensation::Year))
        .col(uuid(Dispensation::OrganisationId))
        .col(timestamp_with_time_zone_null(Dispensation::AskedAt))
        .col(timestamp_with_time_zone_null(Dispensation::GrantedAt))
        .col(text(Dispensation::Reason))
        .primary_key(
            Index::create()
                .col(Dispensation::Year)
                .col(Dispensation::OrganisationId),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Dispensation::Table, Dispensation::Year)
                .to(Programme::Table, Programme::Year),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Dispensation::Table, Dispensation::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        Index::create()
            .name("work_stream_rank")
            .table(WorkStream::Table)
            .col(WorkStream::Year)
            .col(WorkStream::Rank)
            .unique()
            .to_owned(),
        Index::create()
            .name("work_stream_title")
            .table(WorkStream::Table)
            .col(WorkStream::Year)
            .col(WorkStream::Title)
            .unique()
            .to_owned(),
        Index::create()
            .name("session_date_work_stream")
            .table(SessionDate::Table)
            .col(SessionDate::WorkStreamId)
            .to_owned(),
        Index::create()
            .name("programme_comment_year")
            .table(ProgrammeComment::Table)
            .col(ProgrammeComment::Year)
            .to_owned(),
        Index::create()
            .name("engagement_organisation")
            .table(Engagement::Table)
            .col(Engagement::WorkStreamId)
            .col(Engagement::OrganisationId)
            .unique()
            .to_owned(),
    ]
}
