//! robots.txt (RFC 9309): what a site asks programs to leave alone.

/// The name that a site may address us by.
const NAME: &str = "dateline";
/// Lines that are read; RFC 9309 asks for at least 500 KiB.
const MOST_LINES: usize = 20_000;

/// The rules of one site for us.
#[derive(Clone, Debug, Default)]
pub(crate) struct Robots {
    /// Pattern and whether it allows.
    rules: Vec<(String, bool)>,
    /// Seconds that the site asks for between two requests.
    pub(crate) delay: Option<u64>,
}

impl Robots {
    /// The rules of the group that names us, else of the group for all.
    pub(crate) fn read(text: &str) -> Self {
        let (mut ours, mut all) = (None::<Self>, Self::default());
        let (mut for_us, mut for_all, mut in_rules) = (false, false, true);
        for line in text.lines().take(MOST_LINES) {
            let line = line.split('#').next().unwrap_or("");
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if in_rules {
                    (for_us, for_all, in_rules) = (false, false, false);
                }
                let name = value.to_ascii_lowercase();
                for_us |= name.split('/').next() == Some(NAME);
                for_all |= name == "*";
                if for_us {
                    ours.get_or_insert_default();
                }
                continue;
            }
            in_rules = true;
            let groups =
                [ours.as_mut().filter(|_| for_us), Some(&mut all).filter(|_| for_all)];
            for group in groups.into_iter().flatten() {
                match key.as_str() {
                    "allow" | "disallow" if !value.is_empty() => {
                        group.rules.push((value.to_owned(), key == "allow"));
                    }
                    "crawl-delay" => group.delay = value.parse().ok(),
                    _ => {}
                }
            }
        }
        ours.unwrap_or(all)
    }

    /// Whether a path (with its query) may be asked for: the longest pattern decides, and of
    /// two as long the one that allows.
    pub(crate) fn allows(&self, path: &str) -> bool {
        let matching = self.rules.iter().filter(|(pattern, _)| matches(pattern, path));
        matching
            .max_by_key(|(pattern, allow)| (pattern.len(), *allow))
            .is_none_or(|r| r.1)
    }
}

/// `*` is any run, `$` at the end the end of the path.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces: Vec<&str> = pattern.split('*').collect();
    let Some(mut rest) = path.strip_prefix(pieces.remove(0)) else { return false };
    // With an end, the last piece must stand there; the others as early as they can.
    let last = if to_end { pieces.pop() } else { None };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    match last {
        Some(piece) => rest.ends_with(piece),
        None => !to_end || rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_that_names_us_counts() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: Dateline/1\n\
                    Disallow: /private # not this\nAllow: /private/press\nCrawl-delay: 3\n";
        let robots = Robots::read(text);
        assert!(robots.allows("/feed.xml"));
        assert!(!robots.allows("/private/x"));
        assert!(robots.allows("/private/press/1"));
        assert_eq!(robots.delay, Some(3));
        assert!(!Robots::read("User-agent: *\nDisallow: /").allows("/feed.xml"));
        assert!(Robots::read("Disallow: /").allows("/"));
    }

    #[test]
    fn patterns() {
        assert!(matches("/a*.xml$", "/a/b.xml"));
        assert!(!matches("/a*.xml$", "/a/b.xml?x"));
        assert!(matches("/a*.xml$", "/a.xml/b.xml"));
        assert!(matches("/a*", "/abc"));
        assert!(!matches("/b", "/abc"));
        assert!(matches("/a$", "/a"));
        assert!(!matches("/a$", "/ab"));
    }
}
