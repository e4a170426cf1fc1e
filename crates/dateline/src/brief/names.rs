//! What an article is about: its names by number of mentions.

use crate::{NameClass, Reading};

/// Names kept for each article; the rest is told once and tells little.
const NAMES_KEPT: usize = 24;

/// Names with their number of mentions, sorted by name.
pub(super) fn boil_down(reading: &Reading) -> Vec<(String, u32)> {
    let kept = |class: NameClass| !matches!(class, NameClass::Date | NameClass::Money);
    let mut names: Vec<(String, u32)> = reading
        .entities
        .entities
        .iter()
        .filter(|entity| kept(entity.class))
        .map(|entity| (entity.name.clone(), entity.mentions.len() as u32))
        .collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    names.truncate(NAMES_KEPT);
    names.sort();
    names.dedup_by(|a, b| {
        let same = a.0 == b.0;
        if same {
            b.1 += a.1;
        }
        same
    });
    names
}
