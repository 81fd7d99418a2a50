//! The outbox: what leaves, what is tried again, what is never sent twice; read by clients that are not ours.

mod reader;
pub(crate) mod sink;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{ListMailsRequest, MailState, RequestSignInRequest, ResendMailRequest};
use sea_orm::{ConnectionTrait as _, FromQueryResult, Statement};
use server::app::App;

use crate::world::World;
use sink::{Answer, Sink};

/// A mail of the outbox.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub(crate) struct Row {
    pub(crate) id: uuid::Uuid,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    /// 1 queued, 2 sending, 3 sent, 4 failed, 5 uncertain.
    pub(crate) state: i32,
    pub(crate) attempts: i32,
    pub(crate) answer: String,
    pub(crate) next_at: DateTime<Utc>,
}

pub(crate) const QUEUED: i32 = 1;
pub(crate) const SENDING: i32 = 2;
pub(crate) const SENT: i32 = 3;
pub(crate) const FAILED: i32 = 4;
pub(crate) const UNCERTAIN: i32 = 5;

/// The whole outbox, oldest first.
pub(crate) async fn outbox(app: &App) -> Vec<Row> {
    let db = app.db.read();
    let sql = "SELECT id, to_address AS \"to\", subject, text, state, attempts, answer, next_at FROM mail ORDER BY id";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| Row::from_query_result(row, "").unwrap())
        .collect()
}

/// Has one mail written to a director of the demonstration; answers the address.
async fn write_one(world: &World) -> String {
    let email = world.centre("Rives de Loire").await.director.me.email;
    ask(world, &email).await;
    email
}

async fn ask(world: &World, email: &str) {
    let request = RequestSignInRequest {
        email: email.to_owned(),
    };
    world
        .anonymous()
        .account()
        .request_sign_in(request)
        .await
        .unwrap();
}

async fn world_with(sink: &Sink) -> World {
    let url = sink.url();
    let world = World::with(|config| config.smtp_url = Some(url)).await;
    world.ignore_mails("what becomes of them is the matter of these tests");
    world
}

#[tokio::test]
async fn without_a_server_mails_are_files() {
    let world = World::new().await;
    world.ignore_mails("what becomes of them is the matter of this test");
    let email = write_one(&world).await;
    world.run_jobs().await;
    let folder = world.folder().join("mails");
    let files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap())
        .collect();
    assert_eq!(files.len(), 1);
    assert!(files[0].file_name().to_string_lossy().ends_with(".eml"));
    let text = std::fs::read_to_string(files[0].path()).unwrap();
    assert!(text.contains(&email), "{text}");
    assert_eq!(outbox(&world.app).await[0].state, SENT);
}

#[tokio::test]
async fn a_mail_that_the_server_takes_is_sent_once() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    write_one(&world).await;
    world.run_jobs().await;
    world.run_jobs().await;
    let row = outbox(&world.app).await.remove(0);
    assert_eq!((row.state, row.attempts), (SENT, 1), "{row:?}");
    assert_eq!(row.answer, "250 taken");
    let taken = sink.taken();
    assert_eq!(taken.len(), 1);
    assert!(
        taken[0].contains(&format!("Message-ID: <{}@passerelle.example>", row.id)),
        "{}",
        taken[0]
    );
}

#[tokio::test]
async fn a_refusal_for_good_is_kept_in_the_servers_words() {
    let sink = Sink::start(Answer::Refuse).await;
    let world = world_with(&sink).await;
    write_one(&world).await;
    world.run_jobs().await;
    world.clock().advance(TimeDelta::days(1));
    world.run_jobs().await;
    let row = outbox(&world.app).await.remove(0);
    assert_eq!((row.state, row.attempts), (FAILED, 1), "{row:?}");
    assert!(
        row.answer.contains("550") && row.answer.contains("5.1.1 unknown here"),
        "{row:?}"
    );
    assert_eq!(sink.n_connections(), 1);
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again_later_and_later_until_a_day_has_passed() {
    let sink = Sink::start(Answer::Defer).await;
    let world = world_with(&sink).await;
    write_one(&world).await;
    for (n_attempts, minutes) in [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60)] {
        world.run_jobs().await;
        let row = outbox(&world.app).await.remove(0);
        assert_eq!((row.state, row.attempts), (QUEUED, n_attempts), "{row:?}");
        assert_eq!(row.next_at, world.clock().now() + TimeDelta::minutes(minutes));
        assert!(row.answer.contains("greylisted"), "{row:?}");
        world.clock().advance(TimeDelta::minutes(minutes));
    }
    sink.answer(Answer::Take);
    world.run_jobs().await;
    assert_eq!(outbox(&world.app).await[0].state, SENT);

    sink.answer(Answer::Defer);
    write_one(&world).await;
    world.run_jobs().await;
    world.clock().advance(TimeDelta::hours(25));
    world.run_jobs().await;
    assert_eq!(outbox(&world.app).await.last().unwrap().state, FAILED);
}

