//! Last year's programme: closed, its contributions published.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc};
use proto::v1::{ContributionState, EngagementState, Expected, Licence, ProgrammeState};
use sea_orm::DatabaseTransaction;

use super::{Demonstration, at_paris, stream, words};
use crate::contribution::store as contributions;
use crate::db;
use crate::error::Result;
use crate::network::Centre;
use crate::programme::store::{self, engagement, work_stream};

impl Demonstration {
    pub(super) async fn last_year(&mut self, tx: &DatabaseTransaction, year: i32) -> Result<()> {
        self.programme(tx, year, ProgrammeState::Closed).await?;
        for (rank, (words, text)) in (1_usize..).zip(words::LAST_STREAMS.iter().zip(words::LAST_TEXTS)) {
            let day = |month, day| {
                let date = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
                at_paris(date, NaiveTime::from_hms_opt(22, 59, 59).unwrap_or_default())
            };
            let row = work_stream::Model {
                opens_at: Some(day(2, 1)),
                closes_at: Some(day(6, 30)),
                opened_told_at: Some(day(2, 1)),
                closed_told_at: Some(day(6, 30)),
                synthesis: if rank == 1 {
                    words::SYNTHESIS.to_owned()
                } else {
                    String::new()
                },
                synthesis_published_at: (rank == 1).then(|| day(10, 15)),
                ..stream(year, i32::try_from(rank).unwrap_or(1), words)
            };
            store::insert_stream(tx, row.clone()).await?;
            for (name, answers) in words::LAST_ANSWERS {
                let answer = answers.chars().nth(rank - 1).unwrap_or('-');
                let Some(centre) = self.centre(name).filter(|_| answer != '-') else {
                    continue;
                };
                let engaged = engagement::Model {
                    id: db::id(),
                    work_stream_id: row.id,
                    organisation_id: centre.id,
                    state: EngagementState::Engaged as i32,
                    reason: String::new(),
                    at: day(2, 10),
                    is_entered_by_animator: false,
                };
                store::save_engagement(tx, engaged).await?;
                if answer == 's' {
                    let sheet = self.past_contribution(&row, &centre, text, day(6, 2))?;
                    contributions::insert(tx, sheet).await?;
                }
            }
        }
        Ok(())
    }

    fn past_contribution(
        &self,
        stream: &work_stream::Model,
        centre: &Centre,
        (title, text): (&str, &str),
        at: DateTime<Utc>,
    ) -> Result<contributions::contribution::Model> {
        let kind = stream.expected().first().copied().unwrap_or(Expected::TextNote);
        let mut sections = BTreeMap::new();
        if kind == Expected::ExperienceSheet {
            sections.insert(
                "context".to_owned(),
                format!("Territoire de {}.", centre.short_name),
            );
            sections.insert("actions".to_owned(), text.to_owned());
            sections.insert(
                "results".to_owned(),
                "- Une démarche reprise l’année suivante.".to_owned(),
            );
        } else {
            sections.insert("text".to_owned(), text.to_owned());
        }
        let by = self.director(centre.id);
        Ok(contributions::contribution::Model {
            id: db::id(),
            work_stream_id: stream.id,
            year: stream.year,
            organisation_id: centre.id,
            kind: kind as i32,
            title: format!("{title} ({})", centre.short_name),
            sections: contributions::sections_text(&sections)?,
            state: ContributionState::Published as i32,
            licence: Licence::Open2 as i32,
            credit: format!("{}, {}", centre.short_name, stream.year),
            has_contacts_consent: true,
            submitted_at: Some(at),
            revision_reason: String::new(),
            revision_due_at: None,
            updated_at: at,
            updated_by: by.as_ref().map(|caller| caller.name.clone()).unwrap_or_default(),
            told_at: at,
            told_by: by.and_then(|caller| caller.person_id),
            version: 2,
        })
    }
}
