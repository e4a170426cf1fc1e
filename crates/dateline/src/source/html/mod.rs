//! HTML -> visible text, one line a block, with the byte range of every piece; and what the
//! tags tell about each line.
//!
//! Why a reader of our own: the text must slice back to the page's bytes, the elements'
//! nesting is needed beside it, and one pass without building a tree is several times
//! quicker than the tree builders. Work and memory are linear in the page.

pub(crate) mod entity;
pub(crate) mod hints;
pub(crate) mod tags;
mod text;
mod token;

use encoding_rs::Encoding;

use self::{
    hints::{Hints, N_GROUPS},
    tags::Tag,
    text::Writer,
    token::{Attributes, Scanner, Tagged, Token},
};
use super::SourceMap;
use crate::Span;

/// Deepest nesting that is kept; deeper elements count as their ancestor at this depth.
const DEEPEST: usize = 256;

/// Most elements, meta items and marked stretches that are kept of one page.
const MOST: usize = 1 << 20;

/// Index of a node in [`Html::nodes`].
pub(crate) type NodeIdx = u32;

/// A block element (or a container) of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) parent: NodeIdx,
    pub(crate) tag: Tag,
    /// Steps up to the nearest element of each group of hints, itself 0; 15 for none.
    pub(crate) steps: [u8; N_GROUPS],
    /// Which landmarks enclose it.
    pub(crate) inside: Inside,
}

/// Landmark elements around a line, one bit each.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Inside(pub(crate) u16);

impl Inside {
    pub(crate) const ARTICLE: u16 = 1;
    pub(crate) const ASIDE: u16 = 2;
    pub(crate) const BLOCKQUOTE: u16 = 4;
    pub(crate) const FIGURE: u16 = 8;
    pub(crate) const FIGCAPTION: u16 = 16;
    pub(crate) const FOOTER: u16 = 32;
    pub(crate) const FORM: u16 = 64;
    pub(crate) const HEADER: u16 = 128;
    pub(crate) const LIST: u16 = 256;
    pub(crate) const MAIN: u16 = 512;
    pub(crate) const NAV: u16 = 1024;
    pub(crate) const TABLE: u16 = 2048;
    pub(crate) const PRE: u16 = 4096;
    /// Number of bits in use.
    pub(crate) const N: usize = 13;

    pub(crate) fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }

    fn with(self, tag: Tag) -> Self {
        let bit = match tag {
            Tag::Article => Self::ARTICLE,
            Tag::Aside => Self::ASIDE,
            Tag::Blockquote => Self::BLOCKQUOTE,
            Tag::Figure => Self::FIGURE,
            Tag::Figcaption => Self::FIGCAPTION,
            Tag::Footer => Self::FOOTER,
            Tag::Form => Self::FORM,
            Tag::Header => Self::HEADER,
            Tag::List => Self::LIST,
            Tag::Main => Self::MAIN,
            Tag::Nav => Self::NAV,
            Tag::Table => Self::TABLE,
            Tag::Pre => Self::PRE,
            _ => 0,
        };
        Self(self.0 | bit)
    }
}

/// What the tags tell about one line of the visible text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// The line, trimmed.
    pub(crate) span: Span,
    /// The innermost block around its beginning.
    pub(crate) node: NodeIdx,
    /// Bytes of it inside links.
    pub(crate) linked: u32,
    /// Bytes of it in bold or emphasised.
    pub(crate) stressed: u32,
    /// Number of links.
    pub(crate) n_links: u16,
    /// Level of the heading that it is, or 0.
    #[allow(dead_code, reason = "told for the block model, which may come to read it")]
    pub(crate) heading: u8,
    /// Groups of hints on inline elements in it.
    pub(crate) inline: Hints,
    /// Whether it follows a line break inside its block.
    pub(crate) is_broken: bool,
}

