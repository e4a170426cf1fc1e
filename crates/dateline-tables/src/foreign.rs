//! Other people's event tables, read tolerantly: a bad row costs that row and is told with
//! its number, never the file.

use std::io::BufRead;

use jiff::civil::Date;
use serde::Serialize;

use crate::codes;

/// Whose table it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ForeignTable {
    /// GDELT events: 61 columns in version 2, 58 in version 1, no header.
    Gdelt,
    /// POLECAT: a header names the columns, in any order.
    Polecat,
}

/// One row of such a table, as far as both kinds have the same.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct ForeignEvent {
    /// The line it stands on, from 1.
    pub line: u64,
    /// Its identifier there.
    pub id: String,
    /// The day.
    #[serde(serialize_with = "day_text")]
    pub date: Option<Date>,
    /// PLOVER type; for GDELT by the CAMEO root.
    pub kind: Option<String>,
    /// CAMEO code, in GDELT's tables.
    pub cameo: Option<String>,
    /// Who acts: name and ISO alpha-3 country, each as far as given.
    pub actor: ForeignActor,
    /// Who is acted on.
    pub recipient: ForeignActor,
    /// The place.
    pub place: Option<String>,
    /// The address of the article.
    pub address: Option<String>,
}

/// An actor of a foreign row.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct ForeignActor {
    /// The name as the table has it.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<String>,
}

impl ForeignActor {
    /// Whether nothing is said of it.
    pub fn is_unknown(&self) -> bool {
        self.name.is_none() && self.country.is_none()
    }
}

/// What is wrong with a row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RowProblem {
    /// The line, from 1.
    pub line: u64,
    /// columns, date, code or long; stable.
    pub code: &'static str,
    /// In words.
    pub message: String,
}

/// What was read: the rows, and what was wrong. A row with a bad cell is among both.
#[derive(Clone, Debug, Default)]
pub struct Foreign {
    /// The rows that could be read.
    pub events: Vec<ForeignEvent>,
    /// By line.
    pub problems: Vec<RowProblem>,
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde asks for"
)]
fn day_text<S: serde::Serializer>(
    date: &Option<Date>,
    out: S,
) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => out.collect_str(date),
        None => out.serialize_none(),
    }
}

/// Longest line that is taken in; a longer one is told and passed over.
const LONGEST_LINE: usize = 1 << 20;

/// Reads a table to its end.
///
/// # Errors
/// Only where the input itself cannot be read.
pub fn read_foreign(
    kind: ForeignTable,
    input: &mut dyn BufRead,
) -> std::io::Result<Foreign> {
    let mut out = Foreign::default();
    let (mut header, mut line, mut bytes) = (None, 0, Vec::new());
    while read_line(input, &mut bytes)? {
        line += 1;
        if bytes.len() > LONGEST_LINE {
            out.tell(line, "long", "longer than a megabyte; passed over");
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        if text.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = text.split('\t').collect();
        match kind {
            ForeignTable::Gdelt => out.gdelt(line, &cells),
            ForeignTable::Polecat => match &header {
                None => {
                    header = Some(Header::new(&cells));
                    if !cells.contains(&"Event Type") {
                        out.tell(line, "columns", "no header with \"Event Type\"");
                    }
                }
                Some(header) => out.polecat(line, header, &cells),
            },
        }
    }
    Ok(out)
}

/// Reads a line; of one that is too long only so much as shows that it is. False at the end.
fn read_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    let mut n_read = 0;
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(n_read > 0);
        }
        let end = chunk.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        let n = end.unwrap_or(chunk.len());
        let room = (LONGEST_LINE + 1).saturating_sub(line.len());
        line.extend_from_slice(&chunk[..n.min(room)]);
        input.consume(n);
        n_read += n;
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// Where each column of a header stands.
struct Header(Vec<String>);

impl Header {
    fn new(cells: &[&str]) -> Self {
        Self(cells.iter().map(|cell| cell.trim().trim_matches('"').to_owned()).collect())
    }

    fn of<'c>(&self, name: &str, cells: &[&'c str]) -> Option<&'c str> {
        let at = self.0.iter().position(|column| column == name)?;
        let cell = cells.get(at)?.trim().trim_matches('"');
        (!cell.is_empty() && cell != "None").then_some(cell)
    }
}

impl Foreign {
    fn tell(&mut self, line: u64, code: &'static str, message: impl Into<String>) {
        self.problems.push(RowProblem { line, code, message: message.into() });
    }

    fn gdelt(&mut self, line: u64, cells: &[&str]) {
        // Version 1 has no ADM2 columns, which stand in version 2 at 39, 47 and 55.
        let shift = match cells.len() {
            61 => 0,
            58 => 3,
            57 => 3, // without the address, as in the files before April 2013
            n => {
                return self.tell(line, "columns", format!("{n} columns, expected 61"));
            }
        };
        let cell = |at: usize| {
            let text = cells.get(at).map_or("", |c| c.trim());
            (!text.is_empty()).then(|| text.to_owned())
        };
        let date = cells[1].trim();
        let day = compact_day(date);
        if day.is_none() {
            self.tell(line, "date", format!("{date:?} is no day"));
        }
        let cameo = cell(26);
        let known = cameo.as_deref().and_then(codes::cameo);
        if known.is_none() {
            let code = cameo.as_deref().unwrap_or("");
            self.tell(line, "code", format!("{code:?} is no CAMEO code"));
        }
        self.events.push(ForeignEvent {
            line,
            id: cells[0].trim().to_owned(),
            date: day,
            kind: cameo.as_deref().and_then(plover_of).map(str::to_owned),
            cameo,
            actor: ForeignActor { name: cell(6), country: cell(7) },
            recipient: ForeignActor { name: cell(16), country: cell(17) },
            place: cell(52 - shift.min(2)),
            address: cell(60 - shift),
        });
    }

