//! Where the rules are silent: words that the network takes for a cue, with a content and a
//! source that it is as sure of in the same sentence.

use super::verbs::cover;
use super::view::{Draft, View};
use super::{RuleId, Stance};
use crate::{Sentence, Signals, TokenIdx, Upos};

/// How sure the network must be of the cue.
const CUE: f32 = 0.6;

/// How sure it must be of each word of content and source.
const ROLE: f32 = 0.5;

/// Fewest words of a content.
const CONTENT: usize = 2;

/// A run of tokens, first and one past the last.
type Run = std::ops::Range<u32>;

/// The attributions that only the network has seen.
pub(super) fn find(view: &View, drafts: &[Draft]) -> Vec<Draft> {
    let mut cued: Vec<u32> =
        drafts.iter().flat_map(|d| d.cue.iter()).map(|c| c.start).collect();
    cued.sort_unstable();
    view.text.sentences.iter().filter_map(|s| draft(view, s, &cued)).collect()
}

fn draft(view: &View, sentence: &Sentence, cued: &[u32]) -> Option<Draft> {
    // A sentence that the rules have read is read.
    let i = cued.partition_point(|&c| c < sentence.span.start);
    if cued.get(i).is_some_and(|&c| c < sentence.span.end) {
        return None;
    }
    let all = sentence.tokens.clone();
    let cue =
        runs(view, all.clone(), |s| s.cue[0] + s.cue[1] > CUE).into_iter().next()?;
    let first = TokenIdx(cue.start);
    let spoken = cue.clone().map(TokenIdx).any(|t| {
        matches!(view.token(t).upos, Upos::Verb | Upos::Noun | Upos::Adv | Upos::Adp)
    });
    if !spoken || view.quote_over(view.token(first).span).is_some() {
        return None;
    }
    let content = nearest(
        runs(view, all.clone(), |s| s.content[0] + s.content[1] > ROLE)
            .into_iter()
            .filter(|r| r.len() >= CONTENT && apart(r, &cue)),
        &cue,
    )?;
    let source = nearest(
        runs(view, all, |s| s.source[0] + s.source[1] > ROLE)
            .into_iter()
            .filter(|r| apart(r, &cue) && apart(r, &content)),
        &cue,
    )?;
    let words = |run: &Run| run.clone().map(TokenIdx).collect::<Vec<_>>();
    let speaker = words(&source).into_iter().find(|&t| {
        view.head(t).is_none_or(|h| !source.contains(&h.0)) && !view.is_punct(t)
    });
    let stances = &view.text.signals.get(cue.start as usize)?.stances;
    let best = (0..stances.len()).max_by(|&a, &b| stances[a].total_cmp(&stances[b]))?;
    let content = cover(view, &words(&content)).into_iter().map(|c| {
        let grown = view.quotes_on(c).fold(view.trim(c), |all, q| all.cover(q.span));
        if grown.overlaps(view.token(first).span) { view.trim(c) } else { grown }
    });
    Some(Draft {
        source: cover(view, &words(&source)),
        speaker,
        content: content.collect(),
        cue: cover(view, &words(&cue)),
        medium: None,
        after: None,
        stance: Stance::ALL[best],
        rule: RuleId("attribution/network"),
    })
}

fn apart(a: &Run, b: &Run) -> bool {
    a.end <= b.start || a.start >= b.end
}

/// Maximal runs of tokens that a signal holds for, one other token between allowed.
fn runs(view: &View, tokens: Run, holds: impl Fn(&Signals) -> bool) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for t in tokens {
        if !view.text.signals.get(t as usize).is_some_and(&holds) {
            continue;
        }
        match out.last_mut() {
            Some(run) if t <= run.end + 1 => run.end = t + 1,
            _ => out.push(t..t + 1),
        }
    }
    out
}

/// The run with the fewest tokens between it and another; the later one of two as near.
fn nearest(runs: impl Iterator<Item = Run>, to: &Run) -> Option<Run> {
    runs.min_by_key(|r| {
        let gap = if r.start >= to.end { r.start - to.end } else { to.start - r.end };
        (gap, std::cmp::Reverse(r.start))
    })
}
