//! `dateline score`: how well this program reads what people have judged.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use dateline::{Brief, CodePoints, Depth, Dossier, Kind, Page, Span, collate};
use dateline_store::{Gold, GoldDocument, GoldRow};
use rayon::prelude::*;
use serde_json::json;

use super::output::Format;
use crate::Ending;
use crate::inputs::{self, InputArgs};
use crate::print::{Style, Tone};

/// Flags of `score`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A gold file, as `dateline corrections STORE --gold` writes it; `-` is standard input
    #[arg(value_name = "GOLD")]
    gold: PathBuf,
    /// Your own actors, as in `add`
    #[arg(long, value_name = "TSV")]
    actors: Option<PathBuf>,
    /// How to give the figures: table or json
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    to: Format,
}

/// Rights and wrongs of one type.
#[derive(Default, Clone, Copy)]
struct Tally {
    /// Judged right, and read so.
    right: u32,
    /// Read so, and judged otherwise.
    wrong: u32,
    /// Judged right, and not read so.
    missed: u32,
}

impl Tally {
    fn precision(self) -> Option<f64> {
        let n = self.right + self.wrong;
        (n > 0).then(|| f64::from(self.right) / f64::from(n))
    }

    fn recall(self) -> Option<f64> {
        let n = self.right + self.missed;
        (n > 0).then(|| f64::from(self.right) / f64::from(n))
    }
}

/// What the program makes of a judged row's words.
struct Read {
    kind: String,
    status: String,
    date: Option<String>,
    place: Option<String>,
    sources: Vec<String>,
    targets: Vec<String>,
}

#[derive(Default)]
struct Score {
    /// By `events` or `claims`, then by type.
    types: BTreeMap<(&'static str, String), Tally>,
    /// By `events` or `claims` and cell: right ones and all that were judged.
    cells: BTreeMap<(&'static str, String), (u32, u32)>,
}

/// Reads the documents of a gold file and compares.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let (documents, rows) = gold(args)?;
    if rows.is_empty() {
        writeln!(out, "nobody has judged an event or claim in this file")?;
        return Ok(Ending::Nothing);
    }
    let with_actors = InputArgs { actors: args.actors.clone(), ..InputArgs::default() };
    let kit = with_actors.kit()?;
    let read: Vec<(Brief, String)> = documents
        .par_iter()
        .map(|document| {
            let text = document.html.as_ref().or(document.text.as_ref());
            let page = Page {
                id: &document.id,
                bytes: text.map_or(&[][..], |t| t.as_bytes()),
                kind: kind(document),
                url: document.url.as_deref(),
                title: document.title.as_deref(),
                publisher: document.publisher.as_deref(),
                published: document.published.as_deref(),
                retrieved: document.retrieved.as_deref(),
                charset: Some("utf-8"),
            };
            let reading = inputs::read_page(&page, &kit, Depth::Events)
                .map_err(|p| anyhow::anyhow!("{}: {}", p.input, p.message))?;
            Ok((reading.brief(&document.id), reading.source.text))
        })
        .collect::<anyhow::Result<_>>()?;
    let told = Told::new(&documents, read, &kit);
    let mut score = Score::default();
    for row in &rows {
        match row {
            Gold::Event(row) => score.add("events", row, told.event(row)),
            Gold::Claim(row) => score.add("claims", row, told.claim(row)),
            Gold::Document(_) => {}
        }
    }
    if args.to == Format::Table {
        print(&score, style, out)?;
    } else {
        writeln!(out, "{}", score.json())?;
    }
    Ok(Ending::Done)
}

fn kind(document: &GoldDocument) -> Kind {
    match document.kind.as_str() {
        "html" => Kind::Html,
        "body" => Kind::Body,
        "page" => Kind::Page,
        _ => Kind::Auto,
    }
}

fn gold(args: &Args) -> anyhow::Result<(Vec<GoldDocument>, Vec<Gold>)> {
    let name = args.gold.display();
    let reader: Box<dyn BufRead> = if args.gold.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        let file =
            std::fs::File::open(&args.gold).with_context(|| format!("reading {name}"))?;
        Box::new(BufReader::new(file))
    };
    let (mut documents, mut rows) = (Vec::new(), Vec::new());
    for (n, line) in reader.lines().enumerate() {
        let line = line.with_context(|| format!("reading {name}"))?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(&line)
            .with_context(|| format!("{name}, line {}: no line of a gold file", n + 1))?
        {
            Gold::Document(document) => documents.push(document),
            row => rows.push(row),
        }
    }
    Ok((documents, rows))
}

