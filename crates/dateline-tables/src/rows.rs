//! The public rows: the one data contract. CSV, JSON lines, Parquet, the store and the wheel
//! all have these tables with these columns.
//!
//! Positions (`*_cp`) are Unicode code points of the article's text, half-open. Days are
//! civil days of ISO 8601; times carry the offset that the page states. Identifiers are
//! content hashes with a letter for what they name (`a:` article, `o:` origin, `k:` copies,
//! `e:` event, `c:` claim, `s:` story).

use serde::ser::{Serialize, SerializeMap as _, Serializer};

/// The value of one cell.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell<'r> {
    /// Not known, or not told.
    Null,
    /// Text.
    Text(&'r str),
    /// A whole number.
    Int(i64),
    /// A number, rounded to the places that mean something.
    Real(f64),
    /// Yes or no.
    Flag(bool),
    /// Several texts in their order.
    List(&'r [String]),
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "as in Cell")]
pub enum CellKind {
    Text,
    Int,
    Real,
    Flag,
    List,
}

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: CellKind,
    /// Whether a cell may be empty.
    pub nullable: bool,
    /// What it means.
    pub doc: &'static str,
}

/// A table of rows of one kind.
pub trait Sheet {
    /// The table's name.
    fn name(&self) -> &'static str;
    /// What a row is.
    fn doc(&self) -> &'static str;
    /// Its columns.
    fn columns(&self) -> &'static [Column];
    /// The number of rows.
    fn n_rows(&self) -> usize;
    /// The cells of a row, in the order of the columns.
    fn cells(&self, row: usize) -> Vec<Cell<'_>>;
}

/// A field type that can be a column.
trait Field {
    const KIND: CellKind;
    const NULLABLE: bool = false;
    fn cell(&self) -> Cell<'_>;
}

macro_rules! field {
    ($($type:ty, $kind:ident, $me:ident => $cell:expr;)*) => {$(
        impl Field for $type {
            const KIND: CellKind = CellKind::$kind;
            fn cell(&self) -> Cell<'_> {
                let $me = self;
                $cell
            }
        }
    )*};
}

field! {
    String, Text, v => Cell::Text(v);
    &'static str, Text, v => Cell::Text(v);
    u32, Int, v => Cell::Int(i64::from(*v));
    f64, Real, v => Cell::Real(*v);
    bool, Flag, v => Cell::Flag(*v);
    Vec<String>, List, v => Cell::List(v);
}

impl<T: Field> Field for Option<T> {
    const KIND: CellKind = T::KIND;
    const NULLABLE: bool = true;
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Field::cell)
    }
}