/// A `<meta>`, or an element with `itemprop` and `content`.
#[derive(Clone, Debug)]
pub(crate) struct MetaItem {
    /// `property`, `name`, `itemprop` or `http-equiv`, in lower case.
    pub(crate) key: String,
    pub(crate) value: String,
    /// The tag in the page.
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A stretch of the text that an element marks as author, title, date or topic.
#[derive(Clone, Debug)]
pub(crate) struct Marked {
    pub(crate) what: What,
    /// Its words, trimmed; may be empty for a `<time>` without words.
    pub(crate) span: Span,
    /// The value of `datetime` or `content`.
    pub(crate) value: Option<String>,
    /// The start tag in the page.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The block it stands in.
    #[allow(dead_code, reason = "told for the block model, which may come to read it")]
    pub(crate) node: NodeIdx,
}

/// What a [`Marked`] stretch is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    /// `rel=author`, `itemprop=author`.
    Author,
    /// Class names say byline or author.
    AuthorClass,
    /// `itemprop=headline`.
    Headline,
    /// `<time>`.
    Time,
    /// `itemprop=datePublished`, or its like.
    Published,
    /// `itemprop=dateModified`.
    Modified,
    /// Class names say date or time.
    DateClass,
    /// `rel=tag`.
    Topic,
}

/// All that the reader keeps of a page beside its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Html {
    pub(crate) lines: Vec<Line>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) meta: Vec<MetaItem>,
    pub(crate) marked: Vec<Marked>,
    /// Content of `<title>` and its range in the page.
    pub(crate) title: Option<(String, u32, u32)>,
    /// `lang` of the page.
    pub(crate) lang: Option<String>,
    /// `<link rel=canonical>`.
    pub(crate) canonical: Option<MetaItem>,
    /// Scripts of type ld+json: decoded text and range in the page.
    pub(crate) linked_data: Vec<(String, u32, u32)>,
    /// Other scripts that hold data, by range.
    pub(crate) scripts: Vec<(u32, u32)>,
}

/// An open element.
struct Open {
    tag: Tag,
    /// Hash of the name, to match its end tag.
    name: u32,
    node: NodeIdx,
    /// What it marks, with the start of its text.
    mark: Option<usize>,
}

/// Reads a page.
pub(crate) fn read(
    bytes: &[u8],
    encoding: &'static Encoding,
) -> (String, SourceMap, Html) {
    let mut reader = Reader {
        bytes,
        encoding,
        writer: Writer::new(bytes, encoding),
        html: Html::default(),
        stack: Vec::new(),
        open_names: [0; 64],
        skipping: 0,
        too_deep: 0,
        in_head: false,
        scratch: Vec::new(),
        n_links: 0,
        n_stressed: 0,
    };
    reader.html.nodes.push(Node {
        parent: 0,
        tag: Tag::Html,
        steps: [15; N_GROUPS],
        inside: Inside(0),
    });
    let mut scanner = Scanner::new(bytes);
    while let Some(token) = scanner.next() {
        match token {
            Token::Text(start, end) => reader.text(start, end),
            Token::Start(tag) => reader.start(tag, &mut scanner),
            Token::End(tag) => reader.end(tag),
        }
    }
    while !reader.stack.is_empty() {
        reader.pop();
    }
    reader.writer.end_line(&mut reader.html.lines);
    let (text, map) = reader.writer.finish();
    for marked in &mut reader.html.marked {
        let end = marked.span.end.min(text.len() as u32);
        let start = marked.span.start.min(end);
        marked.span = Span { start, end }.trim(&text);
    }
    (text, map, reader.html)
}

struct Reader<'p> {
    bytes: &'p [u8],
    encoding: &'static Encoding,
    writer: Writer<'p>,
    html: Html,
    stack: Vec<Open>,
    /// How many elements are open, by name hash: an end tag without a start is found at once.
    open_names: [u32; 64],
    /// How many open elements are never shown.
    skipping: u32,
    /// Elements open beyond [`DEEPEST`].
    too_deep: u32,
    in_head: bool,
    scratch: Vec<u8>,
    n_links: u32,
    n_stressed: u32,
}

/// The attributes of a start tag that the reader uses.
#[derive(Default)]
struct Wanted<'p> {
    hints: Hints,
    is_root: bool,
    href: bool,
    rel: &'p [u8],
    itemprop: &'p [u8],
    key: &'p [u8],
    content: Option<&'p [u8]>,
    datetime: Option<&'p [u8]>,
    target: Option<&'p [u8]>,
    kind: &'p [u8],
    lang: Option<&'p [u8]>,
}

