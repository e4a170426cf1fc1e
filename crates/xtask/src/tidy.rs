//! `cargo xtask tidy`: what a reviewer should not have to say again.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

/// Longest source file, tests not counted. Median of the files of ten Rust projects that
/// we read is 120 to 320 lines; past 600 a file holds two things.
const LONGEST_FILE: usize = 600;

/// Files of one table or one long `match` that may be longer, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[
    ("crates/dateline/src/source/html/mod.rs", "to be split: the tree and the marks"),
    ("crates/dateline-tables/src/annotate.rs", "to be split: one part a layer"),
    ("crates/dateline-tables/src/brief_bytes.rs", "one field after the other, both ways"),
];

/// Words that must not stand in a committed file, each with its reason.
const BANNED: &[(&str, &str)] = &[
    (concat!("/wo", "rk/"), "a path of one machine"),
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/ho", "me/"), "a path of one machine"),
    (concat!("crates", ".io/"), "a registry's address; name the package instead"),
    (concat!("static.crates", ".io"), "a registry's address"),
    (concat!("index.crates", ".io"), "a registry's address"),
    (concat!("pypi", ".org"), "a registry's address"),
    (concat!("npmjs", ".org"), "a registry's address"),
    (concat!("Kim Jong", " Un presents"), "text of the shared stories"),
    (concat!("comradely", " fellowship"), "text of the shared stories"),
];

/// Files that may hold banned words: lock files name their source.
const MAY_NAME: &[&str] = &["Cargo.lock"];

/// Prints what is not tidy; whether all is.
pub(crate) fn run(root: &Path) -> Result<bool> {
    let mut complaints = Vec::new();
    let files = tracked(root)?;
    for file in &files {
        let Ok(text) = std::fs::read_to_string(root.join(file)) else { continue };
        complaints.extend(too_long(file, &text));
        complaints.extend(banned(file, &text));
        if extension(file) == "rules" {
            complaints.extend(undocumented(file, &text));
        }
    }
    complaints.extend(crate::libraries::check(root)?);
    for complaint in &complaints {
        println!("{complaint}");
    }
    println!("tidy: {} files, {} complaints", files.len(), complaints.len());
    Ok(complaints.is_empty())
}

/// The files of the repository, committed or about to be.
fn tracked(root: &Path) -> Result<Vec<String>> {
    let done = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .context("git is needed to list the files")?;
    if !done.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    let names = String::from_utf8_lossy(&done.stdout);
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn extension(file: &str) -> &str {
    file.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn too_long(file: &str, text: &str) -> Option<String> {
    let is_source = extension(file) == "rs" && !file.contains("/tests/");
    if !is_source || LONG_FILES.iter().any(|(name, _)| *name == file) {
        return None;
    }
    let tests = text.lines().position(|line| line.trim() == "#[cfg(test)]");
    let n_lines = tests.unwrap_or_else(|| text.lines().count());
    (n_lines > LONGEST_FILE).then(|| {
        format!("{file}: {n_lines} lines without tests, at most {LONGEST_FILE}: split it")
    })
}

fn banned(file: &str, text: &str) -> Vec<String> {
    if MAY_NAME.contains(&file) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate() {
        for (word, why) in BANNED {
            if holds(line, word) {
                out.push(format!("{file}:{}: \"{word}\": {why}", n + 1));
            }
        }
    }
    out
}

/// Whether the line holds the word; a path only from its root.
fn holds(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !word.starts_with('/') || !before.is_some_and(|c| c.is_alphanumeric() || c == '.')
    })
}

/// Every rule has an example that it must accept and one that it must leave alone; the
/// tests of its stage run both.
fn undocumented(file: &str, text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (start, record) in records(text) {
        let has = |key: &str| record.iter().any(|line| line.starts_with(key));
        if !has("rule:") {
            continue;
        }
        for key in ["example:", "not:"] {
            if !has(key) {
                out.push(format!("{file}:{start}: a rule without a line `{key}`"));
            }
        }
    }
    out
}

/// Blocks of lines between empty lines, with the number of their first line.
fn records(text: &str) -> Vec<(usize, Vec<&str>)> {
    let mut out: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut open = false;
    for (n, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            open = false;
        } else if !line.starts_with('#') {
            if !open {
                out.push((n + 1, Vec::new()));
                open = true;
            }
            if let Some((_, lines)) = out.last_mut() {
                lines.push(line.trim_start());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_do_not_count_as_length() {
        let long = "fn f() {}\n".repeat(601);
        assert!(too_long("crates/a/src/b.rs", &long).is_some());
        assert!(too_long("crates/a/tests/it/b.rs", &long).is_none());
        let tested = format!("fn f() {{}}\n#[cfg(test)]\n{long}");
        assert!(too_long("crates/a/src/b.rs", &tested).is_none());
    }

    #[test]
    fn a_machine_path_is_named_with_its_line() {
        let path = concat!("ok\ncd /wo", "rk/main\n");
        assert_eq!(banned("README.md", path).len(), 1);
        assert!(banned("README.md", path)[0].starts_with("README.md:2:"));
        assert!(banned("Cargo.lock", path).is_empty());
        assert!(banned(".gitignore", concat!("/training/wo", "rk/\n")).is_empty());
    }

    #[test]
    fn a_rule_needs_both_examples() {
        let file = "rule: a\nexample: x\nnot: y\n\nrule: b\nexample: x\n";
        assert_eq!(
            undocumented("a.rules", file),
            ["a.rules:5: a rule without a line `not:`"]
        );
    }
}
