//! Reads the spreadsheet of an import: each line an address and what is known of it, with its faults in French.
//! Nothing here knows who is in the newsletter already.

use std::collections::BTreeMap;

use crate::network::rules::{fold, fold_email, is_email};
use crate::spreadsheet::{Table, by_heading, columns, has_too_many};
use web::text;

/// Lines of a file, at most.
pub(super) const MAX_LINES: usize = 200_000;
/// Characters of a cell, at most.
const MAX_CHARS: usize = 300;
/// The columns, by heading. The first is required.
const HEADINGS: [&str; 5] = ["courriel", "organisation", "fonction", "territoire", "themes"];

/// A line without a fault.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1, the headings included.
    pub(super) number: u64,
    /// In folded form.
    pub(super) email: String,
    pub(super) actor_kind: i32,
    pub(super) actor_function: i32,
    /// Code of a territory, or nothing.
    pub(super) territory: String,
    pub(super) themes: Vec<i32>,
}

/// A line that cannot be imported.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) number: u64,
    pub(super) text: String,
    pub(super) sentences: Vec<String>,
}

/// A file, read.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) encoding: &'static str,
    pub(super) separator: char,
    pub(super) lines: Vec<Line>,
    pub(super) faults: Vec<Fault>,
    /// True when the file has more than [`MAX_LINES`].
    pub(super) is_too_long: bool,
}

/// Reads a file.
pub(super) fn read(content: &[u8]) -> Sheet {
    let table = Table::read(content);
    let mut sheet = Sheet {
        encoding: table.encoding,
        separator: table.separator,
        lines: Vec::new(),
        faults: Vec::new(),
        is_too_long: false,
    };
    let mut lines = table.lines();
    let columns = match lines.next() {
        Some((_, Some(headings))) => columns(&headings, &HEADINGS),
        _ => Err(vec!["Le fichier est vide.".to_owned()]),
    };
    let columns = match columns {
        Ok(columns) => columns,
        Err(sentences) => {
            sheet.faults.push(Fault {
                number: 1,
                text: "Ligne des titres".to_owned(),
                sentences,
            });
            return sheet;
        }
    };
    let words = Words::new();
    let mut seen = BTreeMap::new();
    for (number, cells) in lines {
        if sheet.lines.len() + sheet.faults.len() >= MAX_LINES {
            sheet.is_too_long = true;
            break;
        }
        let line = match cells {
            Some(cells) => words.line(number, &columns, &cells, &mut seen),
            None => Err(Fault {
                number,
                text: String::new(),
                sentences: vec!["Cette ligne ne peut pas être lue.".to_owned()],
            }),
        };
        match line {
            Ok(line) => sheet.lines.push(line),
            Err(fault) => sheet.faults.push(fault),
        }
    }
    sheet
}

/// The words of the cells, folded: those of the forms.
struct Words {
    kinds: BTreeMap<String, i32>,
    functions: BTreeMap<String, i32>,
    themes: BTreeMap<String, i32>,
    territories: BTreeMap<String, &'static str>,
}

impl Words {
    fn new() -> Self {
        let territories = proto::territory::TERRITORIES
            .iter()
            .flat_map(|(code, name, _)| [(fold(name), *code), (fold(code), *code)])
            .collect();
        Self {
            kinds: text::ACTOR_KINDS
                .map(|kind| (fold(text::actor_kind(kind)), kind as i32))
                .into(),
            functions: text::ACTOR_FUNCTIONS
                .map(|function| (fold(text::actor_function(function)), function as i32))
                .into(),
            themes: text::THEMES
                .map(|theme| (fold(text::theme(theme)), theme as i32))
                .into(),
            territories,
        }
    }

