//! Which version is in force on a day, and what is corrected until when.

use chrono::TimeDelta;

use super::*;

#[tokio::test]
async fn the_version_in_force_changes_with_the_day_in_paris_and_is_locked_from_it_on() {
    use TextVersionState::{Coming, Former, InForce};
    let world = World::new().await;
    let animator = world.animator().await;
    let one = reference(&animator).await;
    assert_eq!(one.shown.as_ref().unwrap().state(), InForce);
    world.clock().advance(TimeDelta::days(2));
    let one = add(&animator, version(&one.id, "2027-05-01")).await.unwrap();
    let states = |one: &FrameworkText| -> Vec<_> {
        let of = |version: &TextVersion| (version.number, version.state(), version.may_edit);
        one.versions.iter().map(of).collect()
    };
    assert_eq!(states(&one), [(2, Coming, true), (1, InForce, false)]);
    let coming = one.shown.clone().unwrap();
    assert_eq!(
        (coming.number, coming.sections.len()),
        (2, 6),
        "as it was entered"
    );
    let old = get(&animator, &one.id, 0).await.unwrap().shown.unwrap();
    assert_eq!(
        (old.number, old.in_force_until.as_str(), old.text.as_str()),
        (1, "2027-05-01", WORDS)
    );
    // The one that is in force is locked; the coming one is corrected, once at a time.
    let mut client = animator.framework();
    let locked = client.update_text_version(update(&old, "2017 bis")).await;
    assert_eq!(reason(&locked.unwrap_err()), Reason::VersionInForce);
    let first = update(&coming, "2027, corrigée");
    let corrected = client
        .update_text_version(first.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(corrected.shown.unwrap().label, "2027, corrigée");
    let lost = client.update_text_version(first).await.unwrap_err();
    assert_eq!(reason(&lost), Reason::ChangedMeanwhile);

    // 23:59 in Paris, then midnight.
    set(&world, "2027-04-30T21:59:00Z");
    let animator = world.animator().await;
    assert_eq!(
        states(&get(&animator, &one.id, 0).await.unwrap()),
        [(2, Coming, true), (1, InForce, false)]
    );
    set(&world, "2027-04-30T22:00:00Z");
    let now = get(&animator, &one.id, 0).await.unwrap();
    assert_eq!(states(&now), [(2, InForce, false), (1, Former, false)]);
    assert_eq!(now.shown.clone().unwrap().number, 2);
    let late = update(&now.shown.unwrap(), "Trop tard");
    let late = animator.framework().update_text_version(late).await;
    assert_eq!(reason(&late.unwrap_err()), Reason::VersionInForce);
    let former = get(&animator, &one.id, 1).await.unwrap().shown.unwrap();
    assert_eq!((former.text.as_str(), former.label.as_str()), (WORDS, "2017"));
    for missing in [3, -1] {
        let missing = get(&animator, &one.id, missing).await.unwrap_err();
        assert_eq!(reason(&missing), Reason::NotFound);
    }
}

/// What is entered of the past may have a fault as well.
#[tokio::test]
async fn what_was_just_entered_is_corrected_although_it_is_in_force() {
    let world = World::new().await;
    let animator = world.animator().await;
    let one = reference(&animator).await;
    // 23:59 in Paris on the next day, then midnight.
    set(&world, "2027-03-16T22:59:00Z");
    let known = one.shown.unwrap();
    assert!(known.may_edit);
    let mut client = animator.framework();
    let corrected = client.update_text_version(update(&known, "2017, corrigée")).await;
    let shown = corrected.unwrap().into_inner().shown.unwrap();
    assert_eq!((shown.label.as_str(), shown.may_edit), ("2017, corrigée", true));
    set(&world, "2027-03-16T23:00:00Z");
    let late = client.update_text_version(update(&shown, "Trop tard")).await;
    assert_eq!(reason(&late.unwrap_err()), Reason::VersionInForce);
    let shown = get(&animator, &one.id, 0).await.unwrap().shown.unwrap();
    assert_eq!((shown.label.as_str(), shown.may_edit), ("2017, corrigée", false));
}

#[tokio::test]
async fn the_title_of_a_text_is_corrected_whenever() {
    let world = World::new().await;
    let animator = world.animator().await;
    let one = reference(&animator).await;
    world.clock().advance(TimeDelta::days(20));
    let animator = world.animator().await;
    let mut client = animator.framework();
    let request = UpdateTextRequest {
        id: one.id.clone(),
        title: "Cadre national de référence".to_owned(),
        version: one.version,
    };
    let done = client.update_text(request.clone()).await.unwrap().into_inner();
    assert_eq!((&done.title, done.kind), (&request.title, one.kind));
    assert_eq!(list(&animator).await[0].title, request.title);
    let lost = client.update_text(request.clone()).await.unwrap_err();
    assert_eq!(reason(&lost), Reason::ChangedMeanwhile);
    let blank = UpdateTextRequest {
        title: " ".to_owned(),
        ..request
    };
    let refused = client.update_text(blank).await.unwrap_err();
    assert_eq!(violations(&refused), [("title".to_owned(), Reason::Required)]);
}
