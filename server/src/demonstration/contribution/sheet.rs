//! The texts, one Markdown file each: a title, then the sections by their keys.

use std::collections::BTreeMap;

use proto::v1::Expected;

/// A text of the demonstration.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) title: String,
    sections: BTreeMap<String, String>,
}

pub(super) const CARAVANE: &str = include_str!("caravane.md");
pub(super) const MARCHES: &str = include_str!("marches.md");
pub(super) const ECOLE: &str = include_str!("ecole.md");
pub(super) const CONSEILS: &str = include_str!("conseils.md");
pub(super) const FLEUVE: &str = include_str!("fleuve.md");
pub(super) const SANTE: &str = include_str!("sante.md");
pub(super) const CLAUSES: &str = include_str!("clauses.md");
pub(super) const LOCAUX: &str = include_str!("locaux.md");
pub(super) const AMORCAGE: &str = include_str!("amorcage.md");
pub(super) const ACHATS: &str = include_str!("achats.md");
pub(super) const JARDINS: &str = include_str!("jardins.md");

impl Sheet {
    /// Reads one.
    pub(super) fn parse(text: &str) -> Self {
        let mut parts = text.split("\n## ");
        let title = parts.next().unwrap_or_default().trim_start_matches('#').trim();
        let sections = parts.filter_map(|part| {
            let (key, text) = part.split_once('\n')?;
            Some((key.trim().to_owned(), text.trim().to_owned()))
        });
        Self {
            title: title.to_owned(),
            sections: sections.collect(),
        }
    }

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
        let all = [
            CARAVANE, MARCHES, ECOLE, CONSEILS, FLEUVE, SANTE, CLAUSES, LOCAUX, AMORCAGE, ACHATS, JARDINS,
        ];
        for sheet in all.map(Sheet::parse) {
            let mut keys: Vec<&str> = sheet.sections.keys().map(String::as_str).collect();
            let mut expected = rules::SHEET.to_vec();
            keys.sort_unstable();
            expected.sort_unstable();
            assert_eq!(keys, expected, "{}", sheet.title);
        }
    }
}
