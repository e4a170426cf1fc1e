//! The gazetteer: which places bear a name. Towns and provinces are read from packed bytes
//! without copying; countries and areas are small tables typed by hand.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use dateline_data::gazetteer::{
    ALTERNATE, AREAS, COMMON, COUNTRIES, CUES, NAMES, NO_AREA, PLACES, POSTINGS,
    PlaceKind, PlaceRecord, TEXT, fold,
};

use crate::rules;

use super::PlacePrecision;

/// A country or territory.
#[derive(Clone, Debug)]
pub(crate) struct Country {
    /// ISO 3166-1 alpha-2.
    pub(crate) iso2: [u8; 2],
    /// ISO 3166-1 alpha-3.
    pub(crate) iso3: &'static str,
    /// Usual English name.
    pub(crate) name: &'static str,
    /// Its capital.
    pub(crate) capital: &'static str,
    /// A usual middle of its area.
    pub(crate) lat: f32,
    pub(crate) lon: f32,
    pub(crate) geonameid: u32,
    /// Inhabitants.
    pub(crate) population: u32,
    /// Its people in the plural or singular, and adjectives.
    pub(crate) adjectives: Vec<&'static str>,
    /// All other names.
    pub(crate) other_names: Vec<&'static str>,
}

/// A town of this size is told from a family name without context.
const KNOWN_TOWN: u32 = 200_000;

/// An area typed by hand.
#[derive(Clone, Debug)]
struct Area {
    name: &'static str,
    country: Option<[u8; 2]>,
    lat: f32,
    lon: f32,
    precision: PlacePrecision,
}

/// What a candidate is in the tables.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Referent {
    Country(u16),
    Area(u16),
    Packed(u32),
}

/// One place that a name may mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) referent: Referent,
    pub(super) lat: f32,
    pub(super) lon: f32,
    /// ISO 3166-1 alpha-2; zeros for areas of several countries.
    pub(super) country: [u8; 2],
    /// The packed record of its admin-1 area (of itself, if it is one).
    pub(super) admin1: u16,
    /// The packed record of its admin-2 area (of itself, if it is one).
    pub(super) admin2: u16,
    pub(super) population: u32,
    pub(super) precision: PlacePrecision,
    /// The name is not the place's usual one.
    pub(super) alternate: bool,
    /// The name is an adjective or a people.
    pub(super) adjective: bool,
    /// A county or district (which a bare name seldom means).
    pub(super) county: bool,
    /// The capital of its country.
    pub(super) capital: bool,
    /// A province with a middle of its own in the tables: one that news often means.
    pub(super) state: bool,
}

/// What the output says of a place.
pub(super) struct Known {
    pub(super) name: String,
    pub(super) geonameid: Option<u32>,
    pub(super) country: Option<&'static str>,
    pub(super) precision: PlacePrecision,
}

/// How a hand-typed name must be written to count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Written {
    /// With a capital.
    Capital,
    /// Exactly so ("US", "EU"): in small letters it is another word.
    Upper,
}

static ALL_COUNTRIES: LazyLock<Vec<Country>> =
    LazyLock::new(|| rows(COUNTRIES).filter_map(country).collect());

/// Every country.
pub(super) fn countries() -> &'static [Country] {
    &ALL_COUNTRIES
}

/// All names and places.
pub(crate) struct Gazetteer {
    names: fst::Map<&'static [u8]>,
    areas: Vec<Area>,
    by_hand: HashMap<String, Vec<(Referent, bool, Written)>>,
    abbreviations: HashMap<&'static str, u32>,
    middles: HashMap<u32, (f32, f32)>,
    common: HashSet<&'static str>,
    cues: HashMap<&'static str, Vec<&'static str>>,
    capitals: HashSet<u32>,
}

impl Gazetteer {
    pub(super) fn bundled() -> Self {
        let names = fst::Map::new(NAMES).expect("the packed names are an fst");
        let mut gazetteer = Self {
            names,
            areas: Vec::new(),
            by_hand: HashMap::new(),
            abbreviations: HashMap::new(),
            middles: HashMap::new(),
            common: COMMON.lines().collect(),
            cues: cues(),
            capitals: HashSet::new(),
        };
        for (idx, country) in ALL_COUNTRIES.iter().enumerate() {
            gazetteer.add_country(idx);
            let capital = gazetteer.city_named(country.capital, country.iso2);
            gazetteer.capitals.extend(capital);
        }
        for row in rows(AREAS) {
            gazetteer.add_area(&row);
        }
        gazetteer
    }

