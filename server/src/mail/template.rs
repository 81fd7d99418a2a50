//! The two parts of a mail, made from one plain text: paragraphs separated by empty lines, a line that is
//! only a link, lines that start with "- ".

use std::fmt::Write as _;

use super::store::Model;

/// Ends each mail, in words.
const SIGNATURE: &str =
    "Passerelle, la plateforme du réseau national des centres de ressources politique de la ville";

/// The plain part of a row: as it is, when its HTML part was ready made.
pub(super) fn text_of(row: &Model, public_url: &str) -> String {
    if row.html.is_empty() {
        text(&row.text, public_url)
    } else {
        row.text.clone()
    }
}

/// The HTML part of a row.
pub(super) fn html_of(row: &Model, public_url: &str) -> String {
    if row.html.is_empty() {
        html(&row.subject, &row.text, public_url)
    } else {
        row.html.clone()
    }
}

/// The plain part.
fn text(text: &str, public_url: &str) -> String {
    format!("{}\n\n-- \n{SIGNATURE}\n{public_url}\n", text.trim_end())
}

/// The HTML part: readable without images, in light and in dark, on a telephone.
fn html(subject: &str, text: &str, public_url: &str) -> String {
    let mut body = String::new();
    for paragraph in text.trim().split("\n\n") {
        block(&mut body, paragraph.trim_matches('\n'));
    }
    let subject = escape(subject);
    let public_url = escape(public_url);
    format!(
        "<!DOCTYPE html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"supported-color-schemes\" content=\"light dark\">\
         <title>{subject}</title></head>\n\
         <body style=\"margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif\">\n\
         <div style=\"max-width:600px;margin:0 auto\">\n{body}\
         <p style=\"margin:32px 0 0;padding-top:12px;border-top:1px solid #888;font-size:13px\">{SIGNATURE}<br>\
         <a href=\"{public_url}\" style=\"color:inherit\">{public_url}</a></p>\n</div></body></html>\n"
    )
}

/// One paragraph: its runs of plain lines, its lists and its links, in order.
fn block(out: &mut String, paragraph: &str) {
    let mut lines = paragraph.lines().peekable();
    while let Some(line) = lines.next() {
        if is_link(line) {
            button(out, line.trim());
        } else if let Some(item) = line.strip_prefix("- ") {
            let _ = write!(
                out,
                "<ul style=\"margin:0 0 16px;padding-left:20px\">\n<li>{}",
                inline(item)
            );
            while let Some(next) = lines.next_if(|next| next.starts_with("- ") || next.starts_with("  ")) {
                let _ = match next.strip_prefix("- ") {
                    Some(item) => write!(out, "</li>\n<li>{}", inline(item)),
                    None => write!(out, "<br>{}", inline(next.trim())),
                };
            }
            out.push_str("</li>\n</ul>\n");
        } else {
            let _ = write!(out, "<p style=\"margin:0 0 16px\">{}", inline(line));
            while let Some(next) = lines.next_if(|next| !is_link(next) && !next.starts_with("- ")) {
                let _ = write!(out, "<br>\n{}", inline(next));
            }
            out.push_str("</p>\n");
        }
    }
}

/// A link on its own line: a button, and its address in small for those who want to read or copy it.
fn button(out: &mut String, link: &str) {
    let link = escape(link);
    let _ = writeln!(
        out,
        "<p style=\"margin:0 0 16px\"><a href=\"{link}\" style=\"display:inline-block;padding:10px 18px;border-radius:6px;\
         background:#0f5c5c;color:#ffffff;text-decoration:none;font-weight:600\">Ouvrir dans Passerelle</a><br>\
         <span style=\"font-size:12px;word-break:break-all\">{link}</span></p>"
    );
}

/// A line of text, in which the words that are links can be clicked.
fn inline(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        if is_link(word) {
            let link = escape(word);
            format!("<a href=\"{link}\" style=\"word-break:break-all\">{link}</a>")
        } else {
            escape(word)
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_link(line: &str) -> bool {
    let line = line.trim();
    (line.starts_with("https://") || line.starts_with("http://"))
        && !line.contains(|c: char| c.is_whitespace() || c == '\u{a0}')
}

/// What people wrote never becomes markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_never_becomes_markup() {
        let html = html(
            "<b>",
            "Bonjour <script>alert(1)</script> & « vous »",
            "http://127.0.0.1:8080",
        );
        assert!(html.contains("<title>&lt;b&gt;</title>"), "{html}");
        assert!(
            html.contains("Bonjour &lt;script&gt;alert(1)&lt;/script&gt; &amp; « vous »"),
            "{html}"
        );
    }

    #[test]
    fn links_become_buttons_and_dashes_a_list() {
        let html = html(
            "S",
            "Bonjour,\n\nDeux choses :\n- une\n- deux\n\nhttps://p.example/a?b=1&c=2\n\nFin https://p.example/x.",
            "https://p.example",
        );
        assert!(html.contains("<li>une</li>\n<li>deux</li>"), "{html}");
        assert!(
            html.contains("<a href=\"https://p.example/a?b=1&amp;c=2\" style=\"display:inline-block"),
            "{html}"
        );
        assert!(
            html.contains("<p style=\"margin:0 0 16px\">Deux choses :</p>"),
            "{html}"
        );
    }
}
