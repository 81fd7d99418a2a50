//! Reads the spreadsheet of an import: bytes to lines, each with its faults in French. Nothing here knows
//! what the network holds already.

mod cells;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proto::v1::{Function, LegalForm, Position};

use self::cells::{Cells, organisation};
use self::words::position;
use crate::network::rules::{MAX_EXPERTISE, MAX_THEME, fits, fold, fold_email, is_email};
use crate::spreadsheet::{Table, columns};

/// Bytes of a file, at most.
pub(crate) const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Lines of a file, at most.
pub(crate) const MAX_LINES: usize = 5000;
/// The columns, by heading. The first is required.
const HEADINGS: [&str; 17] = [
    "organisation",
    "nom_court",
    "fonction",
    "forme_juridique",
    "hebergeur",
    "territoire",
    "siege",
    "fuseau",
    "outre_mer",
    "finance_par_l_etat",
    "expertise",
    "depuis",
    "personne",
    "courriel",
    "telephone",
    "position",
    "intitule",
];
/// The first of the columns that are about the person.
const FIRST_OF_PERSON: usize = 12;
/// Characters of a cell, at most; less in some columns, as in the forms.
const MAX_CHARS: usize = 300;
/// Those columns.
const SHORTER: [(&str, usize); 8] = [
    ("organisation", 200),
    ("nom_court", 60),
    ("hebergeur", 200),
    ("siege", 100),
    ("personne", 120),
    ("courriel", 254),
    ("telephone", 40),
    ("intitule", 120),
];

/// Characters of a column's cells, at most. Several themes of expertise share a cell.
fn max_chars(heading: &str) -> usize {
    if heading == "expertise" {
        return MAX_EXPERTISE * (MAX_THEME + 2);
    }
    let shorter = SHORTER.iter().find(|(name, _)| *name == heading);
    shorter.map_or(MAX_CHARS, |(_, max)| *max)
}

/// A file, read.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// "UTF-8" or "Windows-1252".
    pub(crate) encoding: &'static str,
    /// `;` or `,`.
    pub(crate) separator: char,
    /// Each line that is not empty, the headings' only when they have faults.
    pub(crate) lines: Vec<Line>,
    /// True when the file has more than [`MAX_LINES`].
    pub(crate) is_too_long: bool,
}

/// A line, read.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// From 1, the headings included.
    pub(crate) number: u64,
    /// The organisation of the line, by folded name.
    pub(crate) key: String,
    /// Everything about it, on the first line that names it.
    pub(crate) organisation: Option<Organisation>,
    /// The person of the line.
    pub(crate) person: Option<Person>,
    /// French sentences.
    pub(crate) faults: Vec<String>,
    /// The line in words.
    pub(crate) text: String,
}

/// An organisation, as a line says.
#[derive(Clone, Debug)]
pub(crate) struct Organisation {
    pub(crate) name: String,
    pub(crate) short_name: String,
    pub(crate) function: Function,
    pub(crate) legal_form: LegalForm,
    pub(crate) host_name: String,
    pub(crate) territory: String,
    pub(crate) seat: String,
    pub(crate) zone: String,
    pub(crate) is_overseas: bool,
    pub(crate) is_state_funded: bool,
    pub(crate) expertise: Vec<String>,
    /// Today when the file says nothing.
    pub(crate) joined_on: Option<NaiveDate>,
}

/// A person, as a line says.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    /// `Unspecified`: what the function of the organisation suggests.
    pub(crate) position: Position,
    pub(crate) title: String,
}

impl Person {
    /// The position in an organisation of this function.
    pub(crate) fn position_in(&self, function: Function) -> Position {
        match self.position {
            Position::Unspecified if function == Function::Centre => Position::Team,
            Position::Unspecified => Position::Agent,
            position => position,
        }
    }
}

/// Reads a file.
pub(crate) fn read(content: &[u8]) -> Sheet {
    let table = Table::read(content);
    let mut sheet = Sheet {
        encoding: table.encoding,
        separator: table.separator,
        ..Sheet::default()
    };
    let mut lines = table.lines();
    let Some((_, Some(headings))) = lines.next() else {
        sheet.lines.push(fault(1, "Le fichier est vide.".to_owned()));
        return sheet;
    };
    let columns = match columns(&headings, &HEADINGS) {
        Ok(columns) => columns,
        Err(faults) => {
            sheet.lines.push(Line {
                number: 1,
                faults,
                text: "Ligne des titres".to_owned(),
                ..Line::default()
            });
            return sheet;
        }
    };
    let mut reader = Reader::default();
    for (number, cells) in lines {
        if sheet.lines.len() >= MAX_LINES {
            sheet.is_too_long = true;
            break;
        }
        sheet.lines.push(match cells {
            Some(cells) => reader.line(number, &Cells::new(&columns, &cells)),
            None => fault(number, "Cette ligne ne peut pas être lue.".to_owned()),
        });
    }
    sheet
}

