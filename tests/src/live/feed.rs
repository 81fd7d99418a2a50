//! The log as people read it: page by page, and since the last visit.

use std::time::Duration;

use proto::v1::list_activity_request::Scope;
use proto::v1::{ActivityKind, GetHomeRequest, ListActivityRequest};
use tonic::Code;

use super::propose;
use crate::scenario;
use crate::world::World;

#[tokio::test]
async fn the_feed_is_read_page_by_page_and_by_scope() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let ours = world.centre("Rives de Loire").await;
    let [other] = world.other_centres(std::slice::from_ref(&ours.director)).await;
    scenario::engage(&ours, &streams[0]).await;
    scenario::engage(&other, &streams[1]).await;

    let mut request = ListActivityRequest {
        scope: Scope::All as i32,
        limit: 2,
        ..Default::default()
    };
    let mut positions = Vec::new();
    loop {
        let page = ours
            .director
            .live()
            .list_activity(request.clone())
            .await
            .unwrap()
            .into_inner();
        positions.extend(page.activities.iter().map(|activity| activity.position));
        request.before = page.next_before;
        if request.before == 0 {
            break;
        }
    }
    assert!(positions.len() > 6, "{positions:?}");
    assert!(positions.is_sorted_by(|one, next| one > next), "{positions:?}");

    let of = |scope: Scope, work_stream_id: &str| ListActivityRequest {
        scope: scope as i32,
        work_stream_id: work_stream_id.to_owned(),
        limit: 100,
        ..Default::default()
    };
    let mine = ours
        .director
        .live()
        .list_activity(of(Scope::MyOrganisation, ""))
        .await;
    let mine = mine.unwrap().into_inner().activities;
    assert!(
        mine.iter().all(|a| a.organisation_name == "Rives de Loire"),
        "{mine:?}"
    );
    assert_eq!(mine[0].kind(), ActivityKind::Engaged);
    let stream = ours
        .director
        .live()
        .list_activity(of(Scope::Stream, &streams[1].id))
        .await;
    let stream = stream.unwrap().into_inner().activities;
    assert_eq!(stream[0].organisation_name, other.organisation.short_name);
    assert!(stream.iter().all(|a| a.object != streams[0].title), "{stream:?}");

    for wrong in [of(Scope::Stream, ""), of(Scope::Stream, "x")] {
        let refused = ours.director.live().list_activity(wrong).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
    }
}

#[tokio::test]
async fn the_first_page_tells_what_others_did_since_the_last_visit() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 0).await;
    let centre = world.centre("Rives de Loire").await;
    let home = || async {
        let home = centre.team.home().get_home(GetHomeRequest {}).await;
        let home = home.unwrap().into_inner();
        // The visit is noted after the answer.
        tokio::time::sleep(Duration::from_millis(200)).await;
        (home.has_moved, home.activities.len())
    };
    let (has_moved, n_latest) = home().await;
    assert!(!has_moved && n_latest > 0);

    world.clock().advance(chrono::TimeDelta::hours(3));
    assert!(!home().await.0);
    propose(&centre.director, "Une proposition").await;
    assert_eq!(home().await, (true, 1));
    world.clock().advance(chrono::TimeDelta::minutes(5));
    assert_eq!(home().await, (true, 1), "the visit goes on");
    world.clock().advance(chrono::TimeDelta::hours(1));
    assert!(!home().await.0, "it was seen at the last visit");
}

/// O2: an hour says whose it is, once for all those of the feed; a feed without hours says nothing of them.
#[tokio::test]
async fn the_hours_of_the_feed_say_whose_they_are() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let far = world.centre("Martinique").await.director;
    let paths = ["/", "/activity", &format!("/work-stream/{}", streams[0].id)];
    for (actor, words) in [
        (&animator, "Heures : heure de Paris."),
        (&far, "Heures : heure de la Martinique."),
    ] {
        for path in paths {
            let page = actor.get(path).await;
            assert_eq!(page.text.matches(words).count(), 1, "{path}");
        }
    }
    world.clock().advance(chrono::TimeDelta::days(2));
    let page = world.animator().await.get("/activity").await;
    assert!(!page.text.contains("Heures : "));
}
