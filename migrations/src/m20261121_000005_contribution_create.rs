//! Contributions, their co-authors, their comments, and the extensions of calls.
//! Streams and centres belong to other features: they are named by identifier, without foreign key.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Contribution {
    Table,
    Id,
    WorkStreamId,
    Year,
    OrganisationId,
    Kind,
    Title,
    Sections,
    State,
    Licence,
    Credit,
    HasContactsConsent,
    SubmittedAt,
    RevisionReason,
    RevisionDueAt,
    UpdatedAt,
    UpdatedBy,
    ToldAt,
    ToldBy,
    Version,
}

#[derive(DeriveIden)]
enum CoAuthor {
    Table,
    ContributionId,
    OrganisationId,
    State,
}

#[derive(DeriveIden)]
enum ContributionComment {
    Table,
    Id,
    ContributionId,
    Section,
    Text,
    AuthorName,
    At,
    IsInternal,
    IsResolved,
}

#[derive(DeriveIden)]
enum Extension {
    Table,
    WorkStreamId,
    OrganisationId,
    Until,
    Reason,
    At,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_contribution(manager).await?;
        create_co_author(manager).await?;
        create_comment(manager).await?;
        create_extension(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Extension::Table.into_iden(),
            ContributionComment::Table.into_iden(),
            CoAuthor::Table.into_iden(),
            Contribution::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn create_contribution(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(Contribution::Table)
                .col(uuid(Contribution::Id).primary_key())
                .col(uuid(Contribution::WorkStreamId))
                .col(integer(Contribution::Year))
                .col(uuid(Contribution::OrganisationId))
                .col(integer(Contribution::Kind))
                .col(text(Contribution::Title))
                .col(text(Contribution::Sections))
                .col(integer(Contribution::State).check(Expr::col(Contribution::State).between(1, 6)))
                .col(integer(Contribution::Licence))
                .col(text(Contribution::Credit))
                .col(boolean(Contribution::HasContactsConsent))
                .col(timestamp_with_time_zone_null(Contribution::SubmittedAt))
                .col(text(Contribution::RevisionReason))
                .col(timestamp_with_time_zone_null(Contribution::RevisionDueAt))
                .col(timestamp_with_time_zone(Contribution::UpdatedAt))
                .col(text(Contribution::UpdatedBy))
                .col(timestamp_with_time_zone(Contribution::ToldAt))
                .col(uuid_null(Contribution::ToldBy))
                .col(integer(Contribution::Version))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("contribution_work_stream_organisation")
                .table(Contribution::Table)
                .col(Contribution::WorkStreamId)
                .col(Contribution::OrganisationId)
                .unique()
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("contribution_organisation_year")
                .table(Contribution::Table)
                .col(Contribution::OrganisationId)
                .col(Contribution::Year)
                .to_owned(),
        )
        .await
}

async fn create_co_author(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(CoAuthor::Table)
                .col(uuid(CoAuthor::ContributionId))
                .col(uuid(CoAuthor::OrganisationId))
                .col(integer(CoAuthor::State).check(Expr::col(CoAuthor::State).between(1, 3)))
                .primary_key(
                    Index::create()
                        .col(CoAuthor::ContributionId)
                        .col(CoAuthor::OrganisationId),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from(CoAuthor::Table, CoAuthor::ContributionId)
                        .to(Contribution::Table, Contribution::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await
}

async fn create_comment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(ContributionComment::Table)
                .col(uuid(ContributionComment::Id).primary_key())
                .col(uuid(ContributionComment::ContributionId))
                .col(text(ContributionComment::Section))
                .col(text(ContributionComment::Text))
                .col(text(ContributionComment::AuthorName))
                .col(timestamp_with_time_zone(ContributionComment::At))
                .col(boolean(ContributionComment::IsInternal))
                .col(boolean(ContributionComment::IsResolved))
                .foreign_key(
                    ForeignKey::create()
                        .from(ContributionComment::Table, ContributionComment::ContributionId)
                        .to(Contribution::Table, Contribution::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("contribution_comment_contribution")
                .table(ContributionComment::Table)
                .col(ContributionComment::ContributionId)
                .to_owned(),
        )
        .await
}

async fn create_extension(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(Extension::Table)
                .col(uuid(Extension::WorkStreamId))
                .col(uuid(Extension::OrganisationId))
                .col(timestamp_with_time_zone(Extension::Until))
                .col(text(Extension::Reason))
                .col(timestamp_with_time_zone(Extension::At))
                .primary_key(
                    Index::create()
                        .col(Extension::WorkStreamId)
                        .col(Extension::OrganisationId),
                )
                .to_owned(),
        )
        .await
}
