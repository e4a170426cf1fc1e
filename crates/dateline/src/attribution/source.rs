//! Who speaks: the subject of a verb, its own or one it shares, and its words.

use super::verbs::{Site, temporal};
use super::view::{View, is};
use crate::{TokenIdx, Upos};

/// How far up the tree a verb without a subject looks for one.
const REACH: usize = 4;

/// The subject of a cue.
#[derive(Default)]
pub(super) struct Subject {
    /// Its head words: a title and a name may both hang from the verb.
    heads: Vec<TokenIdx>,
    /// Words of a light construction before the verb ("issued a statement" saying).
    pub(super) light: Vec<TokenIdx>,
    /// Who passed the words on ("the paper quoted her as saying").
    pub(super) via: Option<TokenIdx>,
}

impl Subject {
    /// The head word: the last, which is the name where there is a title.
    pub(super) fn head(&self) -> Option<TokenIdx> {
        self.heads.last().copied()
    }

    /// The head word, without a shorter name in brackets ("the Sea Board (SB) said").
    pub(super) fn named(&self, view: &View) -> Option<TokenIdx> {
        let bare = |h: &&TokenIdx| h.0 == 0 || view.word(TokenIdx(h.0 - 1)) != "(";
        self.heads.iter().rev().find(bare).copied().or(self.head())
    }
}

impl Site<'_, '_> {
    /// The subject of the verb, its own or one it shares.
    pub(super) fn subject(&self) -> Subject {
        let view = self.view;
        if self.passive {
            let by = view
                .children(self.verb, "obl")
                .find(|&o| view.case(o) == "by")
                .or_else(|| self.stray_agent());
            let near = |c: &TokenIdx| c.0 <= self.verb.0 + 2 && *c > self.verb;
            let light = by.map(|b| view.children(b, "case").filter(near).collect());
            return Subject {
                heads: by.into_iter().collect(),
                light: light.unwrap_or_default(),
                via: None,
            };
        }
        if let Some(outer) = detached(view, self.verb)
            && subjects(view, self.verb).is_empty()
        {
            return Subject { heads: subjects(view, outer), ..Subject::default() };
        }
        let joined = matches!(view.rel(self.verb), "conj" | "xcomp");
        if !joined && self.is_finite() && subjects(view, self.verb).is_empty() {
            let heads = self.apposed();
            if !heads.is_empty() {
                return Subject { heads, ..Subject::default() };
            }
        }
        if let Some(heads) = self.after_quote() {
            return Subject { heads, ..Subject::default() };
        }
        let found = self.inherited();
        if found.heads.is_empty() && self.is_finite() {
            return Subject { heads: self.neighbor(), ..Subject::default() };
        }
        found
    }

    /// "who was described as rude by the police, left": the agent that the tree has hung
    /// elsewhere, within the clause.
    fn stray_agent(&self) -> Option<TokenIdx> {
        const WITHIN: u32 = 12;
        let view = self.view;
        let (_, end) = view.bounds(self.verb);
        let by = (self.verb.0 + 1..end.min(self.verb.0 + WITHIN))
            .map(TokenIdx)
            .take_while(|&t| {
                view.word(t) != ","
                    && !matches!(view.token(t).upos, Upos::Verb | Upos::Aux)
            })
            .find(|&t| view.word(t) == "by" && view.rel(t) == "case")?;
        view.head(by).filter(|&n| n > by && !temporal(view, n))
    }

    fn inherited(&self) -> Subject {
        let view = self.view;
        let heads = |heads| Subject { heads, ..Subject::default() };
        if let Some(quoted) = self.quoted() {
            return quoted;
        }
        let mut at = self.verb;
        for _ in 0..REACH {
            let own = subjects(view, at);
            let Some(head) = view.head(at) else { return heads(own) };
            let clause = is(view.rel(at), "acl");
            let relative =
                own.iter().all(|&s| matches!(view.lemma(s).as_str(), "that" | "which"));
            if clause && relative && self.is_medium(head) {
                return self.through_medium(head).unwrap_or(heads(if own.is_empty() {
                    vec![head]
                } else {
                    own
                }));
            }
            if !own.is_empty() {
                return heads(own);
            }
            match view.rel(at) {
                "acl" => return heads(vec![head]),
                "advcl" if self.issues(head) => {
                    return Subject {
                        heads: subjects(view, head),
                        light: (head.0..self.verb.0).map(TokenIdx).collect(),
                        via: None,
                    };
                }
                "conj" | "xcomp" | "advcl" | "parataxis" | "dep" => at = head,
                "ccomp" if at == self.verb => at = head,
                _ => break,
            }
        }
        Subject::default()
    }

