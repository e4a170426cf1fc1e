//! Who wrote it and from where: byline lines ("By Ada Lund in Narvik"), agency lines ("AP
//! Seoul", "IANS | 18 Jun, 2024") and datelines ("NARVIK, Norway (AP) —").

use std::sync::LazyLock;

use regex::Regex;

use crate::Span;

/// Most words of a name.
const NAME_WORDS: usize = 5;

/// Most words of a line that only says who wrote it.
const LINE_WORDS: usize = 22;

/// What a credit line names; spans count bytes of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Credit {
    pub(crate) people: Vec<Span>,
    /// The agency's words, and the name that they stand for.
    pub(crate) agency: Option<(Span, String)>,
    pub(crate) place: Option<Span>,
    /// Whether words of the line say that it is a byline ("By", "Written by").
    pub(crate) is_said: bool,
}

/// The agency that words name in full.
pub(crate) fn agency_named(words: &str) -> Option<&'static str> {
    static FORMS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
        let lines = include_str!("agencies.txt").lines().filter(|l| !l.starts_with('#'));
        let mut forms: Vec<(&str, &str)> = lines
            .flat_map(|line| {
                let mut parts = line.split('|');
                let name = parts.next().unwrap_or("");
                parts.map(move |form| (form, name))
            })
            .collect();
        forms.sort_unstable();
        forms
    });
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    let at = FORMS.binary_search_by_key(&words, |(form, _)| form).ok()?;
    Some(FORMS[at].1)
}

/// Whether words could be an agency that is not listed: an acronym, or "... News Agency".
fn agency_like(words: &str) -> bool {
    let is_acronym =
        (2..=5).contains(&words.len()) && words.bytes().all(|b| b.is_ascii_uppercase());
    is_acronym
        && !matches!(
            words,
            "BY" | "AM"
                | "PM"
                | "IST"
                | "UK"
                | "US"
                | "EU"
                | "UN"
                | "TV"
                | "ADS"
                | "AD"
                | "FAQ"
                | "RSS"
                | "HOME"
                | "MENU"
                | "NEWS"
                | "INDIA"
                | "LIVE"
                | "VIDEO"
                | "SHARE"
                | "PRINT"
                | "CLOSE"
                | "LOGIN"
                | "MORE"
                | "NEXT"
                | "PREV"
                | "OK"
                | "X"
                | "SEND"
                | "COPY"
                | "TOP"
                | "PHOTO"
                | "WATCH"
        )
        || words.ends_with("News Agency")
}

/// Reads a line as a credit; `None` where it holds other words. `is_top`: between headline
/// and body, where a bare name or a bare agency is a credit too.
pub(crate) fn of_line(line: &str, is_top: bool) -> Option<Credit> {
    let n_words = line.split_whitespace().count();
    if n_words > LINE_WORDS || n_words == 0 {
        return None;
    }
    let (from, is_said) = after_label(line);
    let rest = &line[from..];
    // What stands behind a bar or a dash is a date, an outlet or an address.
    let cut = rest
        .find(['|', '•', '·'])
        .or_else(|| rest.find(" - "))
        .or_else(|| rest.find(" – "))
        .or_else(|| rest.find(" — "))
        .unwrap_or(rest.len());
    let part = Span::new(from, from + cut).trim(line);
    let words = part.of(line);
    if let Some(credit) = agency_first(line, part, is_said, is_top) {
        return Some(credit);
    }
    if !is_said && (!is_top || n_words > NAME_WORDS + 3) {
        return None;
    }
    let people = people_in(line, part);
    if people.is_empty()
        || !is_said && people.len() * NAME_WORDS < words.split_whitespace().count()
    {
        return None;
    }
    Some(Credit { people, is_said, ..Credit::default() })
}

