//! Whether it happened: tense, modals, negation, what governs the trigger, and who says so.

use crate::{
    AttributionIdx, Certainty, EventType, NameClass, Polarity, Stance, Status, TokenIdx,
    Upos,
};

use super::args::View;
use super::lexicon::WordClass;
use super::nouns::{indefinite, noun};
use super::triggers::Trigger;

/// Status, polarity and certainty of one event.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Verdict {
    pub(super) status: Status,
    pub(super) polarity: Polarity,
    pub(super) certainty: Certainty,
}

/// How many governors are asked; status does not reach further in news prose.
const MAX_CLIMB: usize = 5;

/// Decides from the inside out: the trigger's own words, then what governs it, then the
/// stance of the innermost attribution.
pub(super) fn judge(
    view: &View<'_>,
    trigger: &Trigger<'_>,
    attribution: Option<AttributionIdx>,
) -> Verdict {
    let by_tree = match trigger.class {
        WordClass::Noun => noun(view, trigger.at),
        _ => predicate(view, trigger.at, 0),
    };
    let stance = attribution.map(|a| view.context.attributions.get(a).stance);
    let presupposed = trigger.class == WordClass::Noun && !indefinite(view, trigger.at);
    let mut status = match stance {
        Some(Stance::Alleges | Stance::Denies) if presupposed => by_tree,
        _ => by_stance(by_tree, stance),
    };
    if by_tree == Status::Planned && announced_fact(view, trigger) {
        status = Status::Happened;
    }
    if trigger.rule.status.is_some() && status == Status::Happened {
        status = trigger.rule.status.unwrap_or(status);
    }
    if status == Status::Happened && !presupposed {
        if let Some(by) = attribution.filter(|_| contested(view, trigger)) {
            if stance == Some(Stance::Asserts) && is_private(view, by) {
                status = Status::Alleged;
            }
        }
    }
    let natural = matches!(
        trigger.rule.kind,
        EventType::Disaster | EventType::Casualty | EventType::Health
    );
    if status == Status::Planned && natural {
        status = Status::Forecast;
    }
    let polarity = match status {
        Status::NotHappened => Polarity::Negative,
        _ => Polarity::Positive,
    };
    let certainty = match status {
        Status::Happened | Status::Ongoing | Status::NotHappened => Certainty::Certain,
        Status::Planned | Status::Forecast => Certainty::Probable,
        Status::Alleged | Status::Denied | Status::Hypothetical => Certainty::Possible,
        Status::Demanded => Certainty::Unknown,
    };
    Verdict { status, polarity, certainty }
}

/// Whether somebody says that they will not do it: "Peru will not lift the ban" refuses.
pub(super) fn refuses(view: &View<'_>, trigger: &Trigger<'_>) -> bool {
    let v = trigger.at;
    let has = |forms: &[&str]| {
        view.children(v).any(|d| forms.contains(&&*view.form(d).to_lowercase()))
    };
    trigger.class == WordClass::Verb
        && !trigger.args.passive
        && has(&["not", "n't", "never"])
        && has(&["will", "wo", "shall", "can", "ca", "cannot"])
        && trigger.args.subj.iter().any(|&t| view.is_actor_like(t))
}

/// Acts that nobody vouches for by merely telling them: crimes.
fn contested(view: &View<'_>, trigger: &Trigger<'_>) -> bool {
    trigger.rule.kind == EventType::Crime && view.is_verb(trigger.at)
}

/// Whether those who say so are no authority: a victim, an activist, somebody unnamed.
fn is_private(view: &View<'_>, by: AttributionIdx) -> bool {
    let said = view.context.attributions.get(by);
    let officials = ["police", "government", "court", "military", "group"];
    let office = said.source.iter().any(|&span| {
        view.text().tokens_in(span).map(|t| TokenIdx(t as u32)).any(|t| {
            let lemma = view.lemma(t);
            officials.iter().any(|class| view.lexicon.is_in(class, &lemma))
                || view.name_class(t) == Some(NameClass::Org)
        })
    });
    let coded = said.chain.last().and_then(|link| link.entity).is_some_and(|entity| {
        view.context.actors.of(entity).is_some_and(|actor| actor.code.is_some())
    });
    !said.source.is_empty() && !office && !coded
}

