//! The digest of a month: who gets it, that it is made once, and what its people may do about it.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait as _;

use super::*;
use crate::mail::outbox;
use crate::world::reason;

/// Eight in the morning in Paris on the first day after the month of the world.
const MORNING: &str = "2027-04-01T06:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The first subscribers choose the monthly digest.
async fn choose_monthly(world: &World, emails: &[&str]) {
    for email in emails {
        let sql = format!("UPDATE subscriber SET frequency = 2 WHERE email = '{email}'");
        world.app.db.writer().execute_unprepared(&sql).await.unwrap();
    }
}

impl Scene {
    /// Three subscribers, of whom `a0` and `a1` chose the digest; the edition left to the third.
    async fn monthly(world: &World) -> Self {
        let scene = Self::new(world, 3).await;
        choose_monthly(world, &["a0@local.example", "a1@local.example"]).await;
        scene.leave(world).await;
        scene
    }

    /// Time passes, and the work of that instant is done; sessions end meanwhile.
    async fn wait(&mut self, world: &World, until: &str) {
        world.clock().set(at(until));
        self.centre = world.centre("Rives de Loire").await;
        world.run_jobs().await;
    }

    async fn editions(&self) -> Vec<Edition> {
        let list = ListEditionsRequest {
            newsletter_id: self.newsletter_id.clone(),
        };
        let listed = self.centre.director.edition().list_editions(list).await;
        listed.unwrap().into_inner().editions
    }

    async fn digests(&self) -> Vec<Edition> {
        let mut editions = self.editions().await;
        editions.retain(|one| !one.digest_month.is_empty());
        editions
    }

    /// The only digest, and its delivery.
    async fn digest(&self) -> (Edition, EditionDelivery) {
        let digests = self.digests().await;
        let [one] = digests.as_slice() else {
            panic!("{digests:?}")
        };
        (one.clone(), self.delivery_of(&one.id).await)
    }

    async fn delivery_of(&self, edition_id: &str) -> EditionDelivery {
        let request = DeliveryRequest {
            edition_id: edition_id.to_owned(),
        };
        let got = self.centre.director.delivery().get_delivery(request).await;
        got.unwrap().into_inner()
    }
}

/// To whom mails of the newsletter were taken, in order.
fn readers(sink: &Sink) -> Vec<String> {
    let taken = sink.taken();
    let to = taken.iter().filter_map(|text| {
        let (_, rest) = text.split_once("\nTo: ")?;
        let to = rest.lines().next()?;
        to.contains("@local.example").then(|| to.trim().to_owned())
    });
    let mut to: Vec<String> = to.collect();
    to.sort();
    to
}

#[tokio::test]
async fn it_leaves_once_to_those_who_chose_it() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let mut scene = Scene::monthly(&world).await;
    assert_eq!(readers(&sink), ["a2@local.example"]);
    scene.wait(&world, "2027-04-01T05:59:59Z").await;
    assert_eq!(scene.digests().await.len(), 0);
    scene.wait(&world, MORNING).await;
    let (one, delivery) = scene.digest().await;
    assert_eq!((one.title.as_str(), one.number), ("Résumé de mars 2027", 0));
    assert_eq!(one.digest_month, "2027-03");
    assert_eq!(
        (delivery.state(), delivery.n_recipients),
        (DeliveryState::Held, 2)
    );
    assert!(delivery.is_digest && delivery.may_stop);
    assert_eq!(
        delivery.starts_at.unwrap().seconds,
        at("2027-04-01T08:00:00Z").timestamp()
    );
    let mails = outbox(&world.app).await;
    let told = mails.iter().find(|mail| mail.subject.contains("résumé mensuel"));
    let told = told.unwrap_or_else(|| panic!("{mails:?}"));
    assert_eq!(told.to, scene.centre.director.me.email);
    assert!(
        told.text.contains(&format!("/delivery/{}", one.id)),
        "{}",
        told.text
    );
    assert!(told.text.contains("1er\u{a0}avril, 10\u{a0}h"), "{}", told.text);
    // The team that does not send is not written to.
    assert!(mails.iter().all(|mail| mail.to != scene.centre.team.me.email));

    scene.wait(&world, "2027-04-01T08:00:00Z").await;
    let (one, delivery) = scene.digest().await;
    assert_eq!(
        (one.state(), delivery.state()),
        (EditionState::Published, DeliveryState::Done)
    );
    check_sum(&delivery);
    assert_eq!(
        readers(&sink),
        ["a0@local.example", "a1@local.example", "a2@local.example"]
    );
    let taken = sink.taken();
    let mail = taken
        .iter()
        .find(|text| text.contains("To: a0@local.example"))
        .unwrap();
    assert!(mail.contains("lundi 15=C2=A0mars"), "{mail}");
    assert!(!mail.contains("Lire en ligne"), "{mail}");
    // Nothing more, whatever comes.
    for day in ["2027-04-02T06:00:00Z", "2027-04-30T21:00:00Z"] {
        scene.wait(&world, day).await;
    }
    assert_eq!(readers(&sink).len(), 3);
    // It takes no number, and stands in no archive.
    let next = edition(&scene.centre.director, &scene.newsletter_id).await;
    let request = EditionRequest { id: next };
    let next = scene
        .centre
        .director
        .edition()
        .get_edition(request)
        .await
        .unwrap();
    assert_eq!(next.into_inner().number, 2);
    let request = GetArchiveRequest {
        slug: scenario::SLUG.to_owned(),
    };
    let archive = world.anonymous().edition().get_archive(request).await.unwrap();
    assert_eq!(archive.into_inner().issues.len(), 1);
}

