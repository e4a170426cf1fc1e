//! `--to`: rows as a table for people, and as CSV, JSON, JSON lines and Markdown.

use std::io::Write;

use clap::ValueEnum;
use dateline_store::Rows;
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use crate::print::{Style, Tone, one_line, wrap};

/// `--to`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Table,
    /// Comma-separated, with a header
    Csv,
    /// One JSON object with all rows
    Json,
    /// One JSON object a line
    Jsonl,
    /// A Markdown table
    Md,
}

/// A kind of row that can be printed.
pub(crate) trait Listed: Serialize {
    /// What several of them are called; the key in JSON.
    const NAME: &'static str;
    /// The columns of CSV and Markdown.
    const WIDE: &'static [&'static str];
    /// The columns of a table for people; the last one is wrapped.
    const NARROW: &'static [&'static str];

    /// The cells under [`Self::WIDE`].
    fn wide(&self) -> Vec<String>;
    /// The cells under [`Self::NARROW`].
    fn narrow(&self) -> Vec<String>;
}

/// Pages of rows: each call gives the rows after the cursor.
pub(crate) type Fetch<'f, T> =
    &'f mut dyn FnMut(Option<String>) -> anyhow::Result<Rows<T>>;

/// Prints rows until there are no more or `limit` (0: all) are printed, and gives their
/// number and whether there are more.
pub(crate) fn print<T: Listed>(
    format: Format,
    limit: usize,
    style: &Style,
    fetch: Fetch<'_, T>,
    out: &mut impl Write,
) -> anyhow::Result<(usize, bool)> {
    let mut printer = Printer { format, style: *style, out, n: 0 };
    let mut cursor = None;
    let mut kept: Vec<T> = Vec::new();
    printer.head::<T>()?;
    let more = loop {
        let page = fetch(cursor.take())?;
        for row in page.rows {
            if limit > 0 && printer.n == limit {
                break;
            }
            printer.n += 1;
            if format == Format::Table {
                kept.push(row);
            } else {
                printer.row(&row)?;
            }
        }
        match page.next {
            Some(next) if limit == 0 || printer.n < limit => cursor = Some(next),
            next => break next.is_some(),
        }
    };
    if format == Format::Table {
        printer.table(&kept)?;
    }
    printer.end()?;
    Ok((printer.n, more))
}

/// Writes one page of rows as CSV or as a JSON object that says how to go on.
#[cfg(feature = "serve")]
pub(crate) fn write_page<T: Listed>(
    format: Format,
    page: &Rows<T>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let style = Style::of_stdout(crate::print::ColorChoice::Never);
    let mut printer = Printer { format, style, out: &mut *out, n: 0 };
    printer.head::<T>()?;
    for row in &page.rows {
        printer.n += 1;
        printer.row(row)?;
    }
    if format == Format::Json {
        let next = serde_json::to_string(&page.next)?;
        writeln!(out, "\n],\"next\":{next}}}")?;
    }
    Ok(())
}

struct Printer<'o, W: Write> {
    format: Format,
    style: Style,
    out: &'o mut W,
    n: usize,
}

impl<W: Write> Printer<'_, W> {
    fn head<T: Listed>(&mut self) -> anyhow::Result<()> {
        match self.format {
            Format::Csv => writeln!(self.out, "{}", T::WIDE.join(","))?,
            Format::Md => {
                writeln!(self.out, "| {} |", T::WIDE.join(" | "))?;
                writeln!(self.out, "|{}", "---|".repeat(T::WIDE.len()))?;
            }
            Format::Json => write!(
                self.out,
                "{{\"schema\":\"{}\",\"{}\":[",
                dateline_tables::SCHEMA,
                T::NAME
            )?,
            Format::Jsonl | Format::Table => {}
        }
        Ok(())
    }

    fn row<T: Listed>(&mut self, row: &T) -> anyhow::Result<()> {
        match self.format {
            Format::Csv => {
                let cells: Vec<String> = row.wide().iter().map(|c| csv(c)).collect();
                writeln!(self.out, "{}", cells.join(","))?;
            }
            Format::Md => {
                let cells: Vec<String> = row.wide().iter().map(|c| markdown(c)).collect();
                writeln!(self.out, "| {} |", cells.join(" | "))?;
            }
            Format::Json => {
                self.out.write_all(if self.n > 1 { b",\n" } else { b"\n" })?;
                serde_json::to_writer(&mut *self.out, row)?;
            }
            Format::Jsonl => {
                serde_json::to_writer(&mut *self.out, row)?;
                writeln!(self.out)?;
            }
            Format::Table => {}
        }
        Ok(())
    }

    fn end(&mut self) -> anyhow::Result<()> {
        if self.format == Format::Json {
            writeln!(self.out, "\n]}}")?;
        }
        Ok(())
    }

    /// Columns as wide as their cells, the last one wrapped into what is left.
    fn table<T: Listed>(&mut self, rows: &[T]) -> anyhow::Result<()> {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.narrow().iter().map(|cell| one_line(cell)).collect())
            .collect();
        let last = T::NARROW.len() - 1;
        let width = |i: usize| {
            let widest = cells.iter().map(|row| row[i].width()).max().unwrap_or(0);
            widest.max(T::NARROW[i].width()).min(WIDEST)
        };
        let widths: Vec<usize> = (0..last).map(width).collect();
        let indent: usize = widths.iter().map(|w| w + 2).sum();
        // On a narrow screen the last column stands below the others.
        let below = indent + LEAST > self.style.width;
        let lead = |row: &[String]| {
            let pad = |(i, w): (usize, &usize)| {
                let cell = cut(&row[i], *w);
                format!("{cell}{}  ", " ".repeat(w - cell.width()))
            };
            widths.iter().enumerate().map(pad).collect::<String>()
        };
        let heads: Vec<String> = T::NARROW.iter().map(|&h| h.to_owned()).collect();
        if !rows.is_empty() {
            let head = format!("{}{}", lead(&heads), heads[last]);
            writeln!(self.out, "{}", self.style.paint(Tone::Faint, head.trim_end()))?;
        }
        for row in &cells {
            let indent = if below { 4 } else { indent };
            let text = wrap(&row[last], self.style.width, indent, indent);
            let text = if below { text } else { text.trim_start().to_owned() };
            let gap = if below { "\n" } else { "" };
            let line = format!("{}{gap}{text}", lead(row));
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// The widest column but the last.
const WIDEST: usize = 28;
/// The least room that the last column needs beside the others.
const LEAST: usize = 30;

/// As much of a cell as fits.
fn cut(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut out = String::new();
    for c in cell.chars() {
        if out.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) >= width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// RFC 4180.
fn csv(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// A cell that stays one cell: no line break, no bar, nothing that is taken for HTML.
fn markdown(cell: &str) -> String {
    let mut out = String::new();
    for c in one_line(cell).chars() {
        match c {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells() {
        assert_eq!(csv("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(csv("x\ny"), "\"x\ny\"");
        assert_eq!(markdown("a|b<i>\nc"), "a\\|b&lt;i&gt; c");
        assert_eq!(cut("abcdef", 4), "abc…");
    }
}