/// "AP Seoul", "IANS", "Reuters | London", "By The Associated Press".
fn agency_first(line: &str, part: Span, is_said: bool, is_top: bool) -> Option<Credit> {
    let words = part.of(line);
    if let Some(name) = agency_named(words) {
        let agency = Some((part, name.to_owned()));
        return (is_said || is_top).then(|| Credit {
            agency,
            is_said,
            ..Credit::default()
        });
    }
    if !is_top {
        return None;
    }
    let first = words.split_whitespace().next()?;
    let first = first.trim_end_matches([',', ':']);
    let span = Span::new(part.start as usize, part.start as usize + first.len());
    let name = agency_named(first).map(str::to_owned).or_else(|| {
        let whole = if words.ends_with("News Agency") { words } else { first };
        agency_like(whole).then(|| whole.to_owned())
    })?;
    let rest = Span::new(span.end as usize, part.end as usize).trim(line);
    let place = rest.of(line).trim_start_matches([',', ':', ' ']);
    let is_place = place.split_whitespace().count() <= 3
        && place.chars().next().is_some_and(char::is_uppercase)
        && place
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '’'))
        && place.chars().any(char::is_lowercase)
        && !place
            .split_whitespace()
            .any(|w| NOT_NAMES.contains(&w.to_lowercase().as_str()));
    if !place.is_empty() && !is_place {
        return None;
    }
    let at = part.end as usize - place.len();
    let place = is_place.then(|| Span::new(at, part.end as usize));
    Some(Credit { agency: Some((span, name)), place, is_said, people: Vec::new() })
}

/// Skips "By", "Written by", "Von": where the names begin, and whether there was one.
fn after_label(line: &str) -> (usize, bool) {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^\s*(?:(?:(?:written|reported|story|words|text|posted|published|article|analysis|compiled|authored|opinion|reviewed) by|by|von|par|por|di|door|av|af|von:|autore?:|author:|authors:|redaktion:|tekst:|text:|texte:|text und foto:|przez|autor:|текст:|автор:)[\s:]+)",
        )
        .expect("a constant pattern")
    });
    LABEL.find(line).map_or((0, false), |m| (m.end(), true))
}

/// The names of people in part of a line, joined by commas, "and" and their like.
pub(crate) fn people_in(line: &str, part: Span) -> Vec<Span> {
    static JOINT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\s*(?:,|;|/|&|\|)\s*(?:and\s)?|\s+(?:and|und|et|y|e|og|och|en|with|mit)\s+")
            .expect("a constant pattern")
    });
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|\s+)(?:in|at|from|for|aus|à|en|updated|published|on|posted)\s.*$|\s*[(<@\[].*$")
            .expect("a constant pattern")
    });
    let text = part.of(line);
    let start = part.start as usize;
    let mut out = Vec::new();
    let mut from = 0;
    let ends = JOINT.find_iter(text).map(|m| (m.start(), m.end()));
    for (end, next) in ends.chain([(text.len(), text.len())]) {
        let piece = &text[from.min(end)..end];
        let keep = TAIL.find(piece).map_or(piece.len(), |m| m.start());
        let span =
            Span::new(start + from.min(end), start + from.min(end) + keep).trim(line);
        let words = span.of(line);
        if is_person(words) {
            out.push(span);
        } else if out.is_empty() && !words.is_empty() {
            return out;
        }
        from = next;
    }
    out
}

/// Words that stand where names stand on pages, and are none.
const NOT_NAMES: &[&str] = &[
    "staff",
    "editor",
    "editorial",
    "reporter",
    "correspondent",
    "desk",
    "team",
    "bureau",
    "news",
    "newsroom",
    "agency",
    "agencies",
    "press",
    "admin",
    "share",
    "subscribe",
    "read",
    "more",
    "menu",
    "home",
    "sign",
    "log",
    "login",
    "contact",
    "about",
    "video",
    "photo",
    "photos",
    "updated",
    "published",
    "posted",
    "comments",
    "comment",
    "follow",
    "print",
    "email",
    "search",
    "sport",
    "sports",
    "world",
    "politics",
    "business",
    "opinion",
    "live",
    "latest",
    "the",
    "our",
    "all",
    "show",
    "view",
    "add",
    "save",
    "copy",
    "close",
    "next",
    "back",
    "click",
    "here",
    "now",
    "today",
    "redaktion",
    "redazione",
    "redacción",
    "redação",
    "rédaction",
    "redactie",
    "services",
    "service",
    "network",
    "media",
    "group",
    "company",
    "times",
    "post",
    "daily",
    "magazine",
    "tv",
    "online",
    "digital",
    "content",
    "writer",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "privacy",
    "policy",
    "terms",
    "advertisement",
    "minutes",
    "min",
    "skip",
    "main",
    "navigation",
    "top",
    "stories",
    "newsdesk",
    "newswire",
    "nachrichten",
];

