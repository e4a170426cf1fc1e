//! Which claims an attribution makes, if any.

use crate::{Attribution, ClaimKind, LinkKind, Reading, Span, Stance, TokenIdx, Upos};

/// Words of crowds whose judgement is news: of others only what they expect is.
const JUDGES: &[&str] = &[
    "expert",
    "analyst",
    "observer",
    "critic",
    "scholar",
    "economist",
    "watcher",
    "scientist",
    "researcher",
    "historian",
    "lawyer",
    "academic",
    "commentator",
];
/// Auxiliaries and words that look to what is to come.
const AHEAD: &[&str] =
    &["will", "would", "could", "may", "might", "'ll", "’ll", "wo", "shall"];
const SET: &[&str] = &["set", "expected", "due", "likely", "poised", "anticipated"];
/// What somebody means to do, told by another.
const MEANS_TO: &[&str] = &["plan", "intend", "expect", "hope", "aim", "prepare"];
/// Nouns of what may be.
const CHANCE: &[&str] = &["possibility", "likelihood", "chance", "prospect", "risk"];

/// The claims that an attribution makes: each clause with a subject of its own is one.
pub(crate) fn claims_in(
    reading: &Reading,
    a: &Attribution,
) -> Vec<(ClaimKind, Vec<Span>)> {
    let mut out = Vec::new();
    for part in parts(reading, a) {
        let content = Content::of(reading, &part, a.direct);
        if let Some(kind) = content.kind(a) {
            out.push((kind, part));
        }
    }
    out
}

/// The content, sentence by sentence, and split where a clause with its own subject is joined
/// on ("..., but B will...").
fn parts(reading: &Reading, a: &Attribution) -> Vec<Vec<Span>> {
    let sentences = by_sentence(reading, &a.content);
    sentences.into_iter().flat_map(|part| joined_on(reading, a, part)).collect()
}

/// Pieces of one sentence stay together; the next sentence is a part of its own.
fn by_sentence(reading: &Reading, content: &[Span]) -> Vec<Vec<Span>> {
    let mut out: Vec<(u32, Vec<Span>)> = Vec::new();
    for &piece in content {
        let first = reading.text.sentences.partition_point(|s| s.span.end <= piece.start);
        for (i, sentence) in reading.text.sentences.iter().enumerate().skip(first) {
            let start = piece.start.max(sentence.span.start);
            let end = piece.end.min(sentence.span.end);
            if sentence.span.start >= piece.end {
                break;
            }
            let own = Span { start, end };
            match out.last_mut() {
                Some((last, pieces)) if *last == i as u32 => pieces.push(own),
                _ => out.push((i as u32, vec![own])),
            }
        }
    }
    out.into_iter().map(|(_, pieces)| pieces).collect()
}

fn joined_on(reading: &Reading, a: &Attribution, part: Vec<Span>) -> Vec<Vec<Span>> {
    let content = Content::of(reading, &part, a.direct);
    let text = &reading.text;
    let Some(root) = content.root.filter(|_| part.len() == 1 && !a.direct) else {
        return vec![part];
    };
    let whole = part[0];
    let joined = text.children(root, "conj").find(|&t| {
        let has_subject =
            text.dependents(t).iter().any(|&d| text.token(d).deprel.starts_with("nsubj"));
        has_subject && whole.contains(text.subtree_span(t))
    });
    let Some(joined) = joined else { return vec![part] };
    let from = text.subtree_span(joined).start;
    let first = Span { start: whole.start, end: from };
    let own = first.of(&reading.source.text);
    let cut = own.trim_end().trim_end_matches(|c: char| !c.is_alphanumeric() && c != '"');
    let first = Span { start: first.start, end: first.start + cut.len() as u32 };
    vec![vec![first], vec![Span { start: from, end: whole.end }]]
}

