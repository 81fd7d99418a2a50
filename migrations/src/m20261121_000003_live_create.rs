//! The activity log, its counter, and the audit.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Activity {
    Table,
    Position,
    At,
    Kind,
    Subject,
    PersonId,
    PersonName,
    ActorOrganisationId,
    ActorOrganisationName,
    Object,
    Path,
    AudienceOrganisationId,
    Year,
    WorkStreamId,
    ContributionId,
    OrganisationId,
    OnBehalfOf,
}

#[derive(DeriveIden)]
enum ActivityCounter {
    Table,
    Id,
    Position,
}

#[derive(DeriveIden)]
enum Audit {
    Table,
    Position,
    At,
    Rpc,
    PersonId,
    PersonName,
    ActorOrganisationId,
    ActorOrganisationName,
    Object,
    OrganisationId,
    Address,
    OnBehalfOf,
    ByDelegate,
}

#[expect(
    clippy::too_many_lines,
    reason = "one line for each case; cut, it would hide the order"
)]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Activity::Table)
                    .col(big_integer(Activity::Position).primary_key())
                    .col(timestamp_with_time_zone(Activity::At))
                    .col(integer(Activity::Kind))
                    .col(integer(Activity::Subject))
                    .col(uuid_null(Activity::PersonId))
                    .col(text(Activity::PersonName))
                    .col(uuid_null(Activity::ActorOrganisationId))
                    .col(text(Activity::ActorOrganisationName))
                    .col(text(Activity::Object))
                    .col(text(Activity::Path))
                    .col(uuid_null(Activity::AudienceOrganisationId))
                    .col(integer_null(Activity::Year))
                    .col(uuid_null(Activity::WorkStreamId))
                    .col(uuid_null(Activity::ContributionId))
                    .col(uuid_null(Activity::OrganisationId))
                    .col(text(Activity::OnBehalfOf))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("activity_work_stream")
                    .table(Activity::Table)
                    .col(Activity::WorkStreamId)
                    .col(Activity::Position)
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(ActivityCounter::Table)
                    .col(integer(ActivityCounter::Id).primary_key())
                    .col(big_integer(ActivityCounter::Position))
                    .to_owned(),
            )
            .await?;
        manager
            .exec_stmt(
                Query::insert()
                    .into_table(ActivityCounter::Table)
                    .columns([ActivityCounter::Id, ActivityCounter::Position])
                    .values_panic([1.into(), 0_i64.into()])
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Audit::Table)
                    .col(big_integer(Audit::Position).auto_increment().primary_key())
                    .col(timestamp_with_time_zone(Audit::At))
                    .col(text(Audit::Rpc))
                    .col(uuid_null(Audit::PersonId))
                    .col(text(Audit::PersonName))
                    .col(uuid_null(Audit::ActorOrganisationId))
                    .col(text(Audit::ActorOrganisationName))
                    .col(text(Audit::Object))
                    .col(uuid_null(Audit::OrganisationId))
                    .col(text(Audit::Address))
                    .col(text(Audit::OnBehalfOf))
                    .col(boolean(Audit::ByDelegate))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Activity::Table.into_iden(),
            ActivityCounter::Table.into_iden(),
            Audit::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
