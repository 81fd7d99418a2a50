//! Text pasted from a word processor: HTML in, Markdown out, with its headings, lists, tables and emphasis.
//!
//! Word writes a list as paragraphs of the class `MsoListParagraph` whose marker is a span of style
//! `mso-list:Ignore`; both are recognised. Everything that is only appearance is dropped.

use std::collections::HashMap;
use std::sync::LazyLock;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BulletListMarker, Options};
use htmd::{Element, HtmlToMarkdown};
use proto::v1::Reason;

use crate::error::{Error, Result};

/// Elements that may stand in each other at most: a text of Word has fifteen.
const DEPTH: usize = 64;
/// Depth times number of elements at most, so that no text keeps the processor for long.
const WEIGHT: usize = 500_000;
/// Around the marker of an item of a list of Word, while it is looked for.
const MARKER: [char; 2] = ['\u{e000}', '\u{e001}'];
/// Before an item of a list of Word, so that the items are put together again.
const ITEM: char = '\u{e002}';

/// What a text keeps; no image: it would be somewhere else, or too large.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(
            [
                "p",
                "br",
                "div",
                "span",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "ul",
                "ol",
                "li",
                "strong",
                "b",
                "em",
                "i",
                "a",
                "blockquote",
                "hr",
                "table",
                "thead",
                "tbody",
                "tr",
                "td",
                "th",
            ]
            .into(),
        )
        .clean_content_tags(
            [
                "script", "style", "title", "xml", "head", "noscript", "svg", "math",
            ]
            .into(),
        )
        .tag_attributes(HashMap::from([
            ("a", ["href"].into()),
            ("p", ["class", "style"].into()),
            ("span", ["style"].into()),
        ]))
        .url_schemes(["http", "https", "mailto", "tel"].into());
    builder
});

/// Converts pasted HTML.
pub(crate) fn from_html(html: &str) -> Result<String> {
    let html: String = html.chars().filter(|c| !(MARKER[0]..=ITEM).contains(c)).collect();
    let (depth, n_tags) = shape(&html);
    if depth > DEPTH || depth * n_tags > WEIGHT {
        return Err(Error::invalid("html", Reason::Malformed));
    }
    let clean = SANITISER.clean(&html).to_string();
    let options = Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    let converter = HtmlToMarkdown::builder()
        .options(options)
        .add_handler(vec!["p"], paragraph)
        .add_handler(vec!["span"], span)
        .build();
    let markdown = converter
        .convert(&clean)
        .map_err(|error| Error::Internal(error.into()))?;
    Ok(tidy(&markdown))
}

/// A paragraph, or what Word means by it: an item of a list, a title.
#[expect(clippy::unnecessary_wraps, reason = "the signature is the library's")]
#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn paragraph(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let content = content.trim_matches('\n');
    let (class, style) = (attribute(&element, "class"), attribute(&element, "style"));
    let text = if class.starts_with("MsoList") || content.starts_with(MARKER[0]) {
        return Some(item(content, &style).into());
    } else {
        match class.as_str() {
            "MsoTitle" => format!("# {content}"),
            "MsoSubtitle" => format!("## {content}"),
            _ => content.to_owned(),
        }
    };
    Some(format!("\n\n{text}\n\n").into())
}

/// An item of a list of Word: `mso-list:l0 level2 lfo1` says how deep it stands.
fn item(content: &str, style: &str) -> String {
    let (marker, text) = content
        .strip_prefix(MARKER[0])
        .and_then(|rest| rest.split_once(MARKER[1]))
        .unwrap_or(("", content));
    let level = style.split("level").nth(1).and_then(|rest| rest.chars().next());
    let level = level
        .and_then(|digit| digit.to_digit(10))
        .unwrap_or(1)
        .clamp(1, 6) as usize;
    let marker = marker.trim();
    let is_ordered = marker.ends_with(['.', ')']) && marker.starts_with(char::is_alphanumeric);
    let marker = if is_ordered {
        let number: String = marker.chars().take_while(char::is_ascii_digit).take(4).collect();
        format!("{}.", if number.is_empty() { "1" } else { number.as_str() })
    } else {
        "-".to_owned()
    };
    format!("\n{ITEM}{}{marker} {}\n", "    ".repeat(level - 1), text.trim())
}

/// A span; the marker of an item of a list of Word is put between two signs.
#[expect(clippy::unnecessary_wraps, reason = "the signature is the library's")]
#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn span(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let style = attribute(&element, "style").replace(' ', "");
    if style.contains("mso-list:Ignore") {
        let marker = content.replace(['\\', '\n'], "").replace(MARKER, "");
        return Some(format!("{}{}{}", MARKER[0], marker.trim(), MARKER[1]).into());
    }
    Some(content.into())
}

