//! A mention as pairs are scored on it.

use jiff::civil::Date;

use crate::brief::words::hash;
use crate::{
    Brief, BriefActor, BriefEvent, DayRange, EventType, NameClass, Role, Status,
};

/// What the score of a pair looks at, for one mention.
#[derive(Clone, Debug)]
pub(crate) struct Clues<'b> {
    /// Index of the article.
    pub(crate) article: u32,
    /// Index in the brief's events.
    pub(crate) event: u32,
    /// The mention.
    pub(crate) told: &'b BriefEvent,
    /// Hash of the trigger's stem.
    pub(crate) stem: u32,
    /// Day of publication.
    pub(crate) published: Option<Date>,
    /// The origin of its article.
    pub(crate) origin: u32,
    /// Actors as sets of hashed name words, titles left out.
    pub(crate) actors: Vec<Vec<u32>>,
    /// Which of them are people.
    pub(crate) people: Vec<usize>,
    /// Hashed words of the place's name.
    pub(crate) place: Vec<u32>,
    /// How telling the trigger's stem is.
    pub(crate) telling: f32,
    /// What the act is done to, where that is a common noun: its hash, then those of the
    /// names that go with it; empty where there is none.
    pub(crate) object: Box<[u32]>,
    /// Whether its sentence tells something else as its main act.
    pub(crate) beside: bool,
    /// The words of its sentence, hashed and sorted, with how telling they are.
    pub(crate) words: Vec<(u32, f32)>,
    /// Sum of the latter.
    pub(crate) weight: f32,
}

impl<'b> Clues<'b> {
    pub(crate) fn of(
        brief: &'b Brief,
        article: u32,
        event: u32,
        origin: u32,
        telling: &Telling,
    ) -> Self {
        let told = &brief.events[event as usize];
        let actors: Vec<Vec<u32>> = told.actors.iter().map(actor_words).collect();
        let is_person = |i: &usize| {
            told.actors[*i].class == Some(NameClass::Per) && !actors[*i].is_empty()
        };
        let people = (0..actors.len()).filter(is_person).collect();
        let words: Vec<(u32, f32)> =
            told.words.iter().map(|&w| (w, telling.word(w))).collect();
        let stem = hash(&stem(&told.lemma));
        Self {
            article,
            event,
            told,
            stem,
            published: brief.published.map(|p| p.date),
            origin,
            actors,
            people,
            object: object(told),
            beside: brief.events.iter().any(|e| is_main_of(e, told)),
            place: told.place.as_ref().map(|p| name_words(&p.name)).unwrap_or_default(),
            telling: telling.stem(stem),
            weight: words.iter().map(|w| w.1).sum(),
            words,
        }
    }

    /// The type, where the lexicon gave a telling one.
    pub(crate) fn kind(&self) -> Option<EventType> {
        (self.told.kind != EventType::Other).then_some(self.told.kind)
    }

    /// The date, where the words give it.
    pub(crate) fn named_date(&self) -> Option<DayRange> {
        self.told.date.filter(|_| self.told.dated)
    }

    /// Whether it is told as to come or not real at the time of writing.
    pub(crate) fn is_open(&self) -> bool {
        matches!(
            self.told.status,
            Status::Planned | Status::Forecast | Status::Hypothetical | Status::Demanded
        )
    }
}

/// How telling words and stems are: 0 for a common one, 1 for one told by few.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Telling {
    words: Vec<(u32, f32)>,
    stems: Vec<(u32, f32)>,
}

impl Telling {
    /// As counted in some articles that stand for all, each with its origin.
    pub(crate) fn of(briefs: &[Brief], origins: &[u32]) -> Self {
        // Words count once for each sentence of each origin, so that 40 reprints of one
        // dispatch do not make its words common.
        let mut words: Vec<(u32, u32, u32)> = Vec::new();
        let mut stems: Vec<u32> = Vec::new();
        for (brief, &origin) in briefs.iter().zip(origins) {
            for told in &brief.events {
                let place = told.sentence.start;
                words.extend(told.words.iter().map(|&w| (w, origin, place)));
                stems.push(hash(&stem(&told.lemma)));
            }
        }
        words.sort_unstable();
        words.dedup();
        stems.sort_unstable();
        let total = (stems.len() as f32).max(2.0);
        let rare = |n: usize| ((total / n as f32).ln() / total.ln()).clamp(0.0, 1.0);
        Self {
            words: words
                .chunk_by(|a, b| a.0 == b.0)
                .map(|run| (run[0].0, rare(run.len())))
                .collect(),
            stems: stems
                .chunk_by(|a, b| a == b)
                .map(|run| (run[0], rare(run.len())))
                .collect(),
        }
    }

    fn word(&self, word: u32) -> f32 {
        Self::look_up(&self.words, word)
    }

    fn stem(&self, stem: u32) -> f32 {
        Self::look_up(&self.stems, stem)
    }

