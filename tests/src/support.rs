//! What centres ask the ANRU to support (A7): asked, answered once, and in the calendars of both when it comes.

mod list;
mod page;
mod right;
mod together;
mod told;

use chrono::{TimeZone as _, Utc};
use proto::v1::*;
use tonic::Status;

use crate::world::{Actor, World, reason, violations};

type Answered = Result<Support, Status>;

/// In Paris, three days after the start of each world.
const SOON: &str = "2027-03-18";

/// A request of a few words.
pub(crate) fn asked(title: &str) -> AskSupportRequest {
    AskSupportRequest {
        kind: SupportKind::Speaker as i32,
        title: title.to_owned(),
        text: "Une **heure**, devant vingt personnes.".to_owned(),
        day: "2027-05-20".to_owned(),
        begins: "14:00".to_owned(),
        ends: "17:00".to_owned(),
        place: "Maison du projet".to_owned(),
    }
}

async fn send(actor: &Actor, request: AskSupportRequest) -> Answered {
    Ok(actor.support().ask_support(request).await?.into_inner())
}

/// Asks it.
pub(crate) async fn ask(actor: &Actor, title: &str) -> Support {
    send(actor, asked(title)).await.unwrap()
}

/// Accepts it, as the caller saw it.
pub(crate) async fn accept(actor: &Actor, one: &Support) -> Answered {
    let request = AcceptSupportRequest {
        id: one.id.clone(),
        who: "une chargée de mission".to_owned(),
        message: "Avec plaisir.".to_owned(),
        version: one.version,
    };
    Ok(actor.support().accept_support(request).await?.into_inner())
}

async fn decline(actor: &Actor, one: &Support) -> Answered {
    let request = DeclineSupportRequest {
        id: one.id.clone(),
        reason: "Personne n’est libre ce jour-là.".to_owned(),
        version: one.version,
    };
    Ok(actor.support().decline_support(request).await?.into_inner())
}

async fn withdraw(actor: &Actor, one: &Support) -> Answered {
    let request = WithdrawSupportRequest {
        id: one.id.clone(),
        version: one.version,
    };
    Ok(actor.support().withdraw_support(request).await?.into_inner())
}

async fn update(actor: &Actor, one: &Support, new: AskSupportRequest) -> Answered {
    let request = UpdateSupportRequest {
        id: one.id.clone(),
        kind: new.kind,
        title: new.title,
        text: new.text,
        day: new.day,
        begins: new.begins,
        ends: new.ends,
        place: new.place,
        version: one.version,
    };
    Ok(actor.support().update_support(request).await?.into_inner())
}

async fn get(actor: &Actor, id: &str) -> Answered {
    let request = GetSupportRequest { id: id.to_owned() };
    Ok(actor.support().get_support(request).await?.into_inner())
}

/// The titles of those in a state.
async fn listed(actor: &Actor, state: SupportState) -> Vec<String> {
    let request = ListSupportsRequest {
        state: state as i32,
        ..Default::default()
    };
    let all = actor.support().list_supports(request).await.unwrap().into_inner();
    assert!(all.supports.iter().all(|one| one.text.is_empty()));
    all.supports.into_iter().map(|one| one.title).collect()
}

/// The identifiers of the local sessions that somebody sees in the year.
async fn sessions(actor: &Actor) -> Vec<String> {
    let request = ListMeetingsRequest {
        year: 2027,
        kind: MeetingKind::LocalSession as i32,
        ..Default::default()
    };
    let all = actor.meeting().list_meetings(request).await.unwrap().into_inner();
    all.meetings.into_iter().map(|one| one.id).collect()
}

/// What a calendar of somebody holds.
async fn calendar(world: &World, actor: &Actor, kind: CalendarKind) -> String {
    let request = RenewCalendarRequest { kind: kind as i32 };
    let all = actor.convocation().renew_calendar(request).await.unwrap();
    let all = all.into_inner().calendars.into_iter();
    let url = all.filter(|one| one.kind() == kind).map(|one| one.url).next();
    let url = url.unwrap();
    let (_, secret) = url.split_once("/calendar/").unwrap();
    let feed = world.anonymous().get(&format!("/calendar/{secret}.ics")).await;
    assert_eq!(feed.status, 200);
    feed.text
}

