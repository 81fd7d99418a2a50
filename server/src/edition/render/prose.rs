//! Markdown as mail programs read it: safe HTML whose styles stand in each tag.

use crate::edition::variable::{Names, fill_html};
use crate::markdown;

/// Tags, and how they look in a mail.
const STYLES: [(&str, &str); 9] = [
    ("p", "margin:0 0 12px"),
    ("ul", "margin:0 0 12px;padding-left:24px"),
    ("ol", "margin:0 0 12px;padding-left:24px"),
    ("li", "margin:0 0 4px"),
    ("h3", "margin:0 0 8px;font-size:18px;line-height:1.3"),
    ("h4", "margin:0 0 8px;font-size:16px;line-height:1.3"),
    ("h5", "margin:0 0 8px;font-size:16px;line-height:1.3"),
    ("h6", "margin:0 0 8px;font-size:16px;line-height:1.3"),
    (
        "blockquote",
        "margin:0 0 12px;padding-left:12px;border-left:3px solid #888888",
    ),
];

/// Markdown as HTML for a mail, its names filled in.
pub(crate) fn prose(text: &str, accent: &str, names: &Names<'_>) -> String {
    let mut html = fill_html(&markdown::to_html(text), names);
    for (tag, style) in STYLES {
        html = html.replace(&format!("<{tag}>"), &format!("<{tag} style=\"{style}\">"));
    }
    html.replace("<a href=", &format!("<a style=\"color:{accent}\" href="))
}
