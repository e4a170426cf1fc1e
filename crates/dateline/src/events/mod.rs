//! Everything read so far -> EventMentions: what happened, planned, alleged or denied.

mod account;
mod args;
mod conditions;
mod confidence;
mod dates;
mod lexicon;
mod morph;
mod nouns;
mod roles;
mod status;
mod triggers;
mod when;
mod why;

use crate::{
    Actors, Article, AttributionIdx, Attributions, DayRange, Entities, EntityIdx, Kit,
    Places, RuleId, Sentence, Source, Span, Text, Times, ZoneKind, actors,
};

use args::View;
pub(crate) use lexicon::Knowledge;
use triggers::Trigger;
pub use why::{Reason, why};

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(missing_docs, reason = "the names are the definitions of the contract")]
        pub enum $type { $($variant),* }

        impl $type {
            /// Every value, in the order of the contract.
            pub const ALL: &'static [$type] = &[$($type::$variant),*];

            /// The name of the contract.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),* }
            }

            /// The value of a name.
            pub fn of(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.name() == name)
            }
        }
    };
}

names! {
    /// The 16 PLOVER types and the general types.
    EventType {
        Agree = "AGREE", Consult = "CONSULT", Support = "SUPPORT", Concede = "CONCEDE",
        Cooperate = "COOPERATE", Aid = "AID", Retreat = "RETREAT", Request = "REQUEST",
        Accuse = "ACCUSE", Reject = "REJECT", Threaten = "THREATEN", Protest = "PROTEST",
        Sanction = "SANCTION", Mobilize = "MOBILIZE", Coerce = "COERCE", Assault = "ASSAULT",
        Disaster = "DISASTER", Casualty = "CASUALTY", Crime = "CRIME", Justice = "JUSTICE",
        Election = "ELECTION", Office = "OFFICE", Legislate = "LEGISLATE",
        Business = "BUSINESS", Move = "MOVE", Science = "SCIENCE", Health = "HEALTH",
        Culture = "CULTURE", Sport = "SPORT", Other = "OTHER",
    }
}

impl EventType {
    /// Whether it is one of the 16 PLOVER types (a political interaction).
    pub fn is_plover(self) -> bool {
        self <= EventType::Assault
    }
}

names! {
    /// Whether it happened, as the text has it at the time of writing.
    Status {
        Happened = "happened", Ongoing = "ongoing", Planned = "planned",
        Forecast = "forecast", Alleged = "alleged", Denied = "denied",
        NotHappened = "not_happened", Hypothetical = "hypothetical", Demanded = "demanded",
    }
}

names! {
    /// Whether the clause affirms or negates.
    Polarity { Positive = "positive", Negative = "negative" }
}

names! {
    /// How sure the text is.
    Certainty {
        Certain = "certain", Probable = "probable", Possible = "possible",
        Unknown = "unknown",
    }
}

names! {
    /// Part an actor plays.
    Role { Source = "source", Target = "target", Participant = "participant" }
}

/// Someone who takes part.
#[derive(Clone, Debug)]
pub struct EventActor {
    /// The part played.
    pub role: Role,
    /// The words that name them in the sentence; `None` if named elsewhere.
    pub span: Option<Span>,
    /// Resolved name.
    pub name: String,
    /// The entity.
    pub entity: Option<EntityIdx>,
    /// CAMEO actor code.
    pub code: Option<String>,
}

/// Where it happened.
#[derive(Clone, Debug)]
pub struct EventPlace {
    /// The words; `None` if named elsewhere.
    pub span: Option<Span>,
    /// The place's name.
    pub name: String,
    /// Index in [`Places::places`], where the gazetteer knows it.
    pub place: Option<u32>,
}

/// One mention of an event: a trigger with its arguments.
#[derive(Clone, Debug)]
pub struct EventMention {
    /// The one or few words that most clearly name the act.
    pub trigger: Span,
    /// Dictionary form of the trigger's main word.
    pub lemma: Box<str>,
    /// The clause or sentence that tells it: the evidence.
    pub clause: Span,
    /// What kind of act.
    pub kind: EventType,
    /// CAMEO code where the lexicon knows one.
    pub cameo: Option<&'static str>,
    /// Whether it happened.
    pub status: Status,
    /// Affirmed or negated.
    pub polarity: Polarity,
    /// How sure the text is.
    pub certainty: Certainty,
    /// -3 (certainly not) to 3 (certainly so).
    pub factuality: Option<f32>,
    /// Told as history.
    pub background: bool,
    /// When.
    pub date: Option<DayRange>,
    /// The words that give the date, where its own sentence does.
    pub date_span: Option<Span>,
    /// Index of the event whose date it takes, where its own sentence gives none.
    pub date_from: Option<u32>,
    /// Who.
    pub actors: Vec<EventActor>,
    /// Where.
    pub place: Option<EventPlace>,
    /// The innermost attribution whose content holds the trigger.
    pub attribution: Option<AttributionIdx>,
    /// The rule that coded it.
    pub rule: RuleId,
    /// Calibrated probability that type and trigger are right.
    pub confidence: Option<f32>,
}

