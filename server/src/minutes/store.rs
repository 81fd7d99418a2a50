//! What is stored of minutes. Versions are only ever added.

use proto::v1::{ApprovalMode, MinutesState};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LikeExpr;
use sea_orm::{ConnectionTrait, ExprTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::error::Result;
use crate::meeting::Info;

/// The minutes of a meeting, from the first words or the first review on.
pub(crate) mod minutes {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "minutes")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) meeting_id: Uuid,
        /// A `MeetingKind`; like the two that follow, of the meeting.
        pub(crate) kind: i32,
        pub(crate) year: i32,
        pub(crate) starts_at: DateTimeUtc,
        /// A `MinutesState`.
        pub(crate) state: i32,
        pub(crate) opening: String,
        pub(crate) closing: String,
        /// Of the last review.
        pub(crate) review_began_at: Option<DateTimeUtc>,
        pub(crate) review_until: Option<DateTimeUtc>,
        /// An `ApprovalMode`.
        pub(crate) approval_mode: Option<i32>,
        pub(crate) approval_decision_id: Option<Uuid>,
        pub(crate) approved_at: Option<DateTimeUtc>,
        pub(crate) approved_by: String,
        /// Of the facts that were approved, in hexadecimal.
        pub(crate) approved_sha256: Option<String>,
        /// When the latest version was locked.
        pub(crate) locked_at: Option<DateTimeUtc>,
        /// Folded words of what is not closed.
        pub(crate) search: String,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A locked version: never changed, never removed.
pub(crate) mod minutes_version {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "minutes_version")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i32,
        pub(crate) locked_at: DateTimeUtc,
        pub(crate) locked_by: String,
        /// Empty for the first.
        pub(crate) reason: String,
        /// Of the content, in hexadecimal.
        pub(crate) sha256: String,
        /// An encoded `MinutesDocument`.
        pub(crate) content: Vec<u8>,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A remark made in a review.
pub(crate) mod minutes_comment {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "minutes_comment")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) meeting_id: Uuid,
        /// `None`: on the whole.
        pub(crate) item_id: Option<Uuid>,
        pub(crate) text: String,
        pub(crate) at: DateTimeUtc,
        pub(crate) name: String,
        pub(crate) organisation_name: String,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A delay that the animator set; it counts for meetings that end from then on.
pub(crate) mod minutes_delay {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "minutes_delay")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) n_days: i32,
        pub(crate) set_at: DateTimeUtc,
        pub(crate) set_by: String,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl minutes::Model {
    /// The minutes of a meeting of which nothing is stored yet.
    pub(crate) fn draft(info: &Info) -> Self {
        Self {
            meeting_id: info.id,
            kind: info.kind as i32,
            year: info.year,
            starts_at: info.starts_at,
            state: MinutesState::Draft as i32,
            opening: String::new(),
            closing: String::new(),
            review_began_at: None,
            review_until: None,
            approval_mode: None,
            approval_decision_id: None,
            approved_at: None,
            approved_by: String::new(),
            approved_sha256: None,
            locked_at: None,
            search: String::new(),
            version: 0,
        }
    }

    pub(crate) fn state(&self) -> MinutesState {
        MinutesState::try_from(self.state).unwrap_or_default()
    }

    pub(crate) fn approval_mode(&self) -> ApprovalMode {
        let mode = self
            .approval_mode
            .and_then(|mode| ApprovalMode::try_from(mode).ok());
        mode.unwrap_or_default()
    }
}

/// The minutes of one meeting.
pub(crate) async fn minutes(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Option<minutes::Model>> {
    Ok(minutes::Entity::find_by_id(meeting_id).one(db).await?)
}

/// The minutes of several meetings.
pub(crate) async fn minutes_of(
    db: &impl ConnectionTrait,
    meeting_ids: Vec<Uuid>,
) -> Result<Vec<minutes::Model>> {
    Ok(minutes::Entity::find()
        .filter(minutes::Column::MeetingId.is_in(meeting_ids))
        .all(db)
        .await?)
}

/// Writes the minutes of a locked meeting; their version grows.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &mut minutes::Model) -> Result<()> {
    row.version += 1;
    let written = row.clone().into_active_model().reset_all();
    if row.version == 1 {
        minutes::Entity::insert(written)
            .exec_without_returning(tx)
            .await?;
    } else {
        minutes::Entity::update(written).exec(tx).await?;
    }
    Ok(())
}

/// What to look for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    /// Folded words, all of them wanted.
    pub(crate) words: Vec<String>,
    pub(crate) year: Option<i32>,
    pub(crate) kind: Option<i32>,
    /// Of meetings before this one.
    pub(crate) before: Option<minutes::Model>,
}

/// The minutes from the first review on, the latest meeting first.
pub(crate) async fn found(
    db: &impl ConnectionTrait,
    search: Search,
    limit: u64,
) -> Result<Vec<minutes::Model>> {
    use minutes::Column;
    let mut find = minutes::Entity::find().filter(Column::State.ne(MinutesState::Draft as i32));
    for word in &search.words {
        find = find.filter(Expr::col(Column::Search).like(containing(word)));
    }
    if let Some(year) = search.year {
        find = find.filter(Column::Year.eq(year));
    }
    if let Some(kind) = search.kind {
        find = find.filter(Column::Kind.eq(kind));
    }
    if let Some(before) = search.before {
        let same_instant = Column::StartsAt
            .eq(before.starts_at)
            .and(Column::MeetingId.lt(before.meeting_id));
        find = find.filter(Column::StartsAt.lt(before.starts_at).or(same_instant));
    }
    Ok(find
        .order_by_desc(Column::StartsAt)
        .order_by_desc(Column::MeetingId)
        .limit(limit)
        .all(db)
        .await?)
}

/// A pattern for a text that holds a word, whatever signs the word has.
fn containing(word: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}

/// The locked versions of the minutes of a meeting, newest first.
pub(crate) async fn versions(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<minutes_version::Model>> {
    Ok(minutes_version::Entity::find()
        .filter(minutes_version::Column::MeetingId.eq(meeting_id))
        .order_by_desc(minutes_version::Column::Number)
        .all(db)
        .await?)
}

/// Adds a locked version.
pub(crate) async fn insert_version(tx: &impl ConnectionTrait, row: minutes_version::Model) -> Result<()> {
    minutes_version::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The remarks on the minutes of a meeting, in the order in which they were made.
pub(crate) async fn comments(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<minutes_comment::Model>> {
    Ok(minutes_comment::Entity::find()
        .filter(minutes_comment::Column::MeetingId.eq(meeting_id))
        .order_by_asc(minutes_comment::Column::Id)
        .all(db)
        .await?)
}

/// Adds a remark.
pub(crate) async fn insert_comment(tx: &impl ConnectionTrait, row: minutes_comment::Model) -> Result<()> {
    minutes_comment::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The delays, in the order in which they were set.
pub(crate) async fn delays(db: &impl ConnectionTrait) -> Result<Vec<minutes_delay::Model>> {
    Ok(minutes_delay::Entity::find()
        .order_by_asc(minutes_delay::Column::Id)
        .all(db)
        .await?)
}

/// Sets a delay; those before stay.
pub(crate) async fn insert_delay(tx: &impl ConnectionTrait, row: minutes_delay::Model) -> Result<()> {
    minutes_delay::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
