//! Corrected: all that a bulletin says; each version as it was published; the erratum, asked of those that relayed.

use migrations::{Migrator, MigratorTrait as _};

use super::newsletter::{compose, edition, leave, n_in_state};
use super::*;
use crate::edition::add;

/// A day to which the centres are invited, in this place.
fn day(place: &str) -> BulletinContent {
    BulletinContent {
        links: vec![bulletin_content::Link {
            label: "Le programme".to_owned(),
            url: format!("https://anru.example/{place}"),
        }],
        valid_until: "2027-06-30".to_owned(),
        event: Some(bulletin_content::Event {
            starts_at: "2027-06-20T09:00".to_owned(),
            place: place.to_owned(),
            registration_url: "https://anru.example/inscription".to_owned(),
            seats_per_centre: 2,
        }),
        ..content("Journée")
    }
}

async fn correct(body: &Actor, request: CorrectBulletinRequest) -> Answered {
    let answer = body.bulletin().correct_bulletin(request).await?;
    Ok(answer.into_inner())
}

async fn read(actor: &Actor, id: &str) -> Edition {
    let request = EditionRequest { id: id.to_owned() };
    actor.edition().get_edition(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn all_that_it_says_is_corrected_and_each_version_stays_as_it_was() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let first = BulletinContent {
        is_urgent: true,
        delay_days: 5,
        organisation_ids: vec![rives.id.clone()],
        audience_reason: "Un site y est.".to_owned(),
        ..day("Lille")
    };
    let one = published(&anru, first.clone()).await;
    // To whom it went, its urgency and its delay are not corrected, whatever is said of them.
    let second = BulletinContent {
        title: "Journée, ailleurs".to_owned(),
        text: "À **Lyon**.".to_owned(),
        valid_until: "2027-07-31".to_owned(),
        ..day("Lyon")
    };
    let request = CorrectBulletinRequest {
        id: one.id.clone(),
        content: Some(second.clone()),
        note: "Le lieu.".to_owned(),
        version: one.version,
    };
    let two = correct(&anru, request).await.unwrap();
    let expected = BulletinContent {
        is_urgent: true,
        delay_days: 5,
        organisation_ids: first.organisation_ids.clone(),
        audience_reason: first.audience_reason.clone(),
        ..second.clone()
    };
    assert_eq!(two.content, Some(expected));
    assert_eq!((two.number, two.due_at), (2, one.due_at));
    for (text, said) in two.texts.iter().zip([&second, &first]) {
        assert_eq!(
            (&text.title, &text.links, &text.valid_until, &text.event),
            (&said.title, &said.links, &said.valid_until, &said.event)
        );
    }
    let public = world.anonymous().get(&two.public_path).await.text;
    assert!(public.contains("Lyon") && !public.contains("Lille"), "{public}");
    let page = rives.team.get(&format!("/bulletin/{}", one.id)).await.text;
    let (now, before) = page.split_once("Versions précédentes").unwrap();
    assert!(now.contains("https://anru.example/Lyon") && !now.contains("Lille"));
    assert!(before.contains("https://anru.example/Lille"), "{page}");
    // All that is wrong is told at once.
    let request = CorrectBulletinRequest {
        id: one.id.clone(),
        content: Some(BulletinContent {
            valid_until: "bientôt".to_owned(),
            ..Default::default()
        }),
        note: " ".to_owned(),
        version: two.version,
    };
    let mut found = violations(&correct(&anru, request).await.unwrap_err());
    found.sort();
    let expected = [
        ("content.text", Reason::Required),
        ("content.title", Reason::Required),
        ("content.valid_until", Reason::NotADate),
        ("note", Reason::Required),
    ]
    .map(|(field, reason)| (field.to_owned(), reason));
    assert_eq!(found, expected);
}

#[tokio::test]
async fn what_corrects_nothing_is_refused_and_the_form_holds_all_that_is_said() {
    let world = World::new().await;
    let anru = world.anru().await;
    let one = published(&anru, day("Lille")).await;
    let same = correction(&one, "Le règlement **change** le 1er juin.", "Rien.");
    let refused = correct(&anru, same).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinUnchanged);
    assert_eq!(get(&anru, &one.id).await.unwrap().number, 1);
    let path = format!("/bulletin/{}", one.id);
    let page = anru.get(&path).await.text;
    let form = page.split_once("id=\"CorrectBulletin\"").unwrap().1;
    let form = form.split_once("</form>").unwrap().0;
    for field in [
        "content.links.0.url",
        "content.valid_until",
        "content.event.place",
        "content.event.seats_per_centre",
    ] {
        assert!(form.contains(&format!("name=\"{field}\"")), "{field}: {form}");
    }
    let send = async |place: &str, version: i32| {
        let version = version.to_string();
        let fields = [
            ("id", one.id.as_str()),
            ("version", &version),
            ("content.title", "Journée"),
            ("content.text", "Le règlement **change** le 1er juin."),
            ("content.links.0.url", "https://anru.example/Lille"),
            ("content.links.0.label", "Le programme"),
            ("content.links.1.url", ""),
            ("content.links.1.label", ""),
            ("content.valid_until", "2027-06-30"),
            ("content.event.starts_at", "2027-06-20T09:00"),
            ("content.event.place", place),
            (
                "content.event.registration_url",
                "https://anru.example/inscription",
            ),
            ("content.event.seats_per_centre", "2"),
            ("note", "Le lieu de la journée."),
            ("_page", &path),
        ];
        anru.post("/act/BulletinService/CorrectBulletin", &fields).await
    };
    let refused = send("Lille", one.version).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("La note dit déjà exactement cela")
            && refused.text.contains("Le lieu de la journée."),
        "{}",
        refused.text
    );
    let done = send("Roubaix", one.version).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let two = get(&anru, &one.id).await.unwrap();
    assert_eq!(
        two.content,
        Some(BulletinContent {
            links: day("Lille").links,
            ..day("Roubaix")
        })
    );
}