macro_rules! tables {
    ($(
        $(#[doc = $doc:literal])+
        $row:ident $table:ident { $( $(#[doc = $about:literal])+ $column:ident: $type:ty, )* }
    )*) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, Default)]
            pub struct $row { $( $(#[doc = $about])+ pub $column: $type, )* }

            impl Sheet for Vec<$row> {
                fn name(&self) -> &'static str { stringify!($table) }
                fn doc(&self) -> &'static str { concat!($($doc),+) }
                fn columns(&self) -> &'static [Column] {
                    const COLUMNS: &[Column] = &[$( Column {
                        name: stringify!($column),
                        kind: <$type as Field>::KIND,
                        nullable: <$type as Field>::NULLABLE,
                        doc: concat!($($about),+),
                    } ),*];
                    COLUMNS
                }
                fn n_rows(&self) -> usize { self.len() }
                fn cells(&self, row: usize) -> Vec<Cell<'_>> {
                    let row = &self[row];
                    vec![$( row.$column.cell() ),*]
                }
            }
        )*

        /// Every table of a dossier.
        #[derive(Clone, Debug, Default)]
        pub struct Tables { $( $(#[doc = $doc])+ pub $table: Vec<$row>, )* }

        impl Tables {
            /// The tables in a fixed order.
            pub fn sheets(&self) -> Vec<&dyn Sheet> {
                vec![$( &self.$table as &dyn Sheet ),*]
            }
        }
    };
}

tables! {
    /// One article, or a page that holds none.
    ArticleRow articles {
        /// `a:` and 16 hexadecimal digits.
        id: String,
        /// The path or record id as given.
        file: String,
        /// The address, where the input states one.
        url: Option<String>,
        /// The outlet.
        publisher: Option<String>,
        /// The agency whose text it is.
        agency: Option<String>,
        /// The headline.
        headline: Option<String>,
        /// The line under the headline.
        deck: Option<String>,
        /// Who wrote it.
        bylines: Vec<String>,
        /// When it was published.
        published: Option<String>,
        /// When it was last changed.
        updated: Option<String>,
        /// When it was fetched or saved.
        retrieved: Option<String>,
        /// Where the dateline says it was written.
        dateline_place: Option<String>,
        /// ISO 639-1, "und" if unknown.
        language: String,
        /// Whether it is an article.
        is_article: bool,
        /// Words in the body.
        n_words: u32,
        /// The origin whose text it carries.
        origin: String,
        /// The story it belongs to.
        story: Option<String>,
        /// The whole text that positions refer to; only where asked for.
        text: Option<String>,
    }
    /// One text, however many articles carry it.
    OriginRow origins {
        /// `o:` and 16 hexadecimal digits.
        id: String,
        /// The agency whose text it is.
        agency: Option<String>,
        /// Articles that carry it.
        n_articles: u32,
    }
    /// One article of a group that shares text.
    CopyRow copies {
        /// The group: `k:` and 16 hexadecimal digits.
        id: String,
        /// reprint, version or excerpt.
        kind: &'static str,
        /// The article.
        article: String,
    }
    /// One event as all its reports tell it.
    EventRow events {
        /// `e:` and 16 hexadecimal digits.
        id: String,
        /// First day; empty where it is unknown or only bounded.
        date_start: Option<String>,
        /// Last day, included.
        date_end: Option<String>,
        /// day, month, year or unknown.
        precision: &'static str,
        /// Only bounded: not before this day.
        after: Option<String>,
        /// Only bounded: not after this day.
        before: Option<String>,
        /// PLOVER type, or a general one.
        kind: &'static str,
        /// CAMEO code with its leading zero.
        cameo: Option<&'static str>,
        /// happened, ongoing, planned, forecast, alleged, denied, not_happened, hypothetical or demanded.
        status: &'static str,
        /// Told as history by every report.
        background: bool,
        /// One clause of one report.
        summary: String,
        /// Names of those who do it.
        sources: Vec<String>,
        /// Names of those it is done to.
        targets: Vec<String>,
        /// Names of those on no side.
        participants: Vec<String>,
        /// Where.
        place: Option<String>,
        /// Degrees north; of a country or area its middle.
        latitude: Option<f64>,
        /// Degrees east.
        longitude: Option<f64>,
        /// ISO 3166-1 alpha-3 code of the place.
        country: Option<&'static str>,
        /// point, city, region, country or area.
        place_precision: Option<&'static str>,
        /// GeoNames identifier.
        geonameid: Option<u32>,
        /// Articles that tell it.
        n_articles: u32,
        /// Origins that tell it: reprints counted once.
        n_origins: u32,
        /// Calibrated confidence.
        confidence: Option<f64>,
    }
    /// One actor of an event.
    EventActorRow event_actors {
        /// The event.
        event: String,
        /// source, target or participant.
        role: &'static str,
        /// The resolved name.
        name: String,
        /// Identity across articles ("country:RUS").
        entity: Option<String>,
        /// ISO 3166-1 alpha-3 code.
        country: Option<&'static str>,
        /// CAMEO actor code.
        code: Option<String>,
    }
    /// One mention of an event in one article.
    MentionRow mentions {
        /// The event.
        event: String,
        /// The article.
        article: String,
        /// First code point of the words that name the act.
        start_cp: u32,
        /// One past the last.
        end_cp: u32,
        /// The words that name the act.
        trigger: String,
        /// The type as this mention has it.
        kind: &'static str,
        /// The CAMEO code as this mention has it.
        cameo: Option<&'static str>,
        /// The status as this mention has it.
        status: &'static str,
        /// First day as this mention has it.
        date_start: Option<String>,
        /// Last day as this mention has it.
        date_end: Option<String>,
        /// The place as this mention has it.
        place: Option<String>,
        /// Who says so, outermost first.
        chain: Vec<String>,
        /// Calibrated confidence.
        confidence: Option<f64>,
    }
    /// The words that one cell of an event or claim was read from.
    EvidenceRow evidence {
        /// The event or claim.
        of: String,
        /// Which cell: event, trigger, date, place, source, target, participant, claim or outcome.
        cell: &'static str,
        /// The cell's value as these words have it; empty where the words are the value.
        value: Option<String>,
        /// The article.
        article: String,
        /// First code point.
        start_cp: u32,
        /// One past the last.
        end_cp: u32,
        /// The words at this place, at most 400 code points unless whole texts were asked for.
        quote: String,
    }
    /// A value of an event on which its reports disagree.
    VariantRow variants {
        /// The event.
        event: String,
        /// date, place or status.
        cell: &'static str,
        /// The value.
        value: String,
        /// The article that says so.
        article: String,
        /// First code point of the clause.
        start_cp: u32,
        /// One past the last.
        end_cp: u32,
    }
    /// One attribution: a source, a cue and a content.
    AttributionRow attributions {
        /// The article.
        article: String,
        /// Its number in the article, from 1.
        number: u32,
        /// The number of the one whose content holds this one.
        outer: Option<u32>,
        /// Who says so, outermost first.
        chain: Vec<String>,
        /// agency, outlet, organisation, person, unnamed or collective.
        holder_kind: Option<&'static str>,
        /// ISO 3166-1 alpha-3 code of the holder's country.
        country: Option<&'static str>,
        /// asserts, denies, expects, warns, demands, promises, alleges, speculates or declines.
        stance: &'static str,
        /// All of it stands in quotation marks.
        direct: bool,
        /// The cue's words.
        cue: Option<String>,
        /// First code point of the cue.
        cue_start_cp: Option<u32>,
        /// One past the last.
        cue_end_cp: Option<u32>,
        /// The source's words.
        source: Option<String>,
        /// First code point of the source.
        source_start_cp: Option<u32>,
        /// One past the last.
        source_end_cp: Option<u32>,
        /// First code point of the content.
        content_start_cp: Option<u32>,
        /// One past the last; a content in pieces has the cue between them.
        content_end_cp: Option<u32>,
        /// The day on which it was said.
        said_on: Option<String>,
    }
    /// Words in quotation marks with their speaker.
    QuoteRow quotes {
        /// The article.
        article: String,
        /// First code point.
        start_cp: u32,
        /// One past the last.
        end_cp: u32,
        /// The words, at most 400 code points unless whole texts were asked for.
        quote: String,
        /// Who said them.
        speaker: Option<String>,
        /// Direct speech; not a few quoted words inside indirect speech.
        direct: bool,
        /// Agency, then everyone they passed through.
        chain: Vec<String>,
    }
    /// One claim of one holder, followed to its outcome.
    ClaimRow claims {
        /// `c:` and 16 hexadecimal digits.
        id: String,
        /// forecast, promise, denial, allegation, assessment, demand or threat.
        kind: &'static str,
        /// What would make it true, in the words of the text.
        statement: String,
        /// First day on which it may have been made.
        made_on: Option<String>,
        /// Publisher, agency, then everyone it passed through; its holder is last.
        by: Vec<String>,
        /// The event it is about.
        event: Option<String>,
        /// First day on which it must come true.
        due_start: Option<String>,
        /// Last day.
        due_end: Option<String>,
        /// confirmed, partly_confirmed, contradicted, lapsed or open.
        outcome: &'static str,
        /// Calibrated confidence.
        confidence: Option<f64>,
    }
    /// One step in what became of a claim.
    ClaimTurnRow claim_history {
        /// The claim.
        claim: String,
        /// Its number, from 1.
        number: u32,
        /// The day of the report that settles it, or on which it lapsed.
        on: Option<String>,
        /// What it turned into.
        outcome: &'static str,
        /// Why, in words.
        because: String,
    }
    /// A story.
    StoryRow stories {
        /// `s:` and 16 hexadecimal digits.
        id: String,
        /// A headline of the article nearest to its middle.
        title: String,
        /// The day of its first article.
        first: Option<String>,
        /// The day of its last article.
        last: Option<String>,
        /// Its articles.
        n_articles: u32,
        /// Its events.
        n_events: u32,
    }
    /// An event of a story.
    StoryEventRow story_events {
        /// The story.
        story: String,
        /// The event.
        event: String,
    }
    /// An input that could not be read, or only oddly.
    ProblemRow problems {
        /// The path or record id.
        input: String,
        /// What kind of problem; stable.
        code: String,
        /// In words.
        message: String,
    }
}

/// A row as a JSON object.
pub(crate) struct Object<'s> {
    /// The table.
    pub(crate) sheet: &'s dyn Sheet,
    /// The row's number.
    pub(crate) row: usize,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns = self.sheet.columns();
        let mut map = serializer.serialize_map(Some(columns.len()))?;
        for (column, cell) in columns.iter().zip(self.sheet.cells(self.row)) {
            map.serialize_key(column.name)?;
            match cell {
                Cell::Null => map.serialize_value(&())?,
                Cell::Text(v) => map.serialize_value(v)?,
                Cell::Int(v) => map.serialize_value(&v)?,
                Cell::Real(v) => map.serialize_value(&v)?,
                Cell::Flag(v) => map.serialize_value(&v)?,
                Cell::List(v) => map.serialize_value(v)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_says_what_it_means() {
        for sheet in Tables::default().sheets() {
            assert!(!sheet.doc().trim().is_empty(), "{}", sheet.name());
            for column in sheet.columns() {
                assert!(column.doc.len() > 5, "{}.{}", sheet.name(), column.name);
            }
        }
    }
}
