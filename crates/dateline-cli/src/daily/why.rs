//! `dateline why STORE e:91b2`: a merged event or a claim of a store, report by report: each
//! cell with its words, the rule or score behind it, and what was not taken. The reports are
//! read again, so that the reasons are those of the program that is asked.

use std::io::Write;

use dateline::{Depth, Kit};
use dateline_store::{ClaimRow, CorrectionRow, EventRow, EvidenceRow, Store, TellingRow};
use serde_json::{Value, json};

use super::listed::{short, who};
use crate::Ending;
use crate::inputs::Document;
use crate::print::style::{count, one_line};
use crate::print::{Style, Tone};
use crate::why::{Page, as_json, as_text};

/// Reports that are explained to a person; `--json` has all.
const SHOWN: usize = 3;

/// Explains what `id` names.
pub(crate) fn run(
    (path, id): (&str, &str),
    kit: &Kit,
    json: bool,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let store = Store::open(path)?;
    if id.starts_with("c:") {
        return claim(&store, id, json, style, out);
    }
    let event = store.event(id)?;
    let tellings = store.tellings(&event.id)?;
    let corrections = corrections_of(&store, &event.id)?;
    if json {
        let reports: Vec<Value> = tellings
            .iter()
            .map(|telling| Ok(reasons_as_json(telling, explain(&store, telling, kit)?)))
            .collect::<anyhow::Result<_>>()?;
        let row = json!({
            "schema": "dateline/1", "event": event, "reports": reports,
            "corrections": corrections,
        });
        writeln!(out, "{row}")?;
        return Ok(Ending::Done);
    }
    out.write_all(head(&event, &tellings, style).as_bytes())?;
    out.write_all(corrected(&corrections, style).as_bytes())?;
    for telling in tellings.iter().take(SHOWN) {
        out.write_all(b"\n")?;
        out.write_all(style.block(Tone::Strong, &report_name(telling), 0).as_bytes())?;
        let shown = match explain(&store, telling, kit)? {
            Ok(explained) => explained.text(style),
            Err(why) => style.block(Tone::Doubt, &why, 2),
        };
        out.write_all(shown.as_bytes())?;
    }
    if tellings.len() > SHOWN {
        let more = format!(
            "\nand {} more that tell it (--json has all)",
            count(tellings.len() - SHOWN, "report")
        );
        writeln!(out, "{}", style.paint(Tone::Faint, &more))?;
    }
    Ok(Ending::Done)
}

/// A report that was read again, and which of its events is meant.
struct Explained {
    document: Document,
    reading: dateline::Reading,
    index: usize,
    reasons: Vec<dateline::Reason>,
}

impl Explained {
    fn text(&self, style: &Style) -> String {
        let page = Page::new(&self.reading, &self.document.raw_lines());
        as_text(&page, self.index, &self.reasons, style)
    }
}

/// Reads a report again and explains the event that it tells; otherwise says why it cannot.
fn explain(
    store: &Store,
    telling: &TellingRow,
    kit: &Kit,
) -> anyhow::Result<Result<Explained, String>> {
    let document = Document::of_stored(store.document(&telling.article)?);
    let reading = match document.read(kit, Depth::Events) {
        Ok(reading) => reading,
        Err(problem) => return Ok(Err(problem.message)),
    };
    let page = Page::new(&reading, &document.raw_lines());
    let meant = page.events().iter().position(|e| {
        page.at(e.clause) == [telling.start, telling.end]
            && page.words(e.trigger) == telling.trigger
    });
    let Some(index) = meant else {
        return Ok(Err("this program does not read the event there any more; \
                       `dateline refresh` brings the store up to it"
            .to_owned()));
    };
    let reasons = dateline::why(&reading, index, kit);
    Ok(Ok(Explained { document, reading, index, reasons }))
}

fn reasons_as_json(telling: &TellingRow, explained: Result<Explained, String>) -> Value {
    let mut row = match explained {
        Ok(Explained { document, reading, index, reasons }) => {
            as_json(&Page::new(&reading, &document.raw_lines()), index, &reasons)
        }
        Err(why) => json!({"unexplained": why}),
    };
    row["telling"] = json!(telling);
    row
}

/// What was merged, from how many reports, and on what they disagree.
fn head(event: &EventRow, tellings: &[TellingRow], style: &Style) -> String {
    let about = format!(
        "{} of {}",
        count(event.articles as usize, "article"),
        count(event.origins as usize, "origin")
    );
    let mut out = style.heading(&short(&event.id), &about);
    out.push_str(&style.block(Tone::Quote, &one_line(&event.summary), 2));
    let mut facts = vec![event.kind.clone(), event.status.replace('_', " ")];
    facts.push(event.date.clone().unwrap_or_else(|| "no date".to_owned()));
    facts.extend(Some(who(event)).filter(|w| !w.is_empty()));
    facts.extend(event.place.as_ref().map(|p| format!("in {}", one_line(&p.name))));
    facts.extend(event.confidence.map(|c| format!("confidence {c}")));
    facts.extend(event.review.clone());
    out.push_str(&style.block(Tone::Plain, &facts.join(" · "), 2));
    for variant in &event.variants {
        let line = format!(
            "{} told otherwise: {} in {} \"{}\"",
            variant.field,
            one_line(&variant.value),
            one_line(&variant.evidence.file),
            one_line(&variant.evidence.quote)
        );
        out.push_str(&style.block(Tone::Doubt, &line, 2));
    }
    let line = match tellings {
        [_] => "One report tells it:".to_owned(),
        many => format!("{} tell it, oldest first:", count(many.len(), "report")),
    };
    out.push_str(&style.block(Tone::Faint, &line, 2));
    out
}

