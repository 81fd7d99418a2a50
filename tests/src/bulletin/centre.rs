//! What a centre relayed, when, and what is expected of one that left.

use chrono::{DateTime, Utc};

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A session of the next day.
pub(super) async fn planned(centre: &Centre, title: &str) -> Meeting {
    let request = CreateMeetingRequest {
        kind: MeetingKind::LocalSession as i32,
        title: title.to_owned(),
        place: "Port-Clair".to_owned(),
        starts_at: "2027-03-16T18:00".to_owned(),
        ends_at: "2027-03-16T20:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let answer = centre.director.meeting().create_meeting(request).await;
    answer.unwrap().into_inner()
}

fn at_session(one: &Bulletin, session: &Meeting) -> DeclareRelayRequest {
    DeclareRelayRequest {
        id: one.id.clone(),
        meeting_id: session.id.clone(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_cancelled_session_relays_nothing_and_is_not_offered() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&world.anru().await, content("Règlement")).await;
    let session = planned(&rives, "Séance annulée").await;
    let kept = planned(&rives, "Séance tenue").await;
    let cancel = CancelMeetingRequest {
        id: session.id.clone(),
        reason: "Grève des transports".to_owned(),
    };
    rives.director.meeting().cancel_meeting(cancel).await.unwrap();
    world.clock().advance(TimeDelta::days(2));
    let refused = declare(&rives.team, at_session(&one, &session))
        .await
        .unwrap_err();
    let expected = ("meeting_id".to_owned(), Reason::MeetingState);
    assert_eq!(violations(&refused), [expected]);
    let path = format!("/bulletin/{}", one.id);
    let page = rives.team.get(&path).await.text;
    assert!(
        page.contains("Séance tenue") && !page.contains("Séance annulée"),
        "{page}"
    );
    // Of last year too.
    world.clock().set(at("2028-01-10T09:00:00Z"));
    let team = world.centre("Rives de Loire").await.team;
    assert!(team.get(&path).await.text.contains("Séance tenue"));
    declare(&team, at_session(&one, &kept)).await.unwrap();
}

#[tokio::test]
async fn who_came_counts_whenever_it_is_written() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&world.anru().await, content("Règlement")).await;
    let session = planned(&rives, "Conseil citoyen").await;
    world.clock().advance(TimeDelta::days(2));
    declare(&rives.team, at_session(&one, &session)).await.unwrap();
    world.clock().advance(TimeDelta::days(9));
    world.run_jobs().await;
    // Sessions end without use.
    let rives = world.centre("Rives de Loire").await;
    let seen = get(&rives.team, &one.id).await.unwrap();
    let relay = &seen.receptions[0].relays[0];
    assert_eq!((relay.n_reached, relay.is_settled), (0, false));
    let held = RecordHeldRequest {
        id: session.id.clone(),
        n_attendants: 1,
    };
    rives.director.meeting().record_held(held).await.unwrap();
    world.clock().advance(TimeDelta::minutes(1));
    world.run_jobs().await;
    let seen = get(&rives.team, &one.id).await.unwrap();
    let relay = &seen.receptions[0].relays[0];
    assert_eq!((relay.n_reached, relay.is_settled), (1, true));
    let list = world.anru().await.get("/bulletin").await.text;
    assert!(list.contains("1 acteur de terrain touché"), "{list}");
    assert!(!list.contains("touchés"), "{list}");
}

#[tokio::test]
async fn the_day_of_a_relay_is_not_one_to_come_at_the_centre() {
    let world = World::new().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = published(&world.anru().await, content("Règlement")).await;
    let relay = || DeclareRelayRequest {
        on: "2027-03-17".to_owned(),
        ..declared(&one.id, 4)
    };
    for (now, centre, is_there) in [
        ("2027-03-16T22:59:59Z", &rives, false),
        ("2027-03-16T23:00:00Z", &rives, true),
        ("2027-03-17T02:59:59Z", &guyane, false),
        ("2027-03-17T03:00:00Z", &guyane, true),
    ] {
        world.clock().set(at(now));
        let answer = declare(&centre.team, relay()).await;
        if is_there {
            answer.unwrap();
        } else {
            let expected = ("on".to_owned(), Reason::InTheFuture);
            assert_eq!(violations(&answer.unwrap_err()), [expected], "{now}");
        }
        let page = centre.team.get(&format!("/bulletin/{}", one.id)).await.text;
        assert_eq!(page.contains("value=\"2027-03-17\""), is_there, "{now}");
    }
}

