//! Words of editions.

use proto::v1::{BlockKind, EditionState};

/// Where an edition stands.
pub fn edition_state(state: EditionState) -> &'static str {
    match state {
        EditionState::Unspecified => "",
        EditionState::Draft => "brouillon",
        EditionState::Frozen => "figée pour l’envoi",
        EditionState::Published => "parue",
    }
}

/// What a block is.
pub fn block_kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Unspecified => "",
        BlockKind::Title => "Titre de section",
        BlockKind::Text => "Texte",
        BlockKind::Link => "Lien",
        BlockKind::Picture => "Image",
        BlockKind::Event => "Événement",
        BlockKind::Contribution => "Contribution du réseau",
    }
}
