//! Sign-ins, sessions, preferences, API tokens. Secrets are kept as hashes only.

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
enum Person {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Membership {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum SignIn {
    Table,
    Id,
    Email,
    PersonId,
    TokenHash,
    CodeHash,
    CreatedAt,
    TokenExpiresAt,
    CodeExpiresAt,
    NWrong,
    UsedAt,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Id,
    PersonId,
    MembershipId,
    SecretHash,
    CreatedAt,
    LastSeenAt,
    ExpiresAt,
    UserAgent,
    Address,
}

#[derive(DeriveIden)]
enum Preference {
    Table,
    PersonId,
    Subject,
    Delivery,
}

#[derive(DeriveIden)]
enum ApiToken {
    Table,
    Id,
    OrganisationId,
    Name,
    SecretHash,
    Hint,
    Scopes,
    CreatedBy,
    CreatedAt,
    ExpiresAt,
    RevokedAt,
    LastUsedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [sign_in(), session(), preference(), api_token()] {
            manager.create_table(table).await?;
        }
        for (name, table, column) in [
            (
                "sign_in_email",
                SignIn::Table.into_iden(),
                SignIn::Email.into_iden(),
            ),
            (
                "session_person",
                Session::Table.into_iden(),
                Session::PersonId.into_iden(),
            ),
            (
                "session_membership",
                Session::Table.into_iden(),
                Session::MembershipId.into_iden(),
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
            ApiToken::Table.into_iden(),
            Preference::Table.into_iden(),
            Session::Table.into_iden(),
            SignIn::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn sign_in() -> TableCreateStatement {
    Table::create()
        .table(SignIn::Table)
        .col(uuid(SignIn::Id).primary_key())
        .col(text(SignIn::Email))
        .col(uuid_null(SignIn::PersonId))
        .col(text(SignIn::TokenHash).unique_key())
        .col(text(SignIn::CodeHash))
        .col(timestamp_with_time_zone(SignIn::CreatedAt))
        .col(timestamp_with_time_zone(SignIn::TokenExpiresAt))
        .col(timestamp_with_time_zone(SignIn::CodeExpiresAt))
        .col(integer(SignIn::NWrong))
        .col(timestamp_with_time_zone_null(SignIn::UsedAt))
        .foreign_key(
            ForeignKey::create()
                .from(SignIn::Table, SignIn::PersonId)
                .to(Person::Table, Person::Id),
        )
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table(Session::Table)
        .col(uuid(Session::Id).primary_key())
        .col(uuid(Session::PersonId))
        .col(uuid(Session::MembershipId))
        .col(text(Session::SecretHash).unique_key())
        .col(timestamp_with_time_zone(Session::CreatedAt))
        .col(timestamp_with_time_zone(Session::LastSeenAt))
        .col(timestamp_with_time_zone(Session::ExpiresAt))
        .col(text(Session::UserAgent))
        .col(text(Session::Address))
        .foreign_key(
            ForeignKey::create()
                .from(Session::Table, Session::PersonId)
                .to(Person::Table, Person::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Session::Table, Session::MembershipId)
                .to(Membership::Table, Membership::Id),
        )
        .to_owned()
}

fn preference() -> TableCreateStatement {
    Table::create()
        .table(Preference::Table)
        .col(uuid(Preference::PersonId))
        .col(integer(Preference::Subject))
        .col(integer(Preference::Delivery).check(Expr::col(Preference::Delivery).between(1, 3)))
        .primary_key(Index::create().col(Preference::PersonId).col(Preference::Subject))
        .foreign_key(
            ForeignKey::create()
                .from(Preference::Table, Preference::PersonId)
                .to(Person::Table, Person::Id),
        )
        .to_owned()
}

fn api_token() -> TableCreateStatement {
    Table::create()
        .table(ApiToken::Table)
        .col(uuid(ApiToken::Id).primary_key())
        .col(uuid(ApiToken::OrganisationId))
        .col(text(ApiToken::Name))
        .col(text(ApiToken::SecretHash).unique_key())
        .col(text(ApiToken::Hint))
        .col(text(ApiToken::Scopes))
        .col(text(ApiToken::CreatedBy))
        .col(timestamp_with_time_zone(ApiToken::CreatedAt))
        .col(timestamp_with_time_zone(ApiToken::ExpiresAt))
        .col(timestamp_with_time_zone_null(ApiToken::RevokedAt))
        .col(timestamp_with_time_zone_null(ApiToken::LastUsedAt))
        .foreign_key(
            ForeignKey::create()
                .from(ApiToken::Table, ApiToken::OrganisationId)
                .to(Organisation::Table, Organisation::Id),
        )
        .to_owned()
}
