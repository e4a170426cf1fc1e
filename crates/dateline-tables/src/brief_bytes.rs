//! A brief as bytes: what a store keeps of each article for collation, and the binary
//! column in which briefs travel between machines.
//!
//! The first byte is the number of the format ([`FORMAT`]); whatever cannot be read, an
//! older or newer format included, is `None`, and the article is read again. Numbers are
//! LEB128, spans are the distance from the last span and their length, texts are
//! length-prefixed UTF-8; words that stand in the article's text are given by their place
//! there, and fingerprints are found again, where the text is kept beside the bytes. Hashes of words stand in one list, and a
//! list of them that was given before is named by its number. Bytes say nothing about the
//! machine that wrote them.

use std::sync::{LazyLock, Mutex};

use dateline::{
    Brief, BriefActor, BriefAttribution, BriefClaim, BriefEvent, BriefPlace, BriefQuote,
    ClaimKind, DayRange, EventType, Id, LinkKind, NameClass, PlacePrecision, Precision,
    Role, Span, Stamp, Stance, Standing, Status,
};
use jiff::civil::{Date, Time};

/// The number of the format that is written. Whoever changes what is written raises it.
pub const FORMAT: u8 = 2;

/// The bytes of a brief. `text` is the article's text where it is kept beside them, and
/// empty where it is not; reading takes the same.
pub fn to_bytes(brief: &Brief, text: &str) -> Vec<u8> {
    let mut w = Writer {
        out: vec![FORMAT],
        last: 0,
        base: text,
        hashes: hashes_of(brief),
        lists: Vec::new(),
    };
    w.number(text.len() as u64);
    w.number(w.hashes.len() as u64);
    for i in 0..w.hashes.len() {
        w.hash(w.hashes[i]);
    }
    w.brief(brief);
    w.out
}

/// The brief of its bytes and of the text that they were made beside. `None` where they are
/// of another format, made beside another text, cut short or damaged.
pub fn from_bytes(bytes: &[u8], text: &str) -> Option<Brief> {
    let (format, rest) = bytes.split_first()?;
    if *format != FORMAT {
        return None;
    }
    let mut r =
        Reader { rest, last: 0, base: text, hashes: Vec::new(), lists: Vec::new() };
    if r.number()? != text.len() as u64 {
        return None;
    }
    r.hashes = r.list(Reader::hash)?;
    let brief = r.brief()?;
    r.rest.is_empty().then_some(brief)
}

/// The fingerprints of a body in the text that is kept beside the bytes, which need not be
/// kept twice: they were a quarter of a brief. `None` where no text is kept.
fn of_text(text: &str, body: &[Span]) -> Option<(Vec<(u32, u32)>, u32)> {
    let inside = |span: &Span| text.get(span.start as usize..span.end as usize).is_some();
    let known = !text.is_empty() && body.iter().all(inside);
    known.then(|| dateline::fingerprints(text, body))
}

