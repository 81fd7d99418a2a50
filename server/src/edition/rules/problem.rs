//! What forbids to send an edition, each said where it is.

use std::collections::BTreeSet;

use proto::v1::block::SourceState;
use proto::v1::{BlockKind, Reason};
use pulldown_cmark::{Event, Parser, Tag};
use uuid::Uuid;

use super::is_link;
use crate::edition::render::{Block, Issue};
use crate::edition::variable::unknown;

/// Bytes of the HTML part beyond which Gmail cuts a mail.
pub(crate) const WEIGHT: usize = 100_000;

/// Something that forbids to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) reason: Reason,
    /// Where; `None`: the whole.
    pub(crate) block_id: Option<Uuid>,
    /// The link or the name at fault.
    pub(crate) detail: String,
}

fn whole(reason: Reason, detail: String) -> Problem {
    Problem {
        reason,
        block_id: None,
        detail,
    }
}

/// All that forbids to send: `dead` are the links to the platform that lead nowhere.
pub(crate) fn problems(issue: &Issue, weight: usize, dead: &BTreeSet<String>) -> Vec<Problem> {
    let mut all = Vec::new();
    if issue.subject.trim().is_empty() {
        all.push(whole(Reason::SubjectMissing, String::new()));
    }
    for text in [&issue.subject, &issue.preheader] {
        let unknown = unknown(text).into_iter();
        all.extend(unknown.map(|name| whole(Reason::UnknownVariable, name)));
    }
    if issue.blocks.is_empty() {
        all.push(whole(Reason::EditionEmpty, String::new()));
    }
    for block in &issue.blocks {
        of_block(&mut all, block, dead);
    }
    if weight > WEIGHT {
        all.push(whole(Reason::LetterTooHeavy, String::new()));
    }
    all
}

/// Why what became of the source of a block forbids to send: what was corrected in a bulletin is not relayed as it was.
pub(crate) fn of_source(kind: BlockKind, state: SourceState) -> Option<Reason> {
    match (state, kind) {
        (SourceState::Gone, _) => Some(Reason::SourceGone),
        (SourceState::Changed, BlockKind::Bulletin) => Some(Reason::SourceCorrected),
        _ => None,
    }
}

fn of_block(all: &mut Vec<Problem>, block: &Block, dead: &BTreeSet<String>) {
    let mut add = |reason, detail: String| {
        all.push(Problem {
            reason,
            block_id: Some(block.id),
            detail,
        });
    };
    let is_empty = match block.kind {
        BlockKind::Text => block.text.trim().is_empty(),
        BlockKind::Link => block.title.trim().is_empty() || block.url.trim().is_empty(),
        BlockKind::Picture | BlockKind::Unspecified => false,
        BlockKind::Title | BlockKind::Event | BlockKind::Contribution | BlockKind::Bulletin => {
            block.title.trim().is_empty()
        }
    };
    if is_empty {
        add(Reason::BlockEmpty, String::new());
    }
    if block.kind == BlockKind::Picture {
        if block.picture.is_none() {
            add(Reason::PictureMissing, String::new());
        }
        if block.text.trim().is_empty() {
            add(Reason::AlternativeMissing, String::new());
        }
    }
    for text in [&block.title, &block.text] {
        for name in unknown(text) {
            add(Reason::UnknownVariable, name);
        }
    }
    if !block.url.is_empty() && !is_link(&block.url) {
        add(Reason::NotALink, block.url.clone());
    }
    for link in links(block) {
        if dead.contains(&link) {
            add(Reason::DeadLink, link);
        }
    }
}

/// Every address that a block links.
fn links(block: &Block) -> Vec<String> {
    let mut all = Vec::new();
    if block.kind != BlockKind::Picture {
        for event in Parser::new(&block.text) {
            if let Event::Start(Tag::Link { dest_url, .. }) = event {
                all.push(dest_url.into_string());
            }
        }
    }
    if !block.url.is_empty() {
        all.push(block.url.clone());
    }
    all
}

