//! What a bulletin says: read from the contract, and told by it.

use chrono::{DateTime, NaiveDate, Utc};
use proto::v1::bulletin_content;
use uuid::Uuid;

use super::*;
use crate::bulletin::rules;
use crate::bulletin::store::{Content, Event, Link};
use crate::error::Violations;
use crate::network;

/// Links of a bulletin at most.
const LINKS: usize = 20;
/// Characters of an address at most.
const URL: usize = 1_000;
/// Centres named at most.
const CENTRES: usize = 1_000;
/// Seats at most.
const SEATS: i32 = 10_000;

/// What a bulletin says, once it is found sound.
#[derive(Clone, Debug)]
pub(super) struct Said {
    title: String,
    text: String,
    is_urgent: bool,
    valid_until: Option<NaiveDate>,
    content: Content,
}

impl Said {
    /// Notes all that is not acceptable, by path under `content`.
    pub(super) async fn parse(
        tx: &impl ConnectionTrait,
        violations: &mut Violations,
        given: Option<&BulletinContent>,
    ) -> Result<Self> {
        let blank = BulletinContent::default();
        let given = given.unwrap_or(&blank);
        let title = crate::mail::one_line(&given.title);
        if !(0..=rules::MAX_DELAY).contains(&given.delay_days) {
            violations.add("content.delay_days", Reason::OutOfRange);
        }
        let organisation_ids = audience(tx, violations, &given.organisation_ids).await?;
        let is_for_some = !organisation_ids.is_empty();
        let reason = violations.optional_text("content.audience_reason", &given.audience_reason, PARAGRAPH);
        if is_for_some && reason.is_empty() {
            violations.add("content.audience_reason", Reason::Required);
        }
        Ok(Self {
            title: violations.text("content.title", &title, LINE),
            text: violations.optional_text("content.text", &given.text, TEXT),
            is_urgent: given.is_urgent,
            valid_until: violations.optional_date("content.valid_until", &given.valid_until),
            content: Content {
                links: links(violations, &given.links),
                delay_days: given.delay_days,
                organisation_ids,
                audience_reason: if is_for_some { reason } else { String::new() },
                event: event(violations, given.event.as_ref()),
            },
        })
    }

    /// Notes what keeps it from being published.
    pub(super) fn must_be_whole(&self, violations: &mut Violations, now: DateTime<Utc>) {
        must_be_whole(violations, (&self.text, self.valid_until), now);
    }

    /// Notes the days that a correction would put into the past; those that it leaves as they are may be there.
    pub(super) fn must_not_be_moved_back(
        &self,
        violations: &mut Violations,
        before: &bulletin::Model,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let is_past = |day: NaiveDate| day != NaiveDate::default() && rules::is_over(day, now);
        if self.valid_until != before.valid_until && self.valid_until.is_some_and(is_past) {
            violations.add("content.valid_until", Reason::InThePast);
        }
        let was = before.content()?.event.map(|event| event.starts_at);
        let event = self.content.event.as_ref().map(|event| &event.starts_at);
        // "2027-03-20" of "2027-03-20T09:00".
        let day = |at: &String| at.get(..10).and_then(|day| day.parse::<NaiveDate>().ok());
        if event != was.as_ref() && event.and_then(day).is_some_and(is_past) {
            violations.add("content.event.starts_at", Reason::InThePast);
        }
        Ok(())
    }

    /// Says whether it has a text.
    pub(super) fn has_text(&self) -> bool {
        !self.text.is_empty()
    }

    /// Takes this text when there is none.
    pub(super) fn or_text(mut self, template: &str) -> Self {
        if self.text.is_empty() {
            template.clone_into(&mut self.text);
        }
        self
    }

    /// Puts it into a row.
    pub(super) fn put(self, row: &mut bulletin::Model) -> Result<()> {
        let content = serde_json::to_string(&self.content);
        row.content = content.map_err(|error| anyhow::anyhow!("a bulletin cannot be written: {error}"))?;
        row.title = self.title;
        row.text = self.text;
        row.is_urgent = self.is_urgent;
        row.valid_until = self.valid_until;
        Ok(())
    }
}

