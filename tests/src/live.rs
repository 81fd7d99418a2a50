//! The log and its watchers: nothing skipped, nothing told twice, nothing told to others.

mod feed;
mod notification;
mod redis;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use proto::v1::list_activity_request::Scope;
use proto::v1::watch_response::{Message, Resync};
use proto::v1::{
    ActivityKind, CommentContributionRequest, CreateProgrammeRequest, EndSessionRequest, Event,
    InviteCoAuthorRequest, ListActivityRequest, ListSessionsRequest, ProposeStreamRequest, Reason,
    WatchRequest, WatchResponse,
};
use sea_orm::ConnectionTrait as _;
use server::app::App;
use tonic::{Code, Streaming};

use crate::scenario::{self, YEAR};
use crate::world::{Actor, World, reason};

/// Nothing here takes longer, unless it never comes.
const PATIENCE: Duration = Duration::from_secs(10);

/// A stream, read with a limit in time.
pub(crate) struct Watching(Streaming<WatchResponse>);

impl Watching {
    async fn after(actor: &Actor, after: i64) -> Self {
        let request = WatchRequest { after };
        Self(actor.live().watch(request).await.unwrap().into_inner())
    }

    /// A stream of what comes from now on, and where it starts.
    pub(crate) async fn from_now(actor: &Actor) -> (Self, i64) {
        let mut watching = Self::after(actor, 0).await;
        match watching.next().await {
            Message::Ready(ready) => (watching, ready.position),
            other => panic!("{other:?} before Ready"),
        }
    }

    async fn try_next(&mut self) -> Result<Option<WatchResponse>, tonic::Status> {
        let message = tokio::time::timeout(PATIENCE, self.0.message()).await;
        message.expect("nothing came")
    }

    async fn next(&mut self) -> Message {
        let message = self.try_next().await.unwrap();
        message.expect("the stream ended").message.unwrap()
    }

    /// The next event; heartbeats are passed over.
    pub(crate) async fn event(&mut self) -> (i64, Vec<String>) {
        loop {
            match self.next().await {
                Message::Event(event) => return (event.position, event.topics),
                Message::Heartbeat(_) => {}
                other => panic!("{other:?} instead of an event"),
            }
        }
    }
}

async fn propose(director: &Actor, title: &str) {
    let request = ProposeStreamRequest {
        year: YEAR,
        title: title.to_owned(),
        theme: "Renouvellement urbain".to_owned(),
        purpose: "Partager.".to_owned(),
    };
    director.programme().propose_stream(request).await.unwrap();
}

