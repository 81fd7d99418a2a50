//! The HTML part: an MJML skeleton with numbered places, and what is put into them.

use anyhow::anyhow;
use mrml::prelude::parser::ParserOptions;
use mrml::prelude::render::RenderOptions;
use proto::v1::BlockKind;

use super::plain::legal;
use super::{
    Block, Issue, Masthead, NO_TRACKING, PREFERENCES, Picture, SOURCE, added_by, call, prose, subject,
    without_names,
};
use crate::edition::rules;
use crate::edition::variable::{Names, escape, fill_html, fill_text};

/// Width of a picture in the column, in dots.
const COLUMN: i32 = 552;
const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/// A skeleton under construction, and the parts for its places.
struct Skeleton<'a> {
    mjml: String,
    parts: Vec<String>,
    accent: &'a str,
    names: Names<'a>,
}

impl Skeleton<'_> {
    /// A place for a part that is safe where it stands.
    fn place(&mut self, part: String) -> String {
        self.parts.push(part);
        format!("[[{}]]", self.parts.len() - 1)
    }

    /// A text people wrote, as text or as an attribute.
    fn said(&mut self, text: &str) -> String {
        let text = escape(&fill_text(text.trim(), &self.names));
        self.place(text)
    }

    fn text(&mut self, padding: &str, content: &str) {
        self.mjml.push_str(&format!(
            "<mj-text css-class=\"ink\" padding=\"{padding}\">{content}</mj-text>\n"
        ));
    }

    fn block(&mut self, block: &Block) {
        let title = self.said(&block.title);
        match (block.kind, &block.picture) {
            (BlockKind::Title, _) => {
                let accent = self.accent;
                let style = format!("margin:0;font-size:21px;line-height:1.3;color:{accent}");
                self.text(
                    "24px 24px 4px",
                    &format!("<h2 class=\"accent\" style=\"{style}\">{title}</h2>"),
                );
            }
            (BlockKind::Picture, Some(picture)) => self.picture(block, picture),
            (BlockKind::Picture, None) => {}
            _ => self.written(block, &title),
        }
    }

    fn picture(&mut self, block: &Block, picture: &Picture) {
        let (address, alternative) = (self.said(&picture.address), self.said(&block.text));
        let width = picture.width.min(COLUMN);
        self.mjml.push_str(&format!(
            "<mj-image css-class=\"ink\" padding=\"12px 24px\" align=\"left\" width=\"{width}px\" font-size=\"16px\" \
             src=\"{address}\" alt=\"{alternative}\" />\n"
        ));
    }

    /// A bulletin as it was published, set apart from what the organisation adds to it.
    fn quoted(&mut self, block: &Block) -> String {
        let quoted = prose(&without_names(&block.quoted), self.accent, &self.names);
        let quoted = self.place(quoted);
        let mut content =
            format!("<div style=\"border-left:3px solid #c8c8c8;padding:0 0 0 12px\">{quoted}</div>");
        if !block.text.trim().is_empty() {
            let added = self.place(escape(&added_by(self.names.organisation)));
            content.push_str(&format!(
                "<p style=\"margin:12px 0 4px;font-weight:600\">{added}</p>"
            ));
        }
        content
    }

    /// A text, a link, an event or a contribution: what there is of title, facts, text and address.
    fn written(&mut self, block: &Block, title: &str) {
        let mut content = String::new();
        let url = rules::is_link(&block.url).then(|| self.said(&block.url));
        let heading = "margin:0 0 4px;font-size:18px;line-height:1.3";
        if !block.title.trim().is_empty() {
            let title = match (&url, block.kind) {
                (Some(url), BlockKind::Link) => {
                    format!("<a href=\"{url}\" style=\"color:{}\">{title}</a>", self.accent)
                }
                _ => title.to_owned(),
            };
            content.push_str(&format!("<h3 style=\"{heading}\">{title}</h3>"));
        }
        if !block.details.trim().is_empty() {
            let details = fill_html(&escape(block.details.trim()).replace('\n', "<br>"), &self.names);
            let details = self.place(details);
            content.push_str(&format!(
                "<p class=\"soft\" style=\"margin:0 0 8px;color:#5c5c5c\">{details}</p>"
            ));
        }
        if !block.quoted.is_empty() {
            content.push_str(&self.quoted(block));
        }
        let prose = prose(&block.text, self.accent, &self.names);
        content.push_str(&self.place(prose));
        if let (Some(url), true) = (url, block.kind != BlockKind::Link) {
            content.push_str(&format!(
                "<p style=\"margin:0\"><a href=\"{url}\" style=\"color:{};font-weight:600\">{}</a></p>",
                self.accent,
                call(block.kind)
            ));
        }
        self.text("12px 24px", &content);
    }
}

