//! The words that people write in the cells.

use chrono::{Datelike as _, NaiveDate};
use proto::v1::{Function, LegalForm, Position};

use crate::network::rules::fold;

/// A function; nothing written: a centre.
pub(super) fn function(typed: &str) -> Option<Function> {
    Some(match fold(typed).replace('-', " ").as_str() {
        "" | "centre" | "crpv" | "centre de ressources" => Function::Centre,
        "animateur" | "animation" | "animation nationale" | "cget" => Function::Animator,
        "anru" | "agence" | "renovation urbaine" | "agence de la renovation urbaine" => {
            Function::UrbanRenewalAgency
        }
        "dgom" | "outre mer" | "ministere" | "ministere charge des outre mer" => Function::OverseasMinistry,
        "partenaire" | "partenaire national" | "tete de reseau" | "partenaire national ou tete de reseau" => {
            Function::NationalPartner
        }
        "elus" | "association d'elus" | "association nationale d'elus" => Function::ElectedAssociation,
        "etat" | "service de l'etat" => Function::StateService,
        _ => return None,
    })
}

/// A legal form; nothing written: other.
pub(super) fn legal_form(typed: &str) -> Option<LegalForm> {
    Some(match fold(typed).as_str() {
        "association" | "association loi 1901" => LegalForm::Association,
        "gip" | "groupement d'interet public" => LegalForm::PublicInterestGroup,
        "heberge" | "hebergee" | "heberge par une autre structure" | "porte par une autre structure" => {
            LegalForm::Hosted
        }
        "" | "autre" => LegalForm::Other,
        _ => return None,
    })
}

/// A position; nothing written: unspecified.
pub(super) fn position(typed: &str) -> Option<Position> {
    Some(match fold(typed).as_str() {
        "" => Position::Unspecified,
        "direction" | "directeur" | "directrice" => Position::Director,
        "equipe" | "membre" | "membre de l'equipe" => Position::Team,
        "agent" | "agente" => Position::Agent,
        "presidence" | "president" | "presidente" => Position::President,
        _ => return None,
    })
}

/// Yes or no; nothing written: `otherwise`.
pub(super) fn yes_or_no(typed: &str, otherwise: bool) -> Option<bool> {
    Some(match fold(typed).as_str() {
        "" => otherwise,
        "oui" | "o" | "vrai" | "x" | "1" => true,
        "non" | "n" | "faux" | "0" => false,
        _ => return None,
    })
}

/// A day, as databases or as people write it; `Some(None)` when nothing is written.
#[expect(clippy::option_option, reason = "no date, a bad one and a good one are three")]
pub(super) fn date(typed: &str) -> Option<Option<NaiveDate>> {
    if typed.is_empty() {
        return Some(None);
    }
    ["%Y-%m-%d", "%d/%m/%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(typed, form).ok())
        .filter(|day| (2000..=2100).contains(&day.year()))
        .map(Some)
}
