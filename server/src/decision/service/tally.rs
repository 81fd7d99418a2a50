//! What was cast in a vote: by whom, and how often each option was chosen.

use std::collections::{BTreeMap, BTreeSet};

use proto::v1::{Voice, VoteOption, VoteResult, VoteState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::view::n;
use crate::decision::store::{self, vote};
use crate::error::Result;

/// What was cast in a vote.
pub(super) struct Tally {
    options: Vec<store::vote_option::Model>,
    voices: Vec<store::vote_voice::Model>,
    /// Of a named vote.
    ballots: Vec<store::ballot::Model>,
    /// Of a secret one.
    secret_voters: Vec<Uuid>,
    /// The number of ballots of each option may be told.
    pub(super) has_figures: bool,
}

impl Tally {
    pub(super) async fn read(db: &impl ConnectionTrait, vote: &vote::Model) -> Result<Self> {
        let mut read = Self {
            options: store::options(db, vote.id).await?,
            voices: store::voices(db, vote.id).await?,
            ballots: Vec::new(),
            secret_voters: Vec::new(),
            has_figures: !vote.is_secret
                || (vote.state() == VoteState::Closed && vote.result() != VoteResult::TooFew),
        };
        if vote.is_secret {
            read.secret_voters = store::secret_voters(db, vote.id).await?;
        } else {
            read.ballots = store::ballots(db, vote.id).await?;
            for option in &mut read.options {
                let of = |ballot: &&store::ballot::Model| ballot.place == option.place;
                option.n = n(read.ballots.iter().filter(of).count());
            }
        }
        Ok(read)
    }

    pub(super) fn ids(&self) -> BTreeSet<Uuid> {
        self.voices.iter().map(|voice| voice.organisation_id).collect()
    }

    /// The voices that voted.
    pub(super) fn cast(&self) -> BTreeSet<Uuid> {
        let named = self.ballots.iter().map(|ballot| ballot.organisation_id);
        named.chain(self.secret_voters.iter().copied()).collect()
    }

    /// The options with their figures, for who closes the vote.
    pub(super) fn figures(&self) -> &[store::vote_option::Model] {
        &self.options
    }

    /// What an organisation chose, in a named vote.
    pub(super) fn choice_of(&self, organisation_id: Uuid) -> Option<i32> {
        let of = |ballot: &&store::ballot::Model| ballot.organisation_id == organisation_id;
        self.ballots.iter().find(of).map(|ballot| ballot.place)
    }

    pub(super) fn options(&self) -> Vec<VoteOption> {
        let option = |row: &store::vote_option::Model| VoteOption {
            place: row.place,
            label: row.label.clone(),
            meaning: row.meaning,
            n: if self.has_figures { row.n } else { 0 },
        };
        self.options.iter().map(option).collect()
    }

    pub(super) fn voices(&self, vote: &vote::Model) -> Vec<Voice> {
        let cast = self.cast();
        let ballots: BTreeMap<Uuid, &store::ballot::Model> = self
            .ballots
            .iter()
            .map(|ballot| (ballot.organisation_id, ballot))
            .collect();
        let labels: BTreeMap<i32, &str> = self
            .options
            .iter()
            .map(|option| (option.place, option.label.as_str()))
            .collect();
        let voice = |row: &store::vote_voice::Model| {
            let ballot = ballots.get(&row.organisation_id).filter(|_| !vote.is_secret);
            let label = ballot.and_then(|ballot| labels.get(&ballot.place));
            Voice {
                organisation_id: row.organisation_id.to_string(),
                organisation_name: row.organisation_name.clone(),
                has_voted: cast.contains(&row.organisation_id),
                chosen: label.map(|label| (*label).to_owned()).unwrap_or_default(),
                carried_by: ballot.map(|ballot| ballot.carried_by.clone()).unwrap_or_default(),
                ..Voice::default()
            }
        };
        self.voices.iter().map(voice).collect()
    }
}
