//! The event lexicon: rules as records of text, compiled once into a table of word forms.

use std::collections::BTreeMap;

use crate::rules::{Record, records};
use crate::{EventType, Role, RuleId, Status};

use super::morph;

/// What kind of word a trigger is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum WordClass {
    Verb,
    Noun,
    Adjective,
    /// "must": what somebody demands of somebody.
    Modal,
}

/// One alternative of a condition: any word, a word, or a kind of name.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    Any,
    Word(&'static str),
    Class(&'static str),
}

/// Where a condition looks, and for what.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    /// "subj", "obj", "prep", "prep:for", "mod", "of", "head", "sent", "comp", "xcomp", "any".
    pub(super) place: &'static str,
    pub(super) wanted: Vec<Wanted>,
}

/// What the arguments of a trigger are to the event.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub(super) subj: Option<Role>,
    pub(super) obj: Option<Role>,
    /// Possessors and names before a noun.
    pub(super) poss: Option<Role>,
    /// By preposition; `None` closes one that the frame opens.
    pub(super) preps: BTreeMap<&'static str, Option<Role>>,
    /// Only people and the like are the source.
    pub(super) animate_subj: bool,
    /// The object is what is given: a target only where nobody receives it.
    pub(super) gives: bool,
}

/// One rule: a group of words that behave alike.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: RuleId,
    pub(super) kind: EventType,
    pub(super) cameo: Option<&'static str>,
    pub(super) frame: Frame,
    pub(super) needs: Vec<Condition>,
    pub(super) unless: Vec<Condition>,
    /// A status that the words themselves give.
    pub(super) status: Option<Status>,
}

/// A form of a word or of several, and the rule it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) rule: u32,
    pub(super) class: WordClass,
    /// Further words after the first.
    pub(super) rest: Box<[Box<str>]>,
    /// The words as the lexicon lists them.
    pub(super) lemma: &'static str,
}

/// All rules, and the table from first word forms to entries.
pub(crate) struct Knowledge {
    pub(super) rules: Vec<Rule>,
    pub(super) classes: BTreeMap<&'static str, Vec<&'static str>>,
    pub(super) cues: BTreeMap<&'static str, Vec<&'static str>>,
    /// One rule a type, in the order of [`EventType::ALL`], for verbs that no record lists
    /// and that the network takes for events.
    pub(super) unlisted: Vec<Rule>,
    forms: BTreeMap<Box<str>, Vec<Entry>>,
    /// Verb forms to their dictionary forms, for verbs of the lexicon and the cues.
    bases: BTreeMap<Box<str>, &'static str>,
}

/// Parts that stay joined by their hyphen in the tokens.
const JOINED: &[&str] =
    &["e", "co", "re", "pre", "un", "anti", "non", "ex", "mid", "multi", "counter"];

impl Knowledge {
    /// Compiles the lexicon inside the binary.
    pub(crate) fn bundled() -> Self {
        let mut out = Self {
            rules: Vec::new(),
            classes: word_lists(dateline_data::EVENT_CLASSES, "class"),
            cues: word_lists(dateline_data::EVENT_CUES, "cue"),
            unlisted: EventType::ALL.iter().map(|&kind| unlisted(kind)).collect(),
            forms: BTreeMap::new(),
            bases: BTreeMap::new(),
        };
        for file in dateline_data::EVENT_RULES {
            for record in records(file) {
                if let Some(rule) = rule_of(&record) {
                    out.rules.push(rule);
                    out.index(&record);
                }
            }
        }
        let cues: Vec<&'static str> = out.cues.values().flatten().copied().collect();
        for word in cues {
            out.add_base(word);
        }
        for entries in out.forms.values_mut() {
            let rules = &out.rules;
            entries.sort_by_key(|e| {
                let open = rules[e.rule as usize].needs.is_empty();
                (std::cmp::Reverse(e.rest.len()), open, e.rule)
            });
        }
        out
    }

    /// Entries whose first word has this form (lower case), longest and narrowest first.
    pub(super) fn entries(&self, form: &str) -> &[Entry] {
        self.forms.get(form).map_or(&[], Vec::as_slice)
    }

    /// Whether a list of cues holds a word.
    pub(super) fn is_cue(&self, list: &str, word: &str) -> bool {
        self.cues.get(list).is_some_and(|words| words.binary_search(&word).is_ok())
    }

    /// Whether a class holds a word.
    pub(super) fn is_in(&self, class: &str, word: &str) -> bool {
        self.classes.get(class).is_some_and(|words| words.binary_search(&word).is_ok())
    }

