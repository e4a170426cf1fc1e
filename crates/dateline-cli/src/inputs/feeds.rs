//! RSS, Atom and JSON feeds: every item with content is a document.

use dateline::Kind;
use feed_rs::model::{Entry, Feed};

use super::{Document, Input, InputArgs, problem};

/// Whether bytes look like a feed.
pub(super) fn is_feed(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let xml = head.starts_with("<?xml")
        || head.starts_with("<rss")
        || head.starts_with("<feed");
    let named = ["<rss", "<feed", "<rdf:RDF"].iter().any(|tag| head.contains(tag));
    (xml && named) || (head.starts_with('{') && head.contains("jsonfeed.org/version"))
}

/// The items of a feed, in its order.
pub(super) fn items(name: &str, bytes: &[u8], args: &InputArgs) -> Vec<Input> {
    match feed_rs::parser::parse(bytes) {
        Ok(feed) if feed.entries.is_empty() => {
            vec![Err(problem(name, "empty", "the feed has no items"))]
        }
        Ok(feed) => {
            feed.entries.iter().map(|entry| item(name, &feed, entry, args)).collect()
        }
        Err(error) => vec![Err(problem(name, "feed", format!("not a feed: {error}")))],
    }
}

/// One item: its full content where the feed gives it, else its summary.
fn item(name: &str, feed: &Feed, entry: &Entry, args: &InputArgs) -> Input {
    let id = format!("{name}#{}", entry.id);
    let content = entry.content.as_ref().and_then(|c| c.body.clone());
    let summary = entry.summary.as_ref().map(|s| s.content.clone());
    let text = content.or(summary).unwrap_or_default();
    if text.trim().is_empty() {
        return Err(problem(&id, "empty", "the item has no text"));
    }
    let published = entry.published.or(entry.updated).map(|t| t.to_rfc3339());
    Ok(Document {
        id,
        bytes: text.into_bytes(),
        kind: Kind::Html,
        url: entry.links.first().map(|link| link.href.clone()),
        title: entry.title.as_ref().map(|t| t.content.clone()),
        publisher: feed.title.as_ref().map(|t| t.content.clone()),
        published: published.or_else(|| args.published.clone()),
        retrieved: None,
        charset: Some("utf-8".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel>\
        <title>Harbor Gazette</title>\
        <item><guid>1</guid><title>Quay closed</title><link>http://gazette.invalid/1</link>\
        <pubDate>Tue, 03 May 2022 08:00:00 +0200</pubDate>\
        <description>&lt;p&gt;The quay is closed.&lt;/p&gt;</description></item>\
        <item><guid>2</guid><title>Empty</title></item></channel></rss>";

    #[test]
    fn items_become_documents() {
        assert!(is_feed(RSS.as_bytes()));
        assert!(!is_feed(b"<!doctype html><p>An article about <rss>."));
        let items = items("f.xml", RSS.as_bytes(), &InputArgs::default());
        let first = items[0].as_ref().expect("the first item has text");
        assert_eq!(first.id, "f.xml#1");
        assert_eq!(first.published.as_deref(), Some("2022-05-03T06:00:00+00:00"));
        assert_eq!(first.publisher.as_deref(), Some("Harbor Gazette"));
        assert_eq!(items[1].as_ref().expect_err("no text").code, "empty");
    }

    #[test]
    fn a_broken_feed_is_a_problem() {
        let items = items("f.xml", b"<rss><channel><item>", &InputArgs::default());
        assert!(items.iter().all(Result::is_err));
    }
}
