//! `dateline read --html`: the article as a proof, every line with its zone and the reason
//! for it, as one file that needs nothing else.

use std::{collections::BTreeMap, fmt::Write as _};

use dateline::{Article, Evidence, Zone, ZoneKind};

use super::{
    ReadPage, report,
    style::{count, printable},
};

/// The page's whole look; no other file is asked for.
const STYLE: &str = include_str!("proof.css");

/// The proof of some documents, one after another.
pub(crate) fn proof(pages: &[String]) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>Proof: {}</title>\n<style>\n{STYLE}</style>\n\
         <input type=\"checkbox\" id=\"only\"> <label for=\"only\">Only the article</label>\n\
         <main>\n{}</main>\n</html>\n",
        count(pages.len(), "page"),
        pages.concat()
    )
}

/// One document of the proof.
pub(crate) fn document(name: &str, page: &ReadPage<'_>) -> String {
    let article = &page.reading.article;
    let title =
        article.headline.as_ref().map_or("No headline found", |h| h.value.as_str());
    let mut out = format!(
        "<article>\n<small>{}</small>\n<h1>{}</h1>\n",
        escaped(name),
        escaped(title)
    );
    out.push_str(&card(page));
    for note in &page.reading.notes.0 {
        let _ = writeln!(
            out,
            "<div class=\"note\">{} <small>{}</small></div>",
            escaped(&note.message),
            escaped(note.code)
        );
    }
    out.push_str(&legend(article));
    for zones in article.zones.chunk_by(|a, b| a.kind == b.kind && a.why == b.why) {
        out.push_str(&section(page, zones));
    }
    out.push_str("</article>\n");
    out
}

/// Text for HTML: nothing in it is markup, and nothing turns the direction of the line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// What is known of the article, each value with its place.
fn card(page: &ReadPage<'_>) -> String {
    let article = &page.reading.article;
    let mut out = String::from("<dl>\n");
    let mut row = |name: &str, value: &str, evidence: &Evidence, rule: &str| {
        let _ = writeln!(
            out,
            "<dt>{name}</dt><dd>{} <span class=\"from\">{} · {}</span></dd>",
            escaped(value),
            escaped(&super::read::origin(page, evidence)),
            escaped(rule)
        );
    };
    let texts = [
        ("Headline", &article.headline),
        ("Deck", &article.deck),
        ("Publisher", &article.publisher),
        ("Agency", &article.agency),
        ("Written in", &article.dateline_place),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            row(name, &value.value, &value.evidence, value.rule.0);
        }
    }
    for author in &article.bylines {
        row("By", &author.value, &author.evidence, author.rule.0);
    }
    for (name, value) in
        [("Published", &article.published), ("Updated", &article.updated)]
    {
        if let Some(value) = value {
            row(name, &report::stamp(value.value), &value.evidence, value.rule.0);
        }
    }
    if article.published.is_none() {
        out.push_str("<dt>Published</dt><dd>no publication date found</dd>\n");
    }
    if !article.is_article {
        out.push_str("<dt>Verdict</dt><dd>this page holds no article</dd>\n");
    }
    out.push_str("</dl>\n");
    out
}

/// How many lines are of each kind.
fn legend(article: &Article) -> String {
    let mut numbers: BTreeMap<ZoneKind, usize> = BTreeMap::new();
    for zone in &article.zones {
        *numbers.entry(zone.kind).or_default() += 1;
    }
    let mut out = String::from("<nav aria-label=\"Kinds of lines\">\n");
    for (kind, n) in numbers {
        let name = kind.name();
        let _ = writeln!(
            out,
            "<span><i class=\"key {name}\"></i><b>{name}</b> {}</span>",
            count(n, "line")
        );
    }
    out.push_str("</nav>\n");
    out
}

/// Neighbouring lines of one kind for one reason.
fn section(page: &ReadPage<'_>, zones: &[Zone]) -> String {
    let Some(first) = zones.first() else { return String::new() };
    let kind = first.kind.name();
    let is_own = matches!(
        first.kind,
        ZoneKind::Body
            | ZoneKind::Crosshead
            | ZoneKind::Headline
            | ZoneKind::Deck
            | ZoneKind::Byline
            | ZoneKind::Dateline
    );
    let left = if is_own { "" } else { " left" };
    let mut out = format!("<section class=\"{kind}{left}\"><div>\n");
    for zone in zones {
        let words = zone.span.of(&page.reading.source.text);
        for line in words.lines().filter(|line| !line.trim().is_empty()) {
            let _ = writeln!(out, "<p>{}</p>", escaped(line));
        }
    }
    let _ = writeln!(
        out,
        "</div><div class=\"why\"><b>{kind}</b> {}, line {}</div></section>",
        escaped(first.why),
        page.lines.of(first.span.start)
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_page_becomes_markup() {
        assert_eq!(
            escaped("<b a=\"x\">Fish & 'chips'\u{202e}"),
            "&lt;b a=&quot;x&quot;&gt;Fish &amp; &#39;chips&#39;\u{fffd}"
        );
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }
}