#[tokio::test]
async fn nothing_is_expected_of_a_centre_that_left() {
    let world = World::new().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let animator = world.animator().await;
    let wanted = BulletinContent {
        delay_days: 1,
        organisation_ids: vec![rives.id.clone(), guyane.id.clone()],
        audience_reason: "Sites du programme".to_owned(),
        ..content("Appel")
    };
    let one = published(&world.anru().await, wanted).await;
    let end = EndOrganisationRequest {
        id: guyane.id.clone(),
        left_on: "2027-03-15".to_owned(),
        ..Default::default()
    };
    animator.network().end_organisation(end).await.unwrap();
    world.clock().advance(TimeDelta::days(3));
    let expected = async || {
        let home = animator.home().get_home(GetHomeRequest {}).await.unwrap();
        let mut all = home.into_inner().expectations.into_iter();
        all.find(|each| each.kind() == ExpectationKind::RemindOfBulletin)
    };
    assert_eq!(expected().await.unwrap().n, 1);
    let seen = get(&animator, &one.id).await.unwrap();
    assert_eq!(seen.totals.as_ref().unwrap().n_late, 1);
    assert!(!reception(&seen, &guyane).is_late && reception(&seen, &rives).is_late);
    let remind = async || {
        let request = GetBulletinRequest { id: one.id.clone() };
        animator.bulletin().remind_centres_of_bulletin(request).await
    };
    let reminded = remind().await.unwrap().into_inner();
    assert!(reception(&reminded, &guyane).reminded_at.is_none());
    assert!(reception(&reminded, &rives).reminded_at.is_some());
    acknowledge(&rives.director, &one.id).await.unwrap();
    assert!(expected().await.is_none(), "of who left nothing is expected");
    let refused = remind().await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NobodyToRemind);
}

#[tokio::test]
async fn nothing_relays_a_bulletin_before_it_is_published() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let anru = world.anru().await;
    let before = planned(&rives, "Séance d’avant").await;
    world.clock().set(at("2027-03-17T09:00:00Z"));
    let one = published(&anru, content("Règlement")).await;
    let on = |day: &str| DeclareRelayRequest {
        on: day.to_owned(),
        ..declared(&one.id, 4)
    };
    for (request, field) in [
        (on("2027-03-16"), "on"),
        (at_session(&one, &before), "meeting_id"),
    ] {
        let refused = declare(&rives.team, request).await.unwrap_err();
        let expected = (field.to_owned(), Reason::BeforePublication);
        assert_eq!(violations(&refused), [expected]);
    }
    // Told once what is wrong with what is no day.
    let refused = declare(&rives.team, on("hier")).await.unwrap_err();
    assert_eq!(violations(&refused), [("on".to_owned(), Reason::NotADate)]);
    let path = format!("/bulletin/{}", one.id);
    let page = rives.team.get(&path).await.text;
    assert!(!page.contains("Séance d’avant"), "{page}");
    let fields = [
        ("id", one.id.as_str()),
        ("words", "Affiche"),
        ("on", "2027-03-16"),
        ("n_reached", "4"),
        ("_form", "otherwise"),
        ("_page", &path),
    ];
    let refused = rives
        .team
        .post("/act/BulletinService/DeclareRelay", &fields)
        .await;
    assert!(
        refused.text.contains("C’est avant la publication de la note"),
        "{}",
        refused.text
    );
    assert_eq!(get(&rives.team, &one.id).await.unwrap().receptions[0].relays, []);
    declare(&rives.team, on("2027-03-17")).await.unwrap();
}

#[tokio::test]
async fn what_was_relayed_before_a_correction_is_to_be_rectified_whenever_it_is_declared() {
    let world = World::new().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let anru = world.anru().await;
    let one = published(&anru, content("Règlement")).await;
    let session = planned(&guyane, "Séance d’avant").await;
    world.clock().set(at("2027-03-17T09:00:00Z"));
    let two = correction(&one, "Le 2 juin.", "La date.");
    anru.bulletin().correct_bulletin(two).await.unwrap();
    let on = |day: &str| DeclareRelayRequest {
        on: day.to_owned(),
        ..declared(&one.id, 4)
    };
    for (centre, request, number, is_outdated) in [
        (&rives, on("2027-03-16"), 1, true),
        (&guyane, at_session(&one, &session), 1, true),
        (&rives, on("2027-03-17"), 2, false),
    ] {
        let seen = declare(&centre.team, request).await.unwrap();
        let own = &seen.receptions[0];
        let last = own.relays.last().unwrap();
        assert_eq!((last.number, own.is_outdated), (number, is_outdated));
    }
}

#[tokio::test]
async fn what_others_read_holds_no_address_nor_number_of_a_person() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&world.anru().await, content("Règlement")).await;
    let said = |words: &str| DeclareRelayRequest {
        words: words.to_owned(),
        ..declared(&one.id, 4)
    };
    for words in [
        "Appel au 02 47 00 00 00",
        "Message à quelquun@association.example",
        "FR76 3000 6000 0112 3456 7890 189",
        "1 85 05 78 006 084 36",
    ] {
        let refused = declare(&rives.team, said(words)).await.unwrap_err();
        let expected = ("words".to_owned(), Reason::HoldsIdentifier);
        assert_eq!(violations(&refused), [expected], "{words}");
        let refused = set_aside(&rives.team, &one.id, words).await.unwrap_err();
        let expected = ("reason".to_owned(), Reason::HoldsIdentifier);
        assert_eq!(violations(&refused), [expected], "{words}");
    }
    let fields = [
        ("id", one.id.as_str()),
        ("words", "Appel au 02 47 00 00 00"),
        ("on", "2027-03-15"),
        ("n_reached", "4"),
        ("_form", "otherwise"),
        ("_page", &format!("/bulletin/{}", one.id)),
    ];
    let page = rives.team.post("/act/BulletinService/DeclareRelay", &fields);
    let page = page.await.text;
    assert!(page.contains("ou un IBAN y figure"), "{page}");
    // What looks like a name is often none.
    declare(&rives.team, said("Affiche à la Maison Awa Diallo"))
        .await
        .unwrap();
}
