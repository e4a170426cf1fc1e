//! One look at all feeds that are due: hosts beside each other, the requests of one host one
//! after the other.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use feed_rs::model::Entry;
use rayon::prelude::*;
use url::Url;

use super::fetch::{Answer, Failure, Fetched, Fetcher, Limits, Validators};
use super::robots::Robots;
use super::state::{Feed, State};
use super::turns::{Turn, Turns};
use crate::inputs::problem;
use dateline_tables::Problem;

/// Items of one feed that are taken in at a look.
const MOST_ITEMS: usize = 500;
/// Hosts that are asked at one time.
const HOSTS_AT_ONCE: usize = 8;
/// Requests without an answer after which a host is left alone until the next look.
const MOST_SILENT: u32 = 2;
/// Bytes of pages that one look holds in memory; other items wait for the next look.
const MOST_BYTES: u64 = 256 << 20;
/// A feed's own text of at least so many characters is taken as the whole article.
const WHOLE_ARTICLE: usize = 2500;

/// How feeds are looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    /// What a request may cost.
    pub(crate) limits: Limits,
    /// Seconds between two looks at one feed.
    pub(crate) every: i64,
    /// Between two requests to one host; a robots.txt may ask for more.
    pub(crate) pause: Duration,
    /// Whether the pages that items link to are fetched where the feed has only their
    /// beginnings.
    pub(crate) pages: bool,
    /// Pages of one host that are fetched at a look.
    pub(crate) most_pages: usize,
}

/// A new item, with its page where that was fetched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    /// Unique among all feeds: the feed's address and the item's name in it.
    pub(crate) id: String,
    /// The address of its page.
    pub(crate) url: Option<String>,
    /// Its title.
    pub(crate) title: Option<String>,
    /// The title of its feed.
    pub(crate) publisher: Option<String>,
    /// When it was published, RFC 3339.
    pub(crate) published: Option<String>,
    /// HTML: the page's, else what the feed has.
    pub(crate) html: Vec<u8>,
    /// The character set of `html`.
    pub(crate) charset: Option<String>,
    /// The feed it is of, as the list has it.
    pub(super) feed: String,
    /// What the feed remembers it by.
    pub(super) keys: Vec<String>,
    /// Left for the next look, for this one has fetched enough.
    pub(super) waits: bool,
}

/// What a look found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// New items, by feed, in the feed's order.
    pub(crate) items: Vec<Item>,
    /// Feeds that were asked.
    pub(crate) n_asked: usize,
    /// Feeds that had not changed.
    pub(crate) n_unchanged: usize,
    /// Items that are left for the next look.
    pub(crate) n_later: usize,
    /// What failed.
    pub(crate) problems: Vec<Problem>,
}