#[tokio::test]
async fn accepted_it_is_a_meeting_in_the_calendars_of_both() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [guyane, mayotte] = [world.centre("Guyane").await, world.centre("Mayotte").await];
    let one = ask(&guyane.director, "Former les conseils citoyens").await;
    assert_eq!(
        (one.state(), one.organisation_name.as_str(), one.zone.as_str()),
        (SupportState::Open, "Guyane", "America/Cayenne")
    );
    assert_eq!(one.asked_by, guyane.director.me.name);
    // Two in the afternoon in Cayenne.
    let starts_at = Utc.with_ymd_and_hms(2027, 5, 20, 17, 0, 0).unwrap();
    assert_eq!(one.starts_at.unwrap().seconds, starts_at.timestamp());
    for reader in [&anru, &animator, &guyane.team] {
        let read = get(reader, &one.id).await.unwrap();
        assert!(read.text_html.contains("<strong>heure</strong>"));
        assert!(read.meeting.is_none());
        assert_eq!(
            listed(reader, SupportState::Open).await,
            ["Former les conseils citoyens"]
        );
    }

    let accepted = accept(&anru, &one).await.unwrap();
    assert_eq!(
        (
            accepted.state(),
            accepted.who.as_str(),
            accepted.ended_by.as_str()
        ),
        (
            SupportState::Accepted,
            "une chargée de mission",
            anru.me.name.as_str()
        )
    );
    let planned = accepted.meeting.unwrap();
    assert_eq!(
        (
            planned.kind(),
            planned.state(),
            planned.organisation_name.as_str()
        ),
        (MeetingKind::LocalSession, MeetingState::Planned, "Guyane")
    );
    assert_eq!(
        (
            planned.title.as_str(),
            planned.place.as_str(),
            planned.zone.as_str()
        ),
        (
            "Former les conseils citoyens",
            "Maison du projet",
            "America/Cayenne"
        )
    );
    assert_eq!((planned.starts_at, planned.ends_at), (one.starts_at, one.ends_at));

    let people = MeetingRequest {
        id: planned.id.clone(),
    };
    let people = guyane
        .director
        .convocation()
        .get_convocation(people)
        .await
        .unwrap();
    let people = people.into_inner().invitees;
    for (actor, role) in [
        (&guyane.director, InviteeRole::Chair),
        (&guyane.team, InviteeRole::Member),
        (&anru, InviteeRole::Presenter),
    ] {
        let own: Vec<_> = people
            .iter()
            .filter(|one| one.person_id == actor.me.person_id)
            .collect();
        assert_eq!(own.len(), 1, "{role:?}");
        assert_eq!(
            (own[0].role(), &own[0].organisation_id),
            (role, &actor.me.organisation_id)
        );
        assert_eq!(sessions(actor).await, [planned.id.as_str()], "{role:?}");
        for kind in [CalendarKind::Mine, CalendarKind::Organisation] {
            let feed = calendar(&world, actor, kind).await;
            let uid = format!("UID:meeting-{}@passerelle", planned.id);
            assert!(feed.contains(&uid), "{role:?} {kind:?}: {feed}");
            assert!(feed.contains("DTSTART:20270520T170000Z"), "{feed}");
        }
    }
    assert_eq!(sessions(&mayotte.director).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_meeting_that_is_called_off_is_so_on_the_request() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = ask(&rives.director, "Former les équipes").await;
    let planned = accept(&anru, &one).await.unwrap().meeting.unwrap();
    let remove = MeetingRequest {
        id: planned.id.clone(),
    };
    let refused = rives.director.meeting().delete_meeting(remove).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::MeetingState, "the ANRU comes to it");
    let cancel = CancelMeetingRequest {
        id: planned.id.clone(),
        reason: "Salle fermée".to_owned(),
    };
    rives.director.meeting().cancel_meeting(cancel).await.unwrap();
    for reader in [&anru, &rives.team] {
        let read = get(reader, &one.id).await.unwrap();
        let meeting = read.meeting.as_ref().unwrap();
        assert_eq!(
            (read.state(), meeting.state(), meeting.cancel_reason.as_str()),
            (SupportState::Accepted, MeetingState::Cancelled, "Salle fermée")
        );
        let page = reader.get(&format!("/support/{}", one.id)).await.text;
        assert!(page.contains("rencontre annulée") && page.contains("Salle fermée"));
    }
    let feed = calendar(&world, &anru, CalendarKind::Mine).await;
    assert!(feed.contains("STATUS:CANCELLED"), "{feed}");
}

