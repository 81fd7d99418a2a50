//! The rows of the questions that look like a text, and of the answers that speak of it, among a hundred thousand, on
//! both databases.

use std::path::Path;
use std::time::{Duration, Instant};

use proto::v1::question_service_client::QuestionServiceClient;
use proto::v1::{FindSimilarQuestionsRequest, Role, SearchAnswersRequest};
use sea_orm::{ConnectionTrait as _, Database, Statement};
use server::db::Db;
use server::demonstration::{answer_many, ask_many};

use crate::Row;
use crate::platform::{Platform, signed};
use crate::rows::{percentiles, row};

/// Questions of the base.
const QUESTIONS: usize = 100_000;
/// Candidates of a search: the rows that its limit reads.
const CANDIDATES: usize = 200;

/// On SQLite; on PostgreSQL too when there is one.
pub(crate) async fn rows(folder: &Path) -> Vec<Row> {
    let own = folder.join("question");
    std::fs::create_dir_all(&own).unwrap();
    let platform = Platform::start(&own).await;
    let url = format!("sqlite://{}", platform.database.display());
    let what = [
        "questions alike among 100,000, SQLite",
        "search among 100,000 answers, SQLite",
    ];
    let mut rows = Vec::from(search(&platform, &url, what).await);
    if let Ok(url) = std::env::var("BENCH_DATABASE_URL") {
        let main = Database::connect(&url).await.unwrap();
        main.execute_unprepared("CREATE DATABASE question").await.unwrap();
        let url = format!("{}/question", url.rsplit_once('/').unwrap().0);
        let own = folder.join("question-postgresql");
        std::fs::create_dir_all(&own).unwrap();
        let platform = Platform::start_with(&own, &[("DATABASE_URL", url.clone())]).await;
        let what = [
            "questions alike among 100,000, PostgreSQL",
            "search among 100,000 answers, PostgreSQL",
        ];
        rows.extend(search(&platform, &url, what).await);
    }
    rows
}

/// A stored question, and another wording of it.
fn pairs() -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("../../question/pairs.tsv").lines();
    lines.map(|line| line.split_once('\t').unwrap()).collect()
}

/// The beginning of a question and the end of another: each word is as common as in a base of this size.
fn subjects() -> impl Iterator<Item = String> {
    let pairs = pairs();
    (0..QUESTIONS).map(move |n| {
        let [one, other] = [n % 200, (n / 200 + n) % 200].map(|place| pairs[place].0);
        let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        let [one, other] = [words(one), words(other)];
        let subject = [&one[..one.len() / 2], &other[other.len() / 2..]]
            .concat()
            .join(" ");
        // Places have names of their own.
        format!("{subject} {}", place(n / 40))
    })
}

fn place(n: usize) -> String {
    let syllables = [
        "bel", "mont", "val", "roc", "fon", "ger", "lan", "dur", "pré", "sol",
    ];
    let name = [n % 10, n / 10 % 10, n / 100 % 10, n / 1_000 % 10];
    name.map(|place| syllables[place]).concat()
}

/// The same base, first asked, then answered.
async fn search(platform: &Platform, url: &str, [alike, found]: [&'static str; 2]) -> [Row; 2] {
    let db = Db::connect(url, 2).await.unwrap();
    ask_many(&db, subjects()).await.unwrap();
    db.writer().execute_unprepared("ANALYZE").await.unwrap();
    let session = platform.session(Role::Director).await;
    let mut client = QuestionServiceClient::new(platform.channel().await);
    let near = delays(async |text| {
        let request = signed(FindSimilarQuestionsRequest { text }, &session);
        let found = client.find_similar_questions(request).await.unwrap();
        found.into_inner().similar.len()
    });
    let alike = measured(alike, near.await, &db).await;
    // An answer says what another question does.
    let answers = pairs()
        .into_iter()
        .cycle()
        .skip(100)
        .map(|(_, text)| text.to_owned());
    answer_many(&db, answers).await.unwrap();
    db.writer().execute_unprepared("ANALYZE").await.unwrap();
    let told = delays(async |query| {
        let after = String::new();
        let request = signed(SearchAnswersRequest { query, after }, &session);
        let found = client.search_answers(request).await.unwrap();
        found.into_inner().questions.len()
    });
    [alike, measured(found, told.await, &db).await]
}

/// How long each of the labelled texts takes to be searched; the first round fills the caches.
async fn delays(mut search: impl AsyncFnMut(String) -> usize) -> Vec<Duration> {
    let mut delays = Vec::new();
    let mut n_found = 0;
    for round in 0..6 {
        for (_, typed) in pairs() {
            let begun = Instant::now();
            let n = search(typed.to_owned()).await;
            if 0 < round {
                delays.push(begun.elapsed());
                n_found += n;
            }
        }
    }
    assert!(0 < n_found, "nothing is near anything");
    delays
}

async fn measured(what: &'static str, delays: Vec<Duration>, db: &Db) -> Row {
    let (p50, p99) = percentiles(delays);
    let (_, bare) = percentiles(lookups(db).await);
    row(
        what,
        format!("p50 {p50:.1} ms, p99 {p99:.1} ms"),
        format!("p99 {bare:.1} ms: {CANDIDATES} rows by their key, bare SQL"),
        format!("{:.1}", p99 / bare),
        "p99 under 50 ms",
        p99 < 50.0,
    )
}

/// The candidates of a search, read by their key alone.
async fn lookups(db: &Db) -> Vec<Duration> {
    let db = db.read();
    let backend = db.get_database_backend();
    let all = db
        .query_all_raw(Statement::from_string(backend, "SELECT id FROM question"))
        .await
        .unwrap();
    let ids: Vec<uuid::Uuid> = all.iter().map(|row| row.try_get("", "id").unwrap()).collect();
    let places: Vec<String> = (1..=CANDIDATES).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT id, n_terms FROM question WHERE id IN ({})",
        places.join(", ")
    );
    let mut delays = Vec::new();
    for n in 0..1_000 {
        let some = (0..CANDIDATES).map(|place| ids[(n * 7_919 + place * 331) % ids.len()].into());
        let statement = Statement::from_sql_and_values(backend, &sql, some.collect::<Vec<sea_orm::Value>>());
        let begun = Instant::now();
        assert!(!db.query_all_raw(statement).await.unwrap().is_empty());
        delays.push(begun.elapsed());
    }
    delays
}