#[tokio::test]
async fn the_erratum_is_asked_until_it_is_relayed_or_the_bulletin_withdrawn() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = published(&anru, content("Règlement général")).await;
    let (newsletter_id, first) = edition(&world, &rives, &one, 2).await;
    leave(&world, &rives, &first).await;
    declare(&guyane.team, declared(&one.id, 4)).await.unwrap();
    for actor in [&rives.director, &guyane.team] {
        assert_eq!(asked(actor).await, (false, 0));
    }
    let two = correction(&one, "Le règlement change le 2 juin.", "La date du règlement.");
    let two = correct(&anru, two).await.unwrap();
    for actor in [&rives.director, &rives.team, &guyane.team] {
        assert_eq!(asked(actor).await, (true, 1), "{}", actor.me.name);
        let home = actor.get("/").await.text;
        assert!(
            home.contains("Relayer le rectificatif de «\u{a0}Règlement général\u{a0}»"),
            "{home}"
        );
        assert!(actor.get("/bulletin").await.text.contains("Règlement général"));
    }
    let other = world.centre("Mayotte").await;
    assert!(!asked(&other.team).await.0, "it relayed nothing");
    // On the page of the next edition: a line, and one button that adds the block.
    let request = CreateEditionRequest {
        newsletter_id: newsletter_id.clone(),
        subject: "Suite".to_owned(),
    };
    let next = rives.director.edition().create_edition(request).await;
    let next = next.unwrap().into_inner();
    let erratum = Erratum {
        bulletin_id: one.id.clone(),
        title: "Règlement général".to_owned(),
        note: "La date du règlement.".to_owned(),
    };
    assert_eq!(read(&rives.director, &next.id).await.errata, [erratum]);
    let path = format!("/edition/{}", next.id);
    let page = rives.director.get(&path).await.text;
    assert!(page.contains("Rectificatif à relayer"), "{page}");
    let fields = [
        ("edition_id", next.id.as_str()),
        ("kind", "7"),
        ("source_id", &one.id),
        ("_page", &path),
    ];
    let added = rives.director.post("/act/EditionService/AddBlock", &fields).await;
    assert_eq!(added.status, 303, "{}", added.text);
    let next = read(&rives.director, &next.id).await;
    assert_eq!(next.errata, []);
    assert_eq!(next.blocks[0].title, "Rectificatif\u{a0}: Règlement général");
    leave(&world, &rives, &next).await;
    assert_eq!(asked(&rives.director).await, (false, 0));
    assert!(asked(&guyane.team).await.0, "the other has not");
    // Withdrawn, nobody is asked.
    let withdraw = WithdrawBulletinRequest {
        id: one.id.clone(),
        reason: "Annulé.".to_owned(),
        version: two.version,
    };
    anru.bulletin().withdraw_bulletin(withdraw).await.unwrap();
    assert_eq!(asked(&guyane.team).await, (false, 0));
}

