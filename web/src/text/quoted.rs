//! Titles in sentences.

/// What stands within a quotation, or after a space that no line may break at.
const WITHIN: [(&str, &str); 10] = [
    ("«\u{a0}", "“"),
    ("« ", "“"),
    ("«", "“"),
    ("\u{a0}»", "”"),
    (" »", "”"),
    ("»", "”"),
    (" ?", "\u{a0}?"),
    (" !", "\u{a0}!"),
    (" :", "\u{a0}:"),
    (" ;", "\u{a0};"),
];

/// A title between guillemets: its own become the inner ones, and none of its signs begins a line.
#[must_use]
pub fn quoted(title: &str) -> String {
    let inner = WITHIN
        .iter()
        .fold(title.to_owned(), |text, (typed, set)| text.replace(typed, set));
    format!("«\u{a0}{inner}\u{a0}»")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_keeps_its_own_guillemets_inside() {
        let said = quoted("Journée « Maisons de projet » : qui vient ?").replace('\u{a0}', "~");
        assert_eq!(said, "«~Journée “Maisons de projet”~: qui vient~?~»");
    }
}
