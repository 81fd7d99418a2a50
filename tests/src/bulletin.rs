//! Bulletins (A1, A2, A8): written or pushed, received, acknowledged, relayed, set aside; whom they reached.

mod centre;
mod correct;
mod current;
mod departure;
mod digest;
pub(crate) mod newsletter;
mod page;
mod push;
mod question;
mod reach;
mod reader;
mod remind;
mod second;
mod set_aside;
mod together;
mod told;
mod withdrawn;
mod write;

use chrono::TimeDelta;
use proto::v1::bulletin::Reception;
use proto::v1::*;
use tonic::Status;

use crate::world::{Actor, Centre, World, reason, violations};

type Answered = Result<Bulletin, Status>;

/// A token of a body's information system, which reads and writes bulletins.
pub(crate) async fn token(body: &Actor) -> String {
    let token = CreateTokenRequest {
        name: "Système d’information".to_owned(),
        scopes: vec!["bulletin:read".to_owned(), "bulletin:write".to_owned()],
        days: 30,
    };
    let token = body.account().create_token(token).await.unwrap();
    token.into_inner().secret
}

/// The information system of a body.
async fn machine(world: &World, body: &Actor) -> Actor {
    world.machine(&token(body).await)
}

/// Whether the centre is asked to relay a correction: at home, and among what waits.
async fn asked(actor: &Actor) -> (bool, usize) {
    let home = actor.home().get_home(GetHomeRequest {}).await.unwrap();
    let mut all = home.into_inner().expectations.into_iter();
    let waiting = ListBulletinsRequest {
        is_waiting: true,
        ..Default::default()
    };
    let waiting = actor.bulletin().list_bulletins(waiting).await.unwrap();
    (
        all.any(|one| one.kind() == ExpectationKind::RelayCorrection),
        waiting.into_inner().bulletins.len(),
    )
}

/// Opens the procedure of a body; answers it with its kinds.
pub(crate) async fn procedure(body: &Actor) -> Procedure {
    let request = SetProcedureRequest {
        text: "Une note quand un règlement change.".to_owned(),
        n_per_year: 6,
        started_on: "2027-01-01".to_owned(),
        version: 0,
    };
    body.bulletin().set_procedure(request).await.unwrap().into_inner()
}

pub(crate) fn content(title: &str) -> BulletinContent {
    BulletinContent {
        title: title.to_owned(),
        text: "Le règlement **change** le 1er juin.".to_owned(),
        ..Default::default()
    }
}

/// A draft of the first kind of the body, which has a procedure from then on.
pub(crate) async fn draft(body: &Actor, content: BulletinContent) -> Bulletin {
    let all = body.bulletin().list_procedures(ListProceduresRequest {}).await;
    let known = all.unwrap().into_inner().procedures.into_iter();
    let mut own = known.filter(|one| one.organisation_id == body.me.organisation_id);
    let procedure = match own.next() {
        Some(procedure) => procedure,
        None => procedure(body).await,
    };
    let request = CreateBulletinRequest {
        kind_id: procedure.kinds[0].id.clone(),
        content: Some(content),
        ..Default::default()
    };
    body.bulletin()
        .create_bulletin(request)
        .await
        .unwrap()
        .into_inner()
}

pub(crate) fn named(one: &Bulletin) -> BulletinRequest {
    BulletinRequest {
        id: one.id.clone(),
        version: one.version,
    }
}

pub(crate) async fn published(body: &Actor, content: BulletinContent) -> Bulletin {
    let draft = draft(body, content).await;
    let published = body.bulletin().publish_bulletin(named(&draft)).await;
    published.unwrap().into_inner()
}

pub(crate) async fn get(actor: &Actor, id: &str) -> Answered {
    let request = GetBulletinRequest { id: id.to_owned() };
    Ok(actor.bulletin().get_bulletin(request).await?.into_inner())
}

pub(crate) async fn acknowledge(actor: &Actor, id: &str) -> Answered {
    let request = GetBulletinRequest { id: id.to_owned() };
    let answer = actor.bulletin().acknowledge_bulletin(request).await?;
    Ok(answer.into_inner())
}

/// Another text for a published one, all the rest as it reads.
pub(crate) fn correction(one: &Bulletin, text: &str, note: &str) -> CorrectBulletinRequest {
    let content = BulletinContent {
        text: text.to_owned(),
        ..one.content.clone().unwrap()
    };
    CorrectBulletinRequest {
        id: one.id.clone(),
        content: Some(content),
        note: note.to_owned(),
        version: one.version,
    }
}

