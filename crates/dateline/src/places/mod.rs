//! Entities -> Places: which place of the world a mention means.

use crate::{Article, Entities, EntityIdx, Kit, RuleId, Source, Span, Text};

/// How exact a place is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PlacePrecision {
    /// A building or site.
    Point,
    /// A city, town or village.
    City,
    /// A province, state or other region.
    Region,
    /// A country: never a dot in its capital.
    Country,
    /// A sea, river, continent or other area.
    Area,
}

impl PlacePrecision {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            PlacePrecision::Point => "point",
            PlacePrecision::City => "city",
            PlacePrecision::Region => "region",
            PlacePrecision::Country => "country",
            PlacePrecision::Area => "area",
        }
    }
}

/// One mention of a place by name.
#[derive(Clone, Debug)]
pub struct Place {
    /// The name's words.
    pub span: Span,
    /// The place's usual English name.
    pub name: String,
    /// Degrees north, degrees east (of a country or area: its middle); `None` if unknown.
    pub position: Option<(f32, f32)>,
    /// GeoNames identifier.
    pub geonameid: Option<u32>,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<&'static str>,
    /// How exact.
    pub precision: PlacePrecision,
    /// The entity whose name this is (part of), if any.
    pub entity: Option<EntityIdx>,
    /// Whether the mention stands for an actor (a capital that speaks), not for a place.
    pub acts: bool,
    /// The rule that chose it.
    pub rule: RuleId,
}

/// All place mentions of one article, in text order.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The mentions.
    pub places: Vec<Place>,
}

/// The gazetteer.
pub(crate) struct Knowledge {}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        Self {}
    }
}

/// Finds place names and decides which place each means.
pub(crate) fn resolve(
    _source: &Source,
    _article: &Article,
    _text: &Text,
    _entities: &Entities,
    _kit: &Kit,
) -> Places {
    Places::default()
}