fn report_name(telling: &TellingRow) -> String {
    let mut facts = vec![short(&telling.article)];
    facts.extend(telling.publisher.as_deref().map(one_line));
    facts.extend(telling.agency.as_deref().map(|a| format!("text of {}", one_line(a))));
    facts.extend(telling.published.clone());
    if !telling.chain.is_empty() {
        let chain: Vec<String> = telling.chain.iter().map(|n| one_line(n)).collect();
        facts.push(format!("said by {}", chain.join(" › ")));
    }
    facts.join(" · ")
}

/// The corrections that stand on a row.
fn corrections_of(store: &Store, id: &str) -> anyhow::Result<Vec<CorrectionRow>> {
    let mut all = store.corrections()?;
    all.retain(|c| c.now.as_deref() == Some(id) && c.undone_at.is_none());
    Ok(all)
}

fn corrected(corrections: &[CorrectionRow], style: &Style) -> String {
    let line = |c: &CorrectionRow| {
        let value = c.value.as_deref().unwrap_or("not known");
        let cell = match (c.action.as_str(), c.field.as_str()) {
            ("edit", field) => format!("{field} is {}", one_line(value)),
            (action, "") => format!("{action}ed"),
            (action, field) => format!("{field} {action}ed"),
        };
        let machine = c.machine.as_deref().filter(|_| c.action == "edit");
        let machine = machine.map_or(String::new(), |m| format!(", was {}", one_line(m)));
        let reason = c.reason.as_deref().map_or(String::new(), |r| format!(": {r}"));
        let text = format!(
            "{} by {} on {}{machine}{}",
            cell,
            one_line(&c.author),
            c.made_at,
            one_line(&reason)
        );
        style.block(Tone::Good, &text, 2)
    };
    corrections.iter().map(line).collect()
}

/// A claim with the words that make it, and how it came to its outcome.
fn claim(
    store: &Store,
    id: &str,
    json: bool,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let claim = store.claim(id)?;
    let corrections = corrections_of(store, &claim.id)?;
    if json {
        let row = json!({
            "schema": "dateline/1", "claim": claim, "corrections": corrections,
        });
        writeln!(out, "{row}")?;
        return Ok(Ending::Done);
    }
    out.write_all(claim_as_text(&claim, style).as_bytes())?;
    out.write_all(corrected(&corrections, style).as_bytes())?;
    Ok(Ending::Done)
}

fn claim_as_text(claim: &ClaimRow, style: &Style) -> String {
    let about = count(claim.origins as usize, "origin");
    let mut out = style.heading(&short(&claim.id), &about);
    out.push_str(&style.block(Tone::Quote, &one_line(&claim.statement), 2));
    let by: Vec<String> = claim.by.iter().map(|name| one_line(name)).collect();
    let mut facts = vec![claim.kind.clone(), claim.outcome.replace('_', " ")];
    facts.push(format!("by {}", by.join(" › ")));
    facts.extend(claim.made_on.as_ref().map(|day| format!("made on {day}")));
    facts.extend(claim.due.as_ref().map(|due| {
        if due.start == due.end {
            format!("due {}", due.start)
        } else {
            format!("due {} to {}", due.start, due.end)
        }
    }));
    facts.extend(claim.about_event.as_ref().map(|e| format!("about {}", short(e))));
    out.push_str(&style.block(Tone::Plain, &facts.join(" · "), 2));
    out.push_str(&style.block(Tone::Faint, "The words that make it:", 2));
    for evidence in &claim.evidence {
        out.push_str(&style.block(Tone::Plain, &cited(evidence), 4));
    }
    if claim.history.is_empty() {
        let line = "No later report confirms or contradicts it.";
        out.push_str(&style.block(Tone::Faint, line, 2));
        return out;
    }
    out.push_str(&style.block(Tone::Faint, "What became of it:", 2));
    for turn in &claim.history {
        let day = turn.on.as_deref().unwrap_or("no date");
        let outcome = turn.outcome.replace('_', " ");
        let line = format!("{day}  {outcome}: {}", one_line(&turn.because));
        out.push_str(&style.block(Tone::Strong, &line, 4));
        if let Some(evidence) = &turn.evidence {
            out.push_str(&style.block(Tone::Plain, &cited(evidence), 6));
        }
    }
    out
}

/// "words" with the article and the code points that hold them.
fn cited(e: &EvidenceRow) -> String {
    format!(
        "\"{}\" ({}, {} {}-{})",
        one_line(&e.quote),
        one_line(&e.file),
        short(&e.article),
        e.start,
        e.end
    )
}
