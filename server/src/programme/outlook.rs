//! The programmes, for the first page.

use chrono::{DateTime, Utc};
use proto::v1::ProgrammeState;
use sea_orm::ConnectionTrait;

use crate::error::Result;
use crate::programme::board::Facts;
use crate::programme::store::{self, programme, work_stream};
use crate::programme::{StreamInfo, info, rules};

/// All the programmes, and what the centres did with the one that matters now.
#[derive(Debug)]
pub(crate) struct Outlook {
    programmes: Vec<(programme::Model, Vec<work_stream::Model>)>,
    facts: Option<Facts>,
}

/// A programme and its streams at an instant.
#[derive(Clone, Debug)]
pub(crate) struct Year {
    #[expect(clippy::struct_field_names, reason = "the word of the contract")]
    pub(crate) year: i32,
    pub(crate) state: ProgrammeState,
    /// In order.
    pub(crate) streams: Vec<StreamInfo>,
}

impl Outlook {
    /// Reads them: four queries.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let programmes = store::programmes(db).await?;
        // The newest in force, else the newest.
        let in_force = |(programme, _): &&(programme::Model, _)| rules::is_in_force(programme.state());
        let current = programmes.iter().find(in_force).or(programmes.first()).cloned();
        let facts = match current {
            Some((programme, streams)) => Some(Facts::of(db, programme, streams).await?),
            None => None,
        };
        Ok(Self { programmes, facts })
    }

    /// What the centres did with the programme that matters now; `None` when there is no programme.
    pub(crate) fn facts(&self) -> Option<&Facts> {
        self.facts.as_ref()
    }

    /// The programmes as they are at an instant, newest first.
    pub(crate) fn years(&self, now: DateTime<Utc>) -> Vec<Year> {
        let year = |(programme, streams): &(programme::Model, Vec<work_stream::Model>)| Year {
            year: programme.year,
            state: programme.state(),
            streams: streams
                .iter()
                .map(|stream| info(stream, programme, now))
                .collect(),
        };
        // Past years expect nothing of anybody.
        let is_live = |(programme, _): &&(programme::Model, _)| programme.state() != ProgrammeState::Closed;
        self.programmes.iter().filter(is_live).map(year).collect()
    }
}
