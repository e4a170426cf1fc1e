//! Entities -> Actors: country, sector and code of everyone who can act.

mod phrase;
mod tables;
mod titles;

use dateline_data::gazetteer::fold;
use jiff::civil::Date;

use crate::{
    Article, Entities, EntityIdx, Kit, LinkKind, MentionKind, NameClass, Source, Span,
    Text,
};

use tables::{OrganisationKind, Tables};

/// What an entity is in the world of politics, as far as the text or the tables say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Actor {
    /// ISO 3166-1 alpha-3 code of the country it belongs to.
    pub country: Option<&'static str>,
    /// CAMEO / PLOVER sector: GOV, MIL, COP, JUD, LEG, PTY, OPP, REB, MED, BUS, IGO, NGO...
    pub sector: Option<&'static str>,
    /// CAMEO actor code ("RUSGOVMIL").
    pub code: Option<String>,
    /// The registry's identity, the same across articles ("country:RUS", "org:un").
    pub key: Option<String>,
}

/// Every sector that an actor may have.
const SECTORS: &[&str] = &[
    "GOV", "MIL", "COP", "JUD", "LEG", "PTY", "OPP", "REB", "SEP", "UAF", "MED", "BUS",
    "MNC", "IGO", "NGO", "IMG", "LAB", "EDU", "HLH", "REL", "AGR", "CRM", "SPY", "HRI",
    "ENV", "REF", "ELI", "CVL", "DEV",
];

impl Actor {
    /// An actor of a whole code.
    fn of_code(code: &str, kit: &Kit) -> Self {
        let (country, sectors) = code_parts(code, kit);
        Self::of_parts(country, sectors, kit)
    }

    /// An actor of a country and sectors ("GOVMIL"), each perhaps missing.
    fn of_parts(country: Option<&'static str>, sectors: &str, _kit: &Kit) -> Self {
        let sector = (0..sectors.len() / 3)
            .filter_map(|i| sectors.get(i * 3..i * 3 + 3))
            .find_map(|group| SECTORS.iter().copied().find(|s| *s == group));
        let code = match (country, sectors) {
            (None, "") => None,
            (None, own) if own.starts_with("IGO") || own.starts_with("NGO") => {
                Some(own.to_owned())
            }
            (None, own) if own.starts_with("IMG") => Some(own.to_owned()),
            (None, own) => Some(format!("---{own}")),
            (Some(country), own) => Some(format!("{country}{own}")),
        };
        Self { country, sector, code, key: None }
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.country.is_none() && self.sector.is_none()
    }

    /// The code without its country.
    fn sectors(&self) -> &str {
        let code = self.code.as_deref().unwrap_or("");
        if self.country.is_some() || code.starts_with("---") {
            code.get(3..).unwrap_or("")
        } else {
            code
        }
    }

    /// This actor, with what it lacks taken from another.
    fn or(self, other: &Actor, kit: &Kit) -> Self {
        let country = self.country.or(other.country);
        let sectors = match self.sectors() {
            "" => other.sectors(),
            own => own,
        };
        let key = self.key.clone().or_else(|| other.key.clone());
        Self { key, ..Self::of_parts(country, sectors, kit) }
    }
}

/// A code's country, if it begins with one, and the rest.
fn code_parts<'c>(code: &'c str, _kit: &Kit) -> (Option<&'static str>, &'c str) {
    match code.get(..3).and_then(crate::places::iso3) {
        Some(country) => (Some(country), &code[3..]),
        None if code.starts_with("---") => (None, &code[3..]),
        None => (None, code),
    }
}

/// The actor of each entity, by [`EntityIdx`].
#[derive(Clone, Debug, Default)]
pub struct Actors {
    /// As long as [`Entities::entities`].
    pub actors: Vec<Actor>,
}

impl Actors {
    /// The actor of an entity.
    pub fn of(&self, idx: EntityIdx) -> Option<&Actor> {
        self.actors.get(idx.0 as usize)
    }
}

/// A line of a user's table of actors that is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WrongLine {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// What the user's rows must be beyond the bundled ones.
fn check_row(row: &str) -> Result<(), &'static str> {
    if row.contains(char::REPLACEMENT_CHARACTER) {
        return Err("not UTF-8");
    }
    let (code, rest) = row.split_once('\t').unwrap_or((row, ""));
    let first = code.get(..3).unwrap_or(code);
    let known = crate::places::iso3(first).is_some() || SECTORS.contains(&first);
    if rest.contains('\t') && !known && first != "---" {
        return Err("the code begins with neither a country nor a sector");
    }
    let names = rest.split('\t').nth(1).unwrap_or("");
    if names.split('|').any(|name| fold(name.trim()).split(' ').count() > phrase::LONGEST)
    {
        return Err("a name has more than seven words");
    }
    Ok(())
}

