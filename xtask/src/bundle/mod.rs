//! `cargo xtask web`: the browser bundle, from Rust sources to files that a server can hand out as they are.

mod debian;
mod publish;
mod toolchain;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::run;
use crate::project::Project;
use crate::say::say;
use crate::stamp::Stamp;
use crate::tools;
pub(crate) use toolchain::{NoToolchain, Rustup, Wasm};

/// The version of npm's `binaryen`, which brings `wasm-opt`.
const BINARYEN: &str = "132";

/// The version of npm's `esbuild`, which makes the JavaScript shorter.
const ESBUILD: &str = "0.28.2";

/// What `wasm-opt` may use: only what today's browsers read (`--all-features` goes beyond that).
const OPTIONS: [&str; 11] = [
    // Twice: the second finds what the first laid bare.
    "-Oz",
    "--gufa",
    "-Oz",
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// The chore of that name.
pub(crate) fn web(project: &Project, arguments: &[String]) -> Result<()> {
    match arguments {
        [] => build(project, Rustup::Allowed),
        [word] if word == "--without-rustup" => build(project, Rustup::Avoided),
        _ => bail!("`cargo xtask web` takes --without-rustup or nothing"),
    }
}

/// Builds `target/site` when a source is newer than it.
pub(crate) fn build(project: &Project, rustup: Rustup) -> Result<()> {
    let site = project.site();
    let stamp = Stamp::new(project.notes().join("bundle.stamp"));
    let sources = project.paths(["web", "proto", "Cargo.toml", "Cargo.lock", "xtask/src/bundle"]);
    if rustup == Rustup::Allowed && stamp.fresh(&sources, &publish::published(&site)) {
        say("bundle", "up to date");
        return Ok(());
    }
    let raw = compile(project, &Wasm::obtain(rustup)?)?;
    let shrinkers = Shrinkers::obtain(project);
    let module = fs::read(&raw).context("the compiler left no module")?;
    let remembered = project.notes().join("bundle.recipe");
    let known =
        fs::read_to_string(&remembered).is_ok_and(|text| text == recipe(&module, shrinkers.is_some()));
    if known && !publish::published(&site).is_empty() {
        say("bundle", "the compiler made the same again");
        return stamp.write(&publish::published(&site));
    }
    let work = project.notes().join("bundle");
    bind(&raw, &work)?;
    let shrunk = shrinkers.map(|shrinkers| shrinkers.shrink(project, &work));
    if let Some(Err(error)) = &shrunk {
        say("bundle", &format!("not as small as it could be: {error:#}"));
    }
    publish::publish(&work, &site)?;
    fs::write(remembered, recipe(&module, matches!(shrunk, Some(Ok(())))))?;
    stamp.write(&publish::published(&site))
}

/// Compiles crate `web` for the browser.
fn compile(project: &Project, wasm: &Wasm) -> Result<PathBuf> {
    say(
        "bundle",
        &format!("compiling with {wasm} (about two minutes the first time on two cores)"),
    );
    let mut cargo = project.cargo();
    cargo.arg("rustc");
    let target = wasm.apply(project, &mut cargo)?;
    // Only here is it more than a library: for the server nobody links it on its own.
    run(cargo.args([
        "--package",
        "web",
        "--lib",
        "--profile",
        "bundle",
        "--crate-type",
        "cdylib",
    ]))?;
    Ok(target.join("bundle/web.wasm"))
}

/// Writes the JavaScript around the module, and the module as that JavaScript wants it.
fn bind(raw: &Path, work: &Path) -> Result<()> {
    say("bundle", "writing the JavaScript glue");
    if work.exists() {
        fs::remove_dir_all(work)?;
    }
    let mut bindgen = Bindgen::new();
    // The page tells where the module is: its name carries a hash.
    bindgen
        .input_path(raw)
        .out_name("passerelle")
        .typescript(false)
        .omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    let written = bindgen.web(true).and_then(|bindgen| bindgen.generate(work));
    written.map_err(|error| anyhow!("{error:#}"))
}

/// What makes the bundle smaller.
struct Shrinkers {
    wasm_opt: PathBuf,
    esbuild: PathBuf,
}

impl Shrinkers {
    /// Both, or why the bundle stays bigger.
    fn obtain(project: &Project) -> Option<Self> {
        let obtain = || -> Result<Self> {
            Ok(Self {
                wasm_opt: tools::npm(project, "binaryen", BINARYEN)?.join("bin/wasm-opt"),
                esbuild: tools::npm(project, "esbuild", ESBUILD)?.join("bin/esbuild"),
            })
        };
        match obtain() {
            Ok(shrinkers) => Some(shrinkers),
            Err(error) => {
                say(
                    "bundle",
                    &format!("bigger than it could be, without wasm-opt and esbuild: {error:#}"),
                );
                None
            }
        }
    }

    /// Makes both files in `work` smaller.
    fn shrink(&self, project: &Project, work: &Path) -> Result<()> {
        say("bundle", "shrinking with wasm-opt and esbuild");
        let module = work.join("passerelle_bg.wasm");
        let before = fs::metadata(&module)?.len();
        let smaller = work.join("smaller.wasm");
        run(project
            .command(&self.wasm_opt)
            .args(OPTIONS)
            .arg(&module)
            .arg("-o")
            .arg(&smaller))?;
        fs::rename(&smaller, &module)?;
        let script = work.join("passerelle.js");
        let shorter = work.join("shorter.js");
        run(project
            .command(&self.esbuild)
            .args(["--minify", "--format=esm", "--log-level=warning"])
            .arg(&script)
            .arg(format!("--outfile={}", shorter.display())))?;
        fs::rename(&shorter, &script)?;
        let after = fs::metadata(&module)?.len();
        say(
            "bundle",
            &format!("{} kB became {} kB", before / 1000, after / 1000),
        );
        Ok(())
    }
}

/// What the published files depend on, besides this file.
fn recipe(module: &[u8], shrunk: bool) -> String {
    let with = if shrunk {
        format!("{BINARYEN} {ESBUILD} {}", OPTIONS.join(" "))
    } else {
        "nothing".to_owned()
    };
    format!("{}\n{with}\n", short_hash(module))
}

/// The first twelve digits of the SHA-256 hash: enough to tell two versions of a file apart.
fn short_hash(content: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(content)[..6]
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
