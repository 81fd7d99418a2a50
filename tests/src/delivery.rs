//! Editions leave: once to each, never before ten minutes, never to who left; what is refused, uncertain or withheld is
//! known by name; the program may be killed.

mod again;
mod decide;
mod digest;
mod dns;
mod door;
mod kill;
mod page;
mod reader;
mod receiver;
mod relay;
mod time;
mod totals;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::*;
use sea_orm::{ConnectionTrait as _, FromQueryResult, Statement};
use uuid::Uuid;

use crate::mail::sink::{Answer, Sink};
use crate::scenario;
use crate::world::{Actor, Centre, World};

/// A newsletter with an edition that is ready to leave.
pub(crate) struct Scene {
    pub(crate) centre: Centre,
    pub(crate) newsletter_id: String,
    pub(crate) edition_id: String,
}

impl Scene {
    /// With this many subscribers: `a0@local.example`, `a1@…`.
    pub(crate) async fn new(world: &World, n: usize) -> Self {
        let centre = world.centre("Rives de Loire").await;
        let newsletter = scenario::newsletter(&centre.director).await;
        let newsletter_id = newsletter.settings.unwrap().id;
        subscribe(world, &newsletter_id, n, "").await;
        let edition_id = edition(&centre.director, &newsletter_id).await;
        Self {
            centre,
            newsletter_id,
            edition_id,
        }
    }

    pub(crate) fn request(&self) -> DeliveryRequest {
        DeliveryRequest {
            edition_id: self.edition_id.clone(),
        }
    }

    pub(crate) fn now(&self) -> ScheduleDeliveryRequest {
        ScheduleDeliveryRequest {
            edition_id: self.edition_id.clone(),
            time: DeliveryTime::Now as i32,
            ..Default::default()
        }
    }

    pub(crate) async fn schedule(&self) -> EditionDelivery {
        let scheduled = self
            .centre
            .director
            .delivery()
            .schedule_delivery(self.now())
            .await;
        scheduled.unwrap().into_inner()
    }

    pub(crate) async fn get(&self) -> EditionDelivery {
        let got = self.centre.director.delivery().get_delivery(self.request()).await;
        got.unwrap().into_inner()
    }

    /// Schedules, and lets ten minutes pass.
    pub(crate) async fn leave(&self, world: &World) -> EditionDelivery {
        self.schedule().await;
        world.clock().advance(TimeDelta::minutes(10));
        world.run_jobs().await;
        self.get().await
    }
}

/// An edition of one block.
pub(crate) async fn edition(director: &Actor, newsletter_id: &str) -> String {
    let mut client = director.edition();
    let request = CreateEditionRequest {
        newsletter_id: newsletter_id.to_owned(),
        subject: "Œuvres d’été & autres nouvelles".to_owned(),
    };
    let edition = client.create_edition(request).await.unwrap().into_inner();
    let request = AddBlockRequest {
        edition_id: edition.id.clone(),
        kind: BlockKind::Text as i32,
        ..Default::default()
    };
    let with_block = client.add_block(request).await.unwrap().into_inner();
    let block = with_block.blocks.last().unwrap();
    let request = SaveBlockRequest {
        block_id: block.id.clone(),
        text: "Bonjour,\n\nune **fête** de quartier aura lieu à Port-Clair ; « l’été » commence.\n\n.\n\nÀ bientôt".to_owned(),
        version: block.version,
        ..Default::default()
    };
    client.save_block(request).await.unwrap();
    edition.id
}