/// The registry of actors.
pub(crate) struct Knowledge {
    tables: Tables,
}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        Self { tables: Tables::bundled() }
    }

    /// Merges a user's table `code, kind, names` (tab-separated, names by `|`). Each wrong
    /// line is left out and named; the others count.
    pub(crate) fn merge(&mut self, table: &str) -> Vec<WrongLine> {
        let mut wrong = Vec::new();
        let table = table.strip_prefix('\u{feff}').unwrap_or(table);
        for (n, line) in table.lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let added = check_row(line).and_then(|()| self.tables.add_organisation(line));
            if let Err(reason) = added {
                wrong.push(WrongLine { line: n + 1, reason });
            }
        }
        wrong
    }

    /// Whether a name is an organisation's of the tables ("White House").
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.tables.organisation(name).is_some()
    }

    /// Whether a name is a news agency's or an outlet's.
    pub(crate) fn outlet_kind(&self, name: &str) -> Option<LinkKind> {
        let bare =
            name.strip_prefix("the ").or(name.strip_prefix("The ")).unwrap_or(name);
        let known = self.tables.organisation(name).or(self.tables.organisation(bare))?;
        match known.kind {
            OrganisationKind::Agency => Some(LinkKind::Agency),
            OrganisationKind::Outlet => Some(LinkKind::Outlet),
            _ => None,
        }
    }
}

/// Gives every entity its country, sector and code, as far as known.
pub(crate) fn resolve(
    source: &Source,
    article: &Article,
    text: &Text,
    entities: &Entities,
    kit: &Kit,
) -> Actors {
    let day = article.published.as_ref().map(|p| p.value.date);
    let actors = entities
        .entities
        .iter()
        .map(|entity| {
            let named = by_name(&entity.name, entity.class, day, kit);
            if entity.class != NameClass::Per {
                return named;
            }
            let titles = entity
                .mentions
                .iter()
                .map(|m| &entities.mentions[m.0 as usize])
                .filter(|m| m.kind == MentionKind::Name)
                .flat_map(|m| titles::around(m, source, text))
                .map(|title| read_title(title, day, kit))
                .filter(|actor| !actor.is_unknown());
            let mut titled = Actor::default();
            for actor in titles {
                titled = titled.or(&Actor { key: None, ..actor }, kit);
            }
            titled.or(&named, kit)
        })
        .collect();
    Actors { actors }
}

/// What a title says of its bearer. One without an office tells at most the country, and
/// only by its first words: "a Kenyan poet", not "a critic of Kenya".
fn read_title(title: &str, day: Option<Date>, kit: &Kit) -> Actor {
    let whole = phrase::read(title, day, kit);
    if whole.sector.is_some() {
        return whole;
    }
    let own = [" of ", " in ", " for ", " from ", " to ", " on ", " with ", " against "];
    let end = own.iter().filter_map(|turn| title.find(turn)).min();
    let head = &title[..end.unwrap_or(title.len())];
    // "the Kenya critic", "a US ally": what they are to the country is not said here.
    let foreign =
        ["critic", "ally", "enemy", "foe", "expert", "rival", "friend", "watcher"];
    if foreign.iter().any(|word| head.ends_with(word)) {
        return Actor::default();
    }
    Actor { key: None, ..Actor::of_parts(phrase::read(head, day, kit).country, "", kit) }
}

/// What a name says by itself.
fn by_name(name: &str, class: NameClass, day: Option<Date>, kit: &Kit) -> Actor {
    if class != NameClass::Per {
        return phrase::read(name, day, kit);
    }
    let Some(person) = kit.actors.tables.person(name) else { return Actor::default() };
    let actor = Actor::of_code(&person.code_on(day), kit);
    let key = (!actor.is_unknown()).then(|| format!("person:{}", fold(person.name)));
    Actor { key, ..actor }
}

/// The actor that a phrase names: a noun phrase of the text with or without names in it.
/// What the phrase itself says comes first ("Norwegian", "police"), then what is known of
/// the entity that it names, then what follows it ("in Norway").
pub(crate) fn of_span(reading: &Parts<'_>, span: Span, kit: &Kit) -> Actor {
    let Parts { source, article, text, entities, actors } = *reading;
    let day = article.published.as_ref().map(|p| p.value.date);
    // "Indian" of "Indian troops", "Kenya" of "Kenya's police chief": the whole acts.
    let named = titles::head_of(span, source, text).filter(|whole| {
        let head = Span { start: span.end, ..*whole };
        phrase::read(head.of(&source.text), day, kit).sector.is_some()
    });
    let span = named.unwrap_or(span);
    let said = phrase::read(span.of(&source.text), day, kit);
    // The bearer of the phrase is the last person in it, or a name that is all of it.
    let bearer = entities
        .mentions_in(span)
        .filter(|m| m.class == NameClass::Per || m.span.len() + 5 > span.len())
        .last();
    let mut said = said;
    if let Some(bearer) = bearer {
        said = match actors.of(bearer.entity) {
            Some(known) => said.or(known, kit),
            None => said,
        };
        // "Supreme Court" may yet be one "in India".
        if bearer.class == NameClass::Per || said.sector.is_none() {
            return said;
        }
    }
    if said.country.is_some() || said.sector == Some("IGO") {
        return said;
    }
    match titles::complement(span, text) {
        Some(longer) => {
            let whole = phrase::read(longer.of(&source.text), day, kit);
            // "commissioner" says less than "commissioner of police".
            whole.or(&said, kit)
        }
        None => said,
    }
}

