//! How values are written for people: dates, statuses, links to the live page.

use dateline_store::{ActorCell, EventRow};

use super::asked::escape;

/// The mark, word and class of a status or an outcome.
pub(super) fn status(status: &str) -> (&'static str, &'static str, &'static str) {
    match status {
        "happened" => ("✓", "happened", "good"),
        "ongoing" => ("…", "ongoing", "good"),
        "planned" => ("→", "planned", "ahead"),
        "forecast" => ("~", "forecast", "ahead"),
        "alleged" => ("?", "alleged", "doubt"),
        "denied" => ("✗", "denied", "bad"),
        "not_happened" => ("✗", "did not happen", "bad"),
        "hypothetical" => ("◦", "hypothetical", "doubt"),
        "demanded" => ("!", "demanded", "doubt"),
        "confirmed" => ("✓", "confirmed", "good"),
        "partly_confirmed" => ("±", "partly confirmed", "doubt"),
        "contradicted" => ("✗", "contradicted", "bad"),
        "lapsed" => ("◔", "lapsed", "doubt"),
        "open" => ("○", "open", "ahead"),
        _ => ("·", "unknown", "still"),
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `5 Sep 2023`, `Sep 2023`, `2023`, `5 Sep 2023, 06:49 +05:30`; anything else as it is.
pub(super) fn date(iso: &str) -> String {
    let (day, time) = iso.split_once('T').unwrap_or((iso, ""));
    let parts: Vec<&str> = day.split('-').collect();
    let month =
        |m: &str| m.parse().ok().and_then(|m: usize| MONTHS.get(m.wrapping_sub(1)));
    let out = match parts.as_slice() {
        [year, m, d] => match (month(m), d.parse::<u8>()) {
            (Some(month), Ok(d)) => format!("{d} {month} {year}"),
            _ => return iso.to_owned(),
        },
        [year, m] => match month(m) {
            Some(month) => format!("{month} {year}"),
            None => return iso.to_owned(),
        },
        _ => return iso.to_owned(),
    };
    match time.split_at_checked(5) {
        Some((clock, rest)) => {
            let zone = rest.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
            format!("{out}, {clock} {zone}").trim_end().to_owned()
        }
        None => out,
    }
}

/// The days of an event in words.
pub(super) fn when(event: &EventRow) -> String {
    if let Some(day) = &event.date {
        return match &event.end_date {
            Some(end) => format!("{} – {}", date(day), date(end)),
            None => date(day),
        };
    }
    let bounds = event.bounds.as_ref();
    let (after, before) = (
        bounds.and_then(|b| b.after.as_deref()),
        bounds.and_then(|b| b.before.as_deref()),
    );
    match (after, before) {
        (Some(after), Some(before)) => format!("{} – {}", date(after), date(before)),
        (Some(after), None) => format!("after {}", date(after)),
        (None, Some(before)) => format!("before {}", date(before)),
        (None, None) => "no date".to_owned(),
    }
}

/// `2 origins, 5 articles`.
pub(super) fn support(origins: u32, articles: u32) -> String {
    let origin = plural(u64::from(origins), "origin");
    if origins == articles {
        return origin;
    }
    format!("{origin}, {}", plural(u64::from(articles), "article"))
}

/// `1 claim`, `2 claims`, `3 stories`.
pub(super) fn plural(n: u64, word: &str) -> String {
    match (n, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) => format!("{} {stem}ies", grouped(n)),
        (_, None) => format!("{} {word}s", grouped(n)),
    }
}

/// `12,345`.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// What a filter finds an actor by: its identity where it has one.
pub(super) fn actor_query(actor: &ActorCell) -> String {
    let meant = actor.entity.as_deref().filter(|e| e.contains(':') && !e.contains(' '));
    format!("/actors/one?actor={}", escape(meant.unwrap_or(&actor.name)))
}

/// The live page at the words of a quote, by a text fragment. Long quotes are named by their
/// first and last words, as the fragment's specification advises.
pub(super) fn live(url: &str, quote: &str) -> Option<String> {
    // A saved page may give any address; only the web's own are links.
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return None;
    }
    let words: Vec<&str> = quote.split_whitespace().collect();
    let part = |words: &[&str]| escape(&words.join(" ")).replace('-', "%2D");
    let text = match words.len() {
        0 => return Some(url.to_owned()),
        1..=8 => part(&words),
        n => format!("{},{}", part(&words[..4]), part(&words[n - 4..])),
    };
    let bare = url.split('#').next().unwrap_or(url);
    Some(format!("{bare}#:~:text={text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_for_people() {
        assert_eq!(date("2023-09-05"), "5 Sep 2023");
        assert_eq!(date("2023-09"), "Sep 2023");
        assert_eq!(date("2023"), "2023");
        assert_eq!(date("2023-09-05T06:49:00+05:30"), "5 Sep 2023, 06:49 +05:30");
        assert_eq!(date("2023-09-05T06:49"), "5 Sep 2023, 06:49");
        assert_eq!(date("2023-13-40"), "2023-13-40");
    }

    #[test]
    fn numbers_for_people() {
        assert_eq!(plural(1, "story"), "1 story");
        assert_eq!(plural(12_345, "story"), "12,345 stories");
        assert_eq!(support(2, 5), "2 origins, 5 articles");
        assert_eq!(support(1, 1), "1 origin");
    }

    #[test]
    fn only_addresses_of_the_web_are_live() {
        assert_eq!(live("javascript:alert(1)", "x"), None);
        assert_eq!(
            live("https://a.example/b#c", "They met-up, in Lund"),
            Some("https://a.example/b#:~:text=They%20met%2Dup%2C%20in%20Lund".into())
        );
        let long = live("http://a.example/", "a b c d e f g h i j").expect("an address");
        assert!(long.ends_with("#:~:text=a%20b%20c%20d,g%20h%20i%20j"), "{long}");
    }
}
