//! Whether what a noun tells happened: its modifiers, and what is done with it.

use crate::{Status, TokenIdx};

use super::args::View;
use super::status::{has_mark, is_none, predicate, with_particle};

/// Status of a noun: its modifiers, then what is done with it.
pub(super) fn noun(view: &View<'_>, n: TokenIdx) -> Status {
    if view.rel(n) == "conj" && view.token(n).head.is_some_and(|h| is_none(view, h)) {
        return Status::NotHappened;
    }
    let to_be = view.children(n).any(|d| {
        view.rel(d) == "acl"
            && view.lexicon.is_cue("light", &view.lemma(d))
            && has_mark(view, d, &["to"])
    });
    if to_be {
        // "the election to be held on Sunday"
        return Status::Planned;
    }
    if goes_on(view, n) {
        return Status::Ongoing;
    }
    for d in view.children(n) {
        let word = view.form(d).to_lowercase();
        let modifier =
            matches!(view.base_rel(d), "amod" | "det" | "advmod" | "acl" | "case");
        if !modifier {
            continue;
        }
        let is = |list: &str| view.lexicon.is_cue(list, &word);
        if matches!(&*word, "no" | "without") {
            return Status::NotHappened;
        }
        if view.base_rel(d) != "amod" {
            continue;
        }
        for (list, status) in [
            ("mod-failed", Status::NotHappened),
            ("mod-alleged", Status::Alleged),
            ("mod-planned", Status::Planned),
            ("mod-supposed", Status::Hypothetical),
            ("mod-ongoing", Status::Ongoing),
        ] {
            if is(list) {
                return status;
            }
        }
    }
    by_use(view, n).unwrap_or(Status::Happened)
}

/// "The war is ongoing", "currently in conflict", "exports were continuing".
fn goes_on(view: &View<'_>, n: TokenIdx) -> bool {
    let head = view.token(n).head.filter(|_| view.rel(n) == "nsubj");
    let ongoing = |t: TokenIdx| {
        matches!(
            &*view.form(t).to_lowercase(),
            "ongoing" | "underway" | "continuing" | "way"
        ) || view.form(t).eq_ignore_ascii_case("continues")
    };
    head.is_some_and(ongoing)
        || view.child(n, "cop").is_some()
            && view
                .children(n)
                .any(|d| matches!(&*view.form(d).to_lowercase(), "currently" | "still"))
}

/// What the governor of a noun makes of it.
fn by_use(view: &View<'_>, n: TokenIdx) -> Option<Status> {
    let head = view.token(n).head?;
    if view.rel(n) == "conj" {
        return by_use(view, head);
    }
    let rel = view.base_rel(n);
    let counted = rel == "nmod"
        && view.case(n).as_deref() == Some("of")
        && !view.is_verb(head)
        && view.lexicon.is_cue("amounts", &view.lemma(head));
    if counted {
        // "thousands of deaths": what is done with the thousands
        return by_use(view, head);
    }
    if rel == "nmod" && is_none(view, head) && view.case(n).as_deref() == Some("of") {
        // "no evidence of sabotage"
        return Some(Status::NotHappened);
    }
    let lemma = with_particle(view, head);
    let is = |list: &str| view.lexicon.is_cue(list, &lemma);
    let verb = view.is_verb(head);
    let object = matches!(view.rel(n), "obj" | "nsubj:pass")
        || rel == "obl" && verb && view.is_bare_object(head, n);
    let case = view.case(n);
    let case = case.as_deref().unwrap_or("");
    if rel == "nmod" && !verb {
        if case == "with" || case == "of" {
            // "charged the suspect in the shooting with murder"
            let mut at = head;
            for _ in 0..3 {
                let Some(up) = view.token(at).head else { break };
                if matches!(&*view.lemma(up), "charge" | "accuse" | "suspect" | "indict")
                {
                    return Some(Status::Alleged);
                }
                at = up;
            }
        }
        return match case {
            "of" | "for" | "to" | "about" if is("alleges") => Some(Status::Alleged),
            "for" if is("demands") => Some(Status::Demanded),
            "of" | "for" if is("supposes") => Some(Status::Hypothetical),
            "for" if is("intends") => Some(Status::Planned),
            _ => None,
        };
    }
    if !verb {
        return None;
    }
    let light = view.light_verb(n).is_some();
    if light || object && indefinite(view, n) {
        let status = predicate(view, head, 1);
        if !matches!(status, Status::Happened) {
            return Some(status);
        }
    }
    if rel == "obl" && view.lexicon.is_cue("fails", &format!("{lemma} {case}")) {
        // "called off the talks", where the particle is taken for a preposition
        return Some(Status::NotHappened);
    }
    if rel == "obl" && !object {
        return match case {
            "of" | "with" | "on" if is("alleges") => Some(Status::Alleged),
            "for" if is("demands") => Some(Status::Demanded),
            "from" if is("fails") => Some(Status::NotHappened),
            "for" if lemma == "schedule" || lemma == "prepare" || lemma == "plan" => {
                Some(Status::Planned)
            }
            "of" if is("supposes") || lemma == "warn" => Some(Status::Hypothetical),
            _ => None,
        };
    }
    if !object {
        return None;
    }
    let listed = view.children(head).any(|d| {
        view.rel(d) == "nsubj" && view.lexicon.is_cue("alleges", &view.lemma(d))
    });
    if listed && matches!(&*lemma, "include" | "comprise" | "range") {
        // "the charges include homicide"
        return Some(Status::Alleged);
    }
    if is("denies") {
        return Some(Status::Denied);
    }
    if is("fails") && predicate(view, head, 1) == Status::Hypothetical {
        // "deaths could be prevented"
        return Some(Status::Hypothetical);
    }
    if is("fails")
        && !matches!(
            &*lemma,
            "try" | "attempt" | "reject" | "rule" | "delay" | "postpone"
        )
    {
        return Some(Status::NotHappened);
    }
    if is("demands") && !matches!(&*lemma, "call" | "order") {
        return Some(Status::Demanded);
    }
    if matches!(
        &*lemma,
        "plan"
            | "schedule"
            | "propose"
            | "prepare"
            | "intend"
            | "promise"
            | "pledge"
            | "vow"
            | "offer"
    ) {
        return Some(Status::Planned);
    }
    if is("expects") {
        return Some(Status::Forecast);
    }
    if is("supposes") && lemma != "discuss" && lemma != "call" {
        return Some(Status::Hypothetical);
    }
    None
}

pub(super) fn indefinite(view: &View<'_>, n: TokenIdx) -> bool {
    !view.children(n).any(|d| {
        matches!(view.base_rel(d), "det" | "nmod")
            && matches!(
                &*view.form(d).to_lowercase(),
                "the"
                    | "this"
                    | "that"
                    | "these"
                    | "those"
                    | "its"
                    | "his"
                    | "her"
                    | "their"
            )
    })
}
