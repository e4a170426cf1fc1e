//! Everything read so far -> EventMentions: what happened, planned, alleged or denied.

use crate::{
    Actors, Article, AttributionIdx, Attributions, DayRange, Entities, EntityIdx, Kit,
    Places, RuleId, Source, Span, Text, Times,
};

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
    /// The words that give the date; `None` where it is the publication day.
    pub date_span: Option<Span>,
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

/// The event lexicon.
pub(crate) struct Knowledge {}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        Self {}
    }
}

/// Codes the events of one article.
pub(crate) fn code(_context: &Context<'_>, _kit: &Kit) -> EventMentions {
    EventMentions::default()
}
