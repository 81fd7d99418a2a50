//! The page of an edition, its frame, and its forms.

use super::*;
use crate::pages::html::Document;

#[tokio::test]
async fn composed_on_the_page_without_webassembly() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let newsletter_id = newsletter(&director, settings("page")).await;
    let fields = [
        ("newsletter_id", newsletter_id.as_str()),
        ("_page", "/"),
        ("_next", "/edition/{id}"),
    ];
    let begun = director.post("/act/EditionService/CreateEdition", &fields).await;
    let path = begun.location.unwrap().split('?').next().unwrap().to_owned();
    let id = path.rsplit('/').next().unwrap().to_owned();
    let fields = [("edition_id", id.as_str()), ("kind", "2"), ("_page", &path)];
    let added = director.post("/act/EditionService/AddBlock", &fields).await;
    assert_eq!(added.status, 303);
    let page = director.get(&format!("{path}?view=phone")).await;
    let document = Document::parse(&page.text);
    assert_eq!(document.faults(director.role()), Vec::<String>::new());
    assert!(page.text.contains("L’objet est vide."), "{}", page.text);
    assert!(page.text.contains("class=\"phone\""));
    let one = director
        .edition()
        .get_edition(EditionRequest { id: id.clone() })
        .await
        .unwrap()
        .into_inner();
    assert!(
        page.text
            .contains(&format!("href=\"#block-{}\"", one.blocks[0].id))
    );

    // A file by the form.
    let fields = [("edition_id", id.as_str()), ("kind", "4"), ("_page", &path)];
    director.post("/act/EditionService/AddBlock", &fields).await;
    let one = director
        .edition()
        .get_edition(EditionRequest { id: id.clone() })
        .await
        .unwrap()
        .into_inner();
    let mut body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n{}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"_page\"\r\n\r\n{path}\r\n--x\r\nContent-Disposition: form-data; name=\"content\"; filename=\"a.png\"\r\n\
         Content-Type: image/png\r\n\r\n",
        one.blocks[1].id
    )
    .into_bytes();
    body.extend(PNG);
    body.extend(b"\r\n--x--\r\n");
    let sent = director
        .post_body(
            "/act/EditionService/SetPicture",
            "multipart/form-data; boundary=x",
            body,
        )
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let page = director.get(&path).await;
    let picture = page.text.split("src=\"/lettre/page/image/").nth(1).unwrap();
    let picture = format!("/lettre/page/image/{}", picture.split('"').next().unwrap());
    assert_eq!(director.get(&picture).await.content, PNG);

    let text = director.get(&format!("{path}?view=text")).await;
    assert!(text.text.contains("Changer ou se désinscrire"), "{}", text.text);
    let conflict = [
        ("block_id", one.blocks[0].id.as_str()),
        ("text", "Ce que j’écris"),
        ("version", "9"),
        ("_page", &path),
        ("_form", &format!("words-{}", one.blocks[0].id)),
    ];
    let late = director.post("/act/EditionService/SaveBlock", &conflict).await;
    assert_eq!(late.status, 422);
    assert!(late.text.contains("Version enregistrée entre-temps") && late.text.contains("Ce que j’écris"));
    assert_eq!(
        Document::parse(&late.text).faults(director.role()),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn the_frame_runs_nothing_and_is_ours() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let one = ready(&director, "cadre").await;
    let frame = director.get(&format!("/edition/{}/preview", one.id)).await;
    assert_eq!(frame.status, 200);
    let policy = frame.headers["content-security-policy"].to_str().unwrap();
    for part in [
        "sandbox;",
        "default-src 'none'",
        "frame-ancestors 'self'",
        "style-src 'unsafe-inline'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("script-src"), "{policy}");
    assert_eq!(frame.headers["x-frame-options"], "SAMEORIGIN");
    assert!(frame.text.contains("<strong>texte</strong>") && frame.text.contains("?signature="));
    let page = director.get(&format!("/edition/{}", one.id)).await;
    assert_eq!(page.headers["x-frame-options"], "DENY");
    assert!(
        page.text.contains("sandbox=\"\"") && page.text.contains("prête"),
        "{}",
        page.text
    );
    assert_eq!(
        world
            .anonymous()
            .get(&format!("/edition/{}/preview", one.id))
            .await
            .status,
        303
    );
}
