//! Names whose class is common knowledge: countries, their people, large organisations.

use std::collections::BTreeMap;

use crate::NameClass;

/// Classes of well-known names, as they are written.
pub(super) struct Known {
    classes: BTreeMap<&'static str, NameClass>,
}

impl Known {
    /// The lists of the data crate.
    pub(super) fn bundled() -> Self {
        let mut classes = BTreeMap::new();
        let rows = |file: &'static str| {
            file.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t'))
        };
        for mut row in rows(dateline_data::actors::ORGANISATIONS) {
            for name in row.nth(2).unwrap_or("").split(['|', ';']) {
                classes.insert(name, NameClass::Org);
            }
        }
        for row in rows(dateline_data::gazetteer::COUNTRIES) {
            let row: Vec<&'static str> = row.collect();
            let of = |column: usize| row.get(column).copied().unwrap_or("").split('|');
            for name in of(3).chain(of(9)) {
                classes.insert(name, NameClass::Loc);
            }
            for name in of(10) {
                classes.insert(name, NameClass::Norp);
            }
        }
        classes.remove("");
        Self { classes }
    }

    /// The class of a name, if it is known.
    pub(super) fn class(&self, name: &str) -> Option<NameClass> {
        self.classes.get(name).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_knowledge() {
        let known = Known::bundled();
        assert_eq!(known.class("UNHCR"), Some(NameClass::Org));
        assert_eq!(known.class("Ugandan"), Some(NameClass::Norp));
        assert_eq!(known.class("Uganda"), Some(NameClass::Loc));
        assert_eq!(known.class(""), None);
    }
}
