//! What appeared: pictures, archive, feed, sitemap.

pub(super) use server::demonstration::EditionStep as Step;
use tokio::io::AsyncWriteExt as _;

use super::*;

/// Moves an edition as its delivery does.
pub(super) async fn step(world: &World, one: &Edition, step: Step) -> anyhow::Result<()> {
    server::demonstration::step_edition(&world.app, &one.id, step).await
}

async fn appeared(world: &World, one: &Edition) {
    for each in [Step::Freeze, Step::Publish] {
        step(world, one, each).await.unwrap();
    }
}

#[tokio::test]
async fn an_edition_goes_its_way_once() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let one = ready(&director, "chemin").await;
    for (each, allowed) in [
        (Step::Publish, false),
        (Step::Thaw, false),
        (Step::Freeze, true),
        (Step::Freeze, false),
        (Step::Thaw, true),
        (Step::Freeze, true),
        (Step::Publish, true),
        // The first mail leaves once, whoever says it.
        (Step::Publish, true),
        (Step::Thaw, false),
        (Step::Freeze, false),
    ] {
        let moved = step(&world, &one, each).await;
        assert_eq!(moved.is_ok(), allowed, "{each:?}: {moved:?}");
        if let Err(refused) = moved {
            assert!(refused.to_string().contains("EditionState"), "{refused}");
        }
    }
    let published = read(&director, &one).await;
    assert_eq!(published.state(), EditionState::Published);
    assert!(published.published_at.is_some());
}

#[tokio::test]
async fn anyone_reads_what_appeared_without_javascript() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let nobody = world.anonymous();
    let one = ready(&director, "publique").await;
    let picture = one.blocks[2].picture_path.split('?').next().unwrap().to_owned();
    let archive = "/lettre/publique/archive";
    assert!(
        nobody
            .get(archive)
            .await
            .text
            .contains("Aucune édition n’est encore parue.")
    );
    assert_eq!(nobody.get(&format!("{archive}/1")).await.status, 404);
    step(&world, &one, Step::Freeze).await.unwrap();
    assert_eq!(
        nobody.get(&format!("{archive}/1")).await.status,
        404,
        "no mail left yet"
    );
    assert_eq!(nobody.get(&picture).await.status, 404);
    step(&world, &one, Step::Publish).await.unwrap();
    let list = nobody.get(archive).await;
    assert!(
        list.text.contains("href=\"/lettre/publique/archive/1\""),
        "{}",
        list.text
    );
    let page = nobody.get(&format!("{archive}/1")).await;
    for part in [
        "<strong>texte</strong> de Lettre des quartiers",
        "alt=\"Un point\"",
        "Camille Fictive",
        "donnees@centre.example",
        "1 rue des Essais, 99000 Ville-Fictive",
        "Rives de Loire",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let seen = nobody.get(&picture).await;
    assert_eq!((seen.status.as_u16(), &seen.content[..]), (200, PNG));
    assert_eq!(seen.headers["content-type"], "image/png");
    assert_eq!(
        nobody.get(&picture.replace("publique", "autre")).await.status,
        404
    );
    let request = GetPictureRequest {
        slug: "publique".to_owned(),
        picture: picture.rsplit('/').next().unwrap().to_owned(),
        signature: String::new(),
    };
    let file = nobody.edition().get_picture(request).await.unwrap().into_inner();
    assert_eq!(file.content, PNG);
    let request = GetArchivedEditionRequest {
        slug: "publique".to_owned(),
        number: 1,
    };
    let issue = nobody
        .edition()
        .get_archived_edition(request)
        .await
        .unwrap()
        .into_inner();
    assert!(issue.blocks.iter().all(|block| block.source_path.is_empty()));
    // The letter leads there.
    let preview = director
        .edition()
        .preview_edition(named(&one))
        .await
        .unwrap()
        .into_inner();
    assert!(
        preview
            .html
            .contains("http://127.0.0.1:8080/lettre/publique/archive/1")
    );
}

