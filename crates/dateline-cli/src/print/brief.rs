//! `dateline brief` for a person: articles, timeline, claims, who stands behind what,
//! problems.

use std::fmt::Write as _;

use dateline::{Claim, CopyKind, Event, Outcome, Status};

use super::{
    chains,
    report::{self, Report},
    style::{Style, Tone, count, one_line},
};
use crate::contract::Problem;

/// The whole dossier.
pub(crate) fn dossier(report: &Report<'_>, style: &Style) -> String {
    let mut out = summary(report, style);
    out.push_str(&articles(report, style));
    out.push_str(&timeline(report, style));
    out.push_str(&claims(report, style));
    out.push_str(&chains::section(report, style));
    out.push_str(&problems(report.problems, style));
    out
}

/// The dossier in one sentence.
pub(crate) fn summary(report: &Report<'_>, style: &Style) -> String {
    let dossier = report.dossier;
    let n_articles = dossier.briefs.iter().filter(|brief| brief.is_article).count();
    let words = format!(
        "{} from {}, {}, {}",
        count(n_articles, "article"),
        count(dossier.origins.origins.len(), "origin"),
        count(dossier.events.events.len(), "event"),
        count(dossier.claims.claims.len(), "claim"),
    );
    format!("{}\n", style.paint(Tone::Strong, &words))
}

/// One card an article, oldest first.
pub(crate) fn articles(report: &Report<'_>, style: &Style) -> String {
    let mut out =
        style.heading("Articles", "oldest first; [n] is the article's name below");
    for &i in &report.order {
        out.push_str(&card(report, i, style));
    }
    out
}

fn card(report: &Report<'_>, i: usize, style: &Style) -> String {
    let (brief, told) = (&report.dossier.briefs[i], &report.told[i]);
    let value = |v: &Option<String>| v.as_deref().map(one_line);
    let headline = value(&brief.headline).unwrap_or_else(|| "(no headline)".into());
    let label = report.label(i);
    let indent = label.len() + 1;
    let title = style.block(Tone::Strong, &headline, indent);
    let mut out = format!("{label} {}", title.trim_start());

    let authors: Vec<String> = told.bylines.iter().map(|name| one_line(name)).collect();
    let mut who = Vec::new();
    who.extend(value(&brief.publisher));
    who.extend(value(&brief.agency).map(|name| format!("agency {name}")));
    who.extend((!authors.is_empty()).then(|| format!("by {}", authors.join(", "))));
    who.extend(value(&told.dateline_place).map(|place| format!("from {place}")));
    let mut when = Vec::new();
    match brief.published {
        Some(at) => when.push(format!("published {}", report::stamp(at))),
        None => when.push("no publication date found; weekdays stay open".into()),
    }
    when.extend(told.updated.map(|at| format!("updated {}", report::stamp(at))));
    if !brief.is_article {
        when.push("holds no article".into());
    }
    for line in [who, when] {
        if !line.is_empty() {
            out.push_str(&style.facts(Tone::Faint, &line, indent));
        }
    }
    if let Some(line) = same_text(report, i) {
        out.push_str(&style.block(Tone::Doubt, &line, indent));
    }
    out.push_str(&style.block(Tone::Faint, &told.name, indent));
    out
}

/// Which other articles carry this one's text.
fn same_text(report: &Report<'_>, i: usize) -> Option<String> {
    let mut lines = Vec::new();
    for group in &report.dossier.origins.copies {
        if !group.articles.contains(&(i as u32)) {
            continue;
        }
        let others: Vec<String> = report
            .order
            .iter()
            .filter(|&&j| j != i && group.articles.contains(&(j as u32)))
            .map(|&j| report.label(j))
            .collect();
        lines.push(match group.kind {
            CopyKind::Reprint => format!("the same dispatch as {}", others.join(" ")),
            CopyKind::Version => format!("another version of {}", others.join(" ")),
            CopyKind::Excerpt => format!("shares a passage with {}", others.join(" ")),
        });
    }
    (!lines.is_empty()).then(|| lines.join("; "))
}

