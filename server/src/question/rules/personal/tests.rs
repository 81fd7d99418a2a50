//! What is marked, and what is not.

use MarkKind::{Address, BankAccount, Email, Name, SecurityNumber, Telephone};

use super::*;

/// A text, and what is marked in it.
type Case<'a> = (&'a str, &'a [(MarkKind, &'a str)]);

fn found(text: &str) -> Vec<(MarkKind, &str)> {
    let marks = marks(text).into_iter();
    marks.map(|mark| (mark.kind, &text[mark.at])).collect()
}

fn check(cases: &[Case<'_>]) {
    for (text, expected) in cases {
        assert_eq!(found(text), *expected, "{text}");
    }
}

#[test]
fn names_and_postal_addresses_are_no_identifiers() {
    for (text, expected) in [
        ("Affiche,\nsuivie par qui@ici.example", true),
        ("Mme Awa Diallo au 02 47 00 00 00", true),
        ("1 85 05 78 006 084 36", true),
        ("FR76 3000 6000 0112 3456 7890 189", true),
        ("Mme Awa Diallo, 12 rue des Lilas, le 15/03/2027 à 18 h", false),
        ("", false),
    ] {
        assert_eq!(holds_identifier(text), expected, "{text}");
    }
}

#[test]
fn addresses_of_electronic_mail() {
    check(&[
        (
            "Écrire à jean.dupont@mairie.example.",
            &[(Email, "jean.dupont@mairie.example")],
        ),
        (
            "(a@b.fr;c+d@e-f.org)",
            &[(Email, "a@b.fr"), (Email, "c+d@e-f.org")],
        ),
        ("<mailto:qui@ici.example>", &[(Email, "qui@ici.example")]),
        ("rendez-vous @ 14 h, chez@nous", &[]),
        ("@collectif et @ville.fr", &[]),
    ]);
}

#[test]
fn telephone_numbers() {
    check(&[
        ("au 02 47 00 00 00 le matin", &[(Telephone, "02 47 00 00 00")]),
        ("0247000000,", &[(Telephone, "0247000000")]),
        (
            "06.12.34.56.78 ou 06-12-34-56-79",
            &[(Telephone, "06.12.34.56.78"), (Telephone, "06-12-34-56-79")],
        ),
        ("+33 6 12 34 56 78", &[(Telephone, "+33 6 12 34 56 78")]),
        ("+33 (0)6 12 34 56 78.", &[(Telephone, "+33 (0)6 12 34 56 78")]),
        ("+33612345678", &[(Telephone, "+33612345678")]),
        ("0033 6 12 34 56 78", &[(Telephone, "0033 6 12 34 56 78")]),
        ("0590 00 00 00", &[(Telephone, "0590 00 00 00")]),
        ("+590 590 00 00 00", &[(Telephone, "+590 590 00 00 00")]),
        ("+594 594 00 00 00", &[(Telephone, "+594 594 00 00 00")]),
        ("+596 596 00 00 00", &[(Telephone, "+596 596 00 00 00")]),
        ("+262 639 00 00 00", &[(Telephone, "+262 639 00 00 00")]),
        ("00262262000000", &[(Telephone, "00262262000000")]),
        ("+687 12 34 56", &[(Telephone, "+687 12 34 56")]),
        (
            "06\u{a0}12\u{202f}34 56 78",
            &[(Telephone, "06\u{a0}12\u{202f}34 56 78")],
        ),
        // Sums, years, dates, references.
        ("12 000 000 € sur 2024-2030, le 30/04/2027", &[]),
        ("le 01.02.2027 10 h 30", &[]),
        ("SIRET 012 345 678 00012", &[]),
        ("convention n° 01234567890", &[]),
        ("+49 30 000000000", &[]),
        ("de 0 à 10 ans", &[]),
    ]);
}

#[test]
fn postal_addresses() {
    check(&[
        ("au 12 rue des Lilas.", &[(Address, "12 rue des Lilas")]),
        ("12, rue des lilas à Tours", &[(Address, "12, rue des lilas")]),
        (
            "12 bis, avenue du Général, 37000",
            &[(Address, "12 bis, avenue du Général")],
        ),
        ("3-5 place de la Liberté", &[(Address, "3-5 place de la Liberté")]),
        ("8B bd. de l’Europe", &[(Address, "8B bd. de l’Europe")]),
        (
            "le bâtiment B, porte 12",
            &[(Address, "bâtiment B"), (Address, "porte 12")],
        ),
        (
            "bât. C2 et appartement n° 4",
            &[(Address, "bât. C2"), (Address, "appartement n° 4")],
        ),
        ("escalier 3", &[(Address, "escalier 3")]),
        ("la rue des Lilas est-elle en QPV ?", &[]),
        ("10 places en crèche, 3 routes", &[]),
        ("1 place pour chaque enfant, une rue piétonne", &[]),
        ("deux bâtiments à démolir, un appartement à vendre", &[]),
        ("une porte d’entrée", &[]),
    ]);
}

#[test]
fn names_of_people() {
    check(&[
        ("selon M. Dupont, le bailleur", &[(Name, "M. Dupont")]),
        ("Mme de La Tour demande", &[(Name, "Mme de La Tour")]),
        ("Monsieur Untel.", &[(Name, "Monsieur Untel")]),
        (
            "le Dr Exemple et Me Modèle",
            &[(Name, "Dr Exemple"), (Name, "Me Modèle")],
        ),
        ("Mlle X habite", &[(Name, "Mlle X")]),
        ("MM. Fictif et Modèle", &[(Name, "MM. Fictif")]),
        ("Jean Dupont, gardien", &[(Name, "Jean Dupont")]),
        ("Anne-Marie Fictif ", &[(Name, "Anne-Marie Fictif")]),
        ("Kelig MODÈLE est relogé", &[(Name, "Kelig MODÈLE")]),
        ("MODÈLE Claire", &[(Name, "MODÈLE Claire")]),
        ("un courrier de\nClaire d’Exemple", &[(Name, "Claire d’Exemple")]),
        ("Madame la Préfète, Monsieur le Maire", &[]),
        ("Me relancer ; madame est servie", &[]),
        ("Convention ANRU et Règlement NPNRU", &[]),
        ("Que dit l’ANRU ? Comment la CAF aide-t-elle ? DR Guyane", &[]),
        ("QUI PAIE LE RELOGEMENT", &[]),
        ("Le maire. Pierre angulaire du projet", &[]),
        ("à Saint-Denis, La Réunion, Rives de Loire", &[]),
    ]);
}

#[test]
fn numbers_of_the_social_security() {
    check(&[
        (
            "n° 1 85 05 78 006 084 36, de Tours",
            &[(SecurityNumber, "1 85 05 78 006 084 36")],
        ),
        ("185057800608436", &[(SecurityNumber, "185057800608436")]),
        ("2850578006084.", &[(SecurityNumber, "2850578006084")]),
        ("2850578006084 36", &[(SecurityNumber, "2850578006084 36")]),
        (
            "1.85.05.2A.006.084.36",
            &[(SecurityNumber, "1.85.05.2A.006.084.36")],
        ),
        (
            "2\u{a0}99\u{202f}12 974 06 084 36",
            &[(SecurityNumber, "2\u{a0}99\u{202f}12 974 06 084 36")],
        ),
        (
            "1 99 31 78 006 084 (inconnu)",
            &[(SecurityNumber, "1 99 31 78 006 084")],
        ),
        // Another first digit, no such month, sums, numbers of enterprises.
        ("585057800608436", &[]),
        ("185137800608436", &[]),
        ("1 850 578 006 084 €", &[]),
        ("SIRET 123 456 789 00012 ou 12345678900012", &[]),
    ]);
}

#[test]
fn bank_accounts() {
    check(&[
        (
            "IBAN : FR76 3000 6000 0112 3456 7890 189.",
            &[(BankAccount, "FR76 3000 6000 0112 3456 7890 189")],
        ),
        (
            "fr7630006000011234567890189",
            &[(BankAccount, "fr7630006000011234567890189")],
        ),
        (
            "FR76 30006 00001 12345678901 89 à créditer",
            &[(BankAccount, "FR76 30006 00001 12345678901 89")],
        ),
        ("BE68 5390 0754 7034", &[(BankAccount, "BE68 5390 0754 7034")]),
        ("le quartier QP037001, FR76 en tout, de 12 à 16 ans", &[]),
        ("FR763000600001123456789018", &[]),
    ]);
}

#[test]
fn marks_follow_each_other_and_cover_nothing_twice() {
    let text = "M. Jean Dupont, 12 rue Jean Jaurès, 02 47 00 00 00, jean@dupont.example";
    let expected = [
        (Name, "M. Jean Dupont"),
        (Address, "12 rue Jean Jaurès"),
        (Telephone, "02 47 00 00 00"),
        (Email, "jean@dupont.example"),
    ];
    assert_eq!(found(text), expected);
    assert_eq!(found(""), []);
}

/// A check that cries at every question is ticked without being read.
#[test]
fn no_labelled_question_is_marked() {
    let files = [
        include_str!("../../../../../tests/src/question/pairs.tsv"),
        include_str!("../../../../../tests/src/question/unseen.tsv"),
    ];
    let texts: Vec<&str> = files.iter().flat_map(|file| file.split(['\n', '\t'])).collect();
    assert!(500 < texts.len());
    for text in texts {
        assert_eq!(found(text), [], "{text}");
    }
}