#[tokio::test]
async fn a_closed_archive_is_its_organisations() {
    let world = World::new().await;
    let rives = rives(&world).await;
    let closed = NewsletterSettings {
        is_archive_public: false,
        ..settings("fermee")
    };
    let request = CreateEditionRequest {
        newsletter_id: newsletter(&rives.director, closed).await,
        subject: "Entre nous".to_owned(),
    };
    let one = rives
        .director
        .edition()
        .create_edition(request)
        .await
        .unwrap()
        .into_inner();
    let one = write(&rives.director, &one, BlockKind::Text, "", "Un texte.", "").await;
    appeared(&world, &one).await;
    let preview = rives
        .director
        .edition()
        .preview_edition(named(&one))
        .await
        .unwrap()
        .into_inner();
    assert!(
        !preview.html.contains("/archive/"),
        "nobody would read it on the web"
    );
    let paths = [
        "/lettre/fermee/archive",
        "/lettre/fermee/archive/1",
        "/lettre/fermee/archive.atom",
    ];
    let stranger = world.centre("Guyane").await.director;
    for path in paths {
        assert_eq!(rives.team.get(path).await.status, 200, "{path}");
        assert_eq!(stranger.get(path).await.status, 404, "{path}");
        assert_eq!(world.anonymous().get(path).await.status, 404, "{path}");
    }
    let map = world.anonymous().get("/sitemap.xml").await;
    assert!(!map.text.contains("fermee"), "{}", map.text);
    let request = ListPublicArchivesRequest {};
    let public = world.anonymous().edition().list_public_archives(request).await;
    assert_eq!(public.unwrap().into_inner().archives, []);
}

#[tokio::test]
async fn the_feed_is_read_by_a_parser_of_others() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let one = ready(&director, "flux").await;
    let save = SaveEditionRequest {
        edition_id: one.id.clone(),
        subject: "<Titre> & \"{{lettre}}\"".to_owned(),
        preheader: "La suite".to_owned(),
        version: one.version,
    };
    director.edition().save_edition(save).await.unwrap();
    appeared(&world, &one).await;
    let second = director
        .edition()
        .duplicate_edition(named(&one))
        .await
        .unwrap()
        .into_inner();
    world.clock().advance(chrono::TimeDelta::days(1));
    appeared(&world, &second).await;
    let nobody = world.anonymous();
    let feed = nobody.get("/lettre/flux/archive.atom").await;
    assert_eq!(
        feed.headers["content-type"],
        "application/atom+xml; charset=utf-8"
    );
    let map = nobody.get("/sitemap.xml").await;
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("python/feed.py");
    let mut reader = tokio::process::Command::new(crate::python::python())
        .arg(script)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let documents = serde_json::json!([feed.text, map.text]).to_string();
    let mut stdin = reader.stdin.take().unwrap();
    stdin.write_all(documents.as_bytes()).await.unwrap();
    drop(stdin);
    let read = reader.wait_with_output().await.unwrap();
    assert!(read.status.success());
    let read: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
    let base = "http://127.0.0.1:8080/lettre/flux/archive";
    let entry = |number: i32, at: &str| {
        serde_json::json!({
            "title": "<Titre> & \"Lettre des quartiers\"",
            "link": format!("{base}/{number}"),
            "summary": "La suite",
            "updated": at,
        })
    };
    let expected = serde_json::json!({
        "title": "Lettre des quartiers",
        "author": "Rives de Loire",
        "updated": "2027-03-16T09:00:00Z",
        "entries": [entry(2, "2027-03-16T09:00:00Z"), entry(1, "2027-03-15T09:00:00Z")],
        "addresses": [base, &format!("{base}/2"), &format!("{base}/1")],
    });
    assert_eq!(read, expected);
    let request = GetArchiveRequest {
        slug: "flux".to_owned(),
    };
    let archive = nobody.edition().get_archive(request).await.unwrap().into_inner();
    assert_eq!(archive.issues.len(), 2);
}