async fn set_aside(actor: &Actor, id: &str, why: &str) -> Answered {
    let version = match get(actor, id).await {
        Ok(one) => one.receptions.first().map_or(1, |own| own.version),
        Err(_) => 1,
    };
    let request = SetBulletinAsideRequest {
        id: id.to_owned(),
        reason: why.to_owned(),
        version,
    };
    let answer = actor.bulletin().set_bulletin_aside(request).await?;
    Ok(answer.into_inner())
}

pub(crate) fn declared(id: &str, n_reached: i32) -> DeclareRelayRequest {
    DeclareRelayRequest {
        id: id.to_owned(),
        words: "Affiche à la maison du projet".to_owned(),
        on: "2027-03-15".to_owned(),
        n_reached,
        ..Default::default()
    }
}

pub(crate) async fn declare(actor: &Actor, request: DeclareRelayRequest) -> Answered {
    let answer = actor.bulletin().declare_relay(request).await?;
    Ok(answer.into_inner())
}

/// Of a centre, as a body or the animator reads it.
pub(crate) fn reception<'a>(one: &'a Bulletin, centre: &Centre) -> &'a Reception {
    let mut all = one.receptions.iter();
    all.find(|reception| reception.organisation_id == centre.id)
        .unwrap()
}

/// A session of a centre that ended, with this many local actors.
pub(crate) async fn session(world: &World, centre: &Centre, n: i32) -> Meeting {
    let request = CreateMeetingRequest {
        kind: MeetingKind::LocalSession as i32,
        title: "Réunion des conseils citoyens".to_owned(),
        place: "Port-Clair".to_owned(),
        starts_at: "2027-03-16T18:00".to_owned(),
        ends_at: "2027-03-16T20:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let mut client = centre.director.meeting();
    let planned = client.create_meeting(request).await.unwrap().into_inner();
    world.clock().advance(TimeDelta::days(2));
    let held = RecordHeldRequest {
        id: planned.id.clone(),
        n_attendants: n,
    };
    client.record_held(held).await.unwrap().into_inner()
}

#[tokio::test]
async fn received_by_all_acknowledged_by_name_relayed_or_set_aside() {
    let world = World::new().await;
    let (anru, animator) = (world.anru().await, world.animator().await);
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = published(&anru, content("Règlement général")).await;
    assert_eq!((one.state(), one.number), (BulletinState::Published, 1));
    let n = i32::try_from(one.receptions.len()).unwrap();
    assert!(n > 2, "every centre of the network received it: {n}");
    assert_eq!(one.totals.unwrap().n_received, n);
    // Ten days, until the last second in Paris.
    let days = (one.due_at.unwrap().seconds - one.published_at.unwrap().seconds) / 86_400;
    assert_eq!(days, 10);
    let names: Vec<_> = one.receptions.iter().map(|one| &one.organisation_name).collect();
    assert!(names.is_sorted(), "{names:?}");

    world.clock().advance(TimeDelta::hours(3));
    let read = acknowledge(&rives.team, &one.id).await.unwrap();
    assert_eq!(read.receptions.len(), 1, "a centre reads of itself only");
    assert_eq!(read.receptions[0].state(), ReceptionState::Acknowledged);
    assert_eq!(read.receptions[0].acknowledged_by, rives.team.me.name);
    assert!(read.totals.is_none());
    // Again, by another person: the first one stays.
    let again = acknowledge(&rives.director, &one.id).await.unwrap();
    assert_eq!(again.receptions[0].acknowledged_by, rives.team.me.name);

    declare(&rives.director, declared(&one.id, 40)).await.unwrap();
    set_aside(&guyane.director, &one.id, "Déjà dit par l’EPCI.")
        .await
        .unwrap();
    for reader in [&anru, &animator] {
        let seen = get(reader, &one.id).await.unwrap();
        assert_eq!(reception(&seen, &rives).state(), ReceptionState::Relayed);
        let aside = reception(&seen, &guyane);
        assert_eq!(aside.state(), ReceptionState::SetAside);
        assert_eq!(aside.reason, "Déjà dit par l’EPCI.");
        assert_eq!(
            aside.acknowledged_by, guyane.director.me.name,
            "it was read to be set aside"
        );
        let totals = seen.totals.unwrap();
        assert_eq!(
            (
                totals.n_acknowledged,
                totals.n_relayed,
                totals.n_set_aside,
                totals.n_late
            ),
            (2, 1, 1, 0)
        );
        assert_eq!(
            (totals.n_reached, totals.n_declared),
            (0, 40),
            "what is declared is apart"
        );
        assert_eq!(totals.median_hours, 3);
    }
    // Final, both ways.
    let refused = declare(&guyane.director, declared(&one.id, 1)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinState);
    let refused = set_aside(&rives.director, &one.id, "Trop tard.")
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinRelayed);
}

