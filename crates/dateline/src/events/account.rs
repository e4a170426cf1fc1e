//! How a status came about, told again for `why`.

use crate::{AttributionIdx, Span, Status};

use super::args::View;
use super::lexicon::WordClass;
use super::nouns::noun;
use super::status::{by_stance, judge, predicate, with_particle};
use super::triggers::Trigger;

/// How a status came about.
pub(super) struct Account {
    /// What was found, in the order in which it weighs.
    pub(super) steps: Vec<String>,
    /// The words that say so: the trigger, its auxiliaries, its governor, the cue.
    pub(super) words: Vec<Span>,
    /// What the clause alone would give, where something else decided.
    pub(super) alone: Option<Status>,
}

/// The lists of words that give what they govern a status.
const GOVERNORS: &[(&str, &str)] = &[
    ("fails", "keeps it from happening"),
    ("demands", "asks for it"),
    ("intends", "intends it"),
    ("expects", "expects it"),
    ("alleges", "alleges it"),
    ("denies", "denies it"),
    ("supposes", "supposes it"),
    ("announces", "announces it"),
];

/// Tells again how [`judge`] and the calendar came to `found`.
pub(super) fn account(
    view: &View<'_>,
    trigger: &Trigger<'_>,
    attribution: Option<AttributionIdx>,
    found: Status,
) -> Account {
    let verdict = judge(view, trigger, attribution).status;
    let by_tree = match trigger.class {
        WordClass::Noun => noun(view, trigger.at),
        _ => predicate(view, trigger.at, 0),
    };
    let mut words = vec![trigger.span];
    let mut steps = Vec::new();
    for d in view.children(trigger.at) {
        let form = view.form(d).to_lowercase();
        let negates = matches!(&*form, "not" | "n't" | "never" | "no" | "without");
        let marks = view.rel(d) == "mark";
        if matches!(view.base_rel(d), "aux" | "cop") || negates || marks {
            words.push(view.token(d).span);
        }
    }
    steps.push(format!("the clause says {}", by_tree.name()));
    if let Some(head) = view.token(trigger.at).head {
        let lemma = with_particle(view, head);
        let lists = GOVERNORS.iter().find(|(list, _)| view.lexicon.is_cue(list, &lemma));
        if let Some((_, does)) = lists.filter(|_| by_tree != Status::Happened) {
            words.push(view.token(head).span);
            steps.push(format!("\"{}\" above it {does}", view.form(head)));
        }
    }
    if verdict != by_tree {
        let said = attribution.map(|a| view.context.attributions.get(a));
        match said.filter(|s| by_stance(by_tree, Some(s.stance)) == verdict) {
            Some(said) => {
                words.extend(&said.cue);
                steps.push(format!("whoever says so {} it", said.stance.name()));
            }
            None => steps.push("its kind, or who vouches for it, decides".to_owned()),
        }
    }
    if found != verdict {
        let last = match found {
            Status::Planned => "its date lies after publication",
            Status::Ongoing => "such a thing lasts until the text ends it",
            _ => "to say that one will not is a refusal, and that happened",
        };
        steps.push(last.to_owned());
    }
    words.sort_unstable_by_key(|s| (s.start, s.end));
    words.dedup();
    Account { steps, words, alone: (by_tree != found).then_some(by_tree) }
}
