//! The files of the project, and how to look for words in them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::raw::methods;

pub(super) struct File {
    /// From the root of the project: "server/src/live/mod.rs".
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    /// The code of the product: no comments, no tests at the bottom.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(i, line)| (i + 1, line));
        lines
            .take_while(|(_, line)| *line != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    /// True for `store.rs` and for the files of a folder `store`.
    pub(super) fn is_part(&self, part: &str) -> bool {
        self.name() == format!("{part}.rs") || self.path.contains(&format!("/{part}/"))
    }

    /// "programme" for "server/src/programme/store.rs".
    pub(super) fn feature(&self) -> Option<&str> {
        let (folder, _) = self.path.strip_prefix("server/src/")?.split_once('/')?;
        Some(folder)
    }
}

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file under a folder with one of these endings.
pub(super) fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    let mut left = vec![root().join(folder)];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && !["target", "node_modules"].contains(&name.as_str())
            {
                left.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root()).unwrap();
                found.push(File {
                    path: path.to_string_lossy().into_owned(),
                    text,
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

pub(super) fn folders(path: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(path)).unwrap();
    entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && name != "target")
        .collect()
}

/// Fails with every line that breaks a wall.
#[track_caller]
pub(super) fn forbid(files: &[File], words: &[&str], is_allowed: impl Fn(&File) -> bool, why: &str) {
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| !is_allowed(file)) {
        for (number, line) in file.code() {
            if words.iter().any(|word| contains_word(line, word)) {
                broken.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    assert!(broken.is_empty(), "{why}:\n{}", broken.join("\n"));
}

/// Finds a word that does not continue a longer one: "COOKIE" is not in "`SET_COOKIE`".
pub(super) fn contains_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        let starts = !word.starts_with(is_part) || !before.is_some_and(is_part);
        let ends = !word.ends_with(is_part) || !after.is_some_and(is_part);
        starts && ends
    })
}

pub(super) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (i, c) in name.char_indices() {
        if c.is_uppercase() && i > 0 {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

pub(super) fn services() -> BTreeSet<String> {
    let name = |method: &prost_reflect::MethodDescriptor| {
        let service = method.parent_service();
        service.name().trim_end_matches("Service").to_lowercase()
    };
    methods().iter().map(name).collect()
}
