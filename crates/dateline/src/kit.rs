//! What the engine knows before it reads: each stage's compiled rules, lexicons and weights.

use crate::{
    Actor, WrongLine, actors, article, attribution, entities, events, language, places,
    times,
};

/// Every stage's knowledge, compiled once and shared by all threads.
pub struct Kit {
    pub(crate) article: article::Knowledge,
    pub(crate) language: language::Knowledge,
    pub(crate) entities: entities::Knowledge,
    pub(crate) times: times::Knowledge,
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
            entities: entities::Knowledge::bundled(),
            times: times::Knowledge::bundled(),
            places: places::Knowledge::bundled(),
            actors: actors::Knowledge::bundled(),
            attribution: attribution::Knowledge::bundled(),
            events: events::Knowledge::bundled(),
        }
    }

    /// This kit with another block model, for figures on pages that the bundled one was
    /// fitted on. `None` where the weights are of another format.
    #[doc(hidden)]
    pub fn with_block_model(mut self, weights: &[u8]) -> Option<Self> {
        self.article = self.article.with_block_model(weights)?;
        Some(self)
    }

    /// The actor that words name on their own: "a Turkish police officer" -> TURCOP.
    /// Offices are those of `day`, or the latest.
    pub fn actor(&self, words: &str, day: Option<jiff::civil::Date>) -> Actor {
        actors::of_words(words, day, self)
    }

    /// This kit with a user's own actors: lines of code, kind and names, separated by tabs,
    /// names by `|`; they overrule the bundled ones. With it the lines that are wrong and so
    /// left out, in order.
    pub fn with_actors(mut self, table: &str) -> (Self, Vec<WrongLine>) {
        let wrong = self.actors.merge(table);
        (self, wrong)
    }
}
