//! Quotations that go on after their cue: further sentences, further paragraphs.

use super::quotes::Quote;
use super::view::{Draft, View};
use crate::Span;

/// Gives each quotation that no cue reached to the speech that it goes on with.
pub(super) fn extend(view: &View, drafts: &mut [Draft]) {
    for (i, quote) in view.quotes.iter().enumerate() {
        if drafts.iter().any(|d| d.content.iter().any(|c| c.contains(quote.span))) {
            continue;
        }
        if let Some(speech) = indirect(view, quote, drafts) {
            drafts[speech].content.push(to_end(view, quote.span));
            continue;
        }
        let Some(before) = i.checked_sub(1).map(|i| view.quotes[i]) else { continue };
        if !follows(view, quote, &before) && !is_paragraph(view, quote, &before) {
            continue;
        }
        // The outermost attribution that ends with the quotation before.
        let speech = drafts
            .iter_mut()
            .filter(|d| d.content.last().is_some_and(|c| c.end == before.span.end))
            .max_by_key(|d| d.content.iter().map(|c| c.len()).sum::<usize>());
        if let Some(speech) = speech {
            speech.content.push(quote.span);
        }
    }
}

/// "The pier was old, Okafor said. 'It had to go.'": a quotation that opens the sentence
/// after a report of plain speech, in the same paragraph, goes on with it.
fn indirect(view: &View, quote: &Quote, drafts: &[Draft]) -> Option<usize> {
    let text = view.text;
    let at = text.sentence_at(quote.span.start)?;
    let before = text.sentences.get((at.0 as usize).checked_sub(1)?)?;
    let here = text.sentence(at);
    let opens = here.span.start == quote.span.start;
    if !opens || before.paragraph != here.paragraph || quote.span.len() < SENTENCE {
        return None;
    }
    if drafts
        .iter()
        .any(|d| here.span.contains(d.cue[0]) && !quote.span.contains(d.cue[0]))
    {
        return None;
    }
    let size = |d: &Draft| d.content.iter().map(|c| c.len()).sum::<usize>();
    drafts
        .iter()
        .enumerate()
        .filter(|(_, d)| {
            before.span.contains(d.cue[0])
                && d.speaker.is_some()
                && view.lexicon.is_report(d.rule.0)
                && view.quote_over(d.cue[0]).is_none()
        })
        .max_by_key(|(_, d)| size(d))
        .map(|(i, _)| i)
}

/// A quotation of fewer letters is a word or two that somebody used, no sentence.
const SENTENCE: usize = 20;

/// A quotation that the sentence goes on from without quotation marks ("'... a tax' for
/// the rich.") is content to its end.
fn to_end(view: &View, quote: Span) -> Span {
    let end = view
        .text
        .sentence_at(quote.end.saturating_sub(1))
        .map_or(quote.end, |s| view.text.sentence(s).span.end);
    let stops = quote.of(view.source).trim_end_matches(['"', '”', '\'', '’']);
    if stops.ends_with(['.', '!', '?', ',']) {
        return quote;
    }
    view.trim(Span { start: quote.start, end: end.max(quote.end) })
}

/// Whether `quote` is the whole of the paragraph after that of `before`, which ends with
/// speech: then the same person speaks on.
fn is_paragraph(view: &View, quote: &Quote, before: &Quote) -> bool {
    let text = view.text;
    let Some(first) = text.sentence_at(quote.span.start) else { return false };
    let Some(last) = text.sentence_at(before.span.end.saturating_sub(1)) else {
        return false;
    };
    let in_paragraph = |i: u32| {
        text.sentences.get(i as usize).is_some_and(|s| s.paragraph == quote.paragraph)
    };
    let mut end = first.0;
    while in_paragraph(end + 1) {
        end += 1;
    }
    let whole = Span {
        start: text.sentence(first).span.start,
        end: text.sentences[end as usize].span.end,
    };
    // Between the two stands at most the clause of a cue.
    let near = first.0 <= last.0 + 1 || {
        let between = &text.sentences[last.0 as usize + 1..first.0 as usize];
        between.len() == 1 && between[0].span.len() < 40
    };
    quote.paragraph == before.paragraph + 1
        && !in_paragraph(first.0.wrapping_sub(1))
        && quote.span.start == whole.start
        && quote.span.end + 1 >= whole.end
        && near
}

/// Whether `quote` goes on with `before`: in the same paragraph with at most the cue's
/// clause between, or opened anew in the next.
fn follows(view: &View, quote: &Quote, before: &Quote) -> bool {
    if quote.continues {
        return true;
    }
    if quote.paragraph != before.paragraph {
        return false;
    }
    let text = view.text;
    let Some(sentence) = text.sentence_at(quote.span.start) else { return false };
    let from = text.sentence_at(before.span.end.saturating_sub(1));
    let opens = text.sentence(sentence).span.start == quote.span.start;
    opens && from.is_some_and(|f| sentence.0 <= f.0 + 1)
}