/// What the program tells of the documents together.
struct Told {
    dossier: Dossier,
    /// The text of each of the dossier's briefs, with its code points.
    texts: Vec<(String, CodePoints)>,
    /// The index of each gold article.
    of_article: HashMap<String, u32>,
}

impl Told {
    fn new(
        documents: &[GoldDocument],
        read: Vec<(Brief, String)>,
        kit: &dateline::Kit,
    ) -> Self {
        let names: Vec<(dateline::Id, String)> = read
            .iter()
            .zip(documents)
            .map(|((brief, _), document)| (brief.id, document.article.clone()))
            .collect();
        let (briefs, mut texts): (Vec<Brief>, Vec<(dateline::Id, String)>) = read
            .into_iter()
            .map(|(brief, text)| (brief.clone(), (brief.id, text)))
            .unzip();
        let dossier = collate(briefs, kit);
        let at = |id: dateline::Id| dossier.briefs.iter().position(|b| b.id == id);
        let of_article = names
            .into_iter()
            .filter_map(|(id, name)| Some((name, at(id)? as u32)))
            .collect();
        texts.sort_by_key(|(id, _)| *id);
        texts.dedup_by_key(|(id, _)| *id);
        let texts = texts
            .into_iter()
            .map(|(_, text)| {
                let points = CodePoints::new(&text);
                (text, points)
            })
            .collect();
        Self { dossier, texts, of_article }
    }

    /// Whether words of an article are among those that a row rests on.
    fn holds(&self, row: &GoldRow, article: u32, span: Span) -> bool {
        let Some((text, points)) = self.texts.get(article as usize) else { return false };
        let [start, end] = points.span(text, span);
        row.at.iter().any(|at| {
            self.of_article.get(&at.article) == Some(&article)
                && at.start < end
                && start < at.end
        })
    }

    /// The event that most of the row's words tell.
    fn event(&self, row: &GoldRow) -> Option<Read> {
        let n = |e: &dateline::Event| {
            let held = |&(a, m): &(u32, u32)| {
                let mention = &self.dossier.briefs[a as usize].events[m as usize];
                self.holds(row, a, mention.trigger)
            };
            e.mentions.iter().filter(|m| held(m)).count()
        };
        let events = self.dossier.events.events.iter();
        let (best, event) = events
            .map(|e| (n(e), e))
            .max_by_key(|(n, e)| (*n, std::cmp::Reverse(e.id)))?;
        (best > 0).then(|| {
            let names = |role| {
                let of_role = event.actors.iter().filter(|a| a.role == role);
                of_role.map(|a| a.name.clone()).collect()
            };
            Read {
                kind: event.kind.name().to_owned(),
                status: event.status.name().to_owned(),
                date: event.date.map(|d| day(&d)),
                place: event.place.as_ref().map(|p| p.name.clone()),
                sources: names(dateline::Role::Source),
                targets: names(dateline::Role::Target),
            }
        })
    }

    /// The claim that most of the row's words make.
    fn claim(&self, row: &GoldRow) -> Option<Read> {
        let n = |c: &dateline::Claim| {
            c.evidence.iter().filter(|e| self.holds(row, e.article, e.span)).count()
        };
        let claims = self.dossier.claims.claims.iter();
        let (best, claim) = claims
            .map(|c| (n(c), c))
            .max_by_key(|(n, c)| (*n, std::cmp::Reverse(c.id)))?;
        (best > 0).then(|| Read {
            kind: claim.kind.name().to_owned(),
            status: claim.outcome.name().to_owned(),
            date: claim.due.map(|d| d.start.to_string()),
            place: None,
            sources: Vec::new(),
            targets: Vec::new(),
        })
    }
}

