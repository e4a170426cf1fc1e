//! The tables of actors: roles, organisations, office-holders.

use std::collections::HashMap;

use dateline_data::{
    actors::{OFFICIALS, ORGANISATIONS, PEOPLE, ROLES},
    gazetteer::fold,
};
use jiff::civil::Date;

use crate::rules;

/// What an organisation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum OrganisationKind {
    Igo,
    Ngo,
    Armed,
    Party,
    Government,
    Military,
    Police,
    Court,
    Parliament,
    Agency,
    Outlet,
    Company,
    Other,
}

impl OrganisationKind {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "igo" => Self::Igo,
            "ngo" => Self::Ngo,
            "armed" => Self::Armed,
            "party" => Self::Party,
            "government" => Self::Government,
            "military" => Self::Military,
            "police" => Self::Police,
            "court" => Self::Court,
            "parliament" => Self::Parliament,
            "agency" => Self::Agency,
            "outlet" => Self::Outlet,
            "company" => Self::Company,
            "organisation" | "organization" => Self::Other,
            _ => return None,
        })
    }
}

/// An organisation or body.
#[derive(Clone, Debug)]
pub(crate) struct Organisation {
    /// Country and sectors, or IGO and further groups.
    pub(crate) code: String,
    pub(crate) kind: OrganisationKind,
    /// Its usual name.
    pub(crate) name: String,
}

/// One office of a person.
#[derive(Clone, Debug)]
struct Office {
    code: &'static str,
    /// First and last month, as 12 × year + month.
    from: i32,
    to: i32,
}

/// A well-known office-holder.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    offices: Vec<Office>,
    /// Of the long list: it ends in 2014 and has namesakes, so only its dates count.
    listed: bool,
}

impl Person {
    /// The code on a day (without one: of the latest office). After the last office, and
    /// between two, a person is of the country's elite.
    pub(crate) fn code_on(&self, day: Option<Date>) -> String {
        let Some(last) = self.offices.last() else { return String::new() };
        let Some(day) = day else { return last.code.to_owned() };
        let month = i32::from(day.year()) * 12 + i32::from(day.month());
        let holds = |o: &&Office| o.from <= month && month <= o.to;
        if let Some(office) = self.offices.iter().rev().find(holds) {
            return office.code.to_owned();
        }
        let country = last.code.get(..3).unwrap_or("---");
        if self.listed {
            return String::new();
        }
        if self.offices.first().is_some_and(|first| month < first.from) {
            country.to_owned()
        } else {
            format!("{country}ELI")
        }
    }
}

/// A role's sectors, and whether any other word of the phrase says more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Role {
    pub(crate) code: &'static str,
    pub(crate) weak: bool,
}

/// All tables, with names folded.
pub(crate) struct Tables {
    pub(crate) roles: HashMap<String, Role>,
    pub(crate) organisations: Vec<Organisation>,
    by_name: HashMap<String, Named>,
    pub(crate) people: Vec<Person>,
    by_person: HashMap<String, usize>,
}

/// An organisation's name and how it must be written.
#[derive(Clone, Copy, Debug)]
struct Named {
    idx: usize,
    upper: bool,
}

impl Tables {
    pub(crate) fn bundled() -> Self {
        let mut tables = Self {
            roles: roles(),
            organisations: Vec::new(),
            by_name: HashMap::new(),
            people: Vec::new(),
            by_person: HashMap::new(),
        };
        for row in ORGANISATIONS.lines().filter(|l| !l.starts_with('#')) {
            let added = tables.add_organisation(row);
            added.expect("a bundled row is well formed; the tests read every one");
        }
        assert!(OFFICIALS.lines().map(|l| l.split('\t').next()).is_sorted());
        for row in PEOPLE.lines().filter(|l| !l.starts_with('#')) {
            tables.add_person(row);
        }
        tables
    }

    /// Adds one row `code, kind, names` (names of one body divided by `|`, bodies by `;`); a later row overrules an earlier one.
    pub(crate) fn add_organisation(&mut self, row: &str) -> Result<(), &'static str> {
        let fields: Vec<&str> = row.split('\t').collect();
        let [code, kind, names] = fields.as_slice() else {
            return Err("expected three fields separated by tabs: code, kind, names");
        };
        let groups = code.len() >= 3 && code.len() % 3 == 0;
        if !groups || !code.bytes().all(|b| b.is_ascii_uppercase() || b == b'-') {
            // Four-letter groups occur in the bundled codes of a few organisations.
            if !code.starts_with("IGO") {
                return Err("the code is not groups of three capital letters");
            }
        }
        let kind = OrganisationKind::of(kind).ok_or("unknown kind")?;
        // A row may hold several bodies of one code and kind; each has an identity of its own.
        for names in names.split(';') {
            let usual =
                names.split('|').next().filter(|n| !n.is_empty()).ok_or("no name")?;
            let idx = self.organisations.len();
            let organisation =
                Organisation { code: (*code).to_owned(), kind, name: usual.to_owned() };
            self.organisations.push(organisation);
            for name in names.split('|').filter(|n| !n.is_empty()) {
                let upper = !name.chars().any(char::is_lowercase);
                self.by_name.insert(fold(name), Named { idx, upper });
            }
        }
        Ok(())
    }

    fn add_person(&mut self, row: &'static str) {
        let fields: Vec<&'static str> = row.split('\t').collect();
        let [names, code, from, to] = fields.as_slice() else { return };
        let Some(name) = names.split('|').next() else { return };
        let office = Office { code, from: month(from), to: month(to) };
        let known = self.by_person.get(&fold(name)).copied();
        let idx = known.unwrap_or_else(|| {
            self.people.push(Person { name, offices: Vec::new(), listed: false });
            self.people.len() - 1
        });
        self.people[idx].offices.push(office);
        for alias in names.split('|') {
            self.by_person.insert(fold(alias), idx);
        }
    }

    /// The organisation that a name means, written as it must be.
    pub(crate) fn organisation(&self, words: &str) -> Option<&Organisation> {
        let named = self.by_name.get(&fold(words))?;
        let upper = !words.chars().any(char::is_lowercase);
        let capital = words.chars().any(char::is_uppercase);
        (capital && (upper || !named.upper)).then(|| &self.organisations[named.idx])
    }

    /// The office-holder that a name means.
    pub(crate) fn person(&self, words: &str) -> Option<Person> {
        let folded = fold(words);
        match self.by_person.get(&folded) {
            Some(&idx) => Some(self.people[idx].clone()),
            None => official(&folded),
        }
    }

    /// The role that words in small letters mean; plurals too.
    pub(crate) fn role(&self, words: &str) -> Option<Role> {
        if let Some(role) = self.roles.get(words) {
            return Some(*role);
        }
        let (start, last) = words.rsplit_once(' ').map_or(("", words), |(s, l)| (s, l));
        singulars(last).into_iter().flatten().find_map(|one| {
            let phrase = if start.is_empty() { one } else { format!("{start} {one}") };
            self.roles.get(&phrase).copied()
        })
    }
}

