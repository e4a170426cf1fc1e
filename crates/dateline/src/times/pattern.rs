//! Patterns over words: `(the)? @REL @UNIT1` compiled to a small program and run with
//! backtracking; of all ways to match, the longest counts.

use super::lexicon::{Class, Lexicon};
use super::number;
use super::words::{Shape, Word};
use crate::Span;

/// What a matched class fills in. The name in a pattern is the class's own, or `slot=`.
macro_rules! slots {
    ($($slot:ident $name:literal),* $(,)?) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Slot { $($slot),* }
        impl Slot {
            fn of(name: &str) -> Option<Self> {
                match name { $($name => Some(Slot::$slot),)* _ => None }
            }
        }
    };
}

slots! {
    None "none", Num "num", Num2 "num2", Few "few", Unit "unit",
    Year "year", Yr2 "yr2", Month "month", Day "day", Day2 "day2", Dow "dow",
    Season "season", Ord "ord", Quarter "quarter", Half "half", Rel "rel", Mod "mod",
    Pod "pod", Hour "hour", Min "min", Clock4 "clock4", Ampm "ampm", Zone "zone",
    Holiday "holiday", Decade "decade", Era "era", N "n", N2 "n2", Deictic "deictic",
    Month2 "month2", Year2 "year2", Set "set",
}

/// A class of words that takes code to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reader {
    /// A number in digits or words.
    Num,
    /// A year from 1000 to 2199, in four digits or in words.
    Year,
    /// A day of the month, 1 to 31, also as an ordinal.
    Day,
    /// An ordinal.
    Ord,
    /// One or two digits.
    N,
    /// Two digits.
    N2,
    /// Hour of a clock, in digits or words.
    Hour,
    /// Four digits as a clock time.
    Clock4,
    /// A number of three or four digits, as years BC are.
    Any4,
    /// Any capitalised word.
    Name,
    /// Words of the lexicon.
    Class(Class),
}

#[derive(Clone, Debug)]
enum Step {
    Word {
        id: u16,
        glued: bool,
        capital: bool,
    },
    Read {
        reader: Reader,
        slot: Slot,
        glued: bool,
    },
    Split(usize, usize),
    Jump(usize),
    /// What follows must be there but is not part of the expression.
    Tail,
    Accept,
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    steps: Vec<Step>,
}

/// What a class matched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Capture {
    pub(super) slot: Slot,
    pub(super) value: f64,
    pub(super) span: Span,
}

/// A match: the words of the expression and what its classes read.
#[derive(Clone, Debug, Default)]
pub(super) struct Match {
    /// One past the last word of the expression.
    pub(super) end: usize,
    /// One past the last word looked at.
    pub(super) seen: usize,
    pub(super) captures: Vec<Capture>,
}

impl Match {
    /// The value in a slot.
    pub(super) fn get(&self, slot: Slot) -> Option<f64> {
        self.captures.iter().find(|c| c.slot == slot).map(|c| c.value)
    }

    /// The value in a slot as a whole number.
    pub(super) fn int(&self, slot: Slot) -> Option<i32> {
        self.get(slot).map(|v| v as i32)
    }
}

impl Pattern {
    /// Compiles `source`; macros are already replaced.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub(super) fn compile(source: &str, lexicon: &mut Lexicon) -> Result<Self, String> {
        let spread = source.replace('(', " ( ").replace(")?", " )? ").replace('|', " | ");
        let spread: String = spread.replace(')', " )").replace(" ) ? ", " )? ");
        let items: Vec<&str> = spread.split_whitespace().collect();
        let mut compiler = Compiler { items, at: 0, steps: Vec::new(), lexicon };
        compiler.choice()?;
        if compiler.at < compiler.items.len() {
            return Err(format!("unmatched ')' in {source}"));
        }
        compiler.steps.push(Step::Accept);
        Ok(Self { steps: compiler.steps })
    }

    /// The words and classes that a match can begin with.
    pub(super) fn first_words(&self, lexicon: &Lexicon) -> First {
        let mut first = First::default();
        let mut open = vec![0];
        let mut seen = vec![false; self.steps.len()];
        while let Some(pc) = open.pop() {
            if std::mem::replace(&mut seen[pc], true) {
                continue;
            }
            match &self.steps[pc] {
                Step::Word { id, .. } => first.words.push(*id),
                Step::Read { reader, .. } => first.add(*reader, lexicon),
                Step::Split(a, b) => open.extend([*a, *b]),
                Step::Jump(a) => open.push(*a),
                Step::Tail => open.push(pc + 1),
                Step::Accept => {}
            }
        }
        first
    }

    /// The longest match that begins at word `start`.
    pub(super) fn find(
        &self,
        lexicon: &Lexicon,
        words: &[Word],
        start: usize,
    ) -> Option<Match> {
        let mut run = Run {
            steps: &self.steps,
            lexicon,
            words,
            start,
            trail: Vec::new(),
            best: None,
            fuel: 4000,
        };
        run.step(0, start, None);
        run.best
    }
}

