//! `cargo xtask libraries`: what `dateline --licenses` says of the libraries.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

/// Where the list is kept, to be printed by the program.
pub(crate) const FILE: &str = "crates/dateline-cli/LIBRARIES";

/// Writes the list anew.
pub(crate) fn write(root: &Path) -> Result<bool> {
    fs::write(root.join(FILE), list(root)?)
        .with_context(|| format!("cannot write {FILE}"))?;
    Ok(true)
}

/// Whether the kept list is right; says so if not.
pub(crate) fn check(root: &Path) -> Result<Option<String>> {
    let kept = fs::read_to_string(root.join(FILE)).unwrap_or_default();
    Ok((kept != list(root)?)
        .then(|| format!("{FILE}: out of date; run `cargo xtask libraries`")))
}

/// Every package that stands in the program, with its licence. Versions stand in the lock
/// file.
fn list(root: &Path) -> Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let done = Command::new(cargo)
        .args([
            "tree",
            "-p",
            "dateline-cli",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--all-features",
        ])
        .args(["--locked", "--format", "{p}|{l}"])
        .current_dir(root)
        .stdin(Stdio::null())
        .output()?;
    if !done.status.success() {
        bail!("cargo tree: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    let told = String::from_utf8_lossy(&done.stdout);
    let mut packages = BTreeMap::new();
    for line in told.lines() {
        let Some((package, license)) = line.split_once('|') else { continue };
        let name = package.split(' ').next().unwrap_or(package);
        if !package.contains("(/") {
            packages.insert(name, license.trim_end_matches(" (*)"));
        }
    }
    let lines = packages.iter().map(|(name, license)| format!("{name:<24} {license}\n"));
    Ok(lines.collect())
}
