//! A dispensation that was asked for may be refused, with its reason; who wrote a comment or a note is known by more
//! than a name, so that a person can be told what is stored; indexes that follow how rows are read.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Dispensation {
    Table,
    RefusedAt,
    Refusal,
}

#[derive(DeriveIden)]
enum ContributionComment {
    Table,
}

#[derive(DeriveIden)]
enum ProgrammeComment {
    Table,
}

#[derive(DeriveIden)]
enum Note {
    Table,
}

/// Of each of these three.
#[derive(DeriveIden)]
struct PersonId;

#[derive(DeriveIden)]
enum Audit {
    Table,
    OrganisationId,
    Position,
}

#[derive(DeriveIden)]
enum Activity {
    Table,
    At,
    PersonId,
    OrganisationId,
    Position,
}

#[derive(DeriveIden)]
enum Mail {
    Table,
    ToAddress,
}

#[derive(DeriveIden)]
enum Contribution {
    Table,
    Year,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            timestamp_with_time_zone_null(Dispensation::RefusedAt),
            text(Dispensation::Refusal).default("").to_owned(),
        ] {
            let alter = Table::alter()
                .table(Dispensation::Table)
                .add_column(column)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        for table in written() {
            let alter = Table::alter()
                .table(table)
                .add_column(uuid_null(PersonId))
                .to_owned();
            manager.alter_table(alter).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in indexes() {
            let name = index.get_index_spec().get_name().unwrap_or_default().to_owned();
            manager.drop_index(Index::drop().name(name).to_owned()).await?;
        }
        for table in written() {
            let alter = Table::alter().table(table).drop_column(PersonId).to_owned();
            manager.alter_table(alter).await?;
        }
        for column in [Dispensation::RefusedAt, Dispensation::Refusal] {
            let alter = Table::alter()
                .table(Dispensation::Table)
                .drop_column(column)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}

fn written() -> [DynIden; 3] {
    [
        ContributionComment::Table.into_iden(),
        ProgrammeComment::Table.into_iden(),
        Note::Table.into_iden(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        Index::create()
            .name("audit_organisation")
            .table(Audit::Table)
            .col(Audit::OrganisationId)
            .col(Audit::Position)
            .to_owned(),
        Index::create()
            .name("activity_person")
            .table(Activity::Table)
            .col(Activity::PersonId)
            .col(Activity::Position)
            .to_owned(),
        Index::create()
            .name("activity_organisation")
            .table(Activity::Table)
            .col(Activity::OrganisationId)
            .col(Activity::Position)
            .to_owned(),
        Index::create()
            .name("activity_at")
            .table(Activity::Table)
            .col(Activity::At)
            .to_owned(),
        Index::create()
            .name("mail_to_address")
            .table(Mail::Table)
            .col(Mail::ToAddress)
            .to_owned(),
        Index::create()
            .name("contribution_year")
            .table(Contribution::Table)
            .col(Contribution::Year)
            .to_owned(),
    ]
}
