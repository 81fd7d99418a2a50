//! Imports: a preview with every faulty line, then all or nothing; who left stays out.

use std::time::Instant;

use super::*;

fn request(newsletter: &Newsletter, content: &[u8]) -> ImportSubscribersRequest {
    ImportSubscribersRequest {
        newsletter_id: newsletter.settings.clone().unwrap().id,
        content: content.to_vec(),
        source: "Annuaire du contrat de ville".to_owned(),
        legal_ground: "Mission d’intérêt public".to_owned(),
        list_ids: vec![newsletter.lists[0].id.clone()],
    }
}

pub(super) async fn apply(
    director: &Actor,
    newsletter: &Newsletter,
    content: &str,
) -> SubscriberImportReport {
    let request = request(newsletter, content.as_bytes());
    let applied = director.subscriber().apply_subscriber_import(request).await;
    applied.unwrap().into_inner()
}

#[tokio::test]
async fn a_file_is_seen_first_then_imported_whole_or_not_at_all() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    subscribed(&world, "connue@structure.example").await;
    let faulty = "courriel;territoire;themes\nconnue@structure.example;;\nnouvelle@structure.example;93;Santé | Culture, sport\npas une adresse;;\nautre@structure.example;Atlantide;\n";
    let mut client = director.subscriber();
    let preview = client
        .preview_subscriber_import(request(&newsletter, faulty.as_bytes()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((preview.n_added, preview.n_known, preview.n_errors), (1, 1, 2));
    assert_eq!(
        preview.faults.iter().map(|line| line.number).collect::<Vec<_>>(),
        [4, 5]
    );
    let refused = client
        .apply_subscriber_import(request(&newsletter, faulty.as_bytes()))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ImportHasErrors);
    assert_eq!(
        list(&director, &newsletter).await.n_active,
        1,
        "a preview and a refusal write nothing"
    );

    // As Excel saves it: Windows-1252.
    let latin = b"courriel;organisation;themes\nnouvelle@structure.example;Bailleur;Sant\xe9\n";
    let report = client
        .apply_subscriber_import(request(&newsletter, latin))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((report.encoding.as_str(), report.n_added), ("Windows-1252", 1));
    let all = list(&director, &newsletter).await;
    let one = all
        .subscribers
        .iter()
        .find(|one| one.email.starts_with("nouvelle"))
        .unwrap();
    assert_eq!(
        (one.actor_kind(), one.source.as_str()),
        (ActorKind::Landlord, "Annuaire du contrat de ville")
    );
    assert_eq!(
        (one.themes.as_slice(), one.list_ids.len()),
        (&[Theme::Health as i32][..], 1)
    );
    assert_eq!(
        apply(&director, &newsletter, "courriel\nnouvelle@structure.example\n")
            .await
            .n_known,
        1
    );
}

#[tokio::test]
async fn who_left_or_came_back_is_not_written_to_again() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    apply(
        &director,
        &newsletter,
        "courriel\na@structure.example\nb@structure.example\n",
    )
    .await;
    suppress(&world, "550 inconnu").await;
    let report = apply(
        &director,
        &newsletter,
        "courriel\nA@Structure.example\nc@structure.example\n",
    )
    .await;
    assert_eq!((report.n_added, report.n_kept_out), (1, 1));
    let all = list(&director, &newsletter).await;
    assert_eq!((all.n_active, all.n_suppressed), (1, 2));
}

#[tokio::test]
async fn a_source_and_a_ground_are_needed() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let request = ImportSubscribersRequest {
        source: " ".to_owned(),
        legal_ground: String::new(),
        ..request(&newsletter, b"courriel\na@structure.example\n")
    };
    let refused = director
        .subscriber()
        .preview_subscriber_import(request)
        .await
        .unwrap_err();
    let told = crate::world::violations(&refused);
    assert_eq!(
        told,
        [
            ("source".to_owned(), Reason::Required),
            ("legal_ground".to_owned(), Reason::Required)
        ]
    );
}

#[tokio::test]
async fn the_export_is_read_by_spreadsheets() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    apply(
        &director,
        &newsletter,
        "courriel;themes\n\"+mal@structure.example\";Santé\n",
    )
    .await;
    let request = ExportSubscribersRequest {
        newsletter_id: newsletter.settings.clone().unwrap().id,
    };
    let file = director
        .subscriber()
        .export_subscribers(request)
        .await
        .unwrap()
        .into_inner();
    let text = String::from_utf8(file.content).unwrap();
    assert!(text.starts_with("\u{feff}courriel;état;"), "{text}");
    assert!(
        text.contains("\"'+mal@structure.example\";abonné;"),
        "a formula is none: {text}"
    );
    assert!(
        text.contains(";Santé;Agenda;chaque édition;Annuaire du contrat de ville;"),
        "{text}"
    );
}