/// How a match can begin.
#[derive(Default, Debug)]
pub(super) struct First {
    pub(super) words: Vec<u16>,
    pub(super) digits: bool,
    pub(super) any: bool,
}

impl First {
    fn add(&mut self, reader: Reader, lexicon: &Lexicon) {
        let numbers = |name: &str| -> Vec<u16> {
            lexicon.class(name).map(|c| lexicon.members(c).collect()).unwrap_or_default()
        };
        match reader {
            Reader::Class(class) => self.words.extend(lexicon.members(class)),
            Reader::Name => self.any = true,
            Reader::Num | Reader::Year | Reader::Hour => {
                self.digits = true;
                for name in ["ONES", "TENS", "SCALE"] {
                    self.words.extend(numbers(name));
                }
            }
            Reader::Ord | Reader::Day => {
                self.digits = true;
                self.words.extend(numbers("ORDINAL"));
                self.words.extend(numbers("TENS"));
            }
            Reader::N | Reader::N2 | Reader::Clock4 | Reader::Any4 => self.digits = true,
        }
    }
}

struct Run<'a> {
    steps: &'a [Step],
    lexicon: &'a Lexicon,
    words: &'a [Word],
    start: usize,
    trail: Vec<Capture>,
    best: Option<Match>,
    /// Bounds the work on any input; patterns have no loops, so it is never used up by
    /// sensible rules.
    fuel: u32,
}

impl Run<'_> {
    fn step(&mut self, mut pc: usize, mut at: usize, mut tail: Option<usize>) {
        loop {
            if self.fuel == 0 {
                return;
            }
            self.fuel -= 1;
            match &self.steps[pc] {
                Step::Accept => return self.accept(at, tail),
                Step::Tail => tail = Some(at),
                Step::Jump(to) => {
                    pc = *to;
                    continue;
                }
                Step::Split(a, b) => {
                    let depth = self.trail.len();
                    self.step(*a, at, tail);
                    self.trail.truncate(depth);
                    pc = *b;
                    continue;
                }
                Step::Word { id, glued, capital } => {
                    let Some(word) = self.words.get(at) else { return };
                    let loose = *glued && at > self.start && word.spaced;
                    if word.id != *id || loose || (*capital && !word.capital) {
                        return;
                    }
                    at += 1;
                }
                Step::Read { reader, slot, glued } => {
                    let spaced = self.words.get(at).is_none_or(|w| w.spaced);
                    if *glued && at > self.start && spaced {
                        return;
                    }
                    let Some((next, value)) = self.read(*reader, at) else { return };
                    let (first, last) = (self.words[at], self.words[next - 1]);
                    let span = first.span.cover(last.span);
                    self.trail.push(Capture { slot: *slot, value, span });
                    at = next;
                }
            }
            pc += 1;
        }
    }

    fn accept(&mut self, at: usize, tail: Option<usize>) {
        let end = tail.unwrap_or(at);
        let better = self.best.as_ref().is_none_or(|b| (at, end) > (b.seen, b.end));
        if end > self.start && better {
            self.best = Some(Match { end, seen: at, captures: self.trail.clone() });
        }
    }

    fn read(&self, reader: Reader, at: usize) -> Option<(usize, f64)> {
        let word = self.words.get(at)?;
        let small = |most: u32| {
            let fits = word.shape == Shape::Digits && word.n_digits <= 2;
            (fits && word.number <= most).then_some((at + 1, f64::from(word.number)))
        };
        match reader {
            Reader::Class(class) => self
                .lexicon
                .value(word.id, class, word.capital)
                .map(|value| (at + 1, f64::from(value))),
            Reader::Num => number::cardinal(self.lexicon, self.words, at),
            Reader::Ord => number::ordinal(self.lexicon, self.words, at),
            Reader::Year => number::year(self.lexicon, self.words, at),
            Reader::Day => number::ordinal(self.lexicon, self.words, at)
                .or(small(31))
                .filter(|(_, day)| (1.0..=31.0).contains(day)),
            Reader::N => small(99),
            Reader::N2 => small(99).filter(|_| word.n_digits == 2),
            Reader::Hour => small(24).or_else(|| {
                let (next, value) = number::cardinal(self.lexicon, self.words, at)?;
                let words = word.shape == Shape::Letters && next == at + 1;
                (words && (1.0..=12.0).contains(&value)).then_some((next, value))
            }),
            Reader::Clock4 => {
                let number = word.number;
                let fits = word.shape == Shape::Digits
                    && word.n_digits == 4
                    && !word.grouped
                    && number <= 2400
                    && number % 100 < 60;
                fits.then_some((at + 1, f64::from(number)))
            }
            Reader::Any4 => {
                let fits = word.shape == Shape::Digits
                    && (1..=4).contains(&word.n_digits)
                    && !word.grouped;
                fits.then_some((at + 1, f64::from(word.number)))
            }
            Reader::Name => (word.capital).then_some((at + 1, 0.0)),
        }
    }
}

