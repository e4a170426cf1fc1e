//! `dateline watch`: looks at the feeds again and again, and hands on what is new.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
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
use crate::inputs::Document;
use crate::progress::Progress;

/// Flags of `watch`.
#[derive(clap::Args)]
pub(crate) struct WatchArgs {
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
    /// Append new items to this file as JSON lines, which `dateline brief` reads (else they go
    /// to standard output)
    #[arg(long, value_name = "FILE")]
    append: Option<PathBuf>,
    #[command(flatten)]
    export: export::Args,
    /// Post a JSON Feed of the new events to this address
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
        // First hand on, then remember: what could not be handed on is new again next time.
        hand_on(args, &manners, &found, out)?;
        state.save(&args.feeds)?;
        if args.once {
            return Ok(match (found.items.is_empty(), found.problems.is_empty()) {
                (_, false) => Ending::SomeFailed,
                (true, true) => Ending::Nothing,
                (false, true) => Ending::Done,
            });
        }
        let next = state.feeds.values().filter(|f| !f.gone).map(|f| f.next).min();
        let pause = next.map_or(args.every, |at| at - now()).clamp(1, args.every);
        std::thread::sleep(Duration::from_secs(pause as u64));
    }
}

/// One line for the person beside the machine, and one for each failure.
fn tell(found: &Found) {
    let mut err = std::io::stderr().lock();
    let (asked, same) = (found.n_asked, found.n_unchanged);
    // Standard error may be closed; that is no reason to stop watching.
    let _ = writeln!(
        err,
        "dateline: {asked} feeds asked, {same} unchanged, {} new items, {} problems",
        found.items.len(),
        found.problems.len()
    );
    for Problem { input, code, message } in &found.problems {
        let line = format!("  {code}: {message} ({input})");
        let _ = writeln!(err, "{}", crate::print::printable(&line));
    }
}

fn hand_on(
    args: &WatchArgs,
    manners: &Manners,
    found: &Found,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if found.items.is_empty() {
        return Ok(());
    }
    let format = args.export.format;
    if let Some(path) = &args.append {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let mut file = file.with_context(|| format!("opening {}", path.display()))?;
        write_lines(&found.items, &mut file)?;
    } else if format.is_none() && args.hook.is_none() {
        write_lines(&found.items, out)?;
        out.flush()?;
    }
    if format.is_none() && args.hook.is_none() {
        return Ok(());
    }
    let mut reader = Reader::new(None)?;
    let documents = found.items.iter().map(|item| Ok(document(item)));
    reader.take(documents.collect(), &Progress::hidden());
    let read = reader.finish();
    if let Some(FormatArg(format)) = format {
        export::run(read.export(false), &args.export, format, out)?;
    }
    if let Some(hook) = &args.hook {
        let mut feed = Vec::new();
        dateline_tables::write_to(read.export(false), Format::JsonFeed, None, &mut feed)?;
        let fetcher = Fetcher::new(manners.limits);
        if let Err(failure) = fetcher.post(hook, &feed) {
            // The items are kept or written already; a hook that is down must not make them
            // come again and again.
            let message = crate::print::printable(&failure.message);
            let _ = writeln!(std::io::stderr(), "dateline: the hook failed: {message}");
        }
    }
    Ok(())
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
    let retrieved = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
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