/// The words of a content, with the word that its clause hangs from.
struct Content<'r> {
    reading: &'r Reading,
    lemmas: Vec<String>,
    words: Vec<String>,
    tokens: Vec<TokenIdx>,
    root: Option<TokenIdx>,
    has_verb: bool,
    direct: bool,
}

impl<'r> Content<'r> {
    fn of(reading: &'r Reading, content: &[Span], direct: bool) -> Self {
        let text = &reading.text;
        let tokens: Vec<TokenIdx> = content
            .iter()
            .flat_map(|span| text.tokens_in(*span))
            .map(|i| TokenIdx(i as u32))
            .collect();
        let form = |t: &TokenIdx| {
            let token = text.token(*t);
            token.form.unwrap_or(token.span.of(&reading.source.text)).to_lowercase()
        };
        let hangs_outside = |t: &&TokenIdx| {
            let token = text.token(**t);
            let light = matches!(
                token.upos,
                Upos::Punct | Upos::Sconj | Upos::Adp | Upos::Cconj | Upos::Det
            );
            token.head.is_none_or(|h| !tokens.contains(&h)) && !light
        };
        let is_verb =
            |t: &TokenIdx| matches!(text.token(*t).upos, Upos::Verb | Upos::Aux);
        // Of several loose words the verb is the clause.
        let root = tokens
            .iter()
            .filter(hangs_outside)
            .max_by_key(|t| (is_verb(t), std::cmp::Reverse(t.0)))
            .copied();
        Self {
            reading,
            lemmas: tokens.iter().map(|t| text.token(*t).lemma.to_lowercase()).collect(),
            words: tokens.iter().map(form).collect(),
            root,
            has_verb: tokens.iter().any(is_verb),
            direct,
            tokens,
        }
    }

    fn kind(&self, a: &Attribution) -> Option<ClaimKind> {
        let begins_to = self.words.iter().find(|w| w.chars().any(char::is_alphanumeric));
        let own_intent = begins_to.is_some_and(|w| w == "to") && !a.source.is_empty();
        match a.stance {
            Stance::Declines => None,
            Stance::Denies => Some(ClaimKind::Denial),
            // "seeks to strengthen": what somebody wants to do, nothing asked of others.
            Stance::Demands if own_intent && !self.addresses(a) => None,
            Stance::Demands if !self.asks_others(a) => None,
            Stance::Demands => Some(ClaimKind::Demand),
            _ if self.announces_own(a) => Some(ClaimKind::Promise),
            // "blamed both towns for the fire", but not "blamed human error".
            Stance::Alleges if self.blames(a) => {
                self.begins_with_name().then_some(ClaimKind::Allegation)
            }
            // A clause that tells no act says nothing that could come true.
            _ if !self.has_verb && a.stance != Stance::Speculates => None,
            _ if self.is_habit() => None,
            Stance::Alleges => Some(ClaimKind::Allegation),
            // Of what is over or as it is nobody promises or expects that it comes.
            Stance::Promises | Stance::Expects if self.is_told() => self.asserted(a),
            Stance::Promises => Some(ClaimKind::Promise),
            Stance::Expects if self.first_subject() => Some(ClaimKind::Demand),
            Stance::Expects => Some(ClaimKind::Forecast),
            Stance::Warns if self.threatens() => Some(ClaimKind::Threat),
            Stance::Warns => Some(ClaimKind::Forecast),
            Stance::Speculates if self.looks_ahead() => Some(ClaimKind::Forecast),
            Stance::Speculates => Some(ClaimKind::Assessment),
            Stance::Asserts => self.asserted(a),
        }
    }

    fn cue_has(&self, a: &Attribution, lemma: &str) -> bool {
        let mut cue = a.cue.iter().flat_map(|span| self.reading.text.tokens_in(*span));
        cue.any(|i| &*self.reading.text.token(TokenIdx(i as u32)).lemma == lemma)
    }

    fn blames(&self, a: &Attribution) -> bool {
        self.cue_has(a, "blame") || self.cue_has(a, "accuse")
    }

