//! WARC files: the web pages of their response records. A damaged gzip member or record
//! costs itself; reading goes on at the next one.

use std::io::{self, BufRead, Read};

use dateline::Kind;
use flate2::bufread::GzDecoder;

use super::{Document, InputArgs, MAX_BYTES, Push, problem};

/// The unzipped bytes of all members of a gzip file, one after the other. Where a member is
/// damaged one read fails, and the reads after it go on at the next member.
pub(super) struct Members<'r> {
    state: State<'r>,
}

enum State<'r> {
    Between(&'r mut dyn BufRead),
    Inside(GzDecoder<&'r mut dyn BufRead>),
    Ended,
}

impl<'r> Members<'r> {
    pub(super) fn new(reader: &'r mut dyn BufRead) -> Self {
        Self { state: State::Between(reader) }
    }
}

impl Read for Members<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(reader) => {
                    if !to_next_member(reader)? {
                        return Ok(0);
                    }
                    self.state = State::Inside(GzDecoder::new(reader));
                }
                State::Inside(mut member) => match member.read(out) {
                    Ok(0) if !out.is_empty() => {
                        self.state = State::Between(member.into_inner())
                    }
                    Ok(n) => {
                        self.state = State::Inside(member);
                        return Ok(n);
                    }
                    // The caller is told once; what is read after that is the next member.
                    Err(error) => {
                        self.state = State::Between(member.into_inner());
                        let message = format!("damaged gzip member: {error}");
                        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                    }
                },
            }
        }
    }
}

/// Moves to the next gzip header; false at the end of the file.
fn to_next_member(reader: &mut dyn BufRead) -> io::Result<bool> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(false);
        }
        if buffer.starts_with(&[0x1F, 0x8B, 0x08])
            || (buffer.len() < 3 && buffer[0] == 0x1F)
        {
            return Ok(true);
        }
        let skip = buffer[1..].windows(3).position(|w| w == [0x1F, 0x8B, 0x08]);
        let used = skip.map_or(buffer.len().saturating_sub(2).max(1), |at| at + 1);
        reader.consume(used);
    }
}

/// One record: its header fields and its block.
struct Record {
    fields: Vec<(String, String)>,
    block: Vec<u8>,
    too_large: bool,
}

impl Record {
    fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The web pages of a WARC file.
pub(super) fn each_record(
    name: &str,
    reader: &mut dyn BufRead,
    args: &InputArgs,
    push: Push<'_>,
) -> anyhow::Result<()> {
    let mut n = 0;
    loop {
        n += 1;
        let record = match next_record(reader) {
            Ok(Some(record)) => record,
            Ok(None) => return Ok(()),
            Err(error) => {
                let message = format!("record {n} is damaged: {error}");
                push(Err(problem(&format!("{name}#{n}"), "warc", message)))?;
                continue;
            }
        };
        if record.field("WARC-Type") == Some("response") {
            page(name, n, record, args).map_or(Ok(()), &mut *push)?;
        }
    }
}

/// Reads up to the next record and that record; `None` at the end.
fn next_record(reader: &mut dyn BufRead) -> io::Result<Option<Record>> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if (&mut *reader).take(1 << 16).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.starts_with(b"WARC/1.") {
            break;
        }
    }
    let mut fields = Vec::new();
    loop {
        line.clear();
        let read = (&mut *reader).take(1 << 16).read_until(b'\n', &mut line)?;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if read == 0 || text.is_empty() {
            break;
        }
        if let Some((key, value)) = text.split_once(':') {
            fields.push((key.trim().to_owned(), value.trim().to_owned()));
        }
    }
    let mut record = Record { fields, block: Vec::new(), too_large: false };
    let length = record.field("Content-Length").and_then(|l| l.parse::<u64>().ok());
    let Some(length) = length else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "no Content-Length"));
    };
    if length > MAX_BYTES {
        record.too_large = true;
        io::copy(&mut reader.take(length), &mut io::sink())?;
    } else {
        let got = reader.take(length).read_to_end(&mut record.block)?;
        if (got as u64) < length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "cut short"));
        }
    }
    Ok(Some(record))
}

