//! Poor links: the pages of the space are light, and a point is answered without WebAssembly.

use std::io::Write as _;

use super::*;
use crate::pages::html::Document;

/// What a first view after sign-in may weigh, in bytes, without the bundle.
const LIMIT: usize = 60_000;

fn zipped(content: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap().len()
}

/// The page and all that it loads by itself, but the bundle: stylesheet, icon, pictures.
async fn weight(actor: &Actor, path: &str) -> usize {
    let page = actor.get(path).await;
    assert_eq!(page.status, 200, "{path}");
    let document = Document::parse(&page.text);
    let mut total = zipped(page.text.as_bytes());
    for element in &document.elements {
        let source = match element.name.as_str() {
            "link" => element
                .get("href")
                .filter(|_| matches!(element.get("rel"), Some("stylesheet" | "icon"))),
            "img" | "source" | "video" | "iframe" | "audio" => element.get("src"),
            _ => None,
        };
        let Some(source) = source else { continue };
        let loaded = actor.get(source).await;
        assert_eq!(loaded.status, 200, "{source}");
        total += zipped(loaded.text.as_bytes());
    }
    total
}

#[tokio::test]
async fn the_pages_of_the_space_are_light() {
    let world = World::new().await;
    let animator = world.animator().await;
    let (work, centre_id) = space(&world, &animator).await;
    let guyane = world.centre("Guyane").await;
    for n in 0..20 {
        let task = AddOverseasTaskRequest {
            work_id: work.id.clone(),
            title: format!("Une tâche assez longue à dire, la {n}e, avec ce qu’il faut savoir"),
            due_on: "2027-04-02".to_owned(),
            ..Default::default()
        };
        animator.overseas().add_overseas_task(task).await.unwrap();
        let post = PostOverseasNewsRequest {
            centre_id: centre_id.clone(),
            text: format!("Nouvelle {n}\u{a0}: ce qui se passe ici. ").repeat(20),
            version: 0,
        };
        guyane.team.overseas().post_overseas_news(post).await.unwrap();
        create(&guyane.team, &[]).await;
    }
    let paths = [
        "/overseas".to_owned(),
        "/overseas/work/new".to_owned(),
        format!("/overseas/work/{}", work.id),
        format!("/overseas/news/{centre_id}"),
        "/meeting/slot?kind=8&minutes=60".to_owned(),
        "/meeting/availability".to_owned(),
    ];
    let mut heavy = Vec::new();
    for path in &paths {
        for actor in [&animator, &guyane.director] {
            if path.starts_with("/meeting/slot") && actor.role() == Role::Director {
                continue;
            }
            let bytes = weight(actor, path).await;
            if bytes >= LIMIT {
                heavy.push(format!("{path} by {:?}: {bytes} bytes", actor.role()));
            }
        }
    }
    assert!(heavy.is_empty(), "{}", heavy.join("\n"));
}

#[tokio::test]
async fn a_point_is_answered_by_a_plain_form() {
    let world = World::new().await;
    let animator = world.animator().await;
    let guyane = world.centre("Guyane").await;
    let create = CreateMeetingRequest {
        kind: MeetingKind::OverseasPoint as i32,
        starts_at: "2027-04-14T14:00".to_owned(),
        ends_at: "2027-04-14T15:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let meeting = animator
        .meeting()
        .create_meeting(create)
        .await
        .unwrap()
        .into_inner();
    crate::scenario::convene(&animator, &meeting).await;
    let space = guyane.director.get("/overseas").await;
    assert!(
        space.text.contains("votre réponse est attendue"),
        "{}",
        space.text
    );
    let path = format!("/meeting/{}", meeting.id);
    let page = guyane.director.get(&path).await;
    assert!(page.text.contains("/act/ConvocationService/AnswerConvocation"));
    let seen = guyane
        .director
        .meeting()
        .get_meeting(GetMeetingRequest { id: meeting.id })
        .await
        .unwrap()
        .into_inner();
    let fields = [
        ("invitee_id", seen.my_invitee_id.as_str()),
        ("answer", "2"),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
    ];
    let sent = guyane
        .director
        .post("/act/ConvocationService/AnswerConvocation", &fields)
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let space = guyane.director.get("/overseas").await;
    assert!(space.text.contains("suit à distance"), "{}", space.text);
}
