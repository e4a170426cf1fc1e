//! Charts and the map, as SVG made here: each has a title, a description and, on its page, a
//! table with the same figures. No style but classes, since the page allows no other.

use std::collections::BTreeMap;

use dateline_data::map::{HEIGHT, WIDTH, WORLD, project};
use dateline_store::{ActivityRow, PairRow, PlaceCount};
use jiff::civil::Date;
use maud::{Markup, html};

use super::asked::escape;
use super::words::{date, plural};

/// Bars of a chart of activity, at most; longer times are summed up by week or month.
const MOST_BARS: usize = 80;

/// Articles over time: texts published first below, reprints of known texts above.
pub(super) fn activity(rows: &[ActivityRow], small: bool) -> Markup {
    let bars = binned(rows);
    let Some(most) = bars.iter().map(|b| b.1 + b.2).max().filter(|&m| m > 0) else {
        return html! {};
    };
    let (width, height) = if small { (220.0, 36.0) } else { (900.0, 96.0) };
    let foot = if small { 0.0 } else { 18.0 };
    let step = width / bars.len().max(if small { 12 } else { 30 }) as f64;
    let unit = (height - foot - 2.0) / f64::from(most);
    let label = format!(
        "{} from {} to {}",
        plural(
            u64::from(rows.iter().map(|r| r.origins + r.reprints).sum::<u32>()),
            "article"
        ),
        rows.first().map(|r| date(&r.day)).unwrap_or_default(),
        rows.last().map(|r| date(&r.day)).unwrap_or_default(),
    );
    let base = height - foot;
    html! {
        svg viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(label) {
            title { (label) }
            desc { "Bars: independent origins, and on top of them reprints of known texts." }
            line.c-axis x1="0" x2=(width) y1=(base) y2=(base) {}
            @for (i, (day, origins, reprints)) in bars.iter().enumerate().filter(|(_, b)| b.1 + b.2 > 0) {
                @let (low, high) = (f64::from(*origins) * unit, f64::from(*reprints) * unit);
                @let x = tenth(i as f64 * step);
                @let w = tenth((step - 1.0).clamp(1.0, 24.0));
                g {
                    @if !small { title { (date(day)) ": " (plural(u64::from(*origins), "origin")) ", " (plural(u64::from(*reprints), "reprint")) } }
                    rect.c-1 x=(x) width=(w) y=(tenth(base - low)) height=(tenth(low)) {}
                    @if high > 0.0 { rect.c-2 x=(x) width=(w) y=(tenth(base - low - high)) height=(tenth(high)) {} }
                }
            }
            @if !small {
                @if let (Some(first), Some(last)) = (bars.first(), bars.last()) {
                    text.c-text x="0" y=(height - 4.0) { (date(&first.0)) }
                    @if bars.len() > 1 {
                        @let x = (bars.len() as f64 * step).max(190.0);
                        text.c-text x=(tenth(x)) y=(height - 4.0) text-anchor="end" { (date(&last.0)) }
                    }
                }
            }
        }
    }
}

/// Days, weeks or months, whichever gives few enough bars; empty ones are there too.
fn binned(rows: &[ActivityRow]) -> Vec<(String, u32, u32)> {
    let days: Vec<(Date, &ActivityRow)> =
        rows.iter().filter_map(|r| Some((r.day.parse().ok()?, r))).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Vec::new();
    };
    let span = (last.0 - first.0).get_days().max(0) as usize + 1;
    let length = match span {
        n if n <= MOST_BARS => 1,
        n if n <= MOST_BARS * 7 => 7,
        n => n.div_ceil(MOST_BARS),
    };
    let mut bars: Vec<(String, u32, u32)> = (0..span.div_ceil(length))
        .map(|i| {
            let day = first.0.checked_add(jiff::Span::new().days((i * length) as i64));
            (day.map(|d| d.to_string()).unwrap_or_default(), 0, 0)
        })
        .collect();
    for (day, row) in &days {
        let at = (*day - first.0).get_days().max(0) as usize / length;
        if let Some(bar) = bars.get_mut(at) {
            bar.1 += row.origins;
            bar.2 += row.reprints;
        }
    }
    bars
}

