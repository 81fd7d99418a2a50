//! The field's questions (A3), the centres behind them, the versions of their answers, and the terms under which
//! they are found.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Question {
    Table,
    Id,
    Kind,
    Subject,
    Text,
    Territory,
    Urgency,
    OrganisationId,
    AskedBy,
    AskedAt,
    AddresseeId,
    BulletinId,
    State,
    OwnerId,
    OwnerName,
    DueOn,
    AnsweredAt,
    ClosedAt,
    Closing,
    ClosingText,
    NTerms,
    TermsVersion,
    Version,
}

#[derive(DeriveIden)]
enum QuestionCentre {
    Table,
    QuestionId,
    OrganisationId,
    At,
    Note,
}

#[derive(DeriveIden)]
enum QuestionAnswer {
    Table,
    QuestionId,
    Number,
    Text,
    By,
    At,
}

#[derive(DeriveIden)]
enum QuestionTerm {
    Table,
    Term,
    QuestionId,
    IsOfAnswer,
}

#[derive(DeriveIden)]
enum QuestionTermCount {
    Table,
    Term,
    NQuestions,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [question(), centre(), answer(), term(), term_count()] {
            manager.create_table(table).await?;
        }
        for (name, column) in [
            ("question_state", Question::State),
            ("question_answered", Question::AnsweredAt),
            ("question_terms_version", Question::TermsVersion),
        ] {
            let index = Index::create()
                .name(name)
                .table(Question::Table)
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        for index in [
            Index::create()
                .name("question_centre_organisation")
                .table(QuestionCentre::Table)
                .col(QuestionCentre::OrganisationId)
                .to_owned(),
            Index::create()
                .name("question_term_question")
                .table(QuestionTerm::Table)
                .col(QuestionTerm::QuestionId)
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            QuestionTermCount::Table.into_iden(),
            QuestionTerm::Table.into_iden(),
            QuestionAnswer::Table.into_iden(),
            QuestionCentre::Table.into_iden(),
            Question::Table.into_iden(),
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn question() -> TableCreateStatement {
    Table::create()
        .table(Question::Table)
        .col(uuid(Question::Id).primary_key())
        .col(integer(Question::Kind).check(Expr::col(Question::Kind).between(1, 2)))
        .col(text(Question::Subject))
        .col(text(Question::Text))
        .col(text(Question::Territory))
        .col(integer(Question::Urgency).check(Expr::col(Question::Urgency).between(1, 2)))
        .col(uuid(Question::OrganisationId))
        .col(text(Question::AskedBy))
        .col(timestamp_with_time_zone(Question::AskedAt))
        .col(uuid(Question::AddresseeId))
        .col(uuid_null(Question::BulletinId))
        .col(integer(Question::State).check(Expr::col(Question::State).between(1, 4)))
        .col(uuid_null(Question::OwnerId))
        .col(text(Question::OwnerName))
        .col(date_null(Question::DueOn))
        .col(timestamp_with_time_zone_null(Question::AnsweredAt))
        .col(timestamp_with_time_zone_null(Question::ClosedAt))
        .col(integer(Question::Closing).check(Expr::col(Question::Closing).between(0, 3)))
        .col(text(Question::ClosingText))
        .col(integer(Question::NTerms))
        .col(integer(Question::TermsVersion))
        .col(integer(Question::Version))
        .to_owned()
}

fn centre() -> TableCreateStatement {
    Table::create()
        .table(QuestionCentre::Table)
        .col(uuid(QuestionCentre::QuestionId))
        .col(uuid(QuestionCentre::OrganisationId))
        .col(timestamp_with_time_zone(QuestionCentre::At))
        .col(text(QuestionCentre::Note))
        .primary_key(
            Index::create()
                .col(QuestionCentre::QuestionId)
                .col(QuestionCentre::OrganisationId),
        )
        .foreign_key(&mut of_question(
            QuestionCentre::Table.into_iden(),
            QuestionCentre::QuestionId.into_iden(),
        ))
        .to_owned()
}

fn answer() -> TableCreateStatement {
    Table::create()
        .table(QuestionAnswer::Table)
        .col(uuid(QuestionAnswer::QuestionId))
        .col(integer(QuestionAnswer::Number))
        .col(text(QuestionAnswer::Text))
        .col(text(QuestionAnswer::By))
        .col(timestamp_with_time_zone(QuestionAnswer::At))
        .primary_key(
            Index::create()
                .col(QuestionAnswer::QuestionId)
                .col(QuestionAnswer::Number),
        )
        .foreign_key(&mut of_question(
            QuestionAnswer::Table.into_iden(),
            QuestionAnswer::QuestionId.into_iden(),
        ))
        .to_owned()
}

/// Without a foreign key: checked for each of thirty rows at each question, it would protect nothing that the
/// transaction does not. The key alone answers a search: the rows themselves are not read.
fn term() -> TableCreateStatement {
    Table::create()
        .table(QuestionTerm::Table)
        .col(text(QuestionTerm::Term))
        .col(uuid(QuestionTerm::QuestionId))
        .col(boolean(QuestionTerm::IsOfAnswer))
        .primary_key(
            Index::create()
                .col(QuestionTerm::Term)
                .col(QuestionTerm::IsOfAnswer)
                .col(QuestionTerm::QuestionId),
        )
        .to_owned()
}

fn term_count() -> TableCreateStatement {
    Table::create()
        .table(QuestionTermCount::Table)
        .col(text(QuestionTermCount::Term).primary_key())
        .col(big_integer(QuestionTermCount::NQuestions))
        .to_owned()
}

fn of_question(table: DynIden, column: DynIden) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to(Question::Table, Question::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
