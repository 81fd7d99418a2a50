//! The tables of subscribers.

/// Who receives, or received, a newsletter.
pub(crate) mod subscriber {
    use proto::v1::SubscriberState;
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subscriber")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) newsletter_id: Uuid,
        /// In folded form; nothing after an erasure.
        pub(crate) email: Option<String>,
        /// Keyed hash of the address.
        pub(crate) email_hash: String,
        pub(crate) state: i32,
        pub(crate) actor_kind: i32,
        pub(crate) actor_function: i32,
        /// Code of a territory; empty: not said.
        pub(crate) territory: String,
        /// Where an imported address came from; empty: its owner asked.
        pub(crate) source: String,
        pub(crate) legal_ground: String,
        pub(crate) is_source_told: bool,
        /// Of `Frequency`.
        pub(crate) frequency: i32,
        pub(crate) asked_at: DateTimeUtc,
        /// Evidence: the network address that asked.
        pub(crate) asked_from: String,
        /// Evidence: the words that were agreed to.
        pub(crate) asked_text: String,
        pub(crate) confirmed_at: Option<DateTimeUtc>,
        pub(crate) confirmed_from: String,
        /// Since when the consent stands: the request, then the confirmation or the import.
        pub(crate) consent_at: DateTimeUtc,
        /// When the address was asked again whether it still wants the newsletter.
        pub(crate) renewal_asked_at: Option<DateTimeUtc>,
        /// When it left, or came back, or was erased.
        pub(crate) ended_at: Option<DateTimeUtc>,
        /// Why: the words of the server that refused the address.
        pub(crate) ended_words: String,
        pub(crate) version: i32,
    }

    impl Model {
        /// Its state, as the contract names it.
        pub(crate) fn state(&self) -> SubscriberState {
            SubscriberState::try_from(self.state).unwrap_or_default()
        }
    }

    /// No relation of its own.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A list that a subscriber chose.
pub(crate) mod list {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subscriber_list")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) subscriber_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) list_id: Uuid,
    }

    /// Belongs to a subscriber.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {
        #[sea_orm(
            belongs_to = "super::subscriber::Entity",
            from = "Column::SubscriberId",
            to = "super::subscriber::Column::Id"
        )]
        Subscriber,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A theme that a subscriber chose.
pub(crate) mod theme {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subscriber_theme")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) subscriber_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) theme: i32,
    }

    /// No relation.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
