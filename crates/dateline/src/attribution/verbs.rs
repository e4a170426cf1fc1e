//! Verbs as cues: who is their subject, what do they lift out.

use super::lexicon::Cue;
use super::view::{Draft, View, is};
use super::{RuleId, Stance};
use crate::{Span, TokenIdx, Upos};

/// Nouns in which things are said: "in a statement", "issued a statement saying".
const MEDIA: &[&str] = &[
    "statement",
    "interview",
    "tweet",
    "twitter",
    "email",
    "e-mail",
    "letter",
    "speech",
    "release",
    "report",
    "post",
    "facebook",
    "blog",
    "message",
    "conference",
    "briefing",
    "remark",
    "video",
    "memo",
    "filing",
    "note",
    "article",
    "column",
    "editorial",
    "address",
    "television",
    "tv",
    "radio",
    "testimony",
    "warning",
    "call",
];

/// How far up the tree a verb without a subject looks for one.
const REACH: usize = 4;

/// The attributions of all verbs of the text.
pub(super) fn find(view: &View) -> Vec<Draft> {
    (0..view.text.tokens.len() as u32)
        .map(TokenIdx)
        .filter(|&t| matches!(view.token(t).upos, Upos::Verb | Upos::Aux))
        .filter_map(|t| draft(view, t))
        .collect()
}

