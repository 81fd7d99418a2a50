//! The rules that cite the texts, and the pages to which they lead.

use super::*;

async fn rules(actor: &Actor, year: i32) -> Vec<ObligationRule> {
    let request = GetObligationsRequest {
        year,
        ..Default::default()
    };
    let all = actor.obligation().get_obligations(request).await.unwrap();
    all.into_inner().rules
}

fn rule<'a>(all: &'a [ObligationRule], id: &str) -> &'a ObligationRule {
    all.iter().find(|one| one.id == id).unwrap()
}

#[tokio::test]
async fn a_rule_cites_its_text_in_the_version_of_its_year() {
    let world = World::new().await;
    let animator = world.animator().await;
    assert!(
        rules(&animator, 2027)
            .await
            .iter()
            .all(|one| one.text_id.is_empty())
    );
    let one = reference(&animator).await;
    let annex = annex(&animator).await;
    add(&animator, version(&one.id, "2027-06-01")).await.unwrap();
    let path = format!("/framework/{}", one.id);

    let now = rules(&animator, 0).await;
    let p1 = rule(&now, "P1");
    assert_eq!(
        (p1.text_id.as_str(), p1.text_title.as_str()),
        (one.id.as_str(), "Cadre de référence")
    );
    assert_eq!(
        (p1.version_label.as_str(), p1.in_force_from.as_str()),
        ("2017", "2017-03-21")
    );
    for (id, expected) in [
        ("P1", format!("{path}#s-3-3")),
        ("P6", format!("{path}#s-3-4")),
        ("O1", format!("{path}#s-2")),
        ("A1", format!("/framework/{}", annex.id)),
        ("A6", format!("/framework/{}", annex.id)),
        ("A8", String::new()),
        ("CR", String::new()),
    ] {
        assert_eq!(rule(&now, id).text_path, expected, "{id}");
    }
    // Next year's are those of the version to come; of before the first one, there was none.
    let next = rules(&animator, 2028).await;
    assert_eq!(rule(&next, "P1").version_label, "2027");
    assert_eq!(rule(&next, "P1").text_path, format!("{path}?version=2#s-3-3"));
    assert_eq!(rule(&rules(&animator, 2016).await, "P1").text_path, "");
    // From its first day on, this year's too, and last year's are those of the former one.
    set(&world, "2027-06-01T09:00:00Z");
    let animator = world.animator().await;
    assert_eq!(rule(&rules(&animator, 2027).await, "P1").version_label, "2027");
    assert_eq!(
        rule(&rules(&animator, 2027).await, "P1").text_path,
        format!("{path}#s-3-3")
    );
    assert_eq!(
        rule(&rules(&animator, 2026).await, "P1").text_path,
        format!("{path}?version=1#s-3-3")
    );
}

/// A text that has no such section is cited as a whole; an annex with another body is not the ANRU's.
#[tokio::test]
async fn what_is_not_there_is_not_led_to() {
    let world = World::new().await;
    let animator = world.animator().await;
    let short = text(TextKind::Framework, "# 1. Missions\n\nTrois.");
    let one = create(&animator, short).await.unwrap();
    let other = CreateTextRequest {
        title: "Annexe technique avec la DGOM".to_owned(),
        partner_id: world.dgom().await.me.organisation_id,
        ..text(TextKind::Annex, WORDS)
    };
    create(&animator, other).await.unwrap();
    let all = rules(&animator, 2027).await;
    assert_eq!(rule(&all, "P1").text_path, format!("/framework/{}", one.id));
    assert_eq!(rule(&all, "A1").text_id, "");
    let page = animator.get("/obligation").await.text;
    assert!(
        page.contains("A1 · Annexe technique avec l’ANRU"),
        "without a link"
    );
}

#[tokio::test]
async fn the_page_of_the_rules_leads_to_the_section_of_the_text() {
    let world = World::new().await;
    let animator = world.animator().await;
    let annex_id = texts(&animator).await;
    let rives = world.centre("Rives de Loire").await;
    let framework = list(&animator).await.remove(1);
    let link = format!("href=\"/framework/{}#s-3-3\"", framework.id);
    for actor in [&animator, &rives.team] {
        let page = actor.get("/obligation").await.text;
        assert!(page.contains(&link), "{page}");
        assert!(page.contains("Cadre de référence, 3.3 (version de mars 2017)"));
        assert!(page.contains("href=\"/framework\""), "the menu");
    }
    let page = rives.team.get(&format!("/framework/{}", framework.id)).await;
    assert_eq!(page.status, 200);
    for words in [
        "<h3 id=\"s-3\">3. La gouvernance</h3>",
        "<h4 id=\"s-3-3\">3.3 Les instances</h4>",
        "<strong>ultra-marin</strong>",
        "Préambule.",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("<form id=\"AddTextVersion\""));
    // The coming version, with what it changes, and the way back.
    let page = rives.team.get(&format!("/framework/{annex_id}?version=2")).await;
    for words in [
        "à venir",
        "Ajoute une partie.",
        "Lire la version en vigueur",
        "6. Du nouveau",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let list = rives.team.get("/framework").await.text;
    for words in [
        "Charte nationale",
        "Cadre de référence",
        "21\u{a0}mars 2017",
        "Annexe technique, avec l’ANRU",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
    // Where the body's procedure is read.
    let anru = world.anru().await;
    crate::bulletin::procedure(&anru).await;
    let page = rives.team.get("/bulletin/procedure").await.text;
    let link = format!("href=\"/framework/{annex_id}\"");
    assert!(
        page.contains(&link) && page.contains("en vigueur depuis le"),
        "{page}"
    );
}

/// A refused form keeps what was typed, and a done one leads to the text.
#[tokio::test]
async fn written_by_its_forms() {
    let world = World::new().await;
    let animator = world.animator().await;
    let kind = (TextKind::Charter as i32).to_string();
    let mut fields = [
        ("_page", "/framework"),
        ("_form", "CreateText"),
        ("_next", "/framework/{id}"),
        ("kind", kind.as_str()),
        ("title", "Charte nationale"),
        ("words.label", "2017"),
        ("words.adopted_on", "2017-03-21"),
        ("words.in_force_from", "2017-03-20"),
        ("words.text", "# 1. Un texte qui reste"),
    ];
    let refused = animator.post("/act/FrameworkService/CreateText", &fields).await;
    assert_eq!(refused.status, 422);
    for words in ["# 1. Un texte qui reste", "avant d’être adopté"] {
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    fields[7] = ("words.in_force_from", "2017-03-21");
    let done = animator.post("/act/FrameworkService/CreateText", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let one = list(&animator).await.remove(0);
    let path = format!("/framework/{}", one.id);
    assert!(done.location.unwrap().starts_with(&path));
    let fields = [
        ("_page", path.as_str()),
        ("text_id", one.id.as_str()),
        ("name", "France urbaine"),
        ("quality", "association nationale d’élus"),
        ("signed_on", "2017-03-21"),
    ];
    let done = animator.post("/act/FrameworkService/AddSignatory", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let version = one.version.to_string();
    let fields = [
        ("_page", path.as_str()),
        ("id", one.id.as_str()),
        ("title", "Charte du réseau"),
        ("version", version.as_str()),
    ];
    let done = animator.post("/act/FrameworkService/UpdateText", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let page = animator.get(&path).await.text;
    for words in [
        "France urbaine",
        "Tenir ce texte à jour",
        "<h1>Charte du réseau</h1>",
        "<form id=\"AddTextVersion\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}
