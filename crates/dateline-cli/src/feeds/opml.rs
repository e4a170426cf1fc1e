//! OPML: the list of feeds that every feed reader can give away.

use quick_xml::events::{BytesStart, Event};

use super::state::Feed;

/// Outlines that are taken in; a list of more is no reader's list.
const MOST: usize = 10_000;

/// The feeds of a list, in its order, each address once. A list that breaks off gives what
/// stood before.
///
/// # Errors
/// Where not one feed can be read.
pub(crate) fn read(text: &str) -> Result<Vec<Feed>, String> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut feeds: Vec<Feed> = Vec::new();
    let mut broken = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if is_outline(&tag) => {
                if let Some(feed) = feed(&tag) {
                    let known = feeds.iter().any(|f| f.url == feed.url);
                    if !known && feeds.len() < MOST {
                        feeds.push(feed);
                    }
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                broken = Some(error.to_string());
                break;
            }
        }
    }
    match (feeds.is_empty(), broken) {
        (true, Some(why)) => Err(format!("not OPML: {why}")),
        (true, None) => Err("no outline with an xmlUrl".to_owned()),
        (false, _) => Ok(feeds),
    }
}

fn is_outline(tag: &BytesStart<'_>) -> bool {
    tag.name().into_inner().eq_ignore_ascii_case("outline")
}

fn feed(tag: &BytesStart<'_>) -> Option<Feed> {
    let mut out = Feed::default();
    let mut text = None;
    for attribute in tag.attributes().with_checks(false).flatten() {
        let key = attribute.key.into_inner().to_ascii_lowercase();
        let raw = attribute.value;
        let unescaped = quick_xml::escape::unescape(&raw);
        let value = unescaped.map_or_else(|_| raw.to_string(), |v| v.to_string());
        match key.as_str() {
            "xmlurl" => value.trim().clone_into(&mut out.url),
            "htmlurl" => out.site = Some(value),
            "title" => out.title = Some(value),
            "text" => text = Some(value),
            _ => {}
        }
    }
    out.title = out.title.or(text);
    let lower = out.url.to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_at_any_depth() {
        let text = "<opml><body><outline text='North'><outline type='rss' text='A &amp; B' \
                    xmlUrl='https://a.invalid/f?x=1&amp;y=2' htmlUrl='https://a.invalid'/>\
                    <outline xmlUrl='https://a.invalid/f?x=1&amp;y=2'/>\
                    <outline xmlUrl='file:///etc/passwd'/></outline></body></opml>";
        let feeds = read(text).expect("feeds");
        assert_eq!(feeds.len(), 1);
        assert_eq!(feeds[0].url, "https://a.invalid/f?x=1&y=2");
        assert_eq!(feeds[0].title.as_deref(), Some("A & B"));
        assert!(read("<opml/>").is_err());
        assert!(read("\u{0}<<<").is_err());
    }
}
