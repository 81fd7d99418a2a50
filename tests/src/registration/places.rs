//! Places of the day and of the workshops: never exceeded, given in the order of asking.

use chrono::TimeDelta;
use proto::v1::*;

use super::{
    all, cancel, day, last_to, link, mails_to, open_day, own, register, request, state, stranger, workshop,
};
use crate::scenario;
use crate::world::{World, reason, violations};

fn n_of(all: &[Registration], state: RegistrationState) -> usize {
    all.iter().filter(|one| one.state() == state).count()
}

/// Twenty places, five in a workshop, a hundred people at once, two processes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_at_once_get_twenty_places() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 20).await;
    let workshop_id = workshop(&animator, &meeting, "Relogement", ("10:30", "12:00"), 5).await;
    let replica = world.replica().await;
    let asking: Vec<_> = (0..100_u16)
        .map(|n| {
            let actor = stranger(&world, n);
            let actor = if n % 2 == 0 { actor.on(&replica) } else { actor };
            let ask = RegisterRequest {
                workshop_ids: vec![workshop_id.clone()],
                ..request(&meeting, &format!("p{n}@ville.example"))
            };
            tokio::spawn(async move { actor.registration().register(ask).await })
        })
        .collect();
    for asked in asking {
        asked.await.unwrap().unwrap();
    }
    let registered = all(&animator, &meeting).await;
    assert_eq!(n_of(&registered, RegistrationState::Registered), 20);
    assert_eq!(n_of(&registered, RegistrationState::Waiting), 80);
    let seated = registered.iter().flat_map(|one| &one.choices);
    assert_eq!(seated.filter(|choice| !choice.is_waiting).count(), 5);
    let codes: std::collections::BTreeSet<i32> = registered.iter().map(|one| one.code).collect();
    assert_eq!(codes.len(), 100);

    // Ten cancel at once: ten are offered a place, five workshops follow.
    let leaving: Vec<String> = registered
        .iter()
        .filter(|one| one.state() == RegistrationState::Registered)
        .take(10)
        .map(|one| one.email.clone())
        .collect();
    let mut links = Vec::new();
    for email in &leaving {
        links.push(link(&world, email).await);
    }
    let leaving: Vec<_> = links
        .into_iter()
        .map(|link| {
            let actor = world.anonymous();
            tokio::spawn(async move { actor.registration().cancel_registration(link).await })
        })
        .collect();
    for left in leaving {
        left.await.unwrap().unwrap();
    }
    let registered = all(&animator, &meeting).await;
    assert_eq!(n_of(&registered, RegistrationState::Registered), 10);
    assert_eq!(n_of(&registered, RegistrationState::Offered), 10);
    assert_eq!(n_of(&registered, RegistrationState::Waiting), 70);
    let seated = registered.iter().flat_map(|one| &one.choices);
    assert_eq!(seated.filter(|choice| !choice.is_waiting).count(), 5);
    assert_eq!(
        day(&animator, &meeting).await.n_left,
        0,
        "an offered place is kept"
    );
}

#[tokio::test]
async fn a_place_that_is_freed_goes_to_the_next_one_who_accepts_in_time() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 1).await;
    let [first, second, third] = ["un@ville.example", "deux@ville.example", "trois@ville.example"];
    for email in [first, second, third] {
        register(&world, &meeting, email).await;
    }
    assert!(
        last_to(&world, first)
            .await
            .subject
            .starts_with("Inscription confirmée")
    );
    assert!(
        last_to(&world, second)
            .await
            .subject
            .starts_with("Liste d’attente")
    );
    assert_eq!(own(&world, third).await.n_before, 1);
    cancel(&world, first).await;
    assert!(
        last_to(&world, first)
            .await
            .subject
            .starts_with("Inscription annulée")
    );
    let offer = last_to(&world, second).await;
    assert!(
        offer.subject.starts_with("Une place s’est libérée"),
        "{}",
        offer.subject
    );
    assert!(
        offer
            .text
            .contains("mercredi 17\u{a0}mars, 10\u{a0}h, heure de Paris"),
        "{}",
        offer.text
    );
    assert!(own(&world, second).await.may_accept);
    assert_eq!(state(&world, third).await, RegistrationState::Waiting);

    // Nobody answers for two days: two processes look at the same time.
    let replica = world.replica().await;
    for clock in [world.clock(), &replica.clock] {
        clock.advance(TimeDelta::days(2));
    }
    let (one, other) = tokio::join!(world.app.run_jobs(), replica.run_jobs());
    one.unwrap();
    other.unwrap();
    world.run_jobs().await;
    let lapsed: Vec<_> = mails_to(&world, second).await;
    let is_lapse = |row: &&crate::mail::Row| row.subject.starts_with("Place non acceptée");
    assert_eq!(lapsed.iter().filter(is_lapse).count(), 1, "once");
    let offers = mails_to(&world, third).await;
    let is_offer = |row: &&crate::mail::Row| row.subject.starts_with("Une place s’est libérée");
    assert_eq!(offers.iter().filter(is_offer).count(), 1, "once");
    let late = link(&world, offers.last().unwrap().to.as_str()).await;
    assert_eq!(state(&world, third).await, RegistrationState::Offered);

    let old = mails_to(&world, second).await;
    let (_, query) = old[1].text.split_once("/registration/mine?").unwrap();
    let query = query.split_whitespace().next().unwrap();
    let query: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
    let too_late = RegistrationLink {
        registration_id: query[0].1.clone(),
        signature: query[1].1.clone(),
    };
    let refused = world.anonymous().registration().accept_offer(too_late).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::OfferLapsed);
    let accepted = world.anonymous().registration().accept_offer(late.clone()).await;
    let accepted = accepted.unwrap().into_inner();
    assert_eq!(
        accepted.registration.unwrap().state(),
        RegistrationState::Registered
    );
    assert!(
        last_to(&world, third)
            .await
            .subject
            .starts_with("Inscription confirmée")
    );
    let refused = world.anonymous().registration().accept_offer(late).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::RegistrationState);
    // Who gave up asks again, and is the last.
    register(&world, &meeting, second).await;
    assert_eq!(state(&world, second).await, RegistrationState::Waiting);
    let page = day(&animator, &meeting).await;
    assert_eq!((page.n_registered, page.n_waiting, page.n_given_up), (1, 1, 1));
}

