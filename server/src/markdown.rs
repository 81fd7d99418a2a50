//! Markdown that people wrote, as HTML that is safe to show: rendered by one library, sanitised by another.

use std::sync::LazyLock;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// What is let through: no images (they would tell a third party who reads), no styles, no identifiers.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .rm_tags(["img", "map", "area"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

/// Renders Markdown. Headings start at the third level: the page has its own first two.
pub(crate) fn to_html(markdown: &str) -> String {
    if markdown.is_empty() {
        return String::new();
    }
    render(events(markdown), markdown.len())
}

/// Characters of a text that a mail shows, at most.
pub(crate) const BEGINNING: usize = 300;

/// The beginning of a Markdown text in one line without form, of `max` characters at most.
pub(crate) fn plain(markdown: &str, max: usize) -> String {
    let mut said = String::new();
    for event in events(markdown) {
        match event {
            Event::Start(Tag::Item) => said.push_str(" • "),
            Event::End(TagEnd::Heading(_)) => said.push_str(" — "),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock) => {
                said.push(' ');
            }
            event => said.push_str(words(&event)),
        }
    }
    let said: Vec<&str> = said.split_ascii_whitespace().collect();
    cut(said.join(" ").trim_end_matches(" —"), max)
}

/// The beginning of a text, cut between two words when it is longer than `max` characters.
pub(crate) fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max).collect();
    let kept = kept
        .rsplit_once(char::is_whitespace)
        .map_or(kept.as_str(), |(kept, _)| kept);
    format!("{}…", kept.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// A part of a text, from a heading that begins with a number to the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    /// "3.3"; empty for what stands before the first such heading.
    pub(crate) number: String,
    /// The whole heading, without its form.
    pub(crate) title: String,
    /// Of its heading, as [`to_html`] would render it.
    pub(crate) level: i32,
    /// Without its heading.
    pub(crate) html: String,
}

/// Renders Markdown, cut at the headings that begin with a number: each number once, the page makes identifiers of them.
pub(crate) fn sections(markdown: &str) -> Vec<Section> {
    let events: Vec<Event<'_>> = events(markdown).collect();
    let heads = heads(&events);
    let html = |from: usize, until: usize| {
        let part = events.iter().skip(from).take(until.saturating_sub(from));
        render(part.cloned(), 0)
    };
    let before = html(0, heads.first().map_or(events.len(), |head| head.from));
    let before = (!before.is_empty()).then(|| Section {
        html: before,
        ..Section::default()
    });
    let ends = heads.iter().skip(1).map(|head| head.from).chain([events.len()]);
    let numbered = heads.iter().zip(ends).map(|(head, end)| Section {
        number: head.number.clone(),
        title: head.title.clone(),
        level: head.level as i32,
        html: html(head.until, end),
    });
    before.into_iter().chain(numbered).collect()
}

/// The numbers of the sections of a text.
pub(crate) fn section_numbers(markdown: &str) -> Vec<String> {
    let events: Vec<Event<'_>> = events(markdown).collect();
    heads(&events).into_iter().map(|head| head.number).collect()
}

/// A heading that begins with a number, with its place among the events.
struct Head {
    number: String,
    title: String,
    level: HeadingLevel,
    from: usize,
    until: usize,
}

