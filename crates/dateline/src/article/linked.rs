//! What linked data (JSON-LD) says of the article: headline, people, outlet, moments, topics.

use super::json::{self, Json};
use crate::{Evidence, Source};

/// Types that describe the page's own article.
const ARTICLES: &[&str] = &[
    "NewsArticle",
    "Article",
    "BlogPosting",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "LiveBlogPosting",
    "TechArticle",
    "ScholarlyArticle",
    "Report",
    "AdvertiserContentArticle",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "Review",
    "Recipe",
    "VideoObject",
];

/// A value with its place in the page.
pub(crate) type Told = (String, Evidence);

/// What one page's linked data says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Linked {
    pub(crate) headline: Option<Told>,
    pub(crate) people: Vec<Told>,
    /// Authors that are declared organisations.
    pub(crate) organizations: Vec<Told>,
    pub(crate) publisher: Option<Told>,
    pub(crate) published: Option<Told>,
    pub(crate) modified: Option<Told>,
    pub(crate) topics: Vec<Told>,
    /// `datePublished` of the page or anything else in it.
    pub(crate) page_published: Option<Told>,
    pub(crate) page_modified: Option<Told>,
    /// Whether some node is an article.
    pub(crate) is_article: bool,
}

/// Reads all linked data of a page.
pub(crate) fn read(source: &Source) -> Linked {
    let mut out = Linked::default();
    let Some(html) = source.html.as_deref() else { return out };
    for (text, start, _) in &html.linked_data {
        let json = json::read(text);
        let mut nodes = Vec::new();
        gather(&json, &mut nodes, 0);
        for node in nodes {
            node_of(node, *start, &mut out);
        }
    }
    out
}

/// The objects at the top, in arrays and in `@graph`, and a page's main entity.
fn gather<'j>(json: &'j Json, out: &mut Vec<&'j Json>, depth: usize) {
    if depth > 4 || out.len() > 500 {
        return;
    }
    for item in json.each() {
        if let Json::Object(_) = item {
            out.push(item);
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = item.get(key) {
                    gather(inner, out, depth + 1);
                }
            }
        }
    }
}

fn is_type(node: &Json, names: &[&str]) -> bool {
    node.get("@type").is_some_and(|types| {
        types.each().iter().filter_map(Json::text).any(|(t, _, _)| names.contains(&t))
    })
}

fn told(value: &Json, base: u32) -> Option<Told> {
    let (text, start, end) = value.text()?;
    let text = crate::source::html::entity::unescape(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let evidence = Evidence::Page { start: base + start as u32, end: base + end as u32 };
    (!text.is_empty()).then_some((text, evidence))
}

fn node_of(node: &Json, base: u32, out: &mut Linked) {
    let field = |key: &str| {
        node.get(key).and_then(|v| v.each().first()).and_then(|v| told(v, base))
    };
    let set = |slot: &mut Option<Told>, value: Option<Told>| {
        if slot.is_none() {
            *slot = value;
        }
    };
    if !is_type(node, ARTICLES) {
        set(&mut out.page_published, field("datePublished"));
        set(&mut out.page_modified, field("dateModified"));
        return;
    }
    let is_video = is_type(node, &["VideoObject", "Recipe", "Review"]);
    if is_video {
        set(
            &mut out.page_published,
            field("datePublished").or_else(|| field("uploadDate")),
        );
        return;
    }
    out.is_article = true;
    set(&mut out.headline, field("headline").or_else(|| field("name")));
    set(&mut out.published, field("datePublished").or_else(|| field("dateCreated")));
    set(&mut out.modified, field("dateModified"));
    if let Some(publisher) = node.get("publisher").and_then(|p| p.each().first()) {
        set(
            &mut out.publisher,
            publisher
                .get("name")
                .unwrap_or(publisher)
                .each()
                .first()
                .and_then(|n| told(n, base)),
        );
    }
    if out.people.is_empty() && out.organizations.is_empty() {
        for key in ["author", "creator"] {
            if let Some(authors) = node.get(key) {
                people(authors, base, out);
            }
            if !out.people.is_empty() {
                break;
            }
        }
    }
    if out.topics.is_empty() {
        for key in ["keywords", "articleSection"] {
            for item in node.get(key).map_or(&[][..], Json::each) {
                out.topics.extend(told(item, base));
            }
        }
    }
}

fn people(authors: &Json, base: u32, out: &mut Linked) {
    for author in authors.each() {
        let names = author.get("name").unwrap_or(author);
        let is_organization =
            is_type(author, &["Organization", "NewsMediaOrganization", "Corporation"]);
        for name in names.each() {
            let Some(told) = told(name, base) else { continue };
            let list =
                if is_organization { &mut out.organizations } else { &mut out.people };
            if !list.iter().any(|(known, _)| *known == told.0) {
                list.push(told);
            }
        }
    }
}
