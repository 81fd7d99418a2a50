//! Joint works in lists: page by page, and what they published where all the network finds it.

use super::*;

async fn page(actor: &Actor, is_published: bool, after: &str) -> ListOverseasWorksResponse {
    ask_page(actor, is_published, after).await.unwrap()
}

async fn ask_page(
    actor: &Actor,
    is_published: bool,
    after: &str,
) -> Result<ListOverseasWorksResponse, Status> {
    let request = ListOverseasWorksRequest {
        is_published,
        after: after.to_owned(),
        ..Default::default()
    };
    let answer = actor.overseas().list_overseas_works(request).await?;
    Ok(answer.into_inner())
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
    assert_eq!((first.works.len(), first.next.is_empty()), (30, false));
    assert_eq!(first.works[0].id, running.id, "those that run first");
    assert_eq!(first.works[1].id, late.id, "then the newest that are proposed");
    let rest = page(&mayotte.director, false, &first.next).await;
    assert_eq!((rest.works.len(), rest.next.as_str()), (2, ""));
    assert_eq!(rest.works[0].state(), OverseasWorkState::Proposed);
    assert_eq!(rest.works[1].id, over.id, "what is over last");
    let after = page(&mayotte.director, false, &format!("0~~{}", running.id)).await;
    assert_eq!(after.works[0].id, late.id);
    // By the pages: the first one of the space says where all of them are.
    let shown = mayotte.director.get("/overseas").await.text;
    assert!(shown.contains("href=\"/overseas/work\""), "{shown}");
    let after = format!("after={}", first.next);
    let shown = mayotte.director.get("/overseas/work").await.text;
    assert!(shown.contains(&after), "{shown}");
    let next = format!("/overseas/work?{after}");
    let shown = mayotte.director.get(&next).await.text;
    assert!(shown.contains(&format!("/overseas/work/{}", over.id)), "{shown}");
    assert!(!shown.contains("rel=\"next\""), "{shown}");
}

/// The last one that was read starts meanwhile, and goes before all others: nothing is read twice, nothing is skipped.
#[tokio::test]
async fn what_changes_between_two_pages_hides_and_repeats_nothing() {
    let world = World::new().await;
    let [guyane, _] = two(&world).await;
    for _ in 0..32 {
        create(&guyane.director, &[]).await;
    }
    let over = ended(&guyane.director, true).await;
    let given_up = create(&guyane.director, &[]).await;
    let request = EndOverseasWorkRequest {
        id: given_up.id.clone(),
        outcome: "Faute de temps.".to_owned(),
        is_given_up: true,
        is_for_network: false,
        version: given_up.outcome_version,
    };
    let mut overseas = guyane.director.overseas();
    overseas.end_overseas_work(request).await.unwrap();
    let first = page(&guyane.director, false, "").await;
    start(&guyane.director, &first.works[29]).await.unwrap();
    let rest = page(&guyane.director, false, &first.next).await;
    let ids: Vec<_> = rest.works.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), 4);
    assert_eq!(ids[2..], [over.id.as_str(), &given_up.id], "by state");
    assert!(first.works.iter().all(|one| !ids.contains(&one.id.as_str())));
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
    // What is no place is refused, lest the first page come again.
    for after in [kept.id.as_str(), "x", &format!("9~~{}", kept.id)] {
        let refused = ask_page(&rives.team, true, after).await.unwrap_err();
        let expected = ("after".to_owned(), Reason::UnknownValue);
        assert_eq!(violations(&refused), [expected], "{after}");
    }
    let whole = guyane.team.get("/overseas/work").await.text;
    assert!(whole.contains(&of(&kept)) && whole.contains(&of(&open)));
    let read = rives.team.get("/overseas/work").await.text;
    assert!(read.contains(&of(&told)) && !read.contains(&of(&kept)));
}
