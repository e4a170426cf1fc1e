//! Verbs as cues: who is their subject, what do they lift out.

use super::lexicon::Cue;
use super::view::{Draft, View, is};
use super::{RuleId, Stance};
use crate::{NameClass, Span, TokenIdx, Upos};

/// The attributions of all verbs of the text.
pub(super) fn find(view: &View) -> Vec<Draft> {
    (0..view.text.tokens.len() as u32)
        .map(TokenIdx)
        .filter(|&t| {
            matches!(view.token(t).upos, Upos::Verb | Upos::Aux)
                || view.token(t).upos == Upos::Adj && view.child(t, "cop").is_some()
        })
        .filter_map(|t| draft(view, t))
        .collect()
}

/// A verb with the words around it that decide what it takes.
pub(super) struct Site<'a, 'v> {
    pub(super) view: &'a View<'v>,
    pub(super) verb: TokenIdx,
    /// The preposition or particle of its lexicon entry.
    pub(super) extra: Option<TokenIdx>,
    /// What the preposition governs.
    pub(super) governed: Option<TokenIdx>,
    pub(super) passive: bool,
}

fn draft(view: &View, verb: TokenIdx) -> Option<Draft> {
    let passive = view.child(verb, "nsubj:pass").is_some()
        || view.child(verb, "aux:pass").is_some()
        || view.child(verb, "csubj:pass").is_some();
    sites(view, verb, passive)
        .into_iter()
        .find_map(|(key, site)| view.lexicon.verb(&key).find_map(|cue| site.draft(cue)))
}

/// The readings of a verb, the longest lexicon entry first.
fn sites<'a, 'v>(
    view: &'a View<'v>,
    verb: TokenIdx,
    passive: bool,
) -> Vec<(String, Site<'a, 'v>)> {
    let lemma = view.base(verb);
    let mut out = Vec::new();
    let mut add = |key: String, extra, governed| {
        out.push((key, Site { view, verb, extra, governed, passive }));
    };
    let particle = view.child(verb, "compound:prt");
    let stem = particle
        .map_or(lemma.clone(), |p| format!("{lemma} {}", view.word(p).to_lowercase()));
    for obl in view.children(verb, "obl").chain(view.children(verb, "advcl")) {
        let case = view.case(obl);
        let relative = view.lemma(obl).starts_with("wh");
        if !case.is_empty() && (obl > verb || relative) && !temporal(view, obl) {
            let preposition = view.child(obl, "case").or_else(|| view.child(obl, "mark"));
            add(format!("{stem} {case}"), preposition, Some(obl));
        }
    }
    if particle.is_some() {
        add(stem, particle, None);
    } else {
        add(lemma, None, None);
    }
    out
}

impl Site<'_, '_> {
    fn draft(&self, cue: &Cue) -> Option<Draft> {
        let view = self.view;
        let voice = if self.passive { cue.frames.active } else { cue.frames.passive };
        if self.unspoken() || voice {
            return None;
        }
        if cue.frames.cite {
            return self.cited(cue);
        }
        let subject = self.subject();
        let speaker = subject.named(view);
        if !self.credible(cue, speaker) {
            return None;
        }
        let mut taken = self.cue_tokens();
        taken.extend(&subject.light);
        let mut medium = None;
        if cue.frames.tell {
            let listener = self.listener();
            if let Some(listener) = listener {
                let clause = self.stray_clause().map(|c| view.text.subtree(c));
                let mut words = view.text.subtree(listener);
                words.retain(|t| {
                    clause.as_ref().is_none_or(|c| c.binary_search(t).is_err())
                });
                taken.extend(words);
                medium = Some(listener);
            } else if let Some(name) = self.name_after() {
                medium = name.last().copied();
                taken.extend(name);
            }
        }
        if let Some((tokens, place)) = self.setting() {
            taken.extend(tokens);
            medium = medium.or(Some(place));
        }
        let source = self.source_words(&subject);
        let content = self.content(cue, &taken, &source)?;
        taken.retain(|t| !source.contains(t));
        taken.sort_unstable();
        taken.dedup();
        let cue_spans = view.runs(&taken);
        Some(Draft {
            source: cover(view, &source),
            speaker,
            cue: if cue_spans.is_empty() {
                vec![view.token(self.verb).span]
            } else {
                cue_spans
            },
            medium,
            after: subject.via,
            content,
            stance: self.stance(cue, speaker),
            rule: RuleId(cue.rule),
        })
    }

