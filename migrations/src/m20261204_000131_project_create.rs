//! The common projects of the animator and the ANRU (A6): the centres that take part, what became of each.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Project {
    Table,
    Id,
    Title,
    Aim,
    State,
    NextStep,
    DueOn,
    CreatedAt,
    Version,
}

#[derive(DeriveIden)]
enum ProjectCentre {
    Table,
    ProjectId,
    OrganisationId,
}

#[derive(DeriveIden)]
enum ProjectStep {
    Table,
    Id,
    ProjectId,
    At,
    AuthorName,
    OrganisationId,
    FromState,
    ToState,
    FromStep,
    ToStep,
    FromDueOn,
    ToDueOn,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [project(), centre(), step()] {
            manager.create_table(table).await?;
        }
        for index in [
            Index::create()
                .name("project_centre_organisation")
                .table(ProjectCentre::Table)
                .col(ProjectCentre::OrganisationId)
                .to_owned(),
            Index::create()
                .name("project_step_project")
                .table(ProjectStep::Table)
                .col(ProjectStep::ProjectId)
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            ProjectStep::Table.into_iden(),
            ProjectCentre::Table.into_iden(),
            Project::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn project() -> TableCreateStatement {
    Table::create()
        .table(Project::Table)
        .col(uuid(Project::Id).primary_key())
        .col(text(Project::Title))
        .col(text(Project::Aim))
        .col(integer(Project::State).check(Expr::col(Project::State).between(1, 4)))
        .col(text(Project::NextStep))
        .col(date_null(Project::DueOn))
        .col(timestamp_with_time_zone(Project::CreatedAt))
        .col(integer(Project::Version))
        .to_owned()
}

fn of_project(table: impl IntoIden, column: impl IntoIden) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column)
        .to(Project::Table, Project::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn centre() -> TableCreateStatement {
    Table::create()
        .table(ProjectCentre::Table)
        .col(uuid(ProjectCentre::ProjectId))
        .col(uuid(ProjectCentre::OrganisationId))
        .primary_key(
            Index::create()
                .col(ProjectCentre::ProjectId)
                .col(ProjectCentre::OrganisationId),
        )
        .foreign_key(&mut of_project(ProjectCentre::Table, ProjectCentre::ProjectId))
        .to_owned()
}

fn step() -> TableCreateStatement {
    Table::create()
        .table(ProjectStep::Table)
        .col(uuid(ProjectStep::Id).primary_key())
        .col(uuid(ProjectStep::ProjectId))
        .col(timestamp_with_time_zone(ProjectStep::At))
        .col(text(ProjectStep::AuthorName))
        .col(uuid(ProjectStep::OrganisationId))
        .col(integer(ProjectStep::FromState).check(Expr::col(ProjectStep::FromState).between(1, 4)))
        .col(integer(ProjectStep::ToState).check(Expr::col(ProjectStep::ToState).between(1, 4)))
        .col(text(ProjectStep::FromStep))
        .col(text(ProjectStep::ToStep))
        .col(date_null(ProjectStep::FromDueOn))
        .col(date_null(ProjectStep::ToDueOn))
        .foreign_key(&mut of_project(ProjectStep::Table, ProjectStep::ProjectId))
        .to_owned()
}
