//! What a report changes: the mail, the subscriber; and what it may not.

use chrono::TimeDelta;
use proto::v1::*;

use super::*;
use crate::delivery::edition;
use crate::scenario;
use crate::subscriber::{ask, confirm, query};

#[tokio::test]
async fn each_mail_has_a_return_path_of_its_own_when_there_is_an_address_for_it() {
    let (_sink, _world, _scene, lines) = sent(3).await;
    let mut all: Vec<&str> = lines.iter().map(|(_, path)| path.as_str()).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 3);
    for (line, path) in &lines {
        let start = format!("retours+{}.", line.id.simple());
        assert!(path.starts_with(&start), "{path}");
        let (local, domain) = path.split_once('@').unwrap();
        assert_eq!(domain, "passerelle.example");
        assert!(local.len() <= 64 && *path == path.to_lowercase(), "{path}");
    }
    // Without one, mails come back to the sender of all mails.
    let sink = Sink::start(Answer::Take).await;
    let url = sink.url();
    let world = World::with(|config| config.smtp_url = Some(url)).await;
    Scene::new(&world, 1).await.leave(&world).await;
    assert_eq!(sink.senders(), ["ne-pas-repondre@passerelle.example"]);
}

#[tokio::test]
async fn an_unknown_address_is_not_written_to_any_more_and_no_other_is_touched() {
    let (_sink, world, scene, lines) = sent(3).await;
    let (line, path) = &lines[1];
    // Relays may fold the case.
    drop_file(&world, "1", unknown(&path.to_uppercase(), &line.email));
    world.run_jobs().await;
    let after = ledger(&world).await;
    let found: Vec<RecipientState> = after.iter().map(Line::state).collect();
    use RecipientState::{Bounced, Sent};
    assert_eq!(found, [Sent, Bounced, Sent]);
    assert_eq!(after[1].answer, "550 5.1.1 no such box, says the server");
    use SubscriberState::{Active, Suppressed};
    assert_eq!(states(&scene).await, [Active, Suppressed, Active]);
    assert_eq!(
        subscribers(&scene).await[1].ended_words,
        "550 5.1.1 no such box, says the server"
    );
    let delivery = scene.get().await;
    crate::delivery::check_sum(&delivery);
    assert_eq!(n_of(&delivery.reports, ReportKind::Address), 1);
    assert_eq!(delivery.meanings[0].meaning(), AnswerMeaning::UnknownAddress);
    // The next edition does not go there.
    let next = PreviewDeliveryRequest {
        edition_id: edition(&scene.centre.director, &scene.newsletter_id).await,
        segment: None,
        ..Default::default()
    };
    let preview = scene.centre.director.delivery().preview_delivery(next).await;
    assert_eq!(preview.unwrap().into_inner().n_selected, 2);
}

#[tokio::test]
async fn what_is_late_or_arrived_or_an_absence_changes_nothing() {
    let (_sink, world, scene, lines) = sent(3).await;
    let (line, path) = &lines[0];
    drop_file(
        &world,
        "1",
        report(path, &line.email, "delayed", "4.4.1", "connection timed out"),
    );
    let (line, path) = &lines[1];
    drop_file(
        &world,
        "2",
        report(path, &line.email, "relayed", "2.0.0", "250 ok"),
    );
    let (_, path) = &lines[2];
    drop_file(
        &world,
        "3",
        format!(
            "Delivered-To: {path}\nFrom: a2@local.example\nSubject: Absence\nAuto-Submitted: auto-replied\n\n550 5.1.1\n"
        ),
    );
    world.run_jobs().await;
    assert!(
        ledger(&world)
            .await
            .iter()
            .all(|line| line.state() == RecipientState::Sent)
    );
    assert_eq!(states(&scene).await, [SubscriberState::Active; 3]);
    let counts = scene.get().await.reports;
    for kind in [ReportKind::Delayed, ReportKind::Arrived, ReportKind::AutoReply] {
        assert_eq!(n_of(&counts, kind), 1, "{kind:?}");
    }
    assert_eq!(unmatched(&world.animator().await).await.n_unmatched, 0);
}

/// Sends one more edition to all.
async fn send_another(world: &World, scene: &mut Scene) {
    scene.edition_id = edition(&scene.centre.director, &scene.newsletter_id).await;
    scene.leave(world).await;
}

#[tokio::test]
async fn three_mails_in_a_row_that_come_back_are_enough() {
    let (sink, world, mut scene, _) = sent(3).await;
    // All comes back but the second mail to a1, and the first to a2.
    for round in 0..3 {
        if round > 0 {
            world.clock().advance(TimeDelta::hours(1));
            send_another(&world, &mut scene).await;
        }
        let newest = paths(&world, &sink).await;
        for (line, path) in &newest[newest.len() - 3..] {
            let arrives =
                (round == 1 && line.email.starts_with("a1")) || (round == 0 && line.email.starts_with("a2"));
            if !arrives {
                let text = report(path, &line.email, "failed", "5.2.2", "552 5.2.2 over quota");
                // Told twice, by two servers: it is one mail all the same.
                drop_file(&world, &format!("{round}{}", line.email), &text);
                drop_file(
                    &world,
                    &format!("{round}{}bis", line.email),
                    format!("X-Other: 1\n{text}"),
                );
            }
        }
        world.run_jobs().await;
        let now = states(&scene).await;
        let expected = if round == 2 {
            SubscriberState::Suppressed
        } else {
            SubscriberState::Active
        };
        assert_eq!(
            now,
            [expected, SubscriberState::Active, SubscriberState::Active],
            "round {round}"
        );
    }
    let words = &subscribers(&scene).await[0].ended_words;
    assert_eq!(
        words,
        "Les 3 derniers courriels sont revenus. 552 5.2.2 over quota"
    );
    let failed = ledger(&world).await;
    let failed = failed
        .iter()
        .filter(|line| line.state() == RecipientState::Failed);
    assert_eq!(failed.count(), 7);
}

