//! The formats, one module each. `docs/formats.md` says what goes into which field.

mod atom;
mod citron;
mod ftm;
mod gdelt;
mod geojson;
mod ical;
mod jsonfeed;
mod markdown;
mod ninjs;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
mod plover;
mod polecat;
mod prov;
mod schema_org;
mod tabular;
mod timeline;
mod web_annotation;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::check::Check;
use crate::rows::Tables;
use crate::view::View;

macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)*) => {
        /// A format of an export.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Format { $( $(#[doc = $doc])+ $variant, )* }

        impl Format {
            /// Every format of this build.
            pub const ALL: &'static [Format] = &[$( Format::$variant ),*];

            /// Its name on the command line.
            pub fn name(self) -> &'static str {
                match self { $( Format::$variant => $name, )* }
            }

            /// What it is, in one line.
            pub fn doc(self) -> &'static str {
                match self { $( Format::$variant => concat!($($doc),+).trim_ascii(), )* }
            }
        }
    };
}

formats! {
    /// The whole dossier as one JSON object
    Json = "json",
    /// Every table, one JSON object a line
    JsonLines = "jsonl",
    /// Every table as CSV with a header
    Csv = "csv",
    /// Every table as Parquet, zstd, schema number in the metadata
    Parquet = "parquet",
    /// GDELT 2.0: events of 61 columns, mentions of 16, and the evidence beside them
    Gdelt = "gdelt",
    /// POLECAT: 40 tab-separated columns with a header
    Polecat = "polecat",
    /// PLOVER JSON with its four auxiliary modes
    Plover = "plover",
    /// Citron JSON: who says what, one article a line
    Citron = "citron",
    /// schema.org NewsArticle and Claim as JSON-LD
    SchemaOrg = "schema-org",
    /// IPTC ninjs 3.1: articles and expected events, one item a line
    Ninjs = "ninjs",
    /// W3C Web Annotation: every evidence as a selector
    WebAnnotation = "web-annotation",
    /// PROV-O: which article was derived from which source, as N-Triples
    Prov = "prov",
    /// GeoJSON: events at their places
    GeoJson = "geojson",
    /// iCalendar: what is expected
    ICal = "ics",
    /// TimelineJS JSON
    Timeline = "timelinejs",
    /// Atom feed of events
    Atom = "atom",
    /// JSON Feed of events
    JsonFeed = "jsonfeed",
    /// FollowTheMoney entities, one a line
    Ftm = "ftm",
    /// The dossier as a Markdown document
    Markdown = "markdown",
}

impl Format {
    /// The format of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// Whether this build can write it; Parquet is a cargo feature.
    pub fn is_built_in(self) -> bool {
        self != Format::Parquet || cfg!(feature = "parquet")
    }

    /// Whether it is the tables of [`Tables`], one file each.
    pub(crate) fn is_tables(self) -> bool {
        matches!(self, Format::JsonLines | Format::Csv | Format::Parquet)
    }
}

type WritePart<'v> = Box<dyn Fn(&mut dyn Write) -> io::Result<u64> + 'v>;

/// One file of a format.
pub(crate) struct Part<'v> {
    /// Its usual name.
    pub(crate) name: String,
    /// How it is read back.
    pub(crate) check: Check,
    /// Writes it; gives the number of records.
    pub(crate) write: WritePart<'v>,
}

impl Part<'_> {
    /// Its name without what follows the first dot.
    pub(crate) fn stem(&self) -> &str {
        self.name.split('.').next().unwrap_or(&self.name)
    }
}

/// The files of a format. `tables` is empty where the format does not need it.
pub(crate) fn parts<'v>(
    format: Format,
    view: &'v View<'v>,
    tables: &'v Tables,
) -> Vec<Part<'v>> {
    type Writer = fn(&View<'_>, &mut dyn Write) -> io::Result<u64>;
    let one = |name: &str, check: Check, write: Writer| {
        let write = Box::new(move |out: &mut dyn Write| write(view, out));
        vec![Part { name: name.to_owned(), check, write }]
    };
    match format {
        Format::Json => one("dossier.json", Check::JsonList("events"), dossier),
        Format::JsonLines => tabular::json_lines(tables),
        Format::Csv => tabular::csv(tables),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::parts(tables),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => vec![],
        Format::Gdelt => gdelt::parts(view),
        Format::Polecat => {
            let columns = polecat::COLUMNS.len();
            one("polecat.tsv", Check::Tsv { columns, header: true }, polecat::write)
        }
        Format::Plover => one("plover.json", Check::JsonArray, plover::write),
        Format::Citron => one("citron.jsonl", Check::JsonLines, citron::write),
        Format::SchemaOrg => {
            one("schema-org.jsonld", Check::JsonList("@graph"), schema_org::write)
        }
        Format::Ninjs => one("ninjs.jsonl", Check::JsonLines, ninjs::write),
        Format::WebAnnotation => {
            one("annotations.jsonld", Check::JsonList("items"), web_annotation::write)
        }
        Format::Prov => one("provenance.nt", Check::Triples, prov::write),
        Format::GeoJson => {
            one("events.geojson", Check::JsonList("features"), geojson::write)
        }
        Format::ICal => one("expected.ics", Check::Ical, ical::write),
        Format::Timeline => {
            one("timeline.json", Check::JsonList("events"), timeline::write)
        }
        Format::Atom => one("events.atom", Check::Xml("entry"), atom::write),
        Format::JsonFeed => one("feed.json", Check::JsonList("items"), jsonfeed::write),
        Format::Ftm => one("entities.ftm.json", Check::JsonLines, ftm::write),
        Format::Markdown => one("dossier.md", Check::Text("### "), markdown::write),
    }
}

fn dossier(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let row =
        crate::dossier::dossier(view.dossier, view.told, view.problems, view.with_text);
    serde_json::to_writer(&mut *out, &row)?;
    out.write_all(b"\n")?;
    Ok(view.events().len() as u64)
}

/// Writes one JSON value a line.
fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes `head`, whose last member is a list that is still empty, with the list filled: one
/// item a line, so that the whole never stands in memory.
fn list(
    out: &mut dyn Write,
    head: &Value,
    key: &str,
    items: impl Iterator<Item = Value>,
) -> io::Result<u64> {
    let mut start = String::from("{");
    if let Value::Object(members) = head {
        for (name, value) in members {
            start.push_str(&format!("{}:{value},", Value::from(name.as_str())));
        }
    }
    write!(out, "{start}{}:", Value::from(key))?;
    let n = array(out, items)?;
    out.write_all(b"}\n")?;
    Ok(n)
}

/// Writes a JSON list, one item a line.
fn array(out: &mut dyn Write, items: impl Iterator<Item = Value>) -> io::Result<u64> {
    out.write_all(b"[")?;
    let mut n = 0;
    for item in items {
        out.write_all(if n == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
        n += 1;
    }
    out.write_all(b"\n]")?;
    Ok(n)
}

/// An object of the members that are known.
fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let known = members.into_iter().filter(|(_, value)| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        _ => true,
    });
    Value::Object(known.map(|(name, value)| (name.to_owned(), value)).collect())
}
