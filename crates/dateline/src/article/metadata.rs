//! People, agency, outlet and topics of an article, each from the best place that names it.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    ZoneKind,
    credits::{self, Credit},
    headline::{self, Title},
    linked::Linked,
    zones::Lines,
};
use crate::{
    Attested, Evidence, Page, Source, Span,
    source::html::{MetaItem, What},
};

/// Most topics that are kept.
const MOST_TOPICS: usize = 24;

/// The titles that the machine-readable parts of a page give, best first.
pub(crate) fn titles(source: &Source, linked: &Linked) -> Vec<Title> {
    let Some(html) = source.html.as_deref() else { return Vec::new() };
    let mut out = Vec::new();
    if let Some((text, evidence)) = &linked.headline {
        out.push(Title {
            text: text.clone(),
            evidence: evidence.clone(),
            rule: "article/linked-data",
        });
    }
    for key in [
        "og:title",
        "twitter:title",
        "dc.title",
        "title",
        "sailthru.title",
        "parsely-title",
    ] {
        if let Some(meta) = meta(source, key) {
            let evidence = Evidence::Page { start: meta.start, end: meta.end };
            out.push(Title { text: meta.value.clone(), evidence, rule: "article/meta" });
        }
    }
    if let Some((text, start, end)) = html.title.as_ref().filter(|t| !t.0.is_empty()) {
        let evidence = Evidence::Page { start: *start, end: *end };
        out.push(Title { text: text.clone(), evidence, rule: "article/page-title" });
    }
    out.retain(|t| !t.text.trim().is_empty());
    out
}

pub(crate) fn meta<'s>(source: &'s Source, key: &str) -> Option<&'s MetaItem> {
    let html = source.html.as_deref()?;
    html.meta.iter().find(|m| m.key == key && !m.value.is_empty())
}

/// Everything but headline and dates.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) bylines: Vec<Attested<String>>,
    pub(crate) agency: Option<Attested<String>>,
    pub(crate) publisher: Option<Attested<String>>,
    pub(crate) place: Option<Attested<String>>,
    pub(crate) topics: Vec<Attested<String>>,
}

pub(crate) fn names(
    page: &Page<'_>,
    lines: &Lines<'_>,
    kinds: &[(ZoneKind, &'static str)],
    found: &[(usize, Credit)],
    linked: &Linked,
) -> Names {
    let mut out =
        Names { publisher: publisher(page, lines, kinds, linked), ..Names::default() };
    from_credits(lines, found, &mut out);
    if lines.source.html.is_some() {
        from_markup(lines, linked, &mut out);
    }
    topics(lines, kinds, linked, &mut out);
    out
}

fn add_person(out: &mut Names, name: &str, evidence: Evidence, rule: &'static str) {
    let name = name.trim();
    if let Some(agency) = credits::agency_named(name) {
        if out.agency.is_none() {
            out.agency = Some(Attested::new(agency.to_owned(), evidence, rule));
        }
        return;
    }
    let wanted = headline::words(name);
    if wanted.is_empty()
        || out.bylines.iter().any(|b| headline::words(&b.value) == wanted)
    {
        return;
    }
    out.bylines.push(Attested::new(name.to_owned(), evidence, rule));
}

fn from_credits(lines: &Lines<'_>, found: &[(usize, Credit)], out: &mut Names) {
    for (i, credit) in found {
        let at = lines.blocks[*i].span.start as usize;
        let moved = |s: Span| Span::new(at + s.start as usize, at + s.end as usize);
        let text = &lines.source.text;
        if lines.source.html.is_none() {
            for person in &credit.people {
                let span = moved(*person);
                add_person(out, span.of(text), Evidence::words(span), "article/credit");
            }
        }
        if let (Some((words, name)), None) = (&credit.agency, &out.agency) {
            out.agency =
                Some(Attested::at(name.clone(), moved(*words), "article/credit"));
        }
        if let (Some(place), None) = (credit.place, &out.place) {
            let span = moved(place);
            out.place =
                Some(Attested::at(span.of(text).to_owned(), span, "article/credit"));
        }
    }
    let n_said = found.iter().filter(|(_, c)| c.is_said).count();
    if n_said > 0 && out.bylines.len() > 6 {
        out.bylines.truncate(6);
    }
}

/// People named by linked data, meta, microdata or a byline box, in that order of trust.
fn from_markup(lines: &Lines<'_>, linked: &Linked, out: &mut Names) {
    let source = lines.source;
    for (name, evidence) in &linked.people {
        add_names(out, name, evidence, "article/linked-data");
    }
    if out.bylines.is_empty() {
        from_author_meta(source, out);
    }
    if out.bylines.is_empty() {
        from_marked(lines, What::Author, out);
    }
    if out.bylines.is_empty() {
        from_marked(lines, What::AuthorClass, out);
    }
    if out.bylines.is_empty() {
        for (name, evidence) in &linked.organizations {
            add_names(out, name, evidence, "article/linked-data");
        }
    }
    // Where the page shows the same name, its words are the evidence.
    for byline in &mut out.bylines {
        if byline.span().is_none()
            && let Some(at) = source.text.find(byline.value.as_str())
        {
            byline.evidence = Evidence::words(Span::new(at, at + byline.value.len()));
        }
    }
}

/// One field can hold several names: "Ada Lund, Bo Falk and Cy Orr".
fn add_names(out: &mut Names, field: &str, evidence: &Evidence, rule: &'static str) {
    static JOINT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\s*[,;|/&]\s*(?:and\s|und\s|et\s|y\s)?|\s+(?:and|und|et|y|e|og|och)\s+",
        )
        .expect("a constant pattern")
    });
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:(?:written |posted |published )?by|von|par|por|di|door|av)\b[:\s]*")
            .expect("a constant pattern")
    });
    if field.starts_with("http") || field.len() > 300 {
        return;
    }
    let field = LABEL.replace(field, "");
    for name in JOINT.split(&field) {
        let name =
            name.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != ')');
        let is_address = name.contains('@') || name.starts_with("http");
        if name.chars().any(char::is_alphabetic) && !is_address && name.len() < 80 {
            add_person(out, name, evidence.clone(), rule);
        }
    }
}

