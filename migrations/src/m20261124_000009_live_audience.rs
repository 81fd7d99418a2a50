//! A line of the log is told to several organisations: those that write a contribution together, those that
//! are convened to a meeting.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Activity {
    Table,
    AudienceOrganisationId,
    IsRestricted,
}

#[derive(DeriveIden)]
enum ActivityAudience {
    Table,
    Position,
    OrganisationId,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(ActivityAudience::Table)
                    .col(big_integer(ActivityAudience::Position))
                    .col(uuid(ActivityAudience::OrganisationId))
                    // What an organisation sees is asked for more often than who sees a line.
                    .primary_key(
                        Index::create()
                            .col(ActivityAudience::OrganisationId)
                            .col(ActivityAudience::Position),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("activity_audience_position")
                    .table(ActivityAudience::Table)
                    .col(ActivityAudience::Position)
                    .to_owned(),
            )
            .await?;
        manager
            .alter_table(
                Table::alter()
                    .table(Activity::Table)
                    .add_column(boolean(Activity::IsRestricted).default(false))
                    .to_owned(),
            )
            .await?;
        for statement in [
            "INSERT INTO activity_audience (position, organisation_id) \
             SELECT position, audience_organisation_id FROM activity WHERE audience_organisation_id IS NOT NULL",
            "UPDATE activity SET is_restricted = TRUE WHERE audience_organisation_id IS NOT NULL",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        manager
            .alter_table(
                Table::alter()
                    .table(Activity::Table)
                    .drop_column(Activity::AudienceOrganisationId)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table(Activity::Table)
                    .add_column(uuid_null(Activity::AudienceOrganisationId))
                    .to_owned(),
            )
            .await?;
        // One organisation of each line: the column holds no more.
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE activity SET audience_organisation_id = (SELECT organisation_id FROM activity_audience \
                 WHERE activity_audience.position = activity.position LIMIT 1)",
            )
            .await?;
        manager
            .alter_table(
                Table::alter()
                    .table(Activity::Table)
                    .drop_column(Activity::IsRestricted)
                    .to_owned(),
            )
            .await?;
        manager
            .drop_table(Table::drop().table(ActivityAudience::Table).to_owned())
            .await
    }
}
