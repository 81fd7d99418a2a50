//! Relayed in the newsletter of a centre: as published, with what the centre adds; whom it reached is what the ledger
//! says.

use sea_orm::ConnectionTrait as _;

use super::*;
use crate::delivery::subscribe;
use crate::edition::add;
use crate::scenario;

/// An edition of the centre with a block of the bulletin, and its newsletter.
pub(super) async fn edition(world: &World, centre: &Centre, one: &Bulletin, n: usize) -> (String, Edition) {
    let newsletter = scenario::newsletter(&centre.director).await;
    let newsletter_id = newsletter.settings.unwrap().id;
    subscribe(world, &newsletter_id, n, "").await;
    let edition = compose(centre, &newsletter_id, one).await;
    (newsletter_id, edition)
}

/// An edition of a newsletter of the centre with a block of the bulletin.
pub(crate) async fn compose(centre: &Centre, newsletter_id: &str, one: &Bulletin) -> Edition {
    let request = CreateEditionRequest {
        newsletter_id: newsletter_id.to_owned(),
        subject: "Nouvelles".to_owned(),
    };
    let draft = centre
        .director
        .edition()
        .create_edition(request)
        .await
        .unwrap()
        .into_inner();
    add(&centre.director, &draft, BlockKind::Bulletin, &one.id).await
}

/// Lets an edition leave, and its reach be counted.
pub(crate) async fn leave(world: &World, centre: &Centre, edition: &Edition) {
    let request = ScheduleDeliveryRequest {
        edition_id: edition.id.clone(),
        time: DeliveryTime::Now as i32,
        ..Default::default()
    };
    centre
        .director
        .delivery()
        .schedule_delivery(request)
        .await
        .unwrap();
    world.clock().advance(TimeDelta::minutes(10));
    world.run_jobs().await;
    // Counted from the ledger, within a minute.
    world.clock().advance(TimeDelta::minutes(1));
    world.run_jobs().await;
}

/// The recipients of an edition that have state sent, as the database holds them.
async fn n_sent(world: &World, edition: &Edition) -> i64 {
    let request = DeliveryRequest {
        edition_id: edition.id.clone(),
    };
    let animator = world.centre("Rives de Loire").await.director;
    let delivery = animator
        .delivery()
        .get_delivery(request)
        .await
        .unwrap()
        .into_inner();
    n_in_state(&delivery)
}

/// How many rows of a ledger have state sent.
pub(crate) fn n_in_state(delivery: &EditionDelivery) -> i64 {
    let sent = delivery
        .counts
        .iter()
        .filter(|count| count.state() == RecipientState::Sent);
    sent.map(|count| count.n).sum()
}

