//! Drafts: started, saved, removed; text that comes from a word processor.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::super::text;
use super::*;
use crate::attachment;
use crate::db::{self, OnUnique as _};
use crate::error::Violations;

/// Characters of a title at most.
const TITLE: usize = 200;
/// Characters of a section at most.
const SECTION: usize = 50_000;
/// Bytes of pasted HTML at most.
const PASTED: usize = 500_000;

impl Service {
    /// Starts a draft, from an earlier contribution of the centre when it is named.
    pub(super) async fn create(
        &self,
        caller: &Caller,
        request: CreateContributionRequest,
    ) -> Result<Contribution> {
        let mut violations = Violations::new();
        let kind: Expected = violations.choice("kind", request.kind);
        let mut title = violations.optional_text("title", &request.title, TITLE);
        let from = violations.optional_id("from_contribution_id", &request.from_contribution_id);
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let stream = self.stream(&tx, parse_id(&request.work_stream_id)?).await?;
        if kind != Expected::Unspecified && !stream.expected.contains(&kind) {
            violations.add("kind", Reason::UnknownValue);
        }
        let mut sections = BTreeMap::new();
        if let Some(from) = from.filter(|from| !from.is_nil()) {
            let earlier = earlier(&tx, caller, from).await?;
            sections = earlier.sections();
            sections.retain(|key, _| rules::keys(kind).contains(&key.as_str()));
            if title.is_empty() {
                title = earlier.title;
            }
        }
        if title.is_empty() {
            violations.add("title", Reason::Required);
        }
        violations.finish()?;
        if !programme::is_engaged(&tx, stream.id, caller.organisation_id).await? {
            return Err(Error::NotNow(Reason::NotEngaged));
        }
        let row = store::contribution::Model {
            title,
            sections: store::sections_text(&sections)?,
            ..blank(caller, &stream, kind, now)
        };
        let times = self.times(&tx, &stream, &row).await?;
        times.allow_start(now).map_err(Error::NotNow)?;
        store::insert(&tx, row.clone())
            .await
            .on_unique(Reason::ContributionExists)?;
        let whole = Whole {
            row,
            co_authors: Vec::new(),
        };
        let told = act(
            "CreateContribution",
            ActivityKind::ContributionCreated,
            &whole,
            &stream,
        );
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view_again(caller, whole.row.id).await
    }

    /// Saves the sections given, if the draft is still the one that the caller read.
    pub(super) async fn save(&self, caller: &Caller, request: SaveDraftRequest) -> Result<Contribution> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let mut whole = self.editable(&tx, caller, &request.id).await?;
        let row = &mut whole.row;
        let mut violations = Violations::new();
        row.title = violations.optional_text("title", &request.title, TITLE);
        let mut sections = row.sections();
        for (n, section) in request.sections.iter().enumerate() {
            if !rules::keys(row.kind()).contains(&section.key.as_str()) {
                violations.add(format!("sections.{n}.key"), Reason::UnknownValue);
                continue;
            }
            let text = violations.optional_text(&format!("sections.{n}.text"), &section.text, SECTION);
            sections.insert(section.key.clone(), text);
        }
        violations.finish()?;
        if request.version != row.version {
            return Err(Error::Changed);
        }
        row.sections = store::sections_text(&sections)?;
        row.updated_at = now;
        row.updated_by.clone_from(&caller.name);
        let is_told = rules::is_told((row.told_by, row.told_at), caller.person_id, now);
        if is_told {
            (row.told_by, row.told_at) = (caller.person_id, now);
        }
        store::save(&tx, row).await?;
        let id = row.id;
        if is_told {
            let stream = self.stream(&tx, row.work_stream_id).await?;
            let told = act("SaveDraft", ActivityKind::ContributionSaved, &whole, &stream);
            live::record(&tx, Some(caller), now, told).await?;
        }
        tx.commit().await?;
        if is_told {
            self.0.live.wake();
        }
        self.view_again(caller, id).await
    }

    /// Removes a draft that was never submitted.
    pub(super) async fn delete(&self, caller: &Caller, request: DeleteDraftRequest) -> Result<Empty> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let whole = self.locked(&tx, caller, &request.id).await?;
        let row = &whole.row;
        if !caller.is_of(row.organisation_id) {
            return Err(Error::Denied(Reason::NotAllowed));
        }
        if row.state() != ContributionState::Draft {
            return Err(Error::NotNow(Reason::ContributionState));
        }
        let stream = self.stream(&tx, row.work_stream_id).await?;
        attachment::delete_of(&tx, Owner::Contribution, row.id).await?;
        store::delete(&tx, row.id).await?;
        let told = Act {
            path: format!("/work-stream/{}", row.work_stream_id),
            ..act("DeleteDraft", ActivityKind::ContributionDeleted, &whole, &stream)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        Ok(Empty {})
    }

    /// Pasted HTML as Markdown.
    #[expect(clippy::unused_async, reason = "called as all the other RPCs are")]
    pub(super) async fn convert(
        &self,
        _caller: &Caller,
        request: ConvertTextRequest,
    ) -> Result<ConvertTextResponse> {
        if request.html.len() > PASTED {
            return Err(Error::invalid("html", Reason::TooLong));
        }
        Ok(ConvertTextResponse {
            markdown: text::from_html(&request.html)?,
        })
    }

    /// A contribution whose text the caller may change now, locked until the commit.
    pub(super) async fn editable(
        &self,
        tx: &impl ConnectionTrait,
        caller: &Caller,
        id: &str,
    ) -> Result<Whole> {
        let whole = self.locked(tx, caller, id).await?;
        match (whole.part(caller), whole.row.state()) {
            (part, state) if rules::may_edit(part, state) => Ok(whole),
            (rules::Part::Author | rules::Part::CoAuthor, _) => Err(Error::NotNow(Reason::ContributionState)),
            _ => Err(Error::Denied(Reason::NotAllowed)),
        }
    }
}

/// An earlier contribution of the caller's centre.
async fn earlier(tx: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<store::contribution::Model> {
    let row = store::contribution(tx, id).await?.map(|whole| whole.row);
    row.filter(|row| caller.is_of(row.organisation_id))
        .ok_or(Error::Missing)
}

/// A draft of the caller's centre, without a word.
fn blank(
    caller: &Caller,
    stream: &StreamInfo,
    kind: Expected,
    now: DateTime<Utc>,
) -> store::contribution::Model {
    store::contribution::Model {
        id: db::id(),
        work_stream_id: stream.id,
        year: stream.year,
        organisation_id: caller.organisation_id,
        kind: kind as i32,
        title: String::new(),
        sections: String::new(),
        state: ContributionState::Draft as i32,
        licence: Licence::Unspecified as i32,
        credit: String::new(),
        has_contacts_consent: false,
        submitted_at: None,
        revision_reason: String::new(),
        revision_due_at: None,
        updated_at: now,
        updated_by: caller.name.clone(),
        told_at: now,
        told_by: caller.person_id,
        version: 1,
    }
}
