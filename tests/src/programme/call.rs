//! Calls: their dates, what is told of them, their closing; planned sessions.

use chrono::TimeDelta;
use proto::v1::*;

use super::{call, get_stream, kinds};
use crate::scenario;
use crate::world::{World, reason, violations};

#[tokio::test]
async fn a_call_opens_and_closes_at_its_instants_and_is_told_once() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::draft_programme(&animator, 1).await;
    let request = call(&streams[0], "2027-03-16T09:00", "2027-03-20T23:59");
    let updated = animator
        .programme()
        .update_call(request)
        .await
        .unwrap()
        .into_inner();
    let closes_at = updated.call.as_ref().unwrap().closes_at.unwrap();
    assert_eq!(closes_at.seconds % 60, 59, "a day ends at its last second");
    world.clock().advance(TimeDelta::days(1));
    world.run_jobs().await;
    let state = |stream: WorkStream| stream.call.unwrap().state();
    assert_eq!(
        state(get_stream(&animator, &streams[0].id).await),
        CallState::Planned
    );
    assert!(!kinds(&animator).await.contains(&ActivityKind::CallOpened));

    scenario::validate_and_start(&animator).await;
    assert_eq!(
        state(get_stream(&animator, &streams[0].id).await),
        CallState::Open
    );
    let replica = world.replica().await;
    let (one, other) = tokio::join!(world.app.run_jobs(), replica.run_jobs());
    one.unwrap();
    other.unwrap();
    world.clock().advance(TimeDelta::days(5));
    world.run_jobs().await;
    assert_eq!(
        state(get_stream(&animator, &streams[0].id).await),
        CallState::Closed
    );
    let told = kinds(&animator).await;
    for kind in [ActivityKind::CallOpened, ActivityKind::CallClosed] {
        assert_eq!(told.iter().filter(|one| **one == kind).count(), 1, "{kind:?}");
    }
}

#[tokio::test]
async fn the_animator_closes_a_call_before_time() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::draft_programme(&animator, 1).await;
    let mut client = animator.programme();
    let close = CloseCallRequest {
        work_stream_id: streams[0].id.clone(),
    };
    let refused = client.close_call(close.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::CallWithoutDates);
    client
        .update_call(call(&streams[0], "2027-03-15T09:00", "2027-04-20T18:00"))
        .await
        .unwrap();
    let refused = client.close_call(close.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::CallNotOpen);
    scenario::validate_and_start(&animator).await;
    let closed = client.close_call(close.clone()).await.unwrap().into_inner();
    assert_eq!(closed.call.unwrap().state(), CallState::Closed);
    let refused = client.close_call(close).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::CallAlreadyClosed);
    world.run_jobs().await;
    let n_told = kinds(&animator)
        .await
        .iter()
        .filter(|kind| **kind == ActivityKind::CallClosed)
        .count();
    assert_eq!(n_told, 1);
}

#[tokio::test]
async fn the_dates_of_a_call_are_checked_all_together() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::draft_programme(&animator, 1).await;
    let check = async |change: &dyn Fn(&mut UpdateCallRequest), expected: &[(&str, Reason)]| {
        let mut request = call(&streams[0], "2027-04-01T09:00", "2027-05-01T18:00");
        change(&mut request);
        let refused = animator.programme().update_call(request).await.unwrap_err();
        let found = violations(&refused);
        let expected: Vec<_> = expected
            .iter()
            .map(|(field, why)| ((*field).to_owned(), *why))
            .collect();
        assert_eq!(found, expected);
    };
    let before = |request: &mut UpdateCallRequest| request.closes_at = "2027-04-01T08:00".to_owned();
    check(&before, &[("closes_at", Reason::EndBeforeStart)]).await;
    let past = |request: &mut UpdateCallRequest| {
        request.opens_at = "2027-01-01T08:00".to_owned();
        request.closes_at = "2027-02-01T08:00".to_owned();
    };
    check(&past, &[("closes_at", Reason::InThePast)]).await;
    let all = |request: &mut UpdateCallRequest| {
        request.zone = "Paris".to_owned();
        request.required_sections = vec!["context".to_owned(), "autre".to_owned()];
        request.closes_at = String::new();
    };
    let expected = [
        ("zone", Reason::NotAZone),
        ("required_sections", Reason::UnknownValue),
        ("closes_at", Reason::Required),
    ];
    check(&all, &expected).await;
}

#[tokio::test]
async fn planned_sessions_come_and_go() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let add = AddSessionDateRequest {
        work_stream_id: streams[0].id.clone(),
        label: "Lancement".to_owned(),
        starts_at: Some(LocalTime {
            local: "2027-04-02T14:00".to_owned(),
            zone: "America/Cayenne".to_owned(),
        }),
    };
    let mut client = animator.programme();
    let added = client.add_session_date(add).await.unwrap().into_inner();
    let session = &added.session_dates[0];
    assert_eq!(
        (session.label.as_str(), session.zone.as_str()),
        ("Lancement", "America/Cayenne")
    );
    let remove = RemoveSessionDateRequest {
        work_stream_id: streams[0].id.clone(),
        id: session.id.clone(),
    };
    let removed = client
        .remove_session_date(remove.clone())
        .await
        .unwrap()
        .into_inner();
    assert!(removed.session_dates.is_empty());
    let refused = client.remove_session_date(remove).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
}

/// A form says minutes; a call that was closed early ended between two of them.
#[tokio::test]
async fn a_call_closed_early_is_still_edited() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    world.clock().advance(TimeDelta::seconds(3 * 60 + 17));
    let close = CloseCallRequest {
        work_stream_id: streams[0].id.clone(),
    };
    let mut client = animator.programme();
    let closed = client.close_call(close).await.unwrap().into_inner();
    let before = closed.call.clone().unwrap();
    world.clock().advance(TimeDelta::hours(5));
    // 09:00 in UTC: the worlds begin at 10:00 in Paris.
    let mut request = call(&closed, "2027-03-15T10:00", "2027-03-15T10:03");
    request.guidance = "Trois pages au plus.".to_owned();
    let edited = client.update_call(request.clone()).await.unwrap().into_inner();
    let after = edited.call.clone().unwrap();
    assert_eq!(after.guidance, "Trois pages au plus.");
    assert_eq!(
        (after.opens_at, after.closes_at),
        (before.opens_at, before.closes_at)
    );
    let moved = UpdateCallRequest {
        closes_at: "2027-03-15T10:04".to_owned(),
        ..call(&edited, "2027-03-15T10:00", "")
    };
    let refused = client.update_call(moved).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("closes_at".to_owned(), Reason::InThePast)]
    );
}

/// Who closes a programme is told which calls end with it.
#[tokio::test]
async fn the_closing_of_a_programme_names_the_calls_that_it_ends() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let says = async |words: &str| {
        let page = animator.get("/programme/2027").await.text.replace('\u{a0}', " ");
        assert!(page.contains(words), "{words}: {page}");
    };
    says("3 appels sont encore ouverts, « Chantier 1 », « Chantier 2 », « Chantier 3 »").await;
    for stream in &streams[1..] {
        let request = CloseCallRequest {
            work_stream_id: stream.id.clone(),
        };
        animator.programme().close_call(request).await.unwrap();
    }
    says("L’appel « Chantier 1 » est encore ouvert : il se clôt aussitôt").await;
    says("sauf délai déjà accordé. Rien ne rouvre ensuite.").await;
}