    /// "to attack them", "would say": an infinitive is a wish or a plan, unless the verb
    /// above only says that the saying goes on ("went on to say").
    fn unspoken(&self) -> bool {
        let view = self.view;
        view.children(self.verb, "mark").any(|m| view.word(m).eq_ignore_ascii_case("to"))
            && self.light_verb().is_none()
    }

    /// The verb above an infinitive, where it adds nothing ("went on to say").
    fn light_verb(&self) -> Option<TokenIdx> {
        const LIGHT: &[&str] = &[
            "went",
            "go",
            "goes",
            "going",
            "continue",
            "continued",
            "continues",
            "proceeded",
            "came",
            "began",
            "took",
            "used",
            "rushed",
        ];
        let view = self.view;
        let head = view.head(self.verb)?;
        let marked = view.token(self.verb).xpos == "VBG"
            || view
                .children(self.verb, "mark")
                .any(|m| view.word(m).eq_ignore_ascii_case("to"));
        let fits = matches!(view.rel(self.verb), "xcomp" | "advcl")
            && marked
            && LIGHT.contains(&view.word(head).to_lowercase().as_str())
            && head < self.verb
            && self.verb.0 - head.0 < 8;
        fits.then_some(head)
    }

    /// Within somebody else's words only plain reports count: what "I think" and "they
    /// want" in a quotation is the speaker's own manner of speaking.
    fn credible(&self, cue: &Cue, speaker: Option<TokenIdx>) -> bool {
        let view = self.view;
        let quoted = view.quote_over(view.token(self.verb).span).is_some();
        let reported = quoted || view.rel(self.verb) == "ccomp";
        if !reported {
            return true;
        }
        let Some(speaker) = speaker else { return false };
        let named = matches!(view.token(speaker).upos, Upos::Noun | Upos::Propn);
        let plain = cue.frames.report && view.child(self.verb, "ccomp").is_some();
        if quoted {
            return named && plain;
        }
        plain && !matches!(view.lemma(speaker).as_str(), "i" | "you" | "we")
    }

    /// "X said Y, citing Z": Z says Y as well.
    fn cited(&self, cue: &Cue) -> Option<Draft> {
        let view = self.view;
        let cited = view.child(self.verb, "obj").filter(|&o| o > self.verb)?;
        let names = &view.text.names;
        let i = names.partition_point(|n| n.tokens.end <= cited.0);
        let named = names.get(i).is_some_and(|n| {
            n.tokens.contains(&cited.0)
                && matches!(n.class, NameClass::Per | NameClass::Org)
        });
        let person = named || view.is_listed("sources", cited);
        if self.passive || !person {
            return None;
        }
        let above = view.head(self.verb).filter(|_| {
            matches!(view.rel(self.verb), "advcl" | "conj" | "parataxis" | "dep")
        })?;
        // "the pier had sunk, the paper said, citing divers": the clause is the verb's head
        let inserted = || view.head(above).filter(|_| view.rel(above) == "parataxis");
        let clause = view.child(above, "ccomp").or_else(inserted).unwrap_or(above);
        let mut words = view.text.subtree(clause);
        let mut own = view.text.subtree(self.verb);
        if view.head(above) == Some(clause) {
            own = view.text.subtree(above);
        }
        words.retain(|t| own.binary_search(t).is_err());
        let content = view.runs(&words).into_iter().map(|p| view.trim(p)).collect();
        Some(Draft {
            source: cover(view, &view.text.subtree(cited)),
            speaker: Some(cited),
            cue: vec![view.token(self.verb).span],
            medium: None,
            after: view.child(above, "nsubj").filter(|_| clause != above),
            content,
            stance: Stance::Asserts,
            rule: RuleId(cue.rule),
        })
    }

