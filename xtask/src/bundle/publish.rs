//! The folder that the server hands out: hashed names, compressed beside the plain file.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use super::short_hash;
use crate::say::say;

/// The manifest's text when all that it names is there, and nothing otherwise.
pub(super) fn published(site: &Path) -> String {
    let manifest = fs::read_to_string(site.join("manifest.json")).unwrap_or_default();
    let names: Vec<&str> = manifest.split('"').filter(|word| word.contains('.')).collect();
    let whole = names.len() == 2
        && names.iter().all(|name| {
            ["", ".br", ".gz"]
                .iter()
                .all(|suffix| site.join(format!("{name}{suffix}")).is_file())
        });
    if whole { manifest } else { String::new() }
}

/// Moves what was built in `work` to `site`, the manifest last, and clears what it replaces.
pub(super) fn publish(work: &Path, site: &Path) -> Result<()> {
    say("bundle", "compressing");
    // They would need names of their own in the manifest; no crate of ours or of Leptos asks for one.
    ensure!(
        !work.join("snippets").exists(),
        "the bundle has JavaScript snippets: publish.rs must learn about them"
    );
    fs::create_dir_all(site)?;
    let js = place(work, "passerelle", "js", site)?;
    let wasm = place(work, "passerelle_bg", "wasm", site)?;
    let manifest = format!("{{\"js\": \"{js}\", \"wasm\": \"{wasm}\"}}\n");
    fs::write(site.join("manifest.new"), manifest)?;
    fs::rename(site.join("manifest.new"), site.join("manifest.json"))?;
    let mut kept = BTreeSet::from(["manifest.json".to_owned()]);
    for name in [&js, &wasm] {
        kept.extend(["", ".br", ".gz"].map(|suffix| format!("{name}{suffix}")));
    }
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        if !kept.contains(&*entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())
                .with_context(|| format!("{} is in the way", entry.path().display()))?;
        }
    }
    Ok(())
}

/// Writes one file under its hashed name, with its compressed forms; returns the name.
fn place(work: &Path, stem: &str, extension: &str, site: &Path) -> Result<String> {
    let content = fs::read(work.join(format!("{stem}.{extension}")))?;
    let name = format!("{stem}.{}.{extension}", short_hash(&content));
    let brotli = brotli(&content)?;
    let gzip = gzip(&content)?;
    let sizes = [content.len(), gzip.len(), brotli.len()].map(|length| length / 100);
    let [plain, gz, br] = sizes.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
    say(
        "bundle",
        &format!("{name}: {plain} kB, gzip {gz} kB, brotli {br} kB"),
    );
    fs::write(site.join(format!("{name}.br")), brotli)?;
    fs::write(site.join(format!("{name}.gz")), gzip)?;
    fs::write(site.join(&name), content)?;
    Ok(name)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let best = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut output = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut output, &best)?;
    Ok(output)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
