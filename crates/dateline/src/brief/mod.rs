//! What a reading boils down to: all that `collate` needs, without the text.

mod attributions;
mod events;
mod names;
mod quotes;
pub(crate) mod words;

use crate::{
    ClaimKind, DayRange, EventType, Id, LinkKind, NameClass, Reading, Role, Span, Stamp,
    Stance, Status, copies,
};

/// Words of one article, as evidence across articles.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Citation {
    /// Index of the article in [`crate::Dossier::briefs`].
    pub article: u32,
    /// The words, in bytes of that article's text.
    pub span: Span,
}

/// An actor as the merger compares it.
#[derive(Clone, Debug)]
pub struct BriefActor {
    /// Part played.
    pub role: Role,
    /// Resolved name.
    pub name: String,
    /// Identity across articles where the registry knows one ("country:RUS").
    pub key: Option<String>,
    /// Class of the name.
    pub class: Option<NameClass>,
    /// ISO 3166-1 alpha-3 code of its country.
    pub country: Option<&'static str>,
    /// CAMEO actor code ("RUSGOVMIL").
    pub code: Option<String>,
    /// The words of the mention that name it; `None` where it is named elsewhere, and in a
    /// merged event, whose mentions hold them.
    pub at: Option<Span>,
}

/// A place as the merger compares it.
#[derive(Clone, Debug)]
pub struct BriefPlace {
    /// The place's name.
    pub name: String,
    /// Degrees north and east.
    pub position: Option<(f32, f32)>,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<&'static str>,
    /// How exact.
    pub precision: Option<crate::PlacePrecision>,
    /// GeoNames identifier.
    pub geonameid: Option<u32>,
    /// The words of the mention that name it; `None` where it is named elsewhere, and in a
    /// merged event, whose mentions hold them.
    pub at: Option<Span>,
}

/// How a trigger stands in its sentence: what is told, or what is only touched on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// A noun or participle that qualifies another word.
    Aside,
    /// A noun that takes part in what is told: its subject, object or circumstance.
    Part,
    /// The verb of a clause that depends on another.
    Clause,
    /// What the sentence, or what it reports, tells.
    Main,
}

/// An event mention without its text.
#[derive(Clone, Debug)]
pub struct BriefEvent {
    /// Index in the reading's events.
    pub mention: u32,
    /// What kind of act.
    pub kind: EventType,
    /// CAMEO code.
    pub cameo: Option<&'static str>,
    /// Dictionary form of the trigger.
    pub lemma: Box<str>,
    /// The trigger's words.
    pub trigger: Span,
    /// The sentence that holds the trigger.
    pub sentence: Span,
    /// How the trigger stands in its sentence.
    pub standing: Standing,
    /// Whether the trigger is a verb; a noun ("talks") says little about whether they were held.
    pub verbal: bool,
    /// Numbers told in the clause (the dead and hurt), ascending.
    pub numbers: Vec<u32>,
    /// What the act is done to, where that is a common noun ("the Osterby mill"): hash of its
    /// dictionary form, then of the names that go with it, sorted. Empty where there is none.
    pub object: Box<[u32]>,
    /// Whether it happened.
    pub status: Status,
    /// Told as history.
    pub background: bool,
    /// When.
    pub date: Option<DayRange>,
    /// Whether the date was read in the clause (and is not the publication day).
    pub dated: bool,
    /// The words that say when.
    pub date_at: Option<Span>,
    /// Who.
    pub actors: Vec<BriefActor>,
    /// Where.
    pub place: Option<BriefPlace>,
    /// The clause that tells it.
    pub clause: Span,
    /// Hashes of the sentence's content words, dictionary forms, sorted.
    pub words: Box<[u32]>,
    /// A one-line summary: the clause, cut to what tells it.
    pub summary: String,
    /// Index in [`Brief::attributions`].
    pub attribution: Option<u32>,
    /// Whether it stands in the body (and not in a headline, deck or caption).
    pub in_body: bool,
    /// Calibrated confidence.
    pub confidence: Option<f32>,
}

