//! The words that rules name, their classes and values: read once from `lexicon.txt` and
//! from the patterns.

use std::collections::HashMap;

use super::words::{LONGEST_WORD, lower};
use crate::rules;

/// Index of a word class.
pub(super) type Class = u8;

/// Known words.
pub(super) struct Lexicon {
    /// Looked up only; never walked, so that its order cannot show.
    ids: HashMap<Box<[u8]>, u16>,
    classes: Vec<ClassRecord>,
    /// For each word, its classes with their values.
    of_word: Vec<Vec<(Class, i32)>>,
}

struct ClassRecord {
    name: &'static str,
    capital: bool,
}

impl Lexicon {
    /// The lexicon of `lexicon.txt`.
    pub(super) fn read(file: &'static str) -> Self {
        let mut lexicon =
            Self { ids: HashMap::new(), classes: Vec::new(), of_word: vec![Vec::new()] };
        for record in rules::records(file) {
            let Some(name) = record.get("class") else { continue };
            let class = lexicon.classes.len() as Class;
            let capital = record.get("case") == Some("capital");
            lexicon.classes.push(ClassRecord { name, capital });
            for entry in record.all("words").flat_map(str::split_whitespace) {
                let (word, value) = entry.split_once('=').unwrap_or((entry, "0"));
                let id = lexicon.add(word);
                let value = value.parse().unwrap_or(0);
                lexicon.of_word[id as usize].push((class, value));
            }
        }
        lexicon
    }

    /// The number of a word, added if it is new.
    pub(super) fn add(&mut self, word: &str) -> u16 {
        if let Some(id) = self.ids.get(word.as_bytes()) {
            return *id;
        }
        let id = self.of_word.len() as u16;
        self.of_word.push(Vec::new());
        self.ids.insert(word.as_bytes().into(), id);
        id
    }

    /// The number of a word of a text, 0 if no rule names it.
    pub(super) fn id(&self, word: &[u8]) -> u16 {
        let mut buffer = [0; LONGEST_WORD];
        lower(word, &mut buffer).and_then(|w| self.ids.get(w)).copied().unwrap_or(0)
    }

    /// The class of that name.
    pub(super) fn class(&self, name: &str) -> Option<Class> {
        self.classes.iter().position(|c| c.name == name).map(|c| c as Class)
    }

    /// The value of a word in a class, if it is in it (and capitalised where that counts).
    pub(super) fn value(&self, id: u16, class: Class, capital: bool) -> Option<i32> {
        let found = self.of_word[id as usize].iter().find(|(c, _)| *c == class)?;
        (capital || !self.classes[class as usize].capital).then_some(found.1)
    }

    /// Words of a class.
    pub(super) fn members(&self, class: Class) -> impl Iterator<Item = u16> + '_ {
        let has =
            move |id: &u16| self.of_word[*id as usize].iter().any(|(c, _)| *c == class);
        (0..self.of_word.len() as u16).filter(has)
    }

    /// Number of words, the unknown one included.
    pub(super) fn len(&self) -> usize {
        self.of_word.len()
    }
}
