//! Until when a round is open, who reads what, and the text that the groups become.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use proto::v1::{MeetingState, Reason};

/// A centre says something until the meeting starts.
pub(crate) fn must_be_open(
    state: MeetingState,
    starts_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Reason> {
    match state {
        MeetingState::Planned | MeetingState::Convened if now < starts_at => Ok(()),
        _ => Err(Reason::RoundOver),
    }
}

/// Says whether somebody reads what a centre said: its own people, who groups, and once published all who are
/// convened.
pub(crate) fn may_read(is_own: bool, may_group: bool, is_published: bool) -> bool {
    is_own || may_group || is_published
}

/// A group as the agenda tells it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    pub(crate) title: &'a str,
    pub(crate) synthesis: &'a str,
    /// Names of the centres of which a text is in it.
    pub(crate) centres: &'a [&'a str],
}

/// The text of the standing item, in Markdown: each group with its synthesis and the centres that said so. Titles
/// are no headings: the item stands on several pages, each with levels of its own.
pub(crate) fn item_text(groups: &[Told<'_>]) -> String {
    let mut text = String::new();
    for group in groups {
        let title = group.title.replace('\n', " ").replace('*', "\\*");
        let _ = write!(text, "**{title}**\n\n");
        if !group.synthesis.is_empty() {
            let _ = write!(text, "{}\n\n", group.synthesis);
        }
        if !group.centres.is_empty() {
            let _ = write!(text, "*{}.*\n\n", group.centres.join(", "));
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_open_until_the_meeting_starts() {
        use MeetingState as S;
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let starts = at("2027-04-15T08:00:00Z");
        for (state, now, expected) in [
            (S::Planned, "2027-04-15T07:59:59Z", true),
            (S::Convened, "2027-04-15T07:59:59Z", true),
            (S::Convened, "2027-04-15T08:00:00Z", false),
            (S::Running, "2027-04-15T07:59:59Z", false),
            (S::Held, "2027-04-15T07:59:59Z", false),
            (S::Cancelled, "2027-04-15T07:59:59Z", false),
        ] {
            let open = must_be_open(state, starts, at(now));
            assert_eq!(open.is_ok(), expected, "{state:?} {now}");
        }
    }

    #[test]
    fn words_are_read_by_these() {
        for (is_own, may_group, is_published, expected) in [
            (false, false, false, false),
            (true, false, false, true),
            (false, true, false, true),
            (false, false, true, true),
        ] {
            assert_eq!(may_read(is_own, may_group, is_published), expected);
        }
    }

    #[test]
    fn groups_become_the_text_of_an_item() {
        let groups = [
            Told {
                title: "Équipes\n*réduites*",
                synthesis: "Trois centres **recrutent**.",
                centres: &["Guyane", "Rives de Loire"],
            },
            Told {
                title: "À suivre",
                synthesis: "",
                centres: &[],
            },
        ];
        assert_eq!(
            item_text(&groups),
            "**Équipes \\*réduites\\***\n\nTrois centres **recrutent**.\n\n*Guyane, Rives de Loire.*\n\n**À suivre**"
        );
        assert_eq!(item_text(&[]), "");
    }
}
