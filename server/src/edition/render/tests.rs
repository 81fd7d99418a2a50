//! What a letter holds, and what it never does.

use super::*;

fn masthead() -> Masthead {
    Masthead {
        name: "Quartiers & rives".to_owned(),
        organisation: "Centre <fictif>".to_owned(),
        accent: "#8a1c4a".to_owned(),
        publisher: "Camille Fictive".to_owned(),
        contact: "contact@rives.example".to_owned(),
        legal_ground: "consentement".to_owned(),
        postal_address: "1 rue des Essais\n99000 Ville-Fictive".to_owned(),
        footer: "À bientôt, l’équipe de {{organisation}}.".to_owned(),
        logo: Some(Logo {
            address: "https://p.example/lettre/l/logo?v=1&w=2".to_owned(),
            alternative: "Le <logo>".to_owned(),
            width: 120,
        }),
        web_version: Some("https://p.example/lettre/rives/archive/4".to_owned()),
    }
}

fn block(kind: BlockKind, title: &str, text: &str, url: &str) -> Block {
    Block {
        id: Uuid::from_u128(1),
        kind,
        title: title.to_owned(),
        text: text.to_owned(),
        quoted: String::new(),
        url: url.to_owned(),
        details: String::new(),
        picture: None,
    }
}

fn issue(blocks: Vec<Block>) -> Issue {
    Issue {
        number: 4,
        subject: "{{lettre}}, n° {{numero}}".to_owned(),
        preheader: "Trois dates".to_owned(),
        blocks,
    }
}

fn sample() -> Issue {
    let picture = Block {
        picture: Some(Picture {
            address: "https://p.example/lettre/rives/image/1".to_owned(),
            width: 1_600,
        }),
        ..block(BlockKind::Picture, "", "Le marché \"couvert\"", "")
    };
    let event = Block {
        details: "jeudi 8 avril, de 9 h à 12 h\nMaison des associations".to_owned(),
        ..block(
            BlockKind::Event,
            "Une journée",
            "Venez.",
            "https://p.example/registration/1",
        )
    };
    issue(vec![
        block(BlockKind::Title, "Agenda", "", ""),
        block(BlockKind::Text, "", "Un **texte**.\n\n- un\n- deux", ""),
        block(
            BlockKind::Link,
            "Un guide",
            "À lire.",
            "https://exemple.example/guide",
        ),
        picture,
        event,
    ])
}