/// The start of a range, as exact as it is known.
fn day(range: &dateline::DayRange) -> String {
    let full = range.start.to_string();
    let n = match range.precision {
        dateline::Precision::Day => full.len(),
        dateline::Precision::Month => full.len() - 3,
        dateline::Precision::Year => full.len() - 6,
    };
    full[..n].to_owned()
}

impl Score {
    fn add(&mut self, list: &'static str, row: &GoldRow, read: Option<Read>) {
        let mut tally = |kind: &str, change: &dyn Fn(&mut Tally)| {
            change(self.types.entry((list, kind.to_owned())).or_default());
        };
        let Some(read) = read else {
            if row.right {
                tally(&row.kind, &|t| t.missed += 1);
            }
            return;
        };
        match (row.right, read.kind == row.kind) {
            (true, true) => tally(&row.kind, &|t| t.right += 1),
            (true, false) => {
                tally(&row.kind, &|t| t.missed += 1);
                tally(&read.kind, &|t| t.wrong += 1);
            }
            (false, _) => {
                tally(&read.kind, &|t| t.wrong += 1);
                return;
            }
        }
        let same = |a: &[String], b: &[String]| {
            let set = |names: &[String]| {
                let mut names = names.to_vec();
                names.sort();
                names.dedup();
                names
            };
            set(a) == set(b)
        };
        for field in &row.judged {
            let right = match field.as_str() {
                "status" | "outcome" => read.status == row.status,
                "date" | "due" => read.date == row.date,
                "place" => read.place == row.place,
                "source" => same(&read.sources, &row.sources),
                "target" => same(&read.targets, &row.targets),
                _ => continue,
            };
            let cell = self.cells.entry((list, field.clone())).or_default();
            cell.0 += u32::from(right);
            cell.1 += 1;
        }
    }

    fn json(&self) -> serde_json::Value {
        let round = |share: Option<f64>| share.map(|s| (s * 1e3).round() / 1e3);
        let types: Vec<_> = self
            .types
            .iter()
            .map(|((list, kind), t)| {
                json!({"of": list, "type": kind, "right": t.right, "wrong": t.wrong,
                    "missed": t.missed, "precision": round(t.precision()),
                    "recall": round(t.recall())})
            })
            .collect();
        let cells: Vec<_> = self
            .cells
            .iter()
            .map(|((list, cell), (right, n))| {
                json!({"of": list, "cell": cell, "right": right, "judged": n})
            })
            .collect();
        json!({"schema": dateline_tables::SCHEMA, "types": types, "cells": cells})
    }
}

fn print(score: &Score, style: &Style, out: &mut impl Write) -> anyhow::Result<()> {
    let share = |s: Option<f64>| s.map_or("-".to_owned(), |s| format!("{s:.3}"));
    for list in ["events", "claims"] {
        let rows: Vec<(&str, Tally)> = score
            .types
            .iter()
            .filter(|((of, _), _)| *of == list)
            .map(|((_, kind), tally)| (kind.as_str(), *tally))
            .collect();
        if rows.is_empty() {
            continue;
        }
        let head = format!(
            "{list:<14}{:>6} {:>6} {:>7} {:>10} {:>7}",
            "right", "wrong", "missed", "precision", "recall"
        );
        writeln!(out, "{}", style.paint(Tone::Faint, &head))?;
        let mut all = Tally::default();
        let mut line = |name: &str, t: Tally| {
            writeln!(
                out,
                "{name:<14}{:>6} {:>6} {:>7} {:>10} {:>7}",
                t.right,
                t.wrong,
                t.missed,
                share(t.precision()),
                share(t.recall())
            )
        };
        for (name, t) in rows {
            line(name, t)?;
            all.right += t.right;
            all.wrong += t.wrong;
            all.missed += t.missed;
        }
        line("all", all)?;
        for ((_, cell), (right, n)) in
            score.cells.iter().filter(|((of, _), _)| *of == list)
        {
            writeln!(out, "  {cell}: {right} of {n} right")?;
        }
    }
    Ok(())
}