/// The sign and colour of a status.
pub(crate) fn sign(status: Status) -> (char, Tone) {
    match status {
        Status::Happened => ('✓', Tone::Good),
        Status::Ongoing => ('…', Tone::Good),
        Status::Planned => ('→', Tone::Ahead),
        Status::Forecast => ('~', Tone::Ahead),
        Status::Alleged => ('?', Tone::Doubt),
        Status::Denied | Status::NotHappened => ('✗', Tone::Bad),
        Status::Hypothetical => ('◦', Tone::Doubt),
        Status::Demanded => ('!', Tone::Doubt),
    }
}

/// The events, oldest first.
pub(crate) fn timeline(report: &Report<'_>, style: &Style) -> String {
    let events = &report.dossier.events.events;
    let mut out =
        style.heading("Timeline", "what happened or was said to, and how that is known");
    if events.is_empty() {
        out.push_str("no events were read\n");
    }
    let mut order: Vec<&Event> = events.iter().collect();
    order.sort_by_key(|e| (e.date.is_none(), e.date.map(|d| (d.start, d.end)), e.id));
    let mut last = String::new();
    for event in order {
        let when = match (event.date, event.bounds) {
            (Some(date), _) => report::heading(date),
            (None, Some((after, before))) => bounds(after, before),
            (None, None) => "no date".into(),
        };
        if when != last {
            out.push_str(&style.paint(Tone::Strong, &when));
            out.push('\n');
            last = when;
        }
        out.push_str(&one_event(report, event, style));
    }
    out
}

fn bounds(after: Option<jiff::civil::Date>, before: Option<jiff::civil::Date>) -> String {
    match (after, before) {
        (Some(after), Some(before)) => {
            format!("between {} and {}", report::day(after), report::day(before))
        }
        (Some(after), None) => format!("after {}", report::day(after)),
        (None, Some(before)) => format!("before {}", report::day(before)),
        (None, None) => "no date".into(),
    }
}

fn one_event(report: &Report<'_>, event: &Event, style: &Style) -> String {
    const INDENT: usize = 4;
    let (sign, tone) = sign(event.status);
    let body = if event.background { Tone::Faint } else { Tone::Quote };
    let summary = style.block(body, &event.summary, INDENT);
    let mut out =
        format!("  {} {}", style.paint(tone, &sign.to_string()), summary.trim_start());
    let mut facts =
        vec![event.status.name().replace('_', " "), event.kind.name().to_owned()];
    if event.background {
        facts.push("history".into());
    }
    let mut names: Vec<String> = event.actors.iter().map(|a| one_line(&a.name)).collect();
    names.dedup();
    facts.extend((!names.is_empty()).then(|| names.join(", ")));
    facts.extend(
        event.place.as_ref().map(|place| format!("in {}", one_line(&place.name))),
    );
    let articles = event.n_articles as usize;
    facts.push(match (articles, event.n_origins as usize) {
        (1, _) => "1 article".into(),
        (n, origins) => format!("{n} articles of {}", count(origins, "origin")),
    });
    out.push_str(&style.facts(tone, &facts, INDENT));
    out.push_str(&style.block(Tone::Faint, &report.pointers(&event.evidence), INDENT));
    if let Some(line) = disagreement(report, event) {
        out.push_str(&style.block(Tone::Doubt, &line, INDENT));
    }
    out
}

/// Where the reports of an event give other values than the timeline does.
fn disagreement(report: &Report<'_>, event: &Event) -> Option<String> {
    let mut others: Vec<String> = Vec::new();
    let mut add = |value: String, citation: dateline::Citation| {
        let label = report.label(citation.article as usize);
        let line = format!("{value} in {label}");
        if !others.contains(&line) {
            others.push(line);
        }
    };
    for (date, citation) in &event.variants.dates {
        if Some(*date) != event.date {
            add(report::days(*date), *citation);
        }
    }
    for (place, citation) in &event.variants.places {
        if event.place.as_ref().is_none_or(|p| p.name != *place) {
            add(one_line(place), *citation);
        }
    }
    for (status, citation) in &event.variants.statuses {
        if *status != event.status {
            add(status.name().replace('_', " "), *citation);
        }
    }
    (!others.is_empty()).then(|| format!("told otherwise: {}", others.join(", ")))
}

