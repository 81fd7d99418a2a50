//! Solicitations as the caller may read them.

use std::collections::BTreeMap;

use proto::v1::solicitation::Answer as AnswerMessage;
use uuid::Uuid;

use super::*;
use crate::clock::timestamp;
use crate::error::Violations;
use crate::solicitation::store::answer;
use crate::{attachment, markdown, network};

/// Short names of organisations, in order.
type Names = Vec<(Uuid, String)>;
/// Files of the answers.
type Files = BTreeMap<Uuid, i64>;

impl Service {
    /// Those that the caller may see, without what is asked; of the answers, only that of the organisation that the
    /// list is about has its text.
    pub(super) async fn list(
        &self,
        caller: &Caller,
        request: ListSolicitationsRequest,
    ) -> Result<ListSolicitationsResponse> {
        let mut violations = Violations::new();
        let is_closed = match SolicitationState::try_from(request.state) {
            Ok(SolicitationState::Unspecified) => None,
            Ok(state) => Some(state == SolicitationState::Closed),
            Err(_) => {
                violations.add("state", Reason::UnknownValue);
                None
            }
        };
        let of = violations.optional_id("organisation_id", &request.organisation_id);
        violations.finish()?;
        let filter = store::Filter {
            viewer: (!caller.is_animator()).then_some(caller.organisation_id),
            organisation_id: of,
            is_closed,
        };
        let db = self.0.db.read();
        let found = store::solicitations(db, filter).await?;
        let names = network::names(db).await?;
        let solicitations = found.iter().map(|whole| {
            let mut one = head(caller, whole, &names, &Files::new());
            for (answer, id) in one.answers.iter_mut().zip(in_order(whole, &names)) {
                answer.draft.clear();
                if of != Some(id.organisation_id) {
                    (answer.text, answer.text_html) = (String::new(), String::new());
                }
            }
            one
        });
        Ok(ListSolicitationsResponse {
            solicitations: solicitations.collect(),
        })
    }

    /// One, with its texts.
    pub(super) async fn get(&self, caller: &Caller, request: GetSolicitationRequest) -> Result<Solicitation> {
        self.view(caller, parse_id(&request.id)?).await
    }

    /// The same, read again after an act.
    pub(super) async fn view(&self, caller: &Caller, id: Uuid) -> Result<Solicitation> {
        let db = self.0.db.read();
        let whole = store::solicitation(db, id).await?;
        let whole = whole.filter(|whole| whole.part(caller).may_see());
        let whole = whole.ok_or(Error::Missing)?;
        let names = network::names(db).await?;
        let ids: Vec<Uuid> = whole.answers.iter().map(|answer| answer.id).collect();
        let files = attachment::n_of(db, Owner::SolicitationAnswer, &ids).await?;
        Ok(Solicitation {
            text: whole.row.text.clone(),
            text_html: markdown::to_html(&whole.row.text),
            ..head(caller, &whole, &names, &files)
        })
    }
}

/// The answers by name of their centres.
fn in_order<'a>(whole: &'a Whole, names: &Names) -> Vec<&'a answer::Model> {
    let rank = |answer: &&answer::Model| names.iter().position(|(id, _)| *id == answer.organisation_id);
    let mut answers: Vec<_> = whole.answers.iter().collect();
    answers.sort_by_key(rank);
    answers
}

fn name(names: &Names, id: Uuid) -> String {
    let found = names.iter().find(|(known, _)| *known == id);
    found.map(|(_, name)| name.clone()).unwrap_or_default()
}

/// All but what is asked.
fn head(caller: &Caller, whole: &Whole, names: &Names, files: &Files) -> Solicitation {
    let row = &whole.row;
    let state = if whole.is_closed() {
        SolicitationState::Closed
    } else {
        SolicitationState::Open
    };
    let answers = in_order(whole, names).into_iter();
    Solicitation {
        id: row.id.to_string(),
        title: row.title.clone(),
        purpose: row.purpose.clone(),
        due_on: row.due_on.to_string(),
        due_at: Some(timestamp(rules::due_at(row.due_on, row.zone()))),
        zone: row.zone.clone(),
        workload: row.workload.clone(),
        is_for_all: row.is_for_all,
        organisation_id: row.organisation_id.to_string(),
        organisation_name: name(names, row.organisation_id),
        asked_by: row.asked_by.clone(),
        asked_at: Some(timestamp(row.asked_at)),
        state: state as i32,
        outcome_html: markdown::to_html(&row.outcome),
        outcome: row.outcome.clone(),
        closed_at: row.closed_at.map(timestamp),
        answers: answers
            .map(|answer| message(caller, whole, answer, name(names, answer.organisation_id), files))
            .collect(),
        version: row.version,
        ..Solicitation::default()
    }
}

/// An answer, as far as the caller may read it.
fn message(
    caller: &Caller,
    whole: &Whole,
    row: &answer::Model,
    organisation_name: String,
    files: &Files,
) -> AnswerMessage {
    let (part, is_own, state) = (whole.part(caller), caller.is_of(row.organisation_id), row.state());
    let mut one = AnswerMessage {
        id: row.id.to_string(),
        organisation_id: row.organisation_id.to_string(),
        organisation_name,
        version: row.version,
        ..AnswerMessage::default()
    };
    if rules::reads_state(part, is_own, whole.is_closed()) {
        let due_at = rules::due_at(whole.row.due_on, whole.row.zone());
        one.state = row.state;
        one.reason.clone_from(&row.reason);
        one.at = row.at.map(timestamp);
        one.is_late = rules::is_late(state, row.at, due_at);
        one.is_entered_by_animator = row.is_entered_by_animator;
    }
    if rules::reads_text(part, is_own, state, whole.is_closed()) {
        one.text_html = markdown::to_html(&row.text);
        one.text.clone_from(&row.text);
        let n_files = files.get(&row.id).copied().unwrap_or_default();
        one.n_attachments = i32::try_from(n_files).unwrap_or(i32::MAX);
    }
    if is_own {
        one.draft.clone_from(&row.draft);
        one.prepared_by.clone_from(&row.prepared_by);
    }
    one
}
