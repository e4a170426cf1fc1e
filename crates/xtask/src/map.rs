//! `cargo xtask map`: outlines of countries for the page, from Natural Earth (public domain)
//! by way of the npm package world-atlas 2.
//!
//! `npm pack world-atlas@2`, unpack, and name its `countries-50m.json`. Borders are projected
//! (Natural Earth projection, [`dateline_data::map::project`]) and thinned arc by arc, so that
//! neighbours still share one line. Same input, same bytes.

use std::{collections::BTreeMap, fs, path::Path, path::PathBuf};

use anyhow::{Context, Result};
use dateline_data::{gazetteer::COUNTRIES, map::project};
use serde::Deserialize;

/// Where the outlines lie.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// countries-50m.json of world-atlas
    topology: PathBuf,
}

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<[i64; 2]>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Objects {
    countries: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    arcs: serde_json::Value,
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    name: String,
}

/// Names that the outlines shorten, with the country's code.
const SHORTENED: &[(&str, &str)] = &[
    ("Antigua and Barb.", "ATG"),
    ("Bosnia and Herz.", "BIH"),
    ("British Virgin Is.", "VGB"),
    ("Cayman Is.", "CYM"),
    ("Central African Rep.", "CAF"),
    ("Cook Is.", "COK"),
    ("Dem. Rep. Congo", "COD"),
    ("Dominican Rep.", "DOM"),
    ("Eq. Guinea", "GNQ"),
    ("Faeroe Is.", "FRO"),
    ("Falkland Is.", "FLK"),
    ("Fr. Polynesia", "PYF"),
    ("Marshall Is.", "MHL"),
    ("N. Cyprus", "CYP"),
    ("N. Mariana Is.", "MNP"),
    ("Pitcairn Is.", "PCN"),
    ("S. Sudan", "SSD"),
    ("Solomon Is.", "SLB"),
    ("Somaliland", "SOM"),
    ("St-Barthélemy", "BLM"),
    ("St-Martin", "MAF"),
    ("St. Pierre and Miquelon", "SPM"),
    ("St. Vin. and Gren.", "VCT"),
    ("São Tomé and Principe", "STP"),
    ("Timor-Leste", "TLS"),
    ("Turks and Caicos Is.", "TCA"),
    ("U.S. Virgin Is.", "VIR"),
    ("W. Sahara", "ESH"),
    ("Wallis and Futuna Is.", "WLF"),
];

/// Points nearer than this to the last one kept are dropped (in units of the map).
const NEAR: f64 = 0.7;
/// Islands smaller than this are dropped, unless they are all that there is of a country.
const SMALL: f64 = 1.2;
/// A ring without area: land that lies wholly south of what is drawn.
const FLAT: f64 = 1e-3;
/// Nothing south of this is drawn.
const SOUTHERNMOST: f64 = -57.0;

/// Reads the outlines and writes one line a country.
pub(crate) fn run(root: &Path, options: &Options) -> Result<bool> {
    let path = &options.topology;
    let text = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let topology: Topology = serde_json::from_slice(&text)?;
    let arcs: Vec<Vec<(f64, f64)>> = (topology.arcs.iter())
        .map(|arc| thin(&degrees(arc, &topology.transform)))
        .collect();
    let codes = codes();
    let mut countries: BTreeMap<&str, Vec<Vec<(f64, f64)>>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for geometry in &topology.objects.countries.geometries {
        let name = geometry.properties.name.as_str();
        let Some(code) = codes.get(&name.to_lowercase()) else {
            unknown.push(name);
            continue;
        };
        countries.entry(code).or_default().extend(rings(geometry, &arcs)?);
    }
    let mut out = String::from(
        "# Outlines of countries on the plane of `project`: code, SVG path. Natural Earth\n\
         # (public domain) by way of world-atlas 2; written by cargo xtask map.\n",
    );
    for (code, rings) in &countries {
        if let Some(path) = outline(rings) {
            out.push_str(&format!("{code}\t{path}\n"));
        }
    }
    println!(
        "{} countries, {} bytes; not known: {unknown:?}",
        countries.len(),
        out.len()
    );
    fs::write(root.join("crates/dateline-data/map/world.tsv"), out)?;
    Ok(true)
}

/// Names of countries in lower case, with their ISO 3166-1 alpha-3 codes.
fn codes() -> BTreeMap<String, &'static str> {
    let mut codes = BTreeMap::new();
    for line in COUNTRIES.lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&'static str> = line.split('\t').collect();
        let (Some(code), Some(name), Some(others)) =
            (fields.get(1), fields.get(3), fields.get(9))
        else {
            continue;
        };
        for name in others.split('|').chain([*name]) {
            codes.insert(name.to_lowercase(), *code);
        }
    }
    codes.extend(SHORTENED.iter().map(|(name, code)| (name.to_lowercase(), *code)));
    codes
}

/// An arc's points, degrees east and north; arcs are stored as differences.
fn degrees(arc: &[[i64; 2]], transform: &Transform) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (0, 0);
    arc.iter()
        .map(|[dx, dy]| {
            x += dx;
            y += dy;
            let lon = x as f64 * transform.scale[0] + transform.translate[0];
            let lat = y as f64 * transform.scale[1] + transform.translate[1];
            (lon, lat.max(SOUTHERNMOST))
        })
        .collect()
}

