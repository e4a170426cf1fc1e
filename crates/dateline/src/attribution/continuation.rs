//! Quotations that go on after their cue: further sentences, further paragraphs.

use super::quotes::Quote;
use super::view::{Draft, View};

/// Gives each quotation that no cue reached to the speech that it goes on with.
pub(super) fn extend(view: &View, drafts: &mut [Draft]) {
    for (i, quote) in view.quotes.iter().enumerate() {
        if drafts.iter().any(|d| d.content.iter().any(|c| c.overlaps(quote.span))) {
            continue;
        }
        let Some(before) = i.checked_sub(1).map(|i| view.quotes[i]) else { continue };
        if !follows(view, quote, &before) {
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
