//! Contributions as the caller sees them.

use std::collections::BTreeMap;

use proto::v1::contribution::{CoAuthor, Comment};

use super::*;
use crate::clock::timestamp;
use crate::markdown;
use crate::network;

/// Short names of centres.
pub(super) type Names = BTreeMap<Uuid, String>;

impl Service {
    /// One, with its texts and comments.
    pub(super) async fn get(&self, caller: &Caller, request: GetContributionRequest) -> Result<Contribution> {
        let whole = self.seen(caller, &request.id).await?;
        self.view(caller, &whole).await
    }

    /// Those that the caller may see, without texts.
    pub(super) async fn list(
        &self,
        caller: &Caller,
        request: ListContributionsRequest,
    ) -> Result<ListContributionsResponse> {
        let filter = store::Filter {
            work_stream_id: Some(request.work_stream_id)
                .filter(|id| !id.is_empty())
                .map(|id| parse_id(&id))
                .transpose()?,
            year: Some(request.year).filter(|year| *year != 0),
            author_id: Some(request.organisation_id)
                .filter(|id| !id.is_empty())
                .map(|id| parse_id(&id))
                .transpose()?,
        };
        let db = self.0.db.read();
        let mut found = store::heads(db, filter).await?;
        found.retain(|whole| whole.is_seen_by(caller));
        let mut contributions = Vec::with_capacity(found.len());
        let mut years: BTreeMap<i32, (Names, Vec<StreamInfo>)> = BTreeMap::new();
        for whole in &found {
            let year = whole.row.year;
            if let std::collections::btree_map::Entry::Vacant(e) = years.entry(year) {
                let streams = programme::work_streams(db, year, self.0.clock.now()).await?;
                e.insert((names(db, year).await?, streams));
            }
            let Some((names, streams)) = years.get(&year) else {
                continue;
            };
            let stream = streams
                .iter()
                .find(|stream| stream.id == whole.row.work_stream_id);
            contributions.push(head(caller, whole, stream, names));
        }
        Ok(ListContributionsResponse { contributions })
    }

    /// One, with its texts, its comments, and what the caller may do now.
    pub(super) async fn view(&self, caller: &Caller, whole: &Whole) -> Result<Contribution> {
        let (db, now) = (self.0.db.read(), self.0.clock.now());
        let row = &whole.row;
        let stream = self.stream(db, row.work_stream_id).await?;
        let times = self.times(db, &stream, row).await?;
        let names = names(db, row.year).await?;
        let (part, state) = (whole.part(caller), row.state());
        let is_of_director = part == rules::Part::Author && caller.role == Role::Director;
        let comments = if rules::may_read_comments(part) {
            store::comments(db, row.id).await?
        } else {
            Vec::new()
        };
        Ok(Contribution {
            sections: sections(row, &stream),
            comments: comments
                .into_iter()
                .filter(|comment| !comment.is_internal || part != rules::Part::Animator)
                .map(message)
                .collect(),
            due_at: times.due_at(state).map(timestamp),
            may_submit: is_of_director && times.allow(state, now).is_ok(),
            ..head(caller, whole, Some(&stream), &names)
        })
    }

    /// The same after an act: read again, whatever the act left of it.
    pub(super) async fn view_again(&self, caller: &Caller, id: Uuid) -> Result<Contribution> {
        let whole = store::contribution(self.0.db.read(), id)
            .await?
            .ok_or(Error::Missing)?;
        self.view(caller, &whole).await
    }
}

/// Short names of the centres of a year.
pub(super) async fn names(db: &impl ConnectionTrait, year: i32) -> Result<Names> {
    let centres = network::centres(db, year).await?;
    Ok(centres
        .into_iter()
        .map(|centre| (centre.id, centre.short_name))
        .collect())
}

/// Without texts and comments. Who has no part in it sees what was published, not how it came about.
pub(super) fn head(
    caller: &Caller,
    whole: &Whole,
    stream: Option<&StreamInfo>,
    names: &Names,
) -> Contribution {
    let row = &whole.row;
    let (part, state) = (whole.part(caller), row.state());
    let is_other = part == rules::Part::Other;
    let is_writer = matches!(caller.role, Role::Director | Role::Team);
    let co_authors = whole.co_authors.iter();
    let co_authors = co_authors.filter(|one| !is_other || one.state() == CoAuthorState::Confirmed);
    let name = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
    Contribution {
        id: row.id.to_string(),
        work_stream_id: row.work_stream_id.to_string(),
        work_stream_title: stream.map(|stream| stream.title.clone()).unwrap_or_default(),
        year: row.year,
        kind: row.kind,
        title: row.title.clone(),
        state: row.state,
        organisation_id: row.organisation_id.to_string(),
        organisation_name: name(&row.organisation_id),
        co_authors: co_authors
            .map(|one| CoAuthor {
                organisation_id: one.organisation_id.to_string(),
                organisation_name: name(&one.organisation_id),
                state: one.state,
            })
            .collect(),
        licence: row.licence,
        credit: row.credit.clone(),
        has_contacts_consent: row.has_contacts_consent,
        submitted_at: row.submitted_at.map(timestamp),
        revision_reason: if is_other {
            String::new()
        } else {
            row.revision_reason.clone()
        },
        revision_due_at: row.revision_due_at.filter(|_| !is_other).map(timestamp),
        updated_at: Some(timestamp(row.updated_at)),
        updated_by: if is_other {
            String::new()
        } else {
            row.updated_by.clone()
        },
        version: row.version,
        may_edit: is_writer && rules::may_edit(part, state),
        may_comment: (is_writer || caller.is_animator()) && rules::may_comment(part, state),
        ..Contribution::default()
    }
}

fn sections(row: &store::contribution::Model, stream: &StreamInfo) -> Vec<Section> {
    let mut texts = row.sections();
    let keys = rules::keys(row.kind());
    keys.iter()
        .map(|key| {
            let text = texts.remove(*key).unwrap_or_default();
            Section {
                key: (*key).to_owned(),
                html: markdown::to_html(&text),
                text,
                is_required: keys.len() == 1 || stream.required_sections.iter().any(|r| r == key),
            }
        })
        .collect()
}

fn message(comment: store::comment::Model) -> Comment {
    Comment {
        id: comment.id.to_string(),
        section: comment.section,
        text: comment.text,
        author_name: comment.author_name,
        at: Some(timestamp(comment.at)),
        is_resolved: comment.is_resolved,
    }
}
