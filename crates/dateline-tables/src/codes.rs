//! What a code means in other people's tables.

use std::{collections::BTreeMap, sync::LazyLock};

use dateline::{Event, EventType, Status};
use dateline_data::gazetteer::COUNTRIES;

const CAMEO: &str = include_str!("cameo.tsv");

/// A CAMEO code in GDELT's and PLOVER's tables.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Cameo {
    /// Quad class as GDELT has it: root 14 is 3, root 16 is 4.
    pub(crate) quad: u8,
    /// Goldstein score as GDELT has it; -10 to 10.
    pub(crate) goldstein: f64,
    /// PLOVER mode.
    pub(crate) mode: Option<&'static str>,
    /// PLOVER contexts.
    pub(crate) context: Option<&'static str>,
}

static CODES: LazyLock<BTreeMap<&'static str, Cameo>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let code = cells.next()?;
        let (quad, goldstein) =
            (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
        let mut some = || cells.next().filter(|cell| !cell.is_empty());
        let (mode, context) = (some(), some());
        Some((code, Cameo { quad, goldstein, mode, context }))
    };
    CAMEO.lines().filter(|line| !line.starts_with('#')).filter_map(row).collect()
});

/// What the tables say of a CAMEO code; of a longer code that they lack, its base.
pub(crate) fn cameo(code: &str) -> Option<Cameo> {
    let known = |n: usize| CODES.get(code.get(..n)?).copied();
    known(code.len()).or_else(|| known(3)).or_else(|| known(2))
}

/// What a country is called elsewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Country {
    /// FIPS 10-4, as GDELT has it.
    pub(crate) fips: &'static str,
    /// ISO 3166-1 alpha-2.
    pub(crate) iso2: &'static str,
    /// In English.
    pub(crate) name: &'static str,
}

/// The country of an ISO alpha-3 code.
pub(crate) fn country(iso3: &str) -> Option<Country> {
    static ALL: LazyLock<BTreeMap<&'static str, Country>> = LazyLock::new(|| {
        let row = |line: &'static str| {
            let mut cells = line.split('\t');
            let (iso2, iso3, fips) = (cells.next()?, cells.next()?, cells.next()?);
            Some((iso3, Country { fips, iso2, name: cells.next()? }))
        };
        COUNTRIES.lines().filter(|l| !l.starts_with('#')).filter_map(row).collect()
    });
    ALL.get(iso3).copied()
}

/// Quad code of a PLOVER type, after PLOVER's table of types (PROTEST and SANCTION are
/// material conflict). `None` for general types.
pub(crate) fn plover_quad(kind: EventType) -> Option<&'static str> {
    use EventType as T;
    Some(match kind {
        T::Agree | T::Consult | T::Support | T::Concede => "VERBAL COOPERATION",
        T::Cooperate | T::Aid | T::Retreat => "MATERIAL COOPERATION",
        T::Request | T::Accuse | T::Reject | T::Threaten => "VERBAL CONFLICT",
        T::Protest | T::Sanction | T::Mobilize | T::Coerce | T::Assault => {
            "MATERIAL CONFLICT"
        }
        _ => return None,
    })
}