/// What the stages before have read, for coding a phrase.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) source: &'a Source,
    pub(crate) article: &'a Article,
    pub(crate) text: &'a Text,
    pub(crate) entities: &'a Entities,
    pub(crate) actors: &'a Actors,
}

/// The actor that words name on their own, without an article around them.
pub(crate) fn of_words(words: &str, day: Option<Date>, kit: &Kit) -> Actor {
    phrase::read(words, day, kit)
}

#[cfg(test)]
mod tests {
    use dateline_data::actors::ROLES;
    use jiff::civil::date;

    use crate::{Depth, Kind, Kit, Page, read_to, rules};

    use super::*;

    #[track_caller]
    fn check(words: &str, code: &str) {
        let kit = Kit::bundled();
        let actor = of_words(words, Some(date(2021, 3, 1)), &kit);
        assert_eq!(actor.code.as_deref().unwrap_or(""), code, "{words}");
    }

    #[test]
    fn every_example_of_the_roles_holds() {
        let kit = Kit::bundled();
        for record in rules::records(ROLES) {
            assert!(record.all("example").count() > 0, "line {}", record.line);
            for example in record.all("example") {
                let (words, sector) = example.split_once(" -> ").unwrap();
                let actor = of_words(words, None, &kit);
                assert_eq!(actor.sector, Some(sector).filter(|s| *s != "-"), "{words}");
            }
        }
    }

    #[test]
    fn phrases() {
        check("two Norwegian police officers", "NORCOP");
        check("rebels in Yemen", "YEMREB");
        check("the foreign minister of Kenya", "KENGOV");
        check("Saudi-backed fighters", "---UAF");
        check("a U.S. official", "USAGOV");
        check("UN troops", "IGOUNOMIL");
        check("Copenhagen", "DNKGOV");
        check("Denmark", "DNK");
        check("former Danish prime minister Astrid Holm", "DNKELI");
        check("pebbles", "");
        check("dozens of Danish fishermen", "DNKAGR");
        check("several of the largest trade unions in Norway", "NORLAB");
    }

    #[test]
    fn titles_make_actors() {
        let text =
            "Norwegian Defence Minister Ola Berg met rebels.\nBerg, who flew in, left.";
        let page = Page { bytes: text.as_bytes(), kind: Kind::Body, ..Page::default() };
        let reading = read_to(&page, &Kit::bundled(), Depth::Places);
        let berg = reading.entities.entities.iter().position(|e| e.name == "Ola Berg");
        let actor = &reading.actors.actors[berg.expect("Berg is found")];
        assert_eq!(actor.code.as_deref(), Some("NORGOVMIL"));
    }

    #[test]
    fn apposed_titles_end_where_the_phrase_does() {
        let actor = |text: &str, name: &str| {
            let page =
                Page { bytes: text.as_bytes(), kind: Kind::Body, ..Page::default() };
            let reading = read_to(&page, &Kit::bundled(), Depth::Places);
            let at = reading.entities.entities.iter().position(|e| e.name == name);
            reading.actors.actors[at.expect(name)].code.clone().unwrap_or_default()
        };
        let charged = "Ola Berg, a Norwegian militia leader charged with theft, gave up.";
        assert_eq!(actor(charged, "Ola Berg"), "NORUAF");
        let poet = "Ola Berg, a Norwegian poet, read aloud.";
        assert_eq!(actor(poet, "Ola Berg"), "NOR");
        let critic = "Ola Berg, a critic of Norway, read aloud.";
        assert_eq!(actor(critic, "Ola Berg"), "");
    }

    #[test]
    fn outlets_and_agencies() {
        let kit = Kit::bundled();
        assert_eq!(kit.actors.outlet_kind("Reuters"), Some(LinkKind::Agency));
        assert_eq!(kit.actors.outlet_kind("the BBC"), Some(LinkKind::Outlet));
        assert_eq!(kit.actors.outlet_kind("Denmark"), None);
    }

    #[test]
    fn a_users_table_is_merged_and_its_wrong_lines_are_named() {
        let mut knowledge = Knowledge::bundled();
        let table = "\u{feff}# mine\r\nDNKGOV\tgovernment\tFerry Board|FBX\r\nDNKGOV\tQuay\n\
                     XX\tparty\tA\nQQQGOV\tparty\tB\nDNK\tclub\tC\nDNK\tparty\t|\n\
                     ---\tother\tD\u{fffd}\n\n---REB\tarmed\tTide Front\n";
        let wrong = knowledge.merge(table);
        let lines: Vec<usize> = wrong.iter().map(|w| w.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7, 8], "{wrong:?}");
        // The good lines count all the same.
        assert!(knowledge.tables.organisation("Ferry Board").is_some());
        assert!(knowledge.tables.organisation("Tide Front").is_some());
        assert!(knowledge.tables.organisation("Quay").is_none());
    }
}
