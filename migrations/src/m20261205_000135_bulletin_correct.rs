//! A correction changes all that a bulletin says: each published version keeps its links, event and validity. A bulletin
//! says which question of the field it answers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What a version without links or event holds, as the server writes and reads it.
const NOTHING: &str =
    r#"{"links":[],"delay_days":0,"organisation_ids":[],"audience_reason":"","event":null}"#;

#[derive(DeriveIden)]
enum Bulletin {
    Table,
    QuestionId,
}

#[derive(DeriveIden)]
enum BulletinText {
    Table,
    Content,
    ValidUntil,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let question = Table::alter()
            .table(Bulletin::Table)
            .add_column(uuid_null(Bulletin::QuestionId))
            .to_owned();
        manager.alter_table(question).await?;
        let index = Index::create()
            .name("bulletin_question")
            .table(Bulletin::Table)
            .col(Bulletin::QuestionId)
            .to_owned();
        manager.create_index(index).await?;
        let content = Table::alter()
            .table(BulletinText::Table)
            .add_column(text(BulletinText::Content).default(NOTHING))
            .to_owned();
        manager.alter_table(content).await?;
        let valid_until = Table::alter()
            .table(BulletinText::Table)
            .add_column(date_null(BulletinText::ValidUntil))
            .to_owned();
        manager.alter_table(valid_until).await?;
        // Until now a correction changed the title and the text only: the rest is the same in every version.
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE bulletin_text SET \
                 content = (SELECT b.content FROM bulletin b WHERE b.id = bulletin_text.bulletin_id), \
                 valid_until = (SELECT b.valid_until FROM bulletin b WHERE b.id = bulletin_text.bulletin_id)",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [BulletinText::ValidUntil, BulletinText::Content] {
            let dropped = Table::alter()
                .table(BulletinText::Table)
                .drop_column(column)
                .to_owned();
            manager.alter_table(dropped).await?;
        }
        let index = Index::drop()
            .name("bulletin_question")
            .table(Bulletin::Table)
            .to_owned();
        manager.drop_index(index).await?;
        let question = Table::alter()
            .table(Bulletin::Table)
            .drop_column(Bulletin::QuestionId)
            .to_owned();
        manager.alter_table(question).await
    }
}
