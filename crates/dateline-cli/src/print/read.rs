//! `dateline read` for a person: one article, and what was left out with its reason.

use dateline::{Evidence, Reading, ZoneKind};

use super::{
    report,
    style::{Style, Tone, clip, count, flow, one_line, wrap},
    timeline::sign,
};
use crate::lines::Lines;

/// One document as it was read.
pub(crate) struct ReadPage<'a> {
    /// The reading.
    pub(crate) reading: &'a Reading,
    /// Lines of the user's file by byte of the text.
    pub(crate) lines: Lines,
    /// Lines of the user's file by byte of that file.
    pub(crate) raw: Lines,
}

/// One document: the card with the place of each value, the clean text, and every line that
/// was left out, in its place, dimmed, with its kind.
pub(crate) fn article(page: &ReadPage<'_>, style: &Style) -> String {
    let mut out = card(page, style);
    out.push_str(&text(page, style));
    out.push_str(&found(page, style));
    for note in &page.reading.notes.0 {
        let line = format!("note: {} ({})", one_line(&note.message), note.code);
        out.push_str(&style.block(Tone::Doubt, &line, 0));
    }
    out
}

/// Where a value was read.
pub(super) fn origin(page: &ReadPage<'_>, evidence: &Evidence) -> String {
    match evidence {
        Evidence::Words { span, .. } => format!("line {}", page.lines.of(span.start)),
        Evidence::Page { start, .. } => {
            format!("page data, line {}", page.raw.of(*start))
        }
        Evidence::Url => "the address".into(),
        Evidence::Input(field) => format!("given: {field}"),
    }
}

fn card(page: &ReadPage<'_>, style: &Style) -> String {
    let article = &page.reading.article;
    let mut out = String::new();
    let mut row = |name: &str, value: &str, from: &Evidence| {
        let from = origin(page, from);
        let name = style.paint(Tone::Faint, &format!("{name:<11}"));
        let value = wrap(value, style.width, 11, 11);
        out.push_str(&format!("{name}{}  ", value.trim_start()));
        out.push_str(&style.paint(Tone::Faint, &from));
        out.push('\n');
    };
    let texts = [
        ("headline", article.headline.as_ref()),
        ("deck", article.deck.as_ref()),
        ("publisher", article.publisher.as_ref()),
        ("agency", article.agency.as_ref()),
        ("from", article.dateline_place.as_ref()),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            row(name, &value.value, &value.evidence);
        }
    }
    for author in &article.bylines {
        row("by", &author.value, &author.evidence);
    }
    let stamps = [
        ("published", article.published.as_ref()),
        ("updated", article.updated.as_ref()),
    ];
    for (name, value) in stamps {
        if let Some(value) = value {
            row(name, &report::stamp(value.value), &value.evidence);
        }
    }
    if article.published.is_none() {
        out.push_str("no publication date found, so days named by weekday are open\n");
    }
    if !article.is_article {
        out.push_str(&style.paint(Tone::Bad, "this page holds no article"));
        out.push('\n');
    }
    out
}

fn text(page: &ReadPage<'_>, style: &Style) -> String {
    let source = &page.reading.source.text;
    let zones = &page.reading.article.zones;
    let n_out = zones.iter().filter(|zone| zone.kind != ZoneKind::Body).count();
    let about =
        format!("{} left out, each with what it is and why", count(n_out, "line"));
    let mut out = style.heading("Text", &about);
    let mut last = None;
    for zone in zones {
        let words = zone.span.of(source);
        let label = (zone.kind, zone.why);
        if zone.kind == ZoneKind::Body {
            for paragraph in words.split('\n').filter(|line| !line.trim().is_empty()) {
                out.push('\n');
                out.push_str(&style.block(Tone::Plain, paragraph, 0));
            }
        } else {
            if last.is_some_and(|(kind, _)| kind == ZoneKind::Body) {
                out.push('\n');
            }
            out.push_str(&left_out(words, (last != Some(label)).then_some(label), style));
        }
        last = Some(label);
    }
    out
}

/// A line that is not the article's: its kind and the rule that said so, where they change,
/// then its words.
fn left_out(words: &str, label: Option<(ZoneKind, &str)>, style: &Style) -> String {
    const INDENT: usize = 14;
    let why = label.map_or(String::new(), |(_, why)| format!("  [{why}]"));
    let kind = label.map_or("", |(kind, _)| kind.name());
    let words = clip(words, (style.width - INDENT) * 2);
    let lines = wrap(&format!("{words}{why}"), style.width, INDENT, INDENT);
    let lines = format!("  {kind:<11} {}", lines.trim_start());
    lines.lines().map(|line| style.paint(Tone::Faint, line) + "\n").collect()
}

/// What the later layers read in the text, in one line each.
fn found(page: &ReadPage<'_>, style: &Style) -> String {
    let reading = page.reading;
    let source = &reading.source.text;
    let mut out = String::new();
    if !reading.events.events.is_empty() {
        out.push_str(&style.heading("Events", "in the order of the text"));
    }
    for event in &reading.events.events {
        let (sign, tone) = sign(event.status);
        let status = event.status.name().replace('_', " ");
        out.push_str(&style.paint(tone, &format!("  {sign} {status:<12} ")));
        let trigger = one_line(event.trigger.of(source));
        let mut facts = vec![format!("{trigger}  {}", event.kind.name())];
        facts.extend(event.background.then(|| "history".into()));
        facts.push(event.date.map_or_else(|| "no date".into(), report::days));
        facts.extend(event.actors.iter().map(|actor| one_line(&actor.name)));
        facts.extend(event.place.as_ref().map(|p| format!("in {}", one_line(&p.name))));
        facts.push(format!("line {}", page.lines.of(event.trigger.start)));
        let facts =
            flow(&facts, style.width - 2, 17).replace('\n', "\n                 ");
        out.push_str(&style.paint(Tone::Strong, &trigger));
        out.push_str(&style.paint(Tone::Faint, &facts[trigger.len()..]));
        out.push('\n');
    }
    out.push_str(&sayings(page, style));
    out
}

fn sayings(page: &ReadPage<'_>, style: &Style) -> String {
    let source = &page.reading.source.text;
    let all = &page.reading.attributions.attributions;
    if all.is_empty() {
        return String::new();
    }
    let mut out =
        style.heading("Who says what", "outermost first; direct speech is marked");
    for attribution in all {
        let chain: Vec<String> =
            attribution.chain.iter().map(|link| one_line(&link.name)).collect();
        let chain =
            if chain.is_empty() { "nobody named".into() } else { chain.join(" › ") };
        let content: Vec<String> =
            attribution.content.iter().map(|span| one_line(span.of(source))).collect();
        let head = format!(
            "{chain} · {}{}",
            attribution.stance.name(),
            if attribution.direct { ", word for word" } else { "" }
        );
        let line = attribution.content.first().map_or(0, |s| page.lines.of(s.start));
        out.push_str(&style.block(Tone::Strong, &head, 0));
        out.push_str(&style.block(
            Tone::Quote,
            &format!("{}  (line {line})", content.join(" … ")),
            4,
        ));
    }
    out
}
