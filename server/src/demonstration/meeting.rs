//! The demonstration's meetings: a committee that was held, with its votes and decisions; the next one, convened;
//! a national day to register for; the overseas network, common projects, a written consultation, and what the rules
//! ask of the rest of the year.
//!
//! They are played as people would: through the RPCs, with a clock that goes from one act to the next.

mod around;
mod committee;
mod minutes;
mod overseas;
mod project;
mod support;

use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc, Weekday};
use proto::v1::meeting_service_client::MeetingServiceClient;
use proto::v1::{CreateMeetingRequest, Meeting, MeetingKind};
use uuid::Uuid;

use super::people::{People, caller};
use crate::app::{Api, App};
use crate::clock::Clock;
use crate::error::Result;
use crate::meeting::store as meeting;
use crate::network::Recipient;

/// Plays them, into a network without any meeting.
pub(super) async fn load(app: &Arc<App>) -> anyhow::Result<()> {
    let now = app.clock.now();
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let people = people(app, today).await;
    let Some(people) = people.map_err(|error| anyhow::anyhow!("{error:?}"))? else {
        return Ok(());
    };
    let past = App::new(app.config.clone(), Clock::fixed(now)).await?;
    let stage = Stage {
        api: past.api(),
        clock: past.clock.clone(),
        people,
        now,
        today,
    };
    committee::play(&stage).await?;
    around::play(&stage).await?;
    overseas::play(&stage).await.context("overseas")?;
    support::play(&stage).await.context("support")?;
    project::play(&stage).await.context("common projects")?;
    app.live.wake();
    Ok(())
}

/// Those who play; nobody when a meeting was planned already.
async fn people(app: &App, today: NaiveDate) -> Result<Option<People>> {
    let tx = app.db.begin().await?;
    if !meeting::of_kinds(
        &tx,
        &[MeetingKind::TechnicalCommittee as i32],
        DateTime::default(),
    )
    .await?
    .is_empty()
    {
        return Ok(None);
    }
    Ok(Some(People::of(&tx, today).await?))
}

/// Where the demonstration is played: the services, behind the rights, at the instant of the clock.
struct Stage {
    api: Api,
    clock: Clock,
    people: People,
    now: DateTime<Utc>,
    /// In Paris.
    today: NaiveDate,
}

impl Stage {
    /// An RPC asked by a person.
    #[expect(clippy::unused_self, reason = "reads as a sentence where it is called")]
    fn by<M>(&self, person: &Recipient, message: M) -> tonic::Request<M> {
        let mut request = tonic::Request::new(message);
        request.extensions_mut().insert(caller(person));
        request
    }

    /// Goes to an instant, so many days ago.
    fn days_ago(&self, days: i64) {
        self.clock.set(self.now - TimeDelta::days(days));
    }

    /// Goes to an hour of a day in Paris.
    fn at(&self, day: NaiveDate, hour: u32, minute: u32) {
        let local = day.and_hms_opt(hour, minute, 0);
        let at = local.and_then(|local| local.and_local_timezone(chrono_tz::Europe::Paris).earliest());
        if let Some(at) = at {
            self.clock.set(at.to_utc());
        }
    }

    /// The first day of the week that is called so, from so many days after today on.
    fn day(&self, weekday: Weekday, from: i64) -> NaiveDate {
        let first = self.today + TimeDelta::days(from);
        let ahead = weekday.days_since(first.weekday());
        first + Days::new(u64::from(ahead))
    }

    /// Plans a meeting of the animator, or of somebody else.
    async fn plan(&self, organiser: &Recipient, meeting: CreateMeetingRequest) -> anyhow::Result<Meeting> {
        let mut meetings = MeetingServiceClient::new(self.api.clone());
        let planned = meetings.create_meeting(self.by(organiser, meeting)).await?;
        Ok(planned.into_inner())
    }

    fn animator(&self) -> anyhow::Result<&Recipient> {
        self.people
            .animator()
            .ok_or_else(|| anyhow::anyhow!("the demonstration has no animator"))
    }

    /// Someone who is convened, when it is a person of the demonstration.
    fn person(&self, id: &str) -> Option<&Recipient> {
        self.people.by_id(id.parse::<Uuid>().ok())
    }
}

/// A local hour as the forms write it: "2027-03-18T10:00".
fn local(day: NaiveDate, hour: &str) -> String {
    format!("{day}T{hour}")
}