    fn add_country(&mut self, idx: usize) {
        let country = &ALL_COUNTRIES[idx];
        let referent = Referent::Country(idx as u16);
        self.name(country.name, referent, false);
        for name in &country.other_names {
            self.name(name, referent, false);
        }
        for name in &country.adjectives {
            self.name(name, referent, true);
        }
    }

    fn name(&mut self, name: &str, referent: Referent, adjective: bool) {
        let letters = name.chars().filter(|c| c.is_alphabetic());
        let all_upper = letters.clone().all(char::is_uppercase) && letters.count() <= 4;
        let written = if all_upper { Written::Upper } else { Written::Capital };
        let all = self.by_hand.entry(fold(name)).or_default();
        if !all.iter().any(|(known, ..)| *known == referent) {
            all.push((referent, adjective, written));
        }
    }

    fn add_area(&mut self, row: &[&'static str]) {
        let [kind, name, country, lat, lon, other, short, people] = row else { return };
        let (Ok(lat), Ok(lon)) = (lat.parse(), lon.parse()) else { return };
        let country: Option<[u8; 2]> = country.as_bytes().try_into().ok();
        if *kind == "city" {
            let city = country.and_then(|c| self.city_named(name, c));
            for other in city.into_iter().flat_map(|_| listed(other)) {
                self.name(other, Referent::Packed(city.unwrap_or(0)), false);
            }
            return;
        }
        let packed = country.and_then(|c| self.admin1_named(name, c));
        let referent = if let Some(record) = packed.filter(|_| *kind == "state") {
            self.middles.insert(record, (lat, lon));
            for short in listed(short) {
                self.abbreviations.insert(short, record);
            }
            Referent::Packed(record)
        } else {
            let precision = match *kind {
                "point" => PlacePrecision::Point,
                "area" => PlacePrecision::Area,
                _ => PlacePrecision::Region,
            };
            self.areas.push(Area { name, country, lat, lon, precision });
            Referent::Area(self.areas.len() as u16 - 1)
        };
        self.name(name, referent, false);
        for other in listed(other) {
            self.name(other, referent, false);
        }
        for word in listed(people) {
            self.name(word, referent, true);
        }
    }

    fn admin1_named(&self, name: &str, country: [u8; 2]) -> Option<u32> {
        self.packed(&fold(name)).map(|(idx, _)| idx).find(|&idx| {
            PlaceRecord::at(PLACES, idx)
                .is_some_and(|r| r.kind == PlaceKind::Admin1 && r.country == country)
        })
    }

    /// The largest town of a name in a country.
    fn city_named(&self, name: &str, country: [u8; 2]) -> Option<u32> {
        self.packed(&fold(name))
            .filter_map(|(idx, _)| Some((idx, PlaceRecord::at(PLACES, idx)?)))
            .filter(|(_, r)| r.kind == PlaceKind::City && r.country == country)
            .max_by_key(|(idx, r)| (r.population, std::cmp::Reverse(*idx)))
            .map(|(idx, _)| idx)
    }

    /// Records that bear a folded name, and whether it is an alternate one.
    fn packed(&self, folded: &str) -> impl Iterator<Item = (u32, bool)> + use<> {
        let value = self.names.get(folded).unwrap_or(0);
        let (n, first) = ((value >> 32) as usize, (value & 0xFFFF_FFFF) as usize);
        (first..first + n).filter_map(|i| {
            let bytes = POSTINGS.get(i * 4..i * 4 + 4)?.try_into().ok()?;
            let posting = u32::from_le_bytes(bytes);
            Some((posting & !ALTERNATE, posting & ALTERNATE != 0))
        })
    }

    /// Whether any place bears the folded name.
    pub(super) fn knows(&self, folded: &str) -> bool {
        self.by_hand.contains_key(folded) || self.names.get(folded).is_some()
    }

    /// Whether the folded name is a country's, an area's or a province's of the tables.
    pub(super) fn is_by_hand(&self, folded: &str) -> bool {
        self.by_hand.contains_key(folded)
    }

    /// Whether a folded word is in a list of the words around names.
    pub(super) fn is_cue(&self, list: &str, word: &str) -> bool {
        self.cues.get(list).is_some_and(|words| words.contains(&word))
    }

    /// Whether the folded word is common in English ("nice", "reading").
    pub(super) fn is_common(&self, folded: &str) -> bool {
        self.common.contains(folded)
    }

    /// Every place that `words` may mean, as written.
    pub(super) fn candidates(&self, words: &str) -> Vec<Candidate> {
        let folded = fold(words);
        let upper = !words.chars().any(char::is_lowercase);
        let mut out: Vec<Candidate> = Vec::new();
        for &(referent, adjective, written) in
            self.by_hand.get(&folded).map_or(&[][..], Vec::as_slice)
        {
            if written == Written::Capital || upper {
                out.push(Candidate { adjective, ..self.candidate(referent, false) });
            }
        }
        // Two or three capitals are an acronym, not a town (CIA, not Cia).
        if upper && folded.len() <= 3 {
            return out;
        }
        for (idx, alternate) in self.packed(&folded) {
            let referent = Referent::Packed(idx);
            if !out.iter().any(|c| c.referent == referent) {
                out.push(self.candidate(referent, alternate));
            }
        }
        out
    }

    /// Every place that bears a folded name, however it must be written.
    pub(super) fn candidates_of(&self, folded: &str) -> Vec<Candidate> {
        let by_hand = self.by_hand.get(folded).map_or(&[][..], Vec::as_slice);
        let typed = by_hand.iter().map(|(r, ..)| self.candidate(*r, false));
        let packed = self.packed(folded);
        typed
            .chain(packed.map(|(i, alt)| self.candidate(Referent::Packed(i), alt)))
            .collect()
    }

    /// The province that an abbreviation after a town means ("Ill.", "TX").
    pub(super) fn abbreviated(&self, words: &str) -> Option<Candidate> {
        let record = *self.abbreviations.get(words)?;
        Some(self.candidate(Referent::Packed(record), false))
    }

    fn candidate(&self, referent: Referent, alternate: bool) -> Candidate {
        let mut out = Candidate {
            referent,
            lat: 0.0,
            lon: 0.0,
            country: [0; 2],
            admin1: NO_AREA,
            admin2: NO_AREA,
            population: 0,
            precision: PlacePrecision::Area,
            alternate,
            adjective: false,
            county: false,
            capital: false,
            state: false,
        };
        match referent {
            Referent::Country(idx) => {
                let country = &ALL_COUNTRIES[idx as usize];
                (out.lat, out.lon) = (country.lat, country.lon);
                out.country = country.iso2;
                out.population = country.population;
                out.precision = PlacePrecision::Country;
            }
            Referent::Area(idx) => {
                let area = &self.areas[idx as usize];
                (out.lat, out.lon) = (area.lat, area.lon);
                out.country = area.country.unwrap_or_default();
                out.precision = area.precision;
                // Typed by hand because news means it: as well known as a large town.
                out.population = 3_000_000;
            }
            Referent::Packed(idx) => self.fill_packed(idx, &mut out),
        }
        out
    }

    fn fill_packed(&self, idx: u32, out: &mut Candidate) {
        let Some(record) = PlaceRecord::at(PLACES, idx) else { return };
        (out.lat, out.lon) =
            self.middles.get(&idx).copied().unwrap_or((record.lat, record.lon));
        out.country = record.country;
        out.population = record.population;
        (out.admin1, out.admin2) = (record.admin1, record.admin2);
        match record.kind {
            PlaceKind::City => {
                out.precision = PlacePrecision::City;
                out.capital = self.capitals.contains(&idx);
            }
            PlaceKind::Admin1 => {
                out.admin1 = idx as u16;
                out.state = self.middles.contains_key(&idx);
                out.precision = PlacePrecision::Region;
            }
            PlaceKind::Admin2 => {
                out.admin2 = idx as u16;
                out.county = true;
                out.precision = PlacePrecision::Region;
            }
        }
    }

    /// Name and identifiers of a candidate.
    pub(super) fn describe(&self, candidate: &Candidate) -> Known {
        let country = (candidate.country != [0; 2])
            .then(|| ALL_COUNTRIES.iter().find(|c| c.iso2 == candidate.country))
            .flatten();
        let (name, geonameid) = match candidate.referent {
            Referent::Country(idx) => {
                let known = &ALL_COUNTRIES[idx as usize];
                (known.name, known.geonameid)
            }
            Referent::Area(idx) => (self.areas[idx as usize].name, 0),
            Referent::Packed(idx) => match PlaceRecord::at(PLACES, idx) {
                Some(record) => {
                    let start = record.name.0 as usize;
                    let bytes = TEXT.get(start..start + record.name.1 as usize);
                    let name = bytes.and_then(|b| std::str::from_utf8(b).ok());
                    (name.unwrap_or(""), record.geonameid)
                }
                None => ("", 0),
            },
        };
        Known {
            name: name.to_owned(),
            geonameid: (geonameid != 0).then_some(geonameid),
            country: country.map(|c| c.iso3),
            precision: candidate.precision,
        }
    }

    /// The country of a well-known town or a province, and whether it is the capital.
    pub(super) fn country_of_town(
        &self,
        words: &str,
    ) -> Option<(&'static Country, bool)> {
        let known = |c: &Candidate| match c.precision {
            PlacePrecision::City => c.population >= KNOWN_TOWN && !c.alternate,
            PlacePrecision::Region => !c.county && !c.alternate,
            _ => false,
        };
        let best = self
            .candidates(words)
            .into_iter()
            .filter(known)
            .max_by_key(|c| (c.population, std::cmp::Reverse(c.referent)))?;
        let country = ALL_COUNTRIES.iter().find(|c| c.iso2 == best.country)?;
        Some((country, fold(country.capital) == fold(words)))
    }

    /// The country that words name, as a noun or an adjective.
    pub(super) fn country_of(&self, words: &str) -> Option<&'static Country> {
        let upper = !words.chars().any(char::is_lowercase);
        let known = self.by_hand.get(&fold(words))?;
        known.iter().find_map(|(referent, _, written)| match referent {
            Referent::Country(idx) if *written == Written::Capital || upper => {
                Some(&ALL_COUNTRIES[*idx as usize])
            }
            _ => None,
        })
    }
}

