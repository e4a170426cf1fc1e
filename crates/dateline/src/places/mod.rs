//! Entities -> Places: which place of the world a mention means.

mod acting;
mod choose;
mod containment;
mod gazetteer;
mod mentions;
mod words;

use crate::{Article, Entities, EntityIdx, Kit, NameClass, RuleId, Source, Span, Text};

pub(crate) use gazetteer::Country;
use gazetteer::{Candidate, Gazetteer};
use mentions::Found;

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
    /// Why there is no position, where there is none.
    pub reason: Option<&'static str>,
}

/// All place mentions of one article, in text order.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The mentions.
    pub places: Vec<Place>,
}

/// The gazetteer.
pub(crate) struct Knowledge {
    gazetteer: Gazetteer,
}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        Self { gazetteer: Gazetteer::bundled() }
    }

    /// The country whose name, adjective or people a word or two are ("Russian", "U.S.").
    pub(crate) fn country_of(&self, words: &str) -> Option<&'static Country> {
        self.gazetteer.country_of(words)
    }

    /// The country of a well-known town or a province, and whether it is the capital.
    pub(crate) fn country_of_town(
        &self,
        words: &str,
    ) -> Option<(&'static Country, bool)> {
        self.gazetteer.country_of_town(words)
    }

    /// A candidate for tests to move about.
    #[cfg(test)]
    fn any_candidate(&self, name: &str) -> Candidate {
        self.gazetteer.candidates(name)[0]
    }

    /// Degrees east of the town that a dateline names ("PARIS, Texas"): the most populous
    /// of that name in the province or country beside it.
    pub(crate) fn east_of(&self, dateline: &str) -> Option<f32> {
        let named = mentions::names_in(dateline, &self.gazetteer);
        let (first, beside) = named.split_first()?;
        let town =
            |c: &&Candidate| c.precision == PlacePrecision::City && c.lon.is_finite();
        let inside = |c: &&Candidate| {
            beside.iter().flatten().any(|outer| containment::holds(outer, c))
        };
        let largest = |c: &&Candidate| (c.capital, c.population);
        let best = first.iter().filter(town).filter(inside).max_by_key(largest);
        best.or_else(|| first.iter().filter(town).max_by_key(largest)).map(|c| c.lon)
    }

    /// Whether a folded word is common in English ("nice", "reading").
    pub(crate) fn is_common(&self, folded: &str) -> bool {
        self.gazetteer.is_common(folded)
    }
}

/// An ISO 3166-1 alpha-3 code as the tables hold it, if it is one.
pub(crate) fn iso3(code: &str) -> Option<&'static str> {
    gazetteer::countries().iter().map(|c| c.iso3).find(|c| *c == code)
}

/// Finds place names and decides which place each means.
pub(crate) fn resolve(
    source: &Source,
    article: &Article,
    text: &Text,
    entities: &Entities,
    kit: &Kit,
) -> Places {
    let gazetteer = &kit.places.gazetteer;
    let found = mentions::find(source, text, gazetteer, &kit.actors);
    let hints = hints(article, gazetteer);
    let chosen = choose::all(&found, &hints);
    let mut places = Vec::with_capacity(found.len());
    for (mention, choice) in found.iter().zip(chosen) {
        let Some(place) = place(mention, choice, entities, gazetteer) else { continue };
        places.push(Place { acts: acting::acts(mention, text, &place), ..place });
    }
    Places { places }
}

/// Names outside the text that say where the article is at home: dateline and publisher.
fn hints(article: &Article, gazetteer: &Gazetteer) -> Vec<Vec<Candidate>> {
    [&article.dateline_place, &article.publisher]
        .into_iter()
        .flatten()
        .flat_map(|stated| mentions::names_in(&stated.value, gazetteer))
        .collect()
}