#[tokio::test]
async fn what_came_back_more_than_90_days_ago_does_not_count() {
    let (sink, world, mut scene, _) = sent(1).await;
    for round in 0..3 {
        if round > 0 {
            world.clock().advance(TimeDelta::days(46));
            scene.centre = world.centre("Rives de Loire").await;
            send_another(&world, &mut scene).await;
        }
        let (line, path) = paths(&world, &sink).await.pop().unwrap();
        drop_file(
            &world,
            &round.to_string(),
            report(&path, &line.email, "failed", "4.4.7", "expired"),
        );
        world.run_jobs().await;
    }
    assert_eq!(states(&scene).await, [SubscriberState::Active]);
}

#[tokio::test]
async fn a_complaint_takes_its_author_off() {
    let (_sink, world, scene, lines) = sent(2).await;
    drop_file(&world, "1", complaint(&lines[0].1));
    world.run_jobs().await;
    use SubscriberState::{Active, Left};
    assert_eq!(states(&scene).await, [Left, Active]);
    assert!(subscribers(&scene).await[0].ended_words.starts_with("Plainte"));
    assert_eq!(
        ledger(&world).await[0].state(),
        RecipientState::Sent,
        "the mail did arrive"
    );
    assert_eq!(n_of(&scene.get().await.reports, ReportKind::Complaint), 1);
    let sql = "SELECT COUNT(*) FROM audit WHERE rpc = 'ReportComplaint'";
    assert_eq!(n_rows(&world, sql).await, 1);
}

/// A subscriber who confirmed the address, and got an edition.
async fn confirmed(sink: &Sink, world: &World) -> (Scene, Line, String) {
    let scene = Scene::new(world, 0).await;
    ask(world, "zoe@local.example").await;
    confirm(world, "zoe@local.example").await;
    scene.leave(world).await;
    let (line, path) = paths(world, sink).await.pop().unwrap();
    (scene, line, path)
}

#[tokio::test]
async fn a_report_on_an_earlier_mail_does_not_undo_a_repair() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let (scene, line, path) = confirmed(&sink, &world).await;
    drop_file(&world, "1", unknown(&path, &line.email));
    world.run_jobs().await;
    assert_eq!(states(&scene).await, [SubscriberState::Suppressed]);
    // Its owner reads why, and repairs it.
    world.clock().advance(TimeDelta::minutes(1));
    ask(&world, "zoe@local.example").await;
    let link = crate::subscriber::confirmation(&world, "zoe@local.example").await;
    let query = format!("subscriber={}&signature={}", link.subscriber_id, link.signature);
    let page = world
        .anonymous()
        .get(&format!("/lettre/confirmation?{query}"))
        .await;
    assert!(
        page.text.contains("no such box, says the server"),
        "{}",
        page.text
    );
    confirm(&world, "zoe@local.example").await;
    // Another server tells of the same mail, days later; so does a reader.
    drop_file(
        &world,
        "2",
        format!("X-Other: 1\n{}", unknown(&path, &line.email)),
    );
    drop_file(&world, "3", complaint(&path));
    world.run_jobs().await;
    assert_eq!(states(&scene).await, [SubscriberState::Active]);
    assert_eq!(
        ledger(&world).await[0].state(),
        RecipientState::Bounced,
        "that mail did come back"
    );
    assert_eq!(n_of(&scene.get().await.reports, ReportKind::Address), 2);
}

#[tokio::test]
async fn of_who_had_everything_erased_nothing_is_kept() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let (scene, line, path) = confirmed(&sink, &world).await;
    let words = "4.4.1 zoe@local.example: connection timed out";
    drop_file(&world, "1", report(&path, &line.email, "delayed", "4.4.1", words));
    world.run_jobs().await;
    let sql = "SELECT COUNT(*) FROM bounce_report WHERE words LIKE '%zoe%'";
    assert_eq!(n_rows(&world, sql).await, 1);
    let request = RequestOwnDataRequest {
        slug: scenario::SLUG.to_owned(),
        email: line.email.clone(),
        website: String::new(),
    };
    let nobody = world.anonymous();
    nobody.subscriber().request_own_data(request).await.unwrap();
    let query = query(&world, &line.email, "mes-donnees").await;
    let link = OwnDataLink {
        subscriber_id: query[0].1.clone(),
        until: query[1].1.parse().unwrap(),
        signature: query[2].1.clone(),
    };
    nobody.subscriber().erase_own_data(link).await.unwrap();
    drop_file(
        &world,
        "2",
        report(
            &path,
            &line.email,
            "failed",
            "5.1.1",
            "550 5.1.1 zoe@local.example unknown",
        ),
    );
    world.run_jobs().await;
    assert_eq!(
        n_rows(&world, sql).await,
        0,
        "what was noted before, and what came after"
    );
    let line = &ledger(&world).await[0];
    assert_eq!(
        (line.state(), line.answer.as_str()),
        (RecipientState::Bounced, "")
    );
    assert_eq!(
        subscribers(&scene)
            .await
            .iter()
            .filter(|one| !one.email.is_empty())
            .count(),
        0
    );
}