#[tokio::test]
async fn a_session_of_the_centre_counts_once_with_who_came() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = published(&anru, content("Règlement général")).await;
    let held = session(&world, &rives, 23).await;
    let at = |id: &str| DeclareRelayRequest {
        id: one.id.clone(),
        meeting_id: id.to_owned(),
        ..Default::default()
    };
    let refused = declare(&guyane.director, at(&held.id)).await.unwrap_err();
    let expected = ("meeting_id".to_owned(), Reason::UnknownValue);
    assert_eq!(violations(&refused), [expected], "another centre's session");
    let relayed = declare(&rives.team, at(&held.id)).await.unwrap();
    let relay = &relayed.receptions[0].relays[0];
    assert_eq!((relay.means(), relay.n_reached), (RelayMeans::Meeting, 23));
    assert_eq!(
        (relay.words.as_str(), relay.on.as_str()),
        ("Réunion des conseils citoyens", "2027-03-16")
    );
    let refused = declare(&rives.team, at(&held.id)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::SessionLinked);
    let seen = get(&anru, &one.id).await.unwrap();
    assert_eq!(seen.totals.unwrap().n_reached, 23);
    assert_eq!(
        reception(&get(&anru, &one.id).await.unwrap(), &rives).relays[0].path,
        ""
    );

    // Declared by mistake.
    let back = DeleteRelayRequest {
        id: one.id.clone(),
        relay_id: relay.id.clone(),
    };
    let back = rives
        .team
        .bulletin()
        .delete_relay(back)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(back.receptions[0].state(), ReceptionState::Acknowledged);
}

#[tokio::test]
async fn the_animator_alone_reminds_the_late_ones_once_a_day() {
    let world = World::new().await;
    let (anru, animator) = (world.anru().await, world.animator().await);
    let rives = world.centre("Rives de Loire").await;
    let wanted = BulletinContent {
        delay_days: 2,
        organisation_ids: vec![rives.id.clone(), world.centre("Guyane").await.id],
        audience_reason: "Sites du programme".to_owned(),
        ..content("Appel")
    };
    let one = published(&anru, wanted).await;
    assert_eq!(one.receptions.len(), 2);
    acknowledge(&rives.director, &one.id).await.unwrap();
    let remind = |actor: &Actor| {
        let mut client = actor.bulletin();
        let request = GetBulletinRequest { id: one.id.clone() };
        async move { client.remind_centres_of_bulletin(request).await }
    };
    let early = remind(&animator).await.unwrap_err();
    assert_eq!(reason(&early), Reason::NobodyToRemind);
    world.clock().advance(TimeDelta::days(3));
    world.run_jobs().await;
    let before = crate::mail::outbox(&world.app).await.len();
    assert!(remind(&anru).await.is_err(), "the animator alone");
    let reminded = remind(&animator).await.unwrap().into_inner();
    let late: Vec<_> = reminded
        .receptions
        .iter()
        .filter(|one| one.reminded_at.is_some())
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!(
        (late[0].organisation_name.as_str(), late[0].is_late),
        ("Guyane", true)
    );
    let mails = crate::mail::outbox(&world.app).await.split_off(before);
    let guyane = world.centre("Guyane").await;
    let mut to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    to.dedup();
    assert!(to.contains(&guyane.director.me.email.as_str()), "{to:?}");
    assert!(!to.contains(&rives.director.me.email.as_str()), "{to:?}");
    assert_eq!(to.len(), mails.len(), "each once");
    let again = remind(&animator).await.unwrap_err();
    assert_eq!(reason(&again), Reason::NobodyToRemind);
    world.clock().advance(TimeDelta::days(1));
    remind(&animator).await.unwrap();
    // Acknowledged after the delay: done, and said to be late.
    let done = acknowledge(&guyane.director, &one.id).await.unwrap();
    assert!(done.receptions[0].is_late);
    let totals = get(&animator, &one.id).await.unwrap().totals.unwrap();
    assert_eq!((totals.n_late, totals.n_acknowledged), (0, 2));
}
