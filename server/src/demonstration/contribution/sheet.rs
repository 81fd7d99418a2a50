//! The texts, one Markdown file each: a title, then the sections by their keys.

use std::collections::BTreeMap;

use proto::v1::Expected;

/// A text of the demonstration.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) title: String,
    sections: BTreeMap<String, String>,
}

/// Those that any centre could have written.
pub(super) fn sheets() -> Vec<Sheet> {
    [
        include_str!("caravane.md"),
        include_str!("marches.md"),
        include_str!("clauses.md"),
        include_str!("sante.md"),
        include_str!("conseils.md"),
        include_str!("ecole.md"),
    ]
    .map(parse)
    .to_vec()
}

/// The one that only a centre on a great river could have written.
pub(super) fn river() -> Sheet {
    parse(include_str!("fleuve.md"))
}

fn parse(text: &str) -> Sheet {
    let mut parts = text.split("\n## ");
    let title = parts.next().unwrap_or_default().trim_start_matches('#').trim();
    let sections = parts.filter_map(|part| {
        let (key, text) = part.split_once('\n')?;
        Some((key.trim().to_owned(), text.trim().to_owned()))
    });
    Sheet {
        title: title.to_owned(),
        sections: sections.collect(),
    }
}

impl Sheet {
    /// The texts, for a kind of contribution: a note has one.
    pub(super) fn sections(&self, kind: Expected) -> BTreeMap<String, String> {
        if kind == Expected::ExperienceSheet {
            return self.sections.clone();
        }
        let parts = ["context", "problem", "actions", "results", "lessons"];
        let text: Vec<&str> = parts
            .iter()
            .filter_map(|key| Some(self.sections.get(*key)?.as_str()))
            .collect();
        BTreeMap::from([("text".to_owned(), text.join("\n\n"))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contribution::rules;

    #[test]
    fn every_text_has_the_sections_of_the_sheet() {
        for sheet in sheets().into_iter().chain([river()]) {
            let mut keys: Vec<&str> = sheet.sections.keys().map(String::as_str).collect();
            let mut expected = rules::SHEET.to_vec();
            keys.sort_unstable();
            expected.sort_unstable();
            assert_eq!(keys, expected, "{}", sheet.title);
        }
    }
}