fn attribute(element: &Element, name: &str) -> String {
    let found = element.attrs.iter().find(|one| &*one.name.local == name);
    found.map(|one| one.value.to_string()).unwrap_or_default()
}

/// Drops empty paragraphs, what is left of markers, and more than one empty line.
fn tidy(markdown: &str) -> String {
    let mut tidy = String::with_capacity(markdown.len());
    let (mut n_empty, mut was_item) = (0, false);
    for line in markdown.replace(MARKER, "").lines() {
        let line = line.trim_end_matches(['\u{a0}', '\t']);
        if line.trim().is_empty() {
            n_empty += 1;
            continue;
        }
        let is_item = line.starts_with(ITEM);
        if !tidy.is_empty() {
            let is_next = n_empty == 0 || (is_item && was_item);
            tidy.push_str(if is_next { "\n" } else { "\n\n" });
        }
        tidy.push_str(line.trim_start_matches(ITEM));
        (n_empty, was_item) = (0, is_item);
    }
    tidy
}

/// How deep the elements stand in each other, without parsing, and how many there are.
fn shape(html: &str) -> (usize, usize) {
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut depth, mut deepest, mut n_tags) = (0, 0, 0);
    for rest in html.split('<').skip(1) {
        let is_end = rest.starts_with('/');
        let name = rest.trim_start_matches('/').chars();
        let name: String = name.take_while(char::is_ascii_alphanumeric).take(20).collect();
        let name = name.to_ascii_lowercase();
        // These close themselves.
        let closes_itself = [
            "br", "hr", "img", "p", "li", "td", "tr", "th", "meta", "link", "col", "input", "",
        ];
        n_tags += 1;
        if closes_itself.contains(&name.as_str()) {
            continue;
        }
        let n_open = open.entry(name).or_default();
        if !is_end {
            *n_open += 1;
            depth += 1;
            deepest = deepest.max(depth);
        } else if *n_open > 0 {
            *n_open -= 1;
            depth -= 1;
        }
    }
    (deepest.max(1), n_tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(from_html(html).unwrap(), expected);
    }

    #[test]
    fn headings_emphasis_and_links() {
        check(
            "<h1>Titre</h1><p>Un <b>texte</b> et <i>un</i> <a href=\"https://exemple.fr\">lien</a>.</p>",
            "# Titre\n\nUn **texte** et *un* [lien](https://exemple.fr).",
        );
        check(
            "<p class=MsoTitle>La démarche</p><p class=MsoNormal>Texte</p>",
            "# La démarche\n\nTexte",
        );
    }

    #[test]
    fn lists_of_browsers() {
        check("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux");
        check("<ol><li>un</li><li>deux</li></ol>", "1. un\n2. deux");
    }

    #[test]
    fn lists_of_word() {
        let word = "<p class=MsoNormal>Avant<o:p></o:p></p>\r\n\
            <p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>\
            <span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt \"Times New Roman\"'>\
            &nbsp;&nbsp;&nbsp; </span></span></span><![endif]>premier <b>point</b><o:p></o:p></p>\r\n\
            <p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><!--[if !supportLists]-->\
            <span style='mso-list:Ignore'>o<span>&nbsp; </span></span><!--[endif]-->dessous</p>\r\n\
            <p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>\
            <span style='mso-list:Ignore'>·<span>&nbsp; </span></span>second</p>\r\n\
            <p class=MsoNormal><o:p>&nbsp;</o:p></p>\r\n<p class=MsoNormal>Après</p>";
        check(
            word,
            "Avant\n\n- premier **point**\n    - dessous\n- second\n\nAprès",
        );
        let numbered = "<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>\
            <span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>un</p>\
            <p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>\
            <span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>deux</p>";
        check(numbered, "1. un\n2. deux");
    }

    #[test]
    fn what_is_dropped() {
        check(
            "<style>p { color: red }</style><script>alert(1)</script><p>Texte</p>",
            "Texte",
        );
        check(
            "<!--[if gte mso 9]><xml><w:x>1</w:x></xml><![endif]--><p>Texte</p>",
            "Texte",
        );
        check("<p><img src=\"https://pisteur.example/a.png\">Texte</p>", "Texte");
        check("<p><a href=\"javascript:alert(1)\">lien</a></p>", "lien");
        check("", "");
    }

    #[test]
    fn hostile_texts_are_refused() {
        assert!(from_html(&"<div>".repeat(80_000)).is_err());
        assert!(from_html(&"<b><i>".repeat(50_000)).is_err());
        let reopened: String = (0..60).map(|n| format!("<b id={n}>")).collect();
        assert!(from_html(&(reopened + &"<p>".repeat(20_000))).is_err());
        assert!(from_html(&"<p>Texte</p>".repeat(20_000)).is_ok());
    }
}