    /// "The paper quoted the mayor as saying", "the mayor was quoted by the paper as
    /// saying": who is quoted speaks, and who quotes passes it on.
    fn quoted(&self) -> Option<Subject> {
        let view = self.view;
        let head = view.head(self.verb).filter(|&h| h < self.verb)?;
        let as_mark = view.text.dependents(self.verb).iter().copied().find(|&d| {
            view.word(d).eq_ignore_ascii_case("as") && d < self.verb && d > head
        });
        if as_mark.is_none() || view.token(self.verb).xpos != "VBG" {
            return None;
        }
        let passive = view.child(head, "aux:pass").is_some()
            || view.child(head, "nsubj:pass").is_some();
        let (speaker, via) = if passive {
            let by = view.children(head, "obl").find(|&o| view.case(o) == "by");
            (view.child(head, "nsubj")?, by)
        } else {
            // "quoted Mira Okafor as saying" may be read as quoting to her
            let quoted = view.child(head, "obj").or_else(|| view.child(head, "iobj"));
            (quoted?, view.child(head, "nsubj"))
        };
        let passives = view.children(head, "aux").filter(|_| passive);
        let light = passives.chain([head]).chain(as_mark).collect();
        Some(Subject { heads: vec![speaker], light, via })
    }

    /// Whether a verb brings out a medium: "released a statement, saying".
    fn issues(&self, verb: TokenIdx) -> bool {
        const ISSUE: &[&str] = &[
            "issue", "release", "publish", "post", "write", "send", "give", "deliver",
            "make", "file", "sign",
        ];
        let view = self.view;
        verb < self.verb
            && self.verb.0 - verb.0 < 16
            && ISSUE.iter().any(|i| view.base(verb).starts_with(i))
            && view.child(verb, "obj").is_some_and(|o| self.is_medium(o))
    }

    /// "X issued a statement saying": the subject of the verb that governs the medium, and
    /// the words between.
    fn through_medium(&self, noun: TokenIdx) -> Option<Subject> {
        let view = self.view;
        let verb = view.head(noun).filter(|_| view.rel(noun) == "obj")?;
        let heads = subjects(view, verb);
        let light = (verb.0..self.verb.0).map(TokenIdx).collect();
        (!heads.is_empty()).then_some(Subject { heads, light, via: None })
    }

    /// "'... and our port,' Okafor, a mate, said": the noun phrase between a quotation and a
    /// finite verb, where the tree joins it to the words in quotation marks.
    fn after_quote(&self) -> Option<Vec<TokenIdx>> {
        const WITHIN: u32 = 24;
        let view = self.view;
        let (first, _) = view.bounds(self.verb);
        let verb = view.token(self.verb).span;
        if !self.is_finite() || view.quote_over(verb).is_some() {
            return None;
        }
        let from = (first..self.verb.0)
            .rev()
            .take(WITHIN as usize)
            .find(|&t| view.quote_over(view.token(TokenIdx(t)).span).is_some())?
            + 1;
        let between: Vec<TokenIdx> = (from..self.verb.0).map(TokenIdx).collect();
        let verbal = |t: &TokenIdx| {
            matches!(
                view.token(*t).upos,
                Upos::Verb | Upos::Aux | Upos::Cconj | Upos::Sconj
            )
        };
        let own = subjects(view, self.verb);
        if between.is_empty() && own.iter().all(|&s| s < self.verb) {
            // "'Land ahead!' shouted the lookout."
            let next = |o: &TokenIdx| {
                view.text.subtree(*o).first().is_some_and(|f| f.0 == self.verb.0 + 1)
            };
            return view.child(self.verb, "obj").filter(next).map(|o| vec![o]);
        }
        if between.iter().any(verbal) || own.iter().any(|s| between.contains(s)) {
            return None;
        }
        let noun = |t: &&TokenIdx| {
            matches!(view.token(**t).upos, Upos::Propn | Upos::Pron | Upos::Noun)
        };
        let first = between.iter().find(noun)?;
        Some(vec![self.top_within(*first, from, self.verb.0)])
    }