struct Compiler<'a, 'l> {
    items: Vec<&'a str>,
    at: usize,
    steps: Vec<Step>,
    lexicon: &'l mut Lexicon,
}

impl Compiler<'_, '_> {
    /// Alternatives up to a closing parenthesis or the end.
    fn choice(&mut self) -> Result<(), String> {
        let mut ends = Vec::new();
        loop {
            let split = self.steps.len();
            self.steps.push(Step::Jump(split + 1));
            while let Some(item) = self.items.get(self.at) {
                if matches!(*item, "|" | ")" | ")?") {
                    break;
                }
                self.at += 1;
                self.item(item)?;
            }
            if self.items.get(self.at) != Some(&"|") {
                break;
            }
            self.at += 1;
            ends.push(self.steps.len());
            self.steps.push(Step::Jump(0));
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        let end = self.steps.len();
        for jump in ends {
            self.steps[jump] = Step::Jump(end);
        }
        Ok(())
    }

    fn item(&mut self, item: &str) -> Result<(), String> {
        if item == "/" {
            self.steps.push(Step::Tail);
            return Ok(());
        }
        let split = self.steps.len();
        if item == "(" {
            self.steps.push(Step::Jump(split + 1));
            self.choice()?;
            let close = self.items.get(self.at).copied();
            self.at += 1;
            if close == Some(")?") {
                self.steps[split] = Step::Split(split + 1, self.steps.len());
            }
            return close.map(|_| ()).ok_or_else(|| "missing ')'".into());
        }
        let (item, optional) =
            item.strip_suffix('?').map_or((item, false), |i| (i, true));
        if optional {
            self.steps.push(Step::Jump(split + 1));
        }
        let (item, glued) = item.strip_prefix('~').map_or((item, false), |i| (i, true));
        let step = self.atom(item, glued)?;
        self.steps.push(step);
        if optional {
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        Ok(())
    }

    fn atom(&mut self, item: &str, glued: bool) -> Result<Step, String> {
        let (slot, class) = match item.split_once("=@") {
            Some((slot, class)) => (slot.to_ascii_lowercase(), class),
            None => match item.strip_prefix('@') {
                Some(class) => (default_slot(class), class),
                None => {
                    let (word, capital) =
                        item.strip_prefix('^').map_or((item, false), |i| (i, true));
                    let word = word.replace('\\', "");
                    let id = self.lexicon.add(&word);
                    return Ok(Step::Word { id, glued, capital });
                }
            },
        };
        let slot = Slot::of(&slot).ok_or_else(|| format!("no slot {slot}"))?;
        let reader = match class {
            "NUM" => Reader::Num,
            "YEAR" => Reader::Year,
            "DAY" => Reader::Day,
            "ORD" => Reader::Ord,
            "N" => Reader::N,
            "N2" => Reader::N2,
            "HOUR" => Reader::Hour,
            "CLOCK4" => Reader::Clock4,
            "ANY4" => Reader::Any4,
            "NAME" => Reader::Name,
            _ => Reader::Class(
                self.lexicon.class(class).ok_or_else(|| format!("no class {class}"))?,
            ),
        };
        Ok(Step::Read { reader, slot, glued })
    }
}

/// `UNIT1` and `UNITS` fill `unit`, `DOWA` fills `dow`, and so on.
fn default_slot(class: &str) -> String {
    match class {
        "UNIT1" | "UNITS" | "UNITL" => "unit".into(),
        "PODA" | "PODS" => "pod".into(),
        "HALFW" => "half".into(),
        "THAT" => "rel".into(),
        "DOWA" | "DOWS" => "dow".into(),
        "MONTHF" => "month".into(),
        "SEASONS" => "season".into(),
        "ANY4" | "NAME" | "HIJRI" | "GENGO" => "none".into(),
        other => other.to_ascii_lowercase(),
    }
}
