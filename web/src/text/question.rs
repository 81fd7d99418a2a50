//! The field's questions.

use proto::v1::{Closing, MarkKind, QuestionKind, QuestionState};

/// What is sent upward.
pub fn question_kind(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Unspecified => "",
        QuestionKind::Question => "Question",
        QuestionKind::Expectation => "Attente",
    }
}

/// The state of a question.
pub fn question_state(state: QuestionState) -> &'static str {
    match state {
        QuestionState::Unspecified => "",
        QuestionState::Open => "à prendre en charge",
        QuestionState::Taken => "prise en charge",
        QuestionState::Answered => "répondue",
        QuestionState::Closed => "close",
    }
}

/// Why a question is closed.
pub fn closing(closing: Closing) -> &'static str {
    match closing {
        Closing::Unspecified => "",
        Closing::Settled => "La réponse suffit",
        Closing::Redirected => "Réorientée vers un autre organisme",
        Closing::Obsolete => "Sans objet désormais",
    }
}

/// What a passage that may name a person looks like.
pub fn mark_kind(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Unspecified => "",
        MarkKind::Email => "adresse de courriel",
        MarkKind::Telephone => "numéro de téléphone",
        MarkKind::Address => "adresse postale",
        MarkKind::Name => "nom de personne",
        MarkKind::SecurityNumber => "numéro de sécurité sociale",
        MarkKind::BankAccount => "numéro de compte bancaire",
    }
}
