//! When an article was published and changed: every candidate, the choice among them, and
//! what speaks against it.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{
    Stamp, ZoneKind,
    linked::Linked,
    stamps::{self, Found},
    zones::Lines,
};
use crate::{Attested, Evidence, Notes, Page, Source, Span, source::html::What};

/// Days by which two statements of one publication may differ without a word about it: time
/// zones, and pages set before midnight.
const TOLERATED_DAYS: i32 = 1;

/// A possible moment of publication or change.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) value: Attested<Stamp>,
    /// Lower is better.
    pub(crate) rank: u8,
    pub(crate) is_update: bool,
}

/// Names of meta items that give the publication, best first, then of those that give a change.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "article:published",
    "publish-date",
    "publishdate",
    "publish_date",
    "published_time",
    "published_at",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.published",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "article_date_original",
    "originalpublicationdate",
    "article.published",
    "article.created",
    "date_published",
    "publication_date",
    "displaydate",
    "display_date",
    "iso-8601-publish-date",
    "analyticsattributes.articledate",
    "rnews:datepublished",
    "bt:pubdate",
    "ptime",
    "time",
    "citation_publication_date",
    "citation_date",
    "timestamp",
    "created",
    "date.created",
    "pub_date",
    "rbpubdate",
    "release_date",
    "vr:published_time",
    "article:post_date",
    "datecreated",
    "date",
    "dcsext.articlefirstpublished",
    "lastpubdate",
    "eomportal-lastupdate",
    "og:pubdate",
    "uploaddate",
    "og:regdate",
    "dc.created",
    "sort_date",
    "content_create_date",
    "article:create_at",
    "date-published",
];

/// Names that say only that it is a date: many systems write the last change there, or the
/// day of the template. What the page shows its readers goes before them.
const BARE: &[&str] =
    &["date", "dc.date", "dc:date", "dcterms.date", "time", "timestamp"];

const CHANGED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "modified_time",
    "article:updated",
    "og:modified_time",
    "revised",
    "article.updated",
    "modificationdate",
    "last-update",
    "utime",
    "date-modified",
    "date_modified",
    "modified",
];

