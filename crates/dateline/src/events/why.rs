//! Why an event's cells have their values: the words, the rule or score behind each, and
//! what else was in question. Worked out anew from a reading, so that coding pays nothing.

use crate::{EventMention, Kit, Reading, Span, TimeType, TokenIdx};

use super::args::{Args, View};
use super::lexicon::{Condition, UNLISTED, Wanted};
use super::triggers::{self, Trigger};
use super::{Context, account};

/// Why one cell of an event has its value.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The cell: `type`, `status`, `date`, `actor`, `place`, `attribution`, `confidence`.
    pub cell: &'static str,
    /// Its value, in the words of the contract.
    pub value: String,
    /// The words it was read from, in bytes of the canonical text; empty for a score.
    pub words: Vec<Span>,
    /// The rule or score that decided.
    pub because: String,
    /// What was weighed and not taken, each with its reason.
    pub instead: Vec<String>,
}

/// Explains the event at `index` of a reading, cell by cell in the order of the contract;
/// empty where there is no such event. The reading must be one of this kit's.
pub fn why(reading: &Reading, index: usize, kit: &Kit) -> Vec<Reason> {
    let Some(event) = reading.events.events.get(index) else { return Vec::new() };
    let context = Context {
        source: &reading.source,
        article: &reading.article,
        text: &reading.text,
        times: &reading.times,
        entities: &reading.entities,
        places: &reading.places,
        actors: &reading.actors,
        attributions: &reading.attributions,
    };
    let view = View::new(&context, &kit.events);
    let Some(sentence) = view.text().sentence_at(event.trigger.start) else {
        return Vec::new();
    };
    let tokens = view.text().sentence(sentence).tokens.clone();
    let all = triggers::find(&view, tokens.clone());
    let Some(trigger) = all.iter().find(|t| t.span == event.trigger) else {
        return Vec::new();
    };
    let mut out = vec![
        of_type(&view, event, trigger, tokens),
        of_status(&view, event, trigger),
        of_date(&view, reading, event, trigger),
    ];
    out.extend(of_actors(&view, event, trigger));
    out.extend(of_place(event));
    out.extend(of_attribution(&view, event));
    out.extend(of_confidence(&view, event, trigger));
    out
}

fn words(view: &View<'_>, span: Span) -> String {
    span.of(&view.context.source.text).to_owned()
}

/// A condition as its record writes it.
fn written(condition: &Condition) -> String {
    let wanted: Vec<String> = condition
        .wanted
        .iter()
        .map(|w| match w {
            Wanted::Any => "*".to_owned(),
            Wanted::Word(word) => (*word).to_owned(),
            Wanted::Class(class) => format!("@{class}"),
        })
        .collect();
    let mut list = wanted.join("|");
    if let Some((cut, _)) = list.char_indices().nth(LONGEST_LIST) {
        list.truncate(cut);
        list.push('…');
    }
    format!("{}={list}", condition.place)
}

/// Characters of a condition that are shown.
const LONGEST_LIST: usize = 60;

/// Alternatives that are told; further ones are the tail of a long list.
const MAX_INSTEAD: usize = 4;