/// Notes what keeps a text and the last day on which it is true from being published.
pub(super) fn must_be_whole(
    violations: &mut Violations,
    (text, valid_until): (&str, Option<NaiveDate>),
    now: DateTime<Utc>,
) {
    if text.is_empty() {
        violations.add("content.text", Reason::Required);
    }
    // What is no day is told already.
    if valid_until.is_some_and(|day| day != NaiveDate::default() && rules::is_over(day, now)) {
        violations.add("content.valid_until", Reason::InThePast);
    }
}

/// What a row says.
pub(super) fn content(row: &bulletin::Model) -> Result<BulletinContent> {
    let content = row.content()?;
    Ok(BulletinContent {
        title: row.title.clone(),
        text: row.text.clone(),
        links: told_links(&content),
        is_urgent: row.is_urgent,
        delay_days: content.delay_days,
        valid_until: row.valid_until.map(|day| day.to_string()).unwrap_or_default(),
        organisation_ids: content.organisation_ids.iter().map(Uuid::to_string).collect(),
        audience_reason: content.audience_reason.clone(),
        event: told_event(content),
    })
}

pub(super) fn told_links(content: &Content) -> Vec<bulletin_content::Link> {
    let links = content.links.iter().map(|link| bulletin_content::Link {
        label: link.label.clone(),
        url: link.url.clone(),
    });
    links.collect()
}

pub(super) fn told_event(content: Content) -> Option<bulletin_content::Event> {
    content.event.map(|event| bulletin_content::Event {
        starts_at: event.starts_at,
        place: event.place,
        registration_url: event.registration_url,
        seats_per_centre: event.seats_per_centre,
    })
}

/// The centres that are named, each once; none: all.
async fn audience(
    tx: &impl ConnectionTrait,
    violations: &mut Violations,
    named: &[String],
) -> Result<Vec<Uuid>> {
    let field = "content.organisation_ids";
    if named.len() > CENTRES {
        violations.add(field, Reason::TooMany);
        return Ok(Vec::new());
    }
    let all = network::all_centres(tx).await?;
    let mut ids: Vec<Uuid> = named.iter().map(|id| violations.id(field, id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let is_known = |id: &Uuid| id.is_nil() || all.iter().any(|centre| centre.id == *id);
    if !ids.iter().all(is_known) {
        violations.add(field, Reason::UnknownValue);
    }
    Ok(ids)
}

/// Those that have an address; a line that is left empty is none.
fn links(violations: &mut Violations, given: &[bulletin_content::Link]) -> Vec<Link> {
    if given.len() > LINKS {
        violations.add("content.links", Reason::TooMany);
    }
    let mut links = Vec::new();
    for (place, link) in given.iter().take(LINKS).enumerate() {
        if link.url.trim().is_empty() && link.label.trim().is_empty() {
            continue;
        }
        let field = |name| format!("content.links.{place}.{name}");
        let url = violations.text(&field("url"), &link.url, URL);
        address(violations, &field("url"), &url);
        let label = crate::mail::one_line(&link.label);
        let label = violations.optional_text(&field("label"), &label, LINE);
        let label = if label.is_empty() { url.clone() } else { label };
        links.push(Link { label, url });
    }
    links
}

fn event(violations: &mut Violations, given: Option<&bulletin_content::Event>) -> Option<Event> {
    let given = given.filter(|event| **event != bulletin_content::Event::default())?;
    let starts_at = "content.event.starts_at";
    let paris = chrono_tz::Europe::Paris;
    let at = violations.local_time(starts_at, &given.starts_at, paris);
    let url = "content.event.registration_url";
    let registration_url = violations.optional_text(url, &given.registration_url, URL);
    address(violations, url, &registration_url);
    if !(0..=SEATS).contains(&given.seats_per_centre) {
        violations.add("content.event.seats_per_centre", Reason::OutOfRange);
    }
    Some(Event {
        starts_at: at.with_timezone(&paris).format("%Y-%m-%dT%H:%M").to_string(),
        place: violations.optional_text("content.event.place", &given.place, LINE),
        registration_url,
        seats_per_centre: given.seats_per_centre,
    })
}

/// An address of the web, or nothing.
fn address(violations: &mut Violations, field: &str, url: &str) {
    if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
        violations.add(field, Reason::NotALink);
    }
}