    /// The stance of the rule, or what negation and the clause's own modal make of it.
    fn stance(&self, cue: &Cue, speaker: Option<TokenIdx>) -> Stance {
        let view = self.view;
        let negated = view.children(self.verb, "advmod").any(|a| {
            matches!(
                view.word(a).to_lowercase().as_str(),
                "not" | "never" | "n't" | "n’t"
            ) && !view.word(TokenIdx(a.0 + 1)).eq_ignore_ascii_case("only")
        });
        if cue.stance == Stance::Alleges && self.claims_for_self() {
            return Stance::Asserts;
        }
        if cue.stance != Stance::Asserts {
            return cue.stance;
        }
        let silent = negated || self.gives_nothing();
        if silent && (cue.frames.report || cue.frames.object || cue.frames.opinion) {
            return Stance::Declines;
        }
        let mut clauses = view.children(self.verb, "ccomp").filter(|_| cue.frames.report);
        clauses.find_map(|c| self.modal(c, speaker)).unwrap_or(Stance::Asserts)
    }

    /// What one claims of oneself blames nobody ("claimed responsibility", "claims he is
    /// ill", "claims to be ill").
    fn claims_for_self(&self) -> bool {
        const OWN: &[&str] = &["responsibility", "credit", "victory"];
        const SELF: &[&str] = &["he", "she", "they", "it", "i", "we"];
        let view = self.view;
        let said = |t: TokenIdx, words: &[&str]| {
            words.contains(&view.word(t).to_lowercase().as_str())
        };
        let clause = view.child(self.verb, "ccomp");
        view.child(self.verb, "obj").is_some_and(|o| said(o, OWN))
            || view.child(self.verb, "xcomp").is_some()
            || clause.and_then(|c| view.child(c, "nsubj")).is_some_and(|s| said(s, SELF))
    }

    /// "specified no date", "without specifying a date".
    fn gives_nothing(&self) -> bool {
        let view = self.view;
        let word = |t: TokenIdx, w: &str| view.word(t).eq_ignore_ascii_case(w);
        let none = view
            .child(self.verb, "obj")
            .and_then(|o| view.child(o, "det"))
            .is_some_and(|d| word(d, "no"));
        none || view.children(self.verb, "mark").any(|m| word(m, "without"))
    }

    /// What the modal of a reported clause makes of a plain report: "he would resign" is a
    /// promise where the speaker means himself.
    fn modal(&self, clause: TokenIdx, speaker: Option<TokenIdx>) -> Option<Stance> {
        let view = self.view;
        let subject = view.child(clause, "nsubj")?;
        let person = speaker.is_some_and(|s| {
            matches!(view.token(s).upos, Upos::Propn | Upos::Pron | Upos::Noun)
        });
        let plural = speaker.is_some_and(|s| {
            view.token(s).xpos.ends_with('S') || view.word(s).eq_ignore_ascii_case("they")
        });
        let own = match view.word(subject).to_lowercase().as_str() {
            "i" | "we" => true,
            "they" => plural,
            "he" | "she" => person && !plural,
            _ => false,
        };
        let aux: Vec<String> =
            view.children(clause, "aux").map(|a| view.word(a).to_lowercase()).collect();
        let has = |words: &[&str]| aux.iter().any(|a| words.contains(&a.as_str()));
        // "we will never let them": what will not be is no promise.
        let never = view
            .children(clause, "advmod")
            .any(|a| matches!(view.word(a).to_lowercase().as_str(), "never" | "longer"));
        if never {
            return None;
        }
        let going = view.base(clause) == "go"
            && view.token(clause).xpos == "VBG"
            && view.child(clause, "xcomp").is_some();
        if going && own {
            return Some(Stance::Promises);
        }
        if has(&["will", "would", "'ll", "’ll", "shall"]) && own && !has(&["have"]) {
            return Some(Stance::Promises);
        }
        if has(&["may", "might"]) {
            return Some(Stance::Speculates);
        }
        if has(&["must", "should"]) {
            return Some(Stance::Demands);
        }
        let plans = ["plan", "intend"].contains(&view.base(clause).as_str());
        (plans && own).then_some(Stance::Promises)
    }

    /// The name right after a verb of telling, where the tree has drawn it into the clause.
    fn name_after(&self) -> Option<Vec<TokenIdx>> {
        let names = &self.view.text.names;
        let i = names.partition_point(|n| n.tokens.end <= self.verb.0);
        let name = names.get(i).filter(|n| n.tokens.start == self.verb.0 + 1)?;
        Some(name.tokens.clone().map(TokenIdx).collect())
    }

