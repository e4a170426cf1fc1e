//! The cue lexicon: which words lift a content out of the writer's mouth, and how the
//! content hangs on them.

use std::collections::{BTreeMap, BTreeSet};

use super::Stance;
use crate::rules;

pub(super) const VERBS: &str = include_str!("verbs.rules");
pub(super) const NOUNS: &str = include_str!("nouns.rules");
pub(super) const WORDS: &str = include_str!("words.rules");

/// How the content of a verb may look.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Frames {
    /// A complement clause, or words in quotation marks.
    pub(super) clause: bool,
    /// Words in quotation marks only.
    pub(super) quote: bool,
    /// A noun phrase with what hangs on it.
    pub(super) object: bool,
    /// A noun phrase only with a predicate of its own ("see X as Y").
    pub(super) opinion: bool,
    /// An infinitive.
    pub(super) inf: bool,
    /// A plain report ("said that"), no opinion, wish or manner of speaking.
    pub(super) report: bool,
    /// The object is who speaks ("citing officials").
    pub(super) cite: bool,
    /// The object is who listens.
    pub(super) tell: bool,
    /// Beside a clause, the object is who listens, and in neither cue nor content.
    pub(super) addressee: bool,
    /// Only in the passive ("is believed to").
    pub(super) passive: bool,
    /// Only in the active.
    pub(super) active: bool,
}

/// A rule of the lexicon.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    /// Its id.
    pub(super) rule: &'static str,
    pub(super) stance: Stance,
    pub(super) frames: Frames,
    /// Prepositions that carry the second half of the object.
    pub(super) with: Vec<&'static str>,
}

/// All cues by their words.
pub(crate) struct Lexicon {
    cues: Vec<Cue>,
    verbs: BTreeMap<&'static str, Vec<usize>>,
    nouns: BTreeMap<&'static str, usize>,
    /// The first words of all entries.
    heads: BTreeSet<&'static str>,
    /// The lists of `words.rules` by name.
    lists: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// Verb forms that no ending explains, to their dictionary forms.
    irregular: BTreeMap<&'static str, &'static str>,
}

impl Lexicon {
    pub(crate) fn bundled() -> Self {
        let mut cues = Vec::new();
        let mut verbs: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        let mut nouns: BTreeMap<&'static str, usize> = BTreeMap::new();
        for record in rules::records(VERBS).into_iter().chain(rules::records(NOUNS)) {
            let words = |key: &str| record.get(key).unwrap_or("");
            let frames = words("frames");
            let has = |frame: &str| frames.split(' ').any(|f| f == frame);
            for verb in words("verbs").split(", ").filter(|v| !v.is_empty()) {
                let rules = verbs.entry(verb).or_default();
                if rules.last() != Some(&cues.len()) {
                    rules.push(cues.len());
                }
            }
            for noun in words("nouns").split(", ").filter(|n| !n.is_empty()) {
                nouns.entry(noun).or_insert(cues.len());
            }
            cues.push(Cue {
                rule: words("cue"),
                stance: Stance::of_name(words("stance")).unwrap_or(Stance::Asserts),
                frames: Frames {
                    clause: has("clause"),
                    quote: has("quote"),
                    object: has("object"),
                    opinion: has("opinion"),
                    inf: has("inf"),
                    report: has("report"),
                    cite: has("cite"),
                    tell: has("tell"),
                    addressee: has("addressee"),
                    passive: has("passive"),
                    active: has("active"),
                },
                with: words("with").split(' ').filter(|w| !w.is_empty()).collect(),
            });
        }
        let heads = verbs.keys().filter_map(|v| v.split(' ').next()).collect();
        let (lists, irregular) = word_lists();
        Self { cues, verbs, nouns, heads, lists, irregular }
    }

    /// Whether a list of `words.rules` holds a word.
    pub(super) fn is_listed(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|words| words.contains(word))
    }

    /// The rules of a verb, by lemma and perhaps a particle or preposition ("point out").
    pub(super) fn verb(&self, words: &str) -> impl Iterator<Item = &Cue> {
        self.verbs.get(words).into_iter().flatten().map(|&i| &self.cues[i])
    }

    /// The rule of a noun, by lemma.
    pub(super) fn noun(&self, lemma: &str) -> Option<&Cue> {
        self.nouns.get(lemma).map(|&i| &self.cues[i])
    }

    /// The dictionary form of a verb as written, where the lexicon knows it alone or with
    /// a particle; the tagger's own lemma where it does not.
    pub(super) fn base(&self, form: &str, lemma: &str) -> String {
        let form = form.to_lowercase();
        if let Some(base) = self.irregular.get(form.as_str()) {
            return (*base).to_owned();
        }
        let known = |w: &str| self.heads.contains(w);
        if known(&form) {
            return form;
        }
        for (suffix, ends) in SUFFIXES {
            let Some(stem) = form.strip_suffix(suffix) else { continue };
            for end in *ends {
                let word = format!("{stem}{end}");
                if known(&word) {
                    return word;
                }
            }
            // "referred", "rapping": the consonant is doubled.
            let mut letters = stem.char_indices().rev();
            if let (Some((at, last)), Some((_, twin))) = (letters.next(), letters.next())
                && last == twin
                && known(&stem[..at])
            {
                return stem[..at].to_owned();
            }
        }
        lemma.to_lowercase()
    }

    /// Whether a rule is of plain reports.
    pub(super) fn is_report(&self, rule: &str) -> bool {
        self.cues.iter().any(|c| c.rule == rule && c.frames.report)
    }

    /// Whether a lemma has any rule of its own.
    pub(super) fn is_verb(&self, lemma: &str) -> bool {
        self.verbs.contains_key(lemma)
    }
}

type Lists = BTreeMap<&'static str, BTreeSet<&'static str>>;

/// The lists of `words.rules`, and the forms of its irregular verbs.
fn word_lists() -> (Lists, BTreeMap<&'static str, &'static str>) {
    let mut lists = Lists::new();
    let mut irregular = BTreeMap::new();
    for record in rules::records(WORDS) {
        let Some(name) = record.get("list") else { continue };
        for entry in record.all("words").flat_map(|w| w.split(", ")) {
            if name == "irregular" {
                let mut forms = entry.split(' ');
                let Some(base) = forms.next() else { continue };
                for form in forms {
                    irregular.entry(form).or_insert(base);
                }
            } else {
                lists.entry(name).or_default().insert(entry);
            }
        }
    }
    (lists, irregular)
}

/// Endings of a form, and what its dictionary form may end in instead.
const SUFFIXES: &[(&str, &[&str])] = &[
    ("ies", &["y", "ie"]),
    ("ied", &["y", "ie"]),
    ("es", &["e", ""]),
    ("s", &[""]),
    ("ed", &["e", ""]),
    ("ing", &["", "e"]),
];
