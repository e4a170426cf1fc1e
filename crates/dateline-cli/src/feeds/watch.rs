//! `dateline watch`: looks at the feeds again and again, and hands on what is new.

use std::fs::OpenOptions;
use std::io::{Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, bail};
use dateline_tables::{Format, Problem};
use serde_json::json;

use super::fetch::{Fetcher, Limits};
use super::poll::{Found, Item, Manners, look};
use super::state::State;
use crate::Ending;
use crate::brief::Reader;
use crate::export::{self, FormatArg};
use crate::inputs::{Document, Input};
use crate::progress::Progress;

/// Flags of `watch`.
#[derive(clap::Args)]
pub(crate) struct WatchArgs {
    /// A store that new items are added to; made where there is none
    #[arg(value_name = "STORE")]
    store: Option<PathBuf>,
    /// Where the list of feeds is kept
    #[arg(
        long,
        env = "DATELINE_FEEDS",
        default_value = "feeds.json",
        value_name = "FILE"
    )]
    feeds: PathBuf,
    /// How often each feed is looked at: 90s, 15m, 2h, 1d
    #[arg(long, default_value = "15m", value_parser = seconds, value_name = "TIME")]
    every: i64,
    /// Look once and end
    #[arg(long)]
    once: bool,
    /// Append new items to this file as JSON lines, which every command reads (they go to
    /// standard output where neither this nor STORE, --as nor --hook is given)
    #[arg(long, value_name = "FILE")]
    append: Option<PathBuf>,
    #[command(flatten)]
    export: export::Args,
    /// Post a JSON Feed of the new events to this address; it may be one of the own network
    #[arg(long, value_name = "URL")]
    hook: Option<String>,
    /// Take what the feeds hold, and fetch no pages
    #[arg(long)]
    no_pages: bool,
    /// Ask addresses of the own machine and network too
    #[arg(long)]
    allow_private: bool,
    /// Seconds between two requests to one host
    #[arg(long, default_value_t = 1.0, value_name = "SECONDS")]
    pause: f64,
    /// Longest time a request may take, in seconds
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    timeout: u64,
}

/// `90s`, `15m`, `2h`, `1d`, or seconds.
fn seconds(text: &str) -> Result<i64, String> {
    let unit = text.chars().last().filter(char::is_ascii_alphabetic);
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let of_one = match unit {
        None | Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3600,
        Some('d') => 24 * 3600,
        Some(_) => return Err("use s, m, h or d: 15m".to_owned()),
    };
    let n: i64 = number.parse().map_err(|_| "a number and a unit: 15m".to_owned())?;
    let all = n.checked_mul(of_one).filter(|all| (30..=30 * 86_400).contains(all));
    all.ok_or_else(|| "between 30s and 30d".to_owned())
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |d| d.as_secs() as i64)
}

/// The latest items whose events stand in the feed that `--as` writes, so that a reader who
/// looks more seldom than we do misses nothing.
const RECENT: usize = 500;
/// Looks that are kept for a web hook that is down.
const MOST_UNDELIVERED: usize = 200;

/// Looks, hands on, waits.
pub(crate) fn run(args: &WatchArgs, out: &mut impl Write) -> anyhow::Result<Ending> {
    let manners = Manners {
        limits: Limits {
            time: Duration::from_secs(args.timeout.clamp(1, 600)),
            allow_private: args.allow_private,
            ..Limits::default()
        },
        every: args.every,
        pause: Duration::from_secs_f64(args.pause.clamp(0.0, 60.0)),
        pages: !args.no_pages,
        most_pages: 50,
    };
    let mut hands = Hands::new(args, manners.limits)?;
    loop {
        let mut state = State::load(&args.feeds)?;
        if state.feeds.is_empty() {
            bail!(
                "{} has no feeds\nadd some: dateline feeds import my.opml",
                args.feeds.display()
            );
        }
        let found = look(&mut state, &manners, now())?;
        tell(&found);
        let next = state.feeds.values().filter(|f| !f.gone).map(|f| f.next).min();
        // First hand on, then remember: what could not be handed on is new again next time.
        let handed_on = hands
            .hand_on(&found, &mut state.undelivered, out)
            .and_then(|()| state.keep(&args.feeds));
        match handed_on {
            Ok(()) if args.once => {
                return Ok(match (found.items.is_empty(), found.problems.is_empty()) {
                    (_, false) => Ending::SomeFailed,
                    (true, true) => Ending::Nothing,
                    (false, true) => Ending::Done,
                });
            }
            Ok(()) => {}
            // A full disk or a busy store may be over at the next look; a reader who went away
            // will not come back.
            Err(error) if args.once || crate::is_broken_pipe(&error) => {
                return Err(error);
            }
            Err(error) => warn(&format!("this look is tried again: {error:#}")),
        }
        let pause = next.map_or(args.every, |at| at - now()).clamp(1, args.every);
        std::thread::sleep(Duration::from_secs(pause as u64));
    }
}

