//! Minutes across meetings: found by words, year and kind; the delay that the animator sets.

use super::*;

async fn found(actor: &Actor, query: &str, year: i32, kind: MeetingKind) -> Vec<String> {
    let request = ListMinutesRequest {
        query: query.to_owned(),
        year,
        kind: kind as i32,
        before: String::new(),
    };
    let answer = actor.minutes().list_minutes(request).await.unwrap();
    answer
        .into_inner()
        .entries
        .into_iter()
        .map(|one| one.title)
        .collect()
}

#[tokio::test]
async fn minutes_are_found_by_what_is_not_closed() {
    let room = Room::held().await;
    let any = MeetingKind::Unspecified;
    let listed = room
        .animator
        .minutes()
        .list_minutes(ListMinutesRequest::default())
        .await;
    let listed = listed.unwrap().into_inner();
    assert_eq!((listed.to_write.len(), listed.entries.len()), (1, 0));
    assert_eq!((listed.delay_days, listed.may_set_delay), (60, true));
    assert!(found(&room.rives.director, "", 0, any).await.is_empty());
    room.start_review(2).await.unwrap();
    let director = &room.rives.director;
    for (query, year, kind, n) in [
        ("", 0, any, 1),
        ("tour de TABLE", 0, any, 1),
        ("journee nantes", 0, any, 1),
        ("remercier", 2027, MeetingKind::TechnicalCommittee, 1),
        ("remercier", 2026, any, 0),
        ("remercier", 0, MeetingKind::NationalDay, 0),
        ("introuvable", 0, any, 0),
        ("%", 0, any, 0),
        ("zxq", 0, any, 0),
    ] {
        assert_eq!(
            found(director, query, year, kind).await.len(),
            n,
            "{query} {year} {kind:?}"
        );
    }
    let partner = room.world.partner().await;
    assert!(found(&partner, "", 0, any).await.is_empty());
    let to_write = room
        .animator
        .minutes()
        .list_minutes(ListMinutesRequest::default())
        .await;
    assert!(to_write.unwrap().into_inner().to_write.is_empty());
    let bad = ListMinutesRequest {
        query: "x".repeat(301),
        kind: 99,
        before: "x".to_owned(),
        ..Default::default()
    };
    let refused = director.minutes().list_minutes(bad).await.unwrap_err();
    let fields: Vec<_> = violations(&refused).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["query", "kind", "before"]);
    let older = ListMinutesRequest {
        before: room.meeting.id.clone(),
        ..Default::default()
    };
    let older = director.minutes().list_minutes(older).await.unwrap().into_inner();
    assert!(older.entries.is_empty() && older.next_before.is_empty());
    let page = director.get("/minutes?query=nantes&year=2027&kind=1").await;
    assert!(page.text.contains(&room.path()), "{}", page.text);
}

#[tokio::test]
async fn the_animator_sets_the_delay_of_approval() {
    let room = Room::held().await;
    for n_days in [0, -3, 366] {
        let request = SetMinutesDelayRequest { n_days };
        let refused = room
            .animator
            .minutes()
            .set_minutes_delay(request)
            .await
            .unwrap_err();
        assert_eq!(
            violations(&refused),
            [("n_days".to_owned(), Reason::DaysOutOfRange)]
        );
    }
    let refused = room
        .rives
        .director
        .minutes()
        .set_minutes_delay(SetMinutesDelayRequest { n_days: 30 })
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    for n_days in [30, 45] {
        let request = SetMinutesDelayRequest { n_days };
        room.animator.minutes().set_minutes_delay(request).await.unwrap();
    }
    let minutes = room.read(&room.animator).await;
    assert_eq!(minutes.delay_days, 45);
    let due = minutes.due_at.unwrap().seconds;
    let expected: chrono::DateTime<chrono::Utc> = "2027-04-30T21:59:59Z".parse().unwrap();
    assert_eq!(due, expected.timestamp());
    let page = room.rives.director.get("/minutes").await.text;
    assert!(page.contains("dans les 45 jours") && !page.contains("SetMinutesDelay"));
    // One that is set later is of later meetings.
    room.world.clock().advance(chrono::TimeDelta::days(1));
    let request = SetMinutesDelayRequest { n_days: 10 };
    let animator = room.world.animator().await;
    animator.minutes().set_minutes_delay(request).await.unwrap();
    assert_eq!(room.read(&animator).await.delay_days, 45);
    let page = animator.get("/minutes").await.text;
    assert!(page.contains("dans les 10 jours"));
}