    fn look_up(list: &[(u32, f32)], word: u32) -> f32 {
        list.binary_search_by_key(&word, |w| w.0).map_or(1.0, |i| list[i].1)
    }
}

/// Whether an event is the main act that the sentence of another tells.
fn is_main_of(event: &BriefEvent, other: &BriefEvent) -> bool {
    event.sentence == other.sentence
        && event.trigger != other.trigger
        && event.standing == crate::Standing::Main
        && event.kind != EventType::Other
}

/// What an act is done to: the noun of its clause, or the last word of a target without a
/// name ("the old mill").
fn object(told: &BriefEvent) -> Box<[u32]> {
    if !told.object.is_empty() {
        return told.object.clone();
    }
    let nameless = |a: &&BriefActor| a.role == Role::Target && !is_named(a);
    let word = told.actors.iter().find(nameless).and_then(|actor| {
        let name = actor.name.to_lowercase();
        let last = name.rsplit(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty())?;
        Some(hash(last.strip_suffix('s').unwrap_or(last)))
    });
    word.into_iter().collect()
}

/// The words by which an actor is known: the registry's key if there is one, so that "the
/// U.S." and "Washington" meet, else the words of the name.
fn actor_words(actor: &BriefActor) -> Vec<u32> {
    match &actor.key {
        Some(key) => vec![hash(key)],
        None if is_named(actor) => name_words(&actor.name),
        None => Vec::new(),
    }
}

/// Whether an actor goes by a name; "its" and "two leaders" are somebody else elsewhere.
pub(crate) fn is_named(actor: &BriefActor) -> bool {
    const PRONOUNS: &[&str] = &[
        "I", "We", "He", "She", "It", "They", "You", "Who", "Our", "My", "This", "That",
    ];
    let mut words = actor.name.split_whitespace();
    let word = words.next().unwrap_or("");
    // "the Osterby mill": a thing with a name before it, and no actor of that name.
    let is_thing = actor.role == Role::Target
        && actor.class.is_none()
        && words.last().is_some_and(|w| w.starts_with(char::is_lowercase));
    !is_thing
        && word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !PRONOUNS.contains(&word)
}

/// Hashes of a name's words in lower case, without titles and articles, sorted.
pub(crate) fn name_words(name: &str) -> Vec<u32> {
    const LEFT_OUT: &[&str] = &[
        "the",
        "a",
        "an",
        "of",
        "and",
        "mr",
        "mrs",
        "ms",
        "dr",
        "president",
        "minister",
        "leader",
        "general",
    ];
    let mut out: Vec<u32> = name
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty() && !LEFT_OUT.contains(&word.as_str()))
        .map(|word| hash(&word))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Verb and noun of one act on one stem: visit, visits, visited; acquire, acquisition.
pub(crate) fn stem(lemma: &str) -> String {
    const IRREGULAR: &[(&str, &str)] = &[
        ("death", "die"),
        ("dead", "die"),
        ("shot", "shoot"),
        ("sale", "sell"),
        ("sold", "sell"),
        ("speech", "speak"),
        ("spoke", "speak"),
        ("gift", "give"),
        ("trial", "try"),
        ("flight", "fly"),
        ("loss", "lose"),
        ("lost", "lose"),
        ("met", "meet"),
        ("won", "win"),
        ("bought", "buy"),
        ("said", "say"),
        ("choice", "choose"),
        ("growth", "grow"),
        ("fight", "fight"),
        ("hit", "hit"),
        ("birth", "bear"),
        ("stolen", "steal"),
        ("theft", "steal"),
        ("fell", "fall"),
        ("quake", "earthquake"),
        ("bid", "bid"),
        ("arrival", "arriv"),
        ("departure", "depart"),
        ("summit", "meet"),
        ("talk", "meet"),
        ("negotiation", "meet"),
        ("trip", "visit"),
        ("travel", "visit"),
    ];
    const ENDINGS: &[&str] = &[
        "ements", "ement", "ments", "ment", "ations", "ation", "itions", "ition", "ions",
        "ion", "ings", "ing", "ies", "als", "al", "ers", "er", "ors", "or", "ed", "es",
        "s", "e",
    ];
    const STEM_AT_LEAST: usize = 4;
    let word = lemma.to_lowercase();
    if let Some((_, to)) = IRREGULAR.iter().find(|(from, _)| *from == word) {
        return (*to).to_owned();
    }
    let cut = ENDINGS.iter().find_map(|ending| {
        word.strip_suffix(ending).filter(|rest| rest.len() >= STEM_AT_LEAST)
    });
    cut.unwrap_or(&word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verb_and_noun_of_an_act_meet() {
        for (a, b) in [
            ("announce", "announcement"),
            ("resign", "resignation"),
            ("launch", "launching"),
            ("die", "death"),
            ("appoint", "appointment"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_ne!(stem("visit"), stem("vote"));
    }
}
