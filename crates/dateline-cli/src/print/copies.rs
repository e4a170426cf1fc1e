//! Families of one text for a person: a tree, and the words that changed, in place.

use dateline::{CopyLink, Difference, Span};

use super::report::{Report, stamp};
use super::style::{Style, Tone, clip, count, one_line};
use crate::lines::Lines;
use dateline_tables::{Family, Member, Told, excerpts};

/// Differences shown of a pair; `--json` has all.
const SHOWN: usize = 12;
/// Words of context before and after a change, and words of a change that are shown.
const AROUND: usize = 5;
const CHANGED: usize = 16;

/// The section: every family as a tree.
pub(crate) fn section(report: &Report<'_>, families: &[Family], style: &Style) -> String {
    let origins = &report.dossier.origins;
    let about = format!(
        "{} of {}",
        count(report.dossier.briefs.len(), "article"),
        count(origins.origins.len(), "origin")
    );
    let mut out = style.heading("COPIES", &about);
    for family in families {
        let origin = &origins.origins[family.origin as usize];
        let agency = origin.agency.as_deref().unwrap_or("no agency credited");
        let line = format!("{} · one text in {} articles", agency, origin.articles.len());
        out.push('\n');
        out.push_str(&style.block(Tone::Strong, &line, 0));
        for (i, member) in family.members.iter().enumerate() {
            let last = is_last(&family.members, i);
            out.push_str(&member_lines(report, member, last, style));
        }
    }
    for link in excerpts(report.dossier) {
        out.push('\n');
        out.push_str(&style.block(Tone::Plain, &excerpt(report, link), 0));
    }
    if families.is_empty() && excerpts(report.dossier).next().is_none() {
        out.push_str("No two articles carry one text.\n");
    }
    out
}

/// Whether no later member hangs on the same article.
fn is_last(members: &[Member], i: usize) -> bool {
    let depth = members[i].depth;
    members[i + 1..].iter().take_while(|m| m.depth >= depth).all(|m| m.depth > depth)
}

fn share(part: f32) -> String {
    format!("{:.0} %", part * 100.0)
}

fn excerpt(report: &Report<'_>, link: &CopyLink) -> String {
    format!(
        "{} takes over a passage that stands in {}: {} of its words",
        name(report, link.shorter),
        name(report, link.longer),
        share(link.contained)
    )
}

fn name(report: &Report<'_>, article: u32) -> String {
    let told = &report.told[article as usize];
    format!("{} {}", report.label(article as usize), one_line(&told.name))
}

fn member_lines(
    report: &Report<'_>,
    member: &Member,
    is_last: bool,
    style: &Style,
) -> String {
    let brief = &report.dossier.briefs[member.article as usize];
    let branch = match (member.depth, is_last) {
        (0, _) => "",
        (_, true) => "└─ ",
        (_, false) => "├─ ",
    };
    let indent = 2 + 3 * member.depth.saturating_sub(1).min(8);
    let mut facts = vec![name(report, member.article)];
    facts.extend(brief.publisher.as_deref().map(one_line));
    facts.extend(brief.published.map(stamp));
    facts.push(count(brief.n_words as usize, "word"));
    if let Some((link, found)) = &member.link {
        let longer = report.label(link.longer as usize);
        let kind = link.kind.name();
        facts.push(format!("{kind}: {} of it stands in {longer}", share(link.contained)));
        if found.is_empty() {
            facts.push("no word changed".to_owned());
        }
    }
    let text = format!("{branch}{}", facts.join(" · "));
    let mut out = style.block(Tone::Plain, &text, indent);
    let Some((link, found)) = &member.link else { return out };
    let texts =
        [&report.told[link.longer as usize], &report.told[member.article as usize]];
    let lines = &report.lines[member.article as usize];
    for difference in found.iter().take(SHOWN) {
        out.push_str(&style.block(Tone::Faint, &pointer(lines, difference), indent + 5));
        out.push_str(&style.block(
            tone(difference),
            &words(texts, difference),
            indent + 7,
        ));
    }
    if found.len() > SHOWN {
        let more = format!("and {} more (--json has all)", found.len() - SHOWN);
        out.push_str(&style.block(Tone::Faint, &more, indent + 5));
    }
    out
}

fn tone(d: &Difference) -> Tone {
    match d.strength {
        Some((from, to)) if to < from => Tone::Doubt,
        Some(_) => Tone::Good,
        None => Tone::Plain,
    }
}

/// Where a change stands, and whether it puts the claim otherwise.
fn pointer(lines: &Lines, d: &Difference) -> String {
    let line = lines.of(d.to.start);
    let what = match d.n_words {
        (0, n) => format!("added {}", count(n as usize, "word")),
        (n, 0) => format!("left out {}", count(n as usize, "word")),
        _ => "changed".to_owned(),
    };
    let strength = d.strength.map(|(from, to)| {
        let way = if to < from { "weaker" } else { "stronger" };
        format!(", put {way}: {} → {}", from.name(), to.name())
    });
    format!("line {line}: {what}{}", strength.unwrap_or_default())
}

/// The words that changed between some that did not.
fn words(texts: [&Told; 2], d: &Difference) -> String {
    let text = &texts[1].text;
    let change = match (d.from.is_empty(), d.to.is_empty()) {
        (true, _) => format!("[+ {}]", some(d.to.of(text))),
        (_, true) => format!("[− {}]", some(d.from.of(&texts[0].text))),
        _ => format!("[{} → {}]", some(d.from.of(&texts[0].text)), some(d.to.of(text))),
    };
    let (before, after) = around(text, d.to);
    format!("{before} {change} {after}")
}

/// The first words of a long change.
fn some(words: &str) -> String {
    let all: Vec<&str> = words.split_whitespace().collect();
    if all.len() <= CHANGED {
        return one_line(words);
    }
    format!(
        "{} … {}",
        all[..CHANGED / 2].join(" "),
        all[all.len() - CHANGED / 2..].join(" ")
    )
}

/// A few words of the same line before and after a span.
fn around(text: &str, span: Span) -> (String, String) {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text[..start].rsplit('\n').next().unwrap_or("");
    let after = text[end..].split('\n').next().unwrap_or("");
    let mut head: Vec<&str> = before.split_whitespace().rev().take(AROUND).collect();
    head.reverse();
    let tail: Vec<&str> = after.split_whitespace().take(AROUND).collect();
    (clip(&head.join(" "), 60), clip(&tail.join(" "), 60))
}