/// "announced his death": what befalls people is announced when it has happened.
fn announced_fact(view: &View<'_>, trigger: &Trigger<'_>) -> bool {
    let befalls = matches!(trigger.rule.kind, EventType::Casualty | EventType::Disaster);
    let head = view.token(trigger.at).head;
    befalls && head.is_some_and(|h| view.lemma(h) == "announce")
}

/// What the stance of whoever says it makes of a plain statement.
pub(super) fn by_stance(status: Status, stance: Option<Stance>) -> Status {
    use Status::{
        Alleged, Demanded, Denied, Forecast, Happened, Hypothetical, Ongoing, Planned,
    };
    match (stance, status) {
        (Some(Stance::Alleges), Happened | Ongoing) => Alleged,
        (Some(Stance::Denies), Happened | Ongoing) => Denied,
        (Some(Stance::Speculates), Happened | Ongoing) => Alleged,
        (Some(Stance::Declines), Happened | Ongoing) => Hypothetical,
        (Some(Stance::Expects | Stance::Warns), Planned) => Forecast,
        (Some(Stance::Promises), Hypothetical) => Planned,
        (Some(Stance::Demands), Hypothetical) => Demanded,
        (_, status) => status,
    }
}

/// Status of a verb or predicate adjective at `v`.
pub(super) fn predicate(view: &View<'_>, v: TokenIdx, climbed: usize) -> Status {
    let own = own(view, v);
    if own == Own::Negated {
        // "did not agree", but "will not attack" too; "ordered that it not be counted"
        let bare = is_infinitive(view, v) || bare_passive(view, v);
        let asked = bare && governed(view, v, true, climbed) == Some(Status::Demanded);
        return if asked { Status::Demanded } else { Status::NotHappened };
    }
    if is_imperative(view, v) {
        return Status::Demanded;
    }
    if has_mark(view, v, &["until"]) && own == Own::Plain {
        return Status::Forecast;
    }
    if has_mark(view, v, &["if", "unless", "whether", "lest"]) {
        return Status::Hypothetical;
    }
    match own {
        Own::Future => return future(view, v),
        Own::Would => return would(view, v),
        Own::Could if is_aim(view, v) => return Status::Planned,
        Own::Could => return Status::Hypothetical,
        Own::Should => return Status::Demanded,
        _ => {}
    }
    let infinitive = is_infinitive(view, v);
    let from_above = governed(view, v, infinitive, climbed);
    if let Some(status) = from_above {
        return status;
    }
    match own {
        Own::Progressive => Status::Ongoing,
        _ if adverb(
            view,
            v,
            &["allegedly", "reportedly", "purportedly", "apparently", "supposedly"],
        ) && !adverb(view, v, &["reportedly"]) =>
        {
            Status::Alleged
        }
        _ => Status::Happened,
    }
}

/// "be counted" of "ordered that votes not be counted".
fn bare_passive(view: &View<'_>, v: TokenIdx) -> bool {
    view.children(v)
        .any(|d| view.rel(d) == "aux:pass" && view.form(d).eq_ignore_ascii_case("be"))
}

/// "Attack the port!", "let's discuss it": a bare verb with nobody before it.
fn is_imperative(view: &View<'_>, v: TokenIdx) -> bool {
    if view.token(v).xpos != "VB" {
        return false;
    }
    let alone = |v: TokenIdx| {
        !view.children(v).any(|d| {
            matches!(view.base_rel(d), "nsubj" | "aux" | "expl" | "csubj")
                || view.rel(d) == "mark"
        })
    };
    let head = view.token(v).head;
    match view.base_rel(v) {
        "root" | "parataxis" => alone(v),
        "conj" => head.is_some_and(|h| {
            view.token(h).xpos == "VB"
                && matches!(view.base_rel(h), "root" | "parataxis")
                && alone(h)
                && alone(v)
        }),
        "xcomp" | "ccomp" => head.is_some_and(|h| {
            let us =
                |d: TokenIdx| matches!(&*view.form(d).to_lowercase(), "'s" | "us" | "’s");
            view.lemma(h) == "let"
                && (view.children(h).any(us) || view.children(v).any(us))
        }),
        _ => false,
    }
}

/// "so that it could fund a wall": what somebody means to do.
fn is_aim(view: &View<'_>, v: TokenIdx) -> bool {
    view.base_rel(v) == "advcl"
        && view.children(v).any(|d| {
            matches!(view.base_rel(d), "mark" | "advmod")
                && view.form(d).eq_ignore_ascii_case("so")
        })
}