/// A verb with the words around it that decide what it takes.
struct Site<'a, 'v> {
    view: &'a View<'v>,
    verb: TokenIdx,
    /// The preposition or particle of its lexicon entry.
    extra: Option<TokenIdx>,
    /// What the preposition governs.
    governed: Option<TokenIdx>,
    passive: bool,
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
        if self.unspoken() {
            return None;
        }
        let (speaker, light) = self.speaker();
        if !self.credible(cue, speaker) {
            return None;
        }
        let mut taken = self.cue_tokens();
        taken.extend(light);
        let mut medium = None;
        if cue.frames.tell {
            let listener = self.listener();
            if let Some(listener) = listener {
                taken.extend(view.text.subtree(listener));
                medium = Some(listener);
            }
        }
        if let Some((tokens, place)) = self.setting() {
            taken.extend(tokens);
            medium = medium.or(Some(place));
        }
        let source = speaker.map(|s| self.source_tokens(s)).unwrap_or_default();
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
            content,
            stance: self.stance(cue),
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
        let fits = matches!(view.rel(self.verb), "xcomp" | "advcl")
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
        let plain = cue.report && view.child(self.verb, "ccomp").is_some();
        if quoted {
            return named && plain;
        }
        plain && !matches!(view.lemma(speaker).as_str(), "i" | "you" | "we")
    }

    fn stance(&self, cue: &Cue) -> Stance {
        let negated = self.view.children(self.verb, "advmod").any(|a| {
            matches!(self.view.lemma(a).as_str(), "not" | "never" | "n't" | "n’t")
        });
        if negated && matches!(cue.stance, Stance::Asserts) {
            Stance::Declines
        } else {
            cue.stance
        }
    }

    /// The verb with its auxiliaries, negation, adverbs next to it, particle, preposition.
    fn cue_tokens(&self) -> Vec<TokenIdx> {
        let view = self.view;
        let mut out = vec![self.verb];
        let belongs = |t: TokenIdx| {
            view.head(t) == Some(self.verb)
                && (is(view.rel(t), "aux") || view.rel(t) == "advmod")
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
        if let Some(expl) = view.child(self.verb, "expl").filter(|_| self.passive) {
            out.push(expl);
        }
        out
    }

    /// The subject of the verb, its own or one it shares, and the words of a light
    /// construction between them ("issued a statement saying").
    fn speaker(&self) -> (Option<TokenIdx>, Vec<TokenIdx>) {
        let view = self.view;
        if self.passive {
            let by = view.children(self.verb, "obl").find(|&o| view.case(o) == "by");
            let mut light = Vec::new();
            if let Some(by) = by {
                light.extend(view.children(by, "case"));
            }
            return (by, light);
        }
        let mut at = self.verb;
        for _ in 0..REACH {
            if let Some(own) = view.child(at, "nsubj") {
                return (Some(own), Vec::new());
            }
            let Some(head) = view.head(at) else { break };
            match view.rel(at) {
                "acl" | "acl:relcl" if self.is_medium(head) => {
                    if let Some(found) = self.through_medium(head) {
                        return found;
                    }
                    return (Some(head), Vec::new());
                }
                "acl" => return (Some(head), Vec::new()),
                "conj" | "xcomp" | "advcl" | "parataxis" | "ccomp" | "dep"
                    if at == self.verb || view.rel(at) != "ccomp" =>
                {
                    if let Some(subject) = view.child(head, "nsubj") {
                        return (Some(subject), Vec::new());
                    }
                    at = head;
                }
                _ => break,
            }
        }
        (None, Vec::new())
    }

    fn is_medium(&self, noun: TokenIdx) -> bool {
        MEDIA.contains(&self.view.lemma(noun).as_str())
    }

    /// "X issued a statement saying": the subject of the verb that governs the medium, and
    /// the words between.
    fn through_medium(
        &self,
        noun: TokenIdx,
    ) -> Option<(Option<TokenIdx>, Vec<TokenIdx>)> {
        let view = self.view;
        let verb = view.head(noun).filter(|_| view.rel(noun) == "obj")?;
        let subject = view.child(verb, "nsubj")?;
        let light = (verb.0..self.verb.0).map(TokenIdx).collect();
        Some((Some(subject), light))
    }

    /// Who is told: the indirect object, or the object beside a clause.
    fn listener(&self) -> Option<TokenIdx> {
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

    /// The words of the source: what hangs from the subject, without the cue's clause.
    fn source_tokens(&self, speaker: TokenIdx) -> Vec<TokenIdx> {
        let view = self.view;
        let mut out = view.text.subtree(speaker);
        if out.contains(&self.verb) {
            let own = view.text.subtree(self.top_below(speaker));
            out.retain(|t| own.binary_search(t).is_err());
        }
        let case: Vec<TokenIdx> = view.children(speaker, "case").collect();
        out.retain(|t| !case.contains(t));
        // A copular subject and the like keep their words on one side of the verb.
        let before = speaker < self.verb;
        out.retain(|t| (*t < self.verb) == before);
        contiguous(view, &out, speaker)
    }

    /// The ancestor of the verb, or itself, that hangs from `above`.
    fn top_below(&self, above: TokenIdx) -> TokenIdx {
        let mut at = self.verb;
        while let Some(head) = self.view.head(at) {
            if head == above {
                break;
            }
            at = head;
        }
        at
    }

    /// What the cue lifts out, in pieces.
    fn content(
        &self,
        cue: &Cue,
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) -> Option<Vec<Span>> {
        let view = self.view;
        let own = |t: &TokenIdx| taken.contains(t) || source.contains(t);
        let mut tokens: Vec<TokenIdx> = Vec::new();
        let clause = self.clause(cue);
        if let Some(clause) = &clause {
            tokens.extend(clause.iter().copied().filter(|t| !own(t)));
        }
        if let Some(governed) = self.governed {
            let case: Vec<TokenIdx> =
                self.extra.map(|e| view.text.subtree(e)).unwrap_or_default();
            let words = view.text.subtree(governed);
            let fits = cue.frames.object || clause.is_none();
            if !fits {
                return None;
            }
            tokens.extend(words.into_iter().filter(|t| !case.contains(t) && !own(t)));
            tokens.extend(self.second_half(cue).into_iter().filter(|t| !own(t)));
        } else if clause.is_none() || cue.frames.object {
            tokens.extend(
                self.object(cue, clause.is_some()).into_iter().filter(|t| !own(t)),
            );
        }
        tokens.sort_unstable();
        tokens.dedup();
        let mut pieces = self.with_quotes(view.runs(&tokens), taken, source);
        if pieces.is_empty() && (cue.frames.clause || cue.frames.quote) && !self.passive {
            pieces = self.beside(taken, source);
        }
        (!pieces.is_empty()).then_some(pieces)
    }

    /// The words of the complement clause.
    fn clause(&self, cue: &Cue) -> Option<Vec<TokenIdx>> {
        let view = self.view;
        let frames = cue.frames;
        let mut roots: Vec<TokenIdx> = Vec::new();
        if frames.clause || frames.quote {
            roots.extend(view.children(self.verb, "ccomp").filter(|&c| {
                frames.clause || view.quotes_on(view.token(c).span).next().is_some()
            }));
        }
        if frames.inf || self.passive {
            roots.extend(view.children(self.verb, "xcomp"));
            if roots.is_empty() && frames.inf {
                roots.extend(
                    view.children(self.verb, "advcl").filter(|&a| view.case(a) == "to"),
                );
            }
        }
        if frames.clause && roots.is_empty() {
            roots.extend(
                view.children(self.verb, "parataxis")
                    .filter(|&p| p > self.verb && self.announced(p)),
            );
        }
        if roots.is_empty() {
            return (frames.clause || frames.quote).then(|| self.around()).flatten();
        }
        let mut out: Vec<TokenIdx> = Vec::new();
        for &root in &roots {
            let words = view.text.subtree(root);
            if root < self.verb {
                out.extend(self.lead_in(&words));
            }
            out.extend(words);
        }
        if frames.inf
            && (cue.frames.object || self.passive)
            && let Some(object) = view.child(self.verb, "obj")
        {
            out.extend(view.text.subtree(object));
        }
        if self.passive {
            for s in view.children(self.verb, "nsubj:pass") {
                out.extend(view.text.subtree(s));
            }
        }
        out.sort_unstable();
        out.dedup();
        Some(out)
    }

    /// Whether a colon, or a quotation mark, stands between the verb and a clause after it.
    fn announced(&self, clause: TokenIdx) -> bool {
        let first = self.view.text.subtree(clause).first().map_or(clause.0, |t| t.0);
        (self.verb.0 + 1..=first).any(|t| {
            let word = self.view.word(TokenIdx(t));
            word == ":" || word.starts_with(['"', '“', '\''])
        })
    }

    /// A content before its cue begins with the sentence ("But the bridge fell, he said").
    fn lead_in(&self, words: &[TokenIdx]) -> Vec<TokenIdx> {
        let view = self.view;
        let (first, _) = view.bounds(self.verb);
        let Some(&TokenIdx(start)) = words.first() else { return Vec::new() };
        let lead: Vec<TokenIdx> = (first..start).map(TokenIdx).collect();
        let fits = lead.iter().all(|&t| {
            view.head(t) == Some(self.verb)
                || view.is_punct(t)
                || view.rel(t) == "cc"
                || self.hangs_from_verb(t)
        });
        if fits { lead } else { Vec::new() }
    }

    fn hangs_from_verb(&self, t: TokenIdx) -> bool {
        let mut at = t;
        while let Some(head) = self.view.head(at) {
            if head == self.verb {
                let rel = self.view.rel(at);
                return is(rel, "obl") || rel == "advmod" || rel == "advcl";
            }
            at = head;
        }
        false
    }

    /// The clause that a parenthetical cue interrupts ("the bridge, he said, fell").
    fn around(&self) -> Option<Vec<TokenIdx>> {
        let view = self.view;
        if view.rel(self.verb) != "parataxis" || view.child(self.verb, "obj").is_some() {
            return None;
        }
        let head = view.head(self.verb)?;
        let own = view.text.subtree(self.verb);
        let mut out = view.text.subtree(head);
        out.retain(|t| own.binary_search(t).is_err());
        Some(out)
    }

    /// The object with its second half ("the plan a mistake", "the plan as a mistake").
    fn object(&self, cue: &Cue, has_clause: bool) -> Vec<TokenIdx> {
        let view = self.view;
        let mut out = Vec::new();
        if !(cue.frames.object || cue.frames.opinion) || cue.frames.tell {
            return out;
        }
        let objects: Vec<TokenIdx> = if self.passive {
            view.children(self.verb, "nsubj:pass").collect()
        } else {
            view.children(self.verb, "obj")
                .chain(view.children(self.verb, "iobj"))
                .collect()
        };
        let rest = self.second_half(cue);
        if objects.is_empty() && !(has_clause || self.passive) {
            return out;
        }
        if cue.frames.opinion && rest.is_empty() {
            return out;
        }
        for object in objects {
            out.extend(view.text.subtree(object));
        }
        out.extend(rest);
        out
    }

    /// What completes the object: a predicate, an infinitive, a prepositional phrase.
    fn second_half(&self, cue: &Cue) -> Vec<TokenIdx> {
        let view = self.view;
        let mut out = Vec::new();
        for &d in view.text.dependents(self.verb) {
            let case = view.case(d);
            let led = cue.with.iter().any(|w| *w == case) && d > self.verb;
            let by = self.passive && case == "by";
            let rel = view.rel(d);
            let fits = is(rel, "xcomp")
                || (is(rel, "obl") && led && !by)
                || (is(rel, "advcl") && led);
            if fits && Some(d) != self.governed {
                out.extend(view.text.subtree(d));
            }
        }
        out
    }

    /// Pieces grown to the quotations they stand in, unless the cue stands there as well.
    fn with_quotes(
        &self,
        pieces: Vec<Span>,
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) -> Vec<Span> {
        let view = self.view;
        let mut out: Vec<Span> = Vec::new();
        for piece in pieces {
            let mut grown = view.trim(piece);
            for quote in view.quotes_on(piece) {
                let holds_cue = taken
                    .iter()
                    .chain(source)
                    .any(|&t| quote.span.overlaps(view.token(t).span));
                if !holds_cue {
                    grown = grown.cover(quote.span);
                }
            }
            match out.last_mut() {
                Some(last) if last.end >= grown.start => *last = last.cover(grown),
                _ => out.push(grown),
            }
        }
        out
    }

    /// No clause in the tree: a quotation that ends right before the cue's clause, or
    /// begins right after it.
    fn beside(&self, taken: &[TokenIdx], source: &[TokenIdx]) -> Vec<Span> {
        let view = self.view;
        let own = taken.iter().chain(source);
        let Some(span) = own.map(|&t| view.token(t).span).reduce(Span::cover) else {
            return Vec::new();
        };
        if view.quote_over(view.token(self.verb).span).is_some() {
            return Vec::new();
        }
        let sentence = view.text.sentence(view.sentence(self.verb));
        let i = view.quotes.partition_point(|q| q.span.end <= span.start);
        let before = i.checked_sub(1).map(|i| view.quotes[i]);
        let after = view.quotes.get(i);
        let gap = |a: u32, b: u32| {
            let between = view.source.get(a as usize..b as usize).unwrap_or("x");
            between.chars().all(|c| c.is_whitespace() || ",:.—–-".contains(c))
        };
        let mut out = Vec::new();
        if let Some(q) = before
            .filter(|q| q.paragraph == sentence.paragraph && gap(q.span.end, span.start))
        {
            out.push(q.span);
        }
        if let Some(q) = after.filter(|q| {
            q.span.start >= span.end
                && q.span.start < sentence.span.end
                && gap(span.end, q.span.start)
        }) {
            out.push(q.span);
        }
        out
    }
}

/// Whether a noun only says when.
fn temporal(view: &View, noun: TokenIdx) -> bool {
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

/// The run of tokens around `keep` that is not broken by other words.
fn contiguous(view: &View, tokens: &[TokenIdx], keep: TokenIdx) -> Vec<TokenIdx> {
    let mut out: Vec<TokenIdx> = Vec::new();
    for &t in tokens {
        let joined = out.last().is_none_or(|last| {
            (last.0 + 1..t.0).all(|between| view.is_punct(TokenIdx(between)))
        });
        if !joined {
            if out.contains(&keep) {
                break;
            }
            out.clear();
        }
        out.push(t);
    }
    while out
        .last()
        .is_some_and(|&t| view.is_punct(t) && !view.word(t).ends_with([')', '”', '"']))
    {
        out.pop();
    }
    while out
        .first()
        .is_some_and(|&t| view.is_punct(t) && !view.word(t).starts_with(['(', '“', '"']))
    {
        out.remove(0);
    }
    out
}

/// One span over the tokens, if there are any.
pub(super) fn cover(view: &View, tokens: &[TokenIdx]) -> Vec<Span> {
    tokens.iter().map(|&t| view.token(t).span).reduce(Span::cover).into_iter().collect()
}