#[tokio::test]
async fn replicas_make_it_once() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let mut scene = Scene::monthly(&world).await;
    world.clock().set(at(MORNING));
    scene.centre = world.centre("Rives de Loire").await;
    let replicas = [world.replica().await, world.replica().await];
    let (first, second, third) = tokio::join!(
        world.app.run_jobs(),
        replicas[0].run_jobs(),
        replicas[1].run_jobs()
    );
    for done in [first, second, third] {
        done.unwrap();
    }
    let (_, delivery) = scene.digest().await;
    assert_eq!(delivery.state(), DeliveryState::Held);
    let mails = outbox(&world.app).await;
    let n_told = mails
        .iter()
        .filter(|mail| mail.subject.contains("résumé mensuel"));
    assert_eq!(n_told.count(), 1);
}

#[tokio::test]
async fn late_it_is_made_once_and_leaves_after_ten_minutes() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let mut scene = Scene::monthly(&world).await;
    // The service is down until May.
    for _ in 0..3 {
        scene.wait(&world, "2027-05-06T12:00:00Z").await;
    }
    let (one, delivery) = scene.digest().await;
    assert_eq!(one.digest_month, "2027-03");
    assert_eq!(
        delivery.starts_at.unwrap().seconds,
        at("2027-05-06T12:10:00Z").timestamp()
    );
    world.clock().advance(TimeDelta::minutes(10));
    world.run_jobs().await;
    assert_eq!(readers(&sink).len(), 3);
}

#[tokio::test]
async fn without_an_edition_or_a_reader_there_is_none() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let mut scene = Scene::new(&world, 2).await;
    choose_monthly(&world, &["a0@local.example"]).await;
    // Nothing left in March.
    scene.wait(&world, MORNING).await;
    assert_eq!(scene.digests().await.len(), 0);
    // In April an edition leaves; who chose the digest receives each edition again.
    scene.leave(&world).await;
    let sql = "UPDATE subscriber SET frequency = 1";
    world.app.db.writer().execute_unprepared(sql).await.unwrap();
    scene.wait(&world, "2027-05-01T06:00:00Z").await;
    // Who chooses it later waits for the end of the month.
    choose_monthly(&world, &["a0@local.example"]).await;
    scene.wait(&world, "2027-05-10T06:00:00Z").await;
    assert_eq!(scene.digests().await.len(), 0);
}

#[tokio::test]
async fn called_back_it_is_sent_again_to_them_alone() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let mut scene = Scene::monthly(&world).await;
    scene.wait(&world, MORNING).await;
    let (one, _) = scene.digest().await;
    let director = &scene.centre.director;
    let mut client = director.delivery();
    let request = DeliveryRequest {
        edition_id: one.id.clone(),
    };
    client.stop_delivery(request).await.unwrap();
    world.clock().advance(TimeDelta::days(1));
    world.run_jobs().await;
    assert_eq!(readers(&sink).len(), 1);
    let save = SaveEditionRequest {
        edition_id: one.id.clone(),
        subject: "Le mois de mars".to_owned(),
        version: scene.digest().await.0.version,
        ..Default::default()
    };
    director.edition().save_edition(save).await.unwrap();
    let preview = PreviewDeliveryRequest {
        edition_id: one.id.clone(),
        segment: None,
        ..Default::default()
    };
    let preview = client.preview_delivery(preview).await.unwrap().into_inner();
    assert_eq!(preview.n_selected, 2);
    let [left_out] = preview.exclusions.as_slice() else {
        panic!("{preview:?}")
    };
    assert_eq!((left_out.cause(), left_out.n), (ExclusionCause::Each, 1));
    let again = ScheduleDeliveryRequest {
        edition_id: one.id.clone(),
        ..scene.now()
    };
    client.schedule_delivery(again).await.unwrap();
    world.clock().advance(TimeDelta::minutes(10));
    world.run_jobs().await;
    assert_eq!(
        readers(&sink),
        ["a0@local.example", "a1@local.example", "a2@local.example"]
    );
    // A copy is an edition like another.
    let copy = director
        .edition()
        .duplicate_edition(EditionRequest { id: one.id })
        .await;
    assert_eq!(copy.unwrap().into_inner().digest_month, "");
    scene.wait(&world, "2027-04-30T06:00:00Z").await;
    assert_eq!(readers(&sink).len(), 3);
}