/// All candidates of a document, best first.
pub(crate) fn candidates(
    page: &Page<'_>,
    lines: &Lines<'_>,
    kinds: &[(ZoneKind, &'static str)],
    linked: &Linked,
) -> Vec<Candidate> {
    let mut out = Vec::new();
    if let Some(stamp) = page.published.and_then(stamps::parse) {
        let value = Attested::new(stamp, Evidence::Input("published"), "article/input");
        out.push(Candidate { value, rank: 0, is_update: false });
    }
    from_linked(linked, &mut out);
    from_html(lines.source, lines, kinds, &mut out);
    from_url(page, lines.source, &mut out);
    from_text(lines, kinds, &mut out);
    out.sort_by_key(|c| c.rank);
    out
}

fn push(
    out: &mut Vec<Candidate>,
    text: &str,
    evidence: Evidence,
    rule: &'static str,
    rank: u8,
    is_update: bool,
) {
    if let Some(stamp) = stamps::parse(text) {
        out.push(Candidate {
            value: Attested::new(stamp, evidence, rule),
            rank,
            is_update,
        });
    }
}

fn from_linked(linked: &Linked, out: &mut Vec<Candidate>) {
    let told = [
        (&linked.published, 1, false),
        (&linked.modified, 1, true),
        (&linked.page_published, 6, false),
        (&linked.page_modified, 6, true),
    ];
    for (value, rank, is_update) in told {
        if let Some((text, evidence)) = value {
            push(out, text, evidence.clone(), "article/linked-data", rank, is_update);
        }
    }
}

fn from_html(
    source: &Source,
    lines: &Lines<'_>,
    kinds: &[(ZoneKind, &'static str)],
    out: &mut Vec<Candidate>,
) {
    let Some(html) = source.html.as_deref() else { return };
    for (names, is_update) in [(PUBLISHED, false), (CHANGED, true)] {
        let mut found: Vec<(usize, &crate::source::html::MetaItem)> = html
            .meta
            .iter()
            .filter_map(|m| names.iter().position(|n| *n == m.key).map(|at| (at, m)))
            .collect();
        found.sort_by_key(|(at, _)| *at);
        for (_, meta) in found {
            let evidence = Evidence::Page { start: meta.start, end: meta.end };
            let rank = if BARE.contains(&meta.key.as_str()) { 8 } else { 2 };
            push(out, &meta.value, evidence, "article/meta", rank, is_update);
        }
    }
    let head = lines.headline.map_or(0, |h| lines.blocks[h].span.start);
    let first_body = kinds.iter().position(|(k, _)| *k == ZoneKind::Body);
    let top_end = first_body.map_or(u32::MAX, |b| lines.blocks[b].span.end);
    for marked in &html.marked {
        let (rank, is_update) = match marked.what {
            What::Published => (3, false),
            What::Modified => (3, true),
            What::Time if marked.span.start >= head && marked.span.start <= top_end => {
                (5, false)
            }
            What::Time => (9, false),
            What::DateClass
                if marked.span.start >= head && marked.span.start <= top_end =>
            {
                (7, false)
            }
            _ => continue,
        };
        let words = marked.span.of(&source.text);
        if marked.what == What::DateClass && words.len() > 80 {
            continue;
        }
        if is_furniture_at(lines, kinds, marked.span) && marked.what != What::Published {
            continue;
        }
        let is_update =
            is_update || says_update(before(source, marked.span)) || says_update(words);
        let text = marked
            .value
            .as_deref()
            .filter(|v| stamps::parse(v).is_some())
            .unwrap_or(words);
        let evidence =
            if marked.span.is_empty() || text != words && marked.value.is_some() {
                Evidence::Page { start: marked.start, end: marked.end }
            } else {
                Evidence::words(marked.span)
            };
        push(out, text, evidence, "article/marked-time", rank, is_update);
    }
}

/// The words right before a span, on its line or the line above.
fn before(source: &Source, span: Span) -> &str {
    let end = span.start as usize;
    let mut start = end.saturating_sub(24);
    while !source.text.is_char_boundary(start) {
        start += 1;
    }
    source.text.get(start..end).unwrap_or("")
}

fn is_furniture_at(
    lines: &Lines<'_>,
    kinds: &[(ZoneKind, &'static str)],
    span: Span,
) -> bool {
    let i = lines.blocks.partition_point(|b| b.span.end <= span.start);
    kinds.get(i).is_some_and(|(kind, _)| is_furniture(*kind))
}

/// Kinds whose dates say nothing about this article.
fn is_furniture(kind: ZoneKind) -> bool {
    matches!(
        kind,
        ZoneKind::Related
            | ZoneKind::Promo
            | ZoneKind::Paywall
            | ZoneKind::Comment
            | ZoneKind::Poll
            | ZoneKind::Table
            | ZoneKind::Legal
            | ZoneKind::Embed
    )
}

fn from_url(page: &Page<'_>, source: &Source, out: &mut Vec<Candidate>) {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        // Parted fields may lack their zero ("/2017/7/12/"), joined ones may not: "/2016/12/"
        // is a month, not the second of January.
        let (year, month, day) =
            ("((?:19|20)\\d\\d)", "(0[1-9]|1[0-2])", "(0[1-9]|[12]\\d|3[01])");
        let short = |field: &str| field.replace(')', "|[1-9])");
        let parted = format!("{year}[/_.-]{}[/_.-]{}", short(month), short(day));
        Regex::new(&format!("(?:^|[/_.=-])(?:{parted}|{year}{month}{day})(?:[/_.?-]|$)"))
            .expect("a constant pattern")
    });
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})/")
            .expect("a constant pattern")
    });
    let canonical = source.html.as_deref().and_then(|h| h.canonical.as_ref());
    let urls = [
        page.url.map(|u| (u, Evidence::Url)),
        canonical
            .map(|c| (c.value.as_str(), Evidence::Page { start: c.start, end: c.end })),
    ];
    for (url, evidence) in urls.into_iter().flatten() {
        let text = DAY.captures(url).map(|c| {
            let fields: Vec<&str> =
                c.iter().skip(1).flatten().map(|field| field.as_str()).collect();
            fields.join("-")
        });
        let text = text.or_else(|| {
            NAMED.captures(url).map(|c| format!("{} {} {}", &c[3], &c[2], &c[1]))
        });
        if let Some(stamp) = text.and_then(|t| stamps::parse(&t)) {
            let value = Attested::new(stamp, evidence, "article/address");
            out.push(Candidate { value, rank: 4, is_update: false });
        }
    }
}

