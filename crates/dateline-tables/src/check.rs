//! Reading back what was written, in the way a strict reader of the format would.

use std::fmt;
use std::io::BufRead;
use std::path::Path;

use serde::de::{
    DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

/// How a file is checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Check {
    /// One JSON object; the records are the items of the list under this key.
    JsonList(&'static str),
    /// One JSON list.
    JsonArray,
    /// One JSON value a line.
    JsonLines,
    /// CSV with a header of so many columns.
    Csv(usize),
    /// Tab-separated lines of so many columns, perhaps with a header.
    Tsv {
        /// Columns.
        columns: usize,
        /// Whether the first line names them.
        header: bool,
    },
    /// iCalendar; the records are its events.
    Ical,
    /// XML; the records are the elements of this name.
    Xml(&'static str),
    /// N-Triples.
    Triples,
    /// Parquet; see [`parquet`].
    Parquet,
    /// Text; the records are the lines that begin with this.
    Text(&'static str),
}

/// The number of records, or why the file is not of its format.
pub(crate) fn records(check: Check, input: &mut dyn BufRead) -> Result<u64, String> {
    match check {
        Check::JsonList(key) => json(input, Count(Some(key))),
        Check::JsonArray => json(input, Count(None)),
        Check::JsonLines => lines(input, |line| {
            serde_json::from_str::<IgnoredAny>(line).map_err(|e| e.to_string())?;
            Ok(true)
        }),
        Check::Csv(columns) => csv(input, columns),
        Check::Tsv { columns, header } => {
            let n = lines(input, |line| {
                let n = line.split('\t').count();
                if n == columns { Ok(true) } else { Err(format!("{n} columns")) }
            })?;
            n.checked_sub(u64::from(header)).ok_or_else(|| "no header".to_owned())
        }
        Check::Ical => ical(input),
        Check::Xml(name) => xml(input, name),
        Check::Triples => lines(input, |line| {
            let whole = line.starts_with('<') && line.ends_with(" .");
            if whole { Ok(true) } else { Err("not a triple".to_owned()) }
        }),
        Check::Text(start) => lines(input, |line| Ok(line.starts_with(start))),
        Check::Parquet => Err("Parquet is checked as a file".to_owned()),
    }
}

/// Counts the lines that `is_record`; line ends are LF, and the last line has one too.
fn lines(
    input: &mut dyn BufRead,
    is_record: impl Fn(&str) -> Result<bool, String>,
) -> Result<u64, String> {
    let (mut n_records, mut line) = (0, String::new());
    for n in 1.. {
        line.clear();
        if input.read_line(&mut line).map_err(|e| e.to_string())? == 0 {
            break;
        }
        let whole = line.strip_suffix('\n').ok_or("the last line has no end")?;
        n_records +=
            u64::from(is_record(whole).map_err(|why| format!("line {n}: {why}"))?);
    }
    Ok(n_records)
}

fn csv(input: &mut dyn BufRead, columns: usize) -> Result<u64, String> {
    let rows = crate::csv::records(input, b',', |n, row| {
        if row.len() == columns {
            Ok(())
        } else {
            Err(format!("row {n}: {} columns, expected {columns}", row.len()))
        }
    })?;
    rows.checked_sub(1).ok_or_else(|| "no header".to_owned())
}

fn ical(input: &mut dyn BufRead) -> Result<u64, String> {
    const LONGEST: usize = 75;
    let depth = std::cell::Cell::new(0_i64);
    let n_events = lines(input, |line| {
        let line = line.strip_suffix('\r').ok_or("no CR before its end")?;
        if line.len() > LONGEST {
            return Err(format!("{} bytes", line.len()));
        }
        let step =
            i64::from(line.starts_with("BEGIN:")) - i64::from(line.starts_with("END:"));
        depth.set(depth.get() + step);
        Ok(line == "BEGIN:VEVENT")
    })?;
    if depth.get() == 0 {
        Ok(n_events)
    } else {
        Err("a component is not closed".to_owned())
    }
}

fn xml(input: &mut dyn BufRead, name: &str) -> Result<u64, String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_reader(input);
    reader.config_mut().check_end_names = true;
    let (mut n, mut depth, mut buffer) = (0, 0_i64, Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).map_err(|e| e.to_string())? {
            Event::Start(tag) => {
                depth += 1;
                n += u64::from(tag.name().as_ref() == name);
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    if depth == 0 { Ok(n) } else { Err(format!("{depth} elements are not closed")) }
}

fn json(input: &mut dyn BufRead, count: Count) -> Result<u64, String> {
    let mut reader = serde_json::Deserializer::from_reader(input);
    let n = count.deserialize(&mut reader).map_err(|e| e.to_string())?;
    reader.end().map_err(|e| e.to_string())?;
    Ok(n)
}

/// Counts the items of a list without keeping them.
struct Count(Option<&'static str>);

impl<'de> DeserializeSeed<'de> for Count {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<u64, D::Error> {
        match self.0 {
            Some(_) => input.deserialize_map(self),
            None => input.deserialize_seq(self),
        }
    }
}

impl<'de> Visitor<'de> for Count {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list, under {:?} if named", self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<u64, A::Error> {
        let mut n = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            n += 1;
        }
        Ok(n)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<u64, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            if Some(key.as_str()) == self.0 {
                found = Some(map.next_value_seed(Count(None))?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        found.ok_or_else(|| serde::de::Error::custom("the list is not there"))
    }
}

/// The rows of a Parquet file whose metadata has our schema number.
#[cfg(feature = "parquet")]
pub(crate) fn parquet(path: &Path) -> Result<u64, String> {
    crate::formats::parquet::read_back(path)
}

/// The rows of a Parquet file: this build writes none.
#[cfg(not(feature = "parquet"))]
pub(crate) fn parquet(_path: &Path) -> Result<u64, String> {
    Err("this build has no Parquet".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(check: Check, text: &str, expected: Result<u64, &str>) {
        let got = records(check, &mut text.as_bytes());
        match (got, expected) {
            (Ok(n), Ok(expected)) => assert_eq!(n, expected),
            (Err(why), Err(part)) => assert!(why.contains(part), "{why}"),
            (got, _) => panic!("{got:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn broken_files_are_found_out() {
        check(Check::JsonList("x"), r#"{"a": 1, "x": [1, {}]}"#, Ok(2));
        check(Check::JsonList("x"), r#"{"a": 1}"#, Err("not there"));
        check(Check::JsonArray, "[1, 2", Err("EOF"));
        check(Check::JsonLines, "{}\n[]\n", Ok(2));
        check(Check::JsonLines, "{}\n{\n", Err("line 2"));
        check(Check::Csv(2), "a,b\n1,\"x\ny\"\n", Ok(1));
        check(Check::Csv(2), "a,b\n1,2,3\n", Err("3 columns"));
        check(Check::Tsv { columns: 2, header: true }, "a\tb\n1\t2\n", Ok(1));
        check(Check::Tsv { columns: 2, header: false }, "1\n", Err("1 columns"));
        check(Check::Xml("e"), "<a><e/><e>x</e></a>", Ok(1));
        check(Check::Xml("e"), "<a><e></a>", Err(""));
        check(Check::Triples, "<a> <b> <c> .\n", Ok(1));
        check(Check::Ical, "BEGIN:VEVENT\r\nEND:VEVENT\r\n", Ok(1));
        check(Check::Ical, "BEGIN:VEVENT\n", Err("CR"));
    }
}
