//! A list longer than a page.

use super::*;

async fn page(actor: &Actor, after: &str) -> ListSupportsResponse {
    let request = ListSupportsRequest {
        after: after.to_owned(),
        ..Default::default()
    };
    actor.support().list_supports(request).await.unwrap().into_inner()
}

/// The open ones first, whatever their age; each page follows the other, without a gap and without a repetition.
#[tokio::test]
async fn a_long_list_is_read_page_by_page() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [mayotte, guyane] = [world.centre("Mayotte").await, world.centre("Guyane").await];
    let old = ask(&mayotte.director, "La plus ancienne").await;
    for n in 0..3 {
        let one = ask(&mayotte.director, &format!("Déclinée {n}")).await;
        decline(&anru, &one).await.unwrap();
    }
    for n in 0..29 {
        ask(&mayotte.director, &format!("Ouverte {n}")).await;
    }
    let other = ask(&guyane.director, "Ailleurs").await;
    let first = page(&mayotte.director, "").await;
    assert_eq!((first.supports.len(), first.has_more), (30, true));
    assert_eq!(first.supports[0].title, "Ouverte 28");
    assert_eq!(first.supports[29].id, old.id, "the open ones first");
    let rest = page(&mayotte.director, &old.id).await;
    let titles: Vec<_> = rest.supports.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Déclinée 2", "Déclinée 1", "Déclinée 0"]);
    assert!(!rest.has_more);
    let after = page(&mayotte.director, &rest.supports[0].id).await;
    assert_eq!(after.supports, rest.supports[1..]);
    // What a centre does not see tells it nothing of its place.
    assert_eq!(page(&mayotte.director, &other.id).await, first);
    assert_eq!(page(&anru, "").await.supports[0].id, other.id);
    let after = format!("after={}", old.id);
    let shown = mayotte.director.get("/support").await.text;
    assert!(shown.contains(&after), "{shown}");
    let shown = mayotte.director.get(&format!("/support?{after}")).await.text;
    assert!(
        shown.contains("Déclinée 2") && !shown.contains("rel=\"next\""),
        "{shown}"
    );
}