fn from_author_meta(source: &Source, out: &mut Names) {
    const KEYS: &[&str] = &[
        "author",
        "article:author",
        "og:article:author",
        "byl",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "cxenseparse:author",
        "article:author_name",
        "citation_author",
        "article.author",
        "authors",
        "dc:creator",
        "twitter:data1",
    ];
    for key in KEYS {
        let Some(html) = source.html.as_deref() else { return };
        for meta in html.meta.iter().filter(|m| m.key == *key) {
            let evidence = Evidence::Page { start: meta.start, end: meta.end };
            let is_label = *key == "twitter:data1" && !credits::is_person(&meta.value);
            if !is_label {
                add_names(out, &meta.value, &evidence, "article/meta");
            }
        }
        if !out.bylines.is_empty() {
            return;
        }
    }
}

fn from_marked(lines: &Lines<'_>, what: What, out: &mut Names) {
    let Some(html) = lines.source.html.as_deref() else { return };
    let text = &lines.source.text;
    let head = lines.headline.map_or(0, |h| lines.blocks[h].span.start);
    for marked in
        html.marked.iter().filter(|m| m.what == what && m.span.start + 400 >= head)
    {
        let words = marked.span.of(text);
        if words.is_empty() || words.len() > 200 {
            continue;
        }
        for line in words.lines() {
            let at = line.as_ptr() as usize - text.as_ptr() as usize;
            let credit = credits::of_line(line, true);
            for person in credit.iter().flat_map(|c| &c.people) {
                let span =
                    Span::new(at + person.start as usize, at + person.end as usize);
                add_person(
                    out,
                    span.of(text),
                    Evidence::words(span),
                    "article/byline-box",
                );
            }
        }
        if out.bylines.len() >= 3 || what == What::AuthorClass && !out.bylines.is_empty()
        {
            return;
        }
    }
}

