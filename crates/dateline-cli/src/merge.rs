//! `dateline merge --mentions`: which given mentions tell one event. For measuring only.

use std::io::{BufRead, Write};

use anyhow::Context;
use dateline::{Brief, CodePoints, Depth, Kind, Kit, Page, Span, read_to};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Ending;

/// Flags of `merge`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Read mentions from standard input, one document a line
    #[arg(long, required = true)]
    mentions: bool,
}

#[derive(Deserialize)]
struct Document {
    id: String,
    text: String,
    published: Option<String>,
    title: Option<String>,
    #[serde(default)]
    mentions: Vec<Mention>,
}

#[derive(Deserialize, Clone, Copy)]
struct Mention {
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Row<'d> {
    doc: &'d str,
    start: u32,
    end: u32,
    cluster: u32,
}

/// Reads documents with mentions, writes the cluster of each mention.
pub(crate) fn run(_args: &Args, out: &mut impl Write) -> anyhow::Result<Ending> {
    let mut documents: Vec<Document> = Vec::new();
    for (n, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line?;
        if !line.trim().is_empty() {
            let row = serde_json::from_str(&line);
            documents
                .push(row.with_context(|| format!("line {} is no document", n + 1))?);
        }
    }
    // The decision does not depend on the order, and the lines come out as they came in.
    let kit = Kit::bundled();
    let mut briefs: Vec<(usize, Brief)> =
        documents.par_iter().map(|d| brief(d, &kit)).enumerate().collect();
    briefs.sort_by(|a, b| (a.1.id, &a.1.name).cmp(&(b.1.id, &b.1.name)));
    let (order, briefs): (Vec<usize>, Vec<Brief>) = briefs.into_iter().unzip();
    let clusters = dateline::clusters_of_mentions(&briefs);
    let mut of_document = vec![Vec::new(); documents.len()];
    for (at, found) in order.into_iter().zip(clusters) {
        of_document[at] = found;
    }
    for (document, found) in documents.iter().zip(of_document) {
        for (mention, cluster) in document.mentions.iter().zip(found) {
            let Mention { start, end } = *mention;
            serde_json::to_writer(
                &mut *out,
                &Row { doc: &document.id, start, end, cluster },
            )?;
            writeln!(out)?;
        }
    }
    Ok(if documents.is_empty() { Ending::Nothing } else { Ending::Done })
}

fn brief(document: &Document, kit: &Kit) -> Brief {
    let page = Page {
        id: &document.id,
        bytes: document.text.as_bytes(),
        kind: Kind::Body,
        title: document.title.as_deref(),
        published: document.published.as_deref(),
        ..Page::default()
    };
    let reading = read_to(&page, kit, Depth::Events);
    let text = &reading.source.text;
    // Byte of each code point, with the end of the text.
    let bytes: Vec<u32> = text
        .char_indices()
        .map(|(at, _)| at as u32)
        .chain(std::iter::once(text.len() as u32))
        .collect();
    debug_assert_eq!(
        CodePoints::new(text).at(text, text.len() as u32) as usize + 1,
        bytes.len()
    );
    let at = |point: u32| bytes[(point as usize).min(bytes.len() - 1)] as usize;
    let spans: Vec<Span> =
        document.mentions.iter().map(|m| Span::new(at(m.start), at(m.end))).collect();
    reading.brief_of_mentions(&document.id, &spans)
}
