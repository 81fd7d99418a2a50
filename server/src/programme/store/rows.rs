//! The rows of the programme.

use chrono_tz::Tz;
use proto::v1::{EngagementState, Expected, ProgrammeState};

impl programme::Model {
    /// Its state.
    pub(crate) fn state(&self) -> ProgrammeState {
        ProgrammeState::try_from(self.state).unwrap_or_default()
    }
}

impl work_stream::Model {
    /// What it expects of the centres.
    pub(crate) fn expected(&self) -> Vec<Expected> {
        self.expected
            .split(',')
            .filter_map(|number| Expected::try_from(number.parse::<i32>().ok()?).ok())
            .collect()
    }

    /// Keys of the sections that its call requires.
    pub(crate) fn required_sections(&self) -> Vec<String> {
        self.required_sections
            .split(',')
            .filter(|key| !key.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Zone in which the instants of its call were set.
    pub(crate) fn zone(&self) -> Tz {
        self.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
    }
}

impl engagement::Model {
    /// What the centre answered.
    pub(crate) fn state(&self) -> EngagementState {
        EngagementState::try_from(self.state).unwrap_or_default()
    }
}

impl dispensation::Model {
    /// True while the animator has not decided.
    pub(crate) fn is_waiting(&self) -> bool {
        self.granted_at.is_none() && self.refused_at.is_none()
    }
}

/// A programme of one year.
pub(crate) mod programme {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "programme")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) year: i32,
        /// A `ProgrammeState`.
        pub(crate) state: i32,
        pub(crate) introduction: String,
        pub(crate) validated_by_session: String,
        pub(crate) validated_on: Option<Date>,
        pub(crate) validation_reference: String,
        pub(crate) version: i32,
    }

    /// Its streams.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {
        #[sea_orm(has_many = "super::work_stream::Entity")]
        WorkStream,
    }

    impl Related<super::work_stream::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::WorkStream.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A work stream and its call.
pub(crate) mod work_stream {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "work_stream")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) year: i32,
        /// 1 to 3.
        pub(crate) rank: i32,
        pub(crate) title: String,
        pub(crate) theme: String,
        pub(crate) purpose: String,
        /// Numbers of `Expected`, separated by commas.
        pub(crate) expected: String,
        pub(crate) lead: String,
        pub(crate) opens_at: Option<DateTimeUtc>,
        pub(crate) closes_at: Option<DateTimeUtc>,
        pub(crate) zone: String,
        pub(crate) guidance: String,
        /// Keys of sections, separated by commas.
        pub(crate) required_sections: String,
        /// When the opening was told in the feed.
        pub(crate) opened_told_at: Option<DateTimeUtc>,
        /// When the closing was told in the feed.
        pub(crate) closed_told_at: Option<DateTimeUtc>,
        pub(crate) synthesis: String,
        pub(crate) synthesis_published_at: Option<DateTimeUtc>,
        pub(crate) version: i32,
    }

    /// Its programme.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {
        #[sea_orm(
            belongs_to = "super::programme::Entity",
            from = "Column::Year",
            to = "super::programme::Column::Year"
        )]
        Programme,
    }

    impl Related<super::programme::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Programme.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Declares a row that is read by itself.
macro_rules! row {
    ($(#[doc = $doc:literal])* $name:ident, $table:literal, { $($(#[$meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[doc = $doc])*
        pub(crate) mod $name {
            use sea_orm::entity::prelude::*;

            /// A row.
            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub(crate) struct Model {
                $($(#[$meta])* pub(crate) $field: $type,)*
            }

            /// None: it is read by itself.
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

row!(
    /// A planned working session of a stream.
    session_date, "session_date", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    work_stream_id: Uuid,
    label: String,
    starts_at: DateTimeUtc,
    zone: String,
});
row!(
    /// A stream that a centre, or the animator, proposes for a draft (P3).
    proposal, "proposal", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    year: i32,
    title: String,
    theme: String,
    purpose: String,
    organisation_id: Uuid,
    organisation_name: String,
    work_stream_id: Option<Uuid>,
});
row!(
    /// A centre supports a proposal.
    proposal_support, "proposal_support", {
    #[sea_orm(primary_key, auto_increment = false)]
    proposal_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    organisation_id: Uuid,
    organisation_name: String,
});
row!(
    /// A comment on a proposed programme.
    programme_comment, "programme_comment", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    year: i32,
    author_name: String,
    organisation_name: String,
    person_id: Option<Uuid>,
    text: String,
    at: DateTimeUtc,
});
row!(
    /// What changed after the validation, and why (P3).
    amendment, "amendment", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    year: i32,
    author_name: String,
    text: String,
    at: DateTimeUtc,
});
row!(
    /// What a centre answered to a stream; its history is in the activity log.
    engagement, "engagement", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    work_stream_id: Uuid,
    organisation_id: Uuid,
    /// An `EngagementState`.
    state: i32,
    reason: String,
    at: DateTimeUtc,
    is_entered_by_animator: bool,
});
row!(
    /// A centre that P2 does not bind this year, or that asks for it.
    dispensation, "dispensation", {
    #[sea_orm(primary_key, auto_increment = false)]
    year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    organisation_id: Uuid,
    asked_at: Option<DateTimeUtc>,
    granted_at: Option<DateTimeUtc>,
    reason: String,
    refused_at: Option<DateTimeUtc>,
    /// Why it was refused.
    refusal: String,
});