fn of_type(
    view: &View<'_>,
    event: &EventMention,
    trigger: &Trigger<'_>,
    tokens: std::ops::Range<u32>,
) -> Reason {
    let rule = trigger.rule;
    let mut because = if rule.id == UNLISTED {
        "no rule lists this verb; the network takes it for an event".to_owned()
    } else {
        format!("rule {}", rule.id.0)
    };
    if event.kind != rule.kind {
        let how = if rule.id == UNLISTED {
            "the report's other events are mostly of this type"
        } else {
            "who says that they will not do it refuses"
        };
        because.push_str(&format!("; {} by the rule, but {how}", rule.kind.name()));
    }
    let mut instead: Vec<String> = triggers::rivals(view, trigger, tokens)
        .into_iter()
        .take(MAX_INSTEAD)
        .map(|(rival, failed)| {
            let reason = match failed {
                Some(condition)
                    if rival.unless.iter().any(|c| std::ptr::eq(c, condition)) =>
                {
                    format!("is barred by {}", written(condition))
                }
                Some(condition) => format!("wants {}", written(condition)),
                None => "holds too, and comes later".to_owned(),
            };
            format!("{} ({}) {reason}", rival.kind.name(), rival.id.0)
        })
        .collect();
    if let Some(signals) = view.text().signals.get(trigger.at.0 as usize) {
        let (kind, share) = signals.event_type();
        if kind != event.kind {
            instead.push(format!("{} by the network, {share:.2}", kind.name()));
        }
    }
    let value = match event.cameo {
        Some(code) => format!("{}, CAMEO {code}", event.kind.name()),
        None => event.kind.name().to_owned(),
    };
    Reason { cell: "type", value, words: vec![event.trigger], because, instead }
}

fn of_status(view: &View<'_>, event: &EventMention, trigger: &Trigger<'_>) -> Reason {
    let account::Account { steps, words, alone } =
        account::account(view, trigger, event.attribution, event.status);
    let mut instead = Vec::new();
    if let Some(alone) = alone {
        instead.push(format!("{} by the clause alone", alone.name()));
    }
    if let Some(signals) = view.text().signals.get(trigger.at.0 as usize) {
        let (status, share) = signals.status();
        if status != event.status {
            instead.push(format!("{} by the network, {share:.2}", status.name()));
        }
    }
    Reason {
        cell: "status",
        value: event.status.name().to_owned(),
        words,
        because: steps.join("; "),
        instead,
    }
}

fn of_date(
    view: &View<'_>,
    reading: &Reading,
    event: &EventMention,
    trigger: &Trigger<'_>,
) -> Reason {
    let sentence = view.text().sentence(view.token(trigger.at).sentence);
    let instead: Vec<String> = view
        .context
        .times
        .within(sentence.span)
        .filter(|t| matches!(t.kind, TimeType::Date | TimeType::Time))
        .filter(|t| Some(t.span) != event.date_span)
        .take(MAX_INSTEAD)
        .map(|t| {
            let reason = match t.days {
                None => "has no day of its own",
                Some(_) if event.date_span.is_some() => "stands further from it",
                Some(_) => "belongs to another clause",
            };
            format!("\"{}\" {reason}", words(view, t.span))
        })
        .collect();
    let (value, spans, because) = match (event.date, event.date_span, event.date_from) {
        (Some(days), Some(span), _) => {
            let because = "its own clause says when".to_owned();
            (shown(days), vec![span], because)
        }
        (Some(days), None, Some(from)) => {
            let other = reading.events.events.get(from as usize);
            let lender = other.map(|e| (words(view, e.trigger), e.trigger, e.date_span));
            let (word, span, date) = lender.unwrap_or_default();
            let because = format!("lent by event {}, \"{word}\"", from + 1);
            (shown(days), date.into_iter().chain([span]).collect(), because)
        }
        (Some(days), None, None) => (shown(days), Vec::new(), "the report's day".into()),
        (None, ..) => {
            ("none".into(), Vec::new(), "no clause that governs it says".into())
        }
    };
    Reason { cell: "date", value, words: spans, because, instead }
}

fn shown(days: crate::DayRange) -> String {
    if days.start == days.end {
        days.start.to_string()
    } else {
        format!("{} to {}", days.start, days.end)
    }
}

/// How a word hangs from the trigger.
fn part(view: &View<'_>, args: &Args, span: Span) -> Option<String> {
    let is = |t: &TokenIdx| span.contains(view.token(*t).span);
    if args.subj.iter().any(is) {
        let passive = if args.passive { ", the doer of a passive" } else { "" };
        return Some(format!("its subject{passive}"));
    }
    if args.obj.iter().any(is) {
        let passive = if args.passive { ", subject of a passive" } else { "" };
        return Some(format!("its object{passive}"));
    }
    if args.receiver.iter().any(is) {
        return Some("its indirect object".into());
    }
    if args.owners.iter().any(is) {
        return Some("stands before the noun as its owner".into());
    }
    let oblique = args.obliques.iter().find(|(_, t)| is(t));
    oblique.map(|(preposition, _)| format!("stands under \"{preposition}\""))
}

