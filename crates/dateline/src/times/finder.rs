//! The compiled rules, and the expressions that they find among the words of a zone.

use super::checks::{self, Check};
use super::lexicon::{Class, Lexicon};
use super::pattern::{Match, Pattern};
use super::words::{Shape, Word};
use crate::{RuleId, rules};

/// One compiled rule.
pub(super) struct Rule {
    pub(super) id: RuleId,
    patterns: Vec<Pattern>,
    pub(super) op: &'static str,
    /// The constant of the operation, as `PRESENT_REF`.
    pub(super) constant: Option<&'static str>,
    check: Option<Check>,
    guards: Vec<Guard>,
}

/// What must or must not stand beside an expression.
struct Guard {
    before_it: bool,
    wanted: bool,
    words: Vec<u16>,
    classes: Vec<Class>,
}

/// A rule and one of its patterns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    rule: u16,
    pattern: u16,
}

/// The rules with an index by first word.
pub(super) struct Rules {
    pub(super) lexicon: Lexicon,
    pub(super) rules: Vec<Rule>,
    by_word: Vec<Vec<Entry>>,
    at_digits: Vec<Entry>,
}

/// An expression: which rule, where, and what its classes read.
pub(super) struct Found {
    pub(super) rule: usize,
    pub(super) first: usize,
    pub(super) matched: Match,
}

impl Rules {
    /// Compiles the rule file.
    ///
    /// # Errors
    /// The line and what is wrong there.
    pub(super) fn read(
        lexicon: &'static str,
        file: &'static str,
    ) -> Result<Self, String> {
        let mut lexicon = Lexicon::read(lexicon);
        let mut macros: Vec<(&str, String)> = Vec::new();
        let mut rules = Vec::new();
        for record in rules::records(file) {
            let line = record.line;
            if let (Some(name), Some(body)) = (record.get("macro"), record.get("is")) {
                macros.push((name, expand(body, &macros)));
            } else if let Some(id) = record.get("rule") {
                let rule = compile(id, &record, &macros, &mut lexicon);
                rules.push(rule.map_err(|e| format!("line {line}: {e}"))?);
            }
        }
        let mut out = Self {
            by_word: vec![Vec::new(); lexicon.len()],
            at_digits: Vec::new(),
            lexicon,
            rules,
        };
        out.index();
        Ok(out)
    }

    fn index(&mut self) {
        for (at, rule) in self.rules.iter().enumerate() {
            for (n, pattern) in rule.patterns.iter().enumerate() {
                let entry = Entry { rule: at as u16, pattern: n as u16 };
                let first = pattern.first_words(&self.lexicon);
                for word in first.words {
                    self.by_word[word as usize].push(entry);
                }
                if first.digits {
                    self.at_digits.push(entry);
                }
            }
        }
        for list in self.by_word.iter_mut().chain([&mut self.at_digits]) {
            list.sort_unstable();
            list.dedup();
        }
    }

    /// The expressions among `words`, from left to right, not overlapping; of those that
    /// begin at one word the longest.
    pub(super) fn find(&self, context: &checks::Context<'_>) -> Vec<Found> {
        let words = context.words;
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.at(context, at) {
                Some(found) => {
                    at = found.matched.end;
                    out.push(found);
                }
                None => at += 1,
            }
        }
        out
    }

    fn at(&self, context: &checks::Context<'_>, at: usize) -> Option<Found> {
        let word = &context.words[at];
        let digits = matches!(word.shape, Shape::Digits | Shape::Decimal);
        let candidates =
            if digits { &self.at_digits } else { &self.by_word[word.id as usize] };
        if word.id == 0 && !digits {
            return None;
        }
        let mut best: Option<Found> = None;
        for &Entry { rule, pattern } in candidates {
            let known = &self.rules[rule as usize];
            let pattern = &known.patterns[pattern as usize];
            let Some(matched) = pattern.find(&self.lexicon, context.words, at) else {
                continue;
            };
            let longer = best.as_ref().is_none_or(|b| {
                (matched.end, matched.seen) > (b.matched.end, b.matched.seen)
            });
            if longer && self.holds(known, context, at, &matched) {
                best = Some(Found { rule: rule as usize, first: at, matched });
            }
        }
        best
    }

    fn holds(
        &self,
        rule: &Rule,
        context: &checks::Context<'_>,
        first: usize,
        matched: &Match,
    ) -> bool {
        let beside = |guard: &Guard| {
            let word = if guard.before_it {
                first.checked_sub(1).and_then(|at| context.words.get(at))
            } else {
                context.words.get(matched.end)
            };
            let met = word.is_some_and(|w| self.meets(w, guard));
            met == guard.wanted
        };
        rule.guards.iter().all(beside)
            && rule.check.is_none_or(|check| check(context, first, matched))
    }

    fn meets(&self, word: &Word, guard: &Guard) -> bool {
        (word.id != 0 && guard.words.contains(&word.id))
            || guard
                .classes
                .iter()
                .any(|class| self.lexicon.value(word.id, *class, word.capital).is_some())
    }
}

/// Puts the bodies of macros in place of `&NAME`.
fn expand(pattern: &str, macros: &[(&str, String)]) -> String {
    let mut out = pattern.to_owned();
    // Longest name first, so that no name is taken for the head of another.
    let mut known: Vec<&(&str, String)> = macros.iter().collect();
    known.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (name, body) in known {
        out = out.replace(&format!("&{name}"), body);
    }
    out
}

fn compile(
    id: &'static str,
    record: &rules::Record,
    macros: &[(&str, String)],
    lexicon: &mut Lexicon,
) -> Result<Rule, String> {
    let mut patterns = Vec::new();
    for source in record.all("pattern") {
        patterns.push(Pattern::compile(&expand(source, macros), lexicon)?);
    }
    let means = record.get("means").ok_or("no means:")?;
    let (op, rest) = means.split_once(' ').unwrap_or((means, ""));
    let check = match record.get("check") {
        Some(name) => {
            Some(checks::named(name).ok_or_else(|| format!("no check {name}"))?)
        }
        None => None,
    };
    let mut guards = Vec::new();
    for (key, before_it, wanted) in [
        ("after", true, true),
        ("not-after", true, false),
        ("before", false, true),
        ("not-before", false, false),
    ] {
        for list in record.all(key) {
            let mut guard =
                Guard { before_it, wanted, words: Vec::new(), classes: Vec::new() };
            for item in list.split_whitespace() {
                match item.strip_prefix('@') {
                    Some(name) => guard.classes.push(
                        lexicon.class(name).ok_or_else(|| format!("no class {name}"))?,
                    ),
                    None => guard.words.push(lexicon.add(item)),
                }
            }
            guards.push(guard);
        }
    }
    Ok(Rule {
        id: RuleId(id),
        patterns,
        op,
        constant: rest.strip_prefix("v="),
        check,
        guards,
    })
}
