//! Rows of the registrations.

use proto::v1::RegistrationState;

/// When, for how many and how people register for a day.
pub(crate) mod settings {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "registration_settings")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) meeting_id: Uuid,
        pub(crate) opens_at: DateTimeUtc,
        pub(crate) closes_at: DateTimeUtc,
        pub(crate) capacity: i32,
        /// 0: no limit but the places.
        pub(crate) seats_per_organisation: i32,
        pub(crate) is_public: bool,
        pub(crate) retention_months: i32,
        pub(crate) minutes_to_accept: i32,
        pub(crate) asks_meal: bool,
        pub(crate) asks_access_needs: bool,
        /// When meals and access needs were erased (L6).
        pub(crate) needs_erased_at: Option<DateTimeUtc>,
        /// When names and addresses were erased.
        pub(crate) erased_at: Option<DateTimeUtc>,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A workshop of a day.
pub(crate) mod workshop {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "workshop")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) meeting_id: Uuid,
        pub(crate) title: String,
        pub(crate) room: String,
        pub(crate) speakers: String,
        pub(crate) starts_at: DateTimeUtc,
        pub(crate) ends_at: DateTimeUtc,
        pub(crate) capacity: i32,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Someone who asked for a place.
pub(crate) mod registration {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "registration")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) meeting_id: Uuid,
        /// In folded form; `None` once it is erased.
        pub(crate) email: Option<String>,
        pub(crate) name: String,
        pub(crate) organisation_name: String,
        /// A `RegistrationState`.
        pub(crate) state: i32,
        /// When the place was asked for, the last time.
        pub(crate) asked_at: DateTimeUtc,
        pub(crate) offered_until: Option<DateTimeUtc>,
        /// Six digits, said when arriving.
        pub(crate) code: i32,
        pub(crate) is_visible: bool,
        /// L6: with the person's consent only, until 7 days after the day.
        pub(crate) meal: String,
        /// L6.
        pub(crate) access_needs: String,
        pub(crate) has_consent: bool,
        pub(crate) arrived_at: Option<DateTimeUtc>,
        /// When the mail after the day was written.
        pub(crate) thanked_at: Option<DateTimeUtc>,
        pub(crate) has_given_feedback: bool,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A workshop that someone chose.
pub(crate) mod choice {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "workshop_choice")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) registration_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) workshop_id: Uuid,
        /// No place in it yet.
        pub(crate) is_waiting: bool,
        pub(crate) asked_at: DateTimeUtc,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What someone said of a day: nothing here says who, when, or before whom.
pub(crate) mod feedback {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "feedback")]
    pub(crate) struct Model {
        /// Random: in the order of nothing.
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) meeting_id: Uuid,
        /// 1 to 5.
        pub(crate) mark: i32,
        pub(crate) text: String,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl registration::Model {
    pub(crate) fn state(&self) -> RegistrationState {
        RegistrationState::try_from(self.state).unwrap_or_default()
    }

    /// Nothing is to be kept of meal and access any more.
    pub(crate) fn forget_needs(&mut self) {
        self.meal.clear();
        self.access_needs.clear();
        self.has_consent = false;
    }
}
