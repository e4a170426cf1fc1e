//! The dossier as a Markdown document: articles, timeline and claims, each event with the
//! words that tell it. Everything that comes from a page is escaped.

use std::io::{self, Write};

use dateline::{Citation, DayRange, Precision};

use crate::annotate::iso;
use crate::escape::{link, markdown};
use crate::view::View;

/// Quotes under one event or claim.
const QUOTES: usize = 3;

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    writeln!(out, "# Dossier\n")?;
    let n_articles = view.articles().count();
    let n_origins = view.dossier.origins.origins.len();
    writeln!(out, "{n_articles} articles of {n_origins} origins.\n")?;
    writeln!(out, "## Articles\n")?;
    for article in view.articles() {
        writeln!(out, "- {}", line_of(view, article))?;
    }
    writeln!(out, "\n## Timeline\n")?;
    let mut n = 0;
    for event in view.events() {
        let day = event.date.map_or("date unknown".to_owned(), day);
        let status = event.status.name().replace('_', " ");
        writeln!(out, "### {day}: {}\n", markdown(&event.summary))?;
        let place = event.place.as_ref().map(|p| format!(" · {}", markdown(&p.name)));
        let (articles, origins) = (event.n_articles, event.n_origins);
        let kind = event.kind.name();
        writeln!(
            out,
            "{kind} · {status}{} · {articles} articles, {origins} origins\n",
            place.unwrap_or_default()
        )?;
        quotes(view, &event.evidence, out)?;
        n += 1;
    }
    writeln!(out, "## Claims\n")?;
    for claim in view.claims() {
        writeln!(out, "### {}: {}\n", claim.kind.name(), markdown(&claim.statement))?;
        let by: Vec<String> = claim.by.iter().map(|name| markdown(name)).collect();
        let made = claim.made_on.map(|d| format!(" · {}", day(d))).unwrap_or_default();
        let outcome = claim.outcome.name().replace('_', " ");
        writeln!(out, "{}{made} · **{outcome}**\n", by.join(" → "))?;
        quotes(view, &claim.evidence, out)?;
        for turn in &claim.history {
            let on = turn.on.map_or(String::new(), |day| format!("{day}: "));
            writeln!(out, "- {on}{} ({})", turn.outcome.name(), markdown(&turn.because))?;
        }
        if !claim.history.is_empty() {
            writeln!(out)?;
        }
        n += 1;
    }
    Ok(n)
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