    /// Whether somebody is named before anything else is.
    fn begins_with_name(&self) -> bool {
        let first = self.tokens.iter().find(|t| {
            matches!(
                self.reading.text.token(**t).upos,
                Upos::Noun | Upos::Propn | Upos::Pron | Upos::Verb
            )
        });
        first.is_some_and(|t| {
            let token = self.reading.text.token(*t);
            token.upos == Upos::Pron || self.reading.entities.mention_at(*t).is_some()
        })
    }

    /// "demanded from the court to ...": somebody stands between the cue and what is asked.
    fn addresses(&self, a: &Attribution) -> bool {
        let (Some(cue), Some(content)) = (a.cue.last(), a.content.first()) else {
            return false;
        };
        cue.end < content.start
            && self
                .reading
                .text
                .tokens_in(Span { start: cue.end, end: content.start })
                .any(|i| {
                    let upos = self.reading.text.token(TokenIdx(i as u32)).upos;
                    matches!(upos, Upos::Noun | Upos::Propn | Upos::Pron)
                })
    }

    /// Whether the cue is itself an act of sanction: "designated the group as ...".
    fn is_sanction(&self, a: &Attribution) -> bool {
        let at_cue =
            |e: &crate::EventMention| a.cue.iter().any(|c| c.overlaps(e.trigger));
        let events = &self.reading.events.events;
        events.iter().any(|e| e.kind == crate::EventType::Sanction && at_cue(e))
    }

    /// Whether the cue asks somebody for something. An order is an act, and "seeks help" or
    /// "requires consent" asks nobody in particular.
    fn asks_others(&self, a: &Attribution) -> bool {
        const ASKS: &[&str] = &[
            "demand",
            "call",
            "urge",
            "ask",
            "insist",
            "request",
            "appeal",
            "press",
            "plead",
            "beg",
            "tell",
            "recommend",
            "say",
            "petition",
            "exhort",
            "implore",
            "propose",
            "suggest",
            "warn",
            "stress",
            "should",
            "must",
            "add",
        ];
        let cue = a.cue.iter().flat_map(|span| self.reading.text.tokens_in(*span));
        self.words.len() > 1
            && cue
                .map(|i| self.reading.text.token(TokenIdx(i as u32)))
                .any(|t| ASKS.contains(&t.lemma.to_lowercase().as_str()))
    }

    /// "announced his resignation": what the speaker will do, in a noun.
    fn announces_own(&self, a: &Attribution) -> bool {
        const OWN: &[&str] = &["his", "her", "its", "their"];
        let mut cue = a.cue.iter().flat_map(|span| self.reading.text.tokens_in(*span));
        !self.has_verb
            // A bare "his resignation" says neither what nor when.
            && self.words.len() > 2
            && a.stance == Stance::Asserts
            && self.words.first().is_some_and(|w| OWN.contains(&w.as_str()))
            && cue.any(|i| {
                &*self.reading.text.token(TokenIdx(i as u32)).lemma == "announce"
            })
    }

    /// "Would normally succeed", "usually takes": how things are, not what will be.
    fn is_habit(&self) -> bool {
        const HABIT: &[&str] =
            &["normally", "usually", "typically", "generally", "ordinarily"];
        self.words.iter().any(|w| HABIT.contains(&w.as_str()))
    }

    /// Whether the clause's subject is the speaker in the first person.
    fn first_subject(&self) -> bool {
        let text = &self.reading.text;
        self.root.is_some_and(|root| {
            text.children(root, "nsubj").any(|d| {
                let form =
                    text.token(d).span.of(&self.reading.source.text).to_lowercase();
                form == "we" || form == "i"
            })
        })
    }

    fn has(&self, list: &[&str]) -> bool {
        self.lemmas.iter().any(|w| list.contains(&w.as_str()))
    }