#[tokio::test]
async fn an_edition_counts_those_who_receive_the_digest_apart() {
    let world = World::new().await;
    let scene = Scene::new(&world, 4).await;
    super::subscribe(&world, &scene.newsletter_id, 2, "974").await;
    choose_monthly(&world, &["a0@local.example", "a0974@local.example"]).await;
    let preview = PreviewDeliveryRequest {
        edition_id: scene.edition_id.clone(),
        segment: Some(DeliverySegment {
            territories: vec!["974".to_owned()],
            ..Default::default()
        }),
        ..Default::default()
    };
    let preview = scene.centre.director.delivery().preview_delivery(preview).await;
    let preview = preview.unwrap().into_inner();
    let left_out: Vec<_> = preview
        .exclusions
        .iter()
        .map(|one| (one.cause(), one.n))
        .collect();
    assert_eq!(preview.n_selected, 1);
    assert_eq!(preview.recipients, ["a1974@local.example"]);
    assert_eq!(
        left_out,
        [(ExclusionCause::Monthly, 2), (ExclusionCause::OutsideSegment, 3)]
    );
}

#[tokio::test]
async fn above_the_size_somebody_releases_it() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let mut scene = Scene::monthly(&world).await;
    let director = scene.centre.director.clone();
    let request = NewsletterRequest {
        id: scene.newsletter_id.clone(),
    };
    let newsletter = director.newsletter().get_newsletter(request).await.unwrap();
    let settings = NewsletterSettings {
        release_above: 1,
        ..newsletter.into_inner().settings.unwrap()
    };
    director.newsletter().update_newsletter(settings).await.unwrap();
    scene.wait(&world, MORNING).await;
    let (one, waiting) = scene.digest().await;
    assert_eq!(waiting.state(), DeliveryState::AwaitingRelease);
    assert!(waiting.may_release);
    scene.wait(&world, "2027-04-01T12:00:00Z").await;
    assert_eq!(readers(&sink).len(), 1);
    let request = DeliveryRequest { edition_id: one.id };
    let director = scene.centre.director.clone();
    director.delivery().release_delivery(request).await.unwrap();
    world.clock().advance(TimeDelta::minutes(10));
    world.run_jobs().await;
    assert_eq!(readers(&sink).len(), 3);
}

#[tokio::test]
async fn what_may_not_leave_stays_a_draft_and_its_people_are_told() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let mut scene = Scene::monthly(&world).await;
    // As if the edition had been far longer.
    let sql = format!(
        "UPDATE edition_block SET text = '{}' WHERE text LIKE '%Port-Clair%'",
        "long ".repeat(30_000)
    );
    world.app.db.writer().execute_unprepared(&sql).await.unwrap();
    scene.wait(&world, MORNING).await;
    let (one, delivery) = scene.digest().await;
    assert_eq!(
        (one.state(), delivery.state()),
        (EditionState::Draft, DeliveryState::Unspecified)
    );
    assert_eq!(delivery.problems().next(), Some(Reason::LetterTooHeavy));
    let mails = outbox(&world.app).await;
    let told = mails
        .iter()
        .find(|mail| mail.subject.contains("à revoir"))
        .unwrap();
    assert!(
        told.text.contains(&format!("/edition/{}", one.id)),
        "{}",
        told.text
    );
    let again = ScheduleDeliveryRequest {
        edition_id: one.id,
        ..scene.now()
    };
    let refused = scene.centre.director.delivery().schedule_delivery(again).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::EditionNotReady);
}

#[tokio::test]
async fn what_was_for_some_or_was_stopped_is_not_in_it() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let mut scene = Scene::monthly(&world).await;
    let second = edition(&scene.centre.director, &scene.newsletter_id).await;
    let first = std::mem::replace(&mut scene.edition_id, second);
    scene.leave(&world).await;
    // As if one had gone to a territory alone, and the other had been stopped after its first mails.
    for (edition_id, set) in [
        (
            &first,
            "segment = replace(segment, '\"territories\":[]', '\"territories\":[\"974\"]')",
        ),
        (&scene.edition_id, "state = 5"),
    ] {
        let sql = format!("UPDATE delivery SET {set} WHERE edition_id = $1");
        let db = world.app.db.writer();
        let values = [Uuid::parse_str(edition_id).unwrap().into()];
        let sql = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        let done = db.execute_raw(sql).await.unwrap();
        assert_eq!(done.rows_affected(), 1);
    }
    scene.wait(&world, MORNING).await;
    assert_eq!(scene.digests().await.len(), 0, "neither was for everyone");
}
