//! The architecture as tests: the walls of the code, read from its files and from the contract.

use std::collections::BTreeSet;
use std::fs;

use clap::{Args as _, CommandFactory as _, Parser};
use proto::v1::Reason;
use server::config::Config;

use crate::raw::methods;

mod files;

use files::{File, contains_word, files, folders, forbid, root, services, snake};

/// Longest file, in lines.
const MAX_LINES: usize = 400;
/// Services that have no page of their own: shown inside other pages.
const API_ONLY: [&str; 1] = ["attachment"];

#[test]
fn rules_are_pure() {
    let mut rules = files("server/src", &[".rs"]);
    rules.retain(|file| file.is_part("rules"));
    assert!(!rules.is_empty(), "no rules at all");
    let words = [
        "tonic", "sea_orm", "redis", "lettre", "tokio", "async", "await", "Clock",
    ];
    forbid(
        &rules,
        &words,
        |_| false,
        "rules decide; they neither ask nor wait",
    );
}

#[test]
fn stores_know_no_grpc() {
    let mut stores = files("server/src", &[".rs"]);
    stores.retain(|file| file.is_part("store"));
    forbid(&stores, &["tonic"], |_| false, "stores know no gRPC");
}

#[test]
fn features_keep_their_insides() {
    let files = files("server/src", &[".rs"]);
    let features: BTreeSet<&str> = files.iter().filter_map(File::feature).collect();
    for feature in features {
        let inside = [
            format!("crate::{feature}::store"),
            format!("crate::{feature}::service"),
        ];
        let inside: Vec<&str> = inside.iter().map(String::as_str).collect();
        forbid(
            &files,
            &inside,
            // app.rs lists the services; the demonstration is written with the stores.
            |file| {
                let is_own = file.feature() == Some(feature);
                is_own
                    || file.path == "server/src/app.rs"
                    || file.path.starts_with("server/src/demonstration/")
            },
            "another feature is asked through its mod.rs",
        );
    }
}

#[test]
fn only_error_builds_a_status() {
    let words = [
        "Status::new",
        "Status::internal",
        "Status::invalid_argument",
        "Status::not_found",
        "Status::permission_denied",
        "Status::unauthenticated",
        "Status::failed_precondition",
        "Status::unavailable",
        "Status::already_exists",
        "Status::aborted",
        "Status::unknown",
        "Status::with_error_details",
    ];
    let files = files("server/src", &[".rs"]);
    let is_error = |file: &File| file.path == "server/src/error.rs";
    forbid(&files, &words, is_error, "only error.rs builds a Status");
}

#[test]
fn only_auth_reads_credentials() {
    let files = files("server/src", &[".rs"]);
    let words = [
        "COOKIE",
        "AUTHORIZATION",
        "metadata()",
        "\"cookie\"",
        "\"authorization\"",
    ];
    let is_auth = |file: &File| file.path == "server/src/auth.rs";
    forbid(&files, &words, is_auth, "only auth.rs reads credentials");
}

#[test]
fn only_config_reads_the_environment_and_only_clock_the_time() {
    let files = files("server/src", &[".rs"]);
    let is = |name: &'static str| move |file: &File| file.path == format!("server/src/{name}");
    let environment = ["std::env", "env::var", "var_os"];
    forbid(
        &files,
        &environment,
        is("config.rs"),
        "only config.rs reads the environment",
    );
    let time = [
        "Utc::now",
        "Local::now",
        "SystemTime::now",
        "now_v7",
        "CURRENT_TIMESTAMP",
    ];
    let is_source = |file: &File| is("clock.rs")(file) || is("db.rs")(file);
    forbid(&files, &time, is_source, "only clock.rs reads the time");
}

#[test]
fn stores_rules_and_plain_endpoints_begin_and_commit_nothing() {
    let mut files = files("server/src", &[".rs"]);
    files.retain(|file| file.is_part("store") || file.is_part("rules") || file.feature() == Some("http"));
    forbid(
        &files,
        &["begin()", "commit()"],
        |_| false,
        "services and jobs begin and commit, nobody else",
    );
}

