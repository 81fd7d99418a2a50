//! Mails about what moved: at once, or in a daily digest. Each reads the log after the place that it noted;
//! moving that place is what wins the right to write the mails, so that replicas never write them twice.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use chrono::{NaiveDate, TimeDelta};
use proto::sentence;
use proto::v1::{ActivityKind, Delivery, Position, Subject};
use sea_orm::ColumnTrait as _;
use uuid::Uuid;

use crate::account::Deliveries;
use crate::app::App;
use crate::error::Result;
use crate::live::rules::{self, Fact, Reader};
use crate::live::store::notification::{self, digest};
use crate::live::store::{self, Line, activity};
use crate::live::{Audience, DETAILS_KEPT};
use crate::mail::{self, Mail};
use crate::markdown;
use crate::network::{self, Recipient};

/// Rows of the log read at once.
const BATCH: u64 = 500;
/// Rows of the log that a digest looks at, without those that no mail tells; after a long outage, the newest.
const DIGEST_ROWS: u64 = 2_000;
/// Characters of the details of an act in a list of several, at most.
const SHORT: usize = 160;
/// Lines of a mail; the rest is counted.
const MAX_LINES: usize = 30;
/// Digests written in one transaction.
const CHUNK: usize = 50;
/// Someone new is told of this much of the past.
const NEWCOMER: TimeDelta = TimeDelta::days(1);

/// Writes the mails of those who want to be told at once, then the digests that are due; forgets what they no longer need.
pub(crate) async fn run(app: &App) -> Result<usize> {
    Ok(tell_at_once(app).await? + write_digests(app).await? + forget_details(app).await?)
}