/// All event mentions of one article, in text order of their triggers.
#[derive(Clone, Debug, Default)]
pub struct EventMentions {
    /// The mentions.
    pub events: Vec<EventMention>,
}

/// What the event stage reads.
pub(crate) struct Context<'a> {
    pub(crate) source: &'a Source,
    pub(crate) article: &'a Article,
    pub(crate) text: &'a Text,
    pub(crate) times: &'a Times,
    pub(crate) entities: &'a Entities,
    pub(crate) places: &'a Places,
    pub(crate) actors: &'a Actors,
    pub(crate) attributions: &'a Attributions,
}

/// Codes the events of one article.
pub(crate) fn code(context: &Context<'_>, kit: &Kit) -> EventMentions {
    let view = View::new(context, &kit.events);
    let mut out = EventMentions::default();
    let mut told = Vec::new();
    for sentence in &context.text.sentences {
        if !is_told(sentence, &context.source.text) {
            continue;
        }
        let triggers = triggers::find(&view, sentence.tokens.clone());
        for trigger in &triggers {
            told.push(dates::Told::of(&view, trigger));
            out.events.push(mention(&view, trigger));
        }
    }
    type_by_theme(&mut out.events);
    dates::carry(&view, &mut out.events, &told);
    for event in &mut out.events {
        speakers(context, event);
    }
    for actor in out.events.iter_mut().flat_map(|event| &mut event.actors) {
        actor.code = actor_code(context, actor, kit).or(actor.code.take());
    }
    out
}

/// A source longer than this is a clause.
const MAX_SPEAKER: usize = 60;

/// "The rebels said they would leave": a pronoun that is nobody's yet is the speaker's.
fn speakers(context: &Context<'_>, event: &mut EventMention) {
    let Some(said) = event.attribution.map(|idx| context.attributions.get(idx)) else {
        return;
    };
    let (Some(speaker), false) = (said.chain.last(), said.direct) else { return };
    let Some(named) = speaker.span else { return };
    // "The Norwegian police" are more than the name in them.
    let whole = said.source.first().copied().unwrap_or(named);
    // "The federation said they would": the name that it refers to stands elsewhere.
    let elsewhere = !whole.overlaps(named);
    let short = whole.len() < MAX_SPEAKER && !elsewhere;
    let whole = if short { whole.cover(named) } else { named };
    let is_name = whole.end == named.end || speaker.entity.is_none();
    let span = if is_name { named } else { whole };
    for actor in event.actors.iter_mut().filter(|actor| actor.entity.is_none()) {
        let words = actor.span.map_or("", |s| s.of(&context.source.text));
        if matches!(words, "they" | "it" | "he" | "she") {
            actor.span = Some(span);
            actor.name = if is_name {
                speaker.name.clone()
            } else {
                span.of(&context.source.text).to_owned()
            };
            actor.entity = speaker.entity.filter(|_| is_name);
        }
    }
}

/// What the words of an actor say ("two Norwegian officers"), then what is known of whom
/// they name.
fn actor_code(context: &Context<'_>, actor: &EventActor, kit: &Kit) -> Option<String> {
    let Context { source, article, text, entities, actors, .. } = *context;
    let parts = actors::Parts { source, article, text, entities, actors };
    actors::of_span(&parts, actor.span?, kit).code
}

/// Types that a verb without one of its own takes from the events around it: in a report of
/// an election or a trial, what is done belongs to it.
fn is_theme(kind: EventType) -> bool {
    !kind.is_plover()
        && !matches!(kind, EventType::Casualty | EventType::Other | EventType::Move)
}