/// Whether words look like the name of one person.
pub(crate) fn is_person(words: &str) -> bool {
    let n = words.split_whitespace().count();
    if !(2..=NAME_WORDS).contains(&n) || words.len() > 60 || agency_named(words).is_some()
    {
        return false;
    }
    let particle = |w: &str| {
        matches!(
            w,
            "de" | "da"
                | "do"
                | "dos"
                | "das"
                | "di"
                | "del"
                | "della"
                | "van"
                | "von"
                | "der"
                | "den"
                | "la"
                | "le"
                | "el"
                | "al"
                | "bin"
                | "ibn"
                | "ten"
                | "ter"
                | "af"
                | "av"
                | "y"
                | "e"
                | "zu"
                | "zum"
        )
    };
    let mut n_names = 0;
    for word in words.split_whitespace() {
        let bare = word.trim_matches(|c: char| matches!(c, '.' | ',' | '\'' | '’' | '"'));
        if NOT_NAMES.contains(&bare.to_lowercase().as_str()) {
            return false;
        }
        if particle(word) {
            continue;
        }
        let is_named =
            bare.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_ascii())
                && bare.chars().all(|c| {
                    c.is_alphabetic()
                        || matches!(c, '-' | '\'' | '’' | '.' | '‐')
                        || !c.is_ascii()
                });
        if !is_named {
            return false;
        }
        n_names += 1;
    }
    n_names >= 2
}

/// A dateline at the head of a body line: the span to cut, the place and the agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// From the line's start to the dash.
    pub(crate) span: Span,
    pub(crate) place: Option<Span>,
    pub(crate) agency: Option<(Span, String)>,
}

