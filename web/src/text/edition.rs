//! Words of editions.

use proto::v1::{BlockKind, EditionState};

use crate::ui::time::month_name;

/// Where an edition stands.
pub fn edition_state(state: EditionState) -> &'static str {
    match state {
        EditionState::Unspecified => "",
        EditionState::Draft => "brouillon",
        EditionState::Frozen => "figée pour l’envoi",
        EditionState::Published => "parue",
    }
}

/// « Résumé de mars 2027 », « Résumé d’avril 2027 »: the digest of a month, 1 being January.
pub fn digest(year: i32, month: u32) -> String {
    let name = month_name(month);
    let of = if name.starts_with(['a', 'o']) {
        "d’"
    } else {
        "de "
    };
    format!("Résumé {of}{name} {year}")
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
        BlockKind::Bulletin => "Note d’information",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_of_months() {
        assert_eq!(digest(2027, 3), "Résumé de mars 2027");
        assert_eq!(digest(2027, 8), "Résumé d’août 2027");
        assert_eq!(digest(2027, 10), "Résumé d’octobre 2027");
    }
}
