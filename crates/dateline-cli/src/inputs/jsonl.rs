//! JSON lines: one document a line.

use std::io::{BufRead, Read};

use dateline::Kind;
use serde::Deserialize;

use super::{Document, Input, InputArgs, MAX_BYTES, Push, problem};

/// A line of JSON input.
#[derive(Deserialize)]
struct Row {
    id: serde_json::Value,
    text: Option<String>,
    html: Option<String>,
    kind: Option<String>,
    url: Option<String>,
    title: Option<String>,
    published: Option<String>,
    retrieved: Option<String>,
    publisher: Option<String>,
}

/// The documents of a reader of JSON lines; a bad line is a problem of its own.
pub(super) fn each_line(
    name: &str,
    reader: &mut dyn BufRead,
    args: &InputArgs,
    push: Push<'_>,
) -> anyhow::Result<()> {
    let mut line = Vec::new();
    for n in 1.. {
        line.clear();
        match (&mut *reader).take(MAX_BYTES + 1).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) if line.len() as u64 > MAX_BYTES => {
                let message = format!("line {n}: more than {} MiB", MAX_BYTES >> 20);
                push(Err(problem(&format!("{name}:{n}"), "too-large", message)))?;
                skip_line(reader);
                continue;
            }
            Ok(_) => {}
            Err(error) => return push(Err(problem(name, "io", error.to_string()))),
        }
        if !line.iter().all(u8::is_ascii_whitespace) {
            push(one_line(name, n, &line, args))?;
        }
    }
    Ok(())
}

/// Reads on to the end of an overlong line without keeping it.
fn skip_line(reader: &mut dyn BufRead) {
    while let Ok(rest) = reader.fill_buf() {
        let (used, ended) = match rest.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (rest.len(), rest.is_empty()),
        };
        reader.consume(used);
        if ended {
            break;
        }
    }
}

fn one_line(name: &str, n: usize, line: &[u8], args: &InputArgs) -> Input {
    let at = format!("{name}:{n}");
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let row: Row = serde_json::from_slice(line)
        .map_err(|error| problem(&at, "json", format!("line {n}: {error}")))?;
    let id = match row.id {
        serde_json::Value::String(id) => id,
        other => return Err(problem(&at, "json", format!("line {n}: id is {other}"))),
    };
    let (text, default) = match (row.text, row.html) {
        (Some(text), _) => (text, Kind::from(args.kind)),
        (None, Some(html)) => (html, Kind::Html),
        (None, None) => return Err(problem(&id, "json", "neither text nor html")),
    };
    let kind = match row.kind.as_deref() {
        None => default,
        Some("html") => Kind::Html,
        Some("page") => Kind::Page,
        Some("body") => Kind::Body,
        Some("auto") => Kind::Auto,
        Some(other) => {
            return Err(problem(&id, "json", format!("unknown kind {other:?}")));
        }
    };
    if text.trim().is_empty() {
        return Err(problem(&id, "empty", "there is nothing in it"));
    }
    Ok(Document {
        id,
        bytes: text.into_bytes(),
        kind,
        url: row.url,
        title: row.title,
        publisher: row.publisher,
        published: row.published.or_else(|| args.published.clone()),
        retrieved: row.retrieved,
        // A JSON string is decoded already; what a meta tag of the page says is history.
        charset: Some("utf-8".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Vec<Input> {
        let args = InputArgs::default();
        let mut out = Vec::new();
        let mut reader = lines.as_bytes();
        each_line("in", &mut reader, &args, &mut |input| {
            out.push(input);
            Ok(())
        })
        .expect("pushing cannot fail");
        out
    }

    #[test]
    fn a_bad_line_costs_only_itself() {
        let got = read(
            "{\"id\":\"a\",\"text\":\"One.\"}\nnot json\n\n{\"id\":\"b\",\"html\":\"<p>x\"}\n{\"id\":7,\"text\":\"x\"}\n{\"id\":\"c\"}\n",
        );
        let told: Vec<String> = got
            .iter()
            .map(|i| i.as_ref().map_or_else(|p| p.code.clone(), |d| d.id.clone()))
            .collect();
        assert_eq!(told, ["a", "json", "b", "json", "json"]);
    }
}