/// All hashes of words, each once, sorted.
fn hashes_of(brief: &Brief) -> Vec<u32> {
    let topics = brief.topics.iter().map(|t| t.0);
    let events = brief.events.iter().flat_map(|e| e.words.iter().copied());
    let claims = brief.attributions.iter().flat_map(|a| &a.claims);
    let claims = claims.flat_map(|c| c.words.iter().copied());
    let mut all: Vec<u32> = topics.chain(events).chain(claims).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Shorter texts are not looked for: naming a place costs as much.
const WORTH_LOOKING: usize = 4;

/// Enums by the place of each value in this list; a value is added at the end.
macro_rules! listed {
    ($($list:ident: $type:ident = [$($value:ident),* $(,)?];)*) => {$(
        const $list: &[$type] = &[$($type::$value),*];
        impl Listed for $type {
            fn place(self) -> u8 {
                // The match makes a new value of the enum an error here.
                match self { $($type::$value => {})* }
                $list.iter().position(|v| *v == self).map_or(u8::MAX, |at| at as u8)
            }
            fn at(place: u8) -> Option<Self> {
                $list.get(usize::from(place)).copied()
            }
        }
    )*};
}

trait Listed: Sized {
    fn place(self) -> u8;
    fn at(place: u8) -> Option<Self>;
}

listed! {
    TYPES: EventType = [
        Agree, Consult, Support, Concede, Cooperate, Aid, Retreat, Request, Accuse, Reject,
        Threaten, Protest, Sanction, Mobilize, Coerce, Assault, Disaster, Casualty, Crime,
        Justice, Election, Office, Legislate, Business, Move, Science, Health, Culture,
        Sport, Other,
    ];
    STATUSES: Status = [
        Happened, Ongoing, Planned, Forecast, Alleged, Denied, NotHappened, Hypothetical,
        Demanded,
    ];
    ROLES: Role = [Source, Target, Participant];
    CLASSES: NameClass = [Per, Org, Loc, Norp, Date, Money, Facility, Product, Misc];
    LINKS: LinkKind = [Agency, Outlet, Organisation, Person, Unnamed, Collective];
    STANCES: Stance = [
        Asserts, Denies, Expects, Warns, Demands, Promises, Alleges, Speculates, Declines,
    ];
    STANDINGS: Standing = [Aside, Part, Clause, Main];
    CLAIMS: ClaimKind = [
        Forecast, Promise, Denial, Allegation, Assessment, Demand, Threat,
    ];
    PLACES: PlacePrecision = [Point, City, Region, Country, Area];
    PRECISIONS: Precision = [Day, Month, Year];
}

struct Writer<'t> {
    out: Vec<u8>,
    /// Where the last span began; spans stand mostly in text order.
    last: u32,
    base: &'t str,
    hashes: Vec<u32>,
    lists: Vec<Vec<u32>>,
}

