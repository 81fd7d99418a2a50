//! Rules of procedure, decisions, votes.
//!
//! A secret vote has no ballot row: a counter for each option, and apart from it the list of those who voted,
//! which holds nothing else and keeps no order (on SQLite without the hidden row number).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Organisation {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum RulesOfProcedure {
    Table,
    Id,
    Kind,
    Version,
    EffectiveOn,
    Text,
    Functions,
    Base,
    Majority,
    Tie,
    NProxies,
    QuorumPercent,
    AdoptedBy,
    AdoptedAt,
}

#[derive(DeriveIden)]
enum Vote {
    Table,
    Id,
    MeetingId,
    Kind,
    ItemTitle,
    SeenBy,
    OrganisationId,
    RulesId,
    Question,
    IsSecret,
    State,
    Zone,
    OpensAt,
    ClosesAt,
    OpenedAt,
    ClosedAt,
    RemindedAt,
    DecidesProgrammeYear,
    NVoices,
    NPresent,
    Result,
    Chosen,
    IsTied,
    IsDecidedByChair,
}

#[derive(DeriveIden)]
enum VoteOption {
    Table,
    VoteId,
    Place,
    Label,
    Meaning,
    N,
}

#[derive(DeriveIden)]
enum VoteVoice {
    Table,
    VoteId,
    OrganisationId,
    OrganisationName,
}

#[derive(DeriveIden)]
enum Ballot {
    Table,
    VoteId,
    OrganisationId,
    Place,
    CarriedBy,
}

#[derive(DeriveIden)]
enum SecretVoter {
    Table,
    VoteId,
    OrganisationId,
}

#[derive(DeriveIden)]
enum Proxy {
    Table,
    MeetingId,
    OrganisationId,
    BearerId,
    BearerName,
}