/// The HTML part.
///
/// # Errors
/// When the skeleton is not MJML: a fault of ours.
pub(crate) fn html(masthead: &Masthead, issue: &Issue) -> anyhow::Result<String> {
    let accent = rules::accent(&masthead.accent);
    let mut skeleton = Skeleton {
        mjml: String::new(),
        parts: Vec::new(),
        accent,
        names: masthead.names(issue.number),
    };
    head(&mut skeleton, masthead, issue);
    skeleton.mjml.push_str(
        "<mj-section css-class=\"sheet\" background-color=\"#ffffff\" padding=\"0 0 16px\"><mj-column>\n",
    );
    for block in &issue.blocks {
        skeleton.block(block);
    }
    skeleton.mjml.push_str("</mj-column></mj-section>\n");
    foot(&mut skeleton, masthead);
    skeleton.mjml.push_str("</mj-body></mjml>");
    let parsed = mrml::parse_with_options(&skeleton.mjml, &ParserOptions::default())
        .map_err(|error| anyhow!("the skeleton of a letter is no MJML: {error}"))?;
    let mut options = RenderOptions::default();
    // None is fetched from anywhere.
    options.fonts.clear();
    let rendered = parsed
        .element
        .render(&options)
        .map_err(|error| anyhow!("a letter cannot be rendered: {error}"))?;
    Ok(filled(&rendered, &skeleton.parts))
}

/// What the head and the top of the sheet say.
fn head(skeleton: &mut Skeleton<'_>, masthead: &Masthead, issue: &Issue) {
    let (accent, light) = (skeleton.accent, rules::light(skeleton.accent));
    let title = skeleton.place(escape(&subject(masthead, issue)));
    let preheader = skeleton.said(&issue.preheader);
    let name = skeleton.place(escape(masthead.name.trim()));
    let organisation = skeleton.place(escape(masthead.organisation.trim()));
    let number = match issue.number {
        0 => String::new(),
        number => format!("N°&#160;{number} · "),
    };
    skeleton.mjml.push_str(&format!(
        "<mjml lang=\"fr\"><mj-head><mj-title>{title}</mj-title><mj-preview>{preheader}</mj-preview>\n\
         <mj-attributes><mj-all font-family=\"{FONT}\" />\
         <mj-text font-size=\"16px\" line-height=\"1.5\" color=\"#1b1b1b\" /></mj-attributes>\n\
         <mj-style>a {{ text-decoration: underline; }}\n\
         @media (prefers-color-scheme: dark) {{\n\
         body, .page {{ background: #111111 !important; background-color: #111111 !important; }}\n\
         .sheet, .sheet table, .sheet td {{ background: #1e1e1e !important; background-color: #1e1e1e !important; }}\n\
         .ink, .ink div, .ink p, .ink li, .ink h1, .ink h3 {{ color: #f0f0f0 !important; }}\n\
         .ink p.soft, .foot div, .foot p {{ color: #c4c4c4 !important; }}\n\
         .ink a, .ink h2.accent, .foot a {{ color: {light} !important; }}\n\
         }}</mj-style>\n\
         <mj-raw><meta name=\"color-scheme\" content=\"light dark\" />\
         <meta name=\"supported-color-schemes\" content=\"light dark\" /></mj-raw>\n\
         </mj-head><mj-body width=\"600px\" background-color=\"#f2f2f0\" css-class=\"page\">\n\
         <mj-section css-class=\"sheet\" background-color=\"#ffffff\" border-top=\"6px solid {accent}\" padding=\"8px 0 0\"><mj-column>\n"
    ));
    if let Some(logo) = &masthead.logo {
        let address = skeleton.place(escape(&logo.address));
        let alternative = skeleton.place(escape(&logo.alternative));
        let width = logo.width;
        skeleton.mjml.push_str(&format!(
            "<mj-image css-class=\"ink\" padding=\"16px 24px 0\" align=\"left\" width=\"{width}px\" font-size=\"16px\" \
             src=\"{address}\" alt=\"{alternative}\" />\n"
        ));
    }
    skeleton.text(
        "16px 24px 0",
        &format!(
            "<p class=\"soft\" style=\"margin:0;color:#5c5c5c\">{organisation}</p>\
             <h1 style=\"margin:0;font-size:26px;line-height:1.25\">{name}</h1>\
             <p class=\"soft\" style=\"margin:4px 0 0;color:#5c5c5c\">{number}{title}</p>"
        ),
    );
    skeleton.mjml.push_str("</mj-column></mj-section>\n");
}

