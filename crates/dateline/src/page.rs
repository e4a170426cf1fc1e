//! What comes in: the bytes of one document and what is known about it beforehand.

/// How the bytes are to be understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// Find out: HTML where it looks like HTML, else scraped text.
    #[default]
    Auto,
    /// A web page.
    Html,
    /// Scraped plain text with furniture left in.
    Page,
    /// Clean article text: all of it is body. A line break ends a sentence, an empty line a
    /// paragraph.
    Body,
}

/// One document as it comes in. Everything but `bytes` may be missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page<'a> {
    /// The caller's name for it (a file as given, a record's id); echoed, never interpreted.
    pub id: &'a str,
    /// The document itself.
    pub bytes: &'a [u8],
    /// How to understand `bytes`.
    pub kind: Kind,
    /// Its address.
    pub url: Option<&'a str>,
    /// A headline kept outside the text.
    pub title: Option<&'a str>,
    /// Who published it.
    pub publisher: Option<&'a str>,
    /// When it was published: a date, or a date and time with or without a zone.
    pub published: Option<&'a str>,
    /// When it was fetched; nothing can have been published later.
    pub retrieved: Option<&'a str>,
    /// The character encoding that a transport (HTTP, a record) states.
    pub charset: Option<&'a str>,
}