/// Looks at every feed that is due at `now` (seconds since 1970).
pub(crate) fn look(
    state: &mut State,
    manners: &Manners,
    now: i64,
) -> anyhow::Result<Found> {
    let mut by_host: BTreeMap<String, Vec<&mut Feed>> = BTreeMap::new();
    for feed in state.feeds.values_mut().filter(|f| !f.gone && f.next <= now) {
        by_host.entry(host(&feed.url)).or_default().push(feed);
    }
    let hosts = Hosts::new(manners);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(HOSTS_AT_ONCE).build()?;
    let of_host = |(_, feeds): (String, Vec<&mut Feed>)| {
        let looks = feeds.into_iter().map(|feed| look_at(feed, &hosts, manners, now));
        looks.collect::<Vec<Found>>()
    };
    let looks: Vec<Vec<Found>> =
        pool.install(|| by_host.into_par_iter().map(of_host).collect());
    let mut found = Found::default();
    for look in looks.into_iter().flatten() {
        found.n_asked += look.n_asked;
        found.n_unchanged += look.n_unchanged;
        found.items.extend(look.items);
        found.problems.extend(look.problems);
    }
    if manners.pages {
        pool.install(|| fetch_pages(&mut found, &hosts, manners));
        leave_for_later(&mut found, state);
    }
    found.items.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

/// Takes the items that wait out, and lets their feeds forget them.
fn leave_for_later(found: &mut Found, state: &mut State) {
    let (later, now): (Vec<Item>, Vec<Item>) =
        std::mem::take(&mut found.items).into_iter().partition(|item| item.waits);
    (found.items, found.n_later) = (now, later.len());
    for item in later {
        if let Some(feed) = state.feeds.get_mut(&item.feed) {
            feed.forget(&item.keys);
        }
    }
}

/// The host of an address. Ports of one host are one machine to be polite to.
fn host(address: &str) -> String {
    let url = Url::parse(address).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// The rules of one site, once they are known.
type Rules = Arc<OnceLock<Result<Robots, Failure>>>;

/// All hosts of a look.
struct Hosts {
    fetcher: Fetcher,
    pause: Duration,
    turns: Turns,
    robots: Mutex<BTreeMap<String, Rules>>,
    n_bytes: AtomicU64,
}

impl Hosts {
    fn new(manners: &Manners) -> Self {
        Self {
            fetcher: Fetcher::new(manners.limits),
            pause: manners.pause,
            turns: Turns::default(),
            robots: Mutex::default(),
            n_bytes: AtomicU64::new(0),
        }
    }

    /// Asks a host, when its turn has come, for what its robots.txt allows. A host that has
    /// not answered lately is not asked.
    fn get(&self, address: &str, validators: &Validators) -> Result<Answer, Failure> {
        let first = host(address);
        if self.turns.n_silent(&first) >= MOST_SILENT {
            return Err(Failure::silent(&first));
        }
        let may = |url: &Url| {
            let robots = self.robots(url)?;
            let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
            if !robots.allows(path) {
                return Err(Failure::robots(url));
            }
            let asked =
                robots.delay.map_or(Duration::ZERO, |s| Duration::from_secs(s.min(30)));
            Ok(self.turn(url, asked.max(self.pause)))
        };
        let answer = self.fetcher.get(address, validators, may);
        let silent = answer.as_ref().err().is_some_and(Failure::is_of_host);
        self.turns.note(&first, silent);
        if let Ok(Answer::Page(page)) = &answer {
            self.n_bytes.fetch_add(page.body.len() as u64, Ordering::Relaxed);
        }
        answer
    }

    fn turn(&self, url: &Url, pause: Duration) -> Turn<'_> {
        self.turns.take(url.host_str().unwrap_or(""), pause)
    }

    /// The rules of a site; asked for once in a look. A site without the file allows all; one
    /// that cannot be reached is left alone (RFC 9309, 2.3.1).
    fn robots(&self, url: &Url) -> Result<Robots, Failure> {
        let rules = {
            let mut robots = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(robots.entry(url.origin().ascii_serialization()).or_default())
        };
        rules.get_or_init(|| self.ask_for_robots(url)).clone()
    }

    fn ask_for_robots(&self, url: &Url) -> Result<Robots, Failure> {
        let address = url.join("/robots.txt").map(String::from).unwrap_or_default();
        let may = |url: &Url| Ok(self.turn(url, self.pause));
        match self.fetcher.get(&address, &Validators::default(), may) {
            Ok(Answer::Page(page)) => {
                Ok(Robots::read(&String::from_utf8_lossy(&page.body)))
            }
            Ok(Answer::NotModified) => Ok(Robots::default()),
            Err(failure) => match failure.status {
                // Too many requests is a word to wait, not that all is allowed.
                Some(400..=428 | 430..=499) => Ok(Robots::default()),
                _ => Err(failure.no_robots()),
            },
        }
    }
}

/// One feed.
fn look_at(feed: &mut Feed, hosts: &Hosts, manners: &Manners, now: i64) -> Found {
    let validators =
        Validators { etag: feed.etag.clone(), last_modified: feed.last_modified.clone() };
    let mut found = Found { n_asked: 1, ..Found::default() };
    match hosts.get(&feed.url, &validators) {
        Ok(Answer::NotModified) => {
            found.n_unchanged = 1;
            feed.worked(now, manners.every);
        }
        Ok(Answer::Page(page)) => match items(feed, &page) {
            Ok((items, n_over)) => {
                if n_over > 0 {
                    let why = format!("{MOST_ITEMS} items taken, {n_over} passed over");
                    found.problems.push(problem(&feed.url, "many", why));
                }
                feed.etag.clone_from(&page.validators.etag);
                feed.last_modified.clone_from(&page.validators.last_modified);
                if let Some(to) = page.moved_to {
                    feed.url = to;
                }
                feed.worked(now, manners.every);
                found.items = items;
            }
            Err(why) => {
                feed.failed(now, manners.every, &why, None);
                found.problems.push(problem(&feed.url, "feed", why));
            }
        },
        Err(failure) => {
            // 410 says for good; 404 may be a slip and is asked again, ever more seldom.
            feed.gone = failure.status == Some(410);
            feed.failed(now, manners.every, &failure.message, failure.retry_after);
            found.problems.push(problem(&feed.url, failure.code, failure.message));
        }
    }
    found
}

/// The items of a feed that were not met before, and how many there were too many.
fn items(feed: &mut Feed, page: &Fetched) -> Result<(Vec<Item>, usize), String> {
    // The parser makes names for nameless items from the address of the feed.
    let parser = feed_rs::parser::Builder::new().base_uri(Some(&page.url)).build();
    let parsed = parser.parse(page.body.as_slice()).map_err(|error| {
        let kind = &page.content_type;
        format!("{}: not a feed ({kind}): {error}", feed.url)
    })?;
    let title = parsed.title.as_ref().map(|t| t.content.clone());
    if feed.title.is_none() {
        feed.title.clone_from(&title);
    }
    let mut out = Vec::new();
    for entry in parsed.entries.iter().take(MOST_ITEMS) {
        let url = link(entry);
        if let Some(keys) = feed.remember(&entry.id, url.as_deref()) {
            let publisher = title.clone().or_else(|| feed.title.clone());
            let item = item(&feed.url, entry, url, publisher);
            out.push(Item { feed: feed.url.clone(), keys, ..item });
        }
    }
    Ok((out, parsed.entries.len().saturating_sub(MOST_ITEMS)))
}

/// The address of an item's page.
fn link(entry: &Entry) -> Option<String> {
    let is_page = |rel: Option<&str>| rel.is_none_or(|rel| rel == "alternate");
    let links = entry.links.iter().filter(|link| is_page(link.rel.as_deref()));
    let web = |href: &str| href.starts_with("http://") || href.starts_with("https://");
    links.map(|link| link.href.clone()).find(|href| web(href))
}

fn item(
    feed: &str,
    entry: &Entry,
    url: Option<String>,
    publisher: Option<String>,
) -> Item {
    let content = entry.content.as_ref().and_then(|c| c.body.clone());
    let summary = entry.summary.as_ref().map(|s| s.content.clone());
    Item {
        id: format!("{feed}#{}", entry.id),
        url,
        title: entry.title.as_ref().map(|t| t.content.clone()),
        publisher,
        published: entry.published.or(entry.updated).map(|t| t.to_rfc3339()),
        html: content.or(summary).unwrap_or_default().into_bytes(),
        charset: Some("utf-8".to_owned()),
        ..Item::default()
    }
}

/// The pages of the new items that have only a beginning. A page that cannot be had leaves
/// the item with what its feed has; where enough was fetched, the others wait.
fn fetch_pages(found: &mut Found, hosts: &Hosts, manners: &Manners) {
    let mut by_host: BTreeMap<String, Vec<&mut Item>> = BTreeMap::new();
    for item in &mut found.items {
        let is_short = item.html.len() < WHOLE_ARTICLE;
        if let Some(url) = item.url.as_ref().filter(|_| is_short) {
            by_host.entry(host(url)).or_default().push(item);
        }
    }
    let of_host = |(_, items): (String, Vec<&mut Item>)| {
        let mut problems = Vec::new();
        for (n, item) in items.into_iter().enumerate() {
            item.waits = n >= manners.most_pages
                || hosts.n_bytes.load(Ordering::Relaxed) >= MOST_BYTES;
            if !item.waits {
                problems.extend(fetch_page(item, hosts));
            }
        }
        problems
    };
    let failed: Vec<Vec<Problem>> = by_host.into_par_iter().map(of_host).collect();
    found.problems.extend(failed.into_iter().flatten());
}

/// Puts an item's page in place of its summary; says why if it cannot.
fn fetch_page(item: &mut Item, hosts: &Hosts) -> Option<Problem> {
    let url = item.url.clone()?;
    match hosts.get(&url, &Validators::default()) {
        Ok(Answer::Page(page)) => {
            let is_html =
                page.content_type.contains("html") || page.content_type.is_empty();
            if !is_html {
                let message = format!("{url}: a page of type {:?}", page.content_type);
                return Some(problem(&item.id, "type", message));
            }
            item.url = Some(page.url);
            item.charset = page.charset;
            item.html = page.body;
            None
        }
        Ok(Answer::NotModified) => None,
        Err(failure) => Some(problem(&item.id, failure.code, failure.message)),
    }
}
