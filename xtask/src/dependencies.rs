//! What the project stands on: permissive licences only, and one version of what must be the same on both sides of a
//! call.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::command::read;
use crate::project::Project;

/// The licences that may be used without asking anybody. MPL-2.0 binds the files that have it, which we do not change.
const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Zlib",
];

/// Two versions of these compile and do not fit together: a router of the one is no router of the other.
const ALONE: [&str; 6] = ["axum", "leptos", "prost", "sea-orm", "tonic", "tower"];

/// Both checks, over everything that `Cargo.lock` holds.
pub(crate) fn dependencies(project: &Project) -> Result<()> {
    let text = read(
        project
            .cargo()
            .args(["metadata", "--format-version", "1", "--locked"]),
    )?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let mut faults = Vec::new();
    for package in packages.iter().filter(|package| !package["source"].is_null()) {
        let (name, licence) = (&package["name"], package["license"].as_str().unwrap_or_default());
        if !is_permissive(licence) {
            faults.push(format!("{name}: {licence}"));
        }
    }
    for name in ALONE {
        let n = packages.iter().filter(|package| package["name"] == name).count();
        if n != 1 {
            faults.push(format!("{name}: {n} versions"));
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("; "));
    Ok(())
}

/// Says whether a way through the expression (SPDX) asks for allowed licences only.
fn is_permissive(licence: &str) -> bool {
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return false;
    };
    expression.evaluate(|asked| asked.license.id().is_some_and(|id| ALLOWED.contains(&id.name)))
}

#[cfg(test)]
mod tests {
    use super::is_permissive;

    #[test]
    fn one_way_through_is_enough() {
        for (licence, expected) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("MIT OR LGPL-2.1-or-later", true),
            ("MIT AND GPL-3.0-only", false),
            ("(GPL-3.0-only OR MIT) AND ISC", true),
            ("AGPL-3.0-only", false),
            ("LicenseRef-Ours", false),
            ("", false),
        ] {
            assert_eq!(is_permissive(licence), expected, "{licence}");
        }
    }
}
