//! `cargo xtask officials`: office-holders for `dateline-data`, from the names, codes and
//! dates of the Phoenix dictionary of countries (MIT). Only what holds at a known time is
//! kept: full names with dated offices, one sorted line each.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use dateline_data::gazetteer::fold;

/// Where the dictionary lies.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Phoenix.Countries.actors.txt
    dictionary: PathBuf,
}

/// Reads the dictionary and writes the table.
pub(crate) fn run(root: &Path, options: &Options) -> Result<bool> {
    let path = &options.dictionary;
    let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let text: String = bytes.iter().map(|&b| char::from(b)).collect();
    let mut people: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut names: Vec<String> = Vec::new();
    for line in text.lines() {
        if let Some(office) = line.strip_prefix('\t') {
            let Some(office) = office_of(office) else { continue };
            for name in &names {
                people.entry(name.clone()).or_default().insert(office.clone());
            }
        } else if let Some(alias) = line.strip_prefix('+') {
            names.extend(name_of(alias));
        } else if line.starts_with(|c: char| c.is_ascii_uppercase()) {
            names.clear();
            names.extend(name_of(line));
        }
    }
    let mut out = String::new();
    for (name, offices) in &people {
        let offices: Vec<&str> = offices.iter().map(String::as_str).collect();
        out.push_str(&format!("{name}\t{}\n", offices.join(" ")));
    }
    let target = root.join("crates/dateline-data/actors/officials.tsv");
    println!("{} names, {} bytes", people.len(), out.len());
    fs::write(target, out)?;
    Ok(true)
}

/// Words that begin a title, not a name.
const TITLES: &[&str] = &[
    "president",
    "minister",
    "general",
    "king",
    "queen",
    "prince",
    "chancellor",
    "premier",
    "sheikh",
    "mullah",
    "the",
    "prime",
    "foreign",
    "former",
    "mr",
    "dr",
    "secretary",
    "senator",
    "vice",
    "leader",
    "chief",
    "us",
    "uk",
    "deputy",
    "lieutenant",
    "spokesman",
    "governor",
    "colonel",
    "ayatollah",
    "ambassador",
    "crown",
    "emir",
    "sultan",
];
/// Words that only bodies have.
const BODIES: &[&str] = &[
    "party",
    "ministry",
    "army",
    "government",
    "council",
    "front",
    "police",
    "of",
    "court",
    "parliament",
    "forces",
    "union",
    "movement",
    "national",
    "democratic",
    "republic",
];

/// A person's full name, folded.
fn name_of(entry: &str) -> Option<String> {
    let entry = entry.split([';', '[', '#', '{']).next()?.replace('_', " ");
    let folded = fold(entry.trim());
    let words: Vec<&str> = folded.split(' ').collect();
    let plain = words.iter().all(|w| w.chars().all(char::is_alphabetic));
    let full = (2..=5).contains(&words.len())
        && words.iter().filter(|w| w.len() > 2).count() >= 2;
    let titled = words.iter().any(|w| TITLES.contains(w) || BODIES.contains(w));
    (plain && full && !titled).then_some(folded)
}

/// "[FRAGOV 950517-070516]" as "FRAGOV:1995-05:2007-05"; an end that is open stays so.
fn office_of(text: &str) -> Option<String> {
    let inside = text.trim_start().strip_prefix('[')?.split(']').next()?;
    let (code, span) = inside.split_once(' ')?;
    let sectors = code.get(3..).filter(|s| !s.is_empty() && !s.starts_with("ELI"))?;
    let plain = code.len() % 3 == 0 && code.bytes().all(|b| b.is_ascii_uppercase());
    if !plain || sectors.len() > 6 {
        return None;
    }
    let (from, to) = if let Some(from) = span.trim().strip_prefix('>') {
        (month(from)?, "-".to_owned())
    } else {
        let (from, to) = span.trim().split_once('-')?;
        (month(from)?, month(to)?)
    };
    Some(format!("{code}:{from}:{to}"))
}

/// "950517" or "19950517" as "1995-05".
fn month(day: &str) -> Option<String> {
    let digits = day.trim();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match digits.len() {
        6 => {
            let year: u32 = digits[..2].parse().ok()?;
            (if year > 20 { 1900 + year } else { 2000 + year }, &digits[2..])
        }
        8 => (digits[..4].parse().ok()?, &digits[4..]),
        _ => return None,
    };
    Some(format!("{year}-{}", &rest[..2]))
}
