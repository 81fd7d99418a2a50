//! Judges a page as a strict reader would: the parser's complaints, then what accessibility and our own
//! rules ask of every page.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use prost_reflect::{Kind, MessageDescriptor};
use proto::v1::Role;

/// An element, with what is above it.
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    parents: Vec<usize>,
    /// All the text inside.
    text: String,
}

impl Element {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A page.
pub(crate) struct Document {
    pub(crate) elements: Vec<Element>,
    errors: Vec<String>,
}

impl Document {
    pub(crate) fn parse(text: &str) -> Self {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(text);
        let mut errors: Vec<String> = dom.errors.borrow().iter().map(ToString::to_string).collect();
        errors.dedup();
        let mut elements = Vec::new();
        walk(&dom.document, &[], &mut elements);
        Self { elements, errors }
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// Paths of this site that the page links to.
    pub(crate) fn links(&self) -> BTreeSet<String> {
        let links = self.all("a").filter_map(|link| link.get("href"));
        links
            .filter(|href| href.starts_with('/') && !href.starts_with("//"))
            .map(|href| href.split('#').next().unwrap_or_default().to_owned())
            .collect()
    }

    /// What belongs to a form: inside it, or elsewhere with its name; not what is inside but named for another.
    fn inside(&self, form: usize) -> impl Iterator<Item = &Element> {
        let id = self.elements[form].get("id");
        self.elements
            .iter()
            .filter(move |element| match element.get("form") {
                Some(owner) => id == Some(owner),
                None => element.parents.contains(&form),
            })
    }

    /// Everything wrong with the page as it is shown to this role.
    pub(crate) fn faults(&self, role: Role) -> Vec<String> {
        let mut faults: Vec<String> = self
            .errors
            .iter()
            .map(|error| format!("parser: {error}"))
            .collect();
        self.frame(role, &mut faults);
        self.names(&mut faults);
        for (index, form) in self.elements.iter().enumerate() {
            if form.name == "form" {
                self.form(index, form, role, &mut faults);
            }
        }
        faults
    }

    fn frame(&self, role: Role, faults: &mut Vec<String>) {
        let lang = self.all("html").next().and_then(|html| html.get("lang"));
        if lang != Some("fr") {
            faults.push(format!("lang={lang:?}"));
        }
        let n_headings = self.all("h1").count();
        if n_headings != 1 {
            faults.push(format!("{n_headings} h1"));
        }
        let title = self.all("title").next().map(|title| title.text.trim().to_owned());
        if title.as_deref().unwrap_or_default().is_empty() {
            faults.push("no title".to_owned());
        }
        for (name, why) in [("main", "no main"), ("nav", "no navigation")] {
            // Who is not signed in has nowhere to go yet.
            let is_needed = name == "main" || role != Role::Unspecified;
            if is_needed && self.all(name).count() == 0 {
                faults.push(why.to_owned());
            }
        }
        for path in ["/accessibility", "/legal", "/contact"] {
            if !self.links().contains(path) {
                faults.push(format!("no link to {path}"));
            }
        }
        let mut level = 0;
        for element in &self.elements {
            let number = element.name.strip_prefix('h').and_then(|n| n.parse::<u8>().ok());
            if let Some(number) = number.filter(|n| (1..=6).contains(n)) {
                if number > level + 1 {
                    faults.push(format!("h{number} after h{level}: {}", element.text.trim()));
                }
                level = number;
            }
        }
    }

    /// Identifiers, what refers to them, and what runs.
    fn names(&self, faults: &mut Vec<String>) {
        let mut ids = BTreeSet::new();
        for id in self.elements.iter().filter_map(|element| element.get("id")) {
            if !ids.insert(id) {
                faults.push(format!("id {id} twice"));
            }
        }
        for element in &self.elements {
            for (name, value) in &element.attributes {
                if name.starts_with("on") || name == "style" || value.trim_start().starts_with("javascript:")
                {
                    faults.push(format!("<{} {name}=…>: inline code or style", element.name));
                }
                let refers = ["for", "aria-describedby", "aria-labelledby", "aria-controls"];
                if refers.contains(&name.as_str()) {
                    let missing = value.split_whitespace().find(|id| !ids.contains(id));
                    faults.extend(missing.map(|id| format!("{name}={id} names nothing")));
                }
            }
            if element.name == "img" && element.get("alt").is_none() {
                faults.push("an image without alt".to_owned());
            }
            let is_button = element.name == "button" || element.name == "a" && element.get("href").is_some();
            let has_name = !element.text.trim().is_empty() || element.get("aria-label").is_some();
            if is_button && !has_name {
                faults.push(format!("<{}> without a name", element.name));
            }
        }
        let text: String = self.all("body").map(|body| body.text.as_str()).collect();
        for odd in ["undefined", "Some(", "None)", "REASON_", "NaN", "{}"] {
            if text.contains(odd) {
                faults.push(format!("the text holds {odd}"));
            }
        }
    }

    fn form(&self, index: usize, form: &Element, role: Role, faults: &mut Vec<String>) {
        let own = form.get("action").unwrap_or_default();
        let others = self.inside(index).filter_map(|element| element.get("formaction"));
        let actions: Vec<&str> = std::iter::once(own).chain(others).collect();
        let mut inputs = Vec::new();
        for action in &actions {
            if let Some(rpc) = action.strip_prefix("/act/") {
                let Some(input) = input_of(rpc) else {
                    faults.push(format!("{action} is no RPC"));
                    continue;
                };
                let access = proto::access(&format!("/passerelle.v1.{rpc}"));
                if !access
                    .is_some_and(|access| access.who.admits(Some(role).filter(|r| *r != Role::Unspecified)))
                {
                    faults.push(format!("{action} is offered to {role:?}, who may not"));
                }
                if form.get("method") != Some("post") {
                    faults.push(format!("{action} by {:?}", form.get("method")));
                }
                inputs.push(input);
            }
        }
        for control in self.inside(index) {
            let is_control = ["input", "select", "textarea"].contains(&control.name.as_str());
            if !is_control {
                continue;
            }
            let kind = control.get("type").unwrap_or_default();
            let name = control.get("name").unwrap_or_default();
            let is_ours = name.starts_with('_') || ["submit", "button"].contains(&kind);
            let fits = inputs.iter().any(|input| resolves(input, name));
            if !inputs.is_empty() && !is_ours && !name.is_empty() && !fits {
                faults.push(format!("{own}: {name} is no field"));
            }
            if kind != "hidden" && !self.is_labelled(control) {
                faults.push(format!("{own}: {name} has no label"));
            }
        }
        if !self.inside(index).any(|element| element.name == "button") {
            faults.push(format!("{own}: no button"));
        }
    }

    fn is_labelled(&self, control: &Element) -> bool {
        let has_own = control.get("aria-label").is_some() || control.get("aria-labelledby").is_some();
        let by_id = control
            .get("id")
            .is_some_and(|id| self.all("label").any(|label| label.get("for") == Some(id)));
        let around = control
            .parents
            .iter()
            .any(|parent| self.elements[*parent].name == "label");
        has_own || by_id || around
    }
}

fn input_of(rpc: &str) -> Option<MessageDescriptor> {
    let (service, rpc) = rpc.split_once('/')?;
    let service = proto::pool().get_service_by_name(&format!("passerelle.v1.{service}"))?;
    let method = service.methods().find(|method| method.name() == rpc)?;
    Some(method.input())
}

/// Says whether "sections.0.text" leads to a field.
fn resolves(message: &MessageDescriptor, path: &str) -> bool {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(field) = message.get_field_by_name(name) else {
        return false;
    };
    match field.kind() {
        Kind::Message(inner) if field.is_list() => rest
            .split_once('.')
            .is_some_and(|(index, rest)| index.parse::<usize>().is_ok() && resolves(&inner, rest)),
        Kind::Message(inner) => resolves(&inner, rest),
        _ => rest.is_empty(),
    }
}

fn walk(node: &Handle, parents: &[usize], elements: &mut Vec<Element>) -> String {
    let mut parents = parents.to_vec();
    let mut own = None;
    let mut text = String::new();
    match &node.data {
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs.borrow();
            let pair = |a: &html5ever::Attribute| (a.name.local.to_string(), a.value.to_string());
            own = Some(elements.len());
            elements.push(Element {
                name: name.local.to_string(),
                attributes: attributes.iter().map(pair).collect(),
                parents: parents.clone(),
                text: String::new(),
            });
            parents.extend(own);
        }
        NodeData::Text { contents } => text.push_str(&contents.borrow()),
        _ => {}
    }
    for child in node.children.borrow().iter() {
        text.push_str(&walk(child, &parents, elements));
    }
    if let Some(own) = own {
        let is_code = ["script", "style"].contains(&elements[own].name.as_str());
        if is_code {
            return String::new();
        }
        elements[own].text.clone_from(&text);
    }
    text
}