fn of_actors(
    view: &View<'_>,
    event: &EventMention,
    trigger: &Trigger<'_>,
) -> Vec<Reason> {
    let mut out: Vec<Reason> = event
        .actors
        .iter()
        .map(|actor| {
            let part = actor.span.and_then(|span| part(view, &trigger.args, span));
            let mut because = part.unwrap_or_else(|| {
                "named by the words that govern or carry the trigger".to_owned()
            });
            if actor.span.is_some_and(|span| words(view, span) != actor.name) {
                because.push_str(&format!("; these words mean {}", actor.name));
            }
            if let Some(code) = &actor.code {
                because.push_str(&format!("; code {code}"));
            }
            Reason {
                cell: "actor",
                value: format!("{}: {}", actor.role.name(), actor.name),
                words: actor.span.into_iter().collect(),
                because,
                instead: Vec::new(),
            }
        })
        .collect();
    let taken = |t: &TokenIdx| {
        let span = view.token(*t).span;
        event.actors.iter().any(|a| a.span.is_some_and(|s| s.overlaps(span)))
    };
    let args = &trigger.args;
    let left: Vec<String> = args
        .subj
        .iter()
        .chain(&args.obj)
        .chain(args.obliques.iter().map(|(_, t)| t))
        .filter(|t| !taken(t))
        .take(MAX_INSTEAD)
        .map(|&t| {
            let acts = view.is_actor_like(t);
            let reason =
                if acts { "has no part in this rule" } else { "is nobody who acts" };
            format!("\"{}\" {reason}", view.form(t))
        })
        .collect();
    match out.first_mut() {
        Some(first) => first.instead = left,
        None => out.push(Reason {
            cell: "actor",
            value: "none".into(),
            words: Vec::new(),
            because: "no word that hangs from the trigger is one who acts".into(),
            instead: left,
        }),
    }
    out
}

fn of_place(event: &EventMention) -> Option<Reason> {
    let place = event.place.as_ref()?;
    Some(Reason {
        cell: "place",
        value: place.name.clone(),
        words: place.span.into_iter().collect(),
        because: match place.place {
            Some(_) => {
                "stands under a preposition of place; the gazetteer knows it".into()
            }
            None => "stands under a preposition of place".into(),
        },
        instead: Vec::new(),
    })
}

fn of_attribution(view: &View<'_>, event: &EventMention) -> Option<Reason> {
    let said = view.context.attributions.get(event.attribution?);
    let names: Vec<&str> = said.chain.iter().map(|link| link.name.as_str()).collect();
    let value = if names.is_empty() { "nobody named".into() } else { names.join(" > ") };
    Some(Reason {
        cell: "attribution",
        value,
        words: said.source.iter().chain(&said.cue).copied().collect(),
        because: format!(
            "the innermost one whose content holds the trigger; stance {}",
            said.stance.name()
        ),
        instead: Vec::new(),
    })
}

fn of_confidence(
    view: &View<'_>,
    event: &EventMention,
    trigger: &Trigger<'_>,
) -> Option<Reason> {
    let confidence = event.confidence?;
    let signals = view.text().signals.get(trigger.at.0 as usize)?;
    let of_type = signals.types[trigger.rule.kind as usize];
    Some(Reason {
        cell: "confidence",
        value: format!("{confidence:.2}"),
        words: Vec::new(),
        because: format!(
            "calibrated from the network's shares for a trigger, {:.2}, and for this type, \
             {of_type:.2}",
            signals.trigger
        ),
        instead: Vec::new(),
    })
}