/// What a verb's own auxiliaries say.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Own {
    Plain,
    Progressive,
    Future,
    Would,
    Could,
    Should,
    Negated,
}

fn own(view: &View<'_>, v: TokenIdx) -> Own {
    let mut out = Own::Plain;
    let (mut has_be, mut being, mut to) = (false, false, false);
    if negated_argument(view, v) {
        return Own::Negated;
    }
    for d in view.children(v) {
        let form = view.form(d).to_lowercase();
        let aux = matches!(view.base_rel(d), "aux" | "cop");
        match &*form {
            "not" | "n't" | "never"
                if view.base_rel(d) == "advmod" || view.rel(d) == "neg" =>
            {
                if !followed_by_only(view, d) {
                    return Own::Negated;
                }
            }
            "without" if view.rel(d) == "mark" => return Own::Negated,
            "will" | "shall" | "'ll" | "wo" if aux => out = Own::Future,
            "would" | "'d" if aux && view.token(d).xpos == "MD" => out = Own::Would,
            "could" | "may" | "might" | "can" | "ca" if aux => out = Own::Could,
            "should" | "must" | "ought" if aux => out = Own::Should,
            "is" | "are" | "'s" | "'re" | "am" | "be" | "been" | "was" | "were"
            | "'m"
                if aux =>
            {
                has_be |= view.rel(d) == "aux";
                // "was to meet on Monday"
                if has_mark(view, v, &["to"])
                    && matches!(view.token(v).xpos, "VB" | "VBN")
                    && !matches!(&*form, "be" | "been")
                {
                    return Own::Future;
                }
            }
            "is" | "are" | "was" | "were" if view.base_rel(d) == "aux" => has_be = true,
            "being" if view.base_rel(d) == "aux" => being = true,
            "to" if view.rel(d) == "mark" => to = true,
            _ => {}
        }
    }
    if out == Own::Plain && to && has_be && view.token(v).xpos == "VB" {
        // "are to join"
        return Own::Future;
    }
    if out == Own::Plain && being && has_be {
        return Own::Progressive;
    }
    if out == Own::Plain && shares_auxiliary(view, v) {
        if let Some(head) = view.token(v).head {
            return own(view, head);
        }
    }
    if out == Own::Plain
        && has_be
        && view.token(v).xpos == "VBG"
        && !is_past_progressive(view, v)
    {
        return Own::Progressive;
    }
    out
}

/// "will sign and publish": the second verb has no auxiliary and no subject of its own.
fn shares_auxiliary(view: &View<'_>, v: TokenIdx) -> bool {
    view.rel(v) == "conj"
        && matches!(view.token(v).xpos, "VB" | "VBN" | "VBG")
        && view.token(v).head.is_some_and(|h| {
            view.is_verb(h) && (view.token(h).xpos == view.token(v).xpos)
        })
        && !view
            .children(v)
            .any(|d| matches!(view.base_rel(d), "aux" | "nsubj") || view.rel(d) == "mark")
}

/// "had been travelling" and "while he was travelling" are over; "is travelling" and the
/// "was investigating" of a report go on.
fn is_past_progressive(view: &View<'_>, v: TokenIdx) -> bool {
    let had = view
        .children(v)
        .any(|d| view.rel(d) == "aux" && view.form(d).eq_ignore_ascii_case("had"));
    let was = view.children(v).any(|d| {
        view.rel(d) == "aux" && matches!(&*view.form(d).to_lowercase(), "was" | "were")
    });
    let scene = view.children(v).any(|d| view.base_rel(d) == "advcl")
        || !matches!(view.base_rel(v), "root" | "ccomp" | "conj");
    had || was && scene
}

/// "no crew were hurt", "found no trace", "nobody died".
fn negated_argument(view: &View<'_>, v: TokenIdx) -> bool {
    view.children(v)
        .filter(|&d| matches!(view.rel(d), "nsubj" | "nsubj:pass" | "obj"))
        .any(|d| {
            matches!(
                &*view.form(d).to_lowercase(),
                "nobody" | "none" | "nothing" | "neither"
            ) || is_none(view, d)
        })
}

/// A noun under "no".
pub(super) fn is_none(view: &View<'_>, n: TokenIdx) -> bool {
    view.children(n).any(|d| {
        matches!(view.base_rel(d), "det" | "advmod")
            && view.form(d).eq_ignore_ascii_case("no")
    })
}

