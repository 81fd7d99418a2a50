//! A secret vote: what is shown, and what the database holds.

use std::collections::BTreeMap;

use sea_orm::DbBackend;

use super::*;

const CENTRES: [&str; 6] = [
    "Rives de Loire",
    "Monts et Vallées",
    "Deux Fleuves",
    "Guyane",
    "Martinique",
    "Plaine du Nord",
];

/// A secret vote on a list, with labels that occur nowhere else.
async fn secret_vote(animator: &Actor, meeting: &Meeting) -> Vote {
    let request = CreateVoteRequest {
        is_secret: true,
        options: vec!["zxq-un".to_owned(), "zxq-deux".to_owned()],
        ..question(meeting, "Choisir en secret")
    };
    create(animator, request).await
}

async fn query(world: &World, sql: &str) -> Vec<sea_orm::QueryResult> {
    let db = world.app.db.read();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement).await.unwrap()
}

async fn texts(world: &World, sql: &str) -> Vec<String> {
    let rows = query(world, sql).await;
    rows.iter()
        .map(|row| row.try_get_by_index::<String>(0).unwrap())
        .collect()
}

/// Every row of every table as a text.
async fn dump(world: &World) -> BTreeMap<String, Vec<String>> {
    let is_sqlite = world.app.db.read().get_database_backend() == DbBackend::Sqlite;
    let tables = if is_sqlite {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    } else {
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
    };
    let mut all = BTreeMap::new();
    for table in texts(world, tables).await {
        let sql = if is_sqlite {
            let columns = texts(world, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let columns: Vec<String> = columns
                .iter()
                .map(|column| format!("COALESCE(CASE typeof(\"{column}\") WHEN 'blob' THEN hex(\"{column}\") ELSE \"{column}\" END, '')"))
                .collect();
            format!("SELECT {} FROM \"{table}\"", columns.join(" || '|' || "))
        } else {
            format!("SELECT t::text FROM \"{table}\" t")
        };
        let mut rows = texts(world, &sql).await;
        rows.sort();
        all.insert(table, rows);
    }
    all
}

#[tokio::test]
async fn the_results_are_known_when_it_is_closed() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    let vote = secret_vote(&animator, &meeting).await;
    for (index, name) in (0..).zip(CENTRES) {
        let director = world.centre(name).await.director;
        cast(&director, &vote, 1 + i32::from(index > 3)).await.unwrap();
        let refused = cast(&director, &vote, 1).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::AlreadyVoted);
        for actor in [&director, &animator] {
            let seen = see(actor, &vote).await;
            assert_eq!((seen.has_figures, figures(&seen)), (false, vec![0, 0, 0]));
            assert_eq!(seen.n_cast, index + 1, "how many voted is known");
            let told = seen.voices.iter().any(|one| !one.chosen.is_empty());
            assert!(!told, "{seen:?}");
            let page = actor.get(&format!("/decision/vote/{}", vote.id)).await;
            assert!(page.text.contains("les résultats seront connus à la clôture"));
        }
    }
    let closed = close(&animator, &vote).await;
    assert_eq!((figures(&closed), closed.chosen), (vec![4, 2, 0], 1));
    let voted: Vec<&str> = closed
        .voices
        .iter()
        .filter(|one| one.has_voted)
        .map(|one| one.organisation_name.as_str())
        .collect();
    assert_eq!(voted.len(), 6, "who voted is a list apart: {voted:?}");
    assert!(closed.voices.iter().all(|one| one.chosen.is_empty()));
}

/// What a ballot leaves behind, everywhere: one more name in a list, one more in a count, and two lines that say
/// that somebody voted.
#[tokio::test]
async fn the_rows_of_a_secret_vote_hold_no_link() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    let vote = secret_vote(&animator, &meeting).await;
    let mut directors = Vec::new();
    for name in CENTRES {
        directors.push(world.centre(name).await.director);
    }
    for (index, director) in (0..).zip(&directors) {
        let before = dump(&world).await;
        cast(director, &vote, 1 + (index % 2)).await.unwrap();
        let after = dump(&world).await;
        for (table, rows) in &after {
            let (was, is) = (&before[table], rows);
            let n_new = is.len() - was.len();
            let expected = match table.as_str() {
                "secret_voter" | "audit" | "activity" => 1,
                _ => 0,
            };
            assert_eq!(n_new, expected, "{table}");
            let may_change = [
                "vote_option",
                "activity_counter",
                "secret_voter",
                "audit",
                "activity",
            ];
            assert!(
                was == is || may_change.contains(&table.as_str()),
                "{table} changed"
            );
            let tells = |row: &&String| row.contains("zxq-");
            assert!(
                table == "vote_option" || !rows.iter().any(|row| tells(&row)),
                "{table} names an option"
            );
        }
        let new = after["audit"].iter().find(|row| !before["audit"].contains(row));
        let new = new.unwrap();
        assert!(
            new.contains("CastBallot") && new.contains("Choisir en secret"),
            "{new}"
        );
        assert!(after["ballot"].is_empty());
    }
    no_order(&world, &vote).await;
    close(&animator, &vote).await;
    no_order(&world, &vote).await;
    // Each row of the list is a vote and a voice, nothing else.
    for row in &dump(&world).await["secret_voter"] {
        let parts: Vec<&str> = row.split(['|', ',']).collect();
        assert_eq!(parts.len(), 2, "{row}");
    }
}