impl Writer<'_> {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.out.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.out.push(n as u8);
    }

    fn signed(&mut self, n: i64) {
        self.number(((n << 1) ^ (n >> 63)) as u64);
    }

    fn text(&mut self, text: &str) {
        let n = text.len() as u64;
        let there = (text.len() >= WORTH_LOOKING).then(|| self.base.find(text)).flatten();
        if let Some(at) = there {
            self.number(n << 1 | 1);
            self.number(at as u64);
        } else {
            self.number(n << 1);
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    /// The place of a hash of a word, as the distance from the last one.
    fn word(&mut self, hash: u32, last: &mut i64) {
        let at = self.hashes.partition_point(|h| *h < hash) as i64;
        self.signed(at - *last);
        *last = at;
    }

    fn words(&mut self, words: &[u32]) {
        if let Some(at) = self.lists.iter().position(|list| list == words) {
            self.number((at as u64) << 1 | 1);
            return;
        }
        self.number((words.len() as u64) << 1);
        let mut last = 0;
        for hash in words {
            self.word(*hash, &mut last);
        }
        self.lists.push(words.to_vec());
    }

    fn flag(&mut self, flag: bool) {
        self.out.push(u8::from(flag));
    }

    fn of<T: Listed>(&mut self, value: T) {
        self.out.push(value.place());
    }

    fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn list<'v, T: 'v>(
        &mut self,
        values: &'v [T],
        mut write: impl FnMut(&mut Self, &'v T),
    ) {
        self.number(values.len() as u64);
        for value in values {
            write(self, value);
        }
    }

    fn span(&mut self, span: Span) {
        self.signed(i64::from(span.start) - i64::from(self.last));
        self.signed(i64::from(span.end) - i64::from(span.start));
        self.last = span.start;
    }

    fn spans(&mut self, spans: &[Span]) {
        self.list(spans, |w, span| w.span(*span));
    }

    fn texts(&mut self, texts: &[String]) {
        self.list(texts, |w, text| w.text(text));
    }

    /// Hashes have nothing to press out: four bytes each.
    fn hash(&mut self, hash: u32) {
        self.out.extend_from_slice(&hash.to_le_bytes());
    }

    fn real(&mut self, value: f32) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    fn date(&mut self, date: Date) {
        self.signed(i64::from(date.year()));
        self.out.push(date.month() as u8);
        self.out.push(date.day() as u8);
    }

    fn days(&mut self, days: DayRange) {
        let DayRange { start, end, precision } = days;
        self.of(precision);
        self.date(start);
        self.date(end);
    }

    fn stamp(&mut self, stamp: Stamp) {
        let Stamp { date, time, offset_minutes } = stamp;
        self.date(date);
        self.maybe(time, |w, t| {
            let seconds = i64::from(t.hour()) * 3600
                + i64::from(t.minute()) * 60
                + i64::from(t.second());
            w.number(seconds as u64);
            w.number(t.subsec_nanosecond() as u64);
        });
        self.maybe(offset_minutes, |w, minutes| w.signed(i64::from(minutes)));
    }

    fn brief(&mut self, brief: &Brief) {
        let Brief {
            id,
            name,
            is_article,
            headline,
            publisher,
            agency,
            dateline_place,
            published,
            body,
            fingerprints,
            n_words,
            names,
            topics,
            events,
            attributions,
            quotes,
        } = brief;
        self.out.extend_from_slice(&id.0);
        self.text(name);
        self.flag(*is_article);
        for text in [headline, publisher, agency, dateline_place] {
            self.maybe(text.as_deref(), Writer::text);
        }
        self.maybe(*published, Writer::stamp);
        self.spans(body);
        self.number(u64::from(*n_words));
        let of_text = of_text(self.base, body);
        let same = of_text.is_some_and(|(all, n)| all == *fingerprints && n == *n_words);
        self.flag(!same);
        if !same {
            self.number(fingerprints.len() as u64);
            let mut last = 0;
            for (hash, at) in fingerprints {
                self.hash(*hash);
                self.signed(i64::from(*at) - last);
                last = i64::from(*at);
            }
        }
        self.list(names, |w, (name, n)| {
            w.text(name);
            w.number(u64::from(*n));
        });
        self.number(topics.len() as u64);
        let mut last = 0;
        for (hash, n) in topics {
            self.word(*hash, &mut last);
            self.number(u64::from(*n));
        }
        self.list(events, Writer::event);
        self.list(attributions, Writer::attribution);
        self.list(quotes, |w, quote| {
            let BriefQuote { span, speaker, direct, chain } = quote;
            w.span(*span);
            w.maybe(speaker.as_deref(), Writer::text);
            w.flag(*direct);
            w.texts(chain);
        });
    }

    fn event(&mut self, event: &BriefEvent) {
        let BriefEvent {
            mention,
            kind,
            cameo,
            lemma,
            trigger,
            sentence,
            standing,
            verbal,
            numbers,
            object,
            status,
            background,
            date,
            dated,
            date_at,
            actors,
            place,
            clause,
            words,
            summary,
            attribution,
            in_body,
            confidence,
        } = event;
        self.number(u64::from(*mention));
        self.of(*kind);
        self.maybe(*cameo, Writer::text);
        self.text(lemma);
        self.span(*sentence);
        self.span(*trigger);
        self.span(*clause);
        self.of(*standing);
        self.of(*status);
        for flag in [*verbal, *background, *dated, *in_body] {
            self.flag(flag);
        }
        self.list(numbers, |w, n| w.number(u64::from(*n)));
        self.list(object, |w, n| w.number(u64::from(*n)));
        self.maybe(*date, Writer::days);
        self.maybe(*date_at, Writer::span);
        self.list(actors, Writer::actor);
        self.maybe(place.as_ref(), Writer::place);
        self.words(words);
        self.text(summary);
        self.maybe(*attribution, |w, at| w.number(u64::from(at)));
        self.maybe(*confidence, Writer::real);
    }

    fn actor(&mut self, actor: &BriefActor) {
        let BriefActor { role, name, key, class, country, code, at } = actor;
        self.of(*role);
        self.text(name);
        self.maybe(key.as_deref(), Writer::text);
        self.maybe(*class, Writer::of);
        self.maybe(*country, Writer::text);
        self.maybe(code.as_deref(), Writer::text);
        self.maybe(*at, Writer::span);
    }

    fn place(&mut self, place: &BriefPlace) {
        let BriefPlace { name, position, country, precision, geonameid, at } = place;
        self.text(name);
        self.maybe(*position, |w, (lat, lon)| {
            w.real(lat);
            w.real(lon);
        });
        self.maybe(*country, Writer::text);
        self.maybe(*precision, Writer::of);
        self.maybe(*geonameid, |w, id| w.number(u64::from(id)));
        self.maybe(*at, Writer::span);
    }

    fn attribution(&mut self, attribution: &BriefAttribution) {
        let BriefAttribution {
            attribution,
            chain,
            holder,
            country,
            cue,
            source_at,
            cue_at,
            outer,
            stance,
            direct,
            content,
            sentence,
            said_on,
            claims,
            in_body,
        } = attribution;
        self.number(u64::from(*attribution));
        self.texts(chain);
        self.maybe(*holder, Writer::of);
        self.maybe(*country, Writer::text);
        self.text(cue);
        self.maybe(*outer, |w, at| w.number(u64::from(at)));
        self.of(*stance);
        self.flag(*direct);
        self.flag(*in_body);
        self.span(*sentence);
        self.spans(source_at);
        self.spans(cue_at);
        self.spans(content);
        self.maybe(*said_on, Writer::days);
        self.list(claims, |w, claim| {
            let BriefClaim {
                kind,
                content,
                statement,
                about,
                bodies,
                places,
                due,
                words,
            } = claim;
            w.of(*kind);
            w.spans(content);
            w.text(statement);
            w.texts(about);
            w.texts(bodies);
            w.texts(places);
            w.maybe(*due, Writer::days);
            w.words(words);
        });
    }
}

struct Reader<'b> {
    rest: &'b [u8],
    last: u32,
    base: &'b str,
    hashes: Vec<u32>,
    lists: Vec<Box<[u32]>>,
}

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|b| b[0])
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    fn str(&mut self) -> Option<&'b str> {
        let head = self.number()?;
        let n = usize::try_from(head >> 1).ok()?;
        if head & 1 == 1 {
            let at = usize::try_from(self.number()?).ok()?;
            return self.base.get(at..at.checked_add(n)?);
        }
        std::str::from_utf8(self.take(n)?).ok()
    }

    fn word(&mut self, last: &mut i64) -> Option<u32> {
        *last = last.checked_add(self.signed()?)?;
        self.hashes.get(usize::try_from(*last).ok()?).copied()
    }

    fn words(&mut self) -> Option<Box<[u32]>> {
        let head = self.number()?;
        let n = usize::try_from(head >> 1).ok()?;
        if head & 1 == 1 {
            return self.lists.get(n).cloned();
        }
        let (mut last, mut words) = (0, Vec::with_capacity(n.min(self.rest.len())));
        for _ in 0..n {
            words.push(self.word(&mut last)?);
        }
        let words: Box<[u32]> = words.into();
        self.lists.push(words.clone());
        Some(words)
    }

    fn topics(&mut self) -> Option<Vec<(u32, u16)>> {
        let (mut last, mut topics) = (0, Vec::new());
        for _ in 0..self.number()? {
            let hash = self.word(&mut last)?;
            topics.push((hash, u16::try_from(self.number()?).ok()?));
        }
        Some(topics)
    }

    fn text(&mut self) -> Option<String> {
        self.str().map(str::to_owned)
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn of<T: Listed>(&mut self) -> Option<T> {
        T::at(self.byte()?)
    }

    /// The outer option is whether the bytes are sound, the inner one the value.
    #[expect(clippy::option_option, reason = "soundness, then presence")]
    fn maybe<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Some(None) }
    }

    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n = usize::try_from(self.number()?).ok()?;
        // A damaged length must not ask for more memory than the bytes could fill.
        let mut out = Vec::with_capacity(n.min(self.rest.len()));
        for _ in 0..n {
            out.push(read(self)?);
        }
        Some(out)
    }

    fn span(&mut self) -> Option<Span> {
        let start = i64::from(self.last).checked_add(self.signed()?)?;
        let end = start.checked_add(self.signed()?)?;
        let (start, end) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        self.last = start;
        (start <= end).then_some(Span { start, end })
    }

    fn hash(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn real(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A code of at most four signs; the engine holds such codes as constants.
    fn code(&mut self) -> Option<&'static str> {
        interned(self.str()?)
    }

    fn date(&mut self) -> Option<Date> {
        let year = i16::try_from(self.signed()?).ok()?;
        let (month, day) = (self.byte()?, self.byte()?);
        Date::new(year, month as i8, day as i8).ok()
    }

    fn days(&mut self) -> Option<DayRange> {
        let precision = self.of()?;
        Some(DayRange { start: self.date()?, end: self.date()?, precision })
    }

    fn stamp(&mut self) -> Option<Stamp> {
        let date = self.date()?;
        let time = self.maybe(|r| {
            let (seconds, nanos) = (r.small()?, r.small()?);
            let hour = i8::try_from(seconds / 3600).ok()?;
            let (minute, second) = (seconds / 60 % 60, seconds % 60);
            let nanos = i32::try_from(nanos).ok()?;
            Time::new(hour, minute as i8, second as i8, nanos).ok()
        })?;
        let offset_minutes = self.maybe(|r| i16::try_from(r.signed()?).ok())?;
        Some(Stamp { date, time, offset_minutes })
    }

    fn brief(&mut self) -> Option<Brief> {
        let id = Id(self.take(8)?.try_into().ok()?);
        let name = self.text()?;
        let is_article = self.flag()?;
        let headline = self.maybe(Reader::text)?;
        let publisher = self.maybe(Reader::text)?;
        let agency = self.maybe(Reader::text)?;
        let dateline_place = self.maybe(Reader::text)?;
        let published = self.maybe(Reader::stamp)?;
        let body = self.list(Reader::span)?;
        let n_words = self.small()?;
        let fingerprints = if self.flag()? {
            self.fingerprints()?
        } else {
            of_text(self.base, &body)?.0
        };
        Some(Brief {
            id,
            name,
            is_article,
            headline,
            publisher,
            agency,
            dateline_place,
            published,
            body,
            fingerprints,
            n_words,
            names: self.list(|r| Some((r.text()?, r.small()?)))?,
            topics: self.topics()?,
            events: self.list(Reader::event)?,
            attributions: self.list(Reader::attribution)?,
            quotes: self.list(|r| {
                Some(BriefQuote {
                    span: r.span()?,
                    speaker: r.maybe(Reader::text)?,
                    direct: r.flag()?,
                    chain: r.list(Reader::text)?,
                })
            })?,
        })
    }

    fn fingerprints(&mut self) -> Option<Vec<(u32, u32)>> {
        let mut last = 0_i64;
        let mut out = Vec::new();
        for _ in 0..self.number()? {
            let hash = self.hash()?;
            last = last.checked_add(self.signed()?)?;
            out.push((hash, u32::try_from(last).ok()?));
        }
        Some(out)
    }

    fn event(&mut self) -> Option<BriefEvent> {
        let mention = self.small()?;
        let kind = self.of()?;
        let cameo = self.maybe(Reader::code)?;
        let lemma = self.text()?.into();
        let (sentence, trigger, clause) = (self.span()?, self.span()?, self.span()?);
        let (standing, status) = (self.of()?, self.of()?);
        let (verbal, background) = (self.flag()?, self.flag()?);
        let (dated, in_body) = (self.flag()?, self.flag()?);
        Some(BriefEvent {
            mention,
            kind,
            cameo,
            lemma,
            trigger,
            sentence,
            standing,
            verbal,
            numbers: self.list(Reader::small)?,
            object: self.list(Reader::small)?.into(),
            status,
            background,
            date: self.maybe(Reader::days)?,
            dated,
            date_at: self.maybe(Reader::span)?,
            actors: self.list(Reader::actor)?,
            place: self.maybe(Reader::place)?,
            clause,
            words: self.words()?,
            summary: self.text()?,
            attribution: self.maybe(Reader::small)?,
            in_body,
            confidence: self.maybe(Reader::real)?,
        })
    }

    fn actor(&mut self) -> Option<BriefActor> {
        Some(BriefActor {
            role: self.of()?,
            name: self.text()?,
            key: self.maybe(Reader::text)?,
            class: self.maybe(Reader::of)?,
            country: self.maybe(Reader::code)?,
            code: self.maybe(Reader::text)?,
            at: self.maybe(Reader::span)?,
        })
    }

    fn place(&mut self) -> Option<BriefPlace> {
        Some(BriefPlace {
            name: self.text()?,
            position: self.maybe(|r| Some((r.real()?, r.real()?)))?,
            country: self.maybe(Reader::code)?,
            precision: self.maybe(Reader::of)?,
            geonameid: self.maybe(Reader::small)?,
            at: self.maybe(Reader::span)?,
        })
    }

    fn attribution(&mut self) -> Option<BriefAttribution> {
        let attribution = self.small()?;
        let chain = self.list(Reader::text)?;
        let holder = self.maybe(Reader::of)?;
        let country = self.maybe(Reader::code)?;
        let cue = self.text()?.into();
        let outer = self.maybe(Reader::small)?;
        let stance = self.of()?;
        let (direct, in_body) = (self.flag()?, self.flag()?);
        let sentence = self.span()?;
        let source_at = self.list(Reader::span)?;
        let cue_at = self.list(Reader::span)?;
        Some(BriefAttribution {
            attribution,
            chain,
            holder,
            country,
            cue,
            source_at,
            cue_at,
            outer,
            stance,
            direct,
            content: self.list(Reader::span)?,
            sentence,
            said_on: self.maybe(Reader::days)?,
            claims: self.list(|r| {
                Some(BriefClaim {
                    kind: r.of()?,
                    content: r.list(Reader::span)?,
                    statement: r.text()?,
                    about: r.list(Reader::text)?,
                    bodies: r.list(Reader::text)?,
                    places: r.list(Reader::text)?,
                    due: r.maybe(Reader::days)?,
                    words: r.words()?,
                })
            })?,
            in_body,
        })
    }
}