/// A line for the person beside the machine.
fn warn(message: &str) {
    let message = crate::print::printable(message);
    // Standard error may be closed; that is no reason to stop watching.
    let _ = writeln!(std::io::stderr(), "dateline: {message}");
}

/// One line on the look, and one for each failure.
fn tell(found: &Found) {
    let feeds = if found.n_asked == 1 { "feed" } else { "feeds" };
    let (asked, same, later) = (found.n_asked, found.n_unchanged, found.n_later);
    let (new, failed) = (found.items.len(), found.problems.len());
    let later = if later > 0 { format!(" ({later} more wait)") } else { String::new() };
    warn(&format!(
        "{asked} {feeds} asked, {same} unchanged, {new} new items{later}, {failed} problems"
    ));
    for Problem { input, code, message } in &found.problems {
        warn(&format!("  {code}: {message} ({input})"));
    }
}

/// Where new items go.
struct Hands<'a> {
    args: &'a WatchArgs,
    /// Has read the latest items, where their events are asked for.
    reader: Reader,
    /// Posts to the hook. The user named its address, so it may be in the own network; no
    /// redirect is followed.
    post: Fetcher,
}

impl<'a> Hands<'a> {
    fn new(args: &'a WatchArgs, limits: Limits) -> anyhow::Result<Self> {
        let post = Fetcher::new(Limits { allow_private: true, ..limits });
        Ok(Self { args, reader: Reader::new(None)?, post })
    }

    fn hand_on(
        &mut self,
        found: &Found,
        undelivered: &mut Vec<String>,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        let args = self.args;
        let wants_events = args.export.format.is_some() || args.hook.is_some();
        if !found.items.is_empty() {
            let documents =
                || found.items.iter().map(|item| Ok(document(item))).collect();
            if let Some(path) = &args.store {
                let kit = self.reader.kit();
                let n = crate::daily::add::add_documents(path, documents(), kit)?;
                warn(&format!("{n} documents added to {}", path.display()));
            }
            if let Some(path) = &args.append {
                append(path, &found.items)?;
            }
            if args.store.is_none() && args.append.is_none() && !wants_events {
                write_lines(&found.items, out)?;
                out.flush()?;
            }
            if wants_events {
                self.events(documents(), undelivered, out)?;
            }
        }
        self.deliver(undelivered);
        Ok(())
    }

    /// Reads new items: the events of the latest go to the export, those of the new ones among
    /// what the hook is to have.
    fn events(
        &mut self,
        documents: Vec<Input>,
        undelivered: &mut Vec<String>,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        let n_before = self.reader.n_read();
        self.reader.take(documents, &Progress::hidden());
        if self.args.hook.is_some() {
            let new = self.reader.since(n_before);
            if !new.dossier.events.events.is_empty() {
                let mut feed = Vec::new();
                let export = new.export(false);
                dateline_tables::write_to(export, Format::JsonFeed, None, &mut feed)?;
                undelivered.push(String::from_utf8(feed)?);
            }
        }
        self.reader.keep_last(RECENT);
        if let Some(FormatArg(format)) = self.args.export.format {
            let latest = self.reader.since(0);
            export::run(latest.export(false), &self.args.export, format, out)?;
            out.flush()?;
        }
        Ok(())
    }

