//! The cost of a year: a fixed number of queries, however many centres and meetings there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

use super::*;

/// Queries of one answer at most, the session's included.
const BUDGET: u64 = 22;

/// Counts the queries of this thread.
#[derive(Default)]
pub(crate) struct Queries(Arc<AtomicU64>);

impl Queries {
    /// How many there were, as the count goes on.
    pub(crate) fn count(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.0)
    }
}

impl Recorder for Queries {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        if key.name() == "passerelle_queries_total" {
            Counter::from_arc(Arc::clone(&self.0))
        } else {
            Counter::noop()
        }
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[tokio::test]
async fn as_many_queries_for_one_centre_as_for_all() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::running_programme(&animator, 3).await;
    for month in 4..8 {
        let starts_at = format!("2027-{month:02}-15T10:00");
        plan(
            &world,
            MeetingKind::TechnicalCommittee,
            &starts_at,
            "Europe/Paris",
        )
        .await;
    }
    let rives = world.centre("Rives de Loire").await;
    let queries = Queries::default();
    let n = queries.count();
    let _counting = metrics::set_default_local_recorder(&queries);
    // The log's reader asks the database too, in its own time: without it, what is counted is the answers'.
    let watching = animator.live().watch(WatchRequest::default()).await;
    let mut stream = watching.unwrap().into_inner();
    world.shut_down();
    while let Ok(Some(_)) = stream.message().await {}
    let mut costs = Vec::new();
    for actor in [&animator, &rives.director] {
        let before = n.load(Ordering::SeqCst);
        all(actor, YEAR).await;
        costs.push(n.load(Ordering::SeqCst) - before);
    }
    assert!(costs[0] > 0 && costs[0] <= BUDGET, "{costs:?}");
    assert_eq!(costs[0], costs[1], "18 centres cost as much as one");
    let request = GetParticipationRequest {
        organisation_id: rives.id.clone(),
        year: YEAR,
    };
    let before = n.load(Ordering::SeqCst);
    animator.obligation().get_participation(request).await.unwrap();
    let cost = n.load(Ordering::SeqCst) - before;
    assert!(cost <= BUDGET, "{cost}");
}
