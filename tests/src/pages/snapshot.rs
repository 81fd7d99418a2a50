//! What each role reads on each route, kept beside the tests: a change of a page is seen in the review of its words.
//!
//! A run never writes: `.config/insta.yaml` says so, and `INSTA_UPDATE=always` accepts what a run found. One file
//! for each route: the first role's page in full, then what the others have instead of it.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use http::StatusCode;
use insta::{Settings, assert_snapshot};

use super::reading::reading;
use super::{routes, year};
use crate::world::Actor;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages/snapshots")
}

/// The route as a file name; a second path of the same route has a number.
fn name(route: &str, n_before: usize) -> String {
    let words = route.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let name = if words.is_empty() {
        "home".to_owned()
    } else {
        words.join(".")
    };
    if n_before == 0 {
        return name;
    }
    format!("{name}-{}", n_before + 1)
}

fn names<'a>(routes: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut one = |route| {
        let n = seen.entry(route).or_default();
        *n += 1;
        name(route, *n - 1)
    };
    routes.map(&mut one).collect()
}

/// Whose page it is. The last two are of the centre that the fixture is about.
fn who(number: usize, actor: &Actor) -> String {
    let role = actor.role().as_str_name();
    let role = role.trim_start_matches("ROLE_").to_lowercase().replace('_', " ");
    match (number, role.as_str()) {
        (0, _) => "nobody".to_owned(),
        (10.., role) => format!("{role} of the centre"),
        (_, role) => role.to_owned(),
    }
}

async fn seen(path: &str, actor: &Actor) -> String {
    let page = actor.get(path).await;
    match page.status {
        StatusCode::OK => reading(&page.text),
        StatusCode::SEE_OTHER => {
            let location = page.location.unwrap_or_default();
            format!("303 to {}", location.split('?').next().unwrap_or_default())
        }
        status => status.as_u16().to_string(),
    }
}

/// The pages of one route, one role after another: the same is told in a line, what is near as its differences.
fn told(pages: &[(String, String)]) -> String {
    let mut told: Vec<(&str, &str)> = Vec::new();
    let mut text = String::new();
    for (who, page) in pages {
        text.push_str(&format!("\n=== {who}"));
        if let Some((other, _)) = told.iter().find(|(_, other)| other == page) {
            text.push_str(&format!(": as {other}\n"));
            continue;
        }
        let near = told.iter().map(|(other, base)| (*other, changes(base, page)));
        let near = near.min_by_key(|(_, changes)| changes.len());
        match near.filter(|(_, changes)| changes.len() < page.len()) {
            Some((other, changes)) => text.push_str(&format!(": as {other}, but\n{changes}")),
            None => text.push_str(&format!("\n{page}\n")),
        }
        told.push((who, page));
    }
    text
}

/// The lines that one page has and the other has not, each with the common line before it.
fn changes(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    // The length of the longest common part of what follows line i of the one and line j of the other.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut place, mut text) = (0, 0, None, String::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            place = Some(new[j]);
            (i, j) = (i + 1, j + 1);
            continue;
        }
        if let Some(place) = place.take() {
            text.push_str(&format!("  {place}\n"));
        }
        if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            text.push_str(&format!("- {}\n", old[i]));
            i += 1;
        } else {
            text.push_str(&format!("+ {}\n", new[j]));
            j += 1;
        }
    }
    text
}

#[tokio::test]
async fn every_page_says_what_was_reviewed() {
    let year = year().await;
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let routes = routes(&year);
    let names = names(routes.iter().map(|route| route.0));
    let mut changed = Vec::new();
    for (name, (_, path, _)) in names.iter().zip(&routes) {
        let mut pages = Vec::new();
        for (number, actor) in year.actors.iter().enumerate() {
            pages.push((who(number, actor), seen(path, actor).await));
        }
        let text = told(&pages);
        let compare = || settings.bind(|| assert_snapshot!(name.as_str(), text));
        if catch_unwind(AssertUnwindSafe(compare)).is_err() {
            changed.push(name);
        }
    }
    assert!(
        changed.is_empty(),
        "say other things than what was reviewed: {changed:?}"
    );
    // A route that is gone leaves no file behind.
    let files = std::fs::read_dir(folder()).unwrap();
    let kept: BTreeSet<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let listed: BTreeSet<String> = names.iter().map(|name| format!("{name}.snap")).collect();
    assert_eq!(kept, listed);
}
