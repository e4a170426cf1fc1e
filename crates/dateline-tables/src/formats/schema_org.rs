//! schema.org as JSON-LD: NewsArticle for each article, Claim for each claim. No ClaimReview:
//! a verdict is for a person to sign.

use std::io::{self, Write};

use dateline::{Citation, Claim};
use serde_json::{Value, json};

use super::{list, object};
use crate::annotate::iso;
use crate::escape::link;
use crate::view::{View, article_id, claim_id, days, urn};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let head = json!({"@context": "https://schema.org/"});
    let articles = view.articles().map(|article| news_article(view, article));
    let claims = view.claims().iter().map(|claim| claim_item(view, claim));
    list(out, &head, "@graph", articles.chain(claims))
}

fn news_article(view: &View<'_>, article: u32) -> Value {
    let (brief, told) = (view.brief(article), view.told(article));
    let people: Vec<Value> = told
        .bylines
        .iter()
        .map(|name| json!({"@type": "Person", "name": name}))
        .collect();
    let mut places: Vec<&str> = brief
        .events
        .iter()
        .filter_map(|e| e.place.as_ref().map(|p| p.name.as_str()))
        .collect();
    places.sort_unstable();
    places.dedup();
    let place = |name: &str| json!({"@type": "Place", "name": name});
    let organization =
        |name: &String| json!({"@type": "NewsMediaOrganization", "name": name});
    object([
        ("@type", json!("NewsArticle")),
        ("@id", json!(urn(&article_id(brief)))),
        ("url", json!(told.url.as_deref().and_then(link))),
        ("headline", json!(brief.headline)),
        ("alternativeHeadline", json!(told.deck)),
        ("author", json!(people)),
        ("datePublished", json!(brief.published.as_ref().map(iso))),
        ("dateModified", json!(told.updated.as_ref().map(iso))),
        ("publisher", json!(brief.publisher.as_ref().map(organization))),
        ("inLanguage", json!(Some(&told.language).filter(|l| !l.is_empty()))),
        ("wordCount", json!(brief.n_words)),
        ("dateline", json!(told.dateline_place)),
        ("locationCreated", json!(told.dateline_place.as_deref().map(place))),
        ("contentLocation", json!(places.into_iter().map(place).collect::<Vec<_>>())),
        // An agency's dispatch is what the article was made from.
        (
            "isBasedOn",
            json!(brief.agency.as_ref().map(|agency| {
                json!({"@type": "CreativeWork", "provider": organization(agency)})
            })),
        ),
        (
            "articleBody",
            json!(view.with_text.then(|| {
                let pieces = brief.body.iter().map(|span| span.of(&told.text));
                pieces.collect::<Vec<_>>().join("\n")
            })),
        ),
    ])
}

fn claim_item(view: &View<'_>, claim: &Claim) -> Value {
    let by_day =
        |c: &&Citation| view.brief(c.article).published.map(|p| (p.date, p.time));
    let first = claim.evidence.iter().min_by_key(by_day);
    let appearance = |c: &Citation| {
        let cited = view.cite(c.article, c.span);
        json!({
            "@type": "NewsArticle",
            "@id": urn(&article_id(view.brief(c.article))),
            "text": cited.quote,
        })
    };
    object([
        ("@type", json!("Claim")),
        ("@id", json!(urn(&claim_id(claim)))),
        ("text", json!(claim.statement)),
        ("additionalType", json!(claim.kind.name())),
        ("dateCreated", json!(days(claim.made_on).0)),
        ("expires", json!(days(claim.due).1)),
        (
            "author",
            json!(claim.by.last().map(|name| json!({"@type": "Thing", "name": name}))),
        ),
        ("firstAppearance", json!(first.map(appearance))),
        ("appearance", json!(claim.evidence.iter().map(appearance).collect::<Vec<_>>())),
    ])
}