impl<'p> Reader<'p> {
    fn text(&mut self, start: usize, end: usize) {
        if self.skipping == 0 && !self.in_head {
            let node = self.stack.last().map_or(0, |open| open.node);
            self.writer.text(start, end, node);
        }
    }

    fn start(&mut self, tag: Tagged, scanner: &mut Scanner<'p>) {
        let name = &self.bytes[tag.name.0..tag.name.1];
        let kind = tags::of(name);
        match kind {
            Tag::Raw => {
                scanner.raw_text(name);
                return;
            }
            Tag::Script => return self.script(tag, scanner),
            Tag::Title if self.skipping == 0 => return self.title(scanner),
            Tag::Br => {
                if self.skipping == 0 {
                    self.writer.break_line(&mut self.html.lines);
                }
                return;
            }
            _ => {}
        }
        let wanted = self.attributes(tag, kind);
        match kind {
            Tag::Meta => return self.meta(tag, &wanted),
            Tag::Link => return self.link(tag, &wanted),
            Tag::Html => {
                if let Some(lang) = wanted.lang {
                    self.html.lang = Some(self.value(lang));
                }
                return;
            }
            Tag::Head => {
                self.in_head = true;
                return;
            }
            Tag::Body => {
                self.in_head = false;
                return;
            }
            _ if kind.is_void() => {
                if kind == Tag::Hr && self.skipping == 0 {
                    self.writer.end_line(&mut self.html.lines);
                }
                return;
            }
            _ => {}
        }
        // A block in the head ends the head, as in browsers.
        if self.in_head && kind.is_block() {
            self.in_head = false;
        }
        self.open(tag, kind, name_hash(name), &wanted);
    }

