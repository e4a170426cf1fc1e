//! Numbers in digits and words, years in words, ordinals.

use super::lexicon::Lexicon;
use super::words::{Shape, Word};

/// Reads numbers of one text.
struct Numbers<'a> {
    lexicon: &'a Lexicon,
    words: &'a [Word],
}

type Found = Option<(usize, f64)>;

/// A number at `at`: "12", "1.5", "5 1/2", "twenty-four", "a hundred and ten".
pub(super) fn cardinal(lexicon: &Lexicon, words: &[Word], at: usize) -> Found {
    let numbers = Numbers { lexicon, words };
    let word = words.get(at)?;
    match word.shape {
        Shape::Digits => {
            let whole = f64::from(word.number);
            Some(numbers.fraction(at + 1, whole).unwrap_or((at + 1, whole)))
        }
        Shape::Decimal => Some((at + 1, f64::from(word.number) / 10.0)),
        _ => numbers.in_words(at),
    }
}

/// An ordinal at `at`: "third", "twenty-first", "21st".
pub(super) fn ordinal(lexicon: &Lexicon, words: &[Word], at: usize) -> Found {
    let numbers = Numbers { lexicon, words };
    let word = words.get(at)?;
    if word.shape == Shape::Digits {
        let suffix = words.get(at + 1)?;
        let joined = !suffix.spaced && numbers.class("TH", at + 1).is_some();
        return (joined && word.n_digits <= 3)
            .then_some((at + 2, f64::from(word.number)));
    }
    if let Some(value) = numbers.class("ORDINAL", at) {
        return Some((at + 1, f64::from(value)));
    }
    let tens = numbers.class("TENS", at)?;
    let next = numbers.past_hyphen(at + 1);
    let ones = numbers.class("ORDINAL", next).filter(|v| (1..10).contains(v))?;
    Some((next + 1, f64::from(tens + ones)))
}

/// A year at `at`: "1996", "nineteen ninety-six", "two thousand".
pub(super) fn year(lexicon: &Lexicon, words: &[Word], at: usize) -> Found {
    let numbers = Numbers { lexicon, words };
    let word = words.get(at)?;
    if word.shape == Shape::Digits {
        let fits = word.n_digits == 4 && !word.grouped;
        let year = word.number;
        return (fits && (1000..2200).contains(&year))
            .then_some((at + 1, f64::from(year)));
    }
    let century = numbers.class("ONES", at).filter(|v| (13..20).contains(v));
    if let Some(century) = century {
        let rest = numbers.past_hyphen(at + 1);
        let (end, low) = numbers.below_hundred(rest)?;
        let has_tens = low >= 10;
        return has_tens.then_some((end, f64::from(century * 100 + low)));
    }
    // "the year two thousand", never "two thousand people": the rule asks for the words.
    (numbers.class("ONES", at) == Some(2) && numbers.class("SCALE", at + 1) == Some(1000))
        .then_some((at + 2, 2000.0))
}

impl Numbers<'_> {
    fn class(&self, name: &str, at: usize) -> Option<i32> {
        let word = self.words.get(at)?;
        self.lexicon.value(word.id, self.lexicon.class(name)?, true)
    }

    /// `at`, or one on if a hyphen without spaces stands there.
    fn past_hyphen(&self, at: usize) -> usize {
        let hyphen = self.words.get(at).is_some_and(|w| {
            w.shape == Shape::Mark && !w.spaced && w.id == self.lexicon.id(b"-")
        });
        at + usize::from(hyphen)
    }

    /// "1/2" after a whole number.
    fn fraction(&self, at: usize, whole: f64) -> Found {
        let digits = |at: usize| {
            let word = self.words.get(at)?;
            (word.shape == Shape::Digits && word.n_digits == 1).then_some(word.number)
        };
        let over = self.words.get(at + 1)?;
        let is_slash = over.id == self.lexicon.id(b"/") && over.id != 0;
        let (top, bottom) = (digits(at)?, digits(at + 2)?);
        (is_slash && top < bottom)
            .then(|| (at + 3, whole + f64::from(top) / f64::from(bottom)))
    }

    fn below_hundred(&self, at: usize) -> Option<(usize, i32)> {
        if let Some(ones) = self.class("ONES", at) {
            return Some((at + 1, ones));
        }
        let tens = self.class("TENS", at)?;
        let next = self.past_hyphen(at + 1);
        match self.class("ONES", next).filter(|v| *v < 10) {
            Some(ones) => Some((next + 1, tens + ones)),
            None => Some((at + 1, tens)),
        }
    }

    fn in_words(&self, at: usize) -> Found {
        let is_a = self.words[at].id == self.lexicon.id(b"a");
        let scale = |at: usize| self.class("SCALE", at);
        let (mut at, mut value) = match self.below_hundred(at) {
            Some((next, small)) => (next, f64::from(small)),
            None if is_a && scale(at + 1).is_some() => (at + 1, 1.0),
            None => return None,
        };
        while let Some(factor) = scale(at) {
            value *= f64::from(factor);
            at += 1;
            let rest = at
                + usize::from(
                    self.words
                        .get(at)
                        .is_some_and(|w| w.id != 0 && w.id == self.lexicon.id(b"and")),
                );
            if let Some((next, small)) = self.below_hundred(rest) {
                // "two hundred ten": what follows is smaller than the scale.
                if small < factor && scale(next).is_none() {
                    value += f64::from(small);
                    at = next;
                    break;
                }
            }
        }
        Some((at, value))
    }
}
