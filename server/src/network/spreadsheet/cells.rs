//! The cells of one line, and the organisation that they describe.

use proto::v1::{Function, LegalForm};

use super::words::{date, function, legal_form, yes_or_no};
use super::{HEADINGS, Organisation, max_chars};
use crate::network::rules::{MAX_EXPERTISE, MAX_THEME, fold};
use crate::spreadsheet::{by_heading, has_too_many};

/// The cells of a line by heading.
pub(super) struct Cells<'a> {
    pub(super) by_heading: [&'a str; HEADINGS.len()],
    pub(super) has_too_many: bool,
}

impl<'a> Cells<'a> {
    pub(super) fn new(columns: &[usize], record: &'a csv::StringRecord) -> Self {
        Self {
            by_heading: by_heading(columns, record),
            has_too_many: has_too_many(columns, record),
        }
    }

    pub(super) fn get(&self, heading: &str) -> &'a str {
        let column = HEADINGS.iter().position(|known| *known == heading);
        column
            .and_then(|column| self.by_heading.get(column))
            .copied()
            .unwrap_or_default()
    }
}

/// The organisation that a line describes.
#[expect(
    clippy::too_many_lines,
    reason = "one line for each case; cut, it would hide the order"
)]
pub(super) fn organisation(cells: &Cells<'_>, faults: &mut Vec<String>) -> Organisation {
    let name = cells.get("organisation");
    let short_name = Some(cells.get("nom_court"))
        .filter(|short| !short.is_empty())
        .unwrap_or(name);
    if cells.get("nom_court").is_empty() && name.chars().count() > max_chars("nom_court") {
        faults.push("Le nom est trop long pour se passer d’un nom court.".to_owned());
    }
    let mut word = |heading: &str, expected: &str| {
        faults.push(format!(
            "« {} » ne convient pas dans la colonne « {heading} »\u{a0}; attendu\u{a0}: {expected}.",
            cells.get(heading)
        ));
    };
    let function = function(cells.get("fonction")).unwrap_or_else(|| {
        word(
            "fonction",
            "centre, animateur, anru, outre-mer, partenaire national, association d’élus, service de l’État",
        );
        Function::Centre
    });
    let legal_form = legal_form(cells.get("forme_juridique")).unwrap_or_else(|| {
        word("forme_juridique", "association, gip, hébergé, autre");
        LegalForm::Other
    });
    let host_name = cells.get("hebergeur");
    if legal_form == LegalForm::Hosted && host_name.is_empty() {
        word("hebergeur", "le nom de la structure qui héberge le centre");
    }
    let zone = Some(cells.get("fuseau"))
        .filter(|zone| !zone.is_empty())
        .unwrap_or("Europe/Paris");
    if zone.parse::<chrono_tz::Tz>().is_err() {
        word("fuseau", "un nom tel que Europe/Paris ou Indian/Reunion");
    }
    let mut flag = |heading: &str, otherwise: bool| {
        yes_or_no(cells.get(heading), otherwise).unwrap_or_else(|| {
            word(heading, "oui ou non");
            otherwise
        })
    };
    let is_overseas = flag("outre_mer", false);
    let is_state_funded = flag("finance_par_l_etat", function == Function::Centre);
    let joined_on = date(cells.get("depuis")).unwrap_or_else(|| {
        word("depuis", "une date telle que 2027-01-31 ou 31/01/2027");
        None
    });
    let mut expertise: Vec<String> = Vec::new();
    for theme in cells.get("expertise").split(['|', ',', ';']).map(str::trim) {
        if !theme.is_empty() && !expertise.iter().any(|known| fold(known) == fold(theme)) {
            expertise.push(theme.to_owned());
        }
    }
    if expertise.len() > MAX_EXPERTISE {
        faults.push(format!("Plus de {MAX_EXPERTISE} thèmes d’expertise."));
    }
    if expertise.iter().any(|theme| theme.chars().count() > MAX_THEME) {
        faults.push(format!("Un thème d’expertise dépasse {MAX_THEME} caractères."));
    }
    Organisation {
        name: name.to_owned(),
        short_name: short_name.to_owned(),
        function,
        legal_form,
        host_name: host_name.to_owned(),
        territory: cells.get("territoire").to_owned(),
        seat: cells.get("siege").to_owned(),
        zone: zone.to_owned(),
        is_overseas,
        is_state_funded,
        expertise,
        joined_on,
    }
}
