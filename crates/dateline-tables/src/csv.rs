//! Reading CSV (RFC 4180) and the like: our own files back, and other people's tables.

use std::io::BufRead;

/// Longest record that is taken in; a quote that is never closed ends here.
const LONGEST: usize = 16 << 20;

/// Hands over each record with its number, from 1, and gives their number. Records end at
/// line ends outside quotes; bytes that are no UTF-8 are replaced.
///
/// # Errors
/// Where the input cannot be read, a record is over long, or `take` says so.
pub(crate) fn records(
    input: &mut dyn BufRead,
    separator: u8,
    mut take: impl FnMut(u64, &[String]) -> Result<(), String>,
) -> Result<u64, String> {
    let (mut n, mut line, mut n_quotes) = (0, Vec::new(), 0);
    loop {
        let before = line.len();
        let read = input.read_until(b'\n', &mut line).map_err(|e| e.to_string())?;
        if read == 0 && before == 0 {
            return Ok(n);
        }
        n_quotes += memchr::memchr_iter(b'"', &line[before..]).count();
        if n_quotes % 2 == 1 && read > 0 {
            if line.len() > LONGEST {
                return Err(format!("record {}: a quote is not closed", n + 1));
            }
            continue;
        }
        n += 1;
        let text = String::from_utf8_lossy(&line);
        take(n, &fields(text.trim_end_matches(['\r', '\n']), separator))?;
        line.clear();
        n_quotes = 0;
    }
}

/// The fields of one record.
fn fields(record: &str, separator: u8) -> Vec<String> {
    let separator = char::from(separator);
    let (mut out, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = record.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            _ if c == separator && !quoted => out.push(std::mem::take(&mut field)),
            _ => field.push(c),
        }
    }
    out.push(field);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_read_back() {
        let written = ["a, b", "say \"no\"", "two\nlines", "", " x "];
        let line: Vec<_> = written.iter().map(|w| crate::escape::csv(w)).collect();
        let text = line.join(",") + "\r\n";
        let mut read = Vec::new();
        let n = records(&mut text.as_bytes(), b',', |_, row| {
            read = row.to_vec();
            Ok(())
        });
        assert_eq!(n, Ok(1));
        assert_eq!(read, written);
    }
}