/// The lists of words around names.
fn cues() -> HashMap<&'static str, Vec<&'static str>> {
    let named = |record: &rules::Record| {
        let words = record.get("words")?.split('|').collect();
        Some((record.get("list")?, words))
    };
    rules::records(CUES).iter().filter_map(named).collect()
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

fn listed(field: &'static str) -> impl Iterator<Item = &'static str> {
    field.split('|').filter(|name| !name.is_empty())
}

fn country(row: Vec<&'static str>) -> Option<Country> {
    let [iso2, iso3, _fips, name, lat, lon, id, thousands, capital, other, people] =
        row.try_into().ok()?;
    Some(Country {
        iso2: iso2.as_bytes().try_into().ok()?,
        iso3,
        name,
        capital,
        lat: lat.parse().ok()?,
        lon: lon.parse().ok()?,
        geonameid: id.parse().ok()?,
        population: thousands.parse::<u32>().ok()?.saturating_mul(1000),
        adjectives: listed(people).collect(),
        other_names: listed(other).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_whole() {
        let gazetteer = Gazetteer::bundled();
        assert_eq!(ALL_COUNTRIES.len(), rows(COUNTRIES).count());
        assert!(rows(AREAS).all(|row| row.len() == 8));
        assert!(gazetteer.middles.len() > 60);
    }

    #[test]
    fn names_are_known() {
        let gazetteer = Gazetteer::bundled();
        let first = |words: &str| {
            let mut all = gazetteer.candidates(words);
            all.sort_by_key(|c| std::cmp::Reverse(c.population));
            all.first().map(|c| gazetteer.describe(c).name)
        };
        assert_eq!(first("Ho Chi Minh City").as_deref(), Some("Ho Chi Minh City"));
        assert_eq!(first("US").as_deref(), Some("United States"));
        assert!(gazetteer.country_of("Us").is_none());
        assert_eq!(gazetteer.country_of("Dutch").map(|c| c.iso3), Some("NLD"));
    }
}