async fn execute(world: &World, sql: &str) {
    let tx = world.app.db.begin().await.unwrap();
    let done = tx.execute_unprepared(sql).await.unwrap();
    assert_eq!(done.rows_affected(), 1, "{sql}");
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_block_stands_as_published_and_reaches_whom_the_ledger_says() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let text = "Le règlement **change**. {{preferences}}";
    let one = BulletinContent {
        text: text.to_owned(),
        ..content("Règlement général")
    };
    let one = published(&anru, one).await;
    let (newsletter_id, edition) = edition(&world, &rives, &one, 5).await;
    let block = edition.blocks[0].clone();
    assert_eq!(
        (block.title.as_str(), block.text.as_str()),
        ("Règlement général", "")
    );
    assert!(block.quoted_html.contains("<strong>change</strong>"));
    assert!(
        block
            .details
            .starts_with("Source\u{a0}: ANRU, note d’information du "),
        "{}",
        block.details
    );
    assert!(block.url.ends_with(&one.public_path), "{}", block.url);
    // The title and the text are the body's; the centre adds.
    let added = SaveBlockRequest {
        block_id: block.id.clone(),
        title: "Un autre titre".to_owned(),
        text: "Réunion **mardi** à Port-Clair.".to_owned(),
        url: "https://ailleurs.example".to_owned(),
        version: block.version,
    };
    let edition = rives
        .director
        .edition()
        .save_block(added)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(edition.blocks[0].title, "Règlement général");
    let request = EditionRequest {
        id: edition.id.clone(),
    };
    let preview = rives
        .director
        .edition()
        .preview_edition(request)
        .await
        .unwrap()
        .into_inner();
    for part in [&preview.html, &preview.text] {
        let quoted = part.find("Le règlement").unwrap();
        let whose = part.find("Le complément de Rives de Loire").unwrap();
        let own = part.find("Réunion").unwrap();
        assert!(quoted < whose && whose < own, "{part}");
        assert!(
            part.contains("((preferences"),
            "no name stands for anything in it: {part}"
        );
    }
    leave(&world, &rives, &edition).await;
    let seen = get(&anru, &one.id).await.unwrap();
    let own = reception(&seen, &rives);
    assert_eq!((own.state(), own.relays.len()), (ReceptionState::Relayed, 1));
    assert_eq!(
        (own.relays[0].means(), own.relays[0].n_reached),
        (RelayMeans::Newsletter, 5)
    );
    assert_eq!(own.relays[0].n_reached, n_sent(&world, &edition).await);
    assert!(!own.relays[0].is_settled);
    assert_eq!(
        own.acknowledged_by, own.relays[0].words,
        "the letter read it for them"
    );
    assert_eq!(seen.totals.unwrap().n_reached, 5);

    // The same in the next edition: nobody is counted twice, and a new reader once.
    let tx = world.app.db.begin().await.unwrap();
    tx.execute_unprepared("UPDATE subscriber SET email = 'z' || email, email_hash = 'z' || email_hash")
        .await
        .unwrap();
    tx.execute_unprepared("UPDATE delivery_recipient SET email = 'z' || email")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    subscribe(&world, &newsletter_id, 2, "").await;
    let next = compose(&rives, &newsletter_id, &one).await;
    leave(&world, &rives, &next).await;
    assert_eq!(n_sent(&world, &next).await, 7);
    let seen = get(&anru, &one.id).await.unwrap();
    let counts: Vec<_> = reception(&seen, &rives)
        .relays
        .iter()
        .map(|one| one.n_reached)
        .collect();
    assert_eq!(counts, [5, 2]);

    // What comes back within seven days is taken off; later, and whatever is erased, the number stays.
    let bounced = RecipientState::Bounced as i32;
    let one_of = format!(
        "SELECT id FROM delivery_recipient WHERE edition_id = (SELECT edition_id FROM bulletin_relay WHERE n_reached = 5) \
         AND state <> {bounced} ORDER BY id LIMIT 1"
    );
    let bounce = format!("UPDATE delivery_recipient SET state = {bounced} WHERE id = ({one_of})");
    execute(&world, &bounce).await;
    world.clock().advance(TimeDelta::minutes(1));
    world.run_jobs().await;
    let totals = get(&anru, &one.id).await.unwrap().totals.unwrap();
    // Of the five, one came back: the second edition reached this reader.
    assert_eq!(totals.n_reached, 7);
    world.clock().advance(TimeDelta::days(7));
    world.run_jobs().await;
    let tx = world.app.db.begin().await.unwrap();
    tx.execute_unprepared("DELETE FROM delivery_recipient")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.clock().advance(TimeDelta::minutes(1));
    world.run_jobs().await;
    // Sessions end without use: the ANRU comes in again.
    let seen = get(&world.anru().await, &one.id).await.unwrap();
    assert!(reception(&seen, &rives).relays.iter().all(|one| one.is_settled));
    assert_eq!(seen.totals.unwrap().n_reached, 7);
}

#[tokio::test]
async fn a_correction_is_proposed_first_to_the_next_edition_and_a_withdrawal_forbids_to_send() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&anru, content("Règlement général")).await;
    let other = published(&anru, content("Autre note")).await;
    let (newsletter_id, first) = edition(&world, &rives, &one, 2).await;
    leave(&world, &rives, &first).await;
    let correct = correction(&one, "Le règlement change le 2 juin.", "La date.");
    // A draft that holds it already is told that its source says something else.
    let draft = compose(&rives, &newsletter_id, &one).await;
    anru.bulletin().correct_bulletin(correct).await.unwrap();
    let request = EditionRequest { id: draft.id.clone() };
    let draft = rives
        .director
        .edition()
        .get_edition(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(draft.blocks[0].source_state(), block::SourceState::Changed);
    let refresh = BlockRequest {
        id: draft.blocks[0].id.clone(),
    };
    let draft = rives
        .director
        .edition()
        .refresh_block(refresh)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(draft.blocks[0].title, "Rectificatif\u{a0}: Règlement général");
    assert!(
        draft.blocks[0].details.contains("La date."),
        "{}",
        draft.blocks[0].details
    );
    assert!(draft.blocks[0].quoted_html.contains("2 juin"));
    let search = SearchSourcesRequest {
        edition_id: draft.id.clone(),
        query: String::new(),
    };
    let found = rives
        .director
        .edition()
        .search_sources(search)
        .await
        .unwrap()
        .into_inner();
    let titles: Vec<_> = found.sources.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Rectificatif\u{a0}: Règlement général", "Autre note"]);
    // Withdrawn, it does not leave.
    let now = get(&anru, &one.id).await.unwrap();
    let withdraw = WithdrawBulletinRequest {
        id: one.id.clone(),
        reason: "Annulé.".to_owned(),
        version: now.version,
    };
    anru.bulletin().withdraw_bulletin(withdraw).await.unwrap();
    let request = ScheduleDeliveryRequest {
        edition_id: draft.id.clone(),
        time: DeliveryTime::Now as i32,
        ..Default::default()
    };
    let refused = rives
        .director
        .delivery()
        .schedule_delivery(request)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::EditionNotReady);
    // Set aside, it is not proposed.
    set_aside(&rives.director, &other.id, "Hors sujet.")
        .await
        .unwrap();
    let search = SearchSourcesRequest {
        edition_id: draft.id.clone(),
        query: String::new(),
    };
    let found = rives
        .director
        .edition()
        .search_sources(search)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(found.sources, []);
}

