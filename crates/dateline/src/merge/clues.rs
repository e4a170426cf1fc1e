//! A mention as pairs are scored on it.

use jiff::civil::Date;

use crate::brief::words::hash;
use crate::{Brief, BriefActor, BriefEvent, DayRange, EventType, Status};

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
    /// Hashed words of the place's name.
    pub(crate) place: Vec<u32>,
}

impl<'b> Clues<'b> {
    pub(crate) fn of(brief: &'b Brief, article: u32, event: u32, origin: u32) -> Self {
        let told = &brief.events[event as usize];
        Self {
            article,
            event,
            told,
            stem: hash(&stem(&told.lemma)),
            published: brief.published.map(|p| p.date),
            origin,
            actors: told.actors.iter().map(actor_words).collect(),
            place: told.place.as_ref().map(|p| name_words(&p.name)).unwrap_or_default(),
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
    let word = actor.name.split_whitespace().next().unwrap_or("");
    word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
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