#[tokio::test]
async fn a_server_that_is_away_fails_nothing() {
    let sink = Sink::start(Answer::Take).await;
    let url = sink.url();
    drop(sink);
    let world = World::with(|config| config.smtp_url = Some(url)).await;
    world.ignore_mails("what becomes of them is the matter of this test");
    write_one(&world).await;
    world.run_jobs().await;
    let row = outbox(&world.app).await.remove(0);
    assert_eq!((row.state, row.attempts), (QUEUED, 1), "{row:?}");
}

#[tokio::test]
async fn an_answer_that_never_comes_leaves_the_mail_uncertain() {
    let sink = Sink::start(Answer::HangUp).await;
    let world = world_with(&sink).await;
    write_one(&world).await;
    world.run_jobs().await;
    sink.answer(Answer::Take);
    world.clock().advance(TimeDelta::days(2));
    world.run_jobs().await;
    let row = outbox(&world.app).await.remove(0);
    assert_eq!((row.state, row.attempts), (UNCERTAIN, 1), "{row:?}");
    assert_eq!(sink.taken().len(), 1, "never sent again by itself");
}

#[tokio::test]
async fn what_is_uncertain_is_shown_and_sent_again_on_a_decision_only() {
    let sink = Sink::start(Answer::HangUp).await;
    let world = world_with(&sink).await;
    let email = write_one(&world).await;
    world.run_jobs().await;
    let animator = world.animator().await;
    let list = ListMailsRequest::default;
    let shown = animator
        .mail()
        .list_mails(list())
        .await
        .unwrap()
        .into_inner()
        .mails;
    let [mail] = shown.as_slice() else {
        panic!("{shown:?}");
    };
    assert_eq!(
        (mail.state(), mail.to.as_str()),
        (MailState::Uncertain, email.as_str())
    );

    let resend = ResendMailRequest { id: mail.id.clone() };
    sink.answer(Answer::Take);
    let again = animator
        .mail()
        .resend_mail(resend.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(again.state(), MailState::Queued);
    world.run_jobs().await;
    assert_eq!(sink.taken().len(), 2);
    assert_eq!(outbox(&world.app).await[0].state, SENT);
    let shown = animator
        .mail()
        .list_mails(list())
        .await
        .unwrap()
        .into_inner()
        .mails;
    assert_eq!(shown, []);
    // What was sent is not sent again.
    let refused = animator.mail().resend_mail(resend).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::NotFound);
}

#[tokio::test]
async fn one_connection_carries_many_mails_and_a_lost_one_loses_nothing() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let animator = world.animator().await;
    crate::scenario::running_programme(&animator, 1).await;
    world.run_jobs().await;
    let n_mails = outbox(&world.app).await.len();
    assert!(n_mails > 20, "the opening of a call is told to all: {n_mails}");
    assert_eq!(sink.taken().len(), n_mails);
    assert!(sink.n_connections() <= 2, "{}", sink.n_connections());

    sink.answer(Answer::TakeOneThenClose);
    for _ in 0..3 {
        write_one(&world).await;
        world.clock().advance(TimeDelta::minutes(2));
    }
    world.run_jobs().await;
    assert!(outbox(&world.app).await.iter().all(|row| row.state == SENT));
    assert_eq!(sink.taken().len(), n_mails + 3);
}

#[tokio::test]
async fn two_workers_never_send_the_same_mail() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let animator = world.animator().await;
    crate::scenario::running_programme(&animator, 1).await;
    let replicas = [
        world.replica().await,
        world.replica().await,
        world.replica().await,
    ];
    let runs = replicas.iter().map(|app| app.run_jobs());
    for run in futures::future::join_all(runs).await {
        run.unwrap();
    }
    world.run_jobs().await;
    let rows = outbox(&world.app).await;
    assert!(
        rows.iter().all(|row| (row.state, row.attempts) == (SENT, 1)),
        "{rows:?}"
    );
    assert_eq!(sink.taken().len(), rows.len());
}