#[tokio::test]
async fn what_is_scheduled_does_not_leave_once_its_bulletin_is_withdrawn() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&anru, content("Règlement général")).await;
    let (_, edition) = edition(&world, &rives, &one, 2).await;
    let now = ScheduleDeliveryRequest {
        edition_id: edition.id.clone(),
        time: DeliveryTime::Now as i32,
        ..Default::default()
    };
    let mut delivery = rives.director.delivery();
    delivery.schedule_delivery(now.clone()).await.unwrap();
    let withdraw = WithdrawBulletinRequest {
        id: one.id.clone(),
        reason: "Annulé.".to_owned(),
        version: one.version,
    };
    anru.bulletin().withdraw_bulletin(withdraw).await.unwrap();
    world.clock().advance(TimeDelta::minutes(10));
    world.run_jobs().await;
    let request = DeliveryRequest {
        edition_id: edition.id.clone(),
    };
    let held = delivery.get_delivery(request.clone()).await.unwrap().into_inner();
    assert_eq!(
        (held.state(), n_in_state(&held), held.may_schedule, held.may_stop),
        (DeliveryState::Overdue, 0, false, true)
    );
    assert_eq!(held.problems, [Reason::SourceGone as i32]);
    let page = rives
        .director
        .get(&format!("/delivery/{}", edition.id))
        .await
        .text;
    assert!(page.contains("a été retirée depuis"), "{page}");
    let refused = delivery.schedule_delivery(now).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::EditionNotReady);
    assert_eq!(reception(&get(&anru, &one.id).await.unwrap(), &rives).relays, []);
    // Stopped, it is a draft again, which says what to take out.
    let stopped = delivery.stop_delivery(request).await.unwrap().into_inner();
    assert_eq!(stopped.state(), DeliveryState::Unspecified);
    assert_eq!(stopped.problems, [Reason::SourceGone as i32]);
}

#[tokio::test]
async fn each_correction_since_what_was_relayed_is_told() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&anru, content("Règlement général")).await;
    let (newsletter_id, first) = edition(&world, &rives, &one, 1).await;
    leave(&world, &rives, &first).await;
    let mut last = one.clone();
    for (text, note) in [("Le 2 juin.", "La date."), ("Le 2 juin, à Lille.", "Le lieu.")] {
        let next = anru
            .bulletin()
            .correct_bulletin(correction(&last, text, note))
            .await;
        last = next.unwrap().into_inner();
    }
    let next = compose(&rives, &newsletter_id, &one).await;
    let said = "\nCe qui a été corrigé\u{a0}: La date.\nCe qui a été corrigé\u{a0}: Le lieu.";
    let details = &next.blocks[0].details;
    assert!(details.ends_with(said), "{details}");
    let page = rives.team.get(&format!("/bulletin/{}", one.id)).await.text;
    let (now, before) = page.split_once("Versions précédentes").unwrap();
    assert!(now.contains("Le lieu.") && !now.contains("La date."), "{now}");
    assert!(before.contains("Ce qui est corrigé\u{a0}: La date."), "{before}");
    let public = world.anonymous().get(&one.public_path).await.text;
    let [late, early] = ["Le lieu.", "La date."].map(|note| public.find(note).unwrap());
    assert!(late < early, "{public}");
}