    /// The dictionary form of a verb form, where the lexicon knows it.
    pub(super) fn base(&self, form: &str) -> Option<&'static str> {
        self.bases.get(form).copied()
    }

    /// A form of two verbs ("found") goes to the one listed first.
    fn add_base(&mut self, verb: &'static str) {
        for form in morph::verb(verb) {
            self.bases.entry(form.into_boxed_str()).or_insert(verb);
        }
    }

    fn index(&mut self, record: &Record) {
        let rule = self.rules.len() as u32 - 1;
        for (key, class) in [
            ("verbs", WordClass::Verb),
            ("nouns", WordClass::Noun),
            ("adjectives", WordClass::Adjective),
            ("modals", WordClass::Modal),
        ] {
            for lemma in record.all(key).flat_map(|v| v.split(',')).map(str::trim) {
                if class == WordClass::Verb {
                    if let Some(verb) = lemma.split(' ').next() {
                        self.add_base(verb);
                    }
                }
                for words in word_forms(lemma, class) {
                    let mut words = words.into_iter();
                    let Some(first) = words.next() else { continue };
                    self.forms.entry(first.into_boxed_str()).or_default().push(Entry {
                        rule,
                        class,
                        rest: words.map(String::into_boxed_str).collect(),
                        lemma,
                    });
                }
            }
        }
    }
}

/// All forms of a listed word or group of words, as the tokens that they become.
fn word_forms(lemma: &'static str, class: WordClass) -> Vec<Vec<String>> {
    let words: Vec<&str> = lemma.split(' ').filter(|w| !w.is_empty()).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return Vec::new();
    };
    let at = match class {
        WordClass::Verb => 0,
        _ => words.len() - 1,
    };
    let forms = match class {
        WordClass::Verb => morph::verb(first),
        WordClass::Noun => morph::noun(last),
        WordClass::Adjective | WordClass::Modal => vec![(*last).to_owned()],
    };
    let mut out = Vec::new();
    for form in forms {
        let mut whole = Vec::new();
        let mut split = Vec::new();
        for (i, word) in words.iter().enumerate() {
            let word = if i == at { form.as_str() } else { word };
            whole.push(word.to_owned());
            split.extend(hyphen_parts(word));
        }
        if split != whole {
            out.push(split);
        }
        out.push(whole);
    }
    out
}

/// `cease-fire` as the tokens that it becomes: `cease`, `-`, `fire`.
fn hyphen_parts(word: &str) -> Vec<String> {
    match word.split_once('-') {
        Some((a, b)) if !JOINED.contains(&a) && !b.is_empty() => {
            let mut out = vec![a.to_owned(), "-".to_owned()];
            out.extend(hyphen_parts(b));
            out
        }
        _ => vec![word.to_owned()],
    }
}

/// The name of the rules below.
pub(super) const UNLISTED: RuleId = RuleId("network/verb");

/// The rule of a verb that only the network knows for an event.
fn unlisted(kind: EventType) -> Rule {
    let frame = match kind {
        EventType::Consult | EventType::Agree => "mutual",
        EventType::Casualty => "suffer",
        EventType::Health => "participate",
        EventType::Disaster => "affect",
        _ => "act",
    };
    Rule {
        id: UNLISTED,
        kind,
        cameo: None,
        frame: frame_of(frame),
        needs: Vec::new(),
        unless: Vec::new(),
        status: None,
    }
}

fn word_lists(
    file: &'static str,
    name: &str,
) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut out: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for record in records(file) {
        let Some(key) = record.get(name) else { continue };
        let words: &mut Vec<&'static str> = out.entry(key).or_default();
        words.extend(record.all("words").flat_map(|v| v.split(',')).map(str::trim));
        words.sort_unstable();
        words.dedup();
    }
    out
}

fn role_of(name: &str) -> Option<Role> {
    Role::of(name)
}

/// The prepositions that a rule may give a role.
pub(super) const PREPOSITIONS: &[&str] = &[
    "about", "against", "among", "as", "at", "between", "by", "for", "from", "in",
    "into", "along", "of", "on", "over", "to", "toward", "towards", "upon", "with",
    "near", "across", "out", "than",
];