/// 100,000 lines of which one in a hundred is faulty: all of them are counted, the mended file goes in.
#[tokio::test]
async fn a_hundred_thousand_lines() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let file = |has_faults: bool| {
        let mut file = String::from("courriel;organisation;territoire\n");
        for n in 0..100_000 {
            if has_faults && n % 100 == 99 {
                file.push_str(&format!("acteur {n};Association;93\n"));
            } else {
                file.push_str(&format!("acteur{n}@structure.example;Association;93\n"));
            }
        }
        file
    };
    let mut client = director.subscriber();
    let started = Instant::now();
    let preview = client
        .preview_subscriber_import(request(&newsletter, file(true).as_bytes()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (preview.n_added, preview.n_errors, preview.faults.len()),
        (99_000, 1000, 1000)
    );
    let report = apply(&director, &newsletter, &file(false)).await;
    println!(
        "preview and import of 100,000 lines, unoptimised: {:?}",
        started.elapsed()
    );
    assert_eq!(report.n_added, 100_000);
    assert_eq!(list(&director, &newsletter).await.n_active, 100_000);
}

/// The parts of the form of an import.
fn form(newsletter: &Newsletter, content: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    let id = newsletter.settings.clone().unwrap().id;
    let path = format!("/newsletter/{id}/import");
    body.extend(b"--x\r\nContent-Disposition: form-data; name=\"content\"; filename=\"a.csv\"\r\n\r\n");
    body.extend(content);
    for (name, value) in [
        ("_page", path.as_str()),
        ("_form", "PreviewSubscriberImport"),
        ("newsletter_id", &id),
        ("source", "Annuaire fictif"),
        ("legal_ground", "Mission fictive"),
        ("list_ids", &newsletter.lists[0].id),
    ] {
        let part = format!("\r\n--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
        body.extend(part.into_bytes());
    }
    body.extend(b"\r\n--x--\r\n");
    body
}

#[tokio::test]
async fn a_file_that_is_too_large_or_faulty_loses_nothing_of_the_form() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let act = "/act/SubscriberService/PreviewSubscriberImport";
    let mut large = b"courriel\na@structure.example\n".to_vec();
    large.resize(5 * 1024 * 1024, b'\n');
    let vast = vec![b'a'; 17 * 1024 * 1024];
    // It fits, and leaves nothing beside it.
    let full = vec![b'a'; 16 * 1024 * 1024];
    for (content, status, words) in [
        (large, 200, "1\u{a0}adresse ajoutée"),
        (
            b"courriel\n".to_vec(),
            200,
            "Ce fichier ne contient aucune adresse.",
        ),
        (b"courriel\nrien\n".to_vec(), 200, "1\u{a0}ligne fautive"),
        (full, 422, "Le fichier est trop lourd."),
        (vast, 422, "Le fichier est trop lourd."),
    ] {
        let body = form(&newsletter, &content);
        let page = director
            .post_body(act, "multipart/form-data; boundary=x", body)
            .await;
        assert_eq!(page.status, status, "{words}");
        for kept in [words, "value=\"Annuaire fictif\"", "value=\"Mission fictive\""] {
            assert!(page.text.contains(kept), "{kept} in {}", page.text);
        }
        let list = format!("value=\"{}\" checked", newsletter.lists[0].id);
        assert!(page.text.contains(&list), "{}", page.text);
    }
}

#[tokio::test]
async fn a_form_that_cannot_be_read_says_so() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let act = "/act/SubscriberService/PreviewSubscriberImport";
    let large = form(&newsletter, &vec![b'a'; 5 * 1024 * 1024]);
    let many = b"--x\r\nContent-Disposition: form-data; name=\"list_ids\"\r\n\r\n\r\n".repeat(1_001);
    for (actor, kind, body, status) in [
        (&director, "multipart/form-data", form(&newsletter, b""), 400),
        (
            &director,
            "multipart/form-data; boundary=y",
            form(&newsletter, b""),
            400,
        ),
        (
            &director,
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-".to_vec(),
            400,
        ),
        (&director, "multipart/form-data; boundary=x", many, 413),
        (&world.anonymous(), "multipart/form-data; boundary=x", large, 413),
    ] {
        let page = actor.post_body(act, kind, body).await;
        assert_eq!(page.status, status, "{kind}: {}", page.text);
    }
}

/// Two people import the same addresses at once: they are there once, and who loses is told that something changed.
#[tokio::test]
async fn the_same_file_at_once_is_imported_once() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let mut file = String::from("courriel\n");
    for n in 0..500 {
        file.push_str(&format!("acteur{n}@structure.example\n"));
    }
    let import = || async {
        let request = request(&newsletter, file.as_bytes());
        director.subscriber().apply_subscriber_import(request).await
    };
    let (one, other) = tokio::join!(import(), import());
    assert!(one.is_ok() || other.is_ok());
    for late in [one, other].into_iter().filter_map(Result::err) {
        assert_eq!(
            (late.code(), reason(&late)),
            (tonic::Code::Aborted, Reason::ChangedMeanwhile)
        );
    }
    assert_eq!(list(&director, &newsletter).await.n_active, 500);
}