#[tokio::test]
async fn it_is_answered_or_withdrawn_once() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    let step = async |name: &str, one: &Support| match name {
        "update" => update(&rives, one, asked("Mieux dite")).await,
        "withdraw" => withdraw(&rives, one).await,
        "accept" => accept(&anru, one).await,
        _ => decline(&anru, one).await,
    };
    for (first, state) in [
        ("update", SupportState::Open),
        ("withdraw", SupportState::Withdrawn),
        ("accept", SupportState::Accepted),
        ("decline", SupportState::Declined),
    ] {
        for then in ["update", "withdraw", "accept", "decline"] {
            let one = ask(&rives, "Une demande").await;
            let ended = step(first, &one).await.unwrap();
            assert_eq!((ended.state(), ended.version), (state, 2), "{first}");
            assert_eq!(ended.ended_at.is_some(), state != SupportState::Open, "{first}");
            let done = step(then, &ended).await.map_err(|status| reason(&status));
            if state == SupportState::Open {
                assert!(done.is_ok(), "{then} after {first}: {done:?}");
            } else {
                assert_eq!(done.unwrap_err(), Reason::SupportState, "{then} after {first}");
            }
            // Who saw it as it was before is told.
            if first == "update" {
                let late = step(then, &one).await.unwrap_err();
                let expected = [Reason::ChangedMeanwhile, Reason::SupportState];
                assert!(expected.contains(&reason(&late)), "{then}: {late:?}");
            }
        }
    }
    assert_eq!(
        listed(&anru, SupportState::Open).await,
        ["Mieux dite"],
        "one was changed twice, and waits"
    );
    let all = listed(&anru, SupportState::Unspecified).await;
    assert_eq!((all.len(), all[0].as_str()), (16, "Mieux dite"));
}

#[tokio::test]
async fn once_its_hour_has_come_it_is_accepted_no_more() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    let soon = |title: &str| AskSupportRequest {
        day: SOON.to_owned(),
        ..asked(title)
    };
    let mut all = Vec::new();
    for title in ["Une", "Deux", "Trois"] {
        all.push(send(&rives, soon(title)).await.unwrap());
    }
    world
        .clock()
        .set(Utc.with_ymd_and_hms(2027, 3, 18, 12, 59, 59).unwrap());
    assert!(!get(&anru, &all[0].id).await.unwrap().is_past);
    world
        .clock()
        .set(Utc.with_ymd_and_hms(2027, 3, 18, 13, 0, 0).unwrap());
    for one in &all {
        assert!(get(&anru, &one.id).await.unwrap().is_past);
        let late = accept(&anru, one).await.unwrap_err();
        assert_eq!(reason(&late), Reason::SupportPast);
    }
    assert_eq!(sessions(&anru).await, Vec::<String>::new());
    decline(&anru, &all[0]).await.unwrap();
    withdraw(&rives, &all[1]).await.unwrap();
    let past = update(&rives, &all[2], soon("Trois")).await.unwrap_err();
    assert_eq!(violations(&past), [("day".to_owned(), Reason::InThePast)]);
    // Another day is another matter.
    let moved = update(&rives, &all[2], asked("Trois")).await.unwrap();
    assert!(!moved.is_past);
    accept(&anru, &moved).await.unwrap();
}

#[tokio::test]
async fn what_a_request_must_say() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await.director;
    let fields = ["kind", "title", "text", "day", "begins", "ends", "place"];
    let blank = send(&rives, AskSupportRequest::default()).await.unwrap_err();
    let expected = fields.map(|field| (field.to_owned(), Reason::Required));
    assert_eq!(violations(&blank), expected);
    let on = |day: &str, begins: &str, ends: &str| AskSupportRequest {
        day: day.to_owned(),
        begins: begins.to_owned(),
        ends: ends.to_owned(),
        ..asked("Une demande")
    };
    let long = AskSupportRequest {
        place: "é".repeat(201),
        ..asked(&"é".repeat(201))
    };
    for (request, expected) in [
        (long, vec![("title", Reason::TooLong), ("place", Reason::TooLong)]),
        (
            on("jeudi", "tôt", "tard"),
            vec![
                ("day", Reason::NotADate),
                ("begins", Reason::NotADate),
                ("ends", Reason::NotADate),
            ],
        ),
        (
            on("2027-05-20", "14:00", "14:00"),
            vec![("ends", Reason::EndBeforeStart)],
        ),
        // It is ten in Paris.
        (
            on("2027-03-15", "10:00", "11:00"),
            vec![("day", Reason::InThePast)],
        ),
        (
            on("2027-03-28", "02:30", "04:00"),
            vec![("begins", Reason::SkippedHour)],
        ),
    ] {
        let refused = send(&rives, request).await.unwrap_err();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(field, reason)| (field.to_owned(), reason))
            .collect();
        assert_eq!(violations(&refused), expected);
    }
    send(&rives, on("2027-03-15", "10:01", "11:00")).await.unwrap();
    let anru = world.anru().await;
    let one = ask(&rives, "Une demande").await;
    let accept = AcceptSupportRequest {
        id: one.id.clone(),
        version: 1,
        ..Default::default()
    };
    let refused = anru.support().accept_support(accept).await.unwrap_err();
    assert_eq!(violations(&refused), [("who".to_owned(), Reason::Required)]);
    let decline = DeclineSupportRequest {
        id: one.id,
        reason: " ".to_owned(),
        version: 1,
    };
    let refused = anru.support().decline_support(decline).await.unwrap_err();
    assert_eq!(violations(&refused), [("reason".to_owned(), Reason::Required)]);
}
