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
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(markdown, options).map(|event| match event {
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
    });
    let mut rendered = String::with_capacity(markdown.len() * 3 / 2);
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
    fn drops_what_could_harm() {
        check("<script>alert(1)</script>", "");
        check(
            "[x](javascript:alert(1))",
            "<p><a rel=\"noopener noreferrer nofollow\">x</a></p>",
        );
        check("![x](https://pisteur.example/a.png)", "<p></p>");
        check("<p onclick=\"x()\" style=\"position:fixed\">a</p>", "<p>a</p>");
    }
}
