//! Votes and decisions name the point that they are on, in place of a copy of its title and of its readers: what is on
//! a point that is closed later is closed with it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Column {
    ItemId,
    ItemTitle,
    SeenBy,
}

const TABLES: [&str; 2] = ["vote", "decision"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            let add = Table::alter()
                .table(Alias::new(table))
                .add_column(uuid_null(Column::ItemId))
                .to_owned();
            manager.alter_table(add).await?;
            // A point of this title that is as closed as the copy says. Where there is none, no row of the agenda is
            // named: seen by who leads alone.
            let fill = format!(
                "UPDATE {table} SET item_id = COALESCE((SELECT agenda_item.id FROM agenda_item \
                 WHERE agenda_item.meeting_id = {table}.meeting_id AND agenda_item.title = {table}.item_title \
                 AND agenda_item.state = 2 AND agenda_item.is_closed = ({table}.seen_by <> '') \
                 ORDER BY agenda_item.id LIMIT 1), {table}.id) WHERE item_title <> ''"
            );
            manager.get_connection().execute_unprepared(&fill).await?;
            for column in [Column::ItemTitle, Column::SeenBy] {
                let drop = Table::alter()
                    .table(Alias::new(table))
                    .drop_column(column)
                    .to_owned();
                manager.alter_table(drop).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            for column in [Column::ItemTitle, Column::SeenBy] {
                let add = Table::alter()
                    .table(Alias::new(table))
                    .add_column(text(column).default(""))
                    .to_owned();
                manager.alter_table(add).await?;
            }
            // Nobody but who leads: whom a point concerned is not told here.
            let fill = format!(
                "UPDATE {table} SET seen_by = '-', item_title = COALESCE((SELECT title FROM agenda_item \
                 WHERE agenda_item.id = {table}.item_id), '') WHERE item_id IS NOT NULL AND NOT EXISTS \
                 (SELECT 1 FROM agenda_item WHERE agenda_item.id = {table}.item_id AND NOT agenda_item.is_closed)"
            );
            manager.get_connection().execute_unprepared(&fill).await?;
            let drop = Table::alter()
                .table(Alias::new(table))
                .drop_column(Column::ItemId)
                .to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}