    /// "after Mira Okafor, a judge, ordered": the name before an apposition that ends right
    /// before a finite verb whose subject the tree has lost.
    fn apposed(&self) -> Vec<TokenIdx> {
        let view = self.view;
        let Some(last) = self.verb.0.checked_sub(2).map(TokenIdx) else {
            return Vec::new();
        };
        let (first, _) = view.bounds(self.verb);
        if last.0 < first || view.word(TokenIdx(last.0 + 1)) != "," {
            return Vec::new();
        }
        let mut at = last;
        while let Some(head) = view.head(at) {
            if view.rel(at) == "appos" {
                return vec![head];
            }
            let inside = ["flat", "compound", "nmod", "amod"];
            if head >= self.verb || !inside.iter().any(|r| is(view.rel(at), r)) {
                break;
            }
            at = head;
        }
        Vec::new()
    }

    fn is_finite(&self) -> bool {
        matches!(self.view.token(self.verb).xpos, "VBD" | "VBZ" | "VBP")
    }

    /// A finite verb whose subject the tree has lost: the noun right before it, or right
    /// after it ("says Mira Okafor").
    fn neighbor(&self) -> Vec<TokenIdx> {
        let view = self.view;
        let (first, end) = view.bounds(self.verb);
        let noun = |t: TokenIdx| {
            matches!(view.token(t).upos, Upos::Propn | Upos::Pron | Upos::Noun)
        };
        let mut left = self.verb.0;
        while left > first && view.token(TokenIdx(left - 1)).upos == Upos::Adv {
            left -= 1;
        }
        if left > first && noun(TokenIdx(left - 1)) {
            return vec![self.top_within(TokenIdx(left - 1), first, self.verb.0)];
        }
        let right = TokenIdx(self.verb.0 + 1);
        let named = right.0 < end && view.token(right).upos == Upos::Propn;
        if named {
            vec![self.top_within(right, self.verb.0 + 1, end)]
        } else {
            Vec::new()
        }
    }

    /// The head of the noun phrase that `t` stands in, within bounds.
    fn top_within(&self, t: TokenIdx, from: u32, to: u32) -> TokenIdx {
        let view = self.view;
        let mut at = t;
        while let Some(head) = view.head(at) {
            let inside = ["flat", "compound", "nmod:desc", "amod"];
            if !inside.iter().any(|r| is(view.rel(at), r))
                || !(from..to).contains(&head.0)
                || head == self.verb
            {
                break;
            }
            at = head;
        }
        at
    }