/// An attribution without its text, with the claim it makes if it makes one.
#[derive(Clone, Debug)]
pub struct BriefAttribution {
    /// Index in the reading's attributions.
    pub attribution: u32,
    /// Names the words passed through inside the text, outermost first; ends with the
    /// holder. Empty where nobody is named.
    pub chain: Vec<String>,
    /// What the holder is.
    pub holder: Option<LinkKind>,
    /// ISO 3166-1 alpha-3 code of the holder's country.
    pub country: Option<&'static str>,
    /// Dictionary form of the cue's telling word.
    pub cue: Box<str>,
    /// The words that name the source, in pieces; empty where nobody is named.
    pub source_at: Vec<Span>,
    /// The cue's words, in pieces.
    pub cue_at: Vec<Span>,
    /// Index in [`Brief::attributions`] of the one whose content holds this one.
    pub outer: Option<u32>,
    /// What the source does with the content.
    pub stance: Stance,
    /// Direct speech.
    pub direct: bool,
    /// The content, in pieces.
    pub content: Vec<Span>,
    /// The sentence or sentences that hold it.
    pub sentence: Span,
    /// When it was said.
    pub said_on: Option<DayRange>,
    /// What the content claims, clause by clause.
    pub claims: Vec<BriefClaim>,
    /// Whether it stands in the body.
    pub in_body: bool,
}

/// A clause of a content that can later turn out true or false.
#[derive(Clone, Debug)]
pub struct BriefClaim {
    /// What kind of claim it is.
    pub kind: ClaimKind,
    /// The clause, in pieces.
    pub content: Vec<Span>,
    /// The clause's words, as the text has them.
    pub statement: String,
    /// Names in it.
    pub about: Vec<String>,
    /// Organisations among them.
    pub bodies: Vec<String>,
    /// Places in it.
    pub places: Vec<String>,
    /// When what is claimed would have to happen.
    pub due: Option<DayRange>,
    /// Hashes of its words, dictionary forms, sorted.
    pub words: Box<[u32]>,
}

/// Words in quotation marks with their speaker.
#[derive(Clone, Debug)]
pub struct BriefQuote {
    /// The words, quotation marks included.
    pub span: Span,
    /// Who said them, as far as known.
    pub speaker: Option<String>,
    /// Direct speech; false for a few quoted words inside indirect speech.
    pub direct: bool,
    /// Names the words passed through inside the text, outermost first.
    pub chain: Vec<String>,
}

/// One article for the way of many.
#[derive(Clone, Debug)]
pub struct Brief {
    /// Hash of the document and its name.
    pub id: Id,
    /// The caller's name for the document.
    pub name: String,
    /// Whether it is an article.
    pub is_article: bool,
    /// The headline.
    pub headline: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// The agency whose text it is.
    pub agency: Option<String>,
    /// Where the dateline says it was written.
    pub dateline_place: Option<String>,
    /// When it was published.
    pub published: Option<Stamp>,
    /// The body zones.
    pub body: Vec<Span>,
    /// Hashes of the winnowed word shingles of the body and of the captions above it with
    /// their word positions, in text order (Schleimer, Wilkerson and Aiken 2003).
    pub fingerprints: Vec<(u32, u32)>,
    /// Words in those.
    pub n_words: u32,
    /// Names that the article is about with their number of mentions, sorted by name.
    pub names: Vec<(String, u32)>,
    /// Hashes of the words that it tells most, with how often, sorted.
    pub topics: Vec<(u32, u16)>,
    /// Its event mentions.
    pub events: Vec<BriefEvent>,
    /// Its attributions.
    pub attributions: Vec<BriefAttribution>,
    /// What is quoted.
    pub quotes: Vec<BriefQuote>,
}

impl Reading {
    /// What this reading boils down to; `name` is the caller's name for the document.
    pub fn brief(&self, name: &str) -> Brief {
        let article = &self.article;
        let body: Vec<Span> = article.zones_of(crate::ZoneKind::Body).collect();
        let (fingerprints, n_words) =
            copies::fingerprints(&self.source.text, &with_top_captions(article, &body));
        let attributions = attributions::boil_down(self);
        Brief {
            id: Id::of([&self.source.id.0[..], name.as_bytes()]),
            name: name.to_owned(),
            is_article: article.is_article,
            headline: article.headline.as_ref().map(|h| h.value.clone()),
            publisher: article.publisher.as_ref().map(|p| p.value.clone()),
            agency: article.agency.as_ref().map(|a| a.value.clone()),
            dateline_place: article.dateline_place.as_ref().map(|d| d.value.clone()),
            published: article.published.as_ref().map(|p| p.value),
            body,
            fingerprints,
            n_words,
            names: names::boil_down(self),
            topics: words::topics(self),
            events: events::boil_down(self),
            attributions,
            quotes: quotes::boil_down(self),
        }
    }
}

