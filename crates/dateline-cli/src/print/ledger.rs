//! The claims ledger: who said what would be, and what became of it.

use dateline::{Claim, Outcome};

use super::{
    report::{self, Report},
    style::{Style, Tone, one_line},
};

fn sign(outcome: Outcome) -> (char, Tone) {
    match outcome {
        Outcome::Confirmed => ('✓', Tone::Good),
        Outcome::PartlyConfirmed => ('±', Tone::Doubt),
        Outcome::Contradicted => ('✗', Tone::Bad),
        Outcome::Lapsed => ('⌛', Tone::Doubt),
        Outcome::Open => ('○', Tone::Ahead),
    }
}

/// The ledger by outcome, settled claims first. Of those of one outcome `shown` are printed
/// and the rest is counted.
pub(crate) fn section(report: &Report<'_>, style: &Style, shown: usize) -> String {
    let all = &report.dossier.claims.claims;
    let mut out = style.heading("Claims", &tally(all));
    if all.is_empty() {
        out.push_str("no claims were read\n");
    }
    for outcome in OUTCOMES {
        let mut claims: Vec<&Claim> =
            all.iter().filter(|claim| claim.outcome == outcome).collect();
        claims.sort_by_key(|claim| {
            (claim.made_on.is_none(), claim.made_on.map(|d| d.start), claim.id)
        });
        if claims.is_empty() {
            continue;
        }
        let (sign, tone) = sign(outcome);
        let title = format!("{sign} {}", name(outcome));
        out.push_str(&style.paint(tone, &title));
        out.push('\n');
        for claim in claims.iter().take(shown) {
            out.push_str(&one_claim(report, claim, style));
        }
        if claims.len() > shown {
            let more = format!("  and {} more\n", claims.len() - shown);
            out.push_str(&style.paint(Tone::Faint, &more));
        }
    }
    out
}

/// `3 confirmed, 1 lapsed, 12 open`.
fn tally(claims: &[Claim]) -> String {
    let of = |outcome| claims.iter().filter(|claim| claim.outcome == outcome).count();
    let parts = OUTCOMES.into_iter().map(|outcome| (of(outcome), name(outcome)));
    let parts = parts.filter(|(n, _)| *n > 0).map(|(n, name)| format!("{n} {name}"));
    parts.collect::<Vec<_>>().join(", ")
}

/// In the order in which they are shown.
const OUTCOMES: [Outcome; 5] = [
    Outcome::Contradicted,
    Outcome::PartlyConfirmed,
    Outcome::Confirmed,
    Outcome::Lapsed,
    Outcome::Open,
];

fn name(outcome: Outcome) -> String {
    outcome.name().replace('_', " ")
}

fn one_claim(report: &Report<'_>, claim: &Claim, style: &Style) -> String {
    const INDENT: usize = 4;
    let mut out = style.block(Tone::Quote, &quoted(&claim.statement), 2);
    let holder = claim.by.last().map(|name| format!(" by {}", one_line(name)));
    let mut facts = vec![format!("{}{}", claim.kind.name(), holder.unwrap_or_default())];
    facts.extend(claim.made_on.map(report::days));
    facts.extend(claim.due.map(|due| format!("due {}", report::days(due))));
    if claim.by.len() > 1 {
        let through: Vec<String> =
            claim.by[..claim.by.len() - 1].iter().map(|name| one_line(name)).collect();
        facts.push(format!("through {}", through.join(" › ")));
    }
    facts.push(report.pointers(&claim.evidence));
    out.push_str(&style.facts(Tone::Faint, &facts, INDENT));
    for turn in claim.history.iter().filter(|turn| turn.outcome != Outcome::Open) {
        let (sign, tone) = sign(turn.outcome);
        let on = turn.on.map(|on| format!("{}, ", report::day(on))).unwrap_or_default();
        let why = match turn.evidence {
            Some(citation) => {
                let words = quoted(&report.words(citation));
                format!("{words} {}", report.pointers(&[citation]))
            }
            None => one_line(&turn.because),
        };
        let line = format!("{sign} {on}{}: {why}", name(turn.outcome));
        out.push_str(&style.block(tone, &line, INDENT));
    }
    out
}

/// Words of a page in quotation marks, unless they stand in some already.
fn quoted(words: &str) -> String {
    let words = one_line(words);
    if words.starts_with(['"', '“', '‘', '\'']) {
        words
    } else {
        format!("“{words}”")
    }
}
