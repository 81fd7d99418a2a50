//! The names that a text may hold in double braces: a closed list. Whatever else stands in braces is told as a fault,
//! and never reaches a letter as it is: the letter has places of its own that are filled for each recipient.

/// What the names stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    /// `{{lettre}}`: the newsletter.
    pub(crate) newsletter: &'a str,
    /// `{{organisation}}`: whose newsletter it is.
    pub(crate) organisation: &'a str,
    /// `{{numero}}`: which edition.
    pub(crate) number: i32,
}

impl Names<'_> {
    fn value(&self, name: &str) -> Option<String> {
        match name.trim() {
            "lettre" => Some(self.newsletter.to_owned()),
            "organisation" => Some(self.organisation.to_owned()),
            "numero" => Some(self.number.to_string()),
            _ => None,
        }
    }
}

/// A text cut at its braces.
enum Part<'a> {
    Plain(&'a str),
    Name(&'a str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        parts.push(Part::Plain(before));
        let (name, next) = match after.split_once("}}") {
            Some((name, next)) if !name.contains(['\n', '{']) => (name, next),
            // Braces that nothing closes.
            _ => ("", after),
        };
        parts.push(Part::Name(name));
        rest = next;
    }
    parts.push(Part::Plain(rest));
    parts
}

/// What stands in double braces and is none of the names.
pub(crate) fn unknown(text: &str) -> Vec<String> {
    let names = Names {
        newsletter: "",
        organisation: "",
        number: 0,
    };
    parts(text)
        .into_iter()
        .filter_map(|part| match part {
            Part::Name(name) if names.value(name).is_none() => Some(format!("{{{{{name}}}}}")),
            _ => None,
        })
        .collect()
}

/// HTML that is safe, with the names filled in; no other brace is left.
pub(crate) fn fill_html(html: &str, names: &Names<'_>) -> String {
    let mut out = String::with_capacity(html.len());
    for part in parts(html) {
        match part {
            Part::Plain(plain) => out.push_str(&plain.replace('{', "&#123;")),
            Part::Name(name) => match names.value(name) {
                Some(value) => out.push_str(&escape(&value)),
                None if name.is_empty() => out.push_str("&#123;&#123;"),
                None => {
                    let said = name.replace('{', "&#123;");
                    out.push_str(&format!("&#123;&#123;{said}}}}}"));
                }
            },
        }
    }
    out
}

/// Plain text with the names filled in; no two braces follow each other any more.
pub(crate) fn fill_text(text: &str, names: &Names<'_>) -> String {
    let mut filled = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Part::Plain(plain) => filled.push_str(plain),
            Part::Name(name) => match names.value(name) {
                Some(value) => filled.push_str(&value),
                None if name.is_empty() => filled.push_str("{{"),
                None => filled.push_str(&format!("{{{{{name}}}}}")),
            },
        }
    }
    let mut out = String::with_capacity(filled.len());
    for c in filled.chars() {
        if c == '{' && out.ends_with('{') {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// What people wrote never becomes markup, nor a place to be filled.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '{' => out.push_str("&#123;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names<'_> = Names {
        newsletter: "Quartiers <b>& {{numero}}",
        organisation: "Rives",
        number: 4,
    };

    #[test]
    fn the_list_is_closed() {
        for (text, expected) in [
            ("{{lettre}} de {{ organisation }}, n° {{numero}}", vec![]),
            ("{{preferences}}", vec!["{{preferences}}"]),
            ("{{email}} et {{lettre}} et {{}}", vec!["{{email}}", "{{}}"]),
            ("une {{ accolade", vec!["{{}}"]),
            ("{{{lettre}}}", vec!["{{}}"]),
            ("{une} accolade", vec![]),
        ] {
            assert_eq!(unknown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_filled_in_is_escaped() {
        let html = fill_html("<p>{{lettre}}</p>", &NAMES);
        assert_eq!(html, "<p>Quartiers &lt;b&gt;&amp; &#123;&#123;numero}}</p>");
        assert_eq!(
            fill_text("n° {{numero}} de {{organisation}}", &NAMES),
            "n° 4 de Rives"
        );
    }

    #[test]
    fn no_text_makes_a_place_to_be_filled() {
        for text in [
            "{{preferences}}",
            "{{{preferences}}",
            "{{{{preferences}}}}",
            "{{ {{preferences}} }}",
            "{{lettre}}{preferences}}",
            "{{x\n{{source}}",
            "{{organisation{{source}}",
        ] {
            for filled in [fill_html(text, &NAMES), fill_text(text, &NAMES), escape(text)] {
                assert!(!filled.contains("{{"), "{text}: {filled}");
            }
        }
    }
}