/// The links of an edition to the platform itself, each once, as paths without query or fragment.
pub(crate) fn inside(issue: &Issue, public_url: &str) -> Vec<(String, String)> {
    let all: BTreeSet<String> = issue.blocks.iter().flat_map(links).collect();
    let path = |link: &String| {
        let rest = link.strip_prefix(public_url)?;
        let is_ours = rest.is_empty() || rest.starts_with(['/', '?', '#']);
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        is_ours.then(|| (link.clone(), path.trim_end_matches('/').to_owned()))
    };
    all.iter().filter_map(path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: BlockKind, title: &str, text: &str, url: &str) -> Block {
        Block {
            id: Uuid::from_u128(1),
            kind,
            title: title.to_owned(),
            text: text.to_owned(),
            quoted: String::new(),
            url: url.to_owned(),
            details: String::new(),
            picture: None,
        }
    }

    fn check(block: &Block, expected: &[Reason]) {
        let issue = Issue {
            number: 1,
            subject: "Objet".to_owned(),
            preheader: String::new(),
            blocks: vec![block.clone()],
        };
        let dead = BTreeSet::from(["http://p.example/perdu".to_owned()]);
        let found = problems(&issue, 10, &dead);
        let reasons: Vec<Reason> = found.iter().map(|problem| problem.reason).collect();
        assert_eq!(reasons, expected, "{block:?}");
        assert!(found.iter().all(|problem| problem.block_id == Some(block.id)));
    }

    #[test]
    fn each_kind_has_its_faults() {
        use BlockKind as K;
        check(&block(K::Title, "Agenda", "", ""), &[]);
        check(&block(K::Title, " ", "", ""), &[Reason::BlockEmpty]);
        check(&block(K::Text, "", "Bonjour", ""), &[]);
        check(&block(K::Text, "", "", ""), &[Reason::BlockEmpty]);
        check(
            &block(K::Text, "", "[a](http://p.example/perdu) {{nom}}", ""),
            &[Reason::UnknownVariable, Reason::DeadLink],
        );
        check(&block(K::Link, "Guide", "", "https://exemple.example"), &[]);
        check(&block(K::Link, "Guide", "", ""), &[Reason::BlockEmpty]);
        check(&block(K::Link, "Guide", "", "javascript:x"), &[Reason::NotALink]);
        check(
            &block(K::Link, "Guide", "", "http://p.example/perdu"),
            &[Reason::DeadLink],
        );
        check(
            &block(K::Picture, "", "", ""),
            &[Reason::PictureMissing, Reason::AlternativeMissing],
        );
        check(&block(K::Event, "", "", ""), &[Reason::BlockEmpty]);
        check(&block(K::Contribution, "Jardins", "", ""), &[]);
    }

    #[test]
    fn a_source_that_is_gone_forbids_and_a_corrected_bulletin() {
        use {BlockKind as K, SourceState as S};
        for (kind, state, expected) in [
            (K::Event, S::Gone, Some(Reason::SourceGone)),
            (K::Bulletin, S::Gone, Some(Reason::SourceGone)),
            (K::Bulletin, S::Changed, Some(Reason::SourceCorrected)),
            (K::Event, S::Changed, None),
            (K::Contribution, S::Changed, None),
            (K::Bulletin, S::Same, None),
            (K::Text, S::Unspecified, None),
        ] {
            assert_eq!(of_source(kind, state), expected, "{kind:?} {state:?}");
        }
    }

    #[test]
    fn the_whole_has_its_own() {
        let issue = Issue {
            number: 1,
            subject: String::new(),
            preheader: "{{prenom}}".to_owned(),
            blocks: Vec::new(),
        };
        let found = problems(&issue, WEIGHT + 1, &BTreeSet::new());
        let reasons: Vec<Reason> = found.iter().map(|problem| problem.reason).collect();
        assert_eq!(
            reasons,
            [
                Reason::SubjectMissing,
                Reason::UnknownVariable,
                Reason::EditionEmpty,
                Reason::LetterTooHeavy
            ]
        );
        assert_eq!(found[1].detail, "{{prenom}}");
        assert!(problems(&issue, WEIGHT, &BTreeSet::new()).len() == 3);
    }

    #[test]
    fn links_to_the_platform() {
        let issue = Issue {
            number: 1,
            subject: String::new(),
            preheader: String::new(),
            blocks: vec![block(
                BlockKind::Link,
                "",
                "[a](http://p.example/lettre/x/?b=1) [b](http://p.example.com/y)",
                "http://p.example",
            )],
        };
        assert_eq!(
            inside(&issue, "http://p.example"),
            [
                ("http://p.example".to_owned(), String::new()),
                (
                    "http://p.example/lettre/x/?b=1".to_owned(),
                    "/lettre/x".to_owned()
                )
            ]
        );
    }
}
