//! What is kept of each feed between two looks: one JSON file, replaced as a whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use dateline::Id;
use serde::{Deserialize, Serialize};

/// Items remembered for each feed, the latest; feeds show far fewer.
const REMEMBERED: usize = 4000;
/// A feed that fails is asked again after its interval, doubled with each failure, and at
/// least once in this time (seconds).
const LONGEST_PAUSE: i64 = 24 * 3600;

/// A feed of the list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Feed {
    /// Its address.
    pub(crate) url: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// The site it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) site: Option<String>,
    /// What the server gave to ask with next time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    /// The same, as a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    /// Not before this time, in seconds since 1970.
    #[serde(default)]
    pub(crate) next: i64,
    /// Failures in a row.
    #[serde(default)]
    pub(crate) failures: u32,
    /// Why the last look failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// The server says it is gone for good; it is not asked again.
    #[serde(default)]
    pub(crate) gone: bool,
    /// Hashes of the names and addresses of items, the oldest first.
    #[serde(default)]
    pub(super) seen: Vec<String>,
}

impl Feed {
    /// Whether an item has not been met under its name nor its address; remembers both. An
    /// item whose date or text changes is not new.
    pub(crate) fn is_new(&mut self, name: &str, address: Option<&str>) -> bool {
        let keys: Vec<String> = std::iter::once(("name", name))
            .chain(address.map(|a| ("address", a)))
            .map(|(kind, text)| Id::of([kind, text]).to_string())
            .collect();
        let known = keys.iter().any(|key| self.seen.contains(key));
        for key in keys {
            if !self.seen.contains(&key) {
                self.seen.push(key);
            }
        }
        let over = self.seen.len().saturating_sub(REMEMBERED);
        self.seen.drain(..over);
        !known
    }

    /// A look that worked.
    pub(crate) fn worked(&mut self, now: i64, every: i64) {
        self.failures = 0;
        self.error = None;
        self.next = now + every;
    }

    /// A look that failed: the pause doubles each time, and is never shorter than the server
    /// asked for.
    pub(crate) fn failed(&mut self, now: i64, every: i64, why: &str, asked: Option<i64>) {
        self.failures = self.failures.saturating_add(1);
        let doubled = every.max(1).saturating_mul(1 << self.failures.min(20));
        let pause =
            doubled.min(LONGEST_PAUSE).max(asked.unwrap_or(0).min(30 * LONGEST_PAUSE));
        self.error = Some(why.to_owned());
        self.next = now.saturating_add(pause);
    }
}

/// All feeds, by address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// The schema number of this file.
    #[serde(default)]
    schema: String,
    /// The feeds.
    pub(crate) feeds: BTreeMap<String, Feed>,
}

impl State {
    /// The kept state; an empty one where there is no file yet.
    pub(crate) fn load(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{name} is no list of feeds")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self::default())
            }
            Err(error) => Err(error).with_context(|| format!("reading {name}")),
        }
    }

    /// Keeps it: written beside the old file, then put in its place.
    pub(crate) fn save(&mut self, path: &Path) -> anyhow::Result<()> {
        dateline_tables::SCHEMA.clone_into(&mut self.schema);
        let name = path.display();
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        let file = path.file_name().unwrap_or("feeds".as_ref()).to_string_lossy();
        let beside = path.with_file_name(format!(".{file}.{}.part", std::process::id()));
        fs::write(&beside, bytes).with_context(|| format!("writing {name}"))?;
        fs::rename(&beside, path).with_context(|| format!("writing {name}"))
    }

    /// Files feeds that have moved for good under their new addresses. Where a feed of that
    /// address is on the list already, the one that moved goes.
    pub(crate) fn follow_moves(&mut self) {
        let is_moved =
            |(key, feed): (&String, &Feed)| (*key != feed.url).then(|| key.clone());
        let moved: Vec<String> = self.feeds.iter().filter_map(is_moved).collect();
        for key in moved {
            if let Some(feed) = self.feeds.remove(&key) {
                self.feeds.entry(feed.url.clone()).or_insert(feed);
            }
        }
    }

    /// Adds feeds; gives how many were not there.
    pub(crate) fn add(&mut self, feeds: Vec<Feed>) -> usize {
        let before = self.feeds.len();
        for feed in feeds {
            self.feeds.entry(feed.url.clone()).or_insert(feed);
        }
        self.feeds.len() - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_new_once() {
        let mut feed = Feed::default();
        assert!(feed.is_new("1", Some("https://a.invalid/1")));
        assert!(!feed.is_new("1", Some("https://a.invalid/1?utm=x")));
        assert!(!feed.is_new("other", Some("https://a.invalid/1")));
        assert!(feed.is_new("2", None));
        for n in 0..10_000 {
            feed.is_new(&n.to_string(), None);
        }
        assert!(feed.seen.len() <= REMEMBERED);
    }

    #[test]
    fn the_pause_grows_and_has_an_end() {
        let mut feed = Feed::default();
        feed.failed(0, 900, "slow", None);
        assert_eq!(feed.next, 1800);
        feed.failed(0, 900, "slow", None);
        assert_eq!(feed.next, 3600);
        (0..40).for_each(|_| feed.failed(0, 900, "slow", None));
        assert_eq!(feed.next, LONGEST_PAUSE);
        feed.failed(0, 900, "busy", Some(2 * LONGEST_PAUSE));
        assert_eq!(feed.next, 2 * LONGEST_PAUSE);
        feed.worked(10, 900);
        assert_eq!((feed.next, feed.failures), (910, 0));
    }
}
