//! What may name a person in what is sent: marked, then redacted or confirmed, which the audit keeps.

use std::collections::BTreeSet;

use check_personal_data_response::{Marked, Piece};
use chrono::{DateTime, Utc};

use super::*;
use crate::error::Violations;
use crate::live;
use crate::question::rules::personal::marks;

/// Texts, passages and characters of each that are read at most.
const TEXTS: usize = 10;
const PASSAGES: usize = 100;
const LENGTH: usize = 20_000;

/// The texts, cut at what may name a person.
pub(super) fn marked(request: &CheckPersonalDataRequest) -> Result<CheckPersonalDataResponse> {
    let mut violations = Violations::new();
    if TEXTS < request.texts.len() {
        violations.add("texts", Reason::TooMany);
    }
    let longest = request.texts.iter().map(|text| text.chars().count()).max();
    if let Some(n) = longest.filter(|n| LENGTH < *n) {
        violations.add_too_long("texts", n, LENGTH);
    }
    violations.finish()?;
    let marked = request.texts.iter().map(|text| Marked { pieces: pieces(text) });
    Ok(CheckPersonalDataResponse {
        marked: marked.collect(),
    })
}

fn pieces(text: &str) -> Vec<Piece> {
    let piece = |at: std::ops::Range<usize>, kind: MarkKind| Piece {
        text: text.get(at).unwrap_or_default().to_owned(),
        kind: kind as i32,
    };
    let mut pieces = Vec::new();
    let mut from = 0;
    for mark in marks(text) {
        if from < mark.at.start {
            pieces.push(piece(from..mark.at.start, MarkKind::Unspecified));
        }
        from = mark.at.end;
        pieces.push(piece(mark.at, mark.kind));
    }
    if from < text.len() {
        pieces.push(piece(from..text.len(), MarkKind::Unspecified));
    }
    pieces
}

/// What became of the passages that were marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checked {
    n_confirmed: usize,
    n_redacted: usize,
}

/// Requires of each field that what is marked in it is confirmed.
pub(crate) fn check(
    violations: &mut Violations,
    fields: &[(&str, &str)],
    (confirmed, marked): (&[String], &[String]),
) -> Checked {
    for (field, passages) in [("confirmed", confirmed), ("marked", marked)] {
        if PASSAGES < passages.len() {
            violations.add(field, Reason::TooMany);
        }
    }
    let mut found = BTreeSet::new();
    for (field, text) in fields {
        let passages = marks(text).into_iter().filter_map(|mark| text.get(mark.at));
        let passages: BTreeSet<&str> = passages.collect();
        if passages
            .iter()
            .any(|one| !confirmed.iter().any(|known| known == one))
        {
            violations.add(*field, Reason::PersonalData);
        }
        found.extend(passages);
    }
    let before: BTreeSet<&str> = marked.iter().map(String::as_str).collect();
    Checked {
        n_confirmed: found.len(),
        n_redacted: before.difference(&found).count(),
    }
}

impl Checked {
    /// A person confirms: a machine does not know whom a passage names.
    pub(crate) fn must_be_by_a_person(self, caller: &Caller) -> Result<()> {
        if self.n_confirmed == 0 {
            return Ok(());
        }
        caller.person().map(|_| ())
    }

    /// Notes in the audit that it was done; the passages themselves are not kept.
    pub(crate) async fn trace(
        self,
        tx: &impl ConnectionTrait,
        caller: &Caller,
        now: DateTime<Utc>,
        subject: &str,
    ) -> Result<()> {
        if self == Self::default() {
            return Ok(());
        }
        let words = |n: usize, word: &str| {
            let s = if 1 < n { "s" } else { "" };
            format!("{n} {word}{s}")
        };
        let object = format!(
            "{subject} ({}, {})",
            words(self.n_confirmed, "confirmé"),
            words(self.n_redacted, "retiré")
        );
        live::record(tx, Some(caller), now, Act::audit("ConfirmPassages", &object)).await
    }
}