fn followed_by_only(view: &View<'_>, not: TokenIdx) -> bool {
    let next = TokenIdx(not.0 + 1);
    (next.0 as usize) < view.text().tokens.len()
        && view.form(next).eq_ignore_ascii_case("only")
}

fn future(view: &View<'_>, v: TokenIdx) -> Status {
    if adverb(view, v, &["likely", "probably", "possibly", "perhaps"]) {
        return Status::Forecast;
    }
    // "hopes it will be resolved": somebody else's act
    let head = view.token(v).head.filter(|_| view.base_rel(v) == "ccomp");
    let awaited = head.is_some_and(|h| {
        let lemma = view.lemma(h);
        view.lexicon.is_cue("expects", &lemma) || lemma == "hope"
    });
    if awaited { Status::Forecast } else { Status::Planned }
}

/// "said it would sign" is a plan told in the past; any other "would" supposes.
fn would(view: &View<'_>, v: TokenIdx) -> Status {
    let mut at = v;
    for _ in 0..MAX_CLIMB {
        let Some(head) = view.token(at).head else { break };
        let rel = view.base_rel(at);
        if rel == "ccomp" || rel == "parataxis" {
            let lemma = &*view.lemma(head);
            if view.lexicon.is_cue("expects", lemma) {
                return Status::Forecast;
            }
            if view.lexicon.is_cue("speech", lemma)
                || view.lexicon.is_cue("intends", lemma)
            {
                return Status::Planned;
            }
            break;
        }
        if rel == "advcl" && has_mark(view, at, &["if", "unless"]) {
            return Status::Hypothetical;
        }
        at = head;
    }
    Status::Hypothetical
}

pub(super) fn has_mark(view: &View<'_>, v: TokenIdx, marks: &[&str]) -> bool {
    view.children(v)
        .any(|d| view.rel(d) == "mark" && marks.contains(&&*view.form(d).to_lowercase()))
}

fn adverb(view: &View<'_>, v: TokenIdx, words: &[&str]) -> bool {
    view.children(v).any(|d| {
        view.base_rel(d) == "advmod" && words.contains(&&*view.form(d).to_lowercase())
    })
}

fn is_infinitive(view: &View<'_>, v: TokenIdx) -> bool {
    has_mark(view, v, &["to"]) || view.token(v).xpos == "VB"
}

/// What the word above a predicate makes of it; `None` where it leaves it as it is.
fn governed(
    view: &View<'_>,
    v: TokenIdx,
    infinitive: bool,
    climbed: usize,
) -> Option<Status> {
    let head = view.token(v).head?;
    if climbed >= MAX_CLIMB {
        return None;
    }
    let lemma = with_particle(view, head);
    let is = |list: &str| view.lexicon.is_cue(list, &lemma);
    if view.rel(v) == "acl:relcl" && !infinitive {
        return None;
    }
    match view.base_rel(v) {
        "conj"
            if infinitive && is_infinitive(view, head) || shares_auxiliary(view, v) =>
        {
            governed(view, head, infinitive, climbed + 1)
        }
        "xcomp" | "ccomp" | "csubj" | "acl" | "advcl" | "parataxis" if infinitive => {
            Some(by_governor(view, head, &lemma, v, climbed))
        }
        "ccomp" if is("demands") && view.token(v).xpos == "VB" => Some(Status::Demanded),
        "xcomp" | "ccomp" if is("carries") => above(view, head, climbed),
        "xcomp" | "ccomp" | "advcl" | "acl" | "obl"
            if is("alleges") && !reporting(view, v) =>
        {
            Some(Status::Alleged)
        }
        "advcl" | "acl" | "obl" | "xcomp" if gerund(view, v) => {
            by_gerund(view, v, head, &lemma, climbed)
        }
        "ccomp" | "csubj" if is("denies") => Some(Status::Denied),
        "ccomp" | "parataxis" if matches!(&*lemma, "claim" | "allege") => {
            Some(Status::Alleged)
        }
        "ccomp" | "csubj" if is("supposes") && !is("speech") => {
            Some(Status::Hypothetical)
        }
        "acl" if is("supposes") && gerund(view, v) => Some(Status::Hypothetical),
        _ => None,
    }
}