/// Writes `n` subscribers who confirmed, as an import or the form would, in the order of their numbers.
pub(crate) async fn subscribe(world: &World, newsletter_id: &str, n: usize, territory: &str) {
    let tx = world.app.db.begin().await.unwrap();
    let sql = "INSERT INTO subscriber (id, newsletter_id, email, email_hash, state, actor_kind, actor_function, \
               territory, source, legal_ground, is_source_told, asked_at, asked_from, asked_text, \
               confirmed_at, confirmed_from, consent_at, ended_words, version) \
               VALUES ($1, $2, $3, $4, 2, 0, 0, $5, '', '', $6, $7, '', '', $7, '', $7, '', 1)";
    let newsletter_id = Uuid::parse_str(newsletter_id).unwrap();
    let now = world.clock().now();
    for number in 0..n {
        let email = format!("a{number}{territory}@local.example");
        let values = [
            Uuid::now_v7().into(),
            newsletter_id.into(),
            email.clone().into(),
            format!("{newsletter_id}{email}").into(),
            territory.into(),
            true.into(),
            now.into(),
        ];
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        tx.execute_raw(statement).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A line of the ledger.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Line {
    pub(crate) id: Uuid,
    pub(crate) subscriber_id: Uuid,
    pub(crate) email: String,
    pub(crate) state: i32,
    pub(crate) attempts: i32,
    pub(crate) answer: String,
    pub(crate) next_at: DateTime<Utc>,
    pub(crate) resent_at: Option<DateTime<Utc>>,
}

impl Line {
    pub(crate) fn state(&self) -> RecipientState {
        RecipientState::try_from(self.state).unwrap()
    }
}

/// The whole ledger of the world's only edition.
pub(crate) async fn ledger(world: &World) -> Vec<Line> {
    let db = world.app.db.read();
    let sql = "SELECT id, subscriber_id, email, state, attempts, answer, next_at, resent_at \
               FROM delivery_recipient ORDER BY id";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| Line::from_query_result(row, "").unwrap())
        .collect()
}

/// How many are in a state, as the contract tells it.
pub(crate) fn count(delivery: &EditionDelivery, state: RecipientState) -> i64 {
    let counts = delivery.counts.iter().filter(|count| count.state() == state);
    counts.map(|count| count.n).sum()
}

/// The states always sum to the recipients.
pub(crate) fn check_sum(delivery: &EditionDelivery) {
    let sum: i64 = delivery.counts.iter().map(|count| count.n).sum();
    assert_eq!(sum, delivery.n_recipients, "{delivery:?}");
}

/// A world whose mails go to a server.
async fn world_with(sink: &Sink) -> World {
    let url = sink.url();
    World::with(|config| config.smtp_url = Some(url)).await
}

#[tokio::test]
async fn nothing_leaves_for_ten_minutes_then_each_has_one_mail() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 60).await;
    let scheduled = scene.schedule().await;
    assert_eq!(scheduled.state(), DeliveryState::Held);
    assert_eq!(scheduled.n_recipients, 60);
    world
        .clock()
        .advance(TimeDelta::minutes(10) - TimeDelta::seconds(1));
    world.run_jobs().await;
    assert_eq!(sink.taken(), Vec::<String>::new());
    assert_eq!(ledger(&world).await.len(), 0);

    world.clock().advance(TimeDelta::seconds(1));
    world.run_jobs().await;
    let done = scene.get().await;
    check_sum(&done);
    assert_eq!(done.state(), DeliveryState::Done, "{done:?}");
    assert_eq!(count(&done, RecipientState::Sent), 60);
    let taken = sink.taken();
    assert_eq!(taken.len(), 60);
    for line in ledger(&world).await {
        let to_this = format!("To: {}\n", line.email);
        assert_eq!(
            taken.iter().filter(|text| text.contains(&to_this)).count(),
            1,
            "{line:?}"
        );
        assert_eq!((line.state(), line.attempts), (RecipientState::Sent, 1));
        assert_eq!(line.answer, "250 taken");
    }
    assert!(sink.n_connections() <= 3, "{}", sink.n_connections());
    // In the archive from its first mail on.
    let request = GetArchiveRequest {
        slug: scenario::SLUG.to_owned(),
    };
    let archive = world
        .anonymous()
        .edition()
        .get_archive(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(archive.issues.len(), 1);
    // What was sent is not sent again, whatever happens.
    world.clock().advance(TimeDelta::days(2));
    world.run_jobs().await;
    assert_eq!(sink.taken().len(), 60);
}

#[tokio::test]
async fn who_leaves_while_it_is_sent_is_withheld() {
    let sink = Sink::start(Answer::Defer).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 3).await;
    let waiting = scene.leave(&world).await;
    assert_eq!(waiting.state(), DeliveryState::Sending);
    assert_eq!(count(&waiting, RecipientState::Queued), 3);
    let lines = ledger(&world).await;
    let request = RemoveSubscriberRequest {
        newsletter_id: scene.newsletter_id.clone(),
        id: lines[1].subscriber_id.to_string(),
    };
    scene
        .centre
        .director
        .subscriber()
        .remove_subscriber(request)
        .await
        .unwrap();
    sink.answer(Answer::Take);
    world.clock().advance(TimeDelta::minutes(2));
    world.run_jobs().await;
    let done = scene.get().await;
    check_sum(&done);
    assert_eq!(done.state(), DeliveryState::Done);
    let withheld = done
        .counts
        .iter()
        .find(|count| count.state() == RecipientState::Withheld);
    let withheld = withheld.unwrap_or_else(|| panic!("{done:?}"));
    assert_eq!((withheld.cause(), withheld.n), (WithheldCause::Left, 1));
    assert_eq!(count(&done, RecipientState::Sent), 2);
    assert!(!sink.taken().iter().any(|text| text.contains(&lines[1].email)));
}

#[tokio::test]
async fn an_address_that_is_refused_for_good_is_not_written_to_any_more() {
    let sink = Sink::start(Answer::Refuse).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 2).await;
    let done = scene.leave(&world).await;
    check_sum(&done);
    assert_eq!(done.state(), DeliveryState::Done);
    assert_eq!(count(&done, RecipientState::Bounced), 2);
    assert_eq!(done.meanings[0].meaning(), AnswerMeaning::UnknownAddress);
    let list = ListSubscribersRequest {
        newsletter_id: scene.newsletter_id.clone(),
        state: SubscriberState::Suppressed as i32,
        ..Default::default()
    };
    let subscribers = scene
        .centre
        .director
        .subscriber()
        .list_subscribers(list)
        .await
        .unwrap();
    let subscribers = subscribers.into_inner().subscribers;
    assert_eq!(subscribers.len(), 2);
    assert!(
        subscribers[0].ended_words.contains("5.1.1 unknown here"),
        "{subscribers:?}"
    );
    // The next edition has nobody to go to.
    let preview = PreviewDeliveryRequest {
        edition_id: edition(&scene.centre.director, &scene.newsletter_id).await,
        segment: None,
        ..Default::default()
    };
    let preview = scene
        .centre
        .director
        .delivery()
        .preview_delivery(preview)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(preview.n_selected, 0);
    assert_eq!(preview.exclusions[0].cause(), ExclusionCause::Suppressed);
    assert_eq!(preview.exclusions[0].n, 2);
}
