//! What the engine knows before it reads: each stage's compiled rules, lexicons and weights.

use crate::{actors, article, attribution, entities, events, language, places, times};

/// Every stage's knowledge, compiled once and shared by all threads.
pub struct Kit {
    pub(crate) article: article::Knowledge,
    pub(crate) language: language::Knowledge,
    pub(crate) times: times::Knowledge,
    pub(crate) entities: entities::Knowledge,
    pub(crate) places: places::Knowledge,
    pub(crate) actors: actors::Knowledge,
    pub(crate) attribution: attribution::Knowledge,
    pub(crate) events: events::Knowledge,
}

impl Kit {
    /// The knowledge inside the binary.
    ///
    /// # Panics
    /// Never with the data as built: the tests compile every rule.
    pub fn bundled() -> Self {
        Self {
            article: article::Knowledge::bundled(),
            language: language::Knowledge::bundled(),
            times: times::Knowledge::bundled(),
            entities: entities::Knowledge::bundled(),
            places: places::Knowledge::bundled(),
            actors: actors::Knowledge::bundled(),
            attribution: attribution::Knowledge::bundled(),
            events: events::Knowledge::bundled(),
        }
    }
}