    /// Posts what the hook has not taken yet, the oldest first; what it does not take now is
    /// kept for the next look.
    fn deliver(&self, undelivered: &mut Vec<String>) {
        let Some(hook) = &self.args.hook else { return };
        let failed = undelivered.iter().enumerate().find_map(|(n, feed)| {
            let failure = self.post.post(hook, feed.as_bytes()).err()?;
            Some((n, failure))
        });
        let n_taken = failed.as_ref().map_or(undelivered.len(), |(n, _)| *n);
        undelivered.drain(..n_taken);
        let n_over = undelivered.len().saturating_sub(MOST_UNDELIVERED);
        undelivered.drain(..n_over);
        if let Some((_, failure)) = failed {
            let (message, n) = (&failure.message, undelivered.len());
            warn(&format!("the hook failed, {n} looks are kept for it: {message}"));
        }
        if n_over > 0 {
            warn(&format!("{n_over} looks that the hook has not taken are given up"));
        }
    }
}

/// Appends lines to a file; a line that a full disk has cut off does not spoil the first one.
fn append(path: &Path, items: &[Item]) -> anyhow::Result<()> {
    let name = path.display();
    let file = OpenOptions::new().create(true).read(true).append(true).open(path);
    let mut file = file.with_context(|| format!("opening {name}"))?;
    let mut lines = Vec::new();
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        lines.push(b'\n');
    }
    write_lines(items, &mut lines)?;
    file.write_all(&lines).with_context(|| format!("writing {name}"))
}

fn document(item: &Item) -> Document {
    Document::fetched(
        item.id.clone(),
        item.html.clone(),
        item.charset.clone(),
        [&item.url, &item.title, &item.publisher, &item.published].map(Clone::clone),
    )
}

/// New items as the JSON lines that every command reads.
fn write_lines(items: &[Item], out: &mut dyn Write) -> anyhow::Result<()> {
    let retrieved = crate::daily::now();
    for item in items {
        let line = json!({
            "id": item.id,
            "html": text_of(item),
            "kind": "html",
            "url": item.url,
            "title": item.title,
            "publisher": item.publisher,
            "published": item.published,
            "retrieved": retrieved,
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The page as text: in the character set that the server names, else the one that the page
/// names, else UTF-8, else the one that browsers fall back on.
fn text_of(item: &Item) -> String {
    let named = item.charset.clone().or_else(|| {
        let head = String::from_utf8_lossy(&item.html[..item.html.len().min(2048)]);
        let lower = head.to_ascii_lowercase();
        let after = lower.split_once("charset=")?.1.trim_start_matches(['"', '\'']);
        Some(
            after
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect(),
        )
    });
    let encoding = named
        .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
        .or_else(|| std::str::from_utf8(&item.html).ok().map(|_| encoding_rs::UTF_8))
        .unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode(&item.html).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_off_does_not_spoil_the_next() {
        let path = std::env::temp_dir().join(format!("append-{}", std::process::id()));
        std::fs::write(&path, "{\"id\": \"cut").expect("a file can be written");
        let item = Item { id: "whole".to_owned(), ..Item::default() };
        append(&path, std::slice::from_ref(&item)).expect("appended");
        append(&path, &[item]).expect("appended");
        let text = std::fs::read_to_string(&path).expect("a file can be read");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        for line in &lines[1..] {
            let row: serde_json::Value = serde_json::from_str(line).expect("a row");
            assert_eq!(row["id"], "whole");
        }
        std::fs::remove_file(&path).expect("the file can be removed");
    }

    #[test]
    fn times_are_understood() {
        assert_eq!(seconds("15m"), Ok(900));
        assert_eq!(seconds("2h"), Ok(7200));
        assert_eq!(seconds("45"), Ok(45));
        assert!(seconds("5s").is_err());
        assert!(seconds("soon").is_err());
        assert!(seconds("9999999999999999d").is_err());
    }

    #[test]
    fn pages_are_decoded() {
        let item = |charset: Option<&str>, html: &[u8]| Item {
            html: html.to_vec(),
            charset: charset.map(str::to_owned),
            ..Item::default()
        };
        assert_eq!(text_of(&item(Some("iso-8859-1"), b"Z\xfcrich")), "Zürich");
        assert_eq!(text_of(&item(None, "Zürich".as_bytes())), "Zürich");
        assert_eq!(text_of(&item(None, b"Z\xfcrich")), "Zürich");
        let named = text_of(&item(None, b"<meta charset=\"koi8-r\">\xd4"));
        assert!(named.ends_with('т'));
    }
}