#[tokio::test]
async fn an_address_registers_once_and_only_the_mail_tells() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 5).await;
    let email = "camille@ville.example";
    register(&world, &meeting, email).await;
    let again = RegisterRequest {
        name: "Quelqu’un d’autre https://evil.example".to_owned(),
        email: " Camille@VILLE.example ".to_owned(),
        is_visible: false,
        ..request(&meeting, "")
    };
    let known = stranger(&world, 2)
        .registration()
        .register(again.clone())
        .await
        .unwrap();
    let unknown = RegisterRequest {
        email: "inconnue@ville.example".to_owned(),
        ..again.clone()
    };
    let new = stranger(&world, 3)
        .registration()
        .register(unknown)
        .await
        .unwrap();
    assert_eq!(known.into_inner(), new.into_inner());
    let registered = all(&animator, &meeting).await;
    assert_eq!(registered.len(), 2);
    let kept = registered.iter().find(|one| one.email == email).unwrap();
    assert!(
        kept.is_visible && kept.name == format!("Personne {email}"),
        "nothing changed"
    );
    let told = last_to(&world, email).await;
    assert!(told.subject.starts_with("Votre inscription"), "{}", told.subject);
    assert!(told.text.contains("vous avez une place"), "{}", told.text);
    for mail in crate::mail::outbox(&world.app).await {
        let is_typed = mail.text.contains("evil.example") || mail.subject.contains("evil.example");
        assert!(!is_typed, "a stranger's words leave in a mail: {mail:?}");
    }
    // An address is not flooded.
    let mut refused = None;
    for n in 10..20 {
        let answer = stranger(&world, n).registration().register(again.clone()).await;
        refused = answer.err().map(|status| reason(&status));
    }
    assert_eq!(refused, Some(Reason::TooManyAttempts));
    // Nor the platform, by one client.
    let one = stranger(&world, 30);
    let mut answers = Vec::new();
    for n in 0..31 {
        let ask = request(&meeting, &format!("x{n}@ville.example"));
        answers.push(
            one.registration()
                .register(ask)
                .await
                .err()
                .map(|status| reason(&status)),
        );
    }
    assert!(answers[..30].iter().all(Option::is_none), "{answers:?}");
    assert_eq!(answers[30], Some(Reason::TooManyAttempts));
}

#[tokio::test]
async fn an_organisation_has_its_seats() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::national_day(&animator).await;
    let settings = RegistrationSettings {
        seats_per_organisation: 1,
        ..scenario::registration(3)
    };
    scenario::open_registration(&animator, &meeting, settings).await;
    let of = |email: &str, organisation: &str| RegisterRequest {
        organisation_name: organisation.to_owned(),
        ..request(&meeting, email)
    };
    let refused = stranger(&world, 1)
        .registration()
        .register(of("un@ville.example", " "))
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("organisation_name".to_owned(), Reason::Required)]
    );
    for (email, organisation, expected) in [
        (
            "un@ville.example",
            "Ville de Port-Clair",
            RegistrationState::Registered,
        ),
        (
            "deux@ville.example",
            "ville de  PORT-CLAIR",
            RegistrationState::Waiting,
        ),
        ("trois@agence.example", "Agence", RegistrationState::Registered),
    ] {
        stranger(&world, 1)
            .registration()
            .register(of(email, organisation))
            .await
            .unwrap();
        assert_eq!(state(&world, email).await, expected, "{email}");
    }
    // A place of another organisation is not for the one that has its seats.
    cancel(&world, "trois@agence.example").await;
    assert_eq!(
        state(&world, "deux@ville.example").await,
        RegistrationState::Waiting
    );
    cancel(&world, "un@ville.example").await;
    assert_eq!(
        state(&world, "deux@ville.example").await,
        RegistrationState::Offered
    );
}

