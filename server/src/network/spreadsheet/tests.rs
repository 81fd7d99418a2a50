//! What the reader makes of files as they come.

use super::*;

const HEADINGS: &str = "organisation;nom_court;fonction;personne;courriel;position";

fn lines(body: &str) -> Vec<Line> {
    read(format!("{HEADINGS}\n{body}").as_bytes()).lines
}

fn faults(body: &str) -> Vec<(u64, Vec<String>)> {
    let bad = lines(body).into_iter().filter(|line| !line.faults.is_empty());
    bad.map(|line| (line.number, line.faults)).collect()
}

#[test]
fn reads_what_spreadsheets_write() {
    let check = |content: &[u8], encoding, separator| {
        let sheet = read(content);
        assert_eq!((sheet.encoding, sheet.separator), (encoding, separator));
        let line = sheet.lines.first().unwrap();
        assert_eq!(line.faults, Vec::<String>::new());
        assert_eq!(line.organisation.as_ref().unwrap().name, "Île d’Été");
        assert_eq!(line.person.as_ref().unwrap().email, "a@b.example");
    };
    let semicolons = "organisation;personne;courriel\nÎle d’Été;Zoé;A@b.example\n";
    check(semicolons.as_bytes(), "UTF-8", ';');
    check(format!("\u{feff}{semicolons}").as_bytes(), "UTF-8", ';');
    check(semicolons.replace(';', ",").as_bytes(), "UTF-8", ',');
    check(semicolons.replace('\n', "\r\n").as_bytes(), "UTF-8", ';');
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(semicolons);
    check(&windows, "Windows-1252", ';');
}

#[test]
fn an_organisation_is_told_once_or_repeated() {
    let body = "Un;U;centre;A;a@b.example;direction\n;;;B;b@b.example;équipe\nUn;U;centre;C;c@b.example;\nDeux;;;;;\n";
    let lines = lines(body);
    let keys: Vec<&str> = lines.iter().map(|line| line.key.as_str()).collect();
    assert_eq!(keys, ["un", "un", "un", "deux"]);
    let firsts: Vec<bool> = lines.iter().map(|line| line.organisation.is_some()).collect();
    assert_eq!(firsts, [true, false, false, true]);
    assert!(lines.iter().all(|line| line.faults.is_empty()), "{lines:?}");
    assert!(lines.last().unwrap().person.is_none());
}

#[test]
fn every_fault_of_every_line_is_told() {
    let found = faults(
        ";;;A;a@b.example;\nUn;;centre;B;pas une adresse;roi\nUn;X;centre;;;\nDeux;Un;;C;c@d.example;\n\nUn;;;D;;\nUn;;;E;e@e.example;agent\n",
    );
    let numbers: Vec<u64> = found.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [2, 3, 4, 5, 7, 8]);
    let n_faults: Vec<usize> = found.iter().map(|(_, faults)| faults.len()).collect();
    assert_eq!(n_faults, [1, 2, 1, 1, 1, 1], "{found:?}");
}

#[test]
fn the_headings_are_checked() {
    let check = |headings: &str, word: &str| {
        let sheet = read(headings.as_bytes());
        let line = sheet.lines.first().unwrap();
        assert_eq!(line.number, 1);
        assert!(line.faults.iter().any(|fault| fault.contains(word)), "{line:?}");
    };
    check("", "vide");
    check("personne;courriel\nA;a@b.example", "organisation");
    check("organisation;couleur\nA;rouge", "couleur");
    check("organisation;Organisation\nA;B", "deux fois");
    let fine = read("Organisation;Nom court;Siège;Finance par l’État\nA;B;C;non".as_bytes());
    assert!(fine.lines.iter().all(|line| line.faults.is_empty()), "{fine:?}");
}

#[test]
fn a_file_has_an_end() {
    let body: String = (0..=MAX_LINES).map(|n| format!("Centre {n};;;;;\n")).collect();
    let sheet = read(format!("{HEADINGS}\n{body}").as_bytes());
    assert!(sheet.is_too_long);
    assert_eq!(sheet.lines.len(), MAX_LINES);
}

#[test]
fn nonsense_is_a_fault_and_no_panic() {
    for content in [
        &b"\xff\xfe\x00"[..],
        b"\"",
        b"a;b\n\"c",
        b";;;;\n;;;",
        b"\n\n\n",
        b"organisation\n\x00",
    ] {
        let sheet = read(content);
        assert!(
            sheet.lines.iter().all(|line| !line.faults.is_empty()),
            "{content:?}"
        );
    }
}

/// The same limits as in the forms, and the host of a centre that is hosted.
#[test]
fn what_a_form_refuses_a_file_does_not_bring() {
    let a = |n: usize| "a".repeat(n);
    let many: Vec<String> = (0..21).map(|n| format!("thème {n}")).collect();
    for (heading, cell, expected) in [
        ("siege", a(100), 0),
        ("siege", a(101), 1),
        ("telephone", a(41), 1),
        ("intitule", a(121), 1),
        ("territoire", a(300), 0),
        ("territoire", a(301), 1),
        ("expertise", a(81), 1),
        ("expertise", many[..20].join(", "), 0),
        ("expertise", many.join("|"), 1),
        ("forme_juridique", "hébergé".to_owned(), 1),
        ("hebergeur", a(200), 0),
        ("hebergeur", a(201), 1),
    ] {
        let text = format!("organisation;personne;courriel;{heading}\nUn;A;a@b.example;\"{cell}\"\n");
        let sheet = read(text.as_bytes());
        let faults = &sheet.lines[0].faults;
        assert_eq!(faults.len(), expected, "{heading}: {faults:?}");
    }
    let hosted = read("organisation;forme_juridique;hebergeur\nUn;hébergé;La Région\n".as_bytes());
    let line = &hosted.lines[0];
    assert_eq!(line.faults, Vec::<String>::new());
    assert_eq!(line.organisation.as_ref().unwrap().host_name, "La Région");
    let long = read(format!("organisation\n{}\n", a(61)).as_bytes());
    assert_eq!(long.lines[0].faults.len(), 1, "no short name can be made of it");
}
