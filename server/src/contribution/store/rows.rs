//! The rows of contributions, co-authors, comments and extensions.

use std::collections::BTreeMap;

use proto::v1::{CoAuthorState, ContributionState, Expected, Licence};

use crate::error::{Error, Result};

/// A contribution of a centre to a call.
pub(crate) mod contribution {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contribution")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) work_stream_id: Uuid,
        pub(crate) year: i32,
        pub(crate) organisation_id: Uuid,
        pub(crate) kind: i32,
        pub(crate) title: String,
        /// JSON: key of the section -> Markdown.
        pub(crate) sections: String,
        pub(crate) state: i32,
        pub(crate) licence: i32,
        pub(crate) credit: String,
        pub(crate) has_contacts_consent: bool,
        pub(crate) submitted_at: Option<DateTimeUtc>,
        pub(crate) revision_reason: String,
        pub(crate) revision_due_at: Option<DateTimeUtc>,
        pub(crate) updated_at: DateTimeUtc,
        pub(crate) updated_by: String,
        /// The last save that was told in the log.
        pub(crate) told_at: DateTimeUtc,
        pub(crate) told_by: Option<Uuid>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A centre that writes with the author.
pub(crate) mod co_author {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "co_author")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) contribution_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        pub(crate) state: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A comment beside the text.
pub(crate) mod comment {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contribution_comment")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) contribution_id: Uuid,
        pub(crate) section: String,
        pub(crate) text: String,
        pub(crate) author_name: String,
        pub(crate) person_id: Option<Uuid>,
        pub(crate) at: DateTimeUtc,
        /// Written on the draft: the animator does not see it.
        pub(crate) is_internal: bool,
        pub(crate) is_resolved: bool,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// More time for one centre and one call.
pub(crate) mod extension {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "extension")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) work_stream_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        pub(crate) until: DateTimeUtc,
        pub(crate) reason: String,
        pub(crate) at: DateTimeUtc,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl contribution::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> ContributionState {
        ContributionState::try_from(self.state).unwrap_or_default()
    }

    /// Its kind, as the contract names it.
    pub(crate) fn kind(&self) -> Expected {
        Expected::try_from(self.kind).unwrap_or_default()
    }

    /// Its licence, as the contract names it.
    pub(crate) fn licence(&self) -> Licence {
        Licence::try_from(self.licence).unwrap_or_default()
    }

    /// Its texts by key.
    pub(crate) fn sections(&self) -> BTreeMap<String, String> {
        serde_json::from_str(&self.sections).unwrap_or_default()
    }
}

/// The text form of the sections.
pub(crate) fn sections_text(sections: &BTreeMap<String, String>) -> Result<String> {
    serde_json::to_string(sections).map_err(|error| Error::Internal(error.into()))
}

impl co_author::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> CoAuthorState {
        CoAuthorState::try_from(self.state).unwrap_or_default()
    }
}
