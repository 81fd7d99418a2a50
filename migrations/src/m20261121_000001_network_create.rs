//! Organisations, their expertise, people, memberships, delegations.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Organisation {
    Table,
    Id,
    Name,
    NameFolded,
    ShortName,
    ShortNameFolded,
    Function,
    LegalForm,
    HostName,
    Territory,
    Seat,
    Zone,
    IsOverseas,
    IsStateFunded,
    JoinedOn,
    LeftOn,
    SuccessorId,
    CoreMissions,
    Website,
    Search,
    Version,
}

#[derive(DeriveIden)]
enum OrganisationExpertise {
    Table,
    OrganisationId,
    Folded,
    Label,
    Rank,
}

#[derive(DeriveIden)]
enum Person {
    Table,
    Id,
    Name,
    Email,
    Phone,
    Zone,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Membership {
    Table,
    Id,
    PersonId,
    OrganisationId,
    Position,
    Title,
    Since,
    Until,
}

#[derive(DeriveIden)]
enum Delegation {
    Table,
    Id,
    OrganisationId,
    MembershipId,
    FromOn,
    UntilOn,
    EndedAt,
    GrantedBy,
    CreatedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            organisation(),
            organisation_expertise(),
            person(),
            membership(),
            delegation(),
        ] {
            manager.create_table(table).await?;
        }
        // A person has one current membership in an organisation, and any number of past ones.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX membership_current ON membership (person_id, organisation_id) \
                 WHERE until IS NULL",
            )
            .await?;
        for (name, table, column) in [
            (
                "membership_organisation",
                Membership::Table.into_iden(),
                Membership::OrganisationId.into_iden(),
            ),
            (
                "delegation_membership",
                Delegation::Table.into_iden(),
                Delegation::MembershipId.into_iden(),
            ),
        ] {
            manager
                .create_index(Index::create().name(name).table(table).col(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Delegation::Table.into_iden(),
            Membership::Table.into_iden(),
            Person::Table.into_iden(),
            OrganisationExpertise::Table.into_iden(),
            Organisation::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn organisation() -> TableCreateStatement {
    Table::create()
        .table(Organisation::Table)
        .col(uuid(Organisation::Id).primary_key())
        .col(text(Organisation::Name))
        .col(text(Organisation::NameFolded).unique_key())
        .col(text(Organisation::ShortName))
        .col(text(Organisation::ShortNameFolded).unique_key())
        .col(integer(Organisation::Function).check(Expr::col(Organisation::Function).between(1, 7)))
        .col(integer(Organisation::LegalForm).check(Expr::col(Organisation::LegalForm).between(1, 4)))
        .col(text(Organisation::HostName))
        .col(text(Organisation::Territory))
        .col(text(Organisation::Seat))
        .col(text(Organisation::Zone))
        .col(boolean(Organisation::IsOverseas))
        .col(boolean(Organisation::IsStateFunded))
        .col(date(Organisation::JoinedOn))
        .col(date_null(Organisation::LeftOn))
        .col(uuid_null(Organisation::SuccessorId))
        .col(text(Organisation::CoreMissions))
        .col(text(Organisation::Website))
        .col(text(Organisation::Search))
        .col(integer(Organisation::Version))
        .foreign_key(
            ForeignKey::create()
                .from(Organisation::Table, Organisation::SuccessorId)
                .to(Organisation::Table, Organisation::Id),
        )
        .to_owned()
}

fn organisation_expertise() -> TableCreateStatement {
    Table::create()
        .table(OrganisationExpertise::Table)
        .col(uuid(OrganisationExpertise::OrganisationId))
        .col(text(OrganisationExpertise::Folded))
        .col(text(OrganisationExpertise::Label))
        .col(integer(OrganisationExpertise::Rank))
        .primary_key(
            Index::create()
                .col(OrganisationExpertise::OrganisationId)
                .col(OrganisationExpertise::Folded),
        )
        .foreign_key(
            ForeignKey::create()
                .from(
                    OrganisationExpertise::Table,
                    OrganisationExpertise::OrganisationId,
                )
                .to(Organisation::Table, Organisation::Id),
        )
        .to_owned()
}

fn person() -> TableCreateStatement {
    Table::create()
        .table(Person::Table)
        .col(uuid(Person::Id).primary_key())
        .col(text(Person::Name))
        .col(text(Person::Email).unique_key())
        .col(text(Person::Phone))
        .col(text_null(Person::Zone))
        .col(timestamp_with_time_zone(Person::CreatedAt))
        .to_owned()
}

fn membership() -> TableCreateStatement {
    Table::create()
        .table(Membership::Table)
        .col(uuid(Membership::Id).primary_key())
        .col(uuid(Membership::PersonId))
        .col(uuid(Membership::OrganisationId))
        .col(integer(Membership::Position).check(Expr::col(Membership::Position).between(1, 4)))
        .col(text(Membership::Title))
        .col(date(Membership::Since))
        .col(date_null(Membership::Until))
        .foreign_key(
            ForeignKey::create()
                .from(Membership::Table, Membership::PersonId)
                .to(Person::Table, Person::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Membership::Table, Membership::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .to_owned()
}

fn delegation() -> TableCreateStatement {
    Table::create()
        .table(Delegation::Table)
        .col(uuid(Delegation::Id).primary_key())
        .col(uuid(Delegation::OrganisationId))
        .col(uuid(Delegation::MembershipId))
        .col(date(Delegation::FromOn))
        .col(date(Delegation::UntilOn))
        .col(timestamp_with_time_zone_null(Delegation::EndedAt))
        .col(text(Delegation::GrantedBy))
        .col(timestamp_with_time_zone(Delegation::CreatedAt))
        .foreign_key(
            ForeignKey::create()
                .from(Delegation::Table, Delegation::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Delegation::Table, Delegation::MembershipId)
                .to(Membership::Table, Membership::Id),
        )
        .to_owned()
}