    fn line(
        &self,
        number: u64,
        columns: &[usize],
        record: &csv::StringRecord,
        seen: &mut BTreeMap<String, u64>,
    ) -> Result<Line, Fault> {
        let cells: [&str; HEADINGS.len()] = by_heading(columns, record);
        let [address, kind, function, territory, themes] = cells;
        let mut sentences = shape_faults(has_too_many(columns, record), &cells);
        let email = address_of(number, address, seen, &mut sentences);
        let mut word = |known: &BTreeMap<String, i32>, heading: &str, typed: &str| {
            if typed.is_empty() {
                return 0;
            }
            known.get(&fold(typed)).copied().unwrap_or_else(|| {
                sentences.push(format!(
                    "« {typed} » ne convient pas dans la colonne « {heading} »."
                ));
                0
            })
        };
        let actor_kind = word(&self.kinds, "organisation", kind);
        let actor_function = word(&self.functions, "fonction", function);
        let mut themes: Vec<i32> = themes
            .split('|')
            .map(|theme| word(&self.themes, "themes", theme.trim()))
            .filter(|theme| *theme != 0)
            .collect();
        themes.sort_unstable();
        themes.dedup();
        let code = self.territories.get(&fold(territory)).copied();
        if code.is_none() && !territory.is_empty() {
            sentences.push(format!(
                "« {territory} » n’est ni le numéro ni le nom d’un département ou d’une collectivité d’outre-mer."
            ));
        }
        if sentences.is_empty() {
            return Ok(Line {
                number,
                email,
                actor_kind,
                actor_function,
                territory: code.unwrap_or_default().to_owned(),
                themes,
            });
        }
        let said: Vec<&str> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
        Err(Fault {
            number,
            text: said.join(", ").chars().take(MAX_CHARS).collect(),
            sentences,
        })
    }
}

/// What is wrong with a line before its cells are read.
fn shape_faults(has_too_many: bool, cells: &[&str]) -> Vec<String> {
    let mut sentences = Vec::new();
    if has_too_many {
        sentences.push("Cette ligne a plus de cases que la ligne des titres.".to_owned());
    }
    if cells.iter().any(|cell| cell.chars().count() > MAX_CHARS) {
        sentences.push(format!("Une case dépasse {MAX_CHARS} caractères."));
    }
    sentences
}

/// The address of a line, in folded form; each once in a file.
fn address_of(
    number: u64,
    address: &str,
    seen: &mut BTreeMap<String, u64>,
    sentences: &mut Vec<String>,
) -> String {
    let email = fold_email(address);
    if email.is_empty() {
        sentences.push("L’adresse manque.".to_owned());
    } else if !is_email(&email) {
        sentences.push(format!("« {address} » n’est pas une adresse de courriel."));
    } else if let Some(first) = seen.get(&email) {
        sentences.push(format!("Cette adresse est déjà à la ligne {first}."));
    } else {
        seen.insert(email.clone(), number);
    }
    email
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_forms_and_codes_are_read() {
        let sheet = read(
            "courriel;organisation;fonction;territoire;themes\r\n\
             A.B@Exemple.fr;Association;Bénévolat;93;Santé | Numérique\r\n\
             c@exemple.fr;;;La Réunion;\r\n"
                .as_bytes(),
        );
        assert_eq!(sheet.faults, []);
        let [first, second] = sheet.lines.as_slice() else {
            panic!("{:?}", sheet.lines)
        };
        assert_eq!(
            (first.number, first.email.as_str(), first.territory.as_str()),
            (2, "a.b@exemple.fr", "93")
        );
        assert_eq!((first.actor_kind, first.actor_function), (3, 5));
        assert_eq!(first.themes, [5, 11]);
        assert_eq!((second.number, second.territory.as_str()), (3, "974"));
    }

    #[test]
    fn every_fault_of_a_line_is_told() {
        let sheet = read(
            "courriel,organisation,territoire\nx,Club,99\nd@exemple.fr,,\n\nd@exemple.fr,,\n,,93\n"
                .as_bytes(),
        );
        let faults: Vec<_> = sheet
            .faults
            .iter()
            .map(|fault| (fault.number, fault.sentences.len()))
            .collect();
        assert_eq!(faults, [(2, 3), (5, 1), (6, 1)]);
        assert_eq!(sheet.lines.len(), 1);
    }

    #[test]
    fn headings_that_are_wrong_stop_the_reading() {
        for (content, expected) in [
            ("", "vide"),
            ("nom\nx", "n’est pas connue"),
            ("territoire\n93", "manque"),
            ("courriel;courriel\n", "deux fois"),
        ] {
            let sheet = read(content.as_bytes());
            assert!(sheet.lines.is_empty());
            assert!(
                sheet.faults[0].sentences[0].contains(expected),
                "{content}: {:?}",
                sheet.faults
            );
        }
    }
}
