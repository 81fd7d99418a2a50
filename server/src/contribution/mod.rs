//! Contributions of the centres to the calls (P2, P4): drafts, co-authors, comments, decisions, publication.
//!
//! ```text
//! draft -> submitted -> acknowledged -> accepted -> published
//!            ^  |            |
//!            |  v            v
//!            revision  <-----+        (a deadline of its own, for this contribution only)
//! ```
//!
//! One contribution for each stream and centre as author; it counts for its confirmed co-authors too (P2).
//! A draft belongs to its centres: the animator sees it, and the comments that follow, from its submission.
//! After the closing instant of the call nothing is accepted, except from a centre with an extension.
//! A draft is saved every few seconds: only a save that comes more than ten minutes after the last one told
//! of the same person is written to the audit and to the log. Until the publication the lines that other
//! people read name the stream, not the text; those of the animator's decisions, the stream and the centre.

mod overview;
pub(crate) mod rules;
mod service;
pub(crate) mod store;
mod text;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proto::v1::contribution_service_server::ContributionServiceServer;
use proto::v1::{ContributionState, Expected, Licence};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use overview::{ExtensionInfo, Overview, Participation, Submitted, overview, undecided};

use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;
use crate::programme;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> ContributionServiceServer<service::Service> {
    ContributionServiceServer::new(service::Service(Arc::clone(app)))
}

/// The page of a contribution.
pub(crate) fn path(id: Uuid) -> String {
    format!("/contribution/{id}")
}

/// What each centre did for these streams, as author or confirmed co-author.
pub(crate) async fn participations(
    db: &impl ConnectionTrait,
    work_stream_ids: &[Uuid],
) -> Result<Vec<Participation>> {
    Ok(overview(db, work_stream_ids).await?.participations())
}

/// What the caller may do with what is attached to a contribution.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// May read it.
    pub(crate) may_see: bool,
    /// May change it.
    pub(crate) may_edit: bool,
    /// Words for the log: of a draft, those of its stream.
    pub(crate) title: String,
    /// Only its centres read it: the animator is told of none of its files.
    pub(crate) is_draft: bool,
    /// The centre that writes it.
    pub(crate) organisation_id: Uuid,
    /// The centres that may read it before it is published.
    pub(crate) reader_ids: Vec<Uuid>,
    /// The stream.
    pub(crate) work_stream_id: Uuid,
    /// The year of the programme.
    pub(crate) year: i32,
}

/// The rights of the caller on a contribution; `None` when there is none.
pub(crate) async fn access(
    db: &impl ConnectionTrait,
    caller: &Caller,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Access>> {
    let Some(whole) = store::contribution(db, id).await? else {
        return Ok(None);
    };
    let part = whole.part(caller);
    let is_draft = whole.row.state() == ContributionState::Draft;
    let title = if is_draft {
        let stream = programme::work_stream(db, whole.row.work_stream_id, now).await?;
        stream.map(|stream| stream.title).unwrap_or_default()
    } else {
        whole.row.title.clone()
    };
    Ok(Some(Access {
        is_draft,
        title,
        may_see: rules::may_see(part, whole.row.state()),
        may_edit: rules::may_edit(part, whole.row.state()),
        reader_ids: whole.reader_ids(),
        organisation_id: whole.row.organisation_id,
        work_stream_id: whole.row.work_stream_id,
        year: whole.row.year,
    }))
}

/// What a person wrote beside the texts, newest first, in words.
pub(crate) async fn stored(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<(DateTime<Utc>, String)>> {
    let comments = store::comments_by(db, person_id).await?.into_iter();
    let words = comments.map(|(comment, title)| (comment.at, format!("{title}, {}", comment.text)));
    Ok(words.collect())
}

/// A contribution that was submitted, by whom it is signed.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    /// The form that the call asked for.
    pub(crate) kind: Expected,
    /// Until it is published only its centres and the animator know it.
    title: String,
    is_published: bool,
    /// The author, then the confirmed co-authors.
    author_ids: Vec<Uuid>,
}

impl Signed {
    /// Whether a centre signed it.
    pub(crate) fn is_of(&self, organisation_id: Uuid) -> bool {
        self.author_ids.contains(&organisation_id)
    }

    /// Its title, as the caller may read it.
    pub(crate) fn title_for(&self, caller: &Caller) -> &str {
        if self.is_published || self.is_of(caller.organisation_id) || caller.is_animator() {
            &self.title
        } else {
            ""
        }
    }
}

/// The contributions to the programme of a year that were submitted: of a centre, as author or as confirmed co-author, or
/// of all.
pub(crate) async fn submitted(
    db: &impl ConnectionTrait,
    year: i32,
    organisation_id: Option<Uuid>,
) -> Result<Vec<Signed>> {
    let filter = store::Filter {
        year: Some(year),
        author_id: organisation_id,
        ..store::Filter::default()
    };
    let all = store::heads(db, filter).await?.into_iter();
    Ok(all
        .filter(|whole| whole.row.submitted_at.is_some())
        .map(|whole| Signed {
            kind: whole.row.kind(),
            author_ids: whole.author_ids(),
            is_published: whole.row.state() == ContributionState::Published,
            title: whole.row.title,
        })
        .collect())
}

/// A contribution that was published to the network, as what spreads it needs it.
#[derive(Clone, Debug)]
pub(crate) struct Published {
    pub(crate) id: Uuid,
    pub(crate) kind: Expected,
    pub(crate) title: String,
    /// Its first section, Markdown.
    pub(crate) text: String,
    pub(crate) licence: Licence,
    pub(crate) credit: String,
    /// The author, then the confirmed co-authors.
    pub(crate) author_ids: Vec<Uuid>,
}

impl From<store::Whole> for Published {
    fn from(whole: store::Whole) -> Self {
        let row = &whole.row;
        let first = rules::keys(row.kind()).first().copied().unwrap_or_default();
        Self {
            id: row.id,
            kind: row.kind(),
            title: row.title.clone(),
            text: row.sections().remove(first).unwrap_or_default(),
            licence: row.licence(),
            credit: row.credit.clone(),
            author_ids: whole.author_ids(),
        }
    }
}

/// The contributions that were published to the network, the newest first.
pub(crate) async fn published(db: &impl ConnectionTrait) -> Result<Vec<Published>> {
    let mut all = store::contributions(db, store::Filter::default()).await?;
    all.retain(|whole| whole.row.state() == ContributionState::Published);
    Ok(all.into_iter().rev().map(Published::from).collect())
}

/// One of them.
pub(crate) async fn published_one(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Published>> {
    let whole = store::contribution(db, id).await?;
    let whole = whole.filter(|whole| whole.row.state() == ContributionState::Published);
    Ok(whole.map(Published::from))
}
