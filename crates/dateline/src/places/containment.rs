//! Which mention says where the one before it lies: "Paris, Texas".

use crate::PlacePrecision;

use super::{gazetteer::Candidate, mentions::Found};

/// Links a town to the province or country that follows it after a comma or in brackets.
pub(super) fn link(text: &str, all: &mut [Found]) {
    for idx in 1..all.len() {
        let between = between(text, all, idx);
        let after_comma = matches!(between, "," | "(");
        let (inner, outer) = (&all[idx - 1], &all[idx]);
        let held = inner
            .candidates
            .iter()
            .any(|c| !c.adjective && outer.candidates.iter().any(|o| holds(o, c)));
        let abbreviation = outer.key.ends_with('#');
        let listed = inner.is_state() && outer.is_state() && in_list(text, all, idx);
        if abbreviation && after_comma || (held && after_comma && !listed) {
            all[idx - 1].within = Some(idx);
            all[idx].holds = true;
        }
    }
}

/// What stands between a mention and the one before it.
fn between<'t>(text: &'t str, all: &[Found], idx: usize) -> &'t str {
    let (Some(a), Some(b)) = (idx.checked_sub(1).and_then(|i| all.get(i)), all.get(idx))
    else {
        return "-";
    };
    text.get(a.span.end as usize..b.span.start as usize).unwrap_or("-").trim()
}

/// Whether the mentions around `idx - 1` and `idx` make a list of provinces or countries
/// ("Oregon, Washington and Idaho").
fn in_list(text: &str, all: &[Found], idx: usize) -> bool {
    let listed = |i: usize| matches!(between(text, all, i), "," | "and" | ", and" | "or");
    let before = idx >= 2 && listed(idx - 1) && all[idx - 2].is_state();
    let after = listed(idx + 1) && all.get(idx + 1).is_some_and(Found::is_state);
    before || after
}

impl Found {
    /// Whether it may be a province or country.
    fn is_state(&self) -> bool {
        self.candidates.iter().any(|c| {
            matches!(c.precision, PlacePrecision::Country | PlacePrecision::Region)
                && !c.county
                && !c.adjective
        })
    }
}

/// Whether `outer` is an area that holds `inner`.
pub(super) fn holds(outer: &Candidate, inner: &Candidate) -> bool {
    if outer.referent == inner.referent || outer.adjective {
        return false;
    }
    match outer.precision {
        PlacePrecision::Country => outer.country == inner.country,
        PlacePrecision::Region if outer.county => outer.admin2 == inner.admin2,
        PlacePrecision::Region if outer.admin1 != u16::MAX => {
            outer.admin1 == inner.admin1
        }
        _ => false,
    }
}
