//! Drafts -> attributions: which one holds which, and the chain from outermost to first
//! mouth.

use super::chain::{Memory, People};
use super::view::{Draft, View};
use super::{Attribution, AttributionIdx, Attributions};
use crate::{Article, Span};

/// Nests the drafts, which are in text order, and builds their chains.
/// The article's own publisher and agency are no links.
pub(super) fn arrange(
    view: &View,
    drafts: Vec<Draft>,
    people: &People,
    article: &Article,
) -> Attributions {
    let own_names: Vec<&str> = article
        .publisher
        .iter()
        .chain(&article.agency)
        .map(|a| a.value.as_str())
        .collect();
    let holders: Vec<Option<usize>> =
        (0..drafts.len()).map(|i| holder(&drafts, i)).collect();
    let mut memory = Memory::default();
    let mut own = Vec::new();
    for draft in &drafts {
        let links = people.links(view, draft, &memory);
        memory.note(view, draft, &links);
        own.push(links);
    }
    let mut out = Attributions::default();
    for (i, draft) in drafts.into_iter().enumerate() {
        let mut chain = Vec::new();
        let mut path = vec![i];
        while let Some(up) = holders[path[path.len() - 1]] {
            if path.contains(&up) {
                break;
            }
            path.push(up);
        }
        for &link_of in path.iter().rev() {
            chain.extend(own[link_of].iter().cloned());
        }
        chain.retain(|link| !own_names.contains(&link.name.as_str()));
        chain.dedup_by(|a, b| a.name == b.name);
        let direct = draft.content.iter().all(|c| is_direct(view, *c));
        out.attributions.push(Attribution {
            source: draft.source,
            cue: draft.cue,
            content: draft.content,
            direct,
            stance: draft.stance,
            chain,
            outer: holders[i].map(|h| AttributionIdx(h as u32)),
            rule: draft.rule,
        });
    }
    out
}

/// The smallest draft whose content holds the cue of draft `i`.
fn holder(drafts: &[Draft], i: usize) -> Option<usize> {
    let cue = drafts[i].cue[0];
    let size = |d: &Draft| d.content.iter().map(|c| c.len()).sum::<usize>();
    drafts
        .iter()
        .enumerate()
        .filter(|(j, d)| *j != i && d.content.iter().any(|c| c.contains(cue)))
        .min_by_key(|(j, d)| (size(d), *j))
        .map(|(j, _)| j)
}

/// Whether a piece stands in quotation marks as a whole.
fn is_direct(view: &View, piece: Span) -> bool {
    view.quotes.iter().any(|q| {
        let words = view.trim(piece);
        q.span.start <= words.start && words.end <= q.span.end + 1
    })
}