#[test]
fn crates_keep_their_direction() {
    let needs = |name: &str, other: &str| {
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let other = [format!("{other}.workspace"), format!("{other} = ")];
        manifest
            .lines()
            .any(|line| other.iter().any(|o| line.starts_with(o)))
    };
    for (name, other) in [
        ("web", "server"),
        ("web", "migrations"),
        ("proto", "server"),
        ("proto", "web"),
        ("migrations", "server"),
        ("migrations", "proto"),
    ] {
        assert!(!needs(name, other), "{name} must not need {other}");
    }
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut faults = Vec::new();
    for folder in ["proto", "server", "web", "migrations", "tests", "xtask"] {
        for file in files(folder, &[".rs", ".css", ".proto"]) {
            let n_lines = file.text.lines().count();
            if n_lines > MAX_LINES {
                faults.push(format!("{}: {n_lines} lines", file.path));
            }
            if file.path.ends_with(".rs") && !file.text.starts_with("//!") {
                faults.push(format!("{}: no module comment", file.path));
            }
            let stem = file.name().split('.').next().unwrap();
            if file.path.ends_with(".rs")
                && ["utils", "util", "helpers", "common", "manager", "handler"].contains(&stem)
            {
                faults.push(format!("{}: a name that says nothing", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_is_left_unfinished_or_printed() {
    let mut all = files("server/src", &[".rs"]);
    all.extend(files("web/src", &[".rs"]));
    all.extend(files("migrations/src", &[".rs"]));
    let words = ["dbg!", "todo!", "unimplemented!", "println!", "print!"];
    let is_cli = |file: &File| file.path == "server/src/cli.rs";
    forbid(&all, &words, is_cli, "left behind");
}

#[test]
fn every_service_has_its_folders_and_its_tests() {
    let in_server = folders("server/src");
    let pages: Vec<String> = files("web/src/pages", &[".rs"])
        .into_iter()
        .map(|file| file.path)
        .collect();
    for service in services() {
        assert!(in_server.contains(&service), "server/src/{service}/ is missing");
        let is_test = root().join(format!("tests/src/{service}.rs")).exists();
        assert!(is_test, "tests/src/{service}.rs is missing");
        let page = [
            format!("web/src/pages/{service}.rs"),
            format!("web/src/pages/{service}/"),
        ];
        let has_page = pages
            .iter()
            .any(|path| page.iter().any(|page| path.starts_with(page)));
        let is_api_only = API_ONLY.contains(&service.as_str());
        assert!(
            has_page || is_api_only,
            "{service}: a page folder, or an entry in API_ONLY"
        );
    }
}

#[test]
fn every_rpc_is_called_by_a_test() {
    let tables = ["tests/src/rights", "tests/src/shape", "tests/src/fuzz"];
    let mut tests = files("tests/src", &[".rs"]);
    tests.retain(|file| !tables.iter().any(|table| file.path.starts_with(table)));
    let mut missing = Vec::new();
    for method in methods() {
        let call = format!(".{}(", snake(method.name()));
        let form = format!("{}/{}", method.parent_service().name(), method.name());
        let is_called = tests
            .iter()
            .any(|file| file.text.contains(&call) || file.text.contains(&form));
        if !is_called {
            missing.push(form);
        }
    }
    assert!(missing.is_empty(), "no test calls {missing:?}");
}

#[test]
fn every_reason_is_given_somewhere() {
    let code: String = files("server/src", &[".rs"])
        .iter()
        .flat_map(|file| file.code().map(|(_, line)| line.to_owned()).collect::<Vec<_>>())
        .collect::<Vec<_>>()
        .join("\n");
    let mut missing = Vec::new();
    for number in 1..200 {
        let Ok(reason) = Reason::try_from(number) else {
            continue;
        };
        if !contains_word(&code, &format!("Reason::{reason:?}")) {
            missing.push(reason);
        }
    }
    assert!(missing.is_empty(), "nothing ever answers {missing:?}");
}

#[test]
fn migrations_are_dated_and_listed() {
    let list = fs::read_to_string(root().join("migrations/src/lib.rs")).unwrap();
    let mut listed = Vec::new();
    let all = files("migrations/src", &[".rs"]);
    for file in all.iter().filter(|file| file.name() != "lib.rs") {
        let stem = file.name().trim_end_matches(".rs");
        let mut parts = stem.splitn(4, '_');
        let date = parts
            .next()
            .and_then(|part| part.strip_prefix('m'))
            .unwrap_or_default();
        let is_dated = date.len() == 8 && date.parse::<u32>().is_ok();
        let is_numbered = parts
            .next()
            .is_some_and(|part| part.len() == 6 && part.parse::<u32>().is_ok());
        let feature = parts.next().unwrap_or_default();
        assert!(
            is_dated && is_numbered,
            "{stem}: m<date>_<number>_<feature>_<what>"
        );
        let is_known = folders("server/src").contains(feature);
        assert!(is_known, "{stem}: {feature} is no feature");
        let entry = format!("{stem}::Migration");
        let at = list
            .find(&entry)
            .unwrap_or_else(|| panic!("{stem} is not listed"));
        assert!(
            file.text.contains("Some(true)"),
            "{stem}: use_transaction is missing"
        );
        listed.push(at);
    }
    assert!(
        listed.is_sorted(),
        "the migrations are listed in the order of their names"
    );
}

#[test]
fn the_contract_holds_one_version_of_what_crates_share() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for name in [
        "axum",
        "http-body",
        "hyper",
        "prost",
        "tonic",
        "leptos",
        "tower-http",
    ] {
        let entry = format!("[[package]]\nname = \"{name}\"\n");
        assert_eq!(
            lock.matches(&entry).count(),
            1,
            "{name} must resolve to one version"
        );
    }
}

#[test]
fn the_map_of_the_readme_names_the_folders_that_exist() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `"));
    let map: BTreeSet<String> = rows
        .filter_map(|row| row.split_once("/` |"))
        .map(|(folder, _)| folder.to_owned())
        .collect();
    let mut there = folders(".");
    there.retain(|folder| !["node_modules", "data"].contains(&folder.as_str()));
    assert_eq!(map, there, "the map of README.md (left), the folders (right)");
    for folder in folders("server/src") {
        let is_named = [format!("`{folder}`"), format!("`{folder}/`")]
            .iter()
            .any(|name| readme.contains(name));
        assert!(is_named, "README.md does not name server/src/{folder}/");
    }
}

/// The settings as clap knows them.
#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    _config: Config,
}

#[test]
fn the_table_of_the_configuration_is_true() {
    let text = fs::read_to_string(root().join("docs/configuration.md")).expect("docs/configuration.md");
    let table: BTreeSet<(String, String)> = text
        .lines()
        .filter(|line| line.starts_with('|') && line.contains("--"))
        .filter_map(|line| {
            let quoted: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
            let flag = quoted.iter().find_map(|word| word.strip_prefix("--"))?;
            let variable = quoted.iter().find(|word| is_variable(word))?;
            let flag = flag.split([' ', '=']).next()?;
            Some((flag.to_owned(), (*variable).to_owned()))
        })
        .collect();
    let mut declared = BTreeSet::new();
    for argument in Config::augment_args(Settings::command()).get_arguments() {
        let (Some(flag), Some(variable)) = (argument.get_long(), argument.get_env()) else {
            continue;
        };
        let variable = variable.to_string_lossy().into_owned();
        for default in argument.get_default_values() {
            let default = default.to_string_lossy();
            let row = text.lines().find(|line| line.contains(&format!("`{variable}`")));
            let is_told = row.is_some_and(|row| row.contains(default.as_ref()));
            assert!(
                is_told || default.is_empty() || default == "false",
                "docs/configuration.md: {variable} defaults to {default}"
            );
        }
        declared.insert((flag.to_owned(), variable));
    }
    assert_eq!(table, declared, "docs/configuration.md (left), config.rs (right)");
}

fn is_variable(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}