/// Declares that what the log holds so far is no news, and puts it in the order of time: the demonstration was
/// just loaded, each of its parts on its own.
pub(crate) async fn forget_the_past(app: &App) -> Result<()> {
    let tx = app.db.begin().await?;
    let head = store::head(&tx).await?;
    if notification::forget(&tx, head).await? {
        store::put_in_order(&tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn tell_at_once(app: &App) -> Result<usize> {
    let (from, _) = notification::positions(app.db.read()).await?;
    let lines = store::lines_after(app.db.read(), from, BATCH).await?;
    let Some(last) = lines.last() else { return Ok(0) };
    let people = People::read(app).await?;
    let tx = app.db.begin().await?;
    if !notification::advance_cursor(&tx, from, last.row.position).await? {
        return Ok(0);
    }
    let mut letters = Vec::new();
    for (person, memberships) in &people.by_id {
        let told = people.told(*person, memberships, &lines, Delivery::AtOnce);
        if let (Some(recipient), false) = (memberships.first(), told.is_empty()) {
            letters.push(letter(app, recipient, &told, Delivery::AtOnce));
        }
    }
    queue(app, &tx, &letters).await?;
    tx.commit().await?;
    Ok(lines.len())
}

async fn write_digests(app: &App) -> Result<usize> {
    let now = app.clock.now();
    // Once a minute is often enough, and costs nothing the rest of the time.
    let minute = now.timestamp().div_euclid(60);
    if app.live.digest_minute.load(Ordering::Relaxed) == minute {
        return Ok(0);
    }
    let people = People::read(app).await?;
    let mut known = notification::digests(app.db.read()).await?;
    welcome(app, &people, &mut known).await?;
    let due: Vec<Due<'_>> = people
        .by_id
        .iter()
        .filter_map(|(person, memberships)| {
            let row = known.get(person)?;
            let zone = memberships.first()?.zone;
            let day = rules::due_digest(now, zone, row.done_on)?;
            Some(Due {
                row,
                day,
                memberships,
            })
        })
        .collect();
    if let Some(from) = due.iter().map(|due| due.row.position).min() {
        let head = store::head(app.db.read()).await?;
        let lines = notification::lines_between(app.db.read(), from, head, DIGEST_ROWS).await?;
        for chunk in due.chunks(CHUNK) {
            write_chunk(app, &people, chunk, &lines, head).await?;
        }
    }
    app.live.digest_minute.store(minute, Ordering::Relaxed);
    Ok(due.len())
}

/// A digest to write.
struct Due<'a> {
    row: &'a digest::Model,
    day: NaiveDate,
    memberships: &'a [Recipient],
}

async fn write_chunk(app: &App, people: &People, chunk: &[Due<'_>], lines: &[Line], head: i64) -> Result<()> {
    let tx = app.db.begin().await?;
    let mut letters = Vec::new();
    for due in chunk {
        if !notification::advance_digest(&tx, due.row, due.day, head).await? {
            continue;
        }
        let new = lines.partition_point(|line| line.row.position <= due.row.position);
        let told = people.told(due.row.person_id, due.memberships, &lines[new..], Delivery::Daily);
        if let (Some(recipient), false) = (due.memberships.first(), told.is_empty()) {
            letters.push(letter(app, recipient, &told, Delivery::Daily));
        }
    }
    queue(app, &tx, &letters).await?;
    tx.commit().await?;
    Ok(())
}

/// Empties the details that every mail has told: of texts that people wrote, the log keeps no copy.
async fn forget_details(app: &App) -> Result<usize> {
    let now = app.clock.now();
    // It reads much of the log: once an hour, until nothing is left.
    let hour = now.timestamp().div_euclid(3_600);
    if app.live.details_hour.load(Ordering::Relaxed) == hour {
        return Ok(0);
    }
    let (told, _) = notification::positions(app.db.read()).await?;
    let old = notification::detailed(app.db.read(), now - DETAILS_KEPT, told, BATCH).await?;
    let n_old = old.len();
    if n_old > 0 {
        let tx = app.db.begin().await?;
        notification::forget_details(&tx, activity::Column::Position.is_in(old)).await?;
        tx.commit().await?;
    }
    if (n_old as u64) < BATCH {
        app.live.details_hour.store(hour, Ordering::Relaxed);
    }
    Ok(n_old)
}

/// Gives a place in the log to those who have none yet: their first digest is the next one.
async fn welcome(app: &App, people: &People, known: &mut BTreeMap<Uuid, digest::Model>) -> Result<()> {
    let now = app.clock.now();
    let new: Vec<_> = people
        .by_id
        .iter()
        .filter(|(person, _)| !known.contains_key(person))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let (_, forgotten) = notification::positions(app.db.read()).await?;
    let past = notification::position_at(app.db.read(), now - NEWCOMER).await?;
    let position = past.max(forgotten);
    let tx = app.db.begin().await?;
    for (person_id, memberships) in new {
        let zone = memberships
            .first()
            .map_or(chrono_tz::Europe::Paris, |person| person.zone);
        let row = digest::Model {
            person_id: *person_id,
            position,
            done_on: rules::latest_digest(now, zone),
        };
        notification::insert_digest(&tx, row.clone()).await?;
        known.insert(*person_id, row);
    }
    tx.commit().await?;
    Ok(())
}

/// Everybody, with their memberships and what they chose.
struct People {
    by_id: BTreeMap<Uuid, Vec<Recipient>>,
    deliveries: Deliveries,
}

impl People {
    async fn read(app: &App) -> Result<Self> {
        let deliveries = crate::account::deliveries(app.db.read()).await?;
        let today = app.clock.today(chrono_tz::Europe::Paris);
        let mut by_id = BTreeMap::<Uuid, Vec<Recipient>>::new();
        for person in network::people(app.db.read(), today).await? {
            by_id.entry(person.person_id).or_default().push(person);
        }
        Ok(Self { by_id, deliveries })
    }

    /// The lines that a person wants to be told of in this way.
    fn told<'a>(
        &self,
        person_id: Uuid,
        memberships: &[Recipient],
        lines: &'a [Line],
        delivery: Delivery,
    ) -> Vec<&'a activity::Model> {
        let is_told = |line: &&Line| {
            let subject = Subject::try_from(line.row.subject).unwrap_or_default();
            let chosen = self.deliveries.of(person_id, subject);
            let kind = ActivityKind::try_from(line.row.kind).unwrap_or_default();
            rules::delivery(kind, chosen) == delivery
                && memberships.iter().any(|membership| {
                    let reader = Reader {
                        person_id,
                        organisation_id: membership.organisation_id,
                        function: membership.function,
                        is_director: membership.position == Position::Director,
                    };
                    rules::concerns(reader, fact(line))
                })
        };
        let told = lines.iter().filter(is_told);
        let mut told: Vec<&activity::Model> = told.map(|line| &line.row).collect();
        told.dedup_by(|one, other| {
            one.kind == other.kind
                && one.path == other.path
                && one.object == other.object
                && one.details == other.details
                && one.actor_organisation_id == other.actor_organisation_id
                && one.on_behalf_of == other.on_behalf_of
        });
        told
    }
}

fn fact(Line { row, audience }: &Line) -> Fact<'_> {
    Fact {
        kind: ActivityKind::try_from(row.kind).unwrap_or_default(),
        person_id: row.person_id,
        actor_id: row.actor_organisation_id,
        organisation_id: row.organisation_id,
        audience: match audience {
            Audience::Everyone => None,
            Audience::Organisations(ids) => Some(ids),
        },
    }
}