fn publisher(
    page: &Page<'_>,
    lines: &Lines<'_>,
    kinds: &[(ZoneKind, &'static str)],
    linked: &Linked,
) -> Option<Attested<String>> {
    if let Some(given) = page.publisher.filter(|p| !p.trim().is_empty()) {
        return Some(Attested::new(
            given.to_owned(),
            Evidence::Input("publisher"),
            "article/input",
        ));
    }
    if let Some((name, evidence)) = &linked.publisher {
        return Some(Attested::new(
            name.clone(),
            evidence.clone(),
            "article/linked-data",
        ));
    }
    for key in
        ["og:site_name", "application-name", "dc.publisher", "apple-mobile-web-app-title"]
    {
        if let Some(meta) = meta(lines.source, key) {
            let evidence = Evidence::Page { start: meta.start, end: meta.end };
            return Some(Attested::new(meta.value.clone(), evidence, "article/meta"));
        }
    }
    named_in_furniture(lines, kinds)
}

/// The outlet as its own furniture names it: "© The Ledger 2022", "reworked by the X staff".
fn named_in_furniture(
    lines: &Lines<'_>,
    kinds: &[(ZoneKind, &'static str)],
) -> Option<Attested<String>> {
    static SHAPES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let name =
            r"((?:The |the )?\p{Lu}[\p{L}'’&]*(?: (?:of |the )?\p{Lu}[\p{L}'’&]*){0,4})";
        [
            format!(r"by the {name} (?:staff|team|desk|editors)\b"),
            format!(r"(?:©|\(c\)|[Cc]opyright)\s*(?:©|\(c\))?\s*(?:\d{{4}}(?:\s*[-–]\s*\d{{4}})?)?[,\s]*{name}"),
            format!(r"\bthe {name} has changed only\b"),
            format!(r"^{name} is powered by\b"),
            format!(r"\busers? of {name} and\b"),
            format!(r"^{name}, a service of\b"),
        ]
        .iter()
        .map(|shape| Regex::new(shape).expect("constant patterns"))
        .collect()
    });
    let text = &lines.source.text;
    for shape in SHAPES.iter() {
        for (block, (kind, _)) in lines.blocks.iter().zip(kinds) {
            if kind.is_read() || block.n_words > 120 {
                continue;
            }
            let line = block.span.of(text);
            if let Some(found) = shape.captures(line).and_then(|c| c.get(1)) {
                let words = found.as_str().trim_end_matches(" All");
                if words.eq_ignore_ascii_case("all rights reserved") || words.len() < 3 {
                    continue;
                }
                let at = block.span.start as usize + found.start();
                let span = Span::new(at, at + words.len());
                let bare = words.strip_prefix("the ").unwrap_or(words);
                return Some(Attested::at(
                    bare.to_owned(),
                    span,
                    "article/own-furniture",
                ));
            }
        }
    }
    None
}

fn topics(
    lines: &Lines<'_>,
    kinds: &[(ZoneKind, &'static str)],
    linked: &Linked,
    out: &mut Names,
) {
    let mut add = |text: &str, evidence: Evidence, rule: &'static str| {
        for topic in text.split([',', ';', '|']) {
            let topic = topic.trim();
            let is_new = !out.topics.iter().any(|t| t.value.eq_ignore_ascii_case(topic));
            if !topic.is_empty()
                && topic.len() < 60
                && is_new
                && out.topics.len() < MOST_TOPICS
            {
                out.topics.push(Attested::new(topic.to_owned(), evidence.clone(), rule));
            }
        }
    };
    for (text, evidence) in &linked.topics {
        add(text, evidence.clone(), "article/linked-data");
    }
    if let Some(html) = lines.source.html.as_deref() {
        for meta in &html.meta {
            if matches!(
                meta.key.as_str(),
                "news_keywords" | "keywords" | "article:tag" | "article:section"
            ) {
                add(
                    &meta.value,
                    Evidence::Page { start: meta.start, end: meta.end },
                    "article/meta",
                );
            }
        }
    }
    for (block, (_, why)) in lines.blocks.iter().zip(kinds) {
        if *why != "topics" {
            continue;
        }
        let line = block.span.of(&lines.source.text);
        if let Some((_, rest)) = line.split_once([':', '|']) {
            let at = block.span.end as usize - rest.len();
            let span = Span::new(at, block.span.end as usize).trim(&lines.source.text);
            add(rest, Evidence::words(span), "article/topics");
        }
    }
}
