//! The programmes, for the first page.

use chrono::{DateTime, NaiveDate, Utc};
use proto::v1::ProgrammeState;
use sea_orm::ConnectionTrait;

use crate::contribution;
use crate::error::Result;
use crate::programme::board::Facts;
use crate::programme::store::{self, programme, work_stream};
use crate::programme::{StreamInfo, info, rules};

type Whole = (programme::Model, Vec<work_stream::Model>);

/// All the programmes, and what the centres did with those that still expect something.
#[derive(Debug)]
pub(crate) struct Outlook {
    programmes: Vec<Whole>,
    /// Of each programme in force, newest first; of the newest when none is.
    facts: Vec<Facts>,
    /// The contributions to closed programmes on which somebody still has to act.
    left: contribution::Overview,
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
    /// Reads them: two queries, and three for each programme in force.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let programmes = store::programmes(db).await?;
        let mut matter: Vec<Whole> = programmes
            .iter()
            .filter(|(programme, _)| rules::is_in_force(programme.state()))
            .cloned()
            .collect();
        if matter.is_empty() {
            matter.extend(programmes.first().cloned());
        }
        let closed = programmes.iter().filter(|(programme, _)| is_closed(programme));
        let closed: Vec<_> = closed
            .flat_map(|(_, streams)| streams)
            .map(|one| one.id)
            .collect();
        let left = contribution::undecided(db, &closed).await?;
        let mut facts = Vec::new();
        for (programme, streams) in matter {
            facts.push(Facts::of(db, programme, streams).await?);
        }
        Ok(Self {
            programmes,
            facts,
            left,
        })
    }

    /// What the centres did with each programme in force, newest first.
    pub(crate) fn facts(&self) -> &[Facts] {
        &self.facts
    }

    /// What they did with the programme that matters now; `None` when there is no programme.
    pub(crate) fn current(&self, today: NaiveDate) -> Option<&Facts> {
        let years = self.programmes.iter().map(|(one, _)| (one.year, one.state()));
        let year = rules::current(years, today);
        self.facts.iter().find(|facts| Some(facts.year()) == year)
    }

    /// The programmes as they are at an instant, newest first. Past years expect nothing of anybody, but for
    /// what is `left`.
    pub(crate) fn years(&self, now: DateTime<Utc>) -> Vec<Year> {
        let year = |(programme, streams): &Whole| Year {
            year: programme.year,
            state: programme.state(),
            streams: infos(programme, streams, now),
        };
        let live = self
            .programmes
            .iter()
            .filter(|(programme, _)| !is_closed(programme));
        live.map(year).collect()
    }

    /// The contributions on which somebody has to act, each time with the streams that they belong to.
    pub(crate) fn contributions(
        &self,
        now: DateTime<Utc>,
    ) -> Vec<(&contribution::Overview, Vec<StreamInfo>)> {
        let closed = self
            .programmes
            .iter()
            .filter(|(programme, _)| is_closed(programme));
        let closed = closed.flat_map(|(programme, streams)| infos(programme, streams, now));
        let in_force = self.facts.iter();
        let in_force = in_force.map(|facts| (facts.contributions(), facts.stream_infos(now)));
        in_force.chain([(&self.left, closed.collect())]).collect()
    }
}

fn is_closed(programme: &programme::Model) -> bool {
    programme.state() == ProgrammeState::Closed
}

fn infos(
    programme: &programme::Model,
    streams: &[work_stream::Model],
    now: DateTime<Utc>,
) -> Vec<StreamInfo> {
    let infos = streams.iter().map(|stream| info(stream, programme, now));
    infos.collect()
}
