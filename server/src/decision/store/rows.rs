//! The rows, as they are stored.

use chrono_tz::Tz;
use proto::v1::{
    DecisionMode, Function, Majority, MajorityBase, MeetingKind, OptionMeaning, TieRule, VoteResult,
    VoteState,
};

/// One version of the rules of procedure of a kind of meeting. Never changed.
pub(crate) mod rules_of_procedure {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rules_of_procedure")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// A `MeetingKind`.
        pub(crate) kind: i32,
        pub(crate) version: i32,
        pub(crate) effective_on: Date,
        pub(crate) text: String,
        /// Numbers of `Function`, separated by commas.
        pub(crate) functions: String,
        pub(crate) base: i32,
        pub(crate) majority: i32,
        pub(crate) tie: i32,
        pub(crate) n_proxies: i32,
        pub(crate) quorum_percent: i32,
        pub(crate) adopted_by: String,
        pub(crate) adopted_at: DateTimeUtc,
    }

    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A vote of a meeting, or a written consultation.
pub(crate) mod vote {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// `None` for a written consultation.
        pub(crate) meeting_id: Option<Uuid>,
        /// A `MeetingKind`.
        pub(crate) kind: i32,
        /// The point of the agenda that it is on.
        pub(crate) item_id: Option<Uuid>,
        /// Who prepared it.
        pub(crate) organisation_id: Uuid,
        pub(crate) rules_id: Uuid,
        pub(crate) question: String,
        pub(crate) is_secret: bool,
        /// A `VoteState`.
        pub(crate) state: i32,
        pub(crate) zone: String,
        pub(crate) opens_at: Option<DateTimeUtc>,
        pub(crate) closes_at: Option<DateTimeUtc>,
        pub(crate) opened_at: Option<DateTimeUtc>,
        pub(crate) closed_at: Option<DateTimeUtc>,
        pub(crate) reminded_at: Option<DateTimeUtc>,
        pub(crate) decides_programme_year: Option<i32>,
        /// Set when it opens.
        pub(crate) n_voices: i32,
        /// Set when it closes, like what follows.
        pub(crate) n_present: i32,
        /// A `VoteResult`.
        pub(crate) result: i32,
        pub(crate) chosen: Option<i32>,
        pub(crate) is_tied: bool,
        pub(crate) is_decided_by_chair: bool,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What can be chosen in a vote.
pub(crate) mod vote_option {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote_option")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) place: i32,
        pub(crate) label: String,
        /// An `OptionMeaning`.
        pub(crate) meaning: i32,
        /// Of a secret vote, counted as the ballots come; of a named one, written when it closes.
        pub(crate) n: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A voice of a vote, as it was when the vote opened.
pub(crate) mod vote_voice {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote_voice")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        pub(crate) organisation_name: String,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The ballot of a voice in a named vote.
pub(crate) mod ballot {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ballot")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        pub(crate) place: i32,
        /// Short name of the organisation that carried the voice; empty: nobody did.
        pub(crate) carried_by: String,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A voice that voted in a secret vote: that it did, and nothing else.
pub(crate) mod secret_voter {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "secret_voter")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A voice that is given to another organisation for a meeting.
pub(crate) mod proxy {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proxy")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        pub(crate) bearer_id: Uuid,
        pub(crate) bearer_name: String,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A decision: never changed, replaced by another one.
pub(crate) mod decision {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "decision")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// `None` for a written consultation.
        pub(crate) meeting_id: Option<Uuid>,
        /// A `MeetingKind`.
        pub(crate) kind: i32,
        /// Title of the meeting.
        pub(crate) title: String,
        pub(crate) year: i32,
        /// In its meeting.
        pub(crate) number: i32,
        /// The point of the agenda that it is on.
        pub(crate) item_id: Option<Uuid>,
        pub(crate) text: String,
        /// What search reads.
        pub(crate) search: String,
        /// A `DecisionMode`.
        pub(crate) mode: i32,
        pub(crate) vote_id: Option<Uuid>,
        pub(crate) replaces_id: Option<Uuid>,
        pub(crate) decides_programme_year: Option<i32>,
        pub(crate) at: DateTimeUtc,
        /// Empty: a vote that closed at its instant.
        pub(crate) recorded_by: String,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl rules_of_procedure::Model {
    /// Whose organisations have a voice.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let numbers = self.functions.split(',').filter_map(|number| number.parse().ok());
        numbers
            .filter_map(|number: i32| Function::try_from(number).ok())
            .collect()
    }

    pub(crate) fn procedure(&self) -> crate::decision::rules::Procedure {
        crate::decision::rules::Procedure {
            base: MajorityBase::try_from(self.base).unwrap_or_default(),
            majority: Majority::try_from(self.majority).unwrap_or_default(),
            tie: TieRule::try_from(self.tie).unwrap_or_default(),
            quorum_percent: self.quorum_percent,
        }
    }
}

impl vote::Model {
    pub(crate) fn kind(&self) -> MeetingKind {
        MeetingKind::try_from(self.kind).unwrap_or_default()
    }

    pub(crate) fn state(&self) -> VoteState {
        VoteState::try_from(self.state).unwrap_or_default()
    }

    pub(crate) fn result(&self) -> VoteResult {
        VoteResult::try_from(self.result).unwrap_or_default()
    }

    /// Zone in which its instants were set.
    pub(crate) fn zone(&self) -> Tz {
        self.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
    }
}

impl vote_option::Model {
    pub(crate) fn meaning(&self) -> OptionMeaning {
        OptionMeaning::try_from(self.meaning).unwrap_or_default()
    }
}

impl decision::Model {
    pub(crate) fn mode(&self) -> DecisionMode {
        DecisionMode::try_from(self.mode).unwrap_or_default()
    }
}