/// Score of a PLOVER type and mode, -10 to 10, after PLOVER's table of scores; ACCUSE is -3
/// there as in CAMEO (the printed table has lost the sign).
pub(crate) fn plover_score(kind: EventType, mode: Option<&str>) -> Option<f64> {
    use EventType as T;
    let of_mode = match (kind, mode.unwrap_or("")) {
        (T::Consult, "visit" | "multilateral") => Some(4.0),
        (T::Consult, "third-party") => Some(1.0),
        (T::Consult, "phone") => Some(1.5),
        (T::Retreat, "withdraw") => Some(8.0),
        (T::Retreat, "disarm") => Some(10.0),
        (T::Retreat, "ceasefire") => Some(7.5),
        (T::Retreat, "resign") => Some(4.5),
        (T::Request, "assist") => Some(0.5),
        (T::Request, "change" | "yield") => Some(-1.0),
        (T::Accuse, "disapprove") => Some(-2.0),
        (T::Accuse, "investigate" | "allege") => Some(-3.5),
        (T::Reject, "assist") => Some(-1.5),
        (T::Threaten, "restrict") => Some(-3.0),
        (T::Threaten, "territory") => Some(-4.0),
        (T::Protest, "riot") => Some(-7.0),
        (T::Protest, "hunger" | "boycott" | "obstruct") => Some(-4.5),
        (T::Sanction, "expel") => Some(-5.5),
        (T::Mobilize, "troops" | "weapons") => Some(-6.5),
        (T::Mobilize, "militia") => Some(-6.0),
        (T::Coerce, "censor" | "curfew" | "misinformation") => Some(-6.5),
        (T::Coerce, "martial-law") => Some(-7.5),
        (T::Assault, "abduct" | "torture" | "sexual" | "destroy") => Some(-8.5),
        (T::Assault, "beat" | "crowd-control") => Some(-7.5),
        (T::Assault, "primitive") => Some(-8.0),
        (T::Assault, "unconventional") => Some(-10.0),
        (
            T::Assault,
            "targeted" | "suicide-attack" | "aerial" | "drone" | "heavy-weapons",
        ) => Some(-9.5),
        _ => None,
    };
    let of_type = match kind {
        T::Agree | T::Consult => 2.5,
        T::Support => 5.0,
        T::Concede => 4.5,
        T::Cooperate => 9.5,
        T::Aid => 10.0,
        T::Retreat => 6.5,
        T::Request => 0.0,
        T::Accuse => -3.0,
        T::Reject => -2.0,
        T::Threaten => -3.5,
        T::Protest => -5.0,
        T::Sanction => -6.0,
        T::Mobilize => -5.5,
        T::Coerce => -7.0,
        T::Assault => -9.0,
        _ => return None,
    };
    Some(of_mode.unwrap_or(of_type))
}

/// PLOVER's four auxiliary modes, as far as the event has them.
pub(crate) fn auxiliary_modes(event: &Event) -> Vec<&'static str> {
    let mut out = Vec::new();
    if event.background {
        out.push("historical");
    }
    match event.status {
        Status::Planned | Status::Forecast => out.push("future"),
        Status::Hypothetical | Status::Demanded => out.push("hypothetical"),
        Status::Denied | Status::NotHappened => out.push("negation"),
        Status::Happened | Status::Ongoing | Status::Alleged => {}
    }
    out
}

/// Whether the event took place or is under way: what a table without a column for the
/// status can hold.
pub(crate) fn took_place(event: &Event) -> bool {
    matches!(event.status, Status::Happened | Status::Ongoing)
}

/// The parts of a CAMEO actor code: country, then role codes of three letters.
pub(crate) fn actor_code(code: &str) -> (&str, Vec<&str>) {
    let (head, roles) = code.split_at_checked(3).unwrap_or((code, ""));
    let (of_country, roles) = match head {
        "---" => ("", roles),
        _ if country(head).is_some() => (head, roles),
        _ => ("", code),
    };
    let parts = (0..roles.len() / 3).filter_map(|i| roles.get(i * 3..i * 3 + 3));
    (of_country, parts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known() {
        let protest = cameo("141").expect("a code of the table");
        assert_eq!((protest.quad, protest.goldstein), (3, -6.5));
        assert_eq!(protest.mode, Some("demo"));
        assert_eq!(cameo("16").map(|c| c.quad), Some(4));
        assert_eq!(cameo("xx"), None);
        // Five codes of the manual have no score in GDELT; their roots stand for them.
        assert_eq!(CODES.len(), 311);
        assert_eq!(cameo("155"), cameo("15"));
    }

    #[test]
    fn countries_and_actors() {
        let denmark = country("DNK").map(|of| (of.fips, of.iso2, of.name));
        assert_eq!(denmark, Some(("DA", "DK", "Denmark")));
        assert_eq!(actor_code("DNKGOVMIL"), ("DNK", vec!["GOV", "MIL"]));
        assert_eq!(actor_code("---GOV"), ("", vec!["GOV"]));
        assert_eq!(actor_code("IGOUNO"), ("", vec!["IGO", "UNO"]));
        assert_eq!(actor_code(""), ("", vec![]));
    }
}
