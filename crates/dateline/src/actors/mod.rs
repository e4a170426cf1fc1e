//! Entities -> Actors: country, sector and code of everyone who can act.

use crate::{Article, Entities, EntityIdx, Kit, Source, Text};

/// What an entity is in the world of politics, as far as the text or the tables say.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// ISO 3166-1 alpha-3 code of the country it belongs to.
    pub country: Option<&'static str>,
    /// CAMEO / PLOVER sector: GOV, MIL, COP, JUD, LEG, PTY, OPP, REB, MED, BUS, IGO, NGO...
    pub sector: Option<&'static str>,
    /// CAMEO actor code ("RUSGOVMIL").
    pub code: Option<String>,
    /// The registry's identity, the same across articles ("country:RUS", "org:un").
    pub key: Option<String>,
}

/// The actor of each entity, by [`EntityIdx`].
#[derive(Clone, Debug, Default)]
pub struct Actors {
    /// As long as [`Entities::entities`].
    pub actors: Vec<Actor>,
}

impl Actors {
    /// The actor of an entity.
    pub fn of(&self, idx: EntityIdx) -> Option<&Actor> {
        self.actors.get(idx.0 as usize)
    }
}

/// The registry of actors.
pub(crate) struct Knowledge {}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        Self {}
    }
}

/// Gives every entity its country, sector and code, as far as known.
pub(crate) fn resolve(
    _source: &Source,
    _article: &Article,
    _text: &Text,
    entities: &Entities,
    _kit: &Kit,
) -> Actors {
    Actors { actors: vec![Actor::default(); entities.entities.len()] }
}
