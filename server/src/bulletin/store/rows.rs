//! The rows themselves.

use proto::v1::{BulletinState, RelayMeans};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// How a national body informs the centres.
pub(crate) mod procedure {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulletin_procedure")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        pub(crate) text: String,
        /// Bulletins that it promises in a year; 0: no number.
        pub(crate) n_per_year: i32,
        pub(crate) started_on: Date,
        pub(crate) updated_by: String,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A kind of information of a procedure.
pub(crate) mod kind {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulletin_kind")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) name: String,
        pub(crate) delay_days: i32,
        pub(crate) in_charge: Option<Uuid>,
        pub(crate) second_reader: Option<Uuid>,
        pub(crate) is_public: bool,
        pub(crate) is_retired: bool,
        pub(crate) template: String,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A bulletin, with the text that holds now.
pub(crate) mod bulletin {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulletin")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) kind_id: Uuid,
        pub(crate) state: i32,
        pub(crate) title: String,
        pub(crate) text: String,
        /// JSON of a [`super::Content`].
        pub(crate) content: String,
        pub(crate) is_urgent: bool,
        pub(crate) valid_until: Option<Date>,
        /// Once published.
        pub(crate) due_at: Option<DateTimeUtc>,
        /// Of the published text; 0 before.
        pub(crate) number: i32,
        pub(crate) idempotency_key: Option<String>,
        /// SHA-256 of the push that came with the key.
        pub(crate) push_hash: Option<String>,
        /// The person who asked the second reader; none: a token.
        pub(crate) asked_by: Option<Uuid>,
        /// The question of the field that it answers.
        pub(crate) question_id: Option<Uuid>,
        pub(crate) created_by: String,
        pub(crate) created_at: DateTimeUtc,
        pub(crate) published_by: String,
        pub(crate) published_at: Option<DateTimeUtc>,
        pub(crate) withdrawn_at: Option<DateTimeUtc>,
        pub(crate) withdrawal: String,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A text of a bulletin, as it was published.
pub(crate) mod text {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulletin_text")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) bulletin_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i32,
        pub(crate) title: String,
        pub(crate) text: String,
        /// JSON of a [`super::Content`].
        pub(crate) content: String,
        pub(crate) valid_until: Option<Date>,
        /// What was corrected.
        pub(crate) note: String,
        pub(crate) published_by: String,
        pub(crate) published_at: DateTimeUtc,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A bulletin in a centre.
pub(crate) mod reception {
    use sea_orm::entity::prelude::*;

    /// A row: there from the moment the bulletin is published.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulletin_reception")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) bulletin_id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) received_at: DateTimeUtc,
        pub(crate) acknowledged_at: Option<DateTimeUtc>,
        pub(crate) acknowledged_by: String,
        pub(crate) set_aside_at: Option<DateTimeUtc>,
        pub(crate) set_aside_by: String,
        pub(crate) reason: String,
        pub(crate) reminded_at: Option<DateTimeUtc>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a centre did with a bulletin, once.
pub(crate) mod relay {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulletin_relay")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) reception_id: Uuid,
        pub(crate) bulletin_id: Uuid,
        pub(crate) means: i32,
        /// The text that was relayed.
        pub(crate) number: i32,
        pub(crate) edition_id: Option<Uuid>,
        pub(crate) meeting_id: Option<Uuid>,
        pub(crate) words: String,
        pub(crate) on: Date,
        pub(crate) n_reached: i64,
        /// The number moves until then.
        pub(crate) settled_at: Option<DateTimeUtc>,
        pub(crate) declared_by: String,
        pub(crate) at: DateTimeUtc,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a bulletin holds beside its title and text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) links: Vec<Link>,
    /// 0: the usual delay of its kind.
    pub(crate) delay_days: i32,
    /// Empty: all the centres.
    pub(crate) organisation_ids: Vec<Uuid>,
    pub(crate) audience_reason: String,
    pub(crate) event: Option<Event>,
}

/// An address, and what it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) label: String,
    pub(crate) url: String,
}

/// A day to which the centres are invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Event {
    /// "2027-03-20T09:00", in Paris.
    pub(crate) starts_at: String,
    pub(crate) place: String,
    pub(crate) registration_url: String,
    /// 0: no limit.
    pub(crate) seats_per_centre: i32,
}

impl bulletin::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> BulletinState {
        BulletinState::try_from(self.state).unwrap_or_default()
    }

    /// What it holds beside its title and text.
    pub(crate) fn content(&self) -> Result<Content> {
        parsed(&self.content)
    }

    /// True once the centres received it.
    pub(crate) fn is_out(&self) -> bool {
        matches!(self.state(), BulletinState::Published | BulletinState::Withdrawn)
    }
}

impl text::Model {
    /// What was published beside its title and text.
    pub(crate) fn content(&self) -> Result<Content> {
        parsed(&self.content)
    }
}

fn parsed(content: &str) -> Result<Content> {
    let content = serde_json::from_str(content);
    Ok(content.map_err(|error| anyhow::anyhow!("the content of a bulletin cannot be read: {error}"))?)
}

impl relay::Model {
    /// How, as the contract names it.
    pub(crate) fn means(&self) -> RelayMeans {
        RelayMeans::try_from(self.means).unwrap_or_default()
    }
}
