//! The minutes as the PDF that Chromium prints of them: tagged, with a title, a language, headings, tables.

use std::collections::BTreeMap;

use base64::Engine as _;
use lopdf::{Dictionary, Document, Object, decode_text_string};
use serde_json::json;

use super::driver::Driver;
use crate::minutes::room::Room;

/// What the structure tree of a PDF holds: how many elements of each role, in the order of the document for headings.
#[derive(Debug, Default)]
struct Tree {
    roles: BTreeMap<String, usize>,
    headings: Vec<String>,
    /// Scopes of the heading cells of tables.
    scopes: Vec<String>,
}

impl Tree {
    fn read(pdf: &Document, root: &Dictionary) -> Self {
        let mut tree = Self::default();
        let kids = root.get(b"K").expect("the structure tree has kids");
        tree.walk(pdf, kids);
        tree
    }

    fn walk(&mut self, pdf: &Document, object: &Object) {
        match resolve(pdf, object) {
            Object::Array(kids) => kids.iter().for_each(|kid| self.walk(pdf, kid)),
            Object::Dictionary(element) => {
                if let Ok(role) = element.get(b"S").and_then(Object::as_name) {
                    let role = String::from_utf8_lossy(role).into_owned();
                    if role.len() == 2 && role.starts_with('H') {
                        self.headings.push(role.clone());
                    }
                    if role == "TH" {
                        self.scopes.extend(scopes(pdf, element));
                    }
                    *self.roles.entry(role).or_default() += 1;
                }
                if let Ok(kids) = element.get(b"K") {
                    self.walk(pdf, kids);
                }
            }
            _ => {}
        }
    }

    fn n(&self, role: &str) -> usize {
        self.roles.get(role).copied().unwrap_or_default()
    }
}

fn resolve<'a>(pdf: &'a Document, object: &'a Object) -> &'a Object {
    pdf.dereference(object).unwrap().1
}

/// What the attributes of an element say of its scope.
fn scopes(pdf: &Document, element: &Dictionary) -> Vec<String> {
    let Ok(attributes) = element.get(b"A") else {
        return Vec::new();
    };
    let attributes = match resolve(pdf, attributes) {
        Object::Array(all) => all.iter().map(|one| resolve(pdf, one)).collect(),
        one => vec![one],
    };
    let scope = |one: &Object| {
        let scope = one.as_dict().ok()?.get(b"Scope").ok()?;
        Some(String::from_utf8_lossy(scope.as_name().ok()?).into_owned())
    };
    attributes.into_iter().filter_map(scope).collect()
}

fn text(pdf: &Document, dictionary: &Dictionary, key: &[u8]) -> String {
    decode_text_string(resolve(pdf, dictionary.get(key).unwrap())).unwrap()
}

#[tokio::test]
async fn chromium_prints_a_tagged_pdf_of_the_minutes() {
    let room = Room::locked().await;
    let driver = Driver::start(room.world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&room.rives_director().me.person_id).await;
    browser.goto(&format!("{}/print?version=1", room.path())).await;
    let parameters = json!({
        "generateTaggedPDF": true, "generateDocumentOutline": true, "preferCSSPageSize": true, "printBackground": false,
    });
    let printed = browser.cdp("Page.printToPDF", parameters).await;
    let data = printed["data"].as_str().expect("a PDF");
    let bytes = base64::engine::general_purpose::STANDARD.decode(data).unwrap();
    let pdf = Document::load_mem(&bytes).unwrap();

    let info = pdf.trailer.get(b"Info").unwrap();
    let title = text(&pdf, resolve(&pdf, info).as_dict().unwrap(), b"Title");
    assert_eq!(
        title,
        "Compte rendu, Comité technique, 1re séance, mardi 16\u{a0}mars 2027 · Passerelle"
    );
    let catalog = pdf.catalog().unwrap();
    assert!(text(&pdf, catalog, b"Lang").starts_with("fr"));
    let marks = resolve(&pdf, catalog.get(b"MarkInfo").unwrap())
        .as_dict()
        .unwrap();
    assert!(marks.get(b"Marked").unwrap().as_bool().unwrap());
    assert!(catalog.get(b"Outlines").is_ok(), "an outline, of the headings");
    let root = resolve(&pdf, catalog.get(b"StructTreeRoot").unwrap())
        .as_dict()
        .unwrap();
    let tree = Tree::read(&pdf, root);
    assert_eq!(tree.n("H1"), 1, "{tree:?}");
    // Attendance, four points, and what is on none.
    assert!(tree.n("H2") >= 6, "{tree:?}");
    assert_eq!(tree.headings.first().map(String::as_str), Some("H1"));
    let levels: Vec<u32> = tree
        .headings
        .iter()
        .map(|role| role[1..].parse().unwrap())
        .collect();
    let steps = levels.windows(2).all(|pair| pair[1] <= pair[0] + 1);
    assert!(steps, "no level is skipped: {levels:?}");
    // Attendance, figures of the vote, who chose what, actions.
    assert!(
        tree.n("Table") >= 4 && tree.n("TH") > 8 && tree.n("TD") > 8,
        "{tree:?}"
    );
    for scope in ["Column", "Row"] {
        assert!(tree.scopes.iter().any(|one| one == scope), "{scope}: {tree:?}");
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
