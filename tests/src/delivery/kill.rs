//! The program is killed again and again while an edition leaves: nobody is skipped, nobody gets it twice but by a
//! person's decision, and the ledger says what the mail server got.
//!
//! `PASSERELLE_KILL=10000x20` asks for ten thousand recipients and twenty deaths; without it, fewer recipients.

use std::collections::BTreeMap;
use std::time::Duration;

use proto::v1::*;
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use super::receiver::{Receiver, Temper, temper};
use super::{Line, Scene, check_sum, ledger};
use crate::crash::{Running, now};
use crate::world::World;

#[expect(clippy::disallowed_methods, reason = "the test run may ask for more")]
fn size() -> (usize, usize) {
    let asked = std::env::var("PASSERELLE_KILL").ok();
    let asked = asked.as_deref().and_then(|text| text.split_once('x'));
    asked.map_or((600, 20), |(n, kills)| {
        (n.parse().unwrap(), kills.parse().unwrap())
    })
}

/// 0 to `n` - 1.
fn dice(n: usize) -> usize {
    // The end of an identifier is random.
    usize::try_from((Uuid::now_v7().as_u128() & 0xffff_ffff) % n as u128).unwrap()
}

async fn execute(world: &World, sql: &str) {
    let db = world.app.db.writer();
    db.execute_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
}

/// The edition may leave now: as if it had been scheduled ten minutes ago.
async fn begin(world: &World, scene: &Scene) {
    world.clock().set(now());
    scene.schedule().await;
    execute(world, "UPDATE delivery SET starts_at = created_at").await;
}

/// What waits for minutes is due now, and what a dead worker held is nobody's: as if the time had passed.
async fn let_time_pass(world: &World, is_dead: bool) {
    execute(world, "UPDATE delivery_recipient SET next_at = (SELECT created_at FROM delivery) WHERE state = 1 AND attempts > 0").await;
    if is_dead {
        execute(
            world,
            "UPDATE delivery_recipient SET lease_until = (SELECT created_at FROM delivery) WHERE state = 2",
        )
        .await;
    }
}

async fn until_done(world: &World, scene: &Scene) -> EditionDelivery {
    for _ in 0..1200 {
        let delivery = scene.get().await;
        check_sum(&delivery);
        if delivery.state() == DeliveryState::Done {
            return delivery;
        }
        let_time_pass(world, false).await;
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("not done: {:?}", scene.get().await);
}

/// The ledger and the mail server agree on each recipient. Answers how many are uncertain.
fn compare(lines: &[Line], texts: &BTreeMap<String, u32>, is_kind: bool) -> usize {
    for line in lines {
        let n = texts.get(&line.email).copied().unwrap_or_default();
        let most = if line.resent_at.is_some() { 2 } else { 1 };
        assert!(n <= most, "{n} texts for {line:?}");
        let temper = temper(&line.email, is_kind);
        match line.state() {
            RecipientState::Sent => assert!(n >= 1, "skipped: {line:?}"),
            RecipientState::Uncertain => {}
            RecipientState::Bounced => assert_eq!((temper, n), (Temper::Unknown, 0), "{line:?}"),
            RecipientState::Failed => assert_eq!((temper, n), (Temper::Rejects, 0), "{line:?}"),
            state => panic!("{state:?} at the end: {line:?}"),
        }
    }
    let known: std::collections::BTreeSet<&String> = lines.iter().map(|line| &line.email).collect();
    assert!(
        texts.keys().all(|email| known.contains(email)),
        "nobody else was written to"
    );
    lines
        .iter()
        .filter(|line| line.state() == RecipientState::Uncertain)
        .count()
}

/// Everybody has one line.
async fn check_ledger(world: &World, n: usize) -> Vec<Line> {
    let lines = ledger(world).await;
    let people: std::collections::BTreeSet<Uuid> = lines.iter().map(|line| line.subscriber_id).collect();
    assert_eq!((lines.len(), people.len()), (n, n));
    lines
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_it_skips_nobody_and_doubles_nobody() {
    let (n, n_kills) = size();
    let world = World::new().await;
    let scene = Scene::new(&world, n).await;
    let receiver = Receiver::start(false).await;
    begin(&world, &scene).await;
    let mut n_dead = 0;
    while n_dead < n_kills {
        let running = Running::start_with(&world, &receiver.url());
        // Somewhere in its part of the mails, or as soon as nothing is left; sometimes before the first.
        let before = receiver.n_texts();
        let goal = before + dice(2 * n / (n_kills + 1) + 1) as u64;
        for _ in 0..400 {
            if receiver.n_texts() >= goal && receiver.n_texts() > before || dice(400) == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_micros(dice(5000) as u64)).await;
        running.kill();
        n_dead += 1;
        let_time_pass(&world, true).await;
    }
    let last = Running::start_with(&world, &receiver.url());
    until_done(&world, &scene).await;
    let lines = check_ledger(&world, n).await;
    let n_uncertain = compare(&lines, &receiver.texts(), false);
    let n_lost = lines
        .iter()
        .filter(|line| {
            line.state() == RecipientState::Uncertain && !receiver.texts().contains_key(&line.email)
        })
        .count();
    println!(
        "{n} recipients, {n_dead} deaths: {n_uncertain} uncertain, of which {n_lost} got nothing; skipped 0, doubled 0"
    );
    assert!(n_uncertain <= n_dead * 4 * 25 + n / 50, "{n_uncertain}");
    // Somebody decides, as often as it takes: now everyone has it, and only the uncertain may have it twice. One that was
    // lost before the server heard of it may meet a server that hangs up, and is uncertain once more.
    let mut n_left = n_uncertain;
    for _ in 0..5 {
        if n_left == 0 {
            break;
        }
        let mut client = scene.centre.director.delivery();
        client.resend_uncertain(scene.request()).await.unwrap();
        until_done(&world, &scene).await;
        n_left = compare(&check_ledger(&world, n).await, &receiver.texts(), false);
    }
    assert_eq!(n_left, 0);
    last.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_send_the_same_edition_and_nobody_has_it_twice() {
    let n = 500;
    let world = World::new().await;
    let scene = Scene::new(&world, n).await;
    let receiver = Receiver::start(true).await;
    begin(&world, &scene).await;
    let both = [
        Running::start_with(&world, &receiver.url()),
        Running::start_with(&world, &receiver.url()),
    ];
    until_done(&world, &scene).await;
    both.into_iter().for_each(Running::kill);
    let lines = check_ledger(&world, n).await;
    assert_eq!(compare(&lines, &receiver.texts(), true), 0);
    assert!(lines.iter().all(|line| line.attempts == 1));
    assert_eq!(receiver.n_texts(), n as u64);
}
