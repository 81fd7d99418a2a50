//! What a person reads of a page: the main element as compact text, a line for each paragraph, row, field and act.

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use uuid::Uuid;

/// Elements that stay in the line of what is around them.
const INLINE: [&str; 17] = [
    "a", "abbr", "b", "button", "cite", "code", "del", "em", "i", "input", "ins", "select", "small", "span",
    "strong", "textarea", "time",
];

/// As much of a page as is kept: the page of all mails would be longer than all others together.
const MOST_BYTES: usize = 8_000;

/// The page's main element. What differs between two runs (identifiers, secrets) is masked.
pub(super) fn reading(page: &str) -> String {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    let mut reader = Reader::default();
    let main = found(&dom.document, "main").expect("a page has a main element");
    reader.children(&main);
    reader.end_line();
    let mut n_bytes = 0;
    let is_kept = |line: &&String| {
        n_bytes += line.len();
        n_bytes <= MOST_BYTES
    };
    let mut kept: Vec<String> = reader.lines.iter().take_while(is_kept).cloned().collect();
    let n_left = reader.lines.len() - kept.len();
    kept.extend((n_left > 0).then(|| format!("… and {n_left} lines more")));
    kept.join("\n")
}

fn found(node: &Handle, name: &str) -> Option<Handle> {
    if name_of(node) == name {
        return Some(node.clone());
    }
    node.children.borrow().iter().find_map(|child| found(child, name))
}

fn name_of(node: &Handle) -> String {
    match &node.data {
        NodeData::Element { name, .. } => name.local.to_string(),
        _ => String::new(),
    }
}

fn attribute(node: &Handle, name: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else {
        return None;
    };
    let attributes = attrs.borrow();
    let found = attributes.iter().find(|one| *one.name.local == *name);
    found.map(|one| one.value.to_string())
}

#[derive(Default)]
struct Reader {
    lines: Vec<String>,
    line: String,
    /// Inside a row of a table, everything is one line.
    is_in_row: bool,
}

impl Reader {
    fn children(&mut self, node: &Handle) {
        for child in node.children.borrow().iter() {
            self.node(child);
        }
    }

    fn node(&mut self, node: &Handle) {
        if let NodeData::Text { contents } = &node.data {
            self.line.push_str(&contents.borrow());
        }
        let name = name_of(node);
        if attribute(node, "aria-hidden").is_some_and(|value| value == "true") {
            return;
        }
        match name.as_str() {
            "" | "script" | "style" | "template" | "svg" | "noscript" => {}
            "a" => self.around(
                node,
                "[",
                &format!("]({})", attribute(node, "href").unwrap_or_default()),
            ),
            "button" => self.around(node, "<", ">"),
            "input" => self.input(node),
            "select" => self.select(node),
            "textarea" => self.around(node, " {", "}"),
            "td" | "th" => self.around(node, "", " | "),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name[1..].parse().unwrap_or(1);
                self.block(node, &format!("{} ", "#".repeat(level)));
            }
            "li" | "dd" => self.block(node, "- "),
            "summary" => self.block(node, "> "),
            "form" => {
                let action = attribute(node, "action").unwrap_or_default();
                self.block(node, "");
                self.lines
                    .extend((!self.is_in_row).then(|| masked(&format!("  => {action}"))));
            }
            "tr" => {
                self.end_line();
                self.is_in_row = true;
                self.children(node);
                self.is_in_row = false;
                self.end_line();
            }
            name if INLINE.contains(&name) => self.children(node),
            _ => self.block(node, ""),
        }
    }

    fn around(&mut self, node: &Handle, before: &str, after: &str) {
        self.line.push_str(before);
        self.children(node);
        self.line.push_str(after);
    }

    fn block(&mut self, node: &Handle, mark: &str) {
        self.end_line();
        self.line.push_str(mark);
        self.children(node);
        self.end_line();
    }

    fn input(&mut self, node: &Handle) {
        let value = attribute(node, "value").unwrap_or_default();
        let mark = |is_on| if is_on { "x" } else { " " };
        match attribute(node, "type").as_deref() {
            Some("hidden") => {}
            Some("checkbox" | "radio") => {
                let is_on = attribute(node, "checked").is_some();
                self.line.push_str(&format!(" [{}] ", mark(is_on)));
            }
            _ => self.line.push_str(&format!(" {{{value}}} ")),
        }
    }

    /// The chosen option, and how many others there are.
    fn select(&mut self, node: &Handle) {
        let mut options = Vec::new();
        collect(node, "option", &mut options);
        let chosen = options
            .iter()
            .find(|option| attribute(option, "selected").is_some());
        self.line.push_str(" {");
        if let Some(chosen) = chosen.or(options.first()) {
            self.children(chosen);
        }
        self.line.push_str(&format!(" / {}}} ", options.len()));
    }

    fn end_line(&mut self) {
        if self.is_in_row {
            self.line.push(' ');
            return;
        }
        // A box to tick is read with its label.
        if self.line.trim_end().ends_with("[x]") || self.line.trim_end().ends_with("[ ]") {
            return;
        }
        let line = std::mem::take(&mut self.line);
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !line.is_empty() && line != "-" {
            self.lines.push(masked(&line));
        }
    }
}

fn collect(node: &Handle, name: &str, found: &mut Vec<Handle>) {
    for child in node.children.borrow().iter() {
        if name_of(child) == name {
            found.push(child.clone());
        }
        collect(child, name, found);
    }
}

/// Identifiers and secrets are other ones in each run.
fn masked(line: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut text = String::new();
    for piece in line.split_inclusive(|c| !is_part(c)) {
        let word = piece.trim_end_matches(|c| !is_part(c));
        let has_digit = word.contains(|c: char| c.is_ascii_digit());
        let has_letter = word.contains(|c: char| c.is_ascii_alphabetic());
        match word {
            word if Uuid::try_parse(word).is_ok() => text.push_str("ID"),
            // The code that somebody says on arriving.
            word if word.len() == 6 && !has_letter => text.push_str("CODE"),
            word if word.len() >= 20 && has_digit && has_letter => text.push_str("SECRET"),
            word => text.push_str(word),
        }
        text.push_str(&piece[word.len()..]);
    }
    text
}