/// Events that the network found and could not type take the type told most often.
fn type_by_theme(events: &mut [EventMention]) {
    let told = |kind: EventType| events.iter().filter(|e| e.kind == kind).count();
    let theme = EventType::ALL
        .iter()
        .copied()
        .filter(|&kind| is_theme(kind))
        .max_by_key(|&kind| (told(kind), std::cmp::Reverse(kind)));
    let Some(theme) = theme.filter(|&kind| told(kind) * THEME_SHARE >= events.len())
    else {
        return;
    };
    for event in events.iter_mut().filter(|e| e.rule == lexicon::UNLISTED) {
        if event.kind == EventType::Other {
            event.kind = theme;
        }
    }
}

/// One event in so many is of the theme's type.
const THEME_SHARE: usize = 4;

/// More words than this in one sentence are a list or a table, not prose.
const MAX_SENTENCE: usize = 400;

/// So many column marks in one sentence are a row of a table.
const COLUMNS: usize = 2;

/// Whether a sentence tells something: prose in the article's own zones, no raw markup.
fn is_told(sentence: &Sentence, text: &str) -> bool {
    let words = sentence.span.of(text);
    sentence.zone != ZoneKind::Dateline
        && !words.contains("</")
        && words.matches(['\t', '|']).count() < COLUMNS
        && (3..MAX_SENTENCE).contains(&sentence.tokens.len())
}

/// Types of what others hope for: who will not do it refuses.
fn is_offered(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Agree
            | EventType::Consult
            | EventType::Support
            | EventType::Concede
            | EventType::Cooperate
            | EventType::Aid
            | EventType::Retreat
    )
}

fn mention(view: &View<'_>, trigger: &Trigger<'_>) -> EventMention {
    let attribution = view.context.attributions.innermost(trigger.span);
    let mut verdict = status::judge(view, trigger, attribution);
    let refused = verdict.status == Status::NotHappened
        && is_offered(trigger.rule.kind)
        && status::refuses(view, trigger);
    if refused {
        // what is refused did not happen, the refusal did
        verdict.status = Status::Happened;
        verdict.polarity = Polarity::Positive;
    }
    let signals = view.text().signals.get(trigger.at.0 as usize);
    let dated = when::date(view, trigger, verdict.status);
    let mut days = dated.map(|d| d.days);
    if verdict.status == Status::Happened {
        let status = when::by_calendar(view, trigger, days);
        if status == Status::Planned && when::is_known(view, trigger) {
            days = None;
        } else {
            verdict.status = status;
        }
        if verdict.status == Status::Planned {
            verdict.certainty = Certainty::Probable;
        }
    }
    let date = days.filter(|&days| !when::is_era(days));
    EventMention {
        trigger: trigger.span,
        lemma: match trigger.lemma {
            "" => view.lemma(trigger.at).as_ref().into(),
            listed => listed.into(),
        },
        clause: clause(view, trigger),
        kind: if refused { EventType::Reject } else { trigger.rule.kind },
        cameo: if refused { Some("120") } else { trigger.rule.cameo },
        status: verdict.status,
        polarity: verdict.polarity,
        certainty: verdict.certainty,
        factuality: None,
        background: when::is_background(
            view,
            trigger,
            days,
            verdict.status,
            attribution.is_some(),
        ),
        date,
        date_span: dated.filter(|_| date.is_some()).map(|d| d.span),
        date_from: None,
        actors: roles::actors(view, trigger),
        place: when::place(view, trigger),
        attribution,
        rule: trigger.rule.id,
        confidence: signals.map(|s| confidence::confidence(s, trigger.rule)),
    }
}

/// Words up to which a sentence is its own evidence.
const SHORT_SENTENCE: usize = 45;

/// The sentence, or in a long one the smallest finite clause that holds the trigger.
fn clause(view: &View<'_>, trigger: &Trigger<'_>) -> Span {
    let sentence = view.text().sentence(view.token(trigger.at).sentence);
    if sentence.tokens.len() <= SHORT_SENTENCE {
        return sentence.span;
    }
    let mut at = trigger.at;
    for _ in 0..8 {
        let finite = view.is_verb(at)
            && matches!(
                view.base_rel(at),
                "conj" | "ccomp" | "advcl" | "parataxis" | "root"
            );
        if finite {
            let span = view.text().subtree_span(at).cover(trigger.span);
            return span.trim(&view.context.source.text);
        }
        match view.token(at).head {
            Some(head) => at = head,
            None => break,
        }
    }
    sentence.span
}

#[cfg(test)]
mod tests;
