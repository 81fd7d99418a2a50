//! The document: what stands under which point, what is withheld from whom, and how it is sealed.

use anyhow::anyhow;
use aws_lc_rs::digest::{SHA256, digest};
use prost::Message as _;
use proto::v1::{Decision, MinutesDocument, MinutesItem};
use uuid::Uuid;

use crate::decision::{Of, Taken};
use crate::error::{Error, Result};
use crate::markdown;
use crate::network::rules::fold;

/// Puts votes and decisions under the points that they are on.
pub(super) fn place(document: &mut MinutesDocument, taken: Taken) {
    for vote in taken.votes {
        match under(document, &vote) {
            Some(item) => item.votes.push(vote.what),
            None => document.votes.push(vote.what),
        }
    }
    for decision in taken.decisions {
        match under(document, &decision) {
            Some(item) => item.decisions.push(decision.what),
            None => document.decisions.push(decision.what),
        }
    }
}

/// The point that something is on. Of one that is no longer on the agenda nobody knows whether it was closed: it has
/// a closed point, after the others.
fn under<'a, T>(document: &'a mut MinutesDocument, what: &Of<T>) -> Option<&'a mut MinutesItem> {
    let item_id = what.item_id?.to_string();
    let found = document.items.iter().position(|item| item.item_id == item_id);
    let index = found.unwrap_or(document.items.len());
    if found.is_none() {
        document.items.push(MinutesItem {
            place: i32::try_from(index + 1).unwrap_or(i32::MAX),
            item_id,
            is_closed: true,
            ..MinutesItem::default()
        });
    }
    document.items.get_mut(index)
}

/// Takes out of a document what its reader may not see; says whether something was.
pub(super) fn withhold(
    document: &mut MinutesDocument,
    reads_all: bool,
    organisation_id: Option<Uuid>,
) -> bool {
    if reads_all {
        return false;
    }
    let mine = organisation_id.map(|id| id.to_string());
    let mut has_withheld = false;
    for item in &mut document.items {
        let is_seen = !item.is_closed
            || mine
                .as_ref()
                .is_some_and(|mine| item.concerned_organisation_ids.contains(mine));
        if is_seen {
            item.concerned_organisation_ids.clear();
        } else {
            has_withheld = true;
            *item = MinutesItem {
                place: item.place,
                is_withheld: true,
                is_closed: true,
                ..MinutesItem::default()
            };
        }
    }
    has_withheld
}

/// Renders the texts for a page.
pub(super) fn render(document: &mut MinutesDocument) {
    document.opening_html = markdown::to_html(&document.opening);
    document.closing_html = markdown::to_html(&document.closing);
    for item in &mut document.items {
        item.text_html = markdown::to_html(&item.text);
        item.note_html = markdown::to_html(&item.note);
    }
}

/// The facts of a document, without what its locking added: to see whether they changed.
pub(super) fn facts(document: &MinutesDocument) -> MinutesDocument {
    MinutesDocument {
        approval: None,
        number: 0,
        reason: String::new(),
        locked_at: None,
        locked_by: String::new(),
        ..document.clone()
    }
}

/// What search reads: nothing of closed points.
pub(super) fn search(document: &MinutesDocument) -> String {
    let mut words = vec![
        document.title.as_str(),
        &document.kind_label,
        &document.opening,
        &document.closing,
    ];
    let texts = |decisions: &'_ [Decision]| -> Vec<String> {
        decisions.iter().map(|decision| decision.text.clone()).collect()
    };
    let mut decisions = texts(&document.decisions);
    for item in document.items.iter().filter(|item| !item.is_closed) {
        words.extend([item.title.as_str(), &item.text, &item.note]);
        words.extend(item.votes.iter().map(|vote| vote.question.as_str()));
        decisions.extend(texts(&item.decisions));
    }
    words.extend(decisions.iter().map(String::as_str));
    fold(&words.join(" \n "))
}

/// Encodes a document once and for all, with its SHA-256 in hexadecimal.
pub(super) fn seal(document: &MinutesDocument) -> (Vec<u8>, String) {
    let content = document.encode_to_vec();
    let hash = sha256(&content);
    (content, hash)
}

/// Opens what was sealed, once its hash was checked.
pub(super) fn open(content: &[u8], hash: &str) -> Result<MinutesDocument> {
    if sha256(content) != hash {
        return Err(Error::Internal(anyhow!(
            "minutes were altered since they were locked under {hash}"
        )));
    }
    MinutesDocument::decode(content)
        .map_err(|fault| Error::Internal(anyhow!(fault).context("locked minutes are not a document")))
}