/// A mail to someone.
struct Letter<'a> {
    to: &'a Recipient,
    subject: String,
    text: String,
}

async fn queue(app: &App, tx: &sea_orm::DatabaseTransaction, letters: &[Letter<'_>]) -> Result<()> {
    let mails: Vec<_> = letters
        .iter()
        .map(|letter| Mail {
            to: &letter.to.email,
            name: &letter.to.name,
            subject: &letter.subject,
            text: &letter.text,
            html: "",
            calendar: "",
        })
        .collect();
    mail::queue_all(tx, app.clock.now(), &mails).await
}

fn letter<'a>(
    app: &App,
    recipient: &'a Recipient,
    told: &[&activity::Model],
    delivery: Delivery,
) -> Letter<'a> {
    let n_told = told.len();
    let subject = match (delivery, told) {
        (Delivery::Daily, _) => format!("Votre résumé du jour\u{a0}: {}", news(n_told)),
        (_, [one]) => sentence(one),
        _ => format!("{} sur Passerelle", news(n_told)),
    };
    let url = &app.config.public_url;
    let mut text = format!("Bonjour {},\n\n", recipient.name);
    if let ([one], Delivery::AtOnce) = (told, delivery) {
        let said = sentence::ended(&sentence(one));
        let _ = write!(text, "{said}\n\n");
        if !one.details.is_empty() {
            let _ = write!(text, "{}\n\n", one.details);
        }
        let _ = write!(text, "{url}{}\n\n", one.path);
    } else {
        text.push_str(match delivery {
            Delivery::Daily => "Voici ce qui a bougé depuis votre dernier résumé\u{a0}:\n\n",
            _ => "Voici ce qui vient de se passer\u{a0}:\n\n",
        });
        for row in told.iter().take(MAX_LINES) {
            let _ = writeln!(text, "- {}", sentence(row));
            if let Some(first) = row.details.lines().next() {
                let _ = writeln!(text, "  {}", markdown::cut(first, SHORT));
            }
            let _ = writeln!(text, "  {url}{}", row.path);
        }
        if n_told > MAX_LINES {
            let _ = writeln!(
                text,
                "- et {} autres nouveautés\n  {url}/activity",
                n_told - MAX_LINES
            );
        }
        text.push('\n');
    }
    let _ = write!(
        text,
        "Choisissez ce qui vous est signalé, et quand, sur votre page\u{a0}: {url}/account"
    );
    Letter {
        to: recipient,
        subject,
        text,
    }
}

fn news(n_told: usize) -> String {
    match n_told {
        1 => "1 nouveauté".to_owned(),
        n => format!("{n} nouveautés"),
    }
}

/// « Rives de Loire a rejoint le chantier : Aller vers les habitants (saisi par CGET) »
fn sentence(row: &activity::Model) -> String {
    let kind = ActivityKind::try_from(row.kind).unwrap_or_default();
    let (organisation, behalf) = (&row.actor_organisation_name, &row.on_behalf_of);
    let mut text = format!(
        "{} {}",
        sentence::actor(organisation, behalf),
        sentence::activity(kind)
    );
    if !row.object.is_empty() {
        let _ = write!(text, "\u{a0}: {}", row.object);
    }
    text.push_str(&sentence::entered_by(organisation, behalf));
    text
}