/// Country and CAMEO codes, kept for as long as the program runs: the engine holds them as
/// constants. Only codes of up to four capitals and digits are taken, so that damaged bytes
/// cannot fill the memory.
fn interned(code: &str) -> Option<&'static str> {
    static CODES: LazyLock<Mutex<Vec<&'static str>>> = LazyLock::new(Mutex::default);
    let is_code = code.len() <= 4
        && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !is_code {
        return None;
    }
    let mut codes = CODES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match codes.binary_search(&code) {
        Ok(at) => Some(codes[at]),
        Err(at) => {
            let kept: &'static str = Box::leak(code.into());
            codes.insert(at, kept);
            Some(kept)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Makes values of bytes, zeros when they are used up.
    struct Source<'b>(&'b [u8]);

    impl Source<'_> {
        fn byte(&mut self) -> u8 {
            match self.0.split_first() {
                Some((first, rest)) => {
                    self.0 = rest;
                    *first
                }
                None => 0,
            }
        }

        fn number(&mut self) -> u32 {
            let bytes = [self.byte(), self.byte(), self.byte(), self.byte()];
            u32::from_le_bytes(bytes) >> (self.byte() % 32)
        }

        fn flag(&mut self) -> bool {
            self.byte().is_multiple_of(2)
        }

        fn text(&mut self) -> String {
            let signs = ['a', 'Z', ' ', 'é', '“', '\u{1F6A2}', '\n', '\0'];
            (0..self.byte() % 9).map(|_| signs[usize::from(self.byte() % 8)]).collect()
        }

        fn span(&mut self) -> Span {
            let start = self.number() / 2;
            Span { start, end: start + self.number() / 2 }
        }

        fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
            self.flag().then(|| make(self))
        }

        fn list<T>(&mut self, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
            (0..self.byte() % 4).map(|_| make(self)).collect()
        }

        fn of<T: Listed>(&mut self, n: usize) -> T {
            T::at(self.byte() % n as u8).expect("the place is in the list")
        }

        fn date(&mut self) -> Date {
            let year = (self.number() % 19_998) as i16 - 9999;
            Date::new(year, 1 + (self.byte() % 12) as i8, 1 + (self.byte() % 28) as i8)
                .expect("a day that exists")
        }

        fn days(&mut self) -> DayRange {
            DayRange {
                start: self.date(),
                end: self.date(),
                precision: self.of(PRECISIONS.len()),
            }
        }

        fn stamp(&mut self) -> Stamp {
            Stamp {
                date: self.date(),
                time: self.maybe(|s| {
                    let (h, m, n) = (s.byte() % 24, s.byte() % 60, s.byte() % 60);
                    let nanos = (s.number() % 1_000_000_000) as i32;
                    Time::new(h as i8, m as i8, n as i8, nanos).expect("a time")
                }),
                offset_minutes: self.maybe(|s| (s.number() % 1440) as i16 - 720),
            }
        }

        fn code(&mut self) -> Option<&'static str> {
            self.maybe(|s| ["RUS", "040", "1823", "PRK"][usize::from(s.byte() % 4)])
        }

        fn hashes(&mut self) -> Box<[u32]> {
            self.list(Self::number).into()
        }

        fn actor(&mut self) -> BriefActor {
            BriefActor {
                role: self.of(ROLES.len()),
                name: self.text(),
                key: self.maybe(Self::text),
                class: self.maybe(|s| s.of(CLASSES.len())),
                country: self.code(),
                code: self.maybe(Self::text),
                at: self.maybe(Self::span),
            }
        }

        fn event(&mut self) -> BriefEvent {
            BriefEvent {
                mention: self.number(),
                kind: self.of(TYPES.len()),
                cameo: self.code(),
                lemma: self.text().into(),
                trigger: self.span(),
                sentence: self.span(),
                standing: self.of(STANDINGS.len()),
                verbal: self.flag(),
                numbers: self.list(Self::number),
                object: self.list(Self::number).into(),
                status: self.of(STATUSES.len()),
                background: self.flag(),
                date: self.maybe(Self::days),
                dated: self.flag(),
                date_at: self.maybe(Self::span),
                actors: self.list(Self::actor),
                place: self.maybe(|s| BriefPlace {
                    name: s.text(),
                    position: s.maybe(|s| (s.number() as f32, -(s.number() as f32))),
                    country: s.code(),
                    precision: s.maybe(|s| s.of(PLACES.len())),
                    geonameid: s.maybe(Self::number),
                    at: s.maybe(Self::span),
                }),
                clause: self.span(),
                words: self.hashes(),
                summary: self.text(),
                attribution: self.maybe(Self::number),
                in_body: self.flag(),
                confidence: self.maybe(|s| s.number() as f32),
            }
        }

        fn attribution(&mut self) -> BriefAttribution {
            BriefAttribution {
                attribution: self.number(),
                chain: self.list(Self::text),
                holder: self.maybe(|s| s.of(LINKS.len())),
                country: self.code(),
                cue: self.text().into(),
                source_at: self.list(Self::span),
                cue_at: self.list(Self::span),
                outer: self.maybe(Self::number),
                stance: self.of(STANCES.len()),
                direct: self.flag(),
                content: self.list(Self::span),
                sentence: self.span(),
                said_on: self.maybe(Self::days),
                claims: self.list(|s| BriefClaim {
                    kind: s.of(CLAIMS.len()),
                    content: s.list(Self::span),
                    statement: s.text(),
                    about: s.list(Self::text),
                    bodies: s.list(Self::text),
                    places: s.list(Self::text),
                    due: s.maybe(Self::days),
                    words: s.hashes(),
                }),
                in_body: self.flag(),
            }
        }

        fn brief(&mut self) -> Brief {
            Brief {
                id: Id(std::array::from_fn(|_| self.byte())),
                name: self.text(),
                is_article: self.flag(),
                headline: self.maybe(Self::text),
                publisher: self.maybe(Self::text),
                agency: self.maybe(Self::text),
                dateline_place: self.maybe(Self::text),
                published: self.maybe(Self::stamp),
                body: self.list(Self::span),
                fingerprints: self.list(|s| (s.number(), s.number())),
                n_words: self.number(),
                names: self.list(|s| (s.text(), s.number())),
                topics: self.list(|s| (s.number(), s.number() as u16)),
                events: self.list(Self::event),
                attributions: self.list(Self::attribution),
                quotes: self.list(|s| BriefQuote {
                    span: s.span(),
                    speaker: s.maybe(Self::text),
                    direct: s.flag(),
                    chain: s.list(Self::text),
                }),
            }
        }
    }

    proptest! {
        #[test]
        fn a_brief_comes_back(
            bytes in proptest::collection::vec(any::<u8>(), 0..2000),
            beside in any::<bool>(),
        ) {
            let brief = Source(&bytes).brief();
            let names = brief.events.iter().map(|e| e.summary.as_str());
            let text: String = names.filter(|_| beside).collect();
            let written = to_bytes(&brief, &text);
            let back = from_bytes(&written, &text).expect("sound bytes");
            let other = format!("{text}.");
            prop_assert!(from_bytes(&written, &other).is_none(), "another text");
            // `Debug` shows every field.
            prop_assert_eq!(format!("{back:?}"), format!("{brief:?}"));
            prop_assert_eq!(to_bytes(&back, &text), written);
        }

        #[test]
        fn damaged_bytes_are_no_brief_or_another(
            bytes in proptest::collection::vec(any::<u8>(), 0..600),
            cut in any::<prop::sample::Index>(),
            flip in 1_u8..=255,
        ) {
            let mut written = to_bytes(&Source(&bytes).brief(), "");
            let at = cut.index(written.len());
            prop_assert!(from_bytes(&written[..at], "").is_none(), "cut at {at}");
            written[at] ^= flip;
            let _ = from_bytes(&written, "");
            let _ = from_bytes(&bytes, "");
        }
    }

    #[test]
    fn fingerprints_are_not_kept_beside_their_text() {
        let text = "The ferry left the harbour before dawn with forty people. ".repeat(9);
        let mut brief = Source(&[]).brief();
        brief.body = vec![Span { start: 0, end: text.len() as u32 }];
        (brief.fingerprints, brief.n_words) = dateline::fingerprints(&text, &brief.body);
        assert!(brief.fingerprints.len() > 20);
        let (beside, alone) = (to_bytes(&brief, &text), to_bytes(&brief, ""));
        assert!(beside.len() + 100 < alone.len());
        for (bytes, text) in [(beside, text.as_str()), (alone, "")] {
            let back = from_bytes(&bytes, text).expect("sound bytes");
            assert_eq!(back.fingerprints, brief.fingerprints);
        }
    }

    #[test]
    fn another_format_is_refused() {
        let mut bytes = to_bytes(&Source(&[]).brief(), "");
        assert!(from_bytes(&bytes, "").is_some());
        bytes[0] = FORMAT + 1;
        assert!(from_bytes(&bytes, "").is_none());
    }
}
