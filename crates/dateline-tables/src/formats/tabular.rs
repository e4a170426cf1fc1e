//! Every table as CSV or JSON lines.

use std::io::{self, Write};

use super::{Part, line};
use crate::check::Check;
use crate::escape;
use crate::rows::{Cell, Object, Sheet, Tables};

/// Between several texts of one cell.
const BETWEEN: &str = "; ";

pub(super) fn json_lines(tables: &Tables) -> Vec<Part<'_>> {
    fn part(sheet: &dyn Sheet) -> Part<'_> {
        Part {
            name: format!("{}.jsonl", sheet.name()),
            check: Check::JsonLines,
            write: Box::new(move |out: &mut dyn Write| write_lines(sheet, out)),
        }
    }
    tables.sheets().into_iter().map(part).collect()
}

pub(super) fn csv(tables: &Tables) -> Vec<Part<'_>> {
    fn part(sheet: &dyn Sheet) -> Part<'_> {
        Part {
            name: format!("{}.csv", sheet.name()),
            check: Check::Csv(sheet.columns().len()),
            write: Box::new(move |out: &mut dyn Write| write_csv(sheet, out)),
        }
    }
    tables.sheets().into_iter().map(part).collect()
}

fn write_lines(sheet: &dyn Sheet, out: &mut dyn Write) -> io::Result<u64> {
    for row in 0..sheet.n_rows() {
        line(out, &Object { sheet, row })?;
    }
    Ok(sheet.n_rows() as u64)
}

fn write_csv(sheet: &dyn Sheet, out: &mut dyn Write) -> io::Result<u64> {
    let names: Vec<&str> = sheet.columns().iter().map(|c| c.name).collect();
    write!(out, "{}\r\n", names.join(","))?;
    for row in 0..sheet.n_rows() {
        for (n, cell) in sheet.cells(row).into_iter().enumerate() {
            if n > 0 {
                out.write_all(b",")?;
            }
            match cell {
                Cell::Null => {}
                Cell::Text(text) => out.write_all(escape::csv(text).as_bytes())?,
                Cell::Int(value) => write!(out, "{value}")?,
                Cell::Real(value) => write!(out, "{value}")?,
                Cell::Flag(value) => write!(out, "{value}")?,
                Cell::List(texts) => {
                    let joined = joined(texts);
                    out.write_all(escape::csv(&joined).as_bytes())?;
                }
            }
        }
        out.write_all(b"\r\n")?;
    }
    Ok(sheet.n_rows() as u64)
}

/// Several texts in one cell, as POLECAT does it; a text's own semicolons become commas.
fn joined(texts: &[String]) -> String {
    let apart = |text: &String| text.replace(';', ",");
    texts.iter().map(apart).collect::<Vec<_>>().join(BETWEEN)
}