fn rule_of(record: &Record) -> Option<Rule> {
    let id = record.get("rule")?;
    let kind = EventType::of(record.get("type")?)?;
    let mut frame = frame_of(record.get("frame").unwrap_or("act"));
    for (key, place) in
        [("subj", &mut frame.subj), ("obj", &mut frame.obj), ("poss", &mut frame.poss)]
    {
        if let Some(value) = record.get(key) {
            *place = role_of(value);
        }
    }
    for &prep in PREPOSITIONS {
        if let Some(value) = record.get(prep) {
            frame.preps.insert(prep, role_of(value));
        }
    }
    Some(Rule {
        id: RuleId(id),
        kind,
        cameo: record.get("cameo").filter(|c| *c != "none"),
        frame,
        needs: record.all("need").filter_map(condition).collect(),
        unless: record.all("unless").filter_map(condition).collect(),
        status: record.get("status").and_then(Status::of),
    })
}

/// Reads `obj=@law|budget`.
fn condition(text: &'static str) -> Option<Condition> {
    let (place, wanted) = text.split_once('=')?;
    let wanted = wanted
        .split('|')
        .map(|w| match w.strip_prefix('@') {
            Some(class) => Wanted::Class(class),
            None if w == "*" => Wanted::Any,
            None => Wanted::Word(w),
        })
        .collect();
    Some(Condition { place, wanted })
}

/// The frames that the records name. What each means stands in the lexicon's README.
fn frame_of(name: &str) -> Frame {
    let (source, target, both) =
        (Some(Role::Source), Some(Role::Target), Some(Role::Participant));
    let preps = |list: &[(&'static str, Option<Role>)]| list.iter().copied().collect();
    let base = Frame::default();
    match name {
        "mutual" => Frame {
            subj: both,
            obj: both,
            poss: both,
            preps: preps(&[
                ("with", both),
                ("between", both),
                ("of", both),
                ("by", both),
            ]),
            ..base
        },
        "give" => Frame {
            subj: source,
            obj: target,
            poss: source,
            preps: preps(&[
                ("to", target),
                ("for", target),
                ("by", source),
                ("with", target),
            ]),
            gives: true,
            ..base
        },
        "suffer" => Frame { subj: target, obj: target, poss: target, ..base },
        "hurt" => Frame { subj: source, obj: target, animate_subj: true, ..base },
        "affected" => Frame { obj: target, ..base },
        "affect" => Frame { subj: target, obj: target, poss: target, ..base },
        "participate" => Frame { subj: both, obj: both, poss: both, ..base },
        "move" => Frame { subj: source, poss: source, ..base },
        "happen" => base,
        _ => Frame {
            subj: source,
            obj: target,
            poss: source,
            preps: preps(&[("by", source), ("against", target)]),
            ..base
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys of a record that are not prepositions.
    const KEYS: &[&str] = &[
        "rule",
        "type",
        "cameo",
        "verbs",
        "nouns",
        "adjectives",
        "modals",
        "frame",
        "need",
        "unless",
        "status",
        "example",
        "not",
        "subj",
        "obj",
        "poss",
    ];

    /// Every record is well formed: known keys, type, frame, classes, prepositions; a CAMEO
    /// code only where the type is political; an example with its word marked.
    #[test]
    fn records_are_well_formed() {
        let kit = Knowledge::bundled();
        let mut ids = Vec::new();
        for record in dateline_data::EVENT_RULES.iter().flat_map(|f| records(f)) {
            let id = record.get("rule").expect("a rule has a name");
            assert!(!ids.contains(&id), "{id} twice");
            ids.push(id);
            assert!(EventType::of(record.get("type").unwrap_or("")).is_some(), "{id}");
            for key in record.keys() {
                assert!(
                    KEYS.contains(&key) || PREPOSITIONS.contains(&key),
                    "{id}: {key}"
                );
            }
            let example =
                record.get("example").unwrap_or_else(|| panic!("{id}: example"));
            assert!(example.contains('[') && example.contains(']'), "{id}: {example}");
        }
        assert_eq!(ids.len(), kit.rules.len());
        for rule in &kit.rules {
            for c in rule.needs.iter().chain(&rule.unless) {
                for w in &c.wanted {
                    if let Wanted::Class(class) = w {
                        let known = kit.classes.contains_key(class)
                            || matches!(*class, "country" | "org" | "national");
                        assert!(known, "{}: @{class}", rule.id.0);
                    }
                }
            }
        }
    }

    #[test]
    fn hyphens_become_tokens() {
        let forms = word_forms("cease-fire", WordClass::Noun);
        assert!(forms.contains(&vec!["cease".into(), "-".into(), "fires".into()]));
        assert!(
            word_forms("re-elect", WordClass::Verb).contains(&vec!["re-elected".into()])
        );
    }
}