/// A finite clause under "claimed" or "charged" stays the attribution's business.
fn reporting(view: &View<'_>, v: TokenIdx) -> bool {
    view.token(v).feats.contains("VerbForm=Fin")
}

fn gerund(view: &View<'_>, v: TokenIdx) -> bool {
    view.token(v).xpos == "VBG"
}

/// "accused of planting", "denied taking", "suspected of", "before leaving".
fn by_gerund(
    view: &View<'_>,
    v: TokenIdx,
    head: TokenIdx,
    lemma: &str,
    climbed: usize,
) -> Option<Status> {
    let is = |list: &str| view.lexicon.is_cue(list, lemma);
    let marked = has_mark(view, v, &["of", "for", "with", "from"]);
    if marked && is("alleges") {
        return Some(Status::Alleged);
    }
    if view.rel(v) == "xcomp" || marked && has_mark(view, v, &["from"]) {
        if is("denies") {
            return Some(Status::Denied);
        }
        if is("fails") {
            return Some(Status::NotHappened);
        }
        if is("supposes") || is("demands") {
            return Some(Status::Hypothetical);
        }
        if is("intends") {
            return Some(Status::Planned);
        }
    }
    above(view, head, climbed)
}

/// The status of the governing predicate, where it is not plainly done.
fn above(view: &View<'_>, head: TokenIdx, climbed: usize) -> Option<Status> {
    if !(view.is_verb(head) || view.token(head).upos == Upos::Adj) {
        return None;
    }
    let status = predicate(view, head, climbed + 1);
    (!matches!(status, Status::Happened | Status::Ongoing)).then_some(status)
}

/// Status of an infinitive under its governor.
fn by_governor(
    view: &View<'_>,
    head: TokenIdx,
    lemma: &str,
    v: TokenIdx,
    climbed: usize,
) -> Status {
    let is = |list: &str| view.lexicon.is_cue(list, lemma);
    let negated = matches!(own(view, head), Own::Negated) || is_none(view, head);
    if view.rel(v) == "acl" && is_ordinal(view, head) {
        // "the first country to recognise it"
        return above(view, head, climbed).unwrap_or(Status::Happened);
    }
    if is("carries") && !is("intends") && !is("demands") {
        let object_control = view.child(head, "obj").is_some();
        return match above(view, head, climbed) {
            Some(status) => status,
            None if matches!(
                lemma,
                "allow" | "permit" | "call" | "enable" | "authorize"
            ) =>
            {
                Status::Hypothetical
            }
            None if object_control && view.rel(v) == "advcl" && lemma != "use" => {
                Status::Planned
            }
            None => Status::Happened,
        };
    }
    let passive = view.is_passive(head);
    if is("fails") {
        // "did not hesitate to fire"
        let did = negated && matches!(lemma, "hesitate" | "fail" | "stop" | "neglect");
        return if did { Status::Happened } else { Status::NotHappened };
    }
    if is("expects") && (passive || !is("intends")) {
        return if negated { Status::NotHappened } else { Status::Forecast };
    }
    if is("demands") && (view.child(head, "obj").is_some() || passive || !is("intends")) {
        return Status::Demanded;
    }
    if is("alleges") {
        return Status::Alleged;
    }
    if is("intends") {
        return if negated { Status::NotHappened } else { Status::Planned };
    }
    if is("supposes") {
        return Status::Hypothetical;
    }
    if lemma == "be" || view.rel(v) == "advcl" || view.rel(v) == "acl" {
        return Status::Planned;
    }
    if view.is_verb(head) {
        above(view, head, climbed).unwrap_or(Status::Happened)
    } else {
        Status::Hypothetical
    }
}

/// "the first country", "the only ones": what such a one does is told as done.
fn is_ordinal(view: &View<'_>, n: TokenIdx) -> bool {
    let listed = |t: TokenIdx| {
        matches!(
            &*view.form(t).to_lowercase(),
            "first" | "second" | "third" | "last" | "latest" | "only" | "among"
        )
    };
    listed(n) || view.children(n).any(|d| d < n && listed(d))
}

/// The dictionary form of a governor with its particle: "call off" is not "call".
pub(super) fn with_particle(view: &View<'_>, head: TokenIdx) -> String {
    let lemma = view.lemma(head);
    match view.child(head, "compound:prt") {
        Some(particle) => format!("{lemma} {}", view.form(particle).to_lowercase()),
        None => lemma.into_owned(),
    }
}
