//! Where each centre stands with P2 in one year: what was read of it, and what follows at an instant.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::board_row::Cell;
use proto::v1::{BoardRow, CallState, EngagementState, ParticipationState, ProgrammeState, WorkStream};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::auth::Caller;
use crate::clock::timestamp;
use crate::contribution::{self, ExtensionInfo, Participation};
use crate::error::Result;
use crate::network::{self, Centre};
use crate::programme::rules::{self, Place};
use crate::programme::store::{self, dispensation, engagement, programme, work_stream};
use crate::programme::{StreamInfo, info, messages};

/// What P2 needs to know of one year.
#[derive(Debug)]
pub(crate) struct Facts {
    programme: programme::Model,
    streams: Vec<work_stream::Model>,
    centres: Vec<Centre>,
    engagements: Vec<engagement::Model>,
    dispensations: Vec<dispensation::Model>,
    contributions: contribution::Overview,
    participations: Vec<Participation>,
    extensions: Vec<ExtensionInfo>,
}

impl Facts {
    /// Reads a year; `None` when it has no programme.
    pub(crate) async fn read(db: &impl ConnectionTrait, year: i32) -> Result<Option<Self>> {
        let Some(programme) = store::programme(db, year).await? else {
            return Ok(None);
        };
        let streams = store::streams_of(db, year).await?;
        Ok(Some(Self::of(db, programme, streams).await?))
    }

    /// Reads what the centres did with a programme that is at hand: three queries.
    pub(crate) async fn of(
        db: &impl ConnectionTrait,
        programme: programme::Model,
        streams: Vec<work_stream::Model>,
    ) -> Result<Self> {
        let ids: Vec<_> = streams.iter().map(|stream| stream.id).collect();
        let (engagements, dispensations) = store::answers(db, programme.year, &ids).await?;
        let contributions = contribution::overview(db, &ids).await?;
        Ok(Self {
            centres: network::centres(db, programme.year).await?,
            participations: contributions.participations(),
            extensions: contributions.extensions(),
            programme,
            streams,
            engagements,
            dispensations,
            contributions,
        })
    }

    /// The year.
    pub(crate) fn year(&self) -> i32 {
        self.programme.year
    }

    /// The state of the programme.
    pub(crate) fn state(&self) -> ProgrammeState {
        self.programme.state()
    }

    /// The day of the session that validated it, as recorded (P3), and that session.
    pub(crate) fn validation(&self) -> Option<(chrono::NaiveDate, &str)> {
        let on = self.programme.validated_on?;
        Some((on, &self.programme.validated_by_session))
    }

    /// The contributions to its streams.
    pub(crate) fn contributions(&self) -> &contribution::Overview {
        &self.contributions
    }

    /// Its streams, for other features.
    pub(crate) fn stream_infos(&self, now: DateTime<Utc>) -> Vec<StreamInfo> {
        self.streams
            .iter()
            .map(|stream| info(stream, &self.programme, now))
            .collect()
    }

    /// Its streams in a list, with how many centres are engaged and have submitted.
    pub(crate) fn stream_lines(&self, now: DateTime<Utc>) -> Vec<WorkStream> {
        let n_engaged = messages::n_engaged(&self.engagements);
        let n_submitted = |id| {
            let submitted = |one: &&Participation| one.work_stream_id == id && one.is_submitted;
            count(self.participations.iter().filter(submitted))
        };
        let line = |row: &work_stream::Model| WorkStream {
            n_engaged: n_engaged.get(&row.id).copied().unwrap_or_default(),
            n_submitted: n_submitted(row.id),
            ..messages::stream_line(row, self.programme.state(), now)
        };
        self.streams.iter().map(line).collect()
    }

    /// What P2 asks of the network this year.
    pub(crate) fn minimum(&self, now: DateTime<Utc>) -> usize {
        let is_dated = self.streams.iter().map(|stream| stream.opens_at.is_some());
        rules::minimum(self.programme.state(), self.is_over(now), is_dated)
    }

    fn is_over(&self, now: DateTime<Utc>) -> bool {
        rules::is_over(self.programme.year, now)
    }

    /// The centres of this year.
    pub(crate) fn centres(&self) -> &[Centre] {
        &self.centres
    }

    /// The row of a centre; `None` when it was not in the network this year.
    pub(crate) fn row(&self, centre_id: Uuid, now: DateTime<Utc>) -> Option<BoardRow> {
        let centre = self.centres.iter().find(|centre| centre.id == centre_id)?;
        Some(self.row_of(centre, now))
    }

    /// The rows of all centres, by name.
    pub(crate) fn rows(&self, now: DateTime<Utc>) -> Vec<BoardRow> {
        self.centres
            .iter()
            .map(|centre| self.row_of(centre, now))
            .collect()
    }

    /// What P2 asks of a centre.
    pub(crate) fn minimum_of(&self, centre: &Centre, now: DateTime<Utc>) -> usize {
        rules::minimum_of_centre(
            self.minimum(now),
            self.programme.year,
            centre.joined_on,
            centre.left_on,
        )
    }

    /// Where a centre stands with each stream, in order.
    pub(crate) fn places(&self, centre_id: Uuid, now: DateTime<Utc>) -> Vec<Place> {
        let place = |stream: &work_stream::Model| Place {
            is_engaged: self
                .engagement(stream.id, centre_id)
                .is_some_and(|row| row.state() == EngagementState::Engaged),
            is_submitted: self
                .participation(stream.id, centre_id)
                .is_some_and(|one| one.is_submitted),
            call: rules::call_state(self.programme.state(), stream.opens_at, stream.closes_at, now),
            closes_at: stream.closes_at,
            extended_until: self.extension(stream.id, centre_id),
        };
        self.streams.iter().map(place).collect()
    }