    fn attributes(&mut self, tag: Tagged, kind: Tag) -> Wanted<'p> {
        let mut out = Wanted { is_root: kind == Tag::Body, ..Wanted::default() };
        for (name, value) in Attributes::of(self.bytes, tag) {
            match name {
                b"class" | b"id" | b"role" | b"data-testid" | b"data-component"
                | b"data-type" | b"itemtype" | b"data-module" | b"aria-label" => {
                    out.hints.add(hints::of(value, &mut self.scratch));
                }
                b"itemprop" => {
                    out.itemprop = value;
                    out.key = value;
                    out.hints.add(hints::of(value, &mut self.scratch));
                }
                b"property" | b"name" | b"http-equiv" if kind == Tag::Meta => {
                    out.key = value
                }
                b"property" => out.itemprop = value,
                b"content" => out.content = Some(value),
                b"datetime" => out.datetime = Some(value),
                b"rel" => out.rel = value,
                b"href" => {
                    out.href = true;
                    out.target = Some(value);
                }
                b"type" => out.kind = value,
                b"lang" => out.lang = Some(value),
                b"hidden" => out.hints.add(Hints::UNSEEN),
                b"style" if is_unseen(value) => out.hints.add(Hints::UNSEEN),
                _ => {}
            }
        }
        out
    }

    /// Opens an element: implied ends first, then its line and its node.
    fn open(&mut self, tag: Tagged, kind: Tag, name: u32, wanted: &Wanted<'p>) {
        self.close_implied(kind);
        if self.skipping == 0 {
            self.boundary(kind, tag);
        }
        if self.stack.len() >= DEEPEST {
            self.too_deep += 1;
            return;
        }
        let parent = self.stack.last().map_or(0, |open| open.node);
        let node =
            if (kind.is_block() || kind == Tag::Cell) && self.html.nodes.len() < MOST {
                self.add_node(parent, kind, wanted.hints)
            } else {
                self.writer.inline_hints.add(wanted.hints);
                parent
            };
        let mark = self.mark(tag, kind, wanted, node);
        if kind == Tag::Skipped {
            self.skipping += 1;
        }
        if matches!(kind, Tag::A) && wanted.href {
            self.n_links += 1;
            self.writer.n_links += 1;
        }
        self.n_stressed += u32::from(matches!(kind, Tag::Bold | Tag::Em));
        self.writer.set_inline(self.n_links > 0, self.n_stressed > 0);
        self.open_names[(name % 64) as usize] += 1;
        let is_link = matches!(kind, Tag::A) && !wanted.href;
        let tag = if is_link { Tag::Inline } else { kind };
        self.stack.push(Open { tag, name, node, mark });
    }

    /// Ends the elements that a start tag ends by standing there (`<li>` ends `<li>`).
    fn close_implied(&mut self, next: Tag) {
        if self.too_deep > 0 {
            return;
        }
        loop {
            let found = self
                .stack
                .iter()
                .rev()
                .take_while(|open| !open.tag.is_scope() || open.tag.ends_before(next))
                .position(|open| open.tag.ends_before(next));
            let Some(n) = found else { return };
            for _ in 0..=n {
                self.pop();
            }
        }
    }

    fn end(&mut self, tag: Tagged) {
        let raw = &self.bytes[tag.name.0..tag.name.1];
        let kind = tags::of(raw);
        match kind {
            Tag::Head => self.in_head = false,
            Tag::Br if self.skipping == 0 => self.writer.break_line(&mut self.html.lines),
            Tag::P if self.skipping == 0 => self.writer.end_line(&mut self.html.lines),
            _ => {}
        }
        if matches!(kind, Tag::Head | Tag::Body | Tag::Html) || kind.is_void() {
            return;
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            if self.skipping == 0 {
                self.boundary(kind, tag);
            }
            return;
        }
        let name = name_hash(raw);
        if self.open_names[(name % 64) as usize] == 0 {
            return;
        }
        // An inline end tag does not end a block around it.
        let found = self
            .stack
            .iter()
            .rev()
            .take_while(|open| {
                kind.is_block()
                    || kind == Tag::Cell
                    || kind == Tag::Skipped
                    || !open.tag.is_block()
            })
            .position(|open| open.name == name);
        let Some(n) = found else { return };
        for _ in 0..=n {
            self.pop();
        }
        if self.skipping == 0 {
            self.boundary(kind, tag);
        }
    }

    /// Ends the innermost element.
    fn pop(&mut self) {
        let Some(open) = self.stack.pop() else { return };
        self.open_names[(open.name % 64) as usize] -= 1;
        match open.tag {
            Tag::Skipped => self.skipping -= 1,
            Tag::A => self.n_links = self.n_links.saturating_sub(1),
            Tag::Bold | Tag::Em => self.n_stressed -= 1,
            _ => {}
        }
        self.writer.set_inline(self.n_links > 0, self.n_stressed > 0);
        if let Some(mark) = open.mark {
            self.html.marked[mark].span.end = self.writer.at();
        }
        if open.tag.is_block() && self.skipping == 0 {
            self.writer.end_line(&mut self.html.lines);
        }
    }

    /// The line break, or the space, that the edge of an element stands for.
    fn boundary(&mut self, kind: Tag, tag: Tagged) {
        if kind.is_block() {
            self.writer.end_line(&mut self.html.lines);
        } else if matches!(
            kind,
            Tag::A | Tag::Button | Tag::Time | Tag::Cell | Tag::Label
        ) {
            self.writer.edge(kind == Tag::Cell, tag.start, tag.end);
        }
    }

    fn add_node(&mut self, parent: NodeIdx, tag: Tag, own: Hints) -> NodeIdx {
        let above = self.html.nodes[parent as usize];
        let mut steps = above.steps;
        for (group, step) in steps.iter_mut().enumerate() {
            *step = if own.0 >> group & 1 == 1 { 0 } else { (*step + 1).min(15) };
        }
        let inside = above.inside.with(tag);
        self.html.nodes.push(Node { parent, tag, steps, inside });
        self.html.nodes.len() as NodeIdx - 1
    }

    /// Notes what an element marks, and where its text begins.
    fn mark(
        &mut self,
        tag: Tagged,
        kind: Tag,
        wanted: &Wanted<'p>,
        node: NodeIdx,
    ) -> Option<usize> {
        let what = what(kind, wanted)?;
        if self.html.marked.len() >= MOST || self.skipping > 0 {
            return None;
        }
        let value = wanted.datetime.or(wanted.content).map(|v| self.value(v));
        let at = self.writer.at();
        self.html.marked.push(Marked {
            what,
            span: Span { start: at, end: at },
            value,
            start: tag.start as u32,
            end: tag.end as u32,
            node,
        });
        Some(self.html.marked.len() - 1)
    }

    fn script(&mut self, tag: Tagged, scanner: &mut Scanner<'p>) {
        let kind = self.attributes(tag, Tag::Script).kind;
        let (start, end) = scanner.raw_text(b"script");
        let is_linked = memchr::memmem::find(kind, b"ld+json").is_some();
        if is_linked && self.html.linked_data.len() < 64 {
            let text =
                self.encoding.decode_without_bom_handling(&self.bytes[start..end]).0;
            self.html.linked_data.push((text.into_owned(), start as u32, end as u32));
        } else if end > start && self.html.scripts.len() < MOST {
            self.html.scripts.push((start as u32, end as u32));
        }
    }

    fn title(&mut self, scanner: &mut Scanner<'p>) {
        let (start, end) = scanner.raw_text(b"title");
        if self.html.title.is_none() {
            let value = self.value(&self.bytes[start..end]);
            self.html.title = Some((value, start as u32, end as u32));
        }
    }

    fn meta(&mut self, tag: Tagged, wanted: &Wanted<'p>) {
        let Some(content) = wanted.content else { return };
        if wanted.key.is_empty()
            || self.html.meta.len() >= MOST
            || content.len() > 1 << 16
        {
            return;
        }
        let item = MetaItem {
            key: self.value(wanted.key).to_lowercase(),
            value: self.value(content),
            start: tag.start as u32,
            end: tag.end as u32,
        };
        self.html.meta.push(item);
    }

    fn link(&mut self, tag: Tagged, wanted: &Wanted<'p>) {
        let Some(target) = wanted.target else { return };
        if wanted.rel.eq_ignore_ascii_case(b"canonical") && self.html.canonical.is_none()
        {
            self.html.canonical = Some(MetaItem {
                key: "canonical".into(),
                value: self.value(target),
                start: tag.start as u32,
                end: tag.end as u32,
            });
        }
    }

    /// An attribute's value as text.
    fn value(&self, raw: &[u8]) -> String {
        let text = self.encoding.decode_without_bom_handling(raw).0;
        let text = entity::unescape(&text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// What an element marks by its attributes.
fn what(kind: Tag, wanted: &Wanted<'_>) -> Option<What> {
    let prop = wanted.itemprop;
    let is = |value: &[u8], word: &[u8]| {
        value.split(u8::is_ascii_whitespace).any(|part| part.eq_ignore_ascii_case(word))
    };
    if is(prop, b"author") || is(wanted.rel, b"author") {
        Some(What::Author)
    } else if is(prop, b"headline") {
        Some(What::Headline)
    } else if is(prop, b"datePublished") || is(prop, b"dateCreated") {
        Some(What::Published)
    } else if is(prop, b"dateModified") {
        Some(What::Modified)
    } else if kind == Tag::Time {
        Some(What::Time)
    } else if is(wanted.rel, b"tag") {
        Some(What::Topic)
    } else if wanted.is_root || kind == Tag::Article {
        None
    } else if wanted.hints.has(Hints::BYLINE) {
        Some(What::AuthorClass)
    } else if wanted.hints.has(Hints::STAMP) {
        Some(What::DateClass)
    } else {
        None
    }
}

fn is_unseen(style: &[u8]) -> bool {
    let at = memchr::memmem::find(style, b"display");
    at.is_some_and(|at| {
        let rest = style[at + 7..].iter().filter(|b| !b.is_ascii_whitespace());
        rest.take(5).copied().eq(*b":none")
    })
}

/// A hash of a name, letter case aside (FNV-1a).
fn name_hash(name: &[u8]) -> u32 {
    name.iter().fold(0x811C_9DC5, |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests;