/// The page of a response record; `None` where it is no web page.
fn page(name: &str, n: usize, record: Record, args: &InputArgs) -> Option<super::Input> {
    let url =
        record.field("WARC-Target-URI").map(|u| u.trim_matches(['<', '>']).to_owned());
    let id = url.clone().map_or(format!("{name}#{n}"), |url| format!("{name}#{url}"));
    if record.too_large {
        let message = format!("more than {} MiB", MAX_BYTES >> 20);
        return Some(Err(problem(&id, "too-large", message)));
    }
    let head_end = find(&record.block, b"\r\n\r\n").map(|at| (at, at + 4));
    let (head, start) =
        head_end.or(find(&record.block, b"\n\n").map(|at| (at, at + 2)))?;
    let header = String::from_utf8_lossy(&record.block[..head]).into_owned();
    let field = |key: &str| {
        let value = |line: &str| {
            let (k, v) = line.split_once(':')?;
            k.trim().eq_ignore_ascii_case(key).then(|| v.trim().to_owned())
        };
        header.lines().skip(1).find_map(value)
    };
    let status = header.split_whitespace().nth(1).unwrap_or("");
    let media = field("content-type").unwrap_or_default().to_lowercase();
    if !status.starts_with('2') || !(media.contains("html") || media.is_empty()) {
        return None;
    }
    let mut bytes = record.block[start..].to_vec();
    if field("transfer-encoding").is_some_and(|t| t.eq_ignore_ascii_case("chunked")) {
        bytes = dechunk(&bytes).unwrap_or(bytes);
    }
    if bytes.starts_with(&[0x1F, 0x8B]) {
        bytes = unzip(&bytes);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Some(Err(problem(&id, "empty", "the response is empty")));
    }
    let charset = media.split("charset=").nth(1).map(|c| {
        c.split([';', ' ']).next().unwrap_or("").trim_matches(['"', '\'']).to_owned()
    });
    Some(Ok(Document {
        id,
        bytes,
        kind: Kind::Html,
        url,
        published: args.published.clone(),
        retrieved: record.field("WARC-Date").map(str::to_owned),
        charset,
        ..Document::default()
    }))
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w == what)
}

/// Joins the chunks of a chunked HTTP body; `None` where it is not chunked after all.
fn dechunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = find(bytes, b"\r\n")?;
        let size = std::str::from_utf8(&bytes[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(out);
        }
        let start = end + 2;
        out.extend_from_slice(bytes.get(start..start.checked_add(size)?)?);
        bytes = bytes.get(start + size + 2..)?;
    }
}

/// Unzips as much as is sound, at most the largest document.
fn unzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // A damaged body is read as far as it goes, as browsers do.
    let _ = GzDecoder::new(bytes).take(MAX_BYTES).read_to_end(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn record(url: &str, body: &str) -> Vec<u8> {
        let http = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}"
        );
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n\
             WARC-Date: 2022-05-03T08:00:00Z\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
        .into_bytes()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("writing to memory");
        encoder.finish().expect("writing to memory")
    }

    fn read(file: &[u8]) -> Vec<super::super::Input> {
        let mut out = Vec::new();
        let mut file = BufReader::new(file);
        let mut inside = BufReader::new(Members::new(&mut file));
        each_record("w", &mut inside, &InputArgs::default(), &mut |input| {
            out.push(input);
            Ok(())
        })
        .expect("pushing cannot fail");
        out
    }

    #[test]
    fn members_and_pages() {
        let file = [
            gzip(&record("http://a.invalid/", "<p>A")),
            gzip(&record("http://b.invalid/", "<p>B")),
        ]
        .concat();
        let got = read(&file);
        assert_eq!(got.len(), 2);
        let second = got[1].as_ref().expect("sound");
        assert_eq!(
            (second.bytes.as_slice(), second.url.as_deref()),
            (&b"<p>B"[..], Some("http://b.invalid/"))
        );
        assert_eq!(second.retrieved.as_deref(), Some("2022-05-03T08:00:00Z"));
    }

    #[test]
    fn a_damaged_member_costs_only_itself() {
        let mut bad = gzip(&record("http://bad.invalid/", &"<p>Bad".repeat(200)));
        let middle = bad.len() / 2;
        bad[middle] ^= 0xFF;
        let file = [
            gzip(&record("http://a.invalid/", "<p>A")),
            bad,
            gzip(&record("http://b.invalid/", "<p>B")),
        ]
        .concat();
        let sound: Vec<_> =
            read(&file).into_iter().flatten().filter_map(|d| d.url).collect();
        assert!(sound.contains(&"http://a.invalid/".to_owned()), "{sound:?}");
        assert!(sound.contains(&"http://b.invalid/".to_owned()), "{sound:?}");
    }

    #[test]
    fn chunks_are_joined() {
        assert_eq!(
            dechunk(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").as_deref(),
            Some(&b"abcde"[..])
        );
        assert_eq!(dechunk(b"<html>"), None);
    }
}
