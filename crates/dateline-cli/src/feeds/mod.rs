//! Feeds that are watched: `dateline feeds` keeps the list, `dateline watch` looks at it.

mod fetch;
mod opml;
mod poll;
mod robots;
mod state;
#[cfg(test)]
mod tests;
mod watch;

pub(crate) use watch::{WatchArgs, run as watch};

use std::io::Write;
use std::path::PathBuf;

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
    List,
}

/// Changes or shows the list.
pub(crate) fn run(args: &FeedsArgs, out: &mut impl Write) -> anyhow::Result<Ending> {
    let mut state = State::load(&args.feeds)?;
    let n_changed = match &args.action {
        Action::Import { opml } => {
            let name = opml.display();
            let bytes = std::fs::read(opml).with_context(|| format!("reading {name}"))?;
            let feeds = opml::read(&String::from_utf8_lossy(&bytes))
                .map_err(|why| anyhow::anyhow!("{name}: {why}"))?;
            let n = state.add(feeds);
            writeln!(
                out,
                "{n} feeds added, {} in {}",
                state.feeds.len(),
                args.feeds.display()
            )?;
            n
        }
        Action::Add { urls } => {
            let feeds =
                urls.iter().map(|url| Feed { url: url.clone(), ..Feed::default() });
            state.add(feeds.collect())
        }
        Action::Remove { urls } => {
            urls.iter().filter(|url| state.feeds.remove(*url).is_some()).count()
        }
        Action::List => {
            list(&state, out)?;
            return Ok(if state.feeds.is_empty() {
                Ending::Nothing
            } else {
                Ending::Done
            });
        }
    };
    state.save(&args.feeds)?;
    Ok(if n_changed == 0 { Ending::Nothing } else { Ending::Done })
}

fn list(state: &State, out: &mut impl Write) -> anyhow::Result<()> {
    for feed in state.feeds.values() {
        let url = crate::print::printable(&feed.url);
        let title = crate::print::printable(feed.title.as_deref().unwrap_or(""));
        let health = match (&feed.error, feed.gone) {
            (_, true) => "gone; not asked again".to_owned(),
            (Some(error), false) => {
                format!(
                    "failed {} times: {}",
                    feed.failures,
                    crate::print::printable(error)
                )
            }
            (None, false) => "ok".to_owned(),
        };
        writeln!(out, "{url}\t{title}\t{health}")?;
    }
    Ok(())
}
