//! Who is shown what: the newsletter's people the words of each mail, the animator numbers.

use proto::v1::*;
use tonic::Code;

use super::*;

#[tokio::test]
async fn the_newsletters_people_read_what_came_back_and_the_animator_numbers() {
    let (_sink, world, scene, lines) = sent(2).await;
    drop_file(&world, "1", unknown(&lines[0].1, &lines[0].0.email));
    drop_file(
        &world,
        "2",
        report(
            &lines[1].1,
            &lines[1].0.email,
            "delayed",
            "4.4.1",
            "timed out at a1@local.example",
        ),
    );
    world.run_jobs().await;
    let path = format!("/delivery/{}", scene.edition_id);
    let director = &scene.centre.director;
    let page = director.get(&path).await;
    for words in [
        "Ce qui est revenu après l’envoi",
        "adresse refusée",
        "retard annoncé",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let page = director.get(&format!("{path}/recipients")).await;
    for words in [
        "Cette adresse n’existe pas, ou plus.",
        "550 5.1.1 no such box, says the server",
        "retard annoncé",
        "4.4.1 timed out at a1@local.example",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let animator = world.animator().await;
    for path in [path.as_str(), "/bounce"] {
        let page = animator.get(path).await;
        assert!(page.text.contains("adresse refusée"), "{path}: {}", page.text);
        assert!(!page.text.contains("local.example"), "{path}: {}", page.text);
    }
    let [stranger] = world.other_centres(std::slice::from_ref(director)).await;
    for actor in [&stranger.director, director, &world.anru().await] {
        let request = ListUnmatchedReportsRequest::default();
        let refused = actor.bounce().list_unmatched_reports(request).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{:?}", actor.role());
    }
}

#[tokio::test]
async fn an_empty_list_says_why_it_is_empty() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let page = world.animator().await.get("/bounce").await;
    assert!(
        page.text
            .contains("Chaque retour a trouvé l’envoi dont il parle."),
        "{}",
        page.text
    );
    let world = World::new().await;
    let animator = world.animator().await;
    let page = animator.get("/bounce").await;
    assert!(page.text.contains("Rien n’est relevé"), "{}", page.text);
    let page = animator.get("/mail").await;
    assert!(page.text.contains("href=\"/bounce\""), "{}", page.text);
}

#[tokio::test]
async fn more_than_a_page_is_read_in_parts() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    for number in 0..60 {
        drop_file(
            &world,
            &format!("{number}"),
            format!("From: x@x.example\nSubject: n{number}\n\nx\n"),
        );
    }
    world.run_jobs().await;
    let animator = world.animator().await;
    let first = unmatched(&animator).await;
    let request = ListUnmatchedReportsRequest {
        before: first.next_before,
    };
    let second = animator
        .bounce()
        .list_unmatched_reports(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((first.reports.len(), second.reports.len()), (50, 10));
    assert_eq!(second.next_before, "");
}
