//! Whom relays reached: read again in one go, however many there are.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::ConnectionTrait as _;

use super::*;
use crate::obligation::queries::Queries;

async fn execute(world: &World, sql: &str) {
    let tx = world.app.db.begin().await.unwrap();
    tx.execute_unprepared(sql).await.unwrap();
    tx.commit().await.unwrap();
}

/// Queries of one round of the background, when the numbers of these relays moved.
async fn cost(world: &World, queries: &AtomicU64) -> u64 {
    execute(
        world,
        "UPDATE bulletin_relay SET n_reached = 999 WHERE settled_at IS NULL",
    )
    .await;
    world.clock().advance(TimeDelta::minutes(1));
    let before = queries.load(Ordering::SeqCst);
    world.app.run_jobs().await.unwrap();
    queries.load(Ordering::SeqCst) - before
}

#[tokio::test]
async fn as_many_queries_for_one_relay_as_for_eight() {
    let world = World::new().await;
    let one = published(&world.anru().await, content("Règlement")).await;
    let centres: [Centre; 8] = world.other_centres(&[]).await;
    let mut sessions = Vec::new();
    for centre in &centres {
        sessions.push(super::centre::planned(centre, "Conseil citoyen").await);
    }
    world.clock().advance(TimeDelta::days(2));
    for (centre, session) in centres.iter().zip(&sessions) {
        let request = DeclareRelayRequest {
            id: one.id.clone(),
            meeting_id: session.id.clone(),
            ..Default::default()
        };
        declare(&centre.team, request).await.unwrap();
    }
    let held = RecordHeldRequest {
        id: sessions[3].id.clone(),
        n_attendants: 7,
    };
    centres[3].director.meeting().record_held(held).await.unwrap();
    world.run_jobs().await;
    let queries = Queries::default();
    let n = queries.count();
    let _counting = metrics::set_default_local_recorder(&queries);
    // The log's reader asks the database in its own time.
    let watching = centres[0].team.live().watch(WatchRequest::default()).await;
    let mut stream = watching.unwrap().into_inner();
    world.shut_down();
    while let Ok(Some(_)) = stream.message().await {}

    cost(&world, &n).await;
    let of_eight = cost(&world, &n).await;
    let seen = get(&world.anru().await, &one.id).await.unwrap();
    for (place, centre) in centres.iter().enumerate() {
        let relays = &reception(&seen, centre).relays;
        let expected = if place == 3 { 7 } else { 0 };
        assert_eq!((relays.len(), relays[0].n_reached), (1, expected), "{place}");
    }
    let all_but_one = "UPDATE bulletin_relay SET settled_at = at \
                       WHERE id <> (SELECT id FROM bulletin_relay ORDER BY id LIMIT 1)";
    execute(&world, all_but_one).await;
    let of_one = cost(&world, &n).await;
    assert!(
        0 < of_one && of_eight <= of_one + 1,
        "{of_eight}, of one {of_one}"
    );
}