/// Who writes, why, and how one leaves.
fn foot(skeleton: &mut Skeleton<'_>, masthead: &Masthead) {
    let mut lines = Vec::new();
    if !masthead.footer.trim().is_empty() {
        let footer = escape(&fill_text(masthead.footer.trim(), &skeleton.names)).replace('\n', "<br>");
        lines.push(skeleton.place(footer));
    }
    if let Some(web_version) = &masthead.web_version {
        let web_version = skeleton.place(escape(web_version));
        lines.push(format!(
            "<a href=\"{web_version}\" style=\"color:#4a4a4a\">Lire cette édition en ligne</a>"
        ));
    }
    let source = skeleton.place(SOURCE.to_owned());
    let preferences = skeleton.place(PREFERENCES.to_owned());
    lines.push(source);
    lines.push(format!(
        "<a href=\"{preferences}\" style=\"color:#4a4a4a\">Changer la fréquence ou se désinscrire</a>"
    ));
    lines.push(NO_TRACKING.to_owned());
    let legal: Vec<String> = legal(masthead).iter().map(|line| escape(line)).collect();
    let legal = skeleton.place(legal.join("<br>").replace('\n', "<br>"));
    lines.push(legal);
    let lines: String = lines
        .iter()
        .map(|line| format!("<p style=\"margin:0 0 8px\">{line}</p>"))
        .collect();
    skeleton.mjml.push_str(&format!(
        "<mj-section padding=\"8px 0 24px\"><mj-column><mj-text css-class=\"foot\" padding=\"16px 24px\" \
         font-size=\"13px\" color=\"#4a4a4a\">{lines}</mj-text></mj-column></mj-section>\n"
    ));
}

/// Puts the parts into their places, once: a part that looks like a place is none.
fn filled(rendered: &str, parts: &[String]) -> String {
    let mut out = String::with_capacity(rendered.len() + parts.iter().map(String::len).sum::<usize>());
    let mut rest = rendered;
    while let Some((before, after)) = rest.split_once("[[") {
        out.push_str(before);
        let place = after
            .split_once("]]")
            .and_then(|(number, next)| Some((parts.get(number.parse::<usize>().ok()?)?, next)));
        if let Some((part, next)) = place {
            out.push_str(part);
            rest = next;
        } else {
            out.push_str("[[");
            rest = after;
        }
    }
    out.push_str(rest);
    out
}
