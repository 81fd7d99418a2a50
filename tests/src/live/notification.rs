//! Mails about what moved: as each person chose, at the person's hour, once.

use chrono::TimeDelta;
use proto::v1::{
    ActivityKind, Delivery, EngageRequest, ListActivityRequest, Preferences, UpdatePreferencesRequest,
};
use sea_orm::ConnectionTrait as _;

use crate::mail::{Row, outbox};
use crate::world::{Actor, World};
use crate::{bulletin, scenario};

/// Nothing but what `change` says, in a zone.
async fn choose(actor: &Actor, zone: &str, change: impl FnOnce(&mut Preferences)) {
    let none = Delivery::None as i32;
    let mut preferences = Preferences {
        zone: zone.to_owned(),
        programme: none,
        call: none,
        engagement: none,
        contribution: none,
        network: none,
        solicitation: none,
        meeting: none,
        bulletin: none,
    };
    change(&mut preferences);
    let request = UpdatePreferencesRequest {
        preferences: Some(preferences),
    };
    actor.account().update_preferences(request).await.unwrap();
}

async fn mails_to(world: &World, actor: &Actor) -> Vec<Row> {
    let mut rows = outbox(&world.app).await;
    rows.retain(|row| row.to == actor.me.email);
    rows
}

#[tokio::test]
async fn told_at_once_of_the_own_centre_and_never_of_the_own_act() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let ours = world.centre("Rives de Loire").await;
    let [other] = world.other_centres(std::slice::from_ref(&ours.director)).await;
    let at_once = |preferences: &mut Preferences| preferences.engagement = Delivery::AtOnce as i32;
    for actor in [&ours.director, &ours.team, &animator] {
        choose(actor, "Europe/Paris", at_once).await;
    }
    world.run_jobs().await;
    scenario::engage(&ours, &streams[0]).await;
    scenario::engage(&other, &streams[0]).await;
    world.run_jobs().await;

    assert_eq!(mails_to(&world, &ours.director).await, []);
    let told = mails_to(&world, &ours.team).await;
    let [one] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(
        one.subject,
        "Rives de Loire a rejoint le chantier\u{a0}: Chantier 1"
    );
    let link = format!("\n\nhttp://127.0.0.1:8080/work-stream/{}\n\n", streams[0].id);
    assert!(one.text.contains(&link), "{}", one.text);
    assert!(one.text.contains("http://127.0.0.1:8080/account"), "{}", one.text);
    // The animator is told of all centres, and in one mail of what came together.
    let told = mails_to(&world, &animator).await;
    let [both] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(both.subject, "2 nouveautés sur Passerelle");
    for name in ["Rives de Loire", &other.organisation.short_name] {
        let line = format!("- {name} a rejoint le chantier\u{a0}: Chantier 1\n");
        assert!(both.text.contains(&line), "{}", both.text);
    }
    // Told once.
    world.run_jobs().await;
    assert_eq!(mails_to(&world, &animator).await.len(), 1);
}

#[tokio::test]
async fn the_digest_comes_at_eight_in_the_persons_zone_when_there_is_news() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let daily = |preferences: &mut Preferences| preferences.programme = Delivery::Daily as i32;
    choose(&centre.director, "Europe/Paris", daily).await;
    choose(&centre.team, "Indian/Reunion", daily).await;
    choose(&animator, "Europe/Paris", |_| {}).await;
    scenario::draft_programme(&animator, 2).await;
    world.run_jobs().await;
    let n_digests = || async {
        let in_paris = mails_to(&world, &centre.director).await.len();
        (in_paris, mails_to(&world, &centre.team).await.len())
    };
    assert_eq!(n_digests().await, (0, 0));

    // Monday 10:00 in Paris; 13:00 in Saint-Denis. Then, hour by hour, to Thursday.
    let expected = [
        (18, (0, 0)),
        (1, (0, 1)),
        (2, (0, 1)),
        (1, (1, 1)),
        (23, (1, 1)),
        (3, (1, 1)),
    ];
    for (hours, count) in expected {
        world.clock().advance(TimeDelta::hours(hours));
        world.run_jobs().await;
        assert_eq!(n_digests().await, count, "at {}", world.clock().now());
    }
    let digest = mails_to(&world, &centre.director).await.remove(0);
    assert_eq!(digest.subject, "Votre résumé du jour\u{a0}: 3 nouveautés");
    assert!(
        digest
            .text
            .contains("a ajouté un chantier au programme\u{a0}: Chantier 2"),
        "{}",
        digest.text
    );
    assert_eq!(mails_to(&world, &animator).await, [], "nothing is wanted");
}

