//! The text part of a letter: the same blocks, for those who read without HTML.

use proto::v1::BlockKind;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{
    Block, Issue, Masthead, NO_TRACKING, PREFERENCES, SOURCE, added_by, call, subject, without_names,
};
use crate::edition::rules::is_link;
use crate::edition::variable::{Names, fill_text};

/// The text part.
pub(crate) fn text(masthead: &Masthead, issue: &Issue) -> String {
    let names = masthead.names(issue.number);
    let fill = |text: &str| fill_text(text.trim(), &names);
    let name = no_braces(&masthead.name);
    let mut parts = vec![
        match issue.number {
            0 => name,
            number => format!("{name}, n°\u{a0}{number}"),
        },
        no_braces(&masthead.organisation),
        underlined(&subject(masthead, issue), '='),
    ];
    parts.push(fill(&issue.preheader));
    for block in &issue.blocks {
        parts.push(of_block(block, &names));
    }
    parts.push("--".to_owned());
    parts.push(fill(&masthead.footer));
    parts.extend(
        masthead
            .web_version
            .iter()
            .map(|url| format!("Lire en ligne : {url}")),
    );
    parts.push(SOURCE.to_owned());
    parts.push(format!("Changer ou se désinscrire : {PREFERENCES}"));
    parts.push(NO_TRACKING.to_owned());
    parts.extend(legal(masthead).into_iter().map(|line| no_braces(&line)));
    parts.retain(|part| !part.is_empty());
    let mut whole = parts.join("\n\n");
    whole.push('\n');
    whole
}

/// Who publishes, on which ground, and where to write.
pub(super) fn legal(masthead: &Masthead) -> Vec<String> {
    let said = |words: &str, value: &str| {
        let value = value.trim();
        (!value.is_empty()).then(|| format!("{words}{value}"))
    };
    let lines = [
        said("Éditeur : ", &masthead.organisation),
        said("", &masthead.postal_address),
        said("Direction de la publication : ", &masthead.publisher),
        said("Données personnelles, fondement : ", &masthead.legal_ground),
        said("Contact : ", &masthead.contact),
    ];
    lines.into_iter().flatten().collect()
}

fn of_block(block: &Block, names: &Names<'_>) -> String {
    let fill = |text: &str| fill_text(text.trim(), names);
    let title = fill(&block.title);
    let mut parts = match block.kind {
        BlockKind::Title => vec![underlined(&title, '-')],
        BlockKind::Picture => vec![format!("[Image : {}]", fill(&block.text))],
        _ => {
            let text = fill_text(&markdown(&block.text), names);
            let is_added = !block.quoted.is_empty() && !text.is_empty();
            vec![
                title,
                no_braces(&block.details),
                markdown(&without_names(&block.quoted)),
                if is_added {
                    format!("\n{}\u{a0}:", added_by(names.organisation))
                } else {
                    String::new()
                },
                text,
            ]
        }
    };
    if is_link(&block.url) && block.kind != BlockKind::Picture {
        parts.push(format!("{} : {}", call(block.kind), block.url));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn underlined(text: &str, mark: char) -> String {
    let line: String = text.chars().map(|_| mark).collect();
    format!("{text}\n{line}")
}

/// No place to be filled in what people wrote.
fn no_braces(text: &str) -> String {
    text.trim().replace('{', "(")
}

/// Markdown as it reads: lists with dashes, links with their address.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    let mut links: Vec<(String, usize)> = Vec::new();
    let mut depth = 0_usize;
    for event in Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            Event::Rule => out.push_str("---\n\n"),
            Event::Start(Tag::List(_)) => {
                depth += 1;
                if depth > 1 {
                    out.push('\n');
                }
            }
            Event::Start(Tag::Item) => {
                out.push_str(&"  ".repeat(depth.saturating_sub(1)));
                out.push_str("- ");
            }
            Event::Start(Tag::Link { dest_url, .. }) => links.push((dest_url.into_string(), out.len())),
            Event::End(TagEnd::Link) => {
                if let Some((url, from)) = links.pop() {
                    let is_said = out.get(from..).is_some_and(|said| said == url);
                    if !is_said && is_link(&url) {
                        out.push_str(&format!(" ({url})"));
                    }
                }
            }
            Event::End(TagEnd::Item) => {
                let kept = out.trim_end().len();
                out.truncate(kept);
                out.push('\n');
            }
            Event::End(TagEnd::List(_)) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    out.push('\n');
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock) => out.push_str("\n\n"),
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_as_it_reads() {
        let text = "# Titre\n\nUn **mot** et un [lien](https://exemple.example/a).\n\n- un\n- deux\n  - trois\n\n\
            <https://exemple.example/b>\n\n<b>gras</b>";
        let expected = "Titre\n\nUn mot et un lien (https://exemple.example/a).\n\n- un\n- deux\n  - trois\n\n\
            https://exemple.example/b\n\ngras";
        assert_eq!(markdown(text), expected);
    }
}
