//! Who writes, who reads, for whom there is nothing.

use super::*;

#[tokio::test]
async fn the_organisation_reads_and_those_with_the_right_write() {
    let world = World::new().await;
    let rives = rives(&world).await;
    let one = ready(&rives.director, "droits").await;
    let seen = read(&rives.team, &one).await;
    assert!(!seen.may_edit);
    let refused = rives
        .team
        .edition()
        .save_block(words(&one.blocks[1], "", "Pris", ""))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let create = CreateEditionRequest {
        newsletter_id: one.newsletter_id.clone(),
        subject: String::new(),
    };
    let refused = rives.team.edition().create_edition(create.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let refused = rives.team.edition().delete_edition(named(&one)).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let right = SetNewsletterRightRequest {
        newsletter_id: one.newsletter_id.clone(),
        person_id: rives.team.me.person_id.clone(),
        right: NewsletterRight::Write as i32,
    };
    rives
        .director
        .newsletter()
        .set_newsletter_right(right)
        .await
        .unwrap();
    assert!(read(&rives.team, &one).await.may_edit);
    rives.team.edition().create_edition(create).await.unwrap();
}

#[tokio::test]
async fn for_the_others_there_is_nothing() {
    let world = World::new().await;
    let rives = rives(&world).await;
    let one = ready(&rives.director, "ailleurs").await;
    let strangers = [
        world.centre("Guyane").await.director,
        world.animator().await,
        world.anru().await,
    ];
    for stranger in &strangers {
        let refusals = [
            stranger.edition().get_edition(named(&one)).await.err(),
            stranger.edition().preview_edition(named(&one)).await.err(),
            stranger.edition().duplicate_edition(named(&one)).await.err(),
            stranger
                .edition()
                .save_block(words(&one.blocks[1], "", "Pris", ""))
                .await
                .err(),
            stranger.edition().refresh_block(block_named(&one, 1)).await.err(),
        ];
        for refused in refusals {
            assert_eq!(
                reason(&refused.unwrap()),
                Reason::NotFound,
                "{:?}",
                stranger.role()
            );
        }
        let page = stranger.get(&format!("/edition/{}", one.id)).await;
        assert_eq!(page.status, 404);
        let frame = stranger.get(&format!("/edition/{}/preview", one.id)).await;
        assert_eq!(frame.status, 404);
        assert!(!frame.text.contains("Des nouvelles"));
    }
    // The animator is told that somebody works, in the words of the newsletter.
    let request = ListActivityRequest::default();
    let told = strangers[1]
        .live()
        .list_activity(request)
        .await
        .unwrap()
        .into_inner();
    let objects: Vec<&str> = told.activities.iter().map(|one| one.object.as_str()).collect();
    assert!(objects.contains(&"Lettre des quartiers"), "{objects:?}");
    assert!(!objects.contains(&"Des nouvelles"), "{objects:?}");
}

#[tokio::test]
async fn nothing_changes_once_it_is_frozen() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let one = ready(&director, "figee").await;
    archive::step(&world, &one, archive::Step::Freeze).await.unwrap();
    let frozen = read(&director, &one).await;
    assert_eq!(
        (frozen.state(), frozen.may_edit, frozen.number),
        (EditionState::Frozen, false, 1)
    );
    let save = SaveEditionRequest {
        edition_id: one.id.clone(),
        subject: "Changé".to_owned(),
        preheader: String::new(),
        version: frozen.version,
    };
    let block = one.blocks[1].id.clone();
    let refusals = [
        director.edition().save_edition(save).await.err(),
        director
            .edition()
            .save_block(words(&frozen.blocks[1], "", "Pris", ""))
            .await
            .err(),
        director
            .edition()
            .delete_block(BlockRequest { id: block.clone() })
            .await
            .err(),
        director
            .edition()
            .move_block(MoveBlockRequest { id: block, place: 1 })
            .await
            .err(),
        director.edition().delete_edition(named(&one)).await.err(),
    ];
    for refused in refusals {
        assert_eq!(reason(&refused.unwrap()), Reason::EditionState);
    }
    // Stopped before any mail: a draft again, that keeps its number.
    archive::step(&world, &one, archive::Step::Thaw).await.unwrap();
    let draft = read(&director, &one).await;
    assert_eq!((draft.state(), draft.may_edit), (EditionState::Draft, true));
    director
        .edition()
        .save_block(words(&draft.blocks[1], "", "Corrigé.", ""))
        .await
        .unwrap();
    archive::step(&world, &one, archive::Step::Freeze).await.unwrap();
    let preview = director
        .edition()
        .preview_edition(named(&one))
        .await
        .unwrap()
        .into_inner();
    assert!(preview.text.contains("Corrigé."), "{}", preview.text);
    assert_eq!(read(&director, &one).await.number, 1);
    let other = director
        .edition()
        .duplicate_edition(named(&one))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(other.number, 2);
}
