//! The elements that matter for reading, by name.

/// An element's name, as far as the reader tells them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u8)]
pub(crate) enum Tag {
    /// An inline element without meaning here.
    #[default]
    Inline,
    /// A block element without meaning here.
    Block,
    A,
    Abbr,
    Address,
    Article,
    Aside,
    Blockquote,
    Body,
    Bold,
    Br,
    Button,
    Cell,
    Dd,
    Div,
    Dt,
    Em,
    Figcaption,
    Figure,
    Footer,
    Form,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Head,
    Header,
    Hr,
    Html,
    Img,
    Input,
    Label,
    Li,
    Link,
    List,
    Main,
    Meta,
    Nav,
    P,
    Pre,
    /// Its content is text but not the page's: script, style, textarea.
    Raw,
    Row,
    Script,
    Section,
    /// Its content is never shown: template, svg, select, object.
    Skipped,
    Span,
    Summary,
    Table,
    Time,
    Title,
}

/// Which element a name means; letter case aside.
pub(crate) fn of(name: &[u8]) -> Tag {
    let mut lower = [0u8; 12];
    let Some(room) = lower.get_mut(..name.len()) else {
        return if name.contains(&b'-') { Tag::Block } else { Tag::Inline };
    };
    room.copy_from_slice(name);
    room.make_ascii_lowercase();
    match &*room {
        b"a" => Tag::A,
        b"abbr" => Tag::Abbr,
        b"address" => Tag::Address,
        b"article" => Tag::Article,
        b"aside" => Tag::Aside,
        b"blockquote" => Tag::Blockquote,
        b"body" => Tag::Body,
        b"b" | b"strong" => Tag::Bold,
        b"br" => Tag::Br,
        b"button" => Tag::Button,
        b"td" | b"th" => Tag::Cell,
        b"dd" => Tag::Dd,
        b"div" => Tag::Div,
        b"dt" => Tag::Dt,
        b"em" | b"i" => Tag::Em,
        b"figcaption" => Tag::Figcaption,
        b"figure" => Tag::Figure,
        b"footer" => Tag::Footer,
        b"form" => Tag::Form,
        b"h1" => Tag::H1,
        b"h2" => Tag::H2,
        b"h3" => Tag::H3,
        b"h4" => Tag::H4,
        b"h5" => Tag::H5,
        b"h6" => Tag::H6,
        b"head" => Tag::Head,
        b"header" => Tag::Header,
        b"hr" => Tag::Hr,
        b"html" => Tag::Html,
        b"img" | b"source" | b"wbr" | b"area" | b"embed" | b"track" | b"param"
        | b"col" | b"base" => Tag::Img,
        b"input" => Tag::Input,
        b"label" => Tag::Label,
        b"li" => Tag::Li,
        b"link" => Tag::Link,
        b"ul" | b"ol" | b"dl" | b"menu" => Tag::List,
        b"main" => Tag::Main,
        b"meta" => Tag::Meta,
        b"nav" => Tag::Nav,
        b"p" => Tag::P,
        b"pre" => Tag::Pre,
        b"style" | b"textarea" | b"noscript" | b"iframe" | b"xmp" | b"noembed"
        | b"noframes" => Tag::Raw,
        b"tr" => Tag::Row,
        b"script" => Tag::Script,
        b"section" => Tag::Section,
        b"template" | b"svg" | b"math" | b"select" | b"datalist" | b"object"
        | b"audio" | b"video" | b"canvas" | b"map" | b"dialog" => Tag::Skipped,
        b"span" => Tag::Span,
        b"summary" => Tag::Summary,
        b"table" => Tag::Table,
        b"time" => Tag::Time,
        b"title" => Tag::Title,
        b"center" | b"details" | b"dir" | b"fieldset" | b"hgroup" | b"legend"
        | b"tbody" | b"tfoot" | b"thead" | b"frameset" | b"caption" | b"option"
        | b"optgroup" => Tag::Block,
        other if other.contains(&b'-') => Tag::Block,
        _ => Tag::Inline,
    }
}

impl Tag {
    /// Whether its content stands on lines of its own.
    pub(crate) fn is_block(self) -> bool {
        !matches!(
            self,
            Tag::Inline
                | Tag::A
                | Tag::Abbr
                | Tag::Bold
                | Tag::Br
                | Tag::Button
                | Tag::Cell
                | Tag::Em
                | Tag::Img
                | Tag::Input
                | Tag::Label
                | Tag::Link
                | Tag::Meta
                | Tag::Raw
                | Tag::Script
                | Tag::Skipped
                | Tag::Span
                | Tag::Time
                | Tag::Title
        )
    }

    /// Whether it has no content and no end tag.
    pub(crate) fn is_void(self) -> bool {
        matches!(self, Tag::Br | Tag::Hr | Tag::Img | Tag::Input | Tag::Link | Tag::Meta)
    }

    /// 1 to 6 for headings, else 0.
    pub(crate) fn heading(self) -> u8 {
        match self {
            Tag::H1 => 1,
            Tag::H2 => 2,
            Tag::H3 => 3,
            Tag::H4 => 4,
            Tag::H5 => 5,
            Tag::H6 => 6,
            _ => 0,
        }
    }

    /// Whether an open element of this kind ends where `next` begins.
    pub(crate) fn ends_before(self, next: Tag) -> bool {
        match self {
            Tag::P => next.is_block(),
            Tag::Li => next == Tag::Li,
            Tag::Dd | Tag::Dt => matches!(next, Tag::Dd | Tag::Dt),
            Tag::Cell => matches!(next, Tag::Cell | Tag::Row),
            Tag::Row => next == Tag::Row,
            Tag::A => next == Tag::A,
            _ => self.heading() > 0 && next.heading() > 0,
        }
    }

    /// Whether implied ends do not look past an open element of this kind.
    pub(crate) fn is_scope(self) -> bool {
        matches!(
            self,
            Tag::Table
                | Tag::List
                | Tag::Cell
                | Tag::Body
                | Tag::Html
                | Tag::Button
                | Tag::Div
                | Tag::Section
                | Tag::Article
                | Tag::Aside
                | Tag::Blockquote
                | Tag::Figure
                | Tag::Form
                | Tag::Block
        )
    }
}
