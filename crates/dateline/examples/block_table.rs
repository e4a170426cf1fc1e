//! Writes what the block model sees of each page, with which of its blocks the truth has:
//! the input of `training/blocks`. Reads the truth file as its argument and pages as JSON
//! lines (as `annotate` takes them) from standard input; writes binary to standard output.
//! With `--as-text`, HTML pages are rendered and given as plain text, their names begin with
//! `+`, and the head is left out: such rows are appended to a table of plain text.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    io::{BufRead, Write},
};

use dateline::{Depth, Kind, Kit, Page, block_table, read_to};
use serde_json::Value;

/// Words to a shingle, as the score counts them.
const SHINGLE: usize = 4;

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|w| !w.is_empty())
        .collect()
}

/// The truth of one page: its shingles, its short lines, its length.
struct Truth<'t> {
    shingles: BTreeMap<&'t [&'t str], u32>,
    lines: BTreeSet<Vec<&'t str>>,
    n: u32,
}

impl<'t> Truth<'t> {
    fn of(body: &'t str, all: &'t [&'t str]) -> Self {
        let mut shingles: BTreeMap<&[&str], u32> = BTreeMap::new();
        for shingle in all.windows(SHINGLE.min(all.len().max(1))) {
            *shingles.entry(shingle).or_default() += 1;
        }
        Self { shingles, lines: body.lines().map(words).collect(), n: all.len() as u32 }
    }

    /// How much of a line the body has, 0 to 1.
    fn share(&self, line: &str) -> f32 {
        let own = words(line);
        if own.len() < SHINGLE {
            return f32::from(u8::from(!own.is_empty() && self.lines.contains(&own)));
        }
        let hits = own.windows(SHINGLE).filter(|s| self.shingles.contains_key(s)).count();
        hits as f32 / (own.len() + 1 - SHINGLE) as f32
    }
}

fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

fn main() -> Result<(), Box<dyn Error>> {
    let path =
        std::env::args().nth(1).ok_or("usage: block_table TRUTH.json < PAGES.jsonl")?;
    let truth: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let kit = Kit::bundled();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let as_text = std::env::args().nth(2).is_some_and(|flag| flag == "--as-text");
    let mut has_head = as_text;
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let id = row["id"].as_str().unwrap_or("");
        let told = &truth[id];
        let Some(body) = told["body"].as_str() else { continue };
        let (text, kind) = match row["html"].as_str() {
            Some(html) => (html, Kind::Html),
            None => (row["text"].as_str().unwrap_or(""), Kind::Page),
        };
        let mut page = Page {
            id,
            bytes: text.as_bytes(),
            kind,
            url: row["url"].as_str(),
            charset: Some("utf-8"),
            ..Page::default()
        };
        let rendered;
        let name = if as_text { format!("+{id}") } else { id.to_owned() };
        if as_text {
            rendered = read_to(&page, &kit, Depth::Article).source.text;
            page =
                Page { bytes: rendered.as_bytes(), kind: Kind::Page, url: None, ..page };
        }
        let table = block_table(&page, &kit);
        if !has_head {
            out.write_all(&(table.n_features as u32).to_le_bytes())?;
            has_head = true;
        }
        let all = words(body);
        let truth = Truth::of(body, &all);
        out.write_all(&(name.len() as u32).to_le_bytes())?;
        out.write_all(name.as_bytes())?;
        out.write_all(&hash(told["site"].as_str().unwrap_or("")).to_le_bytes())?;
        out.write_all(&truth.n.to_le_bytes())?;
        out.write_all(&(table.spans.len() as u32).to_le_bytes())?;
        for (i, span) in table.spans.iter().enumerate() {
            let line = span.of(&table.text);
            out.write_all(&(words(line).len() as u32).to_le_bytes())?;
            out.write_all(&table.n_words[i].to_le_bytes())?;
            out.write_all(&truth.share(line).to_le_bytes())?;
            for group in table.groups[i] {
                out.write_all(&group.to_le_bytes())?;
            }
            for x in &table.rows[i * table.n_features..(i + 1) * table.n_features] {
                out.write_all(&x.to_le_bytes())?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
