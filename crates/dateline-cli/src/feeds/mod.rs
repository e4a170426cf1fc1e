//! Feeds that are watched: `dateline feeds` keeps the list, `dateline watch` looks at it.

mod fetch;
mod opml;
mod poll;
mod robots;
mod state;
#[cfg(test)]
mod tests;
mod turns;
mod watch;

pub(crate) use watch::{WatchArgs, run as watch};

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::Ending;
use state::{Feed, State};

/// Flags of `feeds`.
#[derive(clap::Args)]
pub(crate) struct FeedsArgs {
    #[command(subcommand)]
    action: Action,
    /// Where the list is kept
    #[arg(
        long,
        global = true,
        env = "DATELINE_FEEDS",
        default_value = "feeds.json",
        value_name = "FILE"
    )]
    feeds: PathBuf,
}

/// What is done with the list.
#[derive(clap::Subcommand)]
enum Action {
    /// Add the feeds of an OPML file
    Import {
        /// The file that your feed reader exports
        opml: PathBuf,
    },
    /// Add feeds by their addresses
    Add {
        /// Addresses of feeds
        #[arg(required = true, value_name = "URL")]
        urls: Vec<String>,
    },
    /// Take feeds off the list
    Remove {
        /// Addresses of feeds
        #[arg(required = true, value_name = "URL")]
        urls: Vec<String>,
    },
    /// Show the list: each feed, when it is asked next, and why it failed
    List {
        /// Print JSON lines for programs
        #[arg(long)]
        json: bool,
    },
}

/// Changes or shows the list.
pub(crate) fn run(args: &FeedsArgs, out: &mut impl Write) -> anyhow::Result<Ending> {
    let n_changed = match &args.action {
        Action::Import { opml } => {
            let name = opml.display();
            let bytes = std::fs::read(opml).with_context(|| format!("reading {name}"))?;
            let feeds = opml::read(&String::from_utf8_lossy(&bytes))
                .map_err(|why| anyhow::anyhow!("{name}: {why}"))?;
            add(&args.feeds, feeds, out)?
        }
        Action::Add { urls } => {
            for url in urls {
                fetch::web(url).map_err(|failure| anyhow::anyhow!(failure.message))?;
            }
            add(&args.feeds, urls.iter().map(|url| Feed::at(url.trim())).collect(), out)?
        }
        Action::Remove { urls } => State::change(&args.feeds, |state| {
            urls.iter().filter(|url| state.feeds.remove(*url).is_some()).count()
        })?,
        Action::List { json } => {
            let state = State::load(&args.feeds)?;
            list(&state, *json, out)?;
            usize::from(!state.feeds.is_empty())
        }
    };
    Ok(if n_changed == 0 { Ending::Nothing } else { Ending::Done })
}

fn add(list: &Path, feeds: Vec<Feed>, out: &mut impl Write) -> anyhow::Result<usize> {
    let (n, all) = State::change(list, |state| (state.add(feeds), state.feeds.len()))?;
    let name = list.display();
    writeln!(out, "{n} added, {all} in {name}; now: dateline watch")?;
    Ok(n)
}

fn list(state: &State, json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    for feed in state.feeds.values() {
        let next = jiff::Timestamp::from_second(feed.next).unwrap_or_default();
        let next = (feed.next > 0 && !feed.gone)
            .then(|| next.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        if json {
            let row = serde_json::json!({
                "url": feed.url, "title": feed.title, "site": feed.site, "next": next,
                "failures": feed.failures, "error": feed.error, "gone": feed.gone,
            });
            writeln!(out, "{row}")?;
            continue;
        }
        let health = match (&feed.error, feed.gone) {
            (_, true) => "gone; not asked again".to_owned(),
            (Some(error), false) => {
                let times = if feed.failures == 1 { "time" } else { "times" };
                format!("failed {} {times}: {error}", feed.failures)
            }
            (None, false) if next.is_none() => "not asked yet".to_owned(),
            (None, false) => "ok".to_owned(),
        };
        let title = feed.title.as_deref().unwrap_or("");
        let next = next.as_deref().unwrap_or("");
        let cells = [&feed.url, title, next, &health].map(crate::print::printable);
        writeln!(out, "{}", cells.join("\t"))?;
    }
    Ok(())
}