#[tokio::test]
async fn one_is_in_one_workshop_at_a_time_and_waits_for_a_full_one() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 10).await;
    let morning = workshop(&animator, &meeting, "Relogement", ("10:30", "12:00"), 1).await;
    let other = workshop(&animator, &meeting, "Clauses", ("11:00", "12:00"), 5).await;
    let afternoon = workshop(&animator, &meeting, "Santé", ("14:00", "15:30"), 5).await;
    let ask = |email: &str, ids: &[&String]| RegisterRequest {
        workshop_ids: ids.iter().map(|id| (*id).clone()).collect(),
        ..request(&meeting, email)
    };
    let nobody = stranger(&world, 1);
    let refused = nobody
        .registration()
        .register(ask("un@ville.example", &[&morning, &other]))
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("workshop_ids".to_owned(), Reason::WorkshopsOverlap)]
    );
    let refused = nobody
        .registration()
        .register(ask("un@ville.example", &[&meeting.id]))
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("workshop_ids".to_owned(), Reason::UnknownValue)]
    );
    let [first, second] = ["un@ville.example", "deux@ville.example"];
    for email in [first, second] {
        let ids = [&morning, &afternoon];
        nobody.registration().register(ask(email, &ids)).await.unwrap();
    }
    let text = last_to(&world, second).await.text;
    assert!(
        text.contains("Relogement, Salle 2 (en attente d’une place)"),
        "{text}"
    );
    assert!(
        text.contains("14\u{a0}h\u{a0}00\u{a0}: Santé, Salle 2\n"),
        "{text}"
    );
    let page = day(&nobody, &meeting).await;
    assert_eq!((page.workshops[0].n_left, page.workshops[0].n_waiting), (0, 1));

    // The first one leaves the workshop, not the day.
    let link = link(&world, first).await;
    let update = UpdateRegistrationRequest {
        registration_id: link.registration_id,
        signature: link.signature,
        workshop_ids: vec![other.clone()],
        is_visible: true,
        ..Default::default()
    };
    let own_page = nobody.registration().update_registration(update).await;
    let choices = own_page.unwrap().into_inner().registration.unwrap().choices;
    assert_eq!(choices.len(), 1);
    assert_eq!(
        (choices[0].workshop_id.as_str(), choices[0].is_waiting),
        (other.as_str(), false)
    );
    let told = last_to(&world, second).await;
    assert!(
        told.subject.starts_with("Une place en atelier"),
        "{}",
        told.subject
    );
    assert!(told.text.contains("«\u{a0}Relogement\u{a0}»"), "{}", told.text);
    let seated = own(&world, second).await.registration.unwrap().choices;
    assert!(seated.iter().all(|choice| !choice.is_waiting));
}

#[tokio::test]
async fn home_says_to_register_then_to_accept() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 1).await;
    let centre = world.centre("Rives de Loire").await;
    let kinds = async |actor: &crate::world::Actor| -> Vec<(ExpectationKind, String)> {
        let home = actor
            .home()
            .get_home(GetHomeRequest {})
            .await
            .unwrap()
            .into_inner();
        let expected = home.expectations.iter();
        expected.map(|one| (one.kind(), one.path.clone())).collect()
    };
    let wanted = (ExpectationKind::Register, format!("/registration/{}", meeting.id));
    assert!(kinds(&centre.team).await.contains(&wanted));
    for other in [&animator, &world.elected().await, &world.president().await] {
        assert!(!kinds(other).await.contains(&wanted), "{:?}", other.role());
    }
    register(&world, &meeting, "un@ville.example").await;
    let email = centre.team.me.email.clone();
    centre
        .team
        .registration()
        .register(request(&meeting, &email))
        .await
        .unwrap();
    assert!(!kinds(&centre.team).await.contains(&wanted));
    cancel(&world, "un@ville.example").await;
    let accept = kinds(&centre.team).await;
    let accept = accept
        .iter()
        .find(|(kind, _)| *kind == ExpectationKind::AcceptOffer);
    let page = centre.team.get(&accept.unwrap().1).await;
    assert!(page.status == 200 && page.text.contains("Accepter la place"));
}