/// Those that stand in nothing else.
fn heads(events: &[Event<'_>]) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    let mut depth = 0_usize;
    for (from, event) in events.iter().enumerate() {
        match event {
            Event::Start(tag) => {
                if let (0, Tag::Heading { level, .. }) = (depth, tag) {
                    let rest = events.iter().skip(from + 1);
                    let inside = rest.take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
                    let inside: Vec<&str> = inside.map(words).collect();
                    let title = inside.concat();
                    let number = number(&title);
                    if !number.is_empty() && heads.iter().all(|head| head.number != number) {
                        heads.push(Head {
                            number: number.to_owned(),
                            level: *level,
                            from,
                            until: from + inside.len() + 2,
                            title,
                        });
                    }
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    heads
}

fn words<'a>(event: &'a Event<'_>) -> &'a str {
    match event {
        Event::Text(words) | Event::Code(words) => words,
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    }
}

/// "3.3" of « 3.3. Le réseau national »; empty when the heading begins with something else.
fn number(title: &str) -> &str {
    /// Digits between two points, at most: a year is no number.
    const DIGITS: usize = 3;
    let first = title.split_whitespace().next().unwrap_or_default();
    let number = first.trim_end_matches(['.', ')']);
    let is_part =
        |part: &str| (1..=DIGITS).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if number.split('.').all(is_part) {
        number
    } else {
        ""
    }
}

/// What the text is made of.
fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    Parser::new_ext(markdown, options).map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: lower(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        // A line that a person broke stays broken.
        Event::SoftBreak => Event::HardBreak,
        other => other,
    })
}

/// As HTML that is safe to show, of about so many bytes.
fn render<'a>(events: impl Iterator<Item = Event<'a>>, n_bytes: usize) -> String {
    let mut rendered = String::with_capacity(n_bytes * 3 / 2);
    html::push_html(&mut rendered, events);
    SANITISER.clean(&rendered).to_string()
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, expected: &str) {
        assert_eq!(to_html(markdown).trim(), expected);
    }

    #[test]
    fn keeps_what_writers_use() {
        check(
            "# Titre\n\n- un\n- deux",
            "<h3>Titre</h3>\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>",
        );
        check("l’une\nl’autre", "<p>l’une<br>\nl’autre</p>");
        check(
            "[lien](https://exemple.fr)",
            "<p><a href=\"https://exemple.fr\" rel=\"noopener noreferrer nofollow\">lien</a></p>",
        );
    }

    #[test]
    fn a_text_without_its_form_is_one_line_cut_between_two_words() {
        for (markdown, max, expected) in [
            (
                "Le règlement **change** le\n1er juin.",
                300,
                "Le règlement change le 1er juin.",
            ),
            (
                "## Ce qui change\n\nDeux points\u{a0}:\n\n- un\n- [deux](https://a.example)",
                300,
                "Ce qui change — Deux points\u{a0}: • un • deux",
            ),
            (
                "- attendre\n- se grouper.\n\nCe texte\n***\nfinit.",
                300,
                "• attendre • se grouper. Ce texte finit.",
            ),
            ("| a | b |\n|---|---|\n| c | d |", 300, "a b c d"),
            ("# Seul", 300, "Seul"),
            ("<script>alert(1)</script>", 300, ""),
            ("Un, deux, trois.", 12, "Un, deux…"),
            ("", 12, ""),
        ] {
            assert_eq!(plain(markdown, max), expected, "{markdown}");
        }
    }

    #[test]
    fn drops_what_could_harm() {
        check("<script>alert(1)</script>", "");
        check(
            "[x](javascript:alert(1))",
            "<p><a rel=\"noopener noreferrer nofollow\">x</a></p>",
        );
        check("![x](https://pisteur.example/a.png)", "<p></p>");
        check("<p onclick=\"x()\" style=\"position:fixed\">a</p>", "<p>a</p>");
    }

    #[test]
    fn a_text_is_cut_at_its_numbered_headings() {
        let text = "Préambule.\n\n# 3. Le réseau\n\nUn.\n\n## 3.3 Les *instances*\n\n- deux\n\n## Sans numéro\n\n\
                    Trois [là].\n\n# 4\n\n[là]: https://exemple.fr";
        let section = |number: &str, title: &str, level, html: &str| Section {
            number: number.to_owned(),
            title: title.to_owned(),
            level,
            html: html.to_owned(),
        };
        let found = sections(text).into_iter().map(|one| Section {
            html: one.html.replace('\n', ""),
            ..one
        });
        assert_eq!(
            found.collect::<Vec<_>>(),
            [
                section("", "", 0, "<p>Préambule.</p>"),
                section("3", "3. Le réseau", 3, "<p>Un.</p>"),
                section(
                    "3.3",
                    "3.3 Les instances",
                    4,
                    "<ul><li>deux</li></ul><h4>Sans numéro</h4><p>Trois <a href=\"https://exemple.fr\" \
                     rel=\"noopener noreferrer nofollow\">là</a>.</p>"
                ),
                section("4", "4", 3, ""),
            ]
        );
        assert_eq!(section_numbers(text), ["3", "3.3", "4"]);
        assert_eq!(sections(""), []);
        assert_eq!(sections("Sans titre.").len(), 1);
    }

    #[test]
    fn only_a_number_of_its_own_begins_a_section() {
        for (heading, expected) in [
            ("3.3 Instances", "3.3"),
            ("3.3. Instances", "3.3"),
            ("4) Moyens", "4"),
            ("12.10.1", "12.10.1"),
            ("2017 en bref", ""),
            ("3.a Instances", ""),
            ("3..3 Instances", ""),
            (".", ""),
            ("Article 4", ""),
            ("", ""),
        ] {
            assert_eq!(number(heading), expected, "{heading}");
        }
        // The same number again, a quotation and a line of code are no sections.
        let text =
            "# 1 Un\n\n# 1 Encore\n\n> # 2 Cité\n\n```\n# 3 Code\n```\n\n# 4 <b onclick=\"x()\">Quatre</b>";
        assert_eq!(section_numbers(text), ["1", "4"]);
        let found = sections(text);
        let [first, last] = found.as_slice() else {
            panic!("two sections");
        };
        assert!(first.html.contains("<h3>1 Encore</h3>") && first.html.contains("<h3>2 Cité</h3>"));
        assert_eq!((last.title.as_str(), last.html.as_str()), ("4 Quatre", ""));
    }
}
