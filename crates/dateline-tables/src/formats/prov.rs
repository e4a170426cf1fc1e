//! PROV-O as N-Triples: articles, the agency texts they were made from, the events and claims
//! that were read in them, and who said so.

use std::cmp::Ordering;
use std::io::{self, Write};

use dateline::{CopyKind, Stamp};

use crate::annotate::iso;
use crate::escape::{iri, link, literal};
use crate::view::{View, article_id, claim_id, event_id, urn};

const PROV: &str = "http://www.w3.org/ns/prov#";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Writes and counts triples.
struct Triples<'o> {
    out: &'o mut dyn Write,
    n: u64,
}

impl Triples<'_> {
    fn link(&mut self, of: &str, relation: &str, to: &str) -> io::Result<()> {
        self.n += 1;
        writeln!(self.out, "<{}> <{relation}> <{}> .", iri(of), iri(to))
    }

    fn prov(&mut self, of: &str, relation: &str, to: &str) -> io::Result<()> {
        self.link(of, &format!("{PROV}{relation}"), to)
    }

    fn entity(&mut self, of: &str, kind: &str, label: &str) -> io::Result<()> {
        self.link(of, RDF_TYPE, &format!("{PROV}{kind}"))?;
        self.n += 1;
        writeln!(self.out, "<{}> <{LABEL}> {} .", iri(of), literal(label))
    }

    /// A whole time as `xsd:dateTime`; a day alone as `xsd:date`.
    fn generated(&mut self, of: &str, at: &Stamp) -> io::Result<()> {
        let kind = if at.time.is_some() { "dateTime" } else { "date" };
        self.n += 1;
        writeln!(
            self.out,
            "<{}> <{PROV}generatedAtTime> {}^^<{XSD}{kind}> .",
            iri(of),
            literal(&iso(at))
        )
    }
}

/// The address of somebody who is known by name only.
fn agent(name: &str) -> String {
    urn(&format!("agent:{}", crate::view::one_line(name).replace(' ', "_")))
}

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut triples = Triples { out, n: 0 };
    for article in view.articles() {
        write_article(view, article, &mut triples)?;
    }
    triples.entity(&urn("reading"), "Activity", crate::SCHEMA)?;
    revisions(view, &mut triples)?;
    for origin in &view.dossier.origins.origins {
        let id = urn(&format!("o:{}", origin.id));
        triples.entity(&id, "Entity", "a text that articles carry")?;
        if let Some(agency) = &origin.agency {
            triples.prov(&id, "wasAttributedTo", &agent(agency))?;
        }
        for &article in &origin.articles {
            let of = urn(&article_id(view.brief(article)));
            triples.prov(&of, "wasDerivedFrom", &id)?;
        }
    }
    for event in view.events() {
        let id = urn(&event_id(event));
        triples.entity(&id, "Entity", &event.summary)?;
        triples.prov(&id, "wasGeneratedBy", &urn("reading"))?;
        let mut articles: Vec<u32> = event.evidence.iter().map(|c| c.article).collect();
        articles.sort_unstable();
        articles.dedup();
        for article in articles {
            triples.prov(
                &id,
                "wasDerivedFrom",
                &urn(&article_id(view.brief(article))),
            )?;
        }
    }
    for claim in view.claims() {
        let id = urn(&claim_id(claim));
        triples.entity(&id, "Entity", &claim.statement)?;
        triples.prov(&id, "wasGeneratedBy", &urn("reading"))?;
        if let Some(holder) = claim.by.last() {
            triples.prov(&id, "wasAttributedTo", &agent(holder))?;
        }
        for c in &claim.evidence {
            let article = urn(&article_id(view.brief(c.article)));
            triples.prov(&id, "wasQuotedFrom", &article)?;
        }
    }
    Ok(triples.n)
}

/// A version that came out later is a revision of the earlier one.
fn revisions(view: &View<'_>, triples: &mut Triples<'_>) -> io::Result<()> {
    for link in &view.dossier.origins.links {
        if link.kind != CopyKind::Version {
            continue;
        }
        let at = |article: u32| view.brief(article).published.map(|p| (p.date, p.time));
        let (Some(one), Some(two)) = (at(link.shorter), at(link.longer)) else {
            continue;
        };
        let (later, earlier) = match one.cmp(&two) {
            Ordering::Less => (link.longer, link.shorter),
            Ordering::Greater => (link.shorter, link.longer),
            Ordering::Equal => continue,
        };
        let id = |article: u32| urn(&article_id(view.brief(article)));
        triples.prov(&id(later), "wasRevisionOf", &id(earlier))?;
    }
    Ok(())
}

fn write_article(
    view: &View<'_>,
    article: u32,
    triples: &mut Triples<'_>,
) -> io::Result<()> {
    let (brief, told) = (view.brief(article), view.told(article));
    let id = urn(&article_id(brief));
    triples.entity(&id, "Entity", brief.headline.as_deref().unwrap_or(&told.name))?;
    if let Some(published) = &brief.published {
        triples.generated(&id, published)?;
    }
    if let Some(url) = told.url.as_deref().and_then(link) {
        triples.prov(&id, "hadPrimarySource", &url)?;
    }
    for name in brief.publisher.iter().chain(&told.bylines) {
        triples.entity(&agent(name), "Agent", name)?;
        triples.prov(&id, "wasAttributedTo", &agent(name))?;
    }
    for a in &brief.attributions {
        if let Some(holder) = a.chain.last() {
            triples.entity(&agent(holder), "Agent", holder)?;
        }
    }
    Ok(())
}
