//! `dateline brief` for a person: articles, timeline, claims, who stands behind what,
//! problems.

use dateline::CopyKind;

use super::{
    chains, ledger,
    report::{self, Report},
    style::{Style, Tone, count, one_line},
    timeline,
};
use dateline_tables::Problem;

/// The whole dossier.
pub(crate) fn dossier(report: &Report<'_>, style: &Style) -> String {
    if report.order.is_empty() {
        let nothing = "nothing was read\n".to_owned();
        return nothing + &problems(report.problems, style);
    }
    let mut out = summary(report, style);
    out.push_str(&articles(report, style));
    out.push_str(&stories(report, style));
    out.push_str(&timeline::section(report, style, usize::MAX));
    out.push_str(&ledger::section(report, style, usize::MAX));
    out.push_str(&chains::section(report, style, usize::MAX));
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
    let updated = told.updated.filter(|at| Some(*at) != brief.published);
    when.extend(updated.map(|at| format!("updated {}", report::stamp(at))));
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

/// Articles that belong together, where there is more than one story.
fn stories(report: &Report<'_>, style: &Style) -> String {
    let stories = &report.dossier.stories.stories;
    if stories.len() < 2 {
        return String::new();
    }
    let mut out = style.heading("Stories", "articles that belong together");
    for story in stories {
        let mut articles: Vec<usize> =
            story.articles.iter().map(|&a| a as usize).collect();
        articles.sort_by_key(|&a| report.number(a));
        let labels: Vec<String> = articles.iter().map(|&a| report.label(a)).collect();
        let n_events = count(story.events.len(), "event");
        out.push_str(&style.block(Tone::Strong, &story.title, 0));
        let facts = [labels.join(" "), n_events];
        out.push_str(&style.facts(Tone::Faint, &facts, 4));
    }
    out
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