fn place(
    mention: &Found,
    choice: choose::Choice,
    entities: &Entities,
    gazetteer: &Gazetteer,
) -> Option<Place> {
    let entity = entities
        .mentions
        .iter()
        .find(|m| m.span.overlaps(mention.span))
        .map(|m| m.entity);
    let Some(candidate) = choice.candidate else {
        return mention.unknown.map(|precision| Place {
            span: mention.span,
            name: mention.name.clone(),
            position: None,
            geonameid: None,
            country: None,
            precision,
            entity,
            acts: false,
            rule: RuleId("places/name-only"),
            reason: Some("the gazetteer has no place of this name"),
        });
    };
    let known = gazetteer.describe(&candidate);
    Some(Place {
        span: mention.span,
        name: known.name,
        position: Some((candidate.lat, candidate.lon)),
        geonameid: known.geonameid,
        country: known.country,
        precision: known.precision,
        entity,
        acts: false,
        rule: choice.rule,
        reason: None,
    })
}

/// Whether a name of this class can be, or hold, a place.
fn may_hold_place(class: NameClass) -> bool {
    !matches!(class, NameClass::Per | NameClass::Date | NameClass::Money)
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Kit, Page, Places, read_to};

    /// Reads `text` and compares what it finds, one `words -> name, country, precision` each.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = places(text)
            .places
            .iter()
            .map(|p| {
                let country = p.country.unwrap_or("-");
                let acts = if p.acts { " acts" } else { "" };
                let words = p.span.of(text);
                format!("{words} -> {} {country} {}{acts}", p.name, p.precision.name())
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    fn places(text: &str) -> Places {
        let page = Page { bytes: text.as_bytes(), kind: Kind::Body, ..Page::default() };
        read_to(&page, &Kit::bundled(), crate::Depth::Places).places
    }

    #[test]
    fn containment_decides() {
        check(
            "The ferry company opened an office in Paris, Texas, on Monday.",
            &["Paris -> Paris USA city", "Texas -> Texas USA region"],
        );
        check(
            "The mayor of Springfield, Ill., will retire.",
            &["Springfield -> Springfield USA city", "Ill. -> Illinois USA region"],
        );
    }

    #[test]
    fn a_country_is_no_dot_in_its_capital() {
        let all = places("Fishermen from Denmark met in Copenhagen.").places;
        assert_eq!(all.len(), 2);
        let (lat, lon) = all[0].position.unwrap();
        assert!((lat - 55.68).abs() + (lon - 12.57).abs() > 1.0);
    }

    #[test]
    fn other_places_of_the_article_decide() {
        check(
            "The fair was held in Lyon.\nTrains to Paris and Marseille were late.",
            &[
                "Lyon -> Lyon FRA city",
                "Paris -> Paris FRA city",
                "Marseille -> Marseille FRA city",
            ],
        );
    }

    #[test]
    fn the_examples_of_the_cues_hold() {
        for record in crate::rules::records(dateline_data::gazetteer::CUES) {
            assert!(record.get("words").is_some(), "line {}", record.line);
            for example in record.all("example") {
                let (text, expected) = example.split_once(" -> ").unwrap();
                let all = places(text).places;
                let found = all.iter().filter(|p| p.position.is_some());
                let words: Vec<&str> = found.map(|p| p.span.of(text)).collect();
                let right = words.contains(&expected);
                assert!(
                    right || (expected == "-" && words.is_empty()),
                    "{text} {words:?}"
                );
            }
        }
    }

    #[test]
    fn lists_are_no_containment() {
        check(
            "Cases were seen in Oregon, Washington and Idaho.",
            &[
                "Oregon -> Oregon USA region",
                "Washington -> Washington USA region",
                "Idaho -> Idaho USA region",
            ],
        );
    }

    #[test]
    fn people_are_no_places() {
        check("Paris Hilton thanked Anna London.", &[]);
    }

    #[test]
    fn poles_and_names_only() {
        let all =
            places("The crew left the South Pole for Tilvarra Ridge in July.").places;
        assert_eq!(all[0].position, Some((-90.0, 0.0)));
        for unknown in &all[1..] {
            assert!(unknown.position.is_none() && unknown.reason.is_some());
        }
    }
}
