//! Everything that is stored about a person, in lines that the person can read.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::stored_data::Series;
use proto::v1::{Delivery, StoredData, Subject};
use web::text;

use crate::account::store;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;
use crate::{attachment, contribution, live, mail, network, programme, registration, session};

/// Lines of the long series.
const MAX_LINES: usize = 50;

/// Everything that is stored about the caller.
pub(super) async fn get(app: &App, caller: &Caller) -> Result<StoredData> {
    let person_id = caller.person()?;
    let db = app.db.read();
    let zone = caller.zone;
    let mut series = Vec::new();
    for (key, lines) in network::stored(db, person_id, zone).await? {
        series.push(whole(key, lines));
    }
    for (key, lines) in session::stored(db, person_id).await? {
        series.push(whole(key, lines));
    }
    series.push(whole("sessions", sessions(app, caller).await?));
    series.push(whole("sign_ins", sign_ins(app, caller).await?));
    let chosen = store::preferences_of(db, person_id).await?;
    let choice = |row: store::preference::Model| {
        let subject = Subject::try_from(row.subject).unwrap_or_default();
        let delivery = Delivery::try_from(row.delivery).unwrap_or_default();
        format!("{}\u{a0}: {}", text::subject(subject), text::delivery(delivery))
    };
    series.push(whole("preferences", chosen.into_iter().map(choice).collect()));
    let registrations = registration::stored(db, &caller.email).await?;
    let registrations = registrations
        .into_iter()
        .map(|(at, words)| line(at, zone, &words));
    series.push(whole("registrations", registrations.collect()));
    let mut comments = contribution::stored(db, person_id).await?;
    comments.extend(programme::stored(db, person_id).await?);
    comments.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    for (key, mut rows) in [
        ("comments", comments),
        ("attachments", attachment::stored(db, person_id).await?),
    ] {
        let n_lines = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        rows.truncate(MAX_LINES);
        let lines = rows.into_iter().map(|(at, words)| line(at, zone, &words));
        series.push(Series {
            key: key.to_owned(),
            lines: lines.collect(),
            n_lines,
        });
    }
    let (n_mails, mails) = mail::written_to(db, &caller.email, MAX_LINES).await?;
    let mut long = live::stored(db, person_id, MAX_LINES).await?;
    long.push(("mails", n_mails, mails));
    for (key, n_lines, rows) in long {
        let lines = rows.into_iter().map(|(at, words)| line(at, zone, &words));
        series.push(Series {
            key: key.to_owned(),
            lines: lines.collect(),
            n_lines,
        });
    }
    Ok(StoredData { series })
}

fn whole(key: &str, lines: Vec<String>) -> Series {
    Series {
        key: key.to_owned(),
        n_lines: i64::try_from(lines.len()).unwrap_or(i64::MAX),
        lines,
    }
}

/// An instant in the person's zone: `15/03/2027 à 10 h 05`.
fn when(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone)
        .format("%d/%m/%Y à %H\u{a0}h\u{a0}%M")
        .to_string()
}

fn line(at: DateTime<Utc>, zone: Tz, words: &str) -> String {
    if words.is_empty() {
        return when(at, zone);
    }
    format!("{}\u{a0}: {words}", when(at, zone))
}

async fn sessions(app: &App, caller: &Caller) -> Result<Vec<String>> {
    let rows = store::sessions_of(app.db.read(), caller.person()?).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            format!(
                "ouverte le {}, vue le {}, depuis {} ({})",
                when(row.created_at, caller.zone),
                when(row.last_seen_at, caller.zone),
                row.address,
                row.user_agent
            )
        })
        .collect())
}

async fn sign_ins(app: &App, caller: &Caller) -> Result<Vec<String>> {
    let rows = store::sign_ins_of(app.db.read(), &caller.email).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let asked = format!("lien et code demandés le {}", when(row.created_at, caller.zone));
            match row.used_at {
                Some(at) => format!("{asked}, utilisés le {}", when(at, caller.zone)),
                None => format!("{asked}, pas utilisés"),
            }
        })
        .collect())
}
