//! Many worlds of one: briefs of a small press with other names and other words, so that the
//! way of many can be timed on a hundred thousand articles without reading them all.

use std::collections::BTreeMap;

use dateline::{Brief, Id};

/// Names of a press by the hash under which the engine compares their words.
pub(super) struct Names {
    words: BTreeMap<u32, String>,
}

impl Names {
    /// The names in some briefs.
    pub(super) fn of(briefs: &[Brief]) -> Self {
        let actors = |b: &Brief| -> Vec<String> {
            let told = b.events.iter().flat_map(|e| &e.actors).map(|a| a.name.clone());
            told.chain(b.names.iter().map(|n| n.0.clone())).collect()
        };
        let mut words = BTreeMap::new();
        for name in briefs.iter().flat_map(actors) {
            for word in name.split(|c: char| !c.is_alphanumeric()) {
                if word.starts_with(char::is_uppercase) {
                    words.insert(hash(&word.to_lowercase()), word.to_lowercase());
                }
            }
        }
        Self { words }
    }

    /// The same article in world number `world`, where everybody has another name and every
    /// text other words.
    pub(super) fn moved(&self, brief: &Brief, world: u32) -> Brief {
        let mut out = brief.clone();
        out.name = format!("{world}/{}", brief.name);
        out.id = Id::of([out.name.as_bytes()]);
        let word =
            |w: u32| self.words.get(&w).map_or(w, |n| hash(&format!("{n}w{world}")));
        for topic in &mut out.topics {
            topic.0 = word(topic.0);
        }
        out.topics.sort_unstable();
        for event in &mut out.events {
            let mut words: Vec<u32> = event.words.iter().map(|w| word(*w)).collect();
            words.sort_unstable();
            event.words = words.into();
            event.actors.iter_mut().for_each(|a| a.name = renamed(&a.name, world));
            event.place.iter_mut().for_each(|p| p.name = renamed(&p.name, world));
        }
        let mix = world.wrapping_mul(0x9e37_79b9);
        out.fingerprints.iter_mut().for_each(|f| f.0 ^= mix);
        out
    }
}

fn renamed(name: &str, world: u32) -> String {
    let word = |w: &str| {
        if w.starts_with(char::is_uppercase) {
            format!("{w}w{world}")
        } else {
            w.to_owned()
        }
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The engine's hash of a word (FNV-1a).
fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
