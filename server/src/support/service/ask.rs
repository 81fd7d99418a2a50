//! What a centre asks, changes and takes back before it is answered.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::*;
use crate::error::Violations;
use crate::{db, live};

impl Service {
    /// Asks, for the caller's centre.
    pub(super) async fn ask(&self, caller: &Caller, request: AskSupportRequest) -> Result<Support> {
        let now = self.0.clock.now();
        let zone = self.zone(caller).await?;
        let asked = Asked::parse(&request, zone, now)?;
        let asker_id = caller.person()?;
        let tx = self.0.db.begin().await?;
        let mut row = support::Model {
            id: db::id(),
            kind: 0,
            title: String::new(),
            text: String::new(),
            place: String::new(),
            starts_at: now,
            ends_at: now,
            zone: String::new(),
            organisation_id: caller.organisation_id,
            asker_id,
            asked_by: caller.name.clone(),
            asked_at: now,
            state: SupportState::Open as i32,
            who: String::new(),
            answer: String::new(),
            ended_by: String::new(),
            ended_at: None,
            meeting_id: None,
            version: 1,
        };
        asked.put(&mut row);
        store::insert(&tx, row.clone()).await?;
        let told = self.act(&tx, now, "AskSupport", ActivityKind::SupportAsked, &row);
        live::record(&tx, Some(caller), now, told.await?).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }

    /// Changes what is asked.
    pub(super) async fn update(&self, caller: &Caller, request: UpdateSupportRequest) -> Result<Support> {
        let now = self.0.clock.now();
        let (id, version) = (request.id.clone(), request.version);
        let zone = self.zone(caller).await?;
        let asked = Asked::parse(&as_new(request), zone, now);
        let tx = self.0.db.begin().await?;
        let mut row = self.locked(&tx, caller, &id).await?;
        let asked = asked?;
        row.state = step(&row, Step::Update, version, now)?;
        asked.put(&mut row);
        store::save(&tx, &mut row).await?;
        let told = self.act(&tx, now, "UpdateSupport", ActivityKind::SupportUpdated, &row);
        live::record(&tx, Some(caller), now, told.await?).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }

    /// Takes it back.
    pub(super) async fn withdraw(&self, caller: &Caller, request: WithdrawSupportRequest) -> Result<Support> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let mut row = self.locked(&tx, caller, &request.id).await?;
        row.state = step(&row, Step::Withdraw, request.version, now)?;
        (row.ended_by, row.ended_at) = (caller.name.clone(), Some(now));
        store::save(&tx, &mut row).await?;
        let told = self.act(&tx, now, "WithdrawSupport", ActivityKind::SupportWithdrawn, &row);
        live::record(&tx, Some(caller), now, told.await?).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }

    /// The zone of the caller's centre.
    async fn zone(&self, caller: &Caller) -> Result<Tz> {
        let centre = network::centre(self.0.db.read(), caller.organisation_id).await?;
        Ok(centre.ok_or(Error::Missing)?.zone)
    }
}

/// What is asked, once it is found sound.
struct Asked {
    kind: SupportKind,
    title: String,
    text: String,
    place: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    zone: Tz,
}

impl Asked {
    fn parse(request: &AskSupportRequest, zone: Tz, now: DateTime<Utc>) -> Result<Self> {
        let mut violations = Violations::new();
        let kind = violations.choice("kind", request.kind);
        let title = violations.text("title", &request.title, LINE);
        let text = violations.text("text", &request.text, TEXT);
        let day = violations.date("day", &request.day);
        let starts_at = hour(&mut violations, "begins", day, &request.begins, zone);
        let ends_at = hour(&mut violations, "ends", day, &request.ends, zone);
        if let Some(starts_at) = starts_at
            && rules::is_past(starts_at, now)
        {
            violations.add("day", Reason::InThePast);
        }
        if let (Some(starts_at), Some(ends_at)) = (starts_at, ends_at)
            && ends_at <= starts_at
        {
            violations.add("ends", Reason::EndBeforeStart);
        }
        let place = violations.text("place", &request.place, LINE);
        violations.finish()?;
        Ok(Self {
            kind,
            title,
            text,
            place,
            starts_at: starts_at.unwrap_or_default(),
            ends_at: ends_at.unwrap_or_default(),
            zone,
        })
    }

    fn put(self, row: &mut support::Model) {
        row.kind = self.kind as i32;
        row.title = self.title;
        row.text = self.text;
        row.place = self.place;
        row.starts_at = self.starts_at;
        row.ends_at = self.ends_at;
        self.zone.name().clone_into(&mut row.zone);
    }
}

/// The instant of an hour, "14:00", of the day; `None` when one of them is none, which is told.
fn hour(
    violations: &mut Violations,
    field: &str,
    day: NaiveDate,
    hour: &str,
    zone: Tz,
) -> Option<DateTime<Utc>> {
    if hour.is_empty() {
        violations.add(field, Reason::Required);
        return None;
    }
    // A day that is none is told already: the hour is read all the same, on a day that has them all.
    let is_day = day != NaiveDate::default();
    let on = if is_day {
        day.to_string()
    } else {
        "2000-01-03".to_owned()
    };
    let at = violations.local_time(field, &format!("{on}T{hour}"), zone);
    (is_day && at != DateTime::<Utc>::default()).then_some(at)
}

/// A change says the same things as a new one.
fn as_new(request: UpdateSupportRequest) -> AskSupportRequest {
    AskSupportRequest {
        kind: request.kind,
        title: request.title,
        text: request.text,
        day: request.day,
        begins: request.begins,
        ends: request.ends,
        place: request.place,
    }
}