    /// Whether the clause's own verb looks to what is to come.
    fn looks_ahead(&self) -> bool {
        let text = &self.reading.text;
        let auxiliary = self.root.is_some_and(|root| {
            text.dependents(root).iter().any(|&d| {
                let token = text.token(d);
                let form = token.span.of(&self.reading.source.text).to_lowercase();
                let is_to =
                    || text.children(root, "mark").any(|m| &*text.token(m).lemma == "to");
                matches!(form.as_str(), "is" | "are" | "was" | "were") && is_to()
                    || token.deprel.starts_with("aux")
                        && (AHEAD.contains(&form.as_str())
                            || AHEAD.contains(&token.lemma.to_lowercase().as_str()))
            })
        });
        // "plans to build", not "was aimed at building".
        let means = self.root.is_some_and(|r| {
            MEANS_TO.contains(&text.token(r).lemma.to_lowercase().as_str())
                && (text.children(r, "xcomp").next().is_some()
                    || text.children(r, "ccomp").next().is_some()
                    || text.children(r, "obj").next().is_some())
        });
        let early = self.words.iter().take(10).any(|w| SET.contains(&w.as_str()));
        auxiliary || means || early && self.words.iter().take(14).any(|w| w == "to")
    }

    /// Whether direct speech tells what was or is: a finite verb that does not look ahead.
    fn is_told(&self) -> bool {
        let text = &self.reading.text;
        let finite = |t: TokenIdx| {
            matches!(text.token(t).xpos, "VBD" | "VBZ" | "VBP")
                || text.dependents(t).iter().any(|&d| {
                    matches!(text.token(d).deprel, "aux" | "aux:pass" | "cop")
                        && matches!(text.token(d).xpos, "VBD" | "VBZ" | "VBP")
                })
        };
        self.direct && self.root.is_some_and(finite) && !self.looks_ahead()
    }

    /// Whether harm is announced in case of something.
    fn threatens(&self) -> bool {
        const HARM: &[&str] = &[
            "consequence",
            "price",
            "retaliate",
            "retaliation",
            "respond",
            "response",
            "revenge",
            "punish",
            "idly",
            "sanction",
            "regret",
            "strike",
        ];
        const IF: &[&str] = &["if", "unless", "should"];
        self.has(HARM) || self.has(IF) && self.looks_ahead()
    }

    /// Whether the speaker is the one who is to act.
    fn of_itself(&self, a: &Attribution) -> bool {
        let Some(root) = self.root else { return false };
        let text = &self.reading.text;
        text.dependents(root).iter().any(|&d| {
            let token = text.token(d);
            if !token.deprel.starts_with("nsubj") {
                return false;
            }
            let form = token.span.of(&self.reading.source.text).to_lowercase();
            let ours = text.children(d, "nmod:poss").any(|p| {
                let own = text.token(p).span.of(&self.reading.source.text);
                matches!(own.to_lowercase().as_str(), "our" | "my")
            });
            if matches!(form.as_str(), "i" | "we") || ours {
                return true;
            }
            let subject = self.reading.entities.mention_at(d).map(|m| m.entity);
            let last = a.chain.last();
            let person = last.is_some_and(|link| link.kind == LinkKind::Person);
            let country = |e: Option<crate::EntityIdx>| {
                e.and_then(|e| self.reading.actors.of(e)).and_then(|a| a.country)
            };
            // "The United States will ...", its ministry said.
            let own_country = country(subject).is_some()
                && subject.is_some_and(|s| {
                    self.reading.entities.entity(s).class == crate::NameClass::Loc
                })
                && country(subject) == last.and_then(|link| country(link.entity));
            subject.is_some() && last.is_some_and(|link| link.entity == subject)
                || own_country
                || person && matches!(form.as_str(), "he" | "she")
                || subject.is_none() && form == "they"
        })
    }