    fn polecat(&mut self, line: u64, header: &Header, cells: &[&str]) {
        if cells.len() != header.0.len() {
            let message = format!("{} columns, expected {}", cells.len(), header.0.len());
            self.tell(line, "columns", message);
            if cells.len() < header.0.len() / 2 {
                return;
            }
        }
        let some = |name: &str| header.of(name, cells).map(str::to_owned);
        let date = header.of("Event Date", cells);
        let day = date.and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
        if day.is_none() {
            self.tell(line, "date", format!("{:?} is no day", date.unwrap_or("")));
        }
        let kind = some("Event Type").map(|kind| kind.to_uppercase());
        let is_known = kind
            .as_deref()
            .and_then(dateline::EventType::of)
            .is_some_and(dateline::EventType::is_plover);
        if !is_known {
            let name = kind.as_deref().unwrap_or("");
            self.tell(line, "code", format!("{name:?} is no PLOVER type"));
        }
        self.events.push(ForeignEvent {
            line,
            id: some("Event ID").unwrap_or_default(),
            date: day,
            kind,
            cameo: None,
            actor: ForeignActor {
                name: some("Actor Name"),
                country: some("Actor Country"),
            },
            recipient: ForeignActor {
                name: some("Recipient Name"),
                country: some("Recipient Country"),
            },
            place: some("Placename"),
            address: some("URL").or_else(|| some("Source")).filter(|s| s.contains("://")),
        });
    }
}

/// 20190305.
fn compact_day(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)
        .ok()
}

/// PLOVER type of a CAMEO code, by its root and, of 08, by its third digit. Statements (01)
/// and appeals (02) have none; an appeal is nearest to REQUEST, but PLOVER says none.
pub(crate) fn plover_of(cameo: &str) -> Option<&'static str> {
    Some(match cameo.get(..2)? {
        "03" => "AGREE",
        "04" => "CONSULT",
        "05" => "SUPPORT",
        "06" => "COOPERATE",
        "07" => "AID",
        "08" => match cameo.as_bytes().get(2) {
            Some(b'4'..=b'9') => "RETREAT",
            _ => "CONCEDE",
        },
        "09" | "11" => "ACCUSE",
        "10" => "REQUEST",
        "12" => "REJECT",
        "13" => "THREATEN",
        "14" => "PROTEST",
        "15" => "MOBILIZE",
        "16" => "SANCTION",
        "17" => "COERCE",
        "18" | "19" | "20" => "ASSAULT",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gdelt_row(date: &str, code: &str) -> String {
        let mut cells = vec![""; 61];
        (cells[0], cells[1], cells[6], cells[7]) = ("7", date, "DENMARK", "DNK");
        (cells[26], cells[52], cells[60]) = (code, "Osterby", "https://a.invalid/1");
        cells.join("\t")
    }

    #[test]
    fn rows_are_read_and_bad_ones_are_told() {
        let text = [
            gdelt_row("20220303", "042"),
            "1\t2\t3".to_owned(),
            gdelt_row("20220399", "042"),
            gdelt_row("20220303", "xx"),
        ]
        .join("\n");
        let read = read_foreign(ForeignTable::Gdelt, &mut text.as_bytes())
            .expect("a slice can be read");
        assert_eq!(read.events.len(), 3);
        let first = &read.events[0];
        assert_eq!(first.kind.as_deref(), Some("CONSULT"));
        assert_eq!(first.place.as_deref(), Some("Osterby"));
        assert_eq!(first.address.as_deref(), Some("https://a.invalid/1"));
        let told: Vec<_> = read.problems.iter().map(|p| (p.line, p.code)).collect();
        assert_eq!(told, [(2, "columns"), (3, "date"), (4, "code")]);
    }

    #[test]
    fn polecat_columns_may_stand_in_any_order() {
        let text = "Event Type\tEvent Date\tEvent ID\tActor Name\n\
                    consult\t2022-03-03\tx1\tNone\nwhat\t-\tx2\tBoard\n";
        let read = read_foreign(ForeignTable::Polecat, &mut text.as_bytes())
            .expect("a slice can be read");
        assert_eq!(read.events[0].kind.as_deref(), Some("CONSULT"));
        assert!(read.events[0].actor.is_unknown());
        assert_eq!(read.problems.len(), 2);
    }

    #[test]
    fn any_bytes_are_read() {
        let noise: Vec<u8> = (0..20_000_u32).map(|n| (n * 7 % 251) as u8).collect();
        for kind in [ForeignTable::Gdelt, ForeignTable::Polecat] {
            assert!(read_foreign(kind, &mut noise.as_slice()).is_ok());
        }
    }
}