#[derive(DeriveIden)]
enum Decision {
    Table,
    Id,
    MeetingId,
    Kind,
    Title,
    Year,
    Number,
    ItemTitle,
    SeenBy,
    Text,
    Search,
    Mode,
    VoteId,
    ReplacesId,
    DecidesProgrammeYear,
    At,
    RecordedBy,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_sqlite = manager.get_database_backend() == DbBackend::Sqlite;
        for table in [
            rules_of_procedure(),
            vote(),
            vote_option(),
            vote_voice(),
            ballot(),
            secret_voter(is_sqlite),
            proxy(),
            decision(),
        ] {
            manager.create_table(table).await?;
        }
        let index = |name: &str| Index::create().name(name).to_owned();
        for index in [
            index("rules_of_procedure_version")
                .table(RulesOfProcedure::Table)
                .col(RulesOfProcedure::Kind)
                .col(RulesOfProcedure::Version)
                .unique(),
            index("vote_meeting").table(Vote::Table).col(Vote::MeetingId),
            index("vote_state").table(Vote::Table).col(Vote::State),
            index("decision_number")
                .table(Decision::Table)
                .col(Decision::MeetingId)
                .col(Decision::Number)
                .unique(),
            index("decision_vote")
                .table(Decision::Table)
                .col(Decision::VoteId)
                .unique(),
            index("decision_replaces")
                .table(Decision::Table)
                .col(Decision::ReplacesId)
                .unique(),
        ] {
            manager.create_index(index.to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Decision::Table.into_iden(),
            Proxy::Table.into_iden(),
            SecretVoter::Table.into_iden(),
            Ballot::Table.into_iden(),
            VoteVoice::Table.into_iden(),
            VoteOption::Table.into_iden(),
            Vote::Table.into_iden(),
            RulesOfProcedure::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn rules_of_procedure() -> TableCreateStatement {
    use RulesOfProcedure as R;
    Table::create()
        .table(R::Table)
        .col(uuid(R::Id).primary_key())
        .col(integer(R::Kind))
        .col(integer(R::Version))
        .col(date(R::EffectiveOn))
        .col(text(R::Text))
        .col(text(R::Functions))
        .col(integer(R::Base).check(Expr::col(R::Base).between(1, 3)))
        .col(integer(R::Majority).check(Expr::col(R::Majority).between(1, 3)))
        .col(integer(R::Tie).check(Expr::col(R::Tie).between(1, 2)))
        .col(integer(R::NProxies))
        .col(integer(R::QuorumPercent).check(Expr::col(R::QuorumPercent).between(0, 100)))
        .col(text(R::AdoptedBy))
        .col(timestamp_with_time_zone(R::AdoptedAt))
        .to_owned()
}

fn vote() -> TableCreateStatement {
    Table::create()
        .table(Vote::Table)
        .col(uuid(Vote::Id).primary_key())
        .col(uuid_null(Vote::MeetingId))
        .col(integer(Vote::Kind))
        .col(text(Vote::ItemTitle))
        .col(text(Vote::SeenBy))
        .col(uuid(Vote::OrganisationId))
        .col(uuid(Vote::RulesId))
        .col(text(Vote::Question))
        .col(boolean(Vote::IsSecret))
        .col(integer(Vote::State).check(Expr::col(Vote::State).between(1, 3)))
        .col(text(Vote::Zone))
        .col(timestamp_with_time_zone_null(Vote::OpensAt))
        .col(timestamp_with_time_zone_null(Vote::ClosesAt))
        .col(timestamp_with_time_zone_null(Vote::OpenedAt))
        .col(timestamp_with_time_zone_null(Vote::ClosedAt))
        .col(timestamp_with_time_zone_null(Vote::RemindedAt))
        .col(integer_null(Vote::DecidesProgrammeYear))
        .col(integer(Vote::NVoices))
        .col(integer(Vote::NPresent))
        .col(integer(Vote::Result))
        .col(integer_null(Vote::Chosen))
        .col(boolean(Vote::IsTied))
        .col(boolean(Vote::IsDecidedByChair))
        .foreign_key(
            ForeignKey::create()
                .from(Vote::Table, Vote::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Vote::Table, Vote::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Vote::Table, Vote::RulesId)
                .to(RulesOfProcedure::Table, RulesOfProcedure::Id),
        )
        .to_owned()
}

/// What belongs to a vote goes with it, while it is only prepared.
fn of_vote(table: impl IntoIden, column: impl IntoIden) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column.into_iden())
        .to(Vote::Table, Vote::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn vote_option() -> TableCreateStatement {
    Table::create()
        .table(VoteOption::Table)
        .col(uuid(VoteOption::VoteId))
        .col(integer(VoteOption::Place))
        .col(text(VoteOption::Label))
        .col(integer(VoteOption::Meaning).check(Expr::col(VoteOption::Meaning).between(1, 4)))
        .col(integer(VoteOption::N))
        .primary_key(Index::create().col(VoteOption::VoteId).col(VoteOption::Place))
        .foreign_key(&mut of_vote(VoteOption::Table, VoteOption::VoteId))
        .to_owned()
}

fn vote_voice() -> TableCreateStatement {
    Table::create()
        .table(VoteVoice::Table)
        .col(uuid(VoteVoice::VoteId))
        .col(uuid(VoteVoice::OrganisationId))
        .col(text(VoteVoice::OrganisationName))
        .primary_key(
            Index::create()
                .col(VoteVoice::VoteId)
                .col(VoteVoice::OrganisationId),
        )
        .foreign_key(&mut of_vote(VoteVoice::Table, VoteVoice::VoteId))
        .to_owned()
}

fn ballot() -> TableCreateStatement {
    Table::create()
        .table(Ballot::Table)
        .col(uuid(Ballot::VoteId))
        .col(uuid(Ballot::OrganisationId))
        .col(integer(Ballot::Place))
        .col(text(Ballot::CarriedBy))
        .primary_key(Index::create().col(Ballot::VoteId).col(Ballot::OrganisationId))
        .foreign_key(&mut of_vote(Ballot::Table, Ballot::VoteId))
        .to_owned()
}

fn secret_voter(is_sqlite: bool) -> TableCreateStatement {
    let mut table = Table::create()
        .table(SecretVoter::Table)
        .col(uuid(SecretVoter::VoteId))
        .col(uuid(SecretVoter::OrganisationId))
        .primary_key(
            Index::create()
                .col(SecretVoter::VoteId)
                .col(SecretVoter::OrganisationId),
        )
        .foreign_key(&mut of_vote(SecretVoter::Table, SecretVoter::VoteId))
        .to_owned();
    if is_sqlite {
        table.extra("WITHOUT ROWID");
    }
    table
}

fn proxy() -> TableCreateStatement {
    Table::create()
        .table(Proxy::Table)
        .col(uuid(Proxy::MeetingId))
        .col(uuid(Proxy::OrganisationId))
        .col(uuid(Proxy::BearerId))
        .col(text(Proxy::BearerName))
        .primary_key(Index::create().col(Proxy::MeetingId).col(Proxy::OrganisationId))
        .foreign_key(
            ForeignKey::create()
                .from(Proxy::Table, Proxy::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn decision() -> TableCreateStatement {
    Table::create()
        .table(Decision::Table)
        .col(uuid(Decision::Id).primary_key())
        .col(uuid_null(Decision::MeetingId))
        .col(integer(Decision::Kind))
        .col(text(Decision::Title))
        .col(integer(Decision::Year))
        .col(integer(Decision::Number))
        .col(text(Decision::ItemTitle))
        .col(text(Decision::SeenBy))
        .col(text(Decision::Text))
        .col(text(Decision::Search))
        .col(integer(Decision::Mode).check(Expr::col(Decision::Mode).between(1, 3)))
        .col(uuid_null(Decision::VoteId))
        .col(uuid_null(Decision::ReplacesId))
        .col(integer_null(Decision::DecidesProgrammeYear))
        .col(timestamp_with_time_zone(Decision::At))
        .col(text(Decision::RecordedBy))
        .foreign_key(
            ForeignKey::create()
                .from(Decision::Table, Decision::MeetingId)
                .to(Meeting::Table, Meeting::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Decision::Table, Decision::VoteId)
                .to(Vote::Table, Vote::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Decision::Table, Decision::ReplacesId)
                .to(Decision::Table, Decision::Id),
        )
        .to_owned()
}
