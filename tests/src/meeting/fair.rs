//! The search of a fair slot: the common hour, what a hour costs, who bore it, holidays and absences.

use super::*;

fn search(first_on: &str, minutes: i32) -> FindSlotsRequest {
    FindSlotsRequest {
        kind: MeetingKind::OverseasPoint as i32,
        minutes,
        first_on: first_on.to_owned(),
        n_weeks: 1,
        ..Default::default()
    }
}

async fn find(actor: &Actor, request: FindSlotsRequest) -> FindSlotsResponse {
    actor.meeting().find_slots(request).await.unwrap().into_inner()
}

/// The hour of a slot in a zone.
fn hour(slot: &FairSlot, zone: &str) -> String {
    let at = chrono::DateTime::from_timestamp(slot.starts_at.unwrap().seconds, 0).unwrap();
    let zone: chrono_tz::Tz = zone.parse().unwrap();
    at.with_timezone(&zone).format("%m-%d %H:%M").to_string()
}

fn share<'a>(found: &'a FindSlotsResponse, slot: &'a FairSlot, name: &str) -> &'a fair_slot::Share {
    let place = found
        .participants
        .iter()
        .position(|one| one.organisation_name == name);
    &slot.shares[place.unwrap()]
}

#[tokio::test]
async fn the_common_hour_is_found_in_winter_and_in_summer() {
    let world = World::new().await;
    let [animator, dgom] = [world.animator().await, world.dgom().await];
    for actor in [&animator, &dgom] {
        // Paris changes its hour on 28 March: nobody else does.
        for (first_on, paris) in [("2027-03-22", "03-22 14:00"), ("2027-03-30", "03-30 15:00")] {
            let found = find(actor, search(first_on, 60)).await;
            assert_eq!(
                found.participants.len(),
                7,
                "five centres, the animator, the DGOM"
            );
            let best = &found.slots[0];
            assert_eq!((best.discomfort, best.n_absent, best.outside_min), (0, 0, 0));
            assert_eq!(hour(best, "Europe/Paris"), paris);
            let day = &paris[..5];
            for (zone, hour_there) in [
                ("America/Martinique", "09:00"),
                ("America/Cayenne", "10:00"),
                ("Indian/Mayotte", "16:00"),
                ("Indian/Reunion", "17:00"),
            ] {
                assert_eq!(hour(best, zone), format!("{day} {hour_there}"));
            }
            assert!(
                found.slots.iter().all(|slot| slot.discomfort == 0),
                "only common hours"
            );
        }
    }
    let mut week = search("2027-03-22", 60);
    week.n_weeks = 2;
    let found = find(&animator, week).await;
    for slot in &found.slots {
        let is_summer = hour(slot, "Europe/Paris").as_str() > "03-28";
        assert!(hour(slot, "Europe/Paris").ends_with(if is_summer { "15:00" } else { "14:00" }));
    }
}