/// Drops points that are close to the last one kept; both ends stay, since arcs meet there.
fn thin(arc: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for (i, &(lon, lat)) in arc.iter().enumerate() {
        let (x, y) = project(lat, lon);
        let far = last.is_none_or(|(a, b)| (x - a).hypot(y - b) >= NEAR);
        if far || i + 1 == arc.len() {
            kept.push((lon, lat));
            last = Some((x, y));
        }
    }
    kept
}

/// A ring on the plane. One that crosses the 180th meridian is cut there into two.
fn on_the_plane(ring: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let mut unwrapped: Vec<(f64, f64)> = Vec::new();
    for &(mut lon, lat) in ring {
        if let Some(&(last, _)) = unwrapped.last() {
            lon += 360.0 * ((last - lon) / 360.0).round();
        }
        unwrapped.push((lon, lat));
    }
    let mut parts = Vec::new();
    for turn in [-360.0, 0.0, 360.0] {
        let turned: Vec<(f64, f64)> =
            unwrapped.iter().map(|&(lon, lat)| (lon + turn, lat)).collect();
        let east = clip(&turned, |lon| 180.0 - lon);
        let part = clip(&east, |lon| lon + 180.0);
        if part.len() > 2 {
            parts.push(part.iter().map(|&(lon, lat)| project(lat, lon)).collect());
        }
    }
    parts
}

/// The part of a ring where `inside` is not negative (Sutherland and Hodgman 1974).
fn clip(ring: &[(f64, f64)], inside: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let mut out = Vec::new();
    let next = ring.iter().cycle().skip(1);
    for (&(lon, lat), &(to_lon, to_lat)) in ring.iter().zip(next) {
        let (here, there) = (inside(lon), inside(to_lon));
        if here >= 0.0 {
            out.push((lon, lat));
        }
        if (here >= 0.0) != (there >= 0.0) {
            let share = here / (here - there);
            out.push((lon + share * (to_lon - lon), lat + share * (to_lat - lat)));
        }
    }
    out
}

/// The rings of a geometry, on the plane. A negative index means the arc `!index`, read backwards.
fn rings(geometry: &Geometry, arcs: &[Vec<(f64, f64)>]) -> Result<Vec<Vec<(f64, f64)>>> {
    let polygons: Vec<Vec<Vec<i64>>> = match geometry.kind.as_str() {
        "Polygon" => vec![serde_json::from_value(geometry.arcs.clone())?],
        "MultiPolygon" => serde_json::from_value(geometry.arcs.clone())?,
        _ => Vec::new(),
    };
    let stitch = |ring: &Vec<i64>| {
        let mut points: Vec<(f64, f64)> = Vec::new();
        for &idx in ring {
            let arc = usize::try_from(if idx < 0 { !idx } else { idx })?;
            let mut arc = arcs.get(arc).context("an arc that is not there")?.clone();
            if idx < 0 {
                arc.reverse();
            }
            let skip = usize::from(!points.is_empty());
            points.extend(arc.into_iter().skip(skip));
        }
        Ok(points)
    };
    let rings: Vec<Vec<(f64, f64)>> =
        polygons.iter().flatten().map(stitch).collect::<Result<_>>()?;
    Ok(rings.iter().flat_map(|ring| on_the_plane(ring)).collect())
}

/// One country's path, in tenths of a unit; relative lines are the shortest to write.
fn outline(rings: &[Vec<(f64, f64)>]) -> Option<String> {
    let largest = rings.iter().map(|r| area(r)).fold(0.0, f64::max);
    let mut path = String::new();
    for ring in rings {
        let small = area(ring) < SMALL && area(ring) < largest;
        if small || area(ring) < FLAT {
            continue;
        }
        let tenths: Vec<(i64, i64)> = (ring.iter())
            .map(|&(x, y)| ((x * 10.0).round() as i64, (y * 10.0).round() as i64))
            .collect();
        let (&first, rest) = tenths.split_first()?;
        path.push_str(&format!("M{} {}l", tenth(first.0), tenth(first.1)));
        let mut last = first;
        for &(x, y) in rest {
            let (dx, dy) = (x - last.0, y - last.1);
            if (dx, dy) != (0, 0) {
                let gap = if path.ends_with('l') || dx < 0 { "" } else { " " };
                let between = if dy < 0 { "" } else { " " };
                path.push_str(&format!("{gap}{}{between}{}", tenth(dx), tenth(dy)));
            }
            last = (x, y);
        }
        path.push('z');
    }
    (!path.is_empty()).then_some(path)
}

/// A number of tenths as SVG writes it.
fn tenth(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let (whole, part) = (n.abs() / 10, n.abs() % 10);
    match (whole, part) {
        (0, 0) => "0".to_owned(),
        (0, _) => format!("{sign}.{part}"),
        (_, 0) => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{part}"),
    }
}

/// Area within a ring.
fn area(ring: &[(f64, f64)]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let twice: f64 = ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
    twice.abs() / 2.0
}