    /// The words of the source: what hangs from the subject, without the cue's clause.
    pub(super) fn source_words(&self, subject: &Subject) -> Vec<TokenIdx> {
        let view = self.view;
        let Some(head) = subject.named(view) else { return Vec::new() };
        let mut out: Vec<TokenIdx> = Vec::new();
        for &h in &subject.heads {
            out.extend(view.text.subtree(h));
        }
        out.sort_unstable();
        out.dedup();
        if out.contains(&self.verb) {
            let own = view.text.subtree(self.top_below(head));
            out.retain(|t| own.binary_search(t).is_err());
        }
        let case: Vec<TokenIdx> = view.children(head, "case").collect();
        out.retain(|t| !case.contains(t));
        // A copular subject and the like keep their words on one side of the verb.
        let before = head < self.verb;
        out.retain(|t| (*t < self.verb) == before);
        // Words in somebody's quotation marks are no part of a name outside them.
        let quote = |t: TokenIdx| view.quote_over(view.token(t).span).map(|q| q.span);
        if quote(head).is_none() && quote(self.verb).is_none() {
            let from = (0..head.0).rev().take(64).find(|&t| {
                quote(TokenIdx(t)).is_some_and(|q| {
                    q.len() > 24
                        || q.start < out.first().map_or(0, |f| view.token(*f).span.start)
                })
            });
            out.retain(|t| from.is_none_or(|f| t.0 > f));
        }
        let start = dateline_end(view, self.verb);
        if head.0 >= start {
            out.retain(|t| t.0 >= start);
        }
        let out = contiguous(view, &out, head);
        self.without_tail(out, head)
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

    /// A source ends before an age, a participle after a comma, a day, an adverb.
    fn without_tail(&self, mut words: Vec<TokenIdx>, head: TokenIdx) -> Vec<TokenIdx> {
        let view = self.view;
        let comma = |t: TokenIdx| t.0 > 0 && view.word(TokenIdx(t.0 - 1)) == ",";
        let mut cut = None;
        for &d in view.text.dependents(head) {
            let Some(&first) = view.text.subtree(d).first() else { continue };
            if first <= head {
                continue;
            }
            let rel = view.rel(d);
            let token = view.token(d);
            let tail = (token.upos == Upos::Num && comma(first))
                || (rel == "acl" && comma(first))
                || (is(rel, "nmod") && temporal(view, d) && token.upos != Upos::Num)
                || rel == "advmod";
            if tail && cut.is_none_or(|c| first < c) {
                cut = Some(first);
            }
        }
        if let Some(cut) = cut {
            words.retain(|&t| t < cut);
        }
        while words.last().is_some_and(|&t| {
            view.is_punct(t) && !view.word(t).ends_with([')', '”', '"'])
        }) {
            words.pop();
        }
        words
    }
}

/// The subjects of a verb that stand side by side, without expletives. A title and a name
/// may both hang from the verb.
pub(super) fn subjects(view: &View, verb: TokenIdx) -> Vec<TokenIdx> {
    let mut out: Vec<TokenIdx> = view
        .children(verb, "nsubj")
        .filter(|&s| {
            view.rel(s) != "nsubj:pass" || view.child(verb, "aux:pass").is_some()
        })
        .collect();
    // "the paper, citing officials, said": what is cited does not speak.
    if out.len() > 1 {
        out.retain(|&s| {
            let first = view.text.subtree(s).first().copied().unwrap_or(s);
            first.0 == 0 || view.token(TokenIdx(first.0 - 1)).xpos != "VBG"
        });
    }
    // One before the verb rules out one after it.
    if out.iter().any(|&s| s < verb) {
        out.retain(|&s| s < verb);
    }
    let start = dateline_end(view, verb);
    if out.iter().any(|s| s.0 >= start) {
        out.retain(|s| s.0 >= start);
    }
    let Some(&last) = out.last() else { return out };
    let mut from = view.text.subtree(last).first().map_or(last.0, |t| t.0);
    let mut kept = vec![last];
    for &s in out.iter().rev().skip(1) {
        let words = view.text.subtree(s);
        let end = words.last().map_or(s.0, |t| t.0 + 1);
        let adjacent = (end..from).all(|t| matches!(view.word(TokenIdx(t)), "-" | "("));
        if !adjacent {
            break;
        }
        from = words.first().map_or(s.0, |t| t.0);
        kept.push(s);
    }
    kept.reverse();
    kept
}

/// The first token after "PLACE, Month day (AGENCY) —" at the head of a paragraph.
fn dateline_end(view: &View, t: TokenIdx) -> u32 {
    const WITHIN: u32 = 14;
    let (first, end) = view.bounds(t);
    let upper = |t: u32| {
        let word = view.word(TokenIdx(t));
        word.chars().filter(|c| c.is_uppercase()).count() > 1
    };
    for at in first..end.min(first + WITHIN) {
        let token = view.token(TokenIdx(at));
        if matches!(token.upos, Upos::Verb | Upos::Aux | Upos::Pron) {
            break;
        }
        if matches!(view.word(TokenIdx(at)), "—" | "–" | "--" | "-") && at > first {
            let spaced = view.source[..token.span.start as usize]
                .ends_with([' ', '\u{a0}'])
                || view.word(TokenIdx(at - 1)) == ")";
            if spaced && (first..at).any(upper) {
                return at + 1;
            }
        }
    }
    first
}

/// A verb that the tree hangs into a reported clause though it goes on with the report:
/// "He says he is ready and calls her weak", "He said he was ready, adding that...".
/// Gives the verb of the report.
pub(super) fn detached(view: &View, verb: TokenIdx) -> Option<TokenIdx> {
    let clause = view.head(verb)?;
    if view.rel(clause) != "ccomp" || clause > verb {
        return None;
    }
    let bare = view.child(verb, "nsubj").is_none();
    let outer = view.head(clause)?;
    if outer > clause || !view.lexicon.is_verb(&view.base(outer)) {
        return None;
    }
    let word = view.token(verb);
    let complements = ["ccomp", "obj", "xcomp", "obl"];
    if !complements.iter().any(|r| view.child(verb, r).is_some()) {
        return None;
    }
    let first = view.text.subtree(verb).first().copied().unwrap_or(verb);
    let comma = first.0 > 0 && view.word(TokenIdx(first.0 - 1)) == ",";
    let fits = match view.rel(verb) {
        "conj" => {
            bare && word.xpos == view.token(outer).xpos
                && view.child(verb, "ccomp").is_some()
                && view.lexicon.is_verb(&view.base(verb))
        }
        "advcl" => match view.child(verb, "mark") {
            None => bare && word.xpos == "VBG" && comma,
            Some(mark) => comma && view.word(mark).eq_ignore_ascii_case("while"),
        },
        _ => false,
    };
    fits.then_some(outer)
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
