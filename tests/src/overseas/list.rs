//! Joint works in lists: page by page, and what they published where all the network finds it.

use super::*;

async fn page(actor: &Actor, is_published: bool, after: &str) -> ListOverseasWorksResponse {
    let request = ListOverseasWorksRequest {
        is_published,
        after: after.to_owned(),
        ..Default::default()
    };
    let answer = actor.overseas().list_overseas_works(request).await.unwrap();
    answer.into_inner()
}

async fn ended(director: &Actor, is_for_network: bool) -> OverseasWork {
    let work = create(director, &[]).await;
    start(director, &work).await.unwrap();
    end(director, &work.id, "Un guide.", is_for_network)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page() {
    let world = World::new().await;
    let [guyane, mayotte] = two(&world).await;
    let running = create(&guyane.director, &[]).await;
    let running = start(&guyane.director, &running).await.unwrap();
    let over = ended(&guyane.director, true).await;
    for _ in 0..29 {
        create(&guyane.director, &[]).await;
    }
    let late = create(&mayotte.director, &[]).await;
    let first = page(&mayotte.director, false, "").await;
    assert_eq!((first.works.len(), first.has_more), (30, true));
    assert_eq!(first.works[0].id, running.id, "those that run first");
    assert_eq!(first.works[1].id, late.id, "then the newest that are proposed");
    let rest = page(&mayotte.director, false, &first.works[29].id).await;
    assert_eq!((rest.works.len(), rest.has_more), (2, false));
    assert_eq!(rest.works[0].state(), OverseasWorkState::Proposed);
    assert_eq!(rest.works[1].id, over.id, "what is over last");
    let after = page(&mayotte.director, false, &running.id).await;
    assert_eq!(after.works[0].id, late.id);
    // By the pages: the first one of the space says where all of them are.
    let shown = mayotte.director.get("/overseas").await.text;
    assert!(shown.contains("href=\"/overseas/work\""), "{shown}");
    let after = format!("after={}", first.works[29].id);
    let shown = mayotte.director.get("/overseas/work").await.text;
    assert!(shown.contains(&after), "{shown}");
    let next = format!("/overseas/work?{after}");
    let shown = mayotte.director.get(&next).await.text;
    assert!(shown.contains(&format!("/overseas/work/{}", over.id)), "{shown}");
    assert!(!shown.contains("rel=\"next\""), "{shown}");
}

#[tokio::test]
async fn all_the_network_finds_what_was_published() {
    let world = World::new().await;
    let [guyane, _] = two(&world).await;
    let rives = world.centre("Rives de Loire").await;
    let told = ended(&guyane.director, true).await;
    let kept = ended(&guyane.director, false).await;
    let open = create(&guyane.director, &[]).await;
    let list = "/overseas/work?show=published";
    let of = |work: &OverseasWork| format!("href=\"/overseas/work/{}\"", work.id);
    for reader in [
        &rives.director,
        &rives.team,
        &world.anru().await,
        &world.elected().await,
        &guyane.team,
    ] {
        let role = reader.role();
        let found = page(reader, true, "").await;
        let ids: Vec<_> = found.works.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, [told.id.as_str()], "{role:?}");
        // From the entry of the menu, to the list, to the work.
        let shown = reader.get("/production/2027").await.text;
        assert!(shown.contains("Aboutissements du réseau ultra-marin"), "{role:?}");
        assert!(shown.contains(list) && shown.contains(&of(&told)), "{role:?}");
        let shown = reader.get(list).await;
        assert_eq!(shown.status, 200);
        assert!(shown.text.contains(&of(&told)), "{role:?}\n{}", shown.text);
        for hidden in [&kept, &open] {
            assert!(!shown.text.contains(&of(hidden)), "{role:?}");
        }
    }
    // What one does not see tells nothing of its place.
    let all = page(&rives.team, true, "").await;
    assert_eq!(page(&rives.team, true, &kept.id).await, all);
    let whole = guyane.team.get("/overseas/work").await.text;
    assert!(whole.contains(&of(&kept)) && whole.contains(&of(&open)));
    let read = rives.team.get("/overseas/work").await.text;
    assert!(read.contains(&of(&told)) && !read.contains(&of(&kept)));
}
