//! A store as an input: its documents as they were given, all of them or those that
//! identifiers name.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use dateline_store::{Filter, Store, What};

use super::{Document, Push};

/// How every SQLite file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Whether a path is a database. Whether it is one of ours is for [`Store::open`] to say.
pub(crate) fn is_store(path: &str) -> bool {
    let mut head = [0; 16];
    let read = File::open(Path::new(path)).and_then(|mut f| f.read_exact(&mut head));
    read.is_ok() && head == *MAGIC
}

/// Whether an argument is an identifier of what stands in a store (`a:7c1e`).
fn is_id(argument: &str) -> bool {
    let Some((letter, digits)) = argument.split_once(':') else { return false };
    let known = ["a", "e", "c", "s", "o", "k"].contains(&letter);
    known && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The store that stands before identifiers, and those; `None` where the arguments are
/// files.
pub(crate) fn named(files: &[String]) -> Option<(&str, &[String])> {
    let (store, ids) = files.split_first()?;
    let is_one = is_store(store) && ids.iter().all(|id| is_id(id));
    is_one.then_some((store.as_str(), ids))
}

/// Hands over the documents of the articles that the identifiers name, each once; all of
/// them where there are none.
pub(super) fn each_document(
    store: &str,
    ids: &[String],
    push: Push<'_>,
) -> anyhow::Result<()> {
    let store = Store::open(store)?;
    if ids.is_empty() {
        return every_document(&store, push);
    }
    for article in articles(&store, ids)? {
        push(Ok(Document::of_stored(store.document(&article)?)))?;
    }
    Ok(())
}

fn every_document(store: &Store, push: Push<'_>) -> anyhow::Result<()> {
    let mut cursor = None;
    loop {
        let page = store.articles(&Filter { cursor, ..Filter::default() })?;
        for article in &page.rows {
            push(Ok(Document::of_stored(store.document(&article.id)?)))?;
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

/// The articles behind identifiers: those of a story, an event, a claim, a group of copies.
pub(crate) fn articles(store: &Store, ids: &[String]) -> anyhow::Result<Vec<String>> {
    let mut out = Vec::new();
    for id in ids {
        let (what, id) = store.resolve(id)?;
        match what {
            What::Article => out.push(id),
            What::Event => {
                out.extend(store.tellings(&id)?.into_iter().map(|t| t.article));
            }
            What::Claim => {
                let claim = store.claim(&id)?;
                let settled = claim.outcome_evidence.into_iter();
                out.extend(claim.evidence.into_iter().chain(settled).map(|e| e.article));
            }
            What::Copy => {
                out.extend(store.copy(&id)?.articles.into_iter().map(|a| a.id));
            }
            What::Story => out.extend(of_filter(
                store,
                Filter { story: Some(id), ..Filter::default() },
            )?),
            What::Origin => out.extend(of_filter(
                store,
                Filter { origin: Some(id), ..Filter::default() },
            )?),
            What::Correction => {
                anyhow::bail!(
                    "{id} is a correction\nname an article, event, claim or story"
                );
            }
        }
    }
    let mut met = HashSet::new();
    out.retain(|id| met.insert(id.clone()));
    Ok(out)
}

fn of_filter(store: &Store, mut filter: Filter) -> anyhow::Result<Vec<String>> {
    let mut out = Vec::new();
    loop {
        let page = store.articles(&filter)?;
        out.extend(page.rows.into_iter().map(|a| a.id));
        filter.cursor = page.next;
        if filter.cursor.is_none() {
            return Ok(out);
        }
    }
}

/// The articles that share text with those named, these included.
pub(crate) fn that_share_text(
    store: &Store,
    ids: &[String],
) -> anyhow::Result<Vec<String>> {
    let mut out = articles(store, ids)?;
    let mut met: HashSet<String> = out.iter().cloned().collect();
    let mut at = 0;
    // Copies of copies belong to the family too.
    while at < out.len() {
        let of_one = Filter { article: Some(out[at].clone()), ..Filter::default() };
        for group in store.copies(&of_one)?.rows {
            for article in group.articles {
                if met.insert(article.id.clone()) {
                    out.push(article.id);
                }
            }
        }
        at += 1;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_no_files() {
        for id in ["a:7c1e", "s:1", "e:00ff"] {
            assert!(is_id(id), "{id}");
        }
        for file in ["a.txt", "C:\\news", "a:", "x:12", "a:xyz", "http://e.org"] {
            assert!(!is_id(file), "{file}");
        }
        assert!(!is_store("no such file"));
        assert!(named(&[]).is_none());
    }
}