/// The line of the long list that begins with a folded name, found by halving.
fn official(folded: &str) -> Option<Person> {
    let (mut low, mut high) = (0, OFFICIALS.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let bytes = OFFICIALS.as_bytes();
        let start =
            bytes[..middle].iter().rposition(|&b| b == b'\n').map_or(0, |p| p + 1);
        let line = OFFICIALS.get(start..)?.lines().next()?;
        let (name, offices) = line.split_once('\t')?;
        match name.cmp(folded) {
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
            std::cmp::Ordering::Equal => {
                let offices = offices.split(' ').filter_map(office).collect();
                return Some(Person { name, offices, listed: true });
            }
        }
    }
    None
}

/// "FRAGOV:1995-05:2007-05". What had no end in 2014 may have ended soon after.
fn office(text: &'static str) -> Option<Office> {
    let mut parts = text.split(':');
    let (code, from, to) = (parts.next()?, parts.next()?, parts.next()?);
    let to = if to == "-" { month("2015-12") } else { month(to) };
    Some(Office { code, from: month(from), to })
}

/// The singular forms that a word may be the plural of.
fn singulars(word: &str) -> [Option<String>; 4] {
    [
        word.strip_suffix('s').map(str::to_owned),
        word.strip_suffix("ies").map(|stem| format!("{stem}y")),
        word.strip_suffix("es").map(str::to_owned),
        word.strip_suffix("men").map(|stem| format!("{stem}man")),
    ]
}

fn month(text: &str) -> i32 {
    let Some((year, month)) = text.split_once('-') else { return i32::MAX };
    match (year.parse::<i32>(), month.parse::<i32>()) {
        (Ok(year), Ok(month)) => year * 12 + month,
        _ => i32::MAX,
    }
}

/// The roles of the rule file, folded.
fn roles() -> HashMap<String, Role> {
    let mut out = HashMap::new();
    for record in rules::records(ROLES) {
        let (code, weak) = match (record.get("code"), record.get("weak")) {
            (Some(code), _) => (code, false),
            (None, Some(code)) => (code, true),
            _ => continue,
        };
        for word in record.all("words").flat_map(|line| line.split('|')) {
            out.entry(fold(word)).or_insert(Role { code, weak });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_whole() {
        let mut tables = Tables::bundled();
        for (n, row) in ORGANISATIONS.lines().enumerate() {
            if !row.starts_with('#') {
                assert_eq!(tables.add_organisation(row), Ok(()), "line {}", n + 1);
            }
        }
        for row in PEOPLE.lines().filter(|l| !l.starts_with('#')) {
            let fields: Vec<&str> = row.split('\t').collect();
            assert_eq!(fields.len(), 4, "{row}");
            assert!(month(fields[2]) <= month(fields[3]), "{row}");
        }
    }

    #[test]
    fn bodies_of_one_row_are_different_bodies() {
        let tables = Tables::bundled();
        let usual = |name: &str| tables.by_name.get(&fold(name)).map(|n| n.idx);
        assert!(usual("Boeing").is_some() && usual("Boeing") != usual("Microsoft"));
        assert_ne!(usual("Republicans"), usual("Democrats"));
        assert_eq!(usual("Central Intelligence Agency"), usual("CIA"));
    }

    #[test]
    fn offices_have_their_time() {
        let tables = Tables::bundled();
        let kikwete = tables.person("Jakaya Kikwete").map(|p| p.code_on(None));
        assert_eq!(kikwete.as_deref(), Some("TZAGOV"));
        assert!(tables.person("Jakaya").is_none());
        let merkel = tables.person("Angela Merkel").unwrap();
        let on = |y| merkel.code_on(Some(jiff::civil::date(y, 6, 1)));
        assert_eq!(on(2001), "DEU");
        assert_eq!(on(2017), "DEUGOV");
        assert_eq!(on(2022), "DEUELI");
    }
}
