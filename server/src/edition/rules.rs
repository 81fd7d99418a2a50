//! Decisions about editions: what is a link, in which order blocks stand, what forbids to send.

mod problem;

use proto::v1::EditionState;
use uuid::Uuid;

pub(crate) use self::problem::{Problem, inside, of_source, problems};

/// The accent of a newsletter that has none.
const ACCENT: &str = "#0f5c5c";

/// What moves an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It will leave as it is.
    Freeze,
    /// Stopped before its first mail: a draft again.
    Thaw,
    /// Its first mail leaves.
    Publish,
}

/// The state after a step; `None` when the state forbids it.
pub(crate) fn next(state: EditionState, step: Step) -> Option<EditionState> {
    use EditionState as S;
    match (state, step) {
        (S::Draft, Step::Freeze) => Some(S::Frozen),
        (S::Frozen, Step::Thaw) => Some(S::Draft),
        (S::Frozen, Step::Publish) => Some(S::Published),
        _ => None,
    }
}

/// The blocks with one of them at another place, 1 being the first.
pub(crate) fn moved(mut ids: Vec<Uuid>, id: Uuid, place: i32) -> Vec<Uuid> {
    let Some(from) = ids.iter().position(|one| *one == id) else {
        return ids;
    };
    let moved = ids.remove(from);
    let to = usize::try_from(place - 1).unwrap_or_default().min(ids.len());
    ids.insert(to, moved);
    ids
}

/// The first paragraph of a text, cut between two words.
pub(crate) fn excerpt(text: &str, max: usize) -> String {
    let paragraphs = text.split("\n\n").map(str::trim);
    let first = { paragraphs }.find(|one| !one.is_empty() && !one.starts_with('#'));
    crate::markdown::cut(first.unwrap_or_default(), max)
}

/// A link that readers may follow: a page of the web, with a host, without what could leave its place.
pub(crate) fn is_link(link: &str) -> bool {
    let rest = link
        .strip_prefix("https://")
        .or_else(|| link.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty()
            && !host.starts_with('.')
            && !host.contains(['@', '\\'])
            && !link.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>{}".contains(c))
    })
}

/// A colour that may stand in a style: the newsletter's, or the platform's.
pub(crate) fn accent(colour: &str) -> &str {
    let is_hex = |rest: &str| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if colour.strip_prefix('#').is_some_and(is_hex) {
        colour
    } else {
        ACCENT
    }
}

/// The same colour, light enough for a dark ground.
pub(crate) fn light(colour: &str) -> String {
    let channel = |at: usize| {
        let byte = accent(colour)
            .get(at..at + 2)
            .and_then(|hex| u16::from_str_radix(hex, 16).ok());
        let byte = byte.unwrap_or_default();
        (byte * 35 + 255 * 65) / 100
    };
    format!("#{:02x}{:02x}{:02x}", channel(1), channel(3), channel(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_and_step() {
        use EditionState as S;
        for (state, frozen, thawed, published) in [
            (S::Draft, Some(S::Frozen), None, None),
            (S::Frozen, None, Some(S::Draft), Some(S::Published)),
            (S::Published, None, None, None),
            (S::Unspecified, None, None, None),
        ] {
            assert_eq!(next(state, Step::Freeze), frozen);
            assert_eq!(next(state, Step::Thaw), thawed);
            assert_eq!(next(state, Step::Publish), published);
        }
    }

    #[test]
    fn a_block_goes_to_its_place() {
        let ids: Vec<Uuid> = (1..=3).map(Uuid::from_u128).collect();
        let order = |id, place| {
            let all = moved(ids.clone(), Uuid::from_u128(id), place);
            all.iter().map(Uuid::as_u128).collect::<Vec<_>>()
        };
        assert_eq!(order(3, 1), [3, 1, 2]);
        assert_eq!(order(1, 3), [2, 3, 1]);
        assert_eq!(order(1, 99), [2, 3, 1]);
        assert_eq!(order(2, -4), [2, 1, 3]);
        assert_eq!(order(9, 1), [1, 2, 3]);
    }

    #[test]
    fn links() {
        for (link, expected) in [
            ("https://exemple.example/guide.pdf?a=1#b", true),
            ("http://127.0.0.1:8080/registration/1", true),
            ("https://", false),
            ("javascript:alert(1)", false),
            ("https://exemple.example/a b", false),
            ("https://moi@exemple.example", false),
            ("https://exemple.example/\"><script>", false),
            ("https://exemple.example/{{preferences}}", false),
        ] {
            assert_eq!(is_link(link), expected, "{link}");
        }
    }

    #[test]
    fn excerpts_end_between_two_words() {
        assert_eq!(
            excerpt("# Titre\n\nUn, deux, trois.\n\nSuite.", 40),
            "Un, deux, trois."
        );
        assert_eq!(excerpt("Un, deux, trois.", 9), "Un…");
        assert_eq!(excerpt("Un, deux, trois.", 12), "Un, deux…");
        assert_eq!(excerpt("", 12), "");
    }

    #[test]
    fn colours() {
        assert_eq!(accent("#123abc"), "#123abc");
        for wrong in ["", "red", "#12345", "#1234567", "#12345;", "#zzzzzz"] {
            assert_eq!(accent(wrong), ACCENT, "{wrong}");
        }
        assert_eq!(light("#000000"), "#a5a5a5");
        assert_eq!(light("#ffffff"), "#ffffff");
    }
}