fn outcome_sign(outcome: Outcome) -> (char, Tone) {
    match outcome {
        Outcome::Confirmed => ('✓', Tone::Good),
        Outcome::PartlyConfirmed => ('±', Tone::Doubt),
        Outcome::Contradicted => ('✗', Tone::Bad),
        Outcome::Lapsed => ('⌛', Tone::Doubt),
        Outcome::Open => ('○', Tone::Ahead),
    }
}

/// The ledger: settled claims in full, then the open ones.
pub(crate) fn claims(report: &Report<'_>, style: &Style) -> String {
    let all = &report.dossier.claims.claims;
    let mut out = style.heading("Claims", &tally(all));
    if all.is_empty() {
        out.push_str("no claims were read\n");
    }
    let mut order: Vec<&Claim> = all.iter().collect();
    order.sort_by_key(|claim| {
        (claim.outcome, claim.made_on.is_none(), claim.made_on.map(|d| d.start), claim.id)
    });
    for claim in order {
        out.push_str(&one_claim(report, claim, style));
    }
    out
}

/// `3 confirmed, 1 lapsed, 12 open`.
fn tally(claims: &[Claim]) -> String {
    use Outcome::{Confirmed, Contradicted, Lapsed, Open, PartlyConfirmed};
    [Confirmed, PartlyConfirmed, Contradicted, Lapsed, Open]
        .into_iter()
        .filter_map(|outcome| {
            let n = claims.iter().filter(|claim| claim.outcome == outcome).count();
            (n > 0).then(|| format!("{n} {}", outcome.name().replace('_', " ")))
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn one_claim(report: &Report<'_>, claim: &Claim, style: &Style) -> String {
    const INDENT: usize = 4;
    let (sign, tone) = outcome_sign(claim.outcome);
    let holder = claim.by.last().map(|name| format!(" by {}", one_line(name)));
    let mut head = vec![
        claim.outcome.name().replace('_', " "),
        format!("{}{}", claim.kind.name(), holder.unwrap_or_default()),
    ];
    head.extend(claim.made_on.map(report::days));
    head.extend(claim.due.map(|due| format!("due {}", report::days(due))));
    let mut out = format!("{} ", style.paint(tone, &sign.to_string()));
    out.push_str(style.facts(tone, &head, 2).trim_start());
    out.push_str(&style.block(Tone::Quote, &quoted(&claim.statement), INDENT));
    let mut pointers = report.pointers(&claim.evidence);
    if claim.by.len() > 1 {
        let chain: Vec<String> = claim.by.iter().map(|name| one_line(name)).collect();
        pointers = format!("{} · {pointers}", chain.join(" › "));
    }
    out.push_str(&style.block(Tone::Faint, &pointers, INDENT));
    for turn in claim.history.iter().filter(|turn| turn.outcome != Outcome::Open) {
        let (sign, tone) = outcome_sign(turn.outcome);
        let on = turn.on.map(|on| format!("{}, ", report::day(on))).unwrap_or_default();
        let mut line = format!("{sign} {on}{}", turn.outcome.name().replace('_', " "));
        match turn.evidence {
            Some(citation) => {
                let words = quoted(&report.words(citation));
                let _ = write!(line, ": {words} {}", report.pointers(&[citation]));
            }
            None => line.push_str(&format!(": {}", one_line(&turn.because))),
        }
        out.push_str(&style.block(tone, &line, INDENT));
    }
    out
}

/// Words of a page in quotation marks, unless they stand in some already.
pub(crate) fn quoted(words: &str) -> String {
    let words = one_line(words);
    if words.starts_with(['"', '“', '‘', '\'']) {
        words
    } else {
        format!("“{words}”")
    }
}

/// Inputs that gave nothing, each with its reason.
pub(crate) fn problems(problems: &[Problem], style: &Style) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let mut out = style.heading("Problems", "inputs that were not read, and why");
    for problem in problems {
        let line = format!(
            "{}: {} ({})",
            one_line(&problem.input),
            problem.message,
            problem.code
        );
        out.push_str(&style.block(Tone::Bad, &line, 2));
    }
    out
}