/// A number as SVG needs it.
fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// A map: countries by the number of events told there, towns as dots. A place that is
/// known as a country is never a dot.
pub(super) fn map(places: &[PlaceCount], whole: bool) -> Markup {
    let mut countries: BTreeMap<&str, u32> = BTreeMap::new();
    let mut dots: Vec<(&PlaceCount, f64, f64)> = Vec::new();
    for place in places {
        let exact = matches!(place.precision.as_deref(), Some("point" | "city"));
        match (place.lat, place.lon) {
            (Some(lat), Some(lon)) if exact => {
                let (x, y) = project(lat, lon);
                dots.push((place, x, y));
            }
            _ => {
                if let Some(code) = place.country.as_deref() {
                    *countries.entry(code).or_default() += place.events;
                }
            }
        }
    }
    let label = format!(
        "Map: {} and {}",
        plural(dots.len() as u64, "town"),
        plural(countries.len() as u64, "country")
    );
    let (zoom, window) = if whole { (1.0, (0.0, 0.0)) } else { window(&dots) };
    let outlines = WORLD.lines().filter_map(|line| line.split_once('\t'));
    html! {
        svg viewBox=(format!("{} {} {} {}", tenth(window.0), tenth(window.1), tenth(WIDTH / zoom), tenth(HEIGHT / zoom))) role="group" aria-label=(label) {
            desc { "Countries whose events have no nearer place are filled; towns are dots, larger with more events. The table below has the same." }
            @for (code, path) in outlines {
                @match countries.get(code) {
                    None => path.c-land d=(path) {},
                    Some(n) => a href=(format!("/events?place={code}")) aria-label=(format!("{code}: {}", plural(u64::from(*n), "event"))) {
                        path.c-area d=(path) { title { (code) ": " (plural(u64::from(*n), "event")) } }
                    },
                }
            }
            @for (place, x, y) in dots.iter().rev() {
                a href=(format!("/events?place={}", escape(&place.name))) aria-label=(format!("{}: {}", place.name, plural(u64::from(place.events), "event"))) {
                    circle.c-dot cx=(tenth(*x)) cy=(tenth(*y)) r=(hundredth((2.0 + f64::from(place.events).sqrt().min(9.0)) / zoom.sqrt())) {
                        title { (place.name) ": " (plural(u64::from(place.events), "event")) }
                    }
                }
            }
        }
    }
}

/// Nearest that the map is drawn.
const NEAREST: f64 = 6.0;

/// How near the map is drawn so that all dots are on it, with some land around them, and
/// its upper left corner.
fn window(dots: &[(&PlaceCount, f64, f64)]) -> (f64, (f64, f64)) {
    let ends = |of: fn(&(&PlaceCount, f64, f64)) -> f64| {
        let all = dots.iter().map(of);
        (all.clone().fold(f64::MAX, f64::min), all.fold(f64::MIN, f64::max))
    };
    let ((left, right), (top, bottom)) = (ends(|d| d.1), ends(|d| d.2));
    if dots.is_empty() {
        return (1.0, (0.0, 0.0));
    }
    let share = ((right - left) / WIDTH).max((bottom - top) / HEIGHT) * 1.6;
    let zoom = (1.0 / share.max(1.0 / NEAREST)).max(1.0);
    let corner = |a: f64, b: f64, whole: f64| {
        (f64::midpoint(a, b) - whole / zoom / 2.0).clamp(0.0, whole - whole / zoom)
    };
    (zoom, (corner(left, right, WIDTH), corner(top, bottom, HEIGHT)))
}

fn hundredth(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// Actors of a list of pairs, those in most events first.
fn ranked(pairs: &[PairRow], most: usize) -> Vec<&str> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for pair in pairs {
        *counts.entry(&pair.source).or_default() += pair.events;
        *counts.entry(&pair.target).or_default() += pair.events;
    }
    let mut names: Vec<(&str, u32)> = counts.into_iter().collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    names.truncate(most);
    names.into_iter().map(|n| n.0).collect()
}