/// Finds the dateline that a line begins with.
pub(crate) fn dateline(line: &str) -> Option<Dateline> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        let day = r"(?:(?:\p{Lu}[\p{L}]{2,8}\.? \d{1,2}|\d{1,2}\.? \p{Lu}[\p{L}]{2,8}\.?)(?:,? \d{4})?)";
        Regex::new(&format!(
            r"^(?:(?P<place>\p{{Lu}}[\p{{L}}.'’\-]*(?: [\p{{L}}.'’\-]+){{0,3}}(?:(?:, ?|/)\p{{Lu}}[\p{{L}}.'’\-]*(?: [\p{{L}}.'’\-]+){{0,2}}){{0,2}}))?(?:,? (?P<day>{day}))?,?\s*(?:[(\[](?P<agency>[^()\[\]]{{2,40}})[)\]])?\s*(?P<mark>—|–|--|-|:|\.)\s*"
        ))
        .expect("a constant pattern")
    });
    let found = SHAPE.captures(line)?;
    let whole = found.get(0)?;
    let mark = found.name("mark")?.as_str();
    let place = found.name("place");
    let agency = found.name("agency");
    let named = agency.and_then(|a| {
        let words = a.as_str().split([',', '/']).next().unwrap_or("").trim();
        let name = agency_named(words)
            .map(str::to_owned)
            .or_else(|| agency_like(words).then(|| words.to_owned()))?;
        Some((Span::new(a.start(), a.start() + words.len()), name))
    });
    let is_shouted = place.is_some_and(|p| {
        let head = p.as_str().split([',', '/']).next().unwrap_or("");
        head.len() >= 4 && head.chars().all(|c| !c.is_lowercase())
    });
    let has_day = found.name("day").is_some();
    let spaced = line[whole.end()..].chars().next().is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '"' | '“' | '\'' | '‘' | '„' | '«')
    }) && line[..whole.end()].ends_with(char::is_whitespace)
        || matches!(mark, "—" | "–" | "--");
    let is_dash = matches!(mark, "—" | "–" | "--" | "-");
    let good = match (&named, is_shouted, has_day) {
        (Some(_), _, _) => is_dash || mark == ":",
        (None, true, _) => {
            is_dash || mark == ":" && place.is_some_and(|p| p.as_str().len() <= 30)
        }
        (None, false, true) => is_dash && place.is_some(),
        _ => false,
    };
    // The rest must be a sentence, not the tail of a title.
    let rest = line[whole.end()..].split_whitespace().count();
    (good && spaced && rest >= 4).then(|| Dateline {
        span: Span::new(0, whole.end()).trim(line),
        place: place.map(|p| Span::new(p.start(), p.end())),
        agency: named,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn credit(line: &str, is_top: bool, expected: &str) {
        let got = of_line(line, is_top).map_or("-".to_owned(), |c| {
            let people: Vec<&str> = c.people.iter().map(|s| s.of(line)).collect();
            let agency = c.agency.map_or(String::new(), |a| format!(" agency {}", a.1));
            let place = c.place.map_or(String::new(), |p| format!(" at {}", p.of(line)));
            format!("{}{agency}{place}", people.join("+"))
        });
        assert_eq!(got.trim(), expected, "{line}");
    }

    #[test]
    fn people_agencies_and_places_of_credit_lines() {
        credit("By Mette Kirkeby and Jonas Riis", false, "Mette Kirkeby+Jonas Riis");
        credit("By Ada Lund, Narvik Post", false, "Ada Lund");
        credit("Von Ada Lund in Narvik", false, "Ada Lund");
        credit("AP Narvik", true, "agency AP at Narvik");
        credit("SNA Frederikshavn", true, "agency SNA at Frederikshavn");
        credit("IANS | 18 Jun, 2024", true, "agency IANS");
        credit("By The Associated Press", false, "agency AP");
        credit("Ada Lund | alund@example.com", true, "Ada Lund");
        credit("Read More", true, "-");
        credit("SNA Newsdesk", true, "-");
        credit("By the time she came the ship was gone", false, "-");
        credit("Share This Article", true, "-");
    }

    #[track_caller]
    fn dated(line: &str, expected: &str) {
        let got = dateline(line).map_or("-".to_owned(), |d| {
            let place = d.place.map_or("", |p| p.of(line));
            let agency = d.agency.map_or(String::new(), |a| format!(" {}", a.1));
            format!("[{}] {place}{agency}", d.span.of(line))
        });
        assert_eq!(got, expected, "{line}");
    }

    #[test]
    fn datelines_at_the_head_of_a_paragraph() {
        dated("NARVIK (AP) — A tug sank on Monday.", "[NARVIK (AP) —] NARVIK AP");
        dated(
            "FREDERIKSHAVN, Denmark, Feb 11 (SNA) - A fire on the deck killed six.",
            "[FREDERIKSHAVN, Denmark, Feb 11 (SNA) -] FREDERIKSHAVN, Denmark SNA",
        );
        dated("NEW DELHI: The port was closed on Monday.", "[NEW DELHI:] NEW DELHI");
        dated(
            "Narvik (dpa) - Ein Schiff ist am Montag gesunken.",
            "[Narvik (dpa) -] Narvik dpa",
        );
        dated("(Reuters) - A tug sank off Narvik.", "[(Reuters) -]  Reuters");
        dated("The tug – which was new – sank on Monday.", "-");
        dated("Narvik: ein Schiff ist gesunken.", "-");
    }
}
