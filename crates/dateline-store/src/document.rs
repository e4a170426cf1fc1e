//! What goes in: a document as it was given, and what was read from it.

use std::io::{Read as _, Write as _};

use dateline::{Brief, Id, Kind, Page, Reading};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};

/// What was said of a document beside its bytes; kept, so that it can be read again.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Given {
    /// How the bytes are to be understood: `auto`, `html`, `page`, `body`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A headline kept outside the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<String>,
    /// The character encoding that a transport stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
}

/// A document as it was given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Document {
    /// The caller's name for it: a path, a record's id.
    pub name: String,
    /// The document itself.
    pub bytes: Vec<u8>,
    /// What was said of it.
    pub given: Given,
}

impl Document {
    /// As the engine reads it.
    pub fn page(&self) -> Page<'_> {
        let given = &self.given;
        Page {
            id: &self.name,
            bytes: &self.bytes,
            kind: kind_of(&given.kind),
            url: given.url.as_deref(),
            title: given.title.as_deref(),
            publisher: given.publisher.as_deref(),
            published: given.published.as_deref(),
            retrieved: given.retrieved.as_deref(),
            charset: given.charset.as_deref(),
        }
    }

    /// The identifier of its article: a hash of bytes and name, as [`Reading::brief`] makes
    /// it.
    pub fn id(&self) -> Id {
        Id::of([&Id::of([&self.bytes]).0[..], self.name.as_bytes()])
    }
}

/// The kind of its name; what is unknown is to be found out.
fn kind_of(name: &str) -> Kind {
    match name {
        "html" => Kind::Html,
        "page" => Kind::Page,
        "body" => Kind::Body,
        _ => Kind::Auto,
    }
}

/// The name of a kind.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Auto => "auto",
        Kind::Html => "html",
        Kind::Page => "page",
        Kind::Body => "body",
    }
}

/// A document that was read, ready to be written. Made by the threads that read, so that
/// the one that writes has little left to do.
pub struct Entry {
    pub(crate) document: Document,
    pub(crate) reading: Reading,
    pub(crate) brief: Brief,
    pub(crate) brief_bytes: Vec<u8>,
    /// The packed bytes, where they are not those of the text.
    pub(crate) raw: Option<Vec<u8>>,
}

impl Entry {
    /// Boils down what was read from a document.
    pub fn new(document: Document, reading: Reading) -> Self {
        let brief = reading.brief(&document.name);
        let same = reading.source.text.as_bytes() == document.bytes;
        let raw = (!same).then(|| pack(&document.bytes));
        let brief_bytes =
            pack(&dateline_tables::brief_bytes::to_bytes(&brief, &reading.source.text));
        Self { document, reading, brief, brief_bytes, raw }
    }

    /// The document's name.
    pub fn name(&self) -> &str {
        &self.document.name
    }

    /// What was odd about the document: codes and messages.
    pub fn notes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.reading.notes.0.iter().map(|note| (note.code, note.message.as_str()))
    }

    /// The brief of the article.
    pub fn brief(&self) -> &Brief {
        &self.brief
    }
}

/// Bytes, deflated (zlib).
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The bytes that were packed; `None` where they are damaged.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
