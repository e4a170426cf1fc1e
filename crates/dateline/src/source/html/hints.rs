//! What class names and roles say an element holds: bits found by listed words.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};

/// Number of groups in `hints.txt`, and of bits in use.
pub(crate) const N_GROUPS: usize = 31;

/// A set of groups, one bit each.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Hints(pub(crate) u32);

macro_rules! groups {
    ($($name:ident = $at:expr;)*) => {
        impl Hints {
            $(#[allow(dead_code, reason = "the groups are named whole")]
            pub(crate) const $name: Hints = Hints(1 << $at);)*
        }
    };
}

groups! {
    COMMENT = 0; RELATED = 1; SHARE = 2; NAV = 3; FOOTER = 4; HEADER = 5; SIDE = 6; PROMO = 7;
    ADVERT = 8; CAPTION = 9; FIGURE = 10; BYLINE = 11; STAMP = 12; TAGS = 13; MODAL = 14;
    VIDEO = 15; PAYWALL = 16; LEGAL = 17; TITLE = 18; DECK = 19; BODYTEXT = 20; ARTICLE = 21;
    CONTENT = 22; HIDDEN = 23; LIST = 24; BIO = 25; EMBED = 26; TOOL = 27; BOX = 28;
    QUOTE = 29; UNSEEN = 30;
}

impl Hints {
    pub(crate) fn has(self, group: Hints) -> bool {
        self.0 & group.0 != 0
    }

    pub(crate) fn add(&mut self, other: Hints) {
        self.0 |= other.0;
    }
}

struct Words {
    automaton: AhoCorasick,
    groups: Vec<u8>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Vec<Vec<u8>> = Vec::new();
    let mut groups = Vec::new();
    let lines = include_str!("hints.txt").lines().filter(|l| !l.starts_with('#'));
    for (group, line) in lines.enumerate() {
        for word in line.split(' ').skip(1) {
            words.push(word.as_bytes().to_vec());
            groups.push(group as u8);
        }
    }
    let automaton = AhoCorasickBuilder::new()
        .kind(Some(AhoCorasickKind::DFA))
        .build(&words)
        .expect("a short list of words");
    Words { automaton, groups }
});

/// Longest attribute value that is looked at, in bytes: utility classes run to thousands.
const LONGEST: usize = 400;

/// The groups whose words stand in an attribute value. `scratch` is room to work in.
pub(crate) fn of(value: &[u8], scratch: &mut Vec<u8>) -> Hints {
    scratch.clear();
    scratch.extend(value.iter().take(LONGEST).map(|b| match b {
        b'_' | b':' | b'/' => b'-',
        _ => b.to_ascii_lowercase(),
    }));
    let words = &*WORDS;
    let mut out = 0;
    for found in words.automaton.find_overlapping_iter(scratch.as_slice()) {
        out |= 1 << words.groups[found.pattern().as_usize()];
    }
    Hints(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_tell_their_groups() {
        let mut scratch = Vec::new();
        let got = of(b"Story_Body article__content", &mut scratch);
        assert!(got.has(Hints::BODYTEXT) && got.has(Hints::ARTICLE));
        assert!(of(b"c-related-links", &mut scratch).has(Hints::RELATED));
        assert_eq!(of(b"xyz-123", &mut scratch), Hints(0));
        let n = include_str!("hints.txt").lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(n, N_GROUPS - 1, "UNSEEN has no words");
    }
}