    /// The next closing that matters to a centre short of its minimum, in the zone in which it was set.
    pub(crate) fn next_closing(&self, centre: &Centre, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Tz)> {
        let places = self.places(centre.id, now);
        let index = rules::next_closing(&places, self.minimum_of(centre, now), now)?;
        let zone = self
            .streams
            .get(index)
            .map_or(Tz::Europe__Paris, work_stream::Model::zone);
        Some((places.get(index)?.deadline()?, zone))
    }

    /// The dispensation of a centre, asked for or granted.
    pub(crate) fn dispensation(&self, centre_id: Uuid) -> Option<&dispensation::Model> {
        self.dispensations
            .iter()
            .find(|row| row.organisation_id == centre_id)
    }

    /// True while a centre can still submit somewhere in the year.
    pub(crate) fn has_calls_left(&self, now: DateTime<Utc>) -> bool {
        let state = self.programme.state();
        let is_left = |stream: &work_stream::Model| {
            rules::call_state(state, stream.opens_at, stream.closes_at, now) != CallState::Closed
        };
        rules::is_in_force(state)
            && !self.is_over(now)
            && (self.streams.iter().any(is_left) || self.extensions.iter().any(|one| now <= one.until))
    }

    fn row_of(&self, centre: &Centre, now: DateTime<Utc>) -> BoardRow {
        let places = self.places(centre.id, now);
        let minimum = self.minimum_of(centre, now);
        let dispensation = self.dispensation(centre.id);
        let is_dispensed = dispensation.is_some_and(|row| row.granted_at.is_some());
        let step = (self.programme.state(), self.is_over(now));
        let state = rules::participation(step, minimum, is_dispensed, &places, now);
        let awaited = match state {
            ParticipationState::Unspecified | ParticipationState::Dispensed => 0,
            _ if self.is_over(now) => 0,
            _ => minimum,
        };
        BoardRow {
            organisation_id: centre.id.to_string(),
            organisation_name: centre.short_name.clone(),
            state: state as i32,
            minimum: i32::try_from(minimum).unwrap_or(i32::MAX),
            n_engaged: count(places.iter().filter(|place| place.is_engaged)),
            n_submitted: count(places.iter().filter(|place| place.is_submitted)),
            cells: self
                .streams
                .iter()
                .map(|stream| self.cell(stream.id, centre.id))
                .collect(),
            days_left: rules::days_left(&places, awaited, now),
            dispensation_reason: dispensation.map(|row| row.reason.clone()).unwrap_or_default(),
            has_asked_dispensation: dispensation.is_some_and(dispensation::Model::is_waiting),
            dispensation_refusal: dispensation.map(|row| row.refusal.clone()).unwrap_or_default(),
        }
    }

    fn cell(&self, stream_id: Uuid, centre_id: Uuid) -> Cell {
        let engagement = self.engagement(stream_id, centre_id);
        let participation = self.participation(stream_id, centre_id);
        Cell {
            work_stream_id: stream_id.to_string(),
            engagement: engagement.map_or(0, |row| row.state),
            is_submitted: participation.is_some_and(|one| one.is_submitted),
            is_entered_by_animator: engagement.is_some_and(|row| row.is_entered_by_animator),
            has_draft: participation.is_some_and(|one| one.has_draft),
            extended_until: self.extension(stream_id, centre_id).map(timestamp),
        }
    }

    fn engagement(&self, stream_id: Uuid, centre_id: Uuid) -> Option<&engagement::Model> {
        let is_it =
            |row: &&engagement::Model| row.work_stream_id == stream_id && row.organisation_id == centre_id;
        self.engagements.iter().find(is_it)
    }

    fn participation(&self, stream_id: Uuid, centre_id: Uuid) -> Option<&Participation> {
        let is_it =
            |one: &&Participation| one.work_stream_id == stream_id && one.organisation_id == centre_id;
        self.participations.iter().find(is_it)
    }

    fn extension(&self, stream_id: Uuid, centre_id: Uuid) -> Option<DateTime<Utc>> {
        let is_it =
            |one: &&ExtensionInfo| one.work_stream_id == stream_id && one.organisation_id == centre_id;
        self.extensions.iter().filter(is_it).map(|one| one.until).max()
    }
}

/// Hides from others what belongs to a centre and to the animator: its drafts, its dispensation's reason.
pub(crate) fn for_caller(mut row: BoardRow, caller: &Caller) -> BoardRow {
    if !caller.is_animator() && row.organisation_id != caller.organisation_id.to_string() {
        row.dispensation_reason.clear();
        row.dispensation_refusal.clear();
        row.has_asked_dispensation = false;
        for cell in &mut row.cells {
            cell.has_draft = false;
        }
    }
    row
}

/// True when P2 is in doubt for a centre.
pub(crate) fn is_short(row: &BoardRow) -> bool {
    matches!(
        row.state(),
        ParticipationState::AtRisk | ParticipationState::Missed
    )
}

/// How many there are.
pub(crate) fn count<T>(items: impl Iterator<Item = T>) -> i32 {
    i32::try_from(items.count()).unwrap_or(i32::MAX)
}