#[tokio::test]
async fn what_is_scheduled_does_not_leave_with_a_text_that_was_corrected_since() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&anru, content("Règlement général")).await;
    let (newsletter_id, frozen) = edition(&world, &rives, &one, 2).await;
    let draft = compose(&rives, &newsletter_id, &one).await;
    let now = |edition: &Edition| ScheduleDeliveryRequest {
        edition_id: edition.id.clone(),
        time: DeliveryTime::Now as i32,
        ..Default::default()
    };
    let mut delivery = rives.director.delivery();
    delivery.schedule_delivery(now(&frozen)).await.unwrap();
    let two = correction(&one, "Le règlement change le 2 juin.", "La date.");
    correct(&anru, two).await.unwrap();
    // A draft says so where it is, and is not ready.
    let draft = read(&rives.director, &draft.id).await;
    let problems: Vec<_> = draft.problems.iter().map(Problem::reason).collect();
    assert_eq!(problems, [Reason::SourceCorrected]);
    let page = rives.director.get(&format!("/edition/{}", draft.id)).await.text;
    assert!(!page.contains("Rien n’empêche l’envoi"), "{page}");
    let refused = delivery.schedule_delivery(now(&draft)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::EditionNotReady);
    // What was frozen waits, and tells why.
    world.clock().advance(TimeDelta::minutes(10));
    world.run_jobs().await;
    let request = DeliveryRequest {
        edition_id: frozen.id.clone(),
    };
    let held = delivery.get_delivery(request.clone()).await.unwrap().into_inner();
    assert_eq!(
        (held.state(), n_in_state(&held), held.may_schedule, held.may_stop),
        (DeliveryState::Overdue, 0, false, true)
    );
    assert_eq!(held.problems, [Reason::SourceCorrected as i32]);
    let page = rives.director.get(&format!("/delivery/{}", frozen.id)).await.text;
    assert!(page.contains("ne part pas avec l’ancien texte"), "{page}");
    assert_eq!(reception(&get(&anru, &one.id).await.unwrap(), &rives).relays, []);
    // Stopped, it takes over the text that holds, and leaves.
    delivery.stop_delivery(request).await.unwrap();
    let refresh = BlockRequest {
        id: frozen.blocks[0].id.clone(),
    };
    let ready = rives.director.edition().refresh_block(refresh).await;
    let ready = ready.unwrap().into_inner();
    assert_eq!(ready.problems, []);
    leave(&world, &rives, &ready).await;
    let seen = get(&anru, &one.id).await.unwrap();
    let numbers: Vec<_> = reception(&seen, &rives)
        .relays
        .iter()
        .map(|one| one.number)
        .collect();
    assert_eq!(numbers, [2]);
}

#[tokio::test]
async fn a_search_for_a_block_speaks_of_bulletins() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&world.anru().await, content("Règlement général")).await;
    let (_, edition) = edition(&world, &rives, &one, 1).await;
    let edition = add(&rives.director, &edition, BlockKind::Text, "").await;
    let path = format!("/edition/{}?query=introuvable", edition.id);
    let page = rives.director.get(&path).await.text;
    assert!(page.contains("Rechercher une note d’information"), "{page}");
    assert!(
        page.contains("Une note d’information doit avoir été reçue"),
        "{page}"
    );
}

/// The versions of before the corrections were whole say beside their text what their bulletin says.
#[tokio::test]
async fn earlier_versions_take_what_their_bulletin_says() {
    let world = World::new().await;
    let anru = world.anru().await;
    let bare = published(&anru, content("Règlement")).await;
    let one = published(&anru, day("Lille")).await;
    let request = CorrectBulletinRequest {
        id: one.id.clone(),
        content: Some(BulletinContent {
            text: "À dix heures.".to_owned(),
            ..day("Lille")
        }),
        note: "L’heure.".to_owned(),
        version: one.version,
    };
    let two = correct(&anru, request).await.unwrap();
    let database = world.app.db.writer();
    let all = Migrator::migrations();
    let change = all
        .iter()
        .position(|one| one.name().ends_with("bulletin_correct"));
    let n_steps = u32::try_from(all.len() - change.unwrap()).unwrap();
    Migrator::down(database, Some(n_steps)).await.unwrap();
    Migrator::up(database, None).await.unwrap();
    let read = get(&anru, &one.id).await.unwrap();
    assert_eq!(read.texts.len(), 2);
    for text in &read.texts {
        assert_eq!(
            (text.links.len(), text.valid_until.as_str(), text.event.is_some()),
            (1, "2027-06-30", true)
        );
    }
    assert_eq!(read.texts, two.texts);
    assert_eq!(get(&anru, &bare.id).await.unwrap().texts, bare.texts);
}