#[tokio::test]
async fn after_an_outage_the_digest_comes_late_and_once_whatever_the_replicas() {
    let world = World::new().await;
    let animator = world.animator().await;
    let director = world.centre("Rives de Loire").await.director;
    let daily = |preferences: &mut Preferences| preferences.programme = Delivery::Daily as i32;
    choose(&director, "Europe/Paris", daily).await;
    world.run_jobs().await;
    scenario::draft_programme(&animator, 1).await;
    // Nothing runs for three days, then everything at once.
    world.clock().advance(TimeDelta::hours(3 * 24 + 5));
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
    let digests = mails_to(&world, &director).await;
    assert_eq!(digests.len(), 1, "{digests:?}");
}

/// What the animator entered by telephone is told as the act of the centre, of each centre.
#[tokio::test]
async fn an_act_by_telephone_is_told_of_the_centre() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let [one, other] = [world.centre("Guyane").await, world.centre("Mayotte").await];
    let at_once = |preferences: &mut Preferences| preferences.engagement = Delivery::AtOnce as i32;
    choose(&one.director, "Europe/Paris", at_once).await;
    world.run_jobs().await;
    for centre in [&one, &other] {
        let request = EngageRequest {
            work_stream_id: streams[0].id.clone(),
            organisation_id: centre.id.clone(),
        };
        animator.programme().engage(request).await.unwrap();
    }
    world.run_jobs().await;
    let told = mails_to(&world, &one.director).await;
    let subjects: Vec<&str> = told.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(
        subjects,
        ["Guyane a rejoint le chantier\u{a0}: Chantier 1 (saisi par CGET)"]
    );
    let feed = animator
        .live()
        .list_activity(ListActivityRequest::default())
        .await;
    let feed = feed.unwrap().into_inner().activities;
    let centres: Vec<&str> = feed[..2].iter().map(|line| line.on_behalf_of.as_str()).collect();
    assert_eq!(centres, ["Mayotte", "Guyane"], "one line for each");
}

/// After an outage in the middle of a session, the notes that were saved meanwhile push no news out.
#[tokio::test]
async fn what_is_never_told_hides_no_news() {
    let world = World::new().await;
    let animator = world.animator().await;
    let director = world.centre("Rives de Loire").await.director;
    let daily = |preferences: &mut Preferences| preferences.programme = Delivery::Daily as i32;
    choose(&director, "Europe/Paris", daily).await;
    world.run_jobs().await;
    scenario::draft_programme(&animator, 1).await;
    let columns = "at, subject, person_id, person_name, actor_organisation_id, actor_organisation_name, object, \
        path, is_restricted, year, work_stream_id, contribution_id, organisation_id, on_behalf_of, topic";
    let kind = ActivityKind::NoteSaved as i32;
    let tx = world.app.db.begin().await.unwrap();
    for n in 1..=2_500 {
        let sql = format!(
            "INSERT INTO activity (position, kind, {columns}) SELECT position + {n}, {kind}, {columns} FROM \
             activity WHERE position = (SELECT position FROM activity_counter WHERE id = 1)"
        );
        tx.execute_unprepared(&sql).await.unwrap();
    }
    let sql = "UPDATE activity_counter SET position = position + 2500";
    tx.execute_unprepared(sql).await.unwrap();
    tx.commit().await.unwrap();
    world.clock().advance(TimeDelta::days(1));
    world.run_jobs().await;
    let digest = mails_to(&world, &director).await.remove(0);
    assert_eq!(digest.subject, "Votre résumé du jour\u{a0}: 2 nouveautés");
}

#[tokio::test]
async fn the_details_leave_the_log_a_day_after_the_last_digest_told_them() {
    let world = World::new().await;
    let anru = world.anru().await;
    bulletin::published(&anru, bulletin::content("Règlement")).await;
    let kind = ActivityKind::BulletinPublished as i32;
    let db = world.app.db.read();
    let n_detailed = async || {
        world.run_jobs().await;
        let sql = format!("SELECT COUNT(*) AS n FROM activity WHERE kind = {kind} AND details <> ''");
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get::<i64>("", "n").unwrap()
    };
    for (hours, expected) in [(0, 1), (47, 1), (2, 0)] {
        world.clock().advance(TimeDelta::hours(hours));
        assert_eq!(n_detailed().await, expected, "at {}", world.clock().now());
    }
}
