//! `dateline why`: each cell of an event with the words, the rule or score behind it, and
//! what was not taken.

use std::io::Write;

use anyhow::Context as _;
use dateline::{CodePoints, Depth, EventMention, Reading, Reason};
use serde_json::json;

use crate::Ending;
use crate::daily;
use crate::inputs::{InputArgs, each_batch, stored};
use crate::lines::Lines;
use crate::print::style::{clip, one_line};
use crate::print::{self, Style, Tone};

/// Flags of `why`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Which event, by its number in the page ("3", or "e3" as in `annotate`)
    #[arg(long, value_name = "N", value_parser = event_number, conflicts_with = "at")]
    event: Option<usize>,
    /// The event at or nearest before this code point of the text
    #[arg(long, value_name = "OFFSET")]
    at: Option<u32>,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

/// "3" or "e3".
fn event_number(text: &str) -> Result<usize, String> {
    let number = text.strip_prefix('e').unwrap_or(text).parse::<usize>();
    number
        .ok()
        .filter(|n| *n > 0)
        .ok_or_else(|| "a number from 1, as the list of events shows it".into())
}

/// Explains an event of the first document, or lists its events where none is named.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let kit = args.inputs.kit()?;
    if let Some((store, ids)) = stored::named(&args.inputs.files) {
        match ids {
            [id] if id.starts_with("e:") || id.starts_with("c:") => {
                return daily::why::run((store, id), &kit, args.json, style, out);
            }
            [_] => {}
            _ => anyhow::bail!(
                "name one event, claim or article of the store\n\
                 dateline events {store} lists them"
            ),
        }
    }
    let mut first = None;
    each_batch(&args.inputs, 1, &mut |batch| {
        if first.is_none() {
            first = batch.into_iter().next();
        }
        Ok(())
    })?;
    let Some(input) = first else { return Ok(Ending::Nothing) };
    let read = input.and_then(|document| {
        let reading = document.read(&kit, Depth::Events)?;
        Ok((document, reading))
    });
    let (document, reading) = match read {
        Ok(read) => read,
        Err(problem) => {
            out.write_all(print::problems(&[problem], style).as_bytes())?;
            return Ok(Ending::SomeFailed);
        }
    };
    let page = Page::new(&reading, &document.raw_lines());
    let Some(index) = chosen(args, &page)? else {
        out.write_all(list(&page, args.json, style).as_bytes())?;
        let none = reading.events.events.is_empty();
        return Ok(if none { Ending::Nothing } else { Ending::Done });
    };
    let reasons = dateline::why(&reading, index, &kit);
    let shown = if args.json {
        format!("{}\n", as_json(&page, index, &reasons))
    } else {
        as_text(&page, index, &reasons, style)
    };
    out.write_all(shown.as_bytes())?;
    Ok(Ending::Done)
}

/// A document that was read, and how to point at its words.
pub(crate) struct Page<'r> {
    reading: &'r Reading,
    lines: Lines,
    points: CodePoints,
}

impl<'r> Page<'r> {
    pub(crate) fn new(reading: &'r Reading, raw: &Lines) -> Self {
        let points = CodePoints::new(&reading.source.text);
        Self { reading, lines: Lines::of_source(&reading.source, raw), points }
    }
}

impl Page<'_> {
    pub(crate) fn at(&self, span: dateline::Span) -> [u32; 2] {
        self.points.span(&self.reading.source.text, span)
    }

    pub(crate) fn words(&self, span: dateline::Span) -> &str {
        span.of(&self.reading.source.text)
    }

    pub(crate) fn events(&self) -> &[EventMention] {
        &self.reading.events.events
    }
}

/// The event that the flags name; `None` where they name none.
fn chosen(args: &Args, page: &Page<'_>) -> anyhow::Result<Option<usize>> {
    let n = page.events().len();
    if let Some(number) = args.event {
        anyhow::ensure!(number <= n, "there is no event {number}; the page has {n}");
        return Ok(Some(number - 1));
    }
    let Some(at) = args.at else { return Ok(None) };
    let before = page.events().iter().rposition(|e| page.at(e.trigger)[0] <= at);
    before.map(Some).with_context(|| format!("no event stands at or before {at}"))
}

/// All events by number, for who does not know it yet.
fn list(page: &Page<'_>, as_json: bool, style: &Style) -> String {
    let mut out = String::new();
    for (i, event) in page.events().iter().enumerate() {
        let (kind, status) = (event.kind.name(), event.status.name());
        let words = one_line(page.words(event.trigger));
        if as_json {
            let at = page.at(event.trigger);
            let row = json!({
                "event": i + 1, "trigger": at, "words": words, "type": kind,
                "status": status,
            });
            out.push_str(&format!("{row}\n"));
            continue;
        }
        let line = page.lines.of(event.trigger.start);
        let number = style.paint(Tone::Strong, &format!("{:>4}", i + 1));
        let place = style.paint(Tone::Faint, &format!("line {line}"));
        out.push_str(&format!("{number}  {words:<22} {kind:<10} {status:<13} {place}\n"));
    }
    if !as_json && !page.events().is_empty() {
        out.push_str("\nAdd --event N to see why one of them reads as it does.\n");
    }
    out
}

pub(crate) fn as_json(
    page: &Page<'_>,
    index: usize,
    reasons: &[Reason],
) -> serde_json::Value {
    let event = &page.events()[index];
    let cells: Vec<serde_json::Value> = reasons
        .iter()
        .map(|reason| {
            let words: Vec<serde_json::Value> = reason
                .words
                .iter()
                .map(|&s| {
                    let [start, end] = page.at(s);
                    json!({"start": start, "end": end, "text": page.words(s)})
                })
                .collect();
            json!({
                "cell": reason.cell, "value": reason.value, "words": words,
                "because": reason.because, "instead": reason.instead,
            })
        })
        .collect();
    let [start, end] = page.at(event.clause);
    json!({
        "schema": "dateline/1",
        "event": index + 1,
        "clause": {"start": start, "end": end, "text": page.words(event.clause)},
        "cells": cells,
    })
}

pub(crate) fn as_text(
    page: &Page<'_>,
    index: usize,
    reasons: &[Reason],
    style: &Style,
) -> String {
    let event = &page.events()[index];
    let line = page.lines.of(event.clause.start);
    let about = format!("line {line}");
    let title = format!("Event {}: {}", index + 1, one_line(page.words(event.trigger)));
    let mut out = style.heading(&title, &about);
    out.push_str(&style.block(Tone::Quote, &one_line(page.words(event.clause)), 2));
    for reason in reasons {
        let cell = style.paint(Tone::Faint, &format!("{:<12}", reason.cell));
        let value = style.paint(Tone::Strong, &one_line(&reason.value));
        out.push_str(&format!("\n{cell}{value}\n"));
        if !reason.words.is_empty() {
            let words: Vec<String> = reason
                .words
                .iter()
                .map(|&s| {
                    let text = clip(&one_line(page.words(s)), WIDEST_WORDS);
                    format!("\"{text}\" (line {})", page.lines.of(s.start))
                })
                .collect();
            out.push_str(&style.block(Tone::Plain, &words.join(", "), INDENT));
        }
        out.push_str(&style.block(
            Tone::Plain,
            &format!("because {}", one_line(&reason.because)),
            INDENT,
        ));
        for other in &reason.instead {
            let other = format!("not {}", one_line(other));
            out.push_str(&style.block(Tone::Faint, &other, INDENT));
        }
    }
    out
}

/// Columns before what is said of a cell.
const INDENT: usize = 12;
/// Columns of quoted words.
const WIDEST_WORDS: usize = 60;