/// Neither a hidden row number, nor the mark of a transaction on the option that the latest voter chose.
async fn no_order(world: &World, vote: &Vote) {
    let db = world.app.db.read();
    if db.get_database_backend() == DbBackend::Sqlite {
        let rowid = Statement::from_string(DbBackend::Sqlite, "SELECT rowid FROM secret_voter");
        assert!(
            db.query_all_raw(rowid).await.is_err(),
            "the list has no row number"
        );
    } else {
        let sql = format!(
            "SELECT xmin::text FROM vote_option WHERE vote_id = '{}' GROUP BY xmin::text",
            vote.id
        );
        assert_eq!(
            texts(world, &sql).await.len(),
            1,
            "all the options were written last together"
        );
    }
}

#[tokio::test]
async fn it_is_refused_under_five_voices_and_keeps_nothing_under_five_ballots() {
    let world = World::new().await;
    let animator = world.animator().await;
    let few = AdoptRulesRequest {
        functions: vec![Function::Animator as i32],
        ..plain_rules()
    };
    let meeting = running(&animator, few).await;
    let request = CreateVoteRequest {
        is_secret: true,
        ..question(&meeting, "Entre nous")
    };
    let refused = animator
        .decision()
        .create_vote(request.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::TooFewVoices);

    adopt(&animator, plain_rules()).await;
    let vote = create(&animator, request).await;
    for name in &CENTRES[..4] {
        cast(&world.centre(name).await.director, &vote, 1).await.unwrap();
    }
    let closed = close(&animator, &vote).await;
    assert_eq!((closed.result(), closed.has_figures), (VoteResult::TooFew, false));
    assert_eq!((closed.n_cast, figures(&closed)), (4, vec![0, 0, 0]));
    let kept = query(&world, "SELECT COUNT(*) AS n FROM vote_option WHERE n > 0").await;
    assert_eq!(
        kept[0].try_get::<i64>("", "n").unwrap(),
        0,
        "the figures are gone"
    );
    assert_eq!(of_meeting(&animator, &meeting).await.decisions.len(), 0);
}

/// With the voice that is given, the bearer would know one choice more than the own.
#[tokio::test]
async fn a_voice_that_is_given_is_not_cast_in_secret() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let give = GiveProxyRequest {
        meeting_id: meeting.id.clone(),
        bearer_id: guyane.id.clone(),
    };
    rives.director.decision().give_proxy(give).await.unwrap();
    let vote = secret_vote(&animator, &meeting).await;
    let offered = see(&guyane.director, &vote).await.ballots;
    let offered: Vec<&str> = offered.iter().map(|one| one.organisation_id.as_str()).collect();
    assert_eq!(offered, [guyane.id.as_str()]);
    let carried = CastBallotRequest {
        organisation_id: rives.id.clone(),
        ..ballot(&vote, 1)
    };
    let refused = guyane.director.decision().cast_ballot(carried).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::SecretNotCarried);
    let refused = cast(&rives.director, &vote, 1).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoiceGiven);
    for actor in [&rives.director, &guyane.director] {
        let page = actor.get(&format!("/decision/vote/{}", vote.id)).await;
        assert!(
            page.text
                .contains("une voix confiée à une autre organisation ne s’exprime pas")
        );
        assert!(page.text.contains("confiée, non exprimée"), "{}", page.text);
        assert!(!page.text.contains("Le vote que vous portez"), "{}", page.text);
    }
    // Four others: five hands with its bearer, and five ballots.
    cast(&guyane.director, &vote, 1).await.unwrap();
    for name in ["Monts et Vallées", "Deux Fleuves", "Martinique", "Plaine du Nord"] {
        cast(&world.centre(name).await.director, &vote, 1).await.unwrap();
    }
    let closed = close(&animator, &vote).await;
    assert_eq!((closed.n_cast, figures(&closed)), (5, vec![5, 0, 0]));
}