#[tokio::test]
async fn where_there_is_no_common_hour_the_cost_is_said_and_rotates_over_the_series() {
    let world = World::new().await;
    let mut animator = world.animator().await;
    let guyane = world.centre("Guyane").await;
    let page = guyane.director.get("/meeting/slot").await;
    assert_eq!(page.status, 404, "who convenes searches");
    let overseas = ["Martinique", "Guadeloupe – Saint-Martin", "La Réunion"];
    let mut named = Vec::new();
    for name in overseas {
        named.push(world.centre(name).await.id);
    }
    let two_hours = |first_on: &str| FindSlotsRequest {
        organisation_ids: named.clone(),
        ..search(first_on, 120)
    };
    let mut bore = std::collections::BTreeMap::<String, i32>::new();
    let mut who = Vec::new();
    for week in 0..6 {
        let day = chrono::NaiveDate::from_ymd_opt(2027, 9, 6).unwrap() + chrono::Days::new(7 * week);
        let found = find(&animator, two_hours(&day.to_string())).await;
        let best = &found.slots[0];
        assert!(best.discomfort > 0 && best.outside_min > 0, "{best:?}");
        for name in overseas {
            let share = share(&found, best, name);
            assert_eq!(share.early_min + share.late_min, share.outside_min, "{share:?}");
            assert_eq!(
                share.borne_min - share.outside_min,
                bore.get(name).copied().unwrap_or_default(),
                "what the meetings before cost is known"
            );
            bore.insert(name.to_owned(), share.borne_min);
        }
        who.push(overseas.map(|name| share(&found, best, name).outside_min));
        // The meeting is held at this hour.
        let local = |at: Option<prost_types::Timestamp>| {
            let at = chrono::DateTime::from_timestamp(at.unwrap().seconds, 0).unwrap();
            at.with_timezone(&chrono_tz::Europe::Paris)
                .format("%Y-%m-%dT%H:%M")
                .to_string()
        };
        let create = CreateMeetingRequest {
            starts_at: local(best.starts_at),
            ends_at: local(best.ends_at),
            ..blank(MeetingKind::OverseasPoint)
        };
        let meeting = animator
            .meeting()
            .create_meeting(create)
            .await
            .unwrap()
            .into_inner();
        scenario::convene(&animator, &meeting).await;
        world
            .clock()
            .set(chrono::DateTime::from_timestamp(best.starts_at.unwrap().seconds, 0).unwrap());
        // The sessions of the week before are over.
        animator = world.animator().await;
        let held = RecordHeldRequest {
            id: meeting.id,
            n_attendants: 0,
        };
        animator.meeting().record_held(held).await.unwrap();
    }
    let total = |n: usize| who.iter().map(|one| one[n]).sum::<i32>();
    assert!((total(0) - total(2)).abs() <= 180, "nobody bears all: {who:?}");
    assert!(
        who[1][2] < who[0][2],
        "who bore the most is spared the next time: {who:?}"
    );
    // The page says it in words.
    let page = animator
        .get("/meeting/slot?kind=8&minutes=120&first_on=2027-10-25")
        .await;
    let text = page.text.replace('\u{a0}', " ");
    for words in [
        "Aucune heure n’est dans les heures de tous",
        "avant 9 h",
        "après 18 h",
        "Déjà porté",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(text.contains("Proposer ces créneaux en sondage"), "{text}");
}

#[tokio::test]
async fn holidays_hours_and_absences_count() {
    let world = World::new().await;
    let animator = world.animator().await;
    let [reunion, guyane] = [world.centre("La Réunion").await, world.centre("Guyane").await];
    // 20 December is a holiday in La Réunion only: not proposed while another day suits all.
    let found = find(&animator, search("2027-12-20", 60)).await;
    assert!(
        found
            .slots
            .iter()
            .all(|slot| !hour(slot, "Europe/Paris").starts_with("12-20"))
    );
    // Away all the week: one is absent whatever the hour, and it is said.
    let absence = AddAbsenceRequest {
        from_on: "2027-04-03".to_owned(),
        until_on: "2027-04-13".to_owned(),
    };
    reunion.director.meeting().add_absence(absence).await.unwrap();
    let mut long = search("2027-04-05", 60);
    long.n_weeks = 2;
    let found = find(&animator, long).await;
    let last = found.slots.iter().map(|slot| slot.n_absent).max();
    assert_eq!(
        last,
        Some(0),
        "the week after is searched too: {:?}",
        found.last_on
    );
    let found = find(&animator, search("2027-04-05", 60)).await;
    assert!(found.slots.iter().all(|slot| slot.n_absent == 1));
    assert!(share(&found, &found.slots[0], "La Réunion").is_absent);
    // Guyane works in the afternoon only: the common hour is no more.
    let hours = SetWorkingHoursRequest {
        days: vec![1, 2, 3, 4, 5],
        opens: "13:00".to_owned(),
        closes: "19:00".to_owned(),
        version: 0,
    };
    guyane.director.meeting().set_working_hours(hours).await.unwrap();
    let found = find(&animator, search("2027-05-10", 60)).await;
    assert!(found.slots[0].discomfort > 0);
}

#[tokio::test]
async fn what_a_search_must_say() {
    let world = World::new().await;
    let animator = world.animator().await;
    let rives = world.centre("Rives de Loire").await;
    for (request, field, expected) in [
        (
            FindSlotsRequest {
                kind: 0,
                ..search("", 60)
            },
            "kind",
            Reason::Required,
        ),
        (
            FindSlotsRequest {
                kind: 10,
                ..search("", 60)
            },
            "work_stream_id",
            Reason::Required,
        ),
        (search("", 10), "minutes", Reason::DurationOutOfRange),
        (search("2027-03-15", 60), "first_on", Reason::InThePast),
        (
            FindSlotsRequest {
                n_weeks: 13,
                ..search("", 60)
            },
            "n_weeks",
            Reason::OutOfRange,
        ),
        (
            FindSlotsRequest {
                organisation_ids: vec![rives.id.clone()],
                ..search("", 60)
            },
            "organisation_ids",
            Reason::UnknownValue,
        ),
    ] {
        let refused = animator.meeting().find_slots(request).await.unwrap_err();
        assert_eq!(violations(&refused), [(field.to_owned(), expected)]);
    }
    // Of a kind that the caller neither convenes nor is consulted about.
    let committee = FindSlotsRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        ..search("", 60)
    };
    let refused = world
        .dgom()
        .await
        .meeting()
        .find_slots(committee.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let found = find(&animator, committee).await;
    assert_eq!(found.participants.len(), 19, "18 centres and the animator");
    assert_eq!(found.first_on, "2027-03-16", "from tomorrow on");
}

/// A slot that is kept: the hour of a planned meeting, a new meeting, a poll.
#[tokio::test]
async fn a_slot_is_kept_or_put_to_a_poll_by_plain_forms() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = animator
        .meeting()
        .create_meeting(blank(MeetingKind::OverseasPoint))
        .await;
    let meeting = meeting.unwrap().into_inner();
    let path = format!(
        "/meeting/slot?meeting={}&minutes=60&first_on=2027-03-22",
        meeting.id
    );
    let page = animator.get(&path).await;
    assert!(page.text.contains("Retenir ce créneau"), "{}", page.text);
    let fields = [
        ("id", meeting.id.as_str()),
        ("version", "1"),
        ("title", meeting.title.as_str()),
        ("starts_at", "2027-03-22T14:00"),
        ("ends_at", "2027-03-22T15:00"),
        ("zone", "Europe/Paris"),
        ("_page", path.as_str()),
        ("_next", "/meeting"),
    ];
    let kept = animator.post("/act/MeetingService/UpdateMeeting", &fields).await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    let page = animator
        .get("/meeting/new?kind=8&starts_at=2027-03-22T14:00&minutes=90")
        .await;
    for value in ["2027-03-22T14:00", "2027-03-22T15:30"] {
        assert!(
            page.text.contains(&format!("value=\"{value}\"")),
            "{value}\n{}",
            page.text
        );
    }
    let page = animator
        .get("/poll/new?kind=8&starts=2027-03-22T14:00,2027-03-23T14:00&minutes=60")
        .await;
    for value in ["2027-03-22T14:00", "2027-03-22T15:00", "2027-03-23T15:00"] {
        assert!(
            page.text.contains(&format!("value=\"{value}\"")),
            "{value}\n{}",
            page.text
        );
    }
}
