//! A list longer than a page.

use super::*;

async fn page(actor: &Actor, after: &str) -> ListSupportsResponse {
    ask_page(actor, after).await.unwrap()
}

async fn ask_page(actor: &Actor, after: &str) -> Result<ListSupportsResponse, Status> {
    let request = ListSupportsRequest {
        after: after.to_owned(),
        ..Default::default()
    };
    Ok(actor.support().list_supports(request).await?.into_inner())
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
    assert_eq!((first.supports.len(), first.next.is_empty()), (30, false));
    assert_eq!(first.supports[0].title, "Ouverte 28");
    assert_eq!(first.supports[29].id, old.id, "the open ones first");
    let rest = page(&mayotte.director, &first.next).await;
    let titles: Vec<_> = rest.supports.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Déclinée 2", "Déclinée 1", "Déclinée 0"]);
    assert_eq!(rest.next, "");
    let from_within = page(&mayotte.director, &format!("1~~{}", rest.supports[0].id)).await;
    assert_eq!(from_within.supports, rest.supports[1..]);
    // What is no place is refused, lest the first page come again: an identifier, a rank or a day that no request has.
    for after in [
        other.id.as_str(),
        "x",
        &format!("2~~{}", old.id),
        &format!("0~2027-05-12~{}", old.id),
    ] {
        let refused = ask_page(&mayotte.director, after).await.unwrap_err();
        let expected = ("after".to_owned(), Reason::UnknownValue);
        assert_eq!(violations(&refused), [expected], "{after}");
    }
    assert_eq!(page(&anru, "").await.supports[0].id, other.id);
    let after = format!("after={}", first.next);
    let shown = mayotte.director.get("/support").await.text;
    assert!(shown.contains(&after), "{shown}");
    let shown = mayotte.director.get(&format!("/support?{after}")).await.text;
    assert!(
        shown.contains("Déclinée 2") && !shown.contains("rel=\"next\""),
        "{shown}"
    );
}

/// The last one that was read is answered meanwhile: all that followed it still does, and itself where it stands now.
#[tokio::test]
async fn what_changes_between_two_pages_hides_nothing() {
    let world = World::new().await;
    let anru = world.anru().await;
    let mayotte = world.centre("Mayotte").await;
    let old = ask(&mayotte.director, "La plus ancienne").await;
    let declined = ask(&mayotte.director, "Déclinée").await;
    decline(&anru, &declined).await.unwrap();
    for n in 0..29 {
        ask(&mayotte.director, &format!("Ouverte {n}")).await;
    }
    let first = page(&anru, "").await;
    assert_eq!(first.supports[29].id, old.id);
    decline(&anru, &old).await.unwrap();
    let rest = page(&anru, &first.next).await;
    let titles: Vec<_> = rest.supports.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Déclinée", "La plus ancienne"]);
    assert_eq!(rest.next, "");
}