/// Writes lines of the log that say nothing, as a busy year does.
async fn fill(app: &App, n_rows: i64) {
    let tx = app.db.begin().await.unwrap();
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n_rows}) \
         INSERT INTO activity (position, at, kind, subject, person_name, actor_organisation_name, object, path, on_behalf_of) \
         SELECT c.position + n.i, '2027-03-15T09:00:00+00:00', 13, 1, '', '', 'x', '/', '' FROM n, activity_counter c"
    );
    tx.execute_unprepared(&sql).await.unwrap();
    let sql = format!("UPDATE activity_counter SET position = position + {n_rows}");
    tx.execute_unprepared(&sql).await.unwrap();
    tx.commit().await.unwrap();
    app.live.wake();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_position_is_skipped_by_ten_writers_at_once() {
    const WRITERS: i64 = 10;
    const ACTS: i64 = 12;
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 0).await;
    let centre = world.centre("Rives de Loire").await;
    let (mut here, start) = Watching::from_now(&animator).await;
    let replica = world.replica().await;

    let writers = (0..WRITERS).map(|writer| {
        let director = centre.director.clone();
        tokio::spawn(async move {
            for act in 0..ACTS {
                propose(&director, &format!("Proposition {writer}-{act}")).await;
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    for expected in start + 1..=start + WRITERS * ACTS {
        assert_eq!(here.event().await.0, expected);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    // And those who come later read the same log.
    let mut later = Watching::after(&animator, start).await;
    assert!(matches!(later.next().await, Message::Ready(ready) if ready.position == start));
    for expected in start + 1..=start + WRITERS * ACTS {
        assert_eq!(later.event().await.0, expected);
    }
    drop(replica);
}

#[tokio::test]
async fn after_a_cut_what_was_missed_comes_once_in_order_then_what_is_new() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 0).await;
    let centre = world.centre("Rives de Loire").await;
    let (mut first, _) = Watching::from_now(&centre.director).await;
    propose(&centre.director, "Une").await;
    let (seen, topics) = first.event().await;
    assert!(topics.contains(&"activity".to_owned()), "{topics:?}");
    assert!(topics.contains(&format!("programme:{YEAR}")), "{topics:?}");
    drop(first);

    for title in ["Deux", "Trois", "Quatre"] {
        propose(&centre.director, title).await;
    }
    let mut second = Watching::after(&centre.director, seen).await;
    assert!(matches!(second.next().await, Message::Ready(ready) if ready.position == seen));
    propose(&centre.director, "Cinq").await;
    for expected in seen + 1..=seen + 4 {
        assert_eq!(second.event().await.0, expected);
    }
    // Nothing is left.
    let nothing = tokio::time::timeout(Duration::from_millis(300), second.0.message()).await;
    assert!(nothing.is_err(), "{nothing:?}");
}

#[tokio::test]
async fn what_concerns_one_centre_is_told_to_it_and_to_the_animator_only() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let ours = world.centre("Rives de Loire").await;
    let [other] = world.other_centres(std::slice::from_ref(&ours.director)).await;
    let (mut at_home, start) = Watching::from_now(&ours.director).await;
    let (mut elsewhere, _) = Watching::from_now(&other.director).await;
    let (mut above, _) = Watching::from_now(&animator).await;

    let draft = scenario::draft(&ours, &streams[0], "Une fiche", "Un texte.").await;
    // What everyone may see ends the story for all.
    scenario::engage(&other, &streams[0]).await;

    let topic = format!("contribution:{}", draft.id);
    let end = format!("organisation:{}", other.id);
    let mut told = Vec::new();
    for watching in [&mut at_home, &mut elsewhere, &mut above] {
        let mut topics = BTreeSet::new();
        let mut last = start;
        while !topics.contains(&end) {
            let (position, more) = watching.event().await;
            assert!(position > last, "{position} after {last}");
            last = position;
            topics.extend(more);
        }
        told.push(topics.contains(&topic));
    }
    assert_eq!(told, [true, false, true]);

    for (actor, is_told) in [
        (&ours.director, true),
        (&other.director, false),
        (&animator, true),
    ] {
        let request = ListActivityRequest {
            scope: Scope::All as i32,
            limit: 100,
            ..Default::default()
        };
        let feed = actor.live().list_activity(request).await.unwrap().into_inner();
        let has_it = feed
            .activities
            .iter()
            .any(|activity| activity.kind() == ActivityKind::ContributionCreated);
        assert_eq!(has_it, is_told, "{}", actor.me.name);
    }
}

#[tokio::test]
async fn a_session_that_ended_stops_watching() {
    let world = World::new().await;
    world.app.live.set_heartbeat(Duration::from_millis(100));
    let director = world.centre("Rives de Loire").await.director;
    let (mut watching, position) = Watching::from_now(&director).await;
    let heartbeat = watching.next().await;
    assert!(
        matches!(heartbeat, Message::Heartbeat(beat) if beat.position == position),
        "{heartbeat:?}"
    );

    let sessions = director.account().list_sessions(ListSessionsRequest {}).await;
    let sessions = sessions.unwrap().into_inner().sessions;
    let current = sessions.into_iter().find(|session| session.is_current).unwrap();
    let end = EndSessionRequest { id: current.id };
    director.account().end_session(end).await.unwrap();
    let refused = loop {
        match watching.try_next().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the stream ended without a word"),
            Err(status) => break status,
        }
    };
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert_eq!(reason(&refused), Reason::SignInFirst);
    assert!(watching.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_watcher_that_is_too_slow_is_told_to_read_again() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 0).await;
    let centre = world.centre("Rives de Loire").await;
    let (mut slow, start) = Watching::from_now(&animator).await;
    let (mut quick, _) = Watching::from_now(&centre.director).await;
    fill(&world.app, 900).await;
    // The quick one reads until it is told of the last row, or is told to read again: then the slow one is late.
    let end = start + 900;
    loop {
        match quick.next().await {
            Message::Event(event) if event.position < end => {}
            _ => break,
        }
    }
    loop {
        match slow.next().await {
            Message::Event(event) => assert!(event.position < end, "nothing was dropped"),
            Message::Resync(resync) => {
                assert_eq!(resync.position, end);
                break;
            }
            Message::Heartbeat(_) => {}
            other @ Message::Ready(_) => panic!("{other:?}"),
        }
    }
    // It goes on from there; told again to read again, if what it was late for was still under way.
    propose(&centre.director, "Suite").await;
    let (Message::Event(Event { position, .. }) | Message::Resync(Resync { position })) = slow.next().await
    else {
        panic!("neither an event nor a resync");
    };
    assert_eq!(position, end + 1);
}

#[tokio::test]
async fn a_gap_of_more_than_a_thousand_rows_is_read_again_at_once() {
    let world = World::new().await;
    let animator = world.animator().await;
    let (_, start) = Watching::from_now(&animator).await;
    fill(&world.app, 1_000).await;
    let mut long = Watching::after(&animator, start.max(1)).await;
    assert!(matches!(long.next().await, Message::Ready(_)));
    let first = long.event().await.0;
    fill(&world.app, 1_000).await;
    let mut longer = Watching::after(&animator, first - 1).await;
    assert!(matches!(longer.next().await, Message::Ready(_)));
    let resync = longer.next().await;
    assert!(
        matches!(resync, Message::Resync(resync) if resync.position == start + 2_000),
        "{resync:?}"
    );
    // A position that never was (a database restored from a backup).
    let mut beyond = Watching::after(&animator, start + 5_000).await;
    assert!(matches!(beyond.next().await, Message::Ready(ready) if ready.position == start + 2_000));
    assert!(matches!(beyond.next().await, Message::Resync(_)));
    let refused = animator
        .live()
        .watch(WatchRequest { after: -1 })
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn an_act_in_one_process_is_seen_in_another() {
    let world = World::new().await;
    let animator = world.animator().await;
    let replica = world.replica().await;
    let (mut watching, _) = Watching::from_now(&animator.on(&replica)).await;
    let started = Instant::now();
    let create = CreateProgrammeRequest {
        year: YEAR,
        from_previous_year: false,
    };
    animator.programme().create_programme(create).await.unwrap();
    watching.event().await;
    // By the bus within a second; without one, by looking every two seconds.
    let limit = if world.app.live.redis().is_some() {
        1_000
    } else {
        4_000
    };
    assert!(
        started.elapsed() < Duration::from_millis(limit),
        "{:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn streams_end_with_the_server() {
    let world = World::new().await;
    let animator = world.animator().await;
    let (mut watching, _) = Watching::from_now(&animator).await;
    world.shut_down();
    while watching.try_next().await.unwrap().is_some() {}
}

#[tokio::test]
async fn those_who_write_together_see_each_others_acts_and_nobody_else_does() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let (author, invited) = (world.centre("Rives de Loire").await, world.centre("Guyane").await);
    let [stranger] = world
        .other_centres(&[author.director.clone(), invited.director.clone()])
        .await;
    let draft = scenario::draft(&author, &streams[0], "Une note", "Texte").await;
    let (mut there, _) = Watching::from_now(&invited.director).await;
    let (mut elsewhere, _) = Watching::from_now(&stranger.director).await;
    let invite = InviteCoAuthorRequest {
        id: draft.id.clone(),
        organisation_id: invited.id.clone(),
    };
    author.team.contribution().invite_co_author(invite).await.unwrap();
    let comment = CommentContributionRequest {
        id: draft.id.clone(),
        text: "À relire ensemble.".to_owned(),
        ..Default::default()
    };
    author
        .team
        .contribution()
        .comment_contribution(comment)
        .await
        .unwrap();
    let topic = format!("contribution:{}", draft.id);
    let (first, topics) = there.event().await;
    assert!(topics.contains(&topic), "{topics:?}");
    let (second, topics) = there.event().await;
    assert!(topics.contains(&topic) && second > first, "{topics:?}");
    // What everyone is told of comes to the stranger first: nothing was told in between.
    scenario::engage(&stranger, &streams[0]).await;
    let (position, topics) = elsewhere.event().await;
    assert!(
        position > second && !topics.contains(&topic),
        "{position} {topics:?}"
    );
}