fn fault(number: u64, sentence: String) -> Line {
    Line {
        number,
        faults: vec![sentence],
        ..Line::default()
    }
}

/// What the lines before have said.
#[derive(Default)]
struct Reader {
    /// The organisation of the line before.
    last: String,
    /// The first line of each organisation: its number, its cells, its function when it is known.
    seen: BTreeMap<String, (u64, Vec<String>, Option<Function>)>,
    short_names: BTreeSet<String>,
    people: BTreeSet<(String, String)>,
}

impl Reader {
    fn line(&mut self, number: u64, cells: &Cells<'_>) -> Line {
        let mut faults = Vec::new();
        if cells.has_too_many {
            faults.push("Cette ligne a plus de cases que la ligne des titres.".to_owned());
        }
        for (heading, cell) in HEADINGS.iter().zip(cells.by_heading) {
            let max = max_chars(heading);
            if cell.chars().count() > max {
                faults.push(format!("La case « {heading} » dépasse {max} caractères."));
            }
            if cell.contains(char::is_control) {
                faults.push(format!("La case « {heading} » contient un caractère interdit."));
            }
        }
        let name = cells.get("organisation");
        let key = if name.is_empty() {
            self.last.clone()
        } else {
            fold(name)
        };
        if key.is_empty() {
            faults.push("Le nom de l’organisation manque.".to_owned());
        }
        self.last.clone_from(&key);
        let organisation = self.organisation(number, &key, cells, &mut faults);
        let function = self.seen.get(&key).and_then(|(_, _, function)| *function);
        let person = self.person(&key, function, cells, &mut faults);
        let text = [name, cells.get("personne"), cells.get("courriel")];
        let text: Vec<&str> = text.into_iter().filter(|text| !text.is_empty()).collect();
        Line {
            number,
            key,
            organisation,
            person,
            faults,
            text: text.join(", "),
        }
    }

    /// The organisation, when this line is the first to name it; later lines may only repeat it.
    fn organisation(
        &mut self,
        number: u64,
        key: &str,
        cells: &Cells<'_>,
        faults: &mut Vec<String>,
    ) -> Option<Organisation> {
        let own: Vec<String> = cells
            .by_heading
            .iter()
            .take(FIRST_OF_PERSON)
            .map(|cell| (*cell).to_owned())
            .collect();
        if let Some((first, before, _)) = self.seen.get(key) {
            for ((heading, cell), before) in HEADINGS.iter().zip(&own).zip(before).skip(1) {
                if !cell.is_empty() && cell != before {
                    faults.push(format!(
                        "La case « {heading} » diffère de celle de la ligne {first}."
                    ));
                }
            }
            return None;
        }
        if key.is_empty() {
            return None;
        }
        let organisation = organisation(cells, faults);
        if !self.short_names.insert(fold(&organisation.short_name)) {
            faults.push(format!(
                "Le nom court « {} » est donné à deux organisations.",
                organisation.short_name
            ));
        }
        let function = (!cells.get("fonction").is_empty()).then_some(organisation.function);
        self.seen.insert(key.to_owned(), (number, own, function));
        Some(organisation)
    }

    fn person(
        &mut self,
        key: &str,
        function: Option<Function>,
        cells: &Cells<'_>,
        faults: &mut Vec<String>,
    ) -> Option<Person> {
        let own = cells.by_heading.iter().skip(FIRST_OF_PERSON);
        if own.clone().all(|cell| cell.is_empty()) {
            return None;
        }
        let (name, email) = (cells.get("personne"), fold_email(cells.get("courriel")));
        if name.is_empty() {
            faults.push("Le nom de la personne manque.".to_owned());
        }
        if email.is_empty() {
            faults.push("Le courriel de la personne manque.".to_owned());
        } else if !is_email(&email) {
            faults.push(format!("« {email} » n’est pas une adresse de courriel."));
        } else if !self.people.insert((key.to_owned(), email.clone())) {
            faults.push(format!("{email} est déjà plus haut, dans la même organisation."));
        }
        let position = position(cells.get("position")).unwrap_or_else(|| {
            let typed = cells.get("position");
            faults.push(format!(
                "La position « {typed} » n’est pas connue\u{a0}; sont attendues\u{a0}: direction, équipe, agent, présidence."
            ));
            Position::Unspecified
        });
        if let (Some(function), true) = (function, position != Position::Unspecified)
            && !fits(function, position)
        {
            faults.push("Cette position ne convient pas à la fonction de l’organisation.".to_owned());
        }
        Some(Person {
            name: name.to_owned(),
            email,
            phone: cells.get("telephone").to_owned(),
            position,
            title: cells.get("intitule").to_owned(),
        })
    }
}
