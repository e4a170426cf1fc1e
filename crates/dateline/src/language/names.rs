//! Names by their shape alone, until the network has found them: runs of capitalised words
//! inside a sentence. Says little and nothing subtle.

use crate::{NameClass, Span, Text, TokenIdx};

use super::NameSpan;

/// Words that make a name an organisation's when it ends with them.
const ORG_ENDINGS: &[&str] = &[
    "agency",
    "party",
    "ministry",
    "council",
    "committee",
    "court",
    "commission",
    "union",
    "bank",
    "university",
    "inc.",
    "ltd.",
    "corp.",
    "company",
    "group",
    "association",
    "institute",
    "department",
    "office",
    "service",
    "board",
    "authority",
    "police",
    "army",
    "navy",
    "parliament",
    "senate",
    "congress",
    "government",
    "times",
    "post",
    "news",
    "nations",
    "federation",
    "organization",
    "organisation",
    "house",
];

/// Words before a name that make it a person's.
const PERSON_TITLES: &[&str] = &[
    "mr.",
    "mrs.",
    "ms.",
    "dr.",
    "president",
    "minister",
    "senator",
    "governor",
    "leader",
    "chancellor",
    "secretary",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "judge",
    "general",
    "king",
    "queen",
    "prince",
    "pope",
    "director",
    "chief",
    "mayor",
    "professor",
    "aide",
];

/// Runs of capitalised words; the first word of a sentence counts only inside a longer run.
pub(super) fn by_shape(text: &str, analysed: &Text) -> Vec<NameSpan> {
    let mut out = Vec::new();
    for sentence in &analysed.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let mut end = at;
            while end < sentence.tokens.end && is_capitalised(word(text, analysed, end)) {
                end += 1;
            }
            let first_only = at == sentence.tokens.start && end == at + 1;
            if end > at && !first_only {
                push(text, analysed, at..end, &mut out);
            }
            at = end.max(at + 1);
        }
    }
    out
}

fn word<'t>(text: &'t str, analysed: &Text, idx: u32) -> &'t str {
    analysed.token(TokenIdx(idx)).span.of(text)
}

fn is_capitalised(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && (word.len() > 1)
}

/// Adds a name without leading articles and titles, unless it is nothing else.
fn push(text: &str, analysed: &Text, run: std::ops::Range<u32>, out: &mut Vec<NameSpan>) {
    let lower = |idx: u32| word(text, analysed, idx).to_lowercase();
    let mut start = run.start;
    let mut titled = start > 0 && PERSON_TITLES.contains(&lower(start - 1).as_str());
    while start < run.end {
        let first = lower(start);
        let title = PERSON_TITLES.contains(&first.as_str());
        if !title && !matches!(first.as_str(), "the" | "a" | "an" | "in" | "on" | "but") {
            break;
        }
        titled |= title;
        start += 1;
    }
    if start == run.end {
        return;
    }
    let last = lower(run.end - 1);
    let class = if titled {
        NameClass::Per
    } else if ORG_ENDINGS.contains(&last.as_str()) || lower(start).to_uppercase() == last
    {
        NameClass::Org
    } else if run.end - start >= 2 {
        NameClass::Per
    } else {
        NameClass::Loc
    };
    let first = analysed.token(TokenIdx(start)).span;
    let span: Span = first.cover(analysed.token(TokenIdx(run.end - 1)).span);
    out.push(NameSpan { span, tokens: start..run.end, class });
}