    /// What plain saying claims: what is to come, or a judgement; a plain report is none.
    fn asserted(&self, a: &Attribution) -> Option<ClaimKind> {
        const LABELS: &[&str] = &[
            "call",
            "characterize",
            "characterise",
            "describe",
            "label",
            "brand",
            "deem",
            "find",
            "denounce",
            "condemn",
            "dub",
            "term",
            "regard",
        ];
        const ASKS: &[&str] =
            &["expect", "urge", "demand", "ask", "insist", "request", "appeal", "want"];
        let root = self.root.map(|r| self.reading.text.token(r).lemma.to_lowercase());
        if self.first_subject() && root.is_some_and(|r| ASKS.contains(&r.as_str())) {
            return Some(ClaimKind::Demand);
        }
        let mut cues = a.cue.iter().flat_map(|span| self.reading.text.tokens_in(*span));
        let labels = cues.any(|i| {
            let token = self.reading.text.token(TokenIdx(i as u32));
            LABELS.contains(&token.lemma.to_lowercase().as_str())
        });
        if labels && !a.chain.is_empty() && self.words.len() > 2 && !self.is_sanction(a) {
            return Some(ClaimKind::Assessment);
        }
        const SURE: &[&str] = &["consequence", "idly", "retaliate", "revenge"];
        if self.looks_ahead() && !self.judges() {
            return Some(if self.has(SURE) {
                ClaimKind::Threat
            } else if self.of_itself(a) {
                ClaimKind::Promise
            } else {
                ClaimKind::Forecast
            });
        }
        if self.has(CHANCE) && !a.chain.is_empty() {
            return Some(ClaimKind::Forecast);
        }
        const BLAME: &[[&str; 2]] = &[["responsible", "for"], ["to", "blame"]];
        let blames = self.words.windows(2).any(|w| BLAME.iter().any(|b| w == b));
        if blames && !a.chain.is_empty() {
            return Some(ClaimKind::Allegation);
        }
        let crowd = a.chain.last().is_some_and(|link| {
            let name = link.name.to_lowercase();
            link.kind == LinkKind::Collective && JUDGES.iter().any(|j| name.contains(j))
        });
        let they = a.chain.is_empty()
            && a.source
                .iter()
                .any(|s| s.of(&self.reading.source.text).eq_ignore_ascii_case("they"));
        let judged = (crowd || they) && self.has_verb
                // What somebody says of the own mind is no judgement of what is the case.
                || self.judges() && !a.chain.is_empty() && !self.of_itself(a);
        judged.then_some(ClaimKind::Assessment)
    }

    /// Whether the clause says what something is like ("is unacceptable").
    fn judges(&self) -> bool {
        let Some(root) = self.root else { return false };
        let text = &self.reading.text;
        // A noun is a judgement in quotation marks or with a doubt ("was likely their doing").
        const POINTS: &[&str] = &["it", "this", "that", "these", "those"];
        let words = self.words.iter();
        let first = words.clone().find(|w| w.chars().any(char::is_alphabetic));
        let points = first.is_some_and(|w| POINTS.contains(&w.as_str()));
        let marked = self.direct && points || words.clone().any(|w| w == "likely");
        let noun = text.token(root).upos == Upos::Noun && marked && !self.looks_ahead();
        // Not to know is no judgement either.
        const KNOWS: &[&str] =
            &["sure", "unsure", "aware", "unaware", "certain", "unclear", "unknown"];
        let knows = KNOWS.contains(&text.token(root).lemma.to_lowercase().as_str());
        let is_adjective = text.token(root).upos == Upos::Adj && !knows || noun;
        let copula = text.dependents(root).iter().any(|&d| text.token(d).deprel == "cop");
        is_adjective && copula
    }
}

/// Whether a span tells a place where something will or may be, and little else: the place
/// is then what is claimed.
pub(super) fn is_about_place(statement: &str) -> bool {
    const PLACE_WORDS: &[&str] =
        &["possibility", "venue", "location", "site", "place", "destination"];
    statement
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| PLACE_WORDS.contains(&w.to_lowercase().as_str()))
}

/// The cover of an attribution's content.
pub(super) fn cover(content: &[Span]) -> Option<Span> {
    content.iter().copied().reduce(Span::cover)
}
