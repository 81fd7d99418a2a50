//! The territories of local actors: départements and overseas collectivities, each with its zone. One list for the
//! server, which checks codes, and the pages, which show names.

/// Code, name, IANA zone.
pub type Territory = (&'static str, &'static str, &'static str);

/// Of the départements of the mainland and Corsica.
const PARIS: &str = "Europe/Paris";

/// The territory of a code.
pub fn territory(code: &str) -> Option<&'static Territory> {
    TERRITORIES.iter().find(|(known, _, _)| *known == code)
}

/// All, in the order of their codes.
pub const TERRITORIES: &[Territory] = &[
    ("01", "Ain", PARIS),
    ("02", "Aisne", PARIS),
    ("03", "Allier", PARIS),
    ("04", "Alpes-de-Haute-Provence", PARIS),
    ("05", "Hautes-Alpes", PARIS),
    ("06", "Alpes-Maritimes", PARIS),
    ("07", "Ardèche", PARIS),
    ("08", "Ardennes", PARIS),
    ("09", "Ariège", PARIS),
    ("10", "Aube", PARIS),
    ("11", "Aude", PARIS),
    ("12", "Aveyron", PARIS),
    ("13", "Bouches-du-Rhône", PARIS),
    ("14", "Calvados", PARIS),
    ("15", "Cantal", PARIS),
    ("16", "Charente", PARIS),
    ("17", "Charente-Maritime", PARIS),
    ("18", "Cher", PARIS),
    ("19", "Corrèze", PARIS),
    ("2A", "Corse-du-Sud", PARIS),
    ("2B", "Haute-Corse", PARIS),
    ("21", "Côte-d’Or", PARIS),
    ("22", "Côtes-d’Armor", PARIS),
    ("23", "Creuse", PARIS),
    ("24", "Dordogne", PARIS),
    ("25", "Doubs", PARIS),
    ("26", "Drôme", PARIS),
    ("27", "Eure", PARIS),
    ("28", "Eure-et-Loir", PARIS),
    ("29", "Finistère", PARIS),
    ("30", "Gard", PARIS),
    ("31", "Haute-Garonne", PARIS),
    ("32", "Gers", PARIS),
    ("33", "Gironde", PARIS),
    ("34", "Hérault", PARIS),
    ("35", "Ille-et-Vilaine", PARIS),
    ("36", "Indre", PARIS),
    ("37", "Indre-et-Loire", PARIS),
    ("38", "Isère", PARIS),
    ("39", "Jura", PARIS),
    ("40", "Landes", PARIS),
    ("41", "Loir-et-Cher", PARIS),
    ("42", "Loire", PARIS),
    ("43", "Haute-Loire", PARIS),
    ("44", "Loire-Atlantique", PARIS),
    ("45", "Loiret", PARIS),
    ("46", "Lot", PARIS),
    ("47", "Lot-et-Garonne", PARIS),
    ("48", "Lozère", PARIS),
    ("49", "Maine-et-Loire", PARIS),
    ("50", "Manche", PARIS),
    ("51", "Marne", PARIS),
    ("52", "Haute-Marne", PARIS),
    ("53", "Mayenne", PARIS),
    ("54", "Meurthe-et-Moselle", PARIS),
    ("55", "Meuse", PARIS),
    ("56", "Morbihan", PARIS),
    ("57", "Moselle", PARIS),
    ("58", "Nièvre", PARIS),
    ("59", "Nord", PARIS),
    ("60", "Oise", PARIS),
    ("61", "Orne", PARIS),
    ("62", "Pas-de-Calais", PARIS),
    ("63", "Puy-de-Dôme", PARIS),
    ("64", "Pyrénées-Atlantiques", PARIS),
    ("65", "Hautes-Pyrénées", PARIS),
    ("66", "Pyrénées-Orientales", PARIS),
    ("67", "Bas-Rhin", PARIS),
    ("68", "Haut-Rhin", PARIS),
    ("69", "Rhône", PARIS),
    ("70", "Haute-Saône", PARIS),
    ("71", "Saône-et-Loire", PARIS),
    ("72", "Sarthe", PARIS),
    ("73", "Savoie", PARIS),
    ("74", "Haute-Savoie", PARIS),
    ("75", "Paris", PARIS),
    ("76", "Seine-Maritime", PARIS),
    ("77", "Seine-et-Marne", PARIS),
    ("78", "Yvelines", PARIS),
    ("79", "Deux-Sèvres", PARIS),
    ("80", "Somme", PARIS),
    ("81", "Tarn", PARIS),
    ("82", "Tarn-et-Garonne", PARIS),
    ("83", "Var", PARIS),
    ("84", "Vaucluse", PARIS),
    ("85", "Vendée", PARIS),
    ("86", "Vienne", PARIS),
    ("87", "Haute-Vienne", PARIS),
    ("88", "Vosges", PARIS),
    ("89", "Yonne", PARIS),
    ("90", "Territoire de Belfort", PARIS),
    ("91", "Essonne", PARIS),
    ("92", "Hauts-de-Seine", PARIS),
    ("93", "Seine-Saint-Denis", PARIS),
    ("94", "Val-de-Marne", PARIS),
    ("95", "Val-d’Oise", PARIS),
    ("971", "Guadeloupe", "America/Guadeloupe"),
    ("972", "Martinique", "America/Martinique"),
    ("973", "Guyane", "America/Cayenne"),
    ("974", "La Réunion", "Indian/Reunion"),
    ("975", "Saint-Pierre-et-Miquelon", "America/Miquelon"),
    ("976", "Mayotte", "Indian/Mayotte"),
    ("977", "Saint-Barthélemy", "America/St_Barthelemy"),
    ("978", "Saint-Martin", "America/Marigot"),
    ("986", "Wallis-et-Futuna", "Pacific/Wallis"),
    ("987", "Polynésie française", "Pacific/Tahiti"),
    ("988", "Nouvelle-Calédonie", "Pacific/Noumea"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_and_in_order() {
        assert_eq!(territory("93"), Some(&("93", "Seine-Saint-Denis", PARIS)));
        assert_eq!(territory("974"), Some(&("974", "La Réunion", "Indian/Reunion")));
        assert_eq!(territory("20"), None);
        let codes: std::collections::BTreeSet<_> = TERRITORIES.iter().map(|(code, _, _)| code).collect();
        assert_eq!((codes.len(), TERRITORIES.len()), (107, 107));
    }
}