/// Who acts towards whom, as a ring of actors with lines between them.
pub(super) fn network(pairs: &[PairRow], small: bool) -> Markup {
    let names = ranked(pairs, if small { 7 } else { 14 });
    if names.len() < 2 {
        return html! {};
    }
    let (width, height, label) =
        if small { (330.0, 250.0, 13) } else { (720.0, 460.0, 30) };
    let (rx, ry) = if small { (62.0, 95.0) } else { (200.0, 180.0) };
    let at = |i: usize| {
        let turn = std::f64::consts::TAU * i as f64 / names.len() as f64
            - std::f64::consts::FRAC_PI_2;
        (tenth(width / 2.0 + rx * turn.cos()), tenth(height / 2.0 + ry * turn.sin()))
    };
    let place = |name: &str| names.iter().position(|n| *n == name);
    let edges: Vec<(usize, usize, &PairRow)> = pairs
        .iter()
        .filter_map(|p| Some((place(&p.source)?, place(&p.target)?, p)))
        .collect();
    let most = edges.iter().map(|e| e.2.events).max().unwrap_or(1);
    html! {
        svg viewBox=(format!("0 0 {width} {height}")) role="group" aria-label="Network of actors" {
            desc { "Actors on a ring; a line between two of them is thicker the more events it stands for, and opens to these events. The table has the same." }
            @for (from, to, pair) in &edges {
                @let (a, b) = (at(*from), at(*to));
                @let (mx, my) = (tenth(f64::midpoint(f64::midpoint(a.0, b.0), width / 2.0)), tenth(f64::midpoint(f64::midpoint(a.1, b.1), height / 2.0)));
                a href=(pair_query(&pair.source, &pair.target)) aria-label=(format!("{} and {}: {}", pair.source, pair.target, plural(u64::from(pair.events), "event"))) {
                    path.c-edge d=(format!("M{} {}Q{mx} {my} {} {}", a.0, a.1, b.0, b.1)) stroke-width=(tenth(1.0 + 5.0 * f64::from(pair.events) / f64::from(most))) {
                        title { (pair.source) " → " (pair.target) ": " (plural(u64::from(pair.events), "event")) }
                    }
                }
            }
            @for (i, name) in names.iter().enumerate() {
                @let (x, y) = at(i);
                @let left = x < width / 2.0 - 1.0;
                a href=(format!("/actors/one?actor={}", escape(name))) {
                    circle.c-node cx=(x) cy=(y) r="6" {}
                    text.c-strong x=(if left { x - 11.0 } else { x + 11.0 }) y=(y + 4.0) text-anchor=(if left { "end" } else { "start" }) { (shortened(name, label)) }
                }
            }
        }
    }
}

/// Who acts (rows) towards whom (columns), as a table whose cells open to the events.
pub(super) fn matrix(pairs: &[PairRow]) -> Markup {
    let names = ranked(pairs, 10);
    let acting: Vec<&str> =
        names.iter().copied().filter(|a| pairs.iter().any(|p| p.source == *a)).collect();
    if names.len() < 2 {
        return html! {};
    }
    let count = |a: &str, b: &str| {
        let found = pairs.iter().filter(|p| p.source == a && p.target == b);
        found.map(|p| p.events).sum::<u32>()
    };
    html! {
        table {
            caption.skip { "Events by who acts and towards whom" }
            thead {
                tr {
                    th scope="col" { "acts ↓ towards →" }
                    @for name in &names { th.n scope="col" { (shortened(name, 14)) } }
                }
            }
            tbody {
                @for a in &acting {
                    tr {
                        th scope="row" { (shortened(a, 30)) }
                        @for b in &names {
                            @let n = count(a, b);
                            td.n {
                                @if n > 0 { a href=(pair_query(a, b)) { (n) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn pair_query(source: &str, target: &str) -> String {
    format!("/events?actor={}&target={}", escape(source), escape(target))
}

/// The first characters of a name.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most - 1).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str, origins: u32, reprints: u32) -> ActivityRow {
        ActivityRow { day: day.into(), origins, reprints }
    }

    #[test]
    fn days_without_articles_are_there() {
        let bars = binned(&[on("2031-02-01", 1, 0), on("2031-02-04", 2, 3)]);
        let days: Vec<&str> = bars.iter().map(|b| b.0.as_str()).collect();
        assert_eq!(days, ["2031-02-01", "2031-02-02", "2031-02-03", "2031-02-04"]);
        assert_eq!((bars[1].1, bars[3].1, bars[3].2), (0, 2, 3));
    }

    #[test]
    fn long_times_are_summed_up() {
        let bars = binned(&[on("2021-02-01", 1, 0), on("2031-02-04", 2, 3)]);
        assert!(bars.len() <= MOST_BARS, "{}", bars.len());
        assert_eq!(bars.iter().map(|b| b.1).sum::<u32>(), 3);
    }

    #[test]
    fn the_map_is_drawn_near_to_its_dots() {
        let place = PlaceCount {
            name: "Lund".into(),
            lat: Some(55.7),
            lon: Some(13.2),
            country: Some("SWE".into()),
            precision: Some("city".into()),
            events: 1,
        };
        let (x, y) = project(55.7, 13.2);
        let (zoom, (left, top)) = window(&[(&place, x, y)]);
        assert_eq!(zoom, NEAREST);
        assert!(
            left < x && x < left + WIDTH / zoom && top < y && y < top + HEIGHT / zoom
        );
        assert_eq!(window(&[]), (1.0, (0.0, 0.0)));
    }

    #[test]
    fn a_country_is_no_dot() {
        let place = |precision: &str| PlaceCount {
            name: "Denmark".into(),
            lat: Some(56.0),
            lon: Some(10.0),
            country: Some("DNK".into()),
            precision: Some(precision.into()),
            events: 3,
        };
        let drawn = map(&[place("country")], false).into_string();
        assert!(drawn.contains("c-area") && !drawn.contains("c-dot"));
        assert!(map(&[place("city")], false).into_string().contains("c-dot"));
    }
}