fn sha256(content: &[u8]) -> String {
    hex::encode(digest(&SHA256, content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::v1::Vote;

    const MINE: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);

    fn item(place: i32, title: &str, concerned: &[Uuid]) -> MinutesItem {
        MinutesItem {
            place,
            item_id: Uuid::from_u128(place.unsigned_abs().into()).to_string(),
            title: title.to_owned(),
            note: format!("Note de {title}"),
            is_closed: !concerned.is_empty(),
            concerned_organisation_ids: concerned.iter().map(Uuid::to_string).collect(),
            ..MinutesItem::default()
        }
    }

    fn decided(item_id: Option<u128>, text: &str) -> Of<Decision> {
        Of {
            item_id: item_id.map(Uuid::from_u128),
            what: Decision {
                text: text.to_owned(),
                ..Decision::default()
            },
        }
    }

    fn document() -> MinutesDocument {
        MinutesDocument {
            title: "Comité".to_owned(),
            items: vec![item(1, "Ouvert", &[]), item(2, "Fermé", &[MINE])],
            ..MinutesDocument::default()
        }
    }

    /// Titles of the points, with what stands under them.
    fn told(document: &MinutesDocument) -> Vec<(&str, Vec<&str>)> {
        document
            .items
            .iter()
            .map(|item| {
                let texts = item.decisions.iter().map(|one| one.text.as_str()).collect();
                (item.title.as_str(), texts)
            })
            .collect()
    }

    #[test]
    fn what_was_decided_stands_under_its_point() {
        let mut document = document();
        let taken = Taken {
            decisions: vec![
                decided(Some(1), "a"),
                decided(Some(2), "b"),
                // The point is not on the agenda any more.
                decided(Some(9), "c"),
                decided(Some(9), "d"),
                decided(None, "e"),
            ],
            votes: vec![Of {
                item_id: Some(Uuid::from_u128(1)),
                what: Vote::default(),
            }],
        };
        place(&mut document, taken);
        assert_eq!(
            told(&document),
            [("Ouvert", vec!["a"]), ("Fermé", vec!["b"]), ("", vec!["c", "d"])]
        );
        assert!(document.items[2].is_closed, "who leads knows whom it concerned");
        let rest: Vec<&str> = document.decisions.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(rest, ["e"]);
        assert_eq!((document.items[0].votes.len(), document.items[2].place), (1, 3));
    }

    #[test]
    fn a_closed_point_leaves_its_place_and_nothing_else() {
        for (reads_all, organisation_id, is_told) in [
            (true, None, true),
            (true, Some(OTHER), true),
            (false, Some(MINE), true),
            (false, Some(OTHER), false),
            (false, None, false),
        ] {
            let mut document = document();
            let has_withheld = withhold(&mut document, reads_all, organisation_id);
            assert_eq!(has_withheld, !is_told, "{reads_all} {organisation_id:?}");
            assert_eq!(document.items[0].note, "Note de Ouvert");
            let closed = &document.items[1];
            assert_eq!(closed.title == "Fermé", is_told);
            if !is_told {
                let place_only = MinutesItem {
                    place: 2,
                    is_withheld: true,
                    is_closed: true,
                    ..MinutesItem::default()
                };
                assert_eq!(*closed, place_only);
            }
            let is_named = closed.concerned_organisation_ids == [MINE.to_string()];
            assert_eq!(is_named, reads_all, "whom it concerns is for who leads");
        }
        assert!(!search(&document()).contains("ferme"));
        assert!(search(&document()).contains("note de ouvert"));
    }

    #[test]
    fn what_is_sealed_opens_unless_it_was_altered() {
        let (mut content, hash) = seal(&document());
        assert_eq!(hash.len(), 64);
        assert_eq!(open(&content, &hash).unwrap(), document());
        content[5] ^= 1;
        assert!(matches!(open(&content, &hash), Err(Error::Internal(_))));
    }

    #[test]
    fn the_facts_are_what_locking_does_not_add() {
        let locked = MinutesDocument {
            number: 2,
            reason: "Un nom".to_owned(),
            locked_by: "Quelqu’un".to_owned(),
            ..document()
        };
        assert_eq!(facts(&locked), document());
    }
}
