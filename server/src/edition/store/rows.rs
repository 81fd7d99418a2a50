//! The rows of editions, blocks, pictures and letters.

use proto::v1::{BlockKind, EditionState};

/// An edition of a newsletter.
pub(crate) mod edition {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "edition")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) newsletter_id: Uuid,
        /// Given when it is frozen the first time; a digest has none.
        pub(crate) number: Option<i32>,
        pub(crate) subject: String,
        pub(crate) preheader: String,
        pub(crate) state: i32,
        pub(crate) created_at: DateTimeUtc,
        pub(crate) updated_at: DateTimeUtc,
        pub(crate) updated_by: String,
        pub(crate) published_at: Option<DateTimeUtc>,
        /// Of a digest: the first day of its month.
        pub(crate) digest_month: Option<Date>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A block of an edition.
pub(crate) mod block {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "edition_block")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) edition_id: Uuid,
        pub(crate) rank: i32,
        pub(crate) kind: i32,
        pub(crate) title: String,
        pub(crate) text: String,
        pub(crate) url: String,
        /// What the source says: when and where, or the credit.
        pub(crate) details: String,
        pub(crate) picture_id: Option<Uuid>,
        /// The meeting or the contribution.
        pub(crate) source_id: Option<Uuid>,
        /// The text that was taken from the source: while it is still the block's, a correction replaces it.
        pub(crate) source_text: String,
        /// Of what the source said when it was taken.
        pub(crate) source_hash: String,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A picture of an edition.
pub(crate) mod picture {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "edition_picture")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) edition_id: Uuid,
        pub(crate) content_type: String,
        pub(crate) width: i32,
        pub(crate) height: i32,
        pub(crate) content: Vec<u8>,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An edition as it leaves.
pub(crate) mod letter {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "edition_letter")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) edition_id: Uuid,
        pub(crate) subject: String,
        pub(crate) html: String,
        pub(crate) text: String,
        pub(crate) frozen_at: DateTimeUtc,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A month of a newsletter of which the digest was made, or nothing was to tell.
pub(crate) mod digest {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "edition_digest")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) newsletter_id: Uuid,
        /// Its first day.
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) month: Date,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl edition::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> EditionState {
        EditionState::try_from(self.state).unwrap_or_default()
    }
}

impl block::Model {
    /// Its kind, as the contract names it.
    pub(crate) fn kind(&self) -> BlockKind {
        BlockKind::try_from(self.kind).unwrap_or_default()
    }
}
