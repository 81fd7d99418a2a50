//! The entities.

use chrono::NaiveTime;
use chrono_tz::Tz;
use proto::v1::{DeliveryState, RecipientState, WithheldCause};

use crate::delivery::rules::Window;
use crate::subscriber::Segment;

/// The sending of an edition.
pub(crate) mod delivery {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delivery")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) edition_id: Uuid,
        pub(crate) newsletter_id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) subject: String,
        /// JSON.
        pub(crate) segment: String,
        pub(crate) state: i32,
        pub(crate) time: i32,
        /// The first mail may leave.
        pub(crate) starts_at: DateTimeUtc,
        pub(crate) zone: String,
        /// "2027-03-20T09:00", for the same local hour everywhere; else empty.
        pub(crate) local_time: String,
        pub(crate) window_days: i32,
        pub(crate) window_from: String,
        pub(crate) window_until: String,
        /// As counted when it was scheduled.
        pub(crate) n_expected: i64,
        /// The last subscriber who has a row.
        pub(crate) laid_after: Option<Uuid>,
        pub(crate) is_laid: bool,
        pub(crate) created_at: DateTimeUtc,
        pub(crate) scheduled_by: Option<Uuid>,
        pub(crate) scheduled_name: String,
        pub(crate) released_by: Option<Uuid>,
        pub(crate) first_sent_at: Option<DateTimeUtc>,
        pub(crate) ended_at: Option<DateTimeUtc>,
        pub(crate) sampled_at: Option<DateTimeUtc>,
        pub(crate) n_done: i64,
        pub(crate) rate_per_hour: i64,
        /// Those who left, and had this edition as their last.
        pub(crate) n_left: i64,
        pub(crate) version: i32,
    }

    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A recipient of an edition: one row, whatever happens.
pub(crate) mod recipient {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delivery_recipient")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) edition_id: Uuid,
        pub(crate) subscriber_id: Uuid,
        /// Empty once it is erased.
        pub(crate) email: String,
        pub(crate) domain: String,
        /// Where an imported address came from, to be told with this mail; empty: nothing to tell.
        pub(crate) source: String,
        pub(crate) state: i32,
        pub(crate) cause: i32,
        pub(crate) attempts: i32,
        pub(crate) next_at: DateTimeUtc,
        /// A worker has it until then.
        pub(crate) lease_until: Option<DateTimeUtc>,
        pub(crate) answer: String,
        pub(crate) ended_at: Option<DateTimeUtc>,
        /// Somebody decided to write again although nobody knew.
        pub(crate) resent_at: Option<DateTimeUtc>,
    }

    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl delivery::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> DeliveryState {
        DeliveryState::try_from(self.state).unwrap_or_default()
    }

    /// Its zone.
    pub(crate) fn zone(&self) -> Tz {
        self.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
    }

    /// When its mails may leave.
    pub(crate) fn window(&self) -> Window {
        let time = |text: &str| text.parse::<NaiveTime>().unwrap_or_default();
        Window {
            days: u8::try_from(self.window_days).unwrap_or_default(),
            from: time(&self.window_from),
            until: time(&self.window_until),
        }
    }

    /// Whom it is for.
    pub(crate) fn segment(&self) -> crate::error::Result<Segment> {
        let segment = serde_json::from_str(&self.segment);
        Ok(segment.map_err(|error| anyhow::anyhow!("a segment cannot be read: {error}"))?)
    }
}

impl recipient::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> RecipientState {
        RecipientState::try_from(self.state).unwrap_or_default()
    }

    /// Why nothing was sent.
    pub(crate) fn cause(&self) -> WithheldCause {
        WithheldCause::try_from(self.cause).unwrap_or_default()
    }
}
