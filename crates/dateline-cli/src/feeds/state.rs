//! What is kept of each feed between two looks: one JSON file, replaced as a whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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
    seen: Vec<String>,
}

impl Feed {
    /// A feed that was not looked at yet.
    pub(crate) fn at(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }

    /// Remembers an item under its name and its address; gives what was not known, or nothing
    /// where the item was met before under either. An item whose date or text changes is not
    /// new.
    pub(crate) fn remember(
        &mut self,
        name: &str,
        address: Option<&str>,
    ) -> Option<Vec<String>> {
        let keys = std::iter::once(("name", name)).chain(address.map(|a| ("address", a)));
        let keys: Vec<String> =
            keys.map(|(kind, text)| Id::of([kind, text]).to_string()).collect();
        let n_keys = keys.len();
        let new: Vec<String> =
            keys.into_iter().filter(|key| !self.seen.contains(key)).collect();
        self.seen.extend(new.iter().cloned());
        let over = self.seen.len().saturating_sub(REMEMBERED);
        self.seen.drain(..over);
        (new.len() == n_keys).then_some(new)
    }

    /// Forgets what [`Feed::remember`] gave, so that the item is new again at the next look,
    /// and asks for the feed whole then.
    pub(crate) fn forget(&mut self, keys: &[String]) {
        self.seen.retain(|key| !keys.contains(key));
        (self.etag, self.last_modified) = (None, None);
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
    /// What a web hook did not take yet, the oldest first: one JSON Feed for each look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) undelivered: Vec<String>,
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

    /// Loads the list, changes it and keeps it; nobody else changes it meanwhile.
    pub(crate) fn change<T>(
        path: &Path,
        change: impl FnOnce(&mut Self) -> T,
    ) -> anyhow::Result<T> {
        let _lock = lock(path)?;
        let mut state = Self::load(path)?;
        let out = change(&mut state);
        state.save(path)?;
        Ok(out)
    }

    /// Keeps what a look found out, of the feeds that are on the list still: somebody may have
    /// added or removed feeds while it was looked at.
    pub(crate) fn keep(mut self, path: &Path) -> anyhow::Result<()> {
        Self::change(path, |kept| {
            self.feeds.retain(|url, _| kept.feeds.contains_key(url));
            kept.feeds.append(&mut self.feeds);
            kept.undelivered = self.undelivered;
            kept.follow_moves();
        })
    }

    /// Written beside the old file, then put in its place.
    fn save(&mut self, path: &Path) -> anyhow::Result<()> {
        dateline_tables::SCHEMA.clone_into(&mut self.schema);
        let name = path.display();
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        let beside = beside(path, &format!("{}.part", std::process::id()));
        fs::write(&beside, bytes).with_context(|| format!("writing {name}"))?;
        fs::rename(&beside, path).with_context(|| format!("writing {name}"))
    }

    /// Files feeds that have moved for good under their new addresses. Where a feed of that
    /// address is on the list already, the one that moved goes.
    fn follow_moves(&mut self) {
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

/// The name of a hidden file beside another.
fn beside(path: &Path, end: &str) -> PathBuf {
    let file = path.file_name().unwrap_or("feeds".as_ref()).to_string_lossy();
    path.with_file_name(format!(".{file}.{end}"))
}

/// Held until it is dropped; the file that is locked is another one than the list, which is
/// replaced whenever it changes.
fn lock(path: &Path) -> anyhow::Result<fs::File> {
    let beside = beside(path, "lock");
    let lock = || {
        let file = fs::File::create(&beside)?;
        file.lock().map(|()| file)
    };
    lock().with_context(|| format!("locking {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_new_once() {
        let mut feed = Feed::default();
        let one = feed.remember("1", Some("https://a.invalid/1")).expect("it is new");
        assert!(feed.remember("1", Some("https://a.invalid/1?utm=x")).is_none());
        assert!(feed.remember("other", Some("https://a.invalid/1")).is_none());
        feed.forget(&one);
        assert!(feed.remember("1", Some("https://a.invalid/1")).is_some());
        assert!(feed.remember("2", None).is_some());
        for n in 0..10_000 {
            feed.remember(&n.to_string(), None);
        }
        assert_eq!(feed.seen.len(), REMEMBERED);
    }

    #[test]
    fn a_list_that_others_change_meanwhile_keeps_their_changes() {
        let folder = std::env::temp_dir().join(format!("feeds-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder can be made");
        let path = folder.join("feeds.json");
        let urls = |names: &[&str]| -> Vec<Feed> {
            names.iter().map(|n| Feed::at(format!("https://{n}.invalid/"))).collect()
        };
        State::change(&path, |s| s.add(urls(&["a", "b", "c"]))).expect("saved");
        let mut looked = State::load(&path).expect("loaded");
        for feed in looked.feeds.values_mut() {
            feed.worked(100, 900);
        }
        let of_c = looked.feeds.get_mut("https://c.invalid/").expect("c");
        of_c.url = "https://new.invalid/".to_owned();
        State::change(&path, |s| {
            s.feeds.remove("https://a.invalid/");
            s.add(urls(&["d"]))
        })
        .expect("saved");
        looked.keep(&path).expect("kept");
        let kept = State::load(&path).expect("loaded");
        let next: Vec<(&str, i64)> =
            kept.feeds.iter().map(|(url, feed)| (url.as_str(), feed.next)).collect();
        assert_eq!(
            next,
            [
                ("https://b.invalid/", 1000),
                ("https://d.invalid/", 0),
                ("https://new.invalid/", 1000)
            ]
        );
        fs::remove_dir_all(&folder).expect("the folder can be removed");
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