/// Whether a label says that what follows is a change.
fn says_update(words: &str) -> bool {
    let lower = words.to_lowercase();
    [
        "update",
        "modified",
        "revised",
        "aktualisiert",
        "mis à jour",
        "modifié",
        "actualiz",
        "atualiz",
        "aggiornat",
        "bijgewerkt",
        "uppdatera",
        "oppdatert",
        "opdateret",
        "aktualiz",
        "päivitetty",
        "güncelle",
        "обновлено",
        "оновлено",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

fn says_published(words: &str) -> bool {
    let lower = words.to_lowercase();
    [
        "publi",
        "posted",
        "veröffentlicht",
        "erstellt",
        "julkaistu",
        "opublikowan",
        "yayın",
        "опубликовано",
        "created",
        "geplaatst",
        "lagt ut",
        "udgivet",
        "pubblicat",
        "data di",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

fn from_text(
    lines: &Lines<'_>,
    kinds: &[(ZoneKind, &'static str)],
    out: &mut Vec<Candidate>,
) {
    let text = &lines.source.text;
    let top = lines.headline.unwrap_or(0);
    let first_body =
        kinds.iter().position(|(k, _)| *k == ZoneKind::Body).unwrap_or(kinds.len());
    let last_body = kinds.iter().rposition(|(k, _)| *k == ZoneKind::Body).unwrap_or(0);
    for (i, found) in lines.dates.iter().enumerate() {
        if found.is_empty()
            || is_furniture(kinds[i].0)
            || matches!(kinds[i].0, ZoneKind::Body | ZoneKind::Caption)
        {
            continue;
        }
        let line = lines.blocks[i].span.of(text);
        let is_crawl = i < 3 && line.to_ascii_lowercase().starts_with("date ");
        let is_near =
            i + 1 >= top && i <= first_body + 2 || i >= last_body && i < last_body + 12;
        let label = i.checked_sub(1).map_or("", |p| lines.blocks[p].span.of(text));
        let label = if label.len() < 30 { label } else { "" };
        let mut from = 0;
        for date in found {
            let said =
                &line[from.min(date.span.start as usize)..date.span.start as usize];
            from = date.span.end as usize;
            let said_or_above = if said.trim().is_empty() { label } else { said };
            let is_update = says_update(said_or_above);
            let rank = match (is_crawl, says_published(said_or_above), lines.is_stamp(i))
            {
                (true, _, _) => 12,
                (_, true, _) if is_near => 8,
                (_, _, true) if is_near && i + 1 >= top => 9,
                (_, _, true) => 13,
                _ if is_near && i + 1 >= top => 11,
                _ => continue,
            };
            let base = lines.blocks[i].span.start as usize;
            let span =
                Span::new(base + date.span.start as usize, base + date.span.end as usize);
            let mut stamp = resolve_order(date, lines);
            stamp.offset_minutes = stamp.offset_minutes.or_else(|| {
                // "06:49 am | Updated 06:50 am IST": the zone stands once.
                stamp.time.and(found.iter().find_map(|f| f.stamp.offset_minutes))
            });
            out.push(Candidate {
                value: Attested::at(stamp, span, "article/stamp"),
                rank,
                is_update,
            });
            second_time(line, base, date, stamp, out, rank);
        }
    }
}

/// "September 05, 2023 06:49 am | Updated 06:50 am IST": a later time of the same day, whose
/// zone holds for both.
fn second_time(
    line: &str,
    base: usize,
    date: &Found,
    stamp: Stamp,
    out: &mut Vec<Candidate>,
    rank: u8,
) {
    let rest_from = date.span.end as usize;
    let rest = &line[rest_from..];
    if !says_update(rest) || stamp.time.is_none() || !stamps::find_all(rest).is_empty() {
        return;
    }
    let Some((span, time, offset)) = stamps::time_in(rest, stamp.date) else { return };
    if let Some(last) = out.last_mut() {
        last.value.value.offset_minutes = last.value.value.offset_minutes.or(offset);
    }
    let changed = Stamp {
        date: stamp.date,
        time: Some(time),
        offset_minutes: offset.or(stamp.offset_minutes),
    };
    let span = Span::new(
        base + rest_from + span.start as usize,
        base + rest_from + span.end as usize,
    );
    out.push(Candidate {
        value: Attested::at(changed, span, "article/stamp"),
        rank,
        is_update: true,
    });
}

/// 04/05/2023: the order of day and month that another date of the page settles.
fn resolve_order(date: &Found, lines: &Lines<'_>) -> Stamp {
    if !date.ambiguous {
        return date.stamp;
    }
    let lang = lines.source.html.as_deref().and_then(|h| h.lang.as_deref()).unwrap_or("");
    let is_american = lang.is_empty()
        || lang.eq_ignore_ascii_case("en")
        || lang.to_lowercase().starts_with("en-us");
    if is_american {
        date.stamp
    } else {
        stamps::swapped(date.stamp).unwrap_or(date.stamp)
    }
}

/// Chooses the publication and the last change; notes where candidates disagree.
pub(crate) fn choose(
    all: &[Candidate],
    page: &Page<'_>,
    notes: &mut Notes,
) -> (Option<Attested<Stamp>>, Option<Attested<Stamp>>) {
    let retrieved = page.retrieved.and_then(stamps::parse).map(|s| s.date);
    let in_time = |c: &&Candidate| {
        let latest = retrieved.and_then(|d| d.tomorrow().ok());
        latest.is_none_or(|d| c.value.value.date <= d)
    };
    let usable: Vec<&Candidate> = all.iter().filter(in_time).collect();
    if usable.len() < all.len() {
        notes.add(
            "date-later-than-retrieval",
            "a stated date is later than the retrieval",
            None,
        );
    }
    let published = usable.iter().find(|c| !c.is_update).copied();
    let updated = usable.iter().find(|c| c.is_update).copied();
    let published = published.map(|p| by_address(p, &usable));
    let chosen = match (published, updated) {
        // A line far down or a crawler's word yields to a labelled change at the top.
        (Some(p), Some(u)) if p.rank >= 12 && u.rank < p.rank => Some(better(p, u)),
        (Some(p), _) => Some(p),
        (None, u) => u,
    };
    if let Some(chosen) = chosen {
        conflict(chosen, &usable, notes);
    }
    let published = chosen.map(|c| refine(c, &usable));
    (published, updated.map(|c| c.value.clone()))
}

/// Days from which an earlier day in the address is the first publication, and the page's
/// data that of a republication or of a move to another system.
const REPUBLISHED_DAYS: i32 = 30;

/// The day in the address where it is right against the page's data: it is the outlet's own
/// day, which data in UTC can miss by one in the small hours, and it does not change when a
/// page is published again.
fn by_address<'c>(chosen: &'c Candidate, all: &[&'c Candidate]) -> &'c Candidate {
    let stated = &chosen.value.value;
    if chosen.rank == 0 || chosen.value.rule.0 == "article/address" {
        return chosen;
    }
    let Some(address) = all.iter().find(|c| c.value.rule.0 == "article/address") else {
        return chosen;
    };
    let earlier = (stated.date - address.value.value.date).get_days();
    let is_next_day = earlier == 1
        && stated.offset_minutes == Some(0)
        && stated.time.is_some_and(|time| time.hour() < 12);
    if is_next_day || earlier >= REPUBLISHED_DAYS { address } else { chosen }
}

/// Of a weak publication and a stated change, the earlier day; on one day the one that knows
/// the time.
fn better<'c>(published: &'c Candidate, updated: &'c Candidate) -> &'c Candidate {
    let (p, u) = (&published.value.value, &updated.value.value);
    if p.date < u.date || p.date == u.date && p.time.is_some() {
        published
    } else {
        updated
    }
}

/// A day without a time takes the time from another statement of the same day.
fn refine(chosen: &Candidate, all: &[&Candidate]) -> Attested<Stamp> {
    if chosen.value.value.time.is_some() || chosen.rank == 0 {
        return chosen.value.clone();
    }
    let same = |c: &&&Candidate| {
        c.value.value.date == chosen.value.value.date && c.value.value.time.is_some()
    };
    let timed = all.iter().filter(same);
    let first = timed.clone().find(|c| !c.is_update).or_else(|| all.iter().find(same));
    first.map_or_else(|| chosen.value.clone(), |c| c.value.clone())
}

fn conflict(chosen: &Candidate, all: &[&Candidate], notes: &mut Notes) {
    let days = |a: Date, b: Date| (a - b).get_days().abs();
    let other = all.iter().find(|c| {
        !c.is_update
            && c.rank <= 12
            && days(c.value.value.date, chosen.value.value.date) > TOLERATED_DAYS
    });
    if let Some(other) = other {
        notes.add(
            "date-conflict",
            format!(
                "published {} by {}, but {} by {}",
                chosen.value.value.date,
                chosen.value.rule.0,
                other.value.value.date,
                other.value.rule.0
            ),
            other.value.span(),
        );
    }
}
