//! Who acts in the news: words for roles, organisations and office-holders, typed by hand.

/// Words for roles and the sector each means, as records with examples.
pub const ROLES: &str = include_str!("../actors/roles.txt");
/// Organisations and bodies: code, kind, names.
pub const ORGANISATIONS: &str = include_str!("../actors/organisations.tsv");
/// Office-holders: names, code, first and last month.
pub const PEOPLE: &str = include_str!("../actors/people.tsv");
/// Further office-holders until 2014: folded name, then offices `code:from:to`; sorted.
pub const OFFICIALS: &str = include_str!("../actors/officials.tsv");