#[test]
fn a_letter_says_what_it_must() {
    let html = html(&masthead(), &sample()).unwrap();
    for part in [
        "<html lang=\"fr\"",
        "<title>Quartiers &amp; rives, n° 4</title>",
        "Trois dates",
        "<meta name=\"color-scheme\" content=\"light dark\"",
        "prefers-color-scheme: dark",
        "border-top:6px solid #8a1c4a",
        "alt=\"Le marché &quot;couvert&quot;\"",
        "width=\"552\"",
        "<strong>texte</strong>",
        "<a href=\"https://exemple.example/guide\"",
        "jeudi 8 avril, de 9 h à 12 h<br>Maison des associations",
        "href=\"https://p.example/registration/1\"",
        "href=\"{{preferences}}\"",
        "{{source}}",
        "1 rue des Essais<br>99000 Ville-Fictive",
        "consentement",
        "Camille Fictive",
        "contact@rives.example",
        NO_TRACKING,
        "href=\"https://p.example/lettre/rives/archive/4\"",
        "À bientôt, l’équipe de Centre &lt;fictif&gt;.",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert_eq!(html.matches("{{").count(), 2, "two places, no more");
    assert!(!html.contains("[["), "every place is filled");
    assert!(
        !html.contains("googleapis"),
        "nothing is fetched from a third party"
    );
    assert!(html.len() < 20_000, "{}", html.len());
}

#[test]
fn the_text_part_says_the_same() {
    let text = text(&masthead(), &sample());
    for part in [
        "Quartiers & rives, n°\u{a0}4",
        "Agenda\n------",
        "Un texte.\n\n- un\n- deux",
        "Un guide\nÀ lire.\nLire la suite : https://exemple.example/guide",
        "[Image : Le marché \"couvert\"]",
        "Une journée\njeudi 8 avril, de 9 h à 12 h\nMaison des associations\nVenez.\nProgramme et inscription : https://p.example/registration/1",
        "Changer ou se désinscrire : {{preferences}}",
        "Lire en ligne : https://p.example/lettre/rives/archive/4",
        NO_TRACKING,
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(text.matches("{{").count(), 2);
}

#[test]
fn what_people_wrote_never_becomes_markup() {
    let nasty = "</div><script>alert(1)</script><mj-raw>x</mj-raw><img src=x onerror=alert(1)> [[0]] {{preferences}} \
        {{{source}}} \"quoted' & <!-- <![endif]-->";
    let mut masthead = masthead();
    for field in [
        &mut masthead.name,
        &mut masthead.organisation,
        &mut masthead.accent,
        &mut masthead.publisher,
        &mut masthead.contact,
        &mut masthead.legal_ground,
        &mut masthead.postal_address,
        &mut masthead.footer,
    ] {
        nasty.clone_into(field);
    }
    let kinds = [
        BlockKind::Title,
        BlockKind::Text,
        BlockKind::Link,
        BlockKind::Picture,
        BlockKind::Event,
        BlockKind::Contribution,
    ];
    let blocks = kinds.map(|kind| Block {
        details: nasty.to_owned(),
        picture: Some(Picture {
            address: "https://p.example/lettre/x/image/1\"onload=x".to_owned(),
            width: 10,
        }),
        ..block(kind, nasty, nasty, "https://exemple.example/\"><script>")
    });
    let issue = Issue {
        number: 4,
        subject: nasty.to_owned(),
        preheader: nasty.to_owned(),
        blocks: blocks.into(),
    };
    let html = html(&masthead, &issue).unwrap();
    for part in ["<script", "<img src=x", "<mj-raw", "\"onload", "<!-- <"] {
        assert!(!html.contains(part), "{part}\n{html}");
    }
    assert_eq!(html.matches("{{").count(), 2, "{html}");
    assert!(html.contains("[[0]]"), "what looks like a place is none");
    let text = text(&masthead, &issue);
    assert_eq!(text.matches("{{").count(), 2, "{text}");
    assert!(!subject(&masthead, &issue).contains("{{"));
}

#[test]
fn a_link_that_is_none_is_not_followed() {
    let html = html(
        &masthead(),
        &issue(vec![block(
            BlockKind::Link,
            "Un piège",
            "",
            "javascript:alert(1)",
        )]),
    );
    let html = html.unwrap();
    assert!(html.contains("Un piège"));
    assert!(!html.contains("javascript:"), "{html}");
}

#[test]
fn the_weight_grows_with_the_text() {
    let long = "Une phrase qui se répète. ".repeat(4_000);
    let light = html(
        &masthead(),
        &issue(vec![block(BlockKind::Text, "", "Court.", "")]),
    )
    .unwrap();
    let heavy = html(&masthead(), &issue(vec![block(BlockKind::Text, "", &long, "")])).unwrap();
    assert!(
        light.len() < 10_000 && heavy.len() > 100_000,
        "{} {}",
        light.len(),
        heavy.len()
    );
}

#[test]
fn a_bulletin_stands_as_published_apart_from_what_is_added() {
    let bulletin = Block {
        quoted: "Le règlement **change**. {{preferences}} {{organisation}}".to_owned(),
        details: "Source : ANRU".to_owned(),
        ..block(
            BlockKind::Bulletin,
            "Règlement",
            "Venez mardi.",
            "https://p.example/note/1",
        )
    };
    let alone = Block {
        text: String::new(),
        ..bulletin.clone()
    };
    let html = html(&masthead(), &issue(vec![bulletin.clone()])).unwrap();
    let text = text(&masthead(), &issue(vec![bulletin]));
    for part in [&html, &text] {
        let at = |words: &str| part.find(words).unwrap_or_else(|| panic!("{words}: {part}"));
        assert!(at("Source") < at("Le règlement") && at("Le règlement") < at("Le complément de Centre"));
        assert!(at("Le complément de Centre") < at("Venez mardi."));
        // Nothing is filled into what was published.
        assert!(
            part.contains("((preferences}}") && part.contains("((organisation}}"),
            "{part}"
        );
    }
    let text = super::text(&masthead(), &issue(vec![alone]));
    assert!(!text.contains("complément"), "{text}");
}
