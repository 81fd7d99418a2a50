//! The words of date polls: what is answered, where it is too early, where a day is a holiday.

use proto::v1::{Availability, Territory};

/// What an organisation says of a slot.
pub fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::Unspecified => "sans réponse",
        Availability::Yes => "oui",
        Availability::IfNeeded => "si besoin",
        Availability::No => "non",
    }
}

/// « à Fort-de-France », by the IANA name of a zone.
pub fn at_place(zone: &str) -> String {
    match zone {
        "" | "Europe/Paris" => "à Paris".to_owned(),
        "America/Martinique" => "à Fort-de-France".to_owned(),
        "America/Guadeloupe" => "à Basse-Terre".to_owned(),
        "America/Cayenne" => "à Cayenne".to_owned(),
        "Indian/Mayotte" => "à Mamoudzou".to_owned(),
        "Indian/Reunion" => "à Saint-Denis".to_owned(),
        other => format!(
            "à {}",
            other.rsplit('/').next().unwrap_or(other).replace('_', " ")
        ),
    }
}

/// « à La Réunion ».
pub fn in_territory(territory: Territory) -> &'static str {
    match territory {
        Territory::Unspecified => "",
        Territory::Metropolis => "en métropole",
        Territory::Martinique => "en Martinique",
        Territory::Guadeloupe => "en Guadeloupe",
        Territory::Guyane => "en Guyane",
        Territory::Mayotte => "à Mayotte",
        Territory::Reunion => "à La\u{a0}Réunion",
        Territory::SaintMartin => "à Saint-Martin",
    }
}

/// « férié à La Réunion (Abolition de l’esclavage) »; what the metropolis keeps is kept everywhere.
pub fn holiday(name: &str, territories: &[Territory]) -> String {
    if territories.contains(&Territory::Metropolis) {
        return format!("férié ({name})");
    }
    let places: Vec<&str> = territories.iter().map(|one| in_territory(*one)).collect();
    let places = match places.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} et {last}", first.join(", ")),
        _ => places.concat(),
    };
    format!("férié {places} ({name})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_are_said_where_they_are() {
        use Territory::{Guadeloupe, Martinique, Metropolis, Reunion, SaintMartin};
        for (territories, expected) in [
            (vec![Reunion], "férié à La Réunion (Fête)"),
            (
                vec![Martinique, Guadeloupe, SaintMartin],
                "férié en Martinique, en Guadeloupe et à Saint-Martin (Fête)",
            ),
            (vec![Metropolis, Reunion], "férié (Fête)"),
        ] {
            let said = holiday("Fête", &territories).replace('\u{a0}', " ");
            assert_eq!(said, expected);
        }
    }
}
