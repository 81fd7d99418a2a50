//! What comes back of the editions: each report finds its mail by a signed return path, is noted once, and changes
//! what it has to; what finds none is kept and shown.

mod effect;
mod mailbox;
mod page;
mod postfix;
mod webhook;

use std::path::PathBuf;

use proto::v1::*;
use sea_orm::{ConnectionTrait as _, Statement};
use server::config::Config;

use crate::delivery::{Line, Scene, ledger};
use crate::mail::sink::{Answer, Sink};
use crate::world::{Actor, World};

/// Where mails come back to.
const ADDRESS: &str = "Retours@Passerelle.example";

/// The mailbox of a world.
fn maildir(world: &World) -> PathBuf {
    world.folder().join("returns")
}

/// With a mail server, an address of returns and its mailbox.
fn configure(config: &mut Config, sink: &Sink) {
    config.smtp_url = Some(sink.url());
    config.bounce_address = Some(ADDRESS.to_owned());
    config.bounce_maildir = Some(config.data_dir.join("returns"));
}

/// A world whose mails come back to a mailbox.
async fn world_with(sink: &Sink) -> World {
    let world = World::with(|config| configure(config, sink)).await;
    for folder in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(maildir(&world).join(folder)).unwrap();
    }
    world
}

/// An edition that was taken for this many recipients, with the return path of each: `a0@local.example`, …
async fn sent(n: usize) -> (Sink, World, Scene, Vec<(Line, String)>) {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, n).await;
    scene.leave(&world).await;
    let lines = paths(&world, &sink).await;
    (sink, world, scene, lines)
}

/// The ledger, with the return path that each mail was given last.
async fn paths(world: &World, sink: &Sink) -> Vec<(Line, String)> {
    let senders = sink.senders();
    let path = |line: Line| {
        let id = line.id.simple().to_string();
        let path = senders.iter().rfind(|sender| sender.contains(&id));
        let path = path
            .unwrap_or_else(|| panic!("no return path for {line:?}"))
            .clone();
        (line, path)
    };
    ledger(world).await.into_iter().map(path).collect()
}

/// A delivery report to a return path.
fn report(path: &str, email: &str, action: &str, status: &str, diagnostic: &str) -> String {
    format!(
        "Return-Path: <>\nDelivered-To: {path}\nFrom: MAILER-DAEMON@mx.example\nTo: {path}\n\
         Subject: Undelivered Mail for {email}\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n\
         --b1\nContent-Type: text/plain\n\nSorry.\n\n--b1\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {email}\nAction: {action}\nStatus: {status}\n\
         Diagnostic-Code: smtp; {diagnostic}\n\n--b1--\n"
    )
}

/// A report that the address is unknown.
fn unknown(path: &str, email: &str) -> String {
    report(
        path,
        email,
        "failed",
        "5.1.1",
        "550 5.1.1 no such box, says the server",
    )
}

/// A complaint, as a provider of boxes tells it; the report itself is written to another address.
fn complaint(path: &str) -> String {
    format!(
        "From: abuse@boite.example\nTo: plaintes@passerelle.example\nSubject: FW: lettre\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=b1\n\n--b1\n\
         Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Boite/1.0\nVersion: 1\n\
         Original-Mail-From: <{path}>\n\n--b1--\n"
    )
}

/// Puts a file into the mailbox, as a mail server does.
fn drop_file(world: &World, name: &str, content: impl AsRef<[u8]>) {
    std::fs::write(maildir(world).join("new").join(name), content).unwrap();
}

/// The files of a folder of the mailbox, in the order of their names.
fn files(world: &World, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(maildir(world).join(folder)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What the animator is told.
async fn unmatched(animator: &Actor) -> ListUnmatchedReportsResponse {
    let request = ListUnmatchedReportsRequest::default();
    let answer = animator.bounce().list_unmatched_reports(request).await;
    answer.unwrap().into_inner()
}

/// The reports that found their mail, by kind.
fn n_of(counts: &[ReportCount], kind: ReportKind) -> i64 {
    counts
        .iter()
        .filter(|count| count.kind() == kind)
        .map(|count| count.n)
        .sum()
}

/// The subscribers of the scene, by address.
async fn subscribers(scene: &Scene) -> Vec<Subscriber> {
    let request = ListSubscribersRequest {
        newsletter_id: scene.newsletter_id.clone(),
        ..Default::default()
    };
    let listed = scene.centre.director.subscriber().list_subscribers(request).await;
    let mut subscribers = listed.unwrap().into_inner().subscribers;
    subscribers.sort_by(|one, other| one.email.cmp(&other.email));
    subscribers
}

/// The state of each subscriber, by address.
async fn states(scene: &Scene) -> Vec<SubscriberState> {
    subscribers(scene).await.iter().map(Subscriber::state).collect()
}

/// How many rows a question counts.
async fn n_rows(world: &World, sql: &str) -> i64 {
    let db = world.app.db.read();
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap()
        .unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn execute(world: &World, sql: &str) {
    world.app.db.writer().execute_unprepared(sql).await.unwrap();
}