    /// The verb with its auxiliaries, negation, adverbs next to it, particle, preposition.
    fn cue_tokens(&self) -> Vec<TokenIdx> {
        let view = self.view;
        let mut out = vec![self.verb];
        let belongs = |t: TokenIdx| {
            view.head(t) == Some(self.verb)
                && (is(view.rel(t), "aux") || matches!(view.rel(t), "advmod" | "cop"))
                && !view.is_punct(t)
        };
        let (first, _) = view.bounds(self.verb);
        let mut t = self.verb.0;
        while t > first && belongs(TokenIdx(t - 1)) {
            t -= 1;
            out.push(TokenIdx(t));
        }
        // An adverb that opens the clause ("Later he said") is not next to the verb, but
        // one at the head of a clause without a subject is ("..., also saying").
        if let Some(extra) = self.extra {
            let far = extra.0.abs_diff(self.verb.0) > 3;
            if !far {
                out.push(extra);
                out.extend(view.children(extra, "fixed"));
            }
        }
        if let Some(light) = self.light_verb() {
            out.extend((light.0..self.verb.0).map(TokenIdx));
            let near = |t: TokenIdx| {
                view.head(t) == Some(light)
                    && (is(view.rel(t), "aux") || view.rel(t) == "advmod")
            };
            let mut t = light.0;
            while t > first && near(TokenIdx(t - 1)) {
                t -= 1;
                out.push(TokenIdx(t));
            }
        }
        if let Some(it) = self.expletive() {
            out.push(it);
        }
        out
    }

    /// Whether a noun is something that words stand in.
    pub(super) fn is_medium(&self, noun: TokenIdx) -> bool {
        self.view.is_listed("media", noun)
    }

    /// The empty "it" of "it is believed that".
    pub(super) fn expletive(&self) -> Option<TokenIdx> {
        let view = self.view;
        let it = view.child(self.verb, "expl").or_else(|| {
            let clause = view.child(self.verb, "ccomp").is_some();
            view.child(self.verb, "nsubj").filter(|&s| {
                clause && self.passive && view.word(s).eq_ignore_ascii_case("it")
            })
        });
        it.filter(|_| self.passive)
    }

    /// Who is told: the indirect object, or the object beside a clause.
    pub(super) fn listener(&self) -> Option<TokenIdx> {
        let view = self.view;
        view.child(self.verb, "iobj").or_else(|| view.child(self.verb, "obj"))
    }

    /// "in a statement", "on Twitter" right after the verb.
    fn setting(&self) -> Option<(Vec<TokenIdx>, TokenIdx)> {
        let view = self.view;
        let place = view.children(self.verb, "obl").find(|&o| {
            let close = view.text.subtree(o).first().copied();
            close.is_some_and(|c| c.0 == self.verb.0 + 1)
                && matches!(view.case(o).as_str(), "in" | "on" | "during" | "at" | "via")
                && self.is_medium(o)
        })?;
        let tokens = view.text.subtree(place);
        // Only up to a relative clause: "in a statement that was sent to reporters".
        let end = view
            .children(place, "acl")
            .chain(view.children(place, "parataxis"))
            .filter_map(|a| view.text.subtree(a).first().copied())
            .min();
        let tokens = tokens.into_iter().filter(|t| end.is_none_or(|e| *t < e)).collect();
        Some((tokens, place))
    }
}

/// Whether a noun only says when.
pub(super) fn temporal(view: &View, noun: TokenIdx) -> bool {
    const DAYS: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "day",
        "week",
        "month",
        "year",
        "morning",
        "afternoon",
        "evening",
        "night",
        "today",
        "yesterday",
        "weekend",
    ];
    DAYS.contains(&view.word(noun).to_lowercase().as_str())
        || view.token(noun).upos == Upos::Num
}

/// One span over the tokens, if there are any.
pub(super) fn cover(view: &View, tokens: &[TokenIdx]) -> Vec<Span> {
    tokens.iter().map(|&t| view.token(t).span).reduce(Span::cover).into_iter().collect()
}
