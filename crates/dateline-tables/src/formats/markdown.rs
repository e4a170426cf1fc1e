//! The dossier as a Markdown document: articles by their time, the timeline, what has no day,
//! claims with what settles them, and what was not read; each event with the words that tell it. Everything that comes from a page is escaped.

use std::io::{self, Write};

use dateline::{Citation, Claim, DayRange, Event, Precision, Role};

use crate::annotate::iso;
use crate::escape::{link, markdown};
use crate::view::View;

/// Quotes under one event or claim.
const QUOTES: usize = 3;

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    writeln!(out, "# Dossier\n")?;
    let n_articles = view.articles().count();
    let n_origins = view.dossier.origins.origins.len();
    let articles = count(n_articles, "article");
    writeln!(out, "{articles} of {}.\n", count(n_origins, "origin"))?;
    writeln!(out, "## Articles\n")?;
    let mut articles: Vec<u32> = view.articles().collect();
    articles.sort_by_key(|article| {
        let published = view.brief(*article).published;
        (published.is_none(), published.map(|p| (p.date, p.time)), *article)
    });
    for article in articles {
        writeln!(out, "- {}", line_of(view, article))?;
    }
    let (dated, undated): (Vec<&Event>, Vec<&Event>) =
        view.events().iter().partition(|event| event.date.is_some());
    writeln!(out, "\n## Timeline\n")?;
    dated.iter().try_for_each(|event| write_event(view, event, out))?;
    if !undated.is_empty() {
        writeln!(out, "## Without a day\n")?;
        undated.iter().try_for_each(|event| write_event(view, event, out))?;
    }
    writeln!(out, "## Claims\n")?;
    view.claims().iter().try_for_each(|claim| write_claim(view, claim, out))?;
    if !view.problems.is_empty() {
        writeln!(out, "## Not read, or only in part\n")?;
    }
    for problem in view.problems {
        let (input, why) = (markdown(&problem.input), markdown(&problem.message));
        writeln!(out, "- {input}: {why} ({})", markdown(&problem.code))?;
    }
    Ok((view.events().len() + view.claims().len()) as u64)
}

fn write_event(view: &View<'_>, event: &Event, out: &mut dyn Write) -> io::Result<()> {
    let day = event.date.map_or(String::new(), |date| format!("{}: ", day(date)));
    writeln!(out, "### {day}{}\n", markdown(&event.summary))?;
    let names = |role: Role| -> String {
        let actors = event.actors.iter().filter(|a| a.role == role);
        actors.map(|a| markdown(&a.name)).collect::<Vec<_>>().join(", ")
    };
    let (by, on, with) =
        (names(Role::Source), names(Role::Target), names(Role::Participant));
    let acts = [by, with].into_iter().filter(|names| !names.is_empty());
    let acts = acts.collect::<Vec<_>>().join(", ");
    let who = if on.is_empty() { acts } else { format!("{acts} → {on}") };
    let facts = [
        Some(event.kind.name().to_owned()),
        Some(event.status.name().replace('_', " ")),
        event.background.then(|| "background".to_owned()),
        Some(who.trim().to_owned()).filter(|who| !who.is_empty()),
        event.place.as_ref().map(|p| markdown(&p.name)),
        Some(format!(
            "{}, {}",
            count(event.n_articles as usize, "article"),
            count(event.n_origins as usize, "origin")
        )),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    writeln!(out, "{}\n", facts.join(" · "))?;
    quotes(view, &event.evidence, out)
}

fn write_claim(view: &View<'_>, claim: &Claim, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}: {}\n", claim.kind.name(), markdown(&claim.statement))?;
    let by: Vec<String> = claim.by.iter().map(|name| markdown(name)).collect();
    let made = claim.made_on.map(|d| format!(" · {}", day(d))).unwrap_or_default();
    let due = claim.due.map(|d| format!(" · due {}", day(d))).unwrap_or_default();
    let outcome = claim.outcome.name().replace('_', " ");
    writeln!(out, "{}{made}{due} · **{outcome}**\n", by.join(" → "))?;
    quotes(view, &claim.evidence, out)?;
    for turn in &claim.history {
        let on = turn.on.map_or(String::new(), |day| format!("{day}: "));
        let outcome = turn.outcome.name().replace('_', " ");
        writeln!(out, "- {on}{outcome} ({})", markdown(&turn.because))?;
    }
    if !claim.history.is_empty() {
        writeln!(out)?;
    }
    if !claim.outcome_evidence.is_empty() {
        writeln!(out, "What settles it:\n")?;
        quotes(view, &claim.outcome_evidence, out)?;
    }
    Ok(())
}

/// 1 article, 2 articles.
fn count(n: usize, of: &str) -> String {
    if n == 1 { format!("1 {of}") } else { format!("{n} {of}s") }
}

/// One article: headline, outlet, agency, time.
fn line_of(view: &View<'_>, article: u32) -> String {
    let (brief, told) = (view.brief(article), view.told(article));
    let title = markdown(brief.headline.as_deref().unwrap_or(&told.name));
    let title = match told.url.as_deref().and_then(link) {
        Some(url) => format!("[{title}](<{url}>)"),
        None => title,
    };
    let facts = [
        brief.publisher.as_deref().map(markdown),
        brief.agency.as_deref().map(markdown),
        brief.published.as_ref().map(iso),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    if facts.is_empty() { title } else { format!("{title} ({})", facts.join(", ")) }
}

fn quotes(view: &View<'_>, evidence: &[Citation], out: &mut dyn Write) -> io::Result<()> {
    for c in evidence.iter().take(QUOTES) {
        let cited = view.cite(c.article, c.span);
        let (brief, told) = (view.brief(c.article), view.told(c.article));
        let who = markdown(brief.publisher.as_deref().unwrap_or(&told.name));
        let who = match told.url.as_deref().and_then(link) {
            Some(url) => format!("[{who}](<{url}>)"),
            None => who,
        };
        let (start, end) = (cited.start, cited.end);
        writeln!(out, "> {} — {who}, {start}–{end}\n", markdown(cited.quote))?;
    }
    Ok(())
}

fn day(range: DayRange) -> String {
    match range.precision {
        Precision::Year => range.start.strftime("%Y").to_string(),
        Precision::Month => range.start.strftime("%Y-%m").to_string(),
        Precision::Day if range.start == range.end => range.start.to_string(),
        Precision::Day => format!("{} to {}", range.start, range.end),
    }
}
