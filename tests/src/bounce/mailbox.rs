//! The mailbox: each file is noted once and moved, whoever reads it and whatever it holds.

use std::sync::Arc;

use chrono::TimeDelta;
use proto::v1::*;

use super::*;

#[tokio::test]
async fn a_file_is_noted_then_moved_and_not_counted_twice() {
    let (_sink, world, scene, lines) = sent(1).await;
    let text = unknown(&lines[0].1, &lines[0].0.email);
    drop_file(&world, "1700000000.M1.mx", &text);
    world.run_jobs().await;
    assert_eq!(files(&world, "new"), [""; 0]);
    assert_eq!(files(&world, "cur"), ["1700000000.M1.mx:2,S"]);
    // As after a crash between the commit and the move.
    drop_file(&world, "1700000000.M1.mx", &text);
    world.run_jobs().await;
    assert_eq!(files(&world, "new"), [""; 0]);
    assert_eq!(n_of(&scene.get().await.reports, ReportKind::Address), 1);
}

#[tokio::test]
async fn two_replicas_read_the_same_box() {
    let (_sink, world, scene, lines) = sent(20).await;
    for (number, (line, path)) in lines.iter().enumerate() {
        drop_file(&world, &format!("{number:02}"), unknown(path, &line.email));
    }
    let other = world.replica().await;
    let apps = [
        Arc::clone(&world.app),
        Arc::clone(&other),
        Arc::clone(&world.app),
        other,
    ];
    let readers: Vec<_> = apps
        .into_iter()
        .map(|app| tokio::spawn(async move { app.run_jobs().await.unwrap() }))
        .collect();
    for reader in readers {
        reader.await.unwrap();
    }
    world.run_jobs().await;
    assert_eq!(files(&world, "new"), [""; 0]);
    assert_eq!(files(&world, "cur").len(), 20);
    assert_eq!(n_rows(&world, "SELECT COUNT(*) FROM bounce_report").await, 20);
    assert_eq!(states(&scene).await, [SubscriberState::Suppressed; 20]);
}

#[tokio::test]
async fn what_finds_no_mail_is_kept_and_shown_without_addresses() {
    let (_sink, world, scene, lines) = sent(1).await;
    let (line, path) = &lines[0];
    let (start, end) = path.split_once('.').unwrap();
    let digit = if end.starts_with('0') { '1' } else { '0' };
    let forged = format!("{start}.{digit}{}", &end[1..]);
    // A Message-ID proves nothing: it is in every copy of the mail.
    let without = unknown("autre@passerelle.example", &line.email).replace(
        "Auto-Submitted",
        &format!("In-Reply-To: <{}@local.example>\nAuto-Submitted", line.id),
    );
    drop_file(&world, "1", unknown(&forged, &line.email));
    drop_file(&world, "2", without);
    drop_file(
        &world,
        "3",
        format!(
            "Delivered-To: {path}\nFrom: zoe@local.example\nSubject: Pour zoe@local.example\n\nMerci\0 !\n"
        ),
    );
    drop_file(&world, "4", b"\0\xff\xfe");
    drop_file(&world, "5", b"");
    world.run_jobs().await;
    assert_eq!(files(&world, "new"), [""; 0], "none is looped over");
    assert_eq!(states(&scene).await, [SubscriberState::Active]);
    assert_eq!(ledger(&world).await[0].state(), RecipientState::Sent);
    assert_eq!(scene.get().await.reports, []);
    let animator = world.animator().await;
    let told = unmatched(&animator).await;
    let mut causes: Vec<UnmatchedCause> = told.reports.iter().map(UnmatchedReport::cause).collect();
    causes.sort_unstable();
    use UnmatchedCause as C;
    assert_eq!(
        causes,
        [
            C::NoReturnPath,
            C::BadSignature,
            C::NoReport,
            C::Unreadable,
            C::Unreadable
        ]
    );
    assert_eq!(told.n_unmatched, 5);
    let page = animator.get("/bounce").await;
    assert_eq!(page.status, 200);
    for words in [
        "La signature de l’adresse de retour",
        "Pour …@local.example",
        "Il ne peut pas être lu.",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(
        !page.text.contains("zoe@") && !page.text.contains("Merci") && !page.text.contains("a0@"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_mail_that_is_not_known_here_is_told_as_such() {
    let (_sink, world, _scene, lines) = sent(1).await;
    execute(&world, "DELETE FROM delivery_recipient").await;
    drop_file(&world, "1", unknown(&lines[0].1, "a0@local.example"));
    world.run_jobs().await;
    let told = unmatched(&world.animator().await).await;
    assert_eq!(told.reports[0].cause(), UnmatchedCause::UnknownMail);
}

#[tokio::test]
async fn a_report_that_comes_before_the_ledger_is_written_waits() {
    let (_sink, world, scene, lines) = sent(1).await;
    drop_file(&world, "1", unknown(&lines[0].1, &lines[0].0.email));
    // Still being handed over: the outcome is not written yet.
    execute(&world, "UPDATE delivery_recipient SET state = 2").await;
    world.app.run_jobs().await.unwrap();
    assert_eq!(files(&world, "new"), ["1"]);
    assert_eq!(n_rows(&world, "SELECT COUNT(*) FROM bounce_report").await, 0);
    execute(&world, "UPDATE delivery_recipient SET state = 3").await;
    world.run_jobs().await;
    assert_eq!(states(&scene).await, [SubscriberState::Suppressed]);
}

#[tokio::test]
async fn what_is_no_file_is_left_alone_and_a_long_one_is_read_at_its_beginning() {
    let (_sink, world, scene, lines) = sent(1).await;
    std::fs::create_dir(maildir(&world).join("new/folder")).unwrap();
    drop_file(&world, ".hidden", "x");
    let text = unknown(&lines[0].1, &lines[0].0.email);
    let long = text.replace(
        "--b1--\n",
        &format!(
            "--b1\nContent-Type: message/rfc822\n\nSubject: x\n\n{}",
            "x\n".repeat(1_500_000)
        ),
    );
    drop_file(&world, "1", long);
    world.run_jobs().await;
    assert_eq!(files(&world, "new"), [".hidden", "folder"]);
    assert_eq!(states(&scene).await, [SubscriberState::Suppressed]);
}

#[tokio::test]
async fn a_box_that_is_not_there_yet_stops_nothing() {
    let sink = Sink::start(Answer::Take).await;
    let world = World::with(|config| configure(config, &sink)).await;
    world.run_jobs().await;
    let animator = world.animator().await;
    let told = unmatched(&animator).await;
    assert_eq!(told.mailbox(), SourceState::Missing);
    assert_eq!(
        (told.return_path(), told.webhook()),
        (SourceState::On, SourceState::Off)
    );
}

#[tokio::test]
async fn reports_are_kept_for_90_days() {
    let (_sink, world, _scene, lines) = sent(1).await;
    drop_file(&world, "1", unknown(&lines[0].1, &lines[0].0.email));
    drop_file(&world, "2", "From: x@x.example\n\nx\n");
    world.run_jobs().await;
    world.clock().advance(TimeDelta::days(90));
    world.app.run_jobs().await.unwrap();
    assert_eq!(n_rows(&world, "SELECT COUNT(*) FROM bounce_report").await, 2);
    world.clock().advance(TimeDelta::seconds(1));
    world.app.run_jobs().await.unwrap();
    assert_eq!(n_rows(&world, "SELECT COUNT(*) FROM bounce_report").await, 0);
    assert_eq!(
        ledger(&world).await[0].state(),
        RecipientState::Bounced,
        "the ledger stays"
    );
}