/// The body with the captions that stand above it: an agency sends them with its text, and
/// what a first take and its last have in common may be no more.
fn with_top_captions(article: &crate::Article, body: &[Span]) -> Vec<Span> {
    let Some(first) = body.first() else { return Vec::new() };
    let above = |caption: &Span| caption.end <= first.start;
    let captions = article.zones_of(crate::ZoneKind::Caption).filter(above);
    captions.chain(body.iter().copied()).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An article of which nothing is known.
    pub(crate) fn blank(name: &str) -> Brief {
        Brief {
            id: Id::of([name]),
            name: name.to_owned(),
            is_article: true,
            headline: None,
            publisher: None,
            agency: None,
            dateline_place: None,
            published: None,
            body: Vec::new(),
            fingerprints: Vec::new(),
            n_words: 0,
            names: Vec::new(),
            topics: Vec::new(),
            events: Vec::new(),
            attributions: Vec::new(),
            quotes: Vec::new(),
        }
    }

    /// A day of 2031.
    pub(crate) fn day(month: i8, day: i8) -> DayRange {
        DayRange::day(
            jiff::civil::Date::new(2031, month, day).expect("a day that exists"),
        )
    }

    /// An invented article published on a day of 2031.
    pub(crate) fn published(name: &str, on: DayRange, events: Vec<BriefEvent>) -> Brief {
        let stamp = Stamp { date: on.start, time: None, offset_minutes: None };
        let topics = ["ferry", "harbour", "treaty", "minister"].map(words::hash);
        let mut topics: Vec<(u32, u16)> = topics.iter().map(|&w| (w, 2)).collect();
        topics.sort_unstable();
        Brief { published: Some(stamp), events, topics, ..blank(name) }
    }

    /// A mention told as done by `actor`, in the sentence number `at` of its article.
    pub(crate) fn told(kind: EventType, lemma: &str, actor: &str, at: u32) -> BriefEvent {
        let sentence = Span { start: at * 200, end: at * 200 + 90 };
        let text = format!("{lemma} {actor} ferry harbour");
        let mut words: Vec<u32> =
            text.to_lowercase().split(' ').map(words::hash).collect();
        words.sort_unstable();
        BriefEvent {
            mention: at,
            kind,
            cameo: None,
            lemma: lemma.into(),
            trigger: Span { start: sentence.start + 20, end: sentence.start + 28 },
            sentence,
            standing: Standing::Main,
            verbal: true,
            numbers: Vec::new(),
            object: Box::default(),
            status: Status::Happened,
            background: false,
            date: None,
            dated: false,
            date_at: None,
            actors: vec![BriefActor {
                role: Role::Source,
                name: actor.to_owned(),
                key: None,
                class: Some(NameClass::Per),
                country: None,
                code: None,
                at: None,
            }],
            place: None,
            clause: sentence,
            words: words.into(),
            summary: format!("{actor} {lemma}"),
            attribution: None,
            in_body: true,
            confidence: None,
        }
    }

    /// The same mention on a named day.
    pub(crate) fn on(event: BriefEvent, date: DayRange) -> BriefEvent {
        BriefEvent { date: Some(date), dated: true, ..event }
    }

    /// The same mention at a named town.
    pub(crate) fn in_town(event: BriefEvent, name: &str) -> BriefEvent {
        let place = BriefPlace {
            name: name.to_owned(),
            position: None,
            country: None,
            precision: Some(crate::PlacePrecision::City),
            geonameid: None,
            at: None,
        };
        BriefEvent { place: Some(place), ..event }
    }

    /// What `holder` claims in the sentence number `at`; `about` is the clause's mention.
    pub(crate) fn claimed(
        kind: ClaimKind,
        holder: &str,
        statement: &str,
        at: u32,
        on: DayRange,
    ) -> BriefAttribution {
        let sentence = Span { start: at * 200, end: at * 200 + 90 };
        let mut words: Vec<u32> =
            statement.to_lowercase().split(' ').map(words::hash).collect();
        words.sort_unstable();
        BriefAttribution {
            attribution: at,
            chain: vec![holder.to_owned()],
            holder: Some(LinkKind::Person),
            country: None,
            cue: "say".into(),
            source_at: Vec::new(),
            cue_at: Vec::new(),
            outer: None,
            stance: Stance::Asserts,
            direct: false,
            content: vec![sentence],
            sentence,
            said_on: Some(on),
            claims: vec![BriefClaim {
                kind,
                content: vec![sentence],
                statement: statement.to_owned(),
                about: Vec::new(),
                bodies: Vec::new(),
                places: Vec::new(),
                due: None,
                words: words.into(),
            }],
            in_body: true,
        }
    }
}
