//! `dateline page`: one story as one file that opens from a disk, for publishing.
//!
//! It holds the timeline, the claims and the sentences that they rest on, each with a link
//! to the live page where its address is known. Whole articles belong to their publishers and
//! are left out unless they are asked for. No script, nothing to be loaded.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use dateline_store::{
    ArticleRow, ClaimRow, EventRow, EvidenceRow, Filter, Store, StoryRow,
};
use maud::{DOCTYPE, Markup, html};

use super::draw;
use super::frame::status_mark;
use super::words::{date, live, plural, support, when};
use crate::Ending;

/// Flags of `page`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The store, as `dateline add` makes it
    store: PathBuf,
    /// The story, by its identifier or the beginning of it
    #[arg(long, value_name = "ID")]
    story: String,
    /// The file to be written
    #[arg(long, value_name = "FILE")]
    single_file: PathBuf,
    /// Give the articles' whole texts too; they belong to their publishers
    #[arg(long)]
    full_text: bool,
}

/// What the file may load: nothing. The sheet is in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
     form-action 'none'";

/// Everything that the file tells.
struct Told {
    story: StoryRow,
    events: Vec<EventRow>,
    history: Vec<EventRow>,
    claims: Vec<ClaimRow>,
    activity: Vec<dateline_store::ActivityRow>,
    articles: BTreeMap<String, ArticleRow>,
    /// Texts by article, where they were asked for.
    texts: Vec<(String, String)>,
}

/// Writes the file.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<Ending> {
    let store = Store::open(&args.store)?;
    let told = gather(&store, args)?;
    let page = page(&told).into_string();
    let to = &args.single_file;
    // A file that was cut short must not look whole.
    let beside = to.with_extension("part");
    std::fs::write(&beside, &page)
        .and_then(|()| std::fs::rename(&beside, to))
        .with_context(|| format!("writing {}", to.display()))?;
    writeln!(
        out,
        "{}: “{}”, {}, {}, {} kB",
        to.display(),
        told.story.title,
        plural((told.events.len() + told.history.len()) as u64, "event"),
        plural(told.claims.len() as u64, "claim"),
        page.len().div_ceil(1000)
    )?;
    Ok(Ending::Done)
}

/// All rows of a list, page by page.
fn all<T>(
    mut filter: Filter,
    ask: impl Fn(&Filter) -> dateline_store::Result<dateline_store::Rows<T>>,
) -> dateline_store::Result<Vec<T>> {
    let mut out = Vec::new();
    loop {
        let page = ask(&filter)?;
        out.extend(page.rows);
        match page.next {
            Some(next) => filter.cursor = Some(next),
            None => return Ok(out),
        }
    }
}

fn gather(store: &Store, args: &Args) -> anyhow::Result<Told> {
    let story = store.story(&args.story)?;
    let of = |background| Filter {
        story: Some(story.id.clone()),
        background,
        limit: 500,
        ..Filter::default()
    };
    let articles = all(of(None), |f| store.articles(f))?;
    let mut texts = Vec::new();
    if args.full_text {
        for article in &articles {
            let read = store.article(&article.id)?;
            let chars: Vec<char> = read.text.chars().collect();
            let running =
                read.zones.iter().filter(|z| matches!(&*z.kind, "body" | "crosshead"));
            let lines: Vec<String> = running
                .filter_map(|z| chars.get(z.start as usize..z.end as usize))
                .map(|words| words.iter().collect::<String>().trim().to_owned())
                .collect();
            texts.push((article.id.clone(), lines.join("\n\n")));
        }
    }
    Ok(Told {
        events: all(of(Some(false)), |f| store.events(f))?,
        history: all(of(Some(true)), |f| store.events(f))?,
        claims: all(of(None), |f| store.claims(f))?,
        activity: store.activity(Some(&story.id))?,
        articles: articles.into_iter().map(|a| (a.id.clone(), a)).collect(),
        story,
        texts,
    })
}

fn page(told: &Told) -> Markup {
    let style = include_str!("assets/style.css");
    let own = include_str!("assets/single.css");
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="content-security-policy" content=(POLICY);
                meta name="referrer" content="no-referrer";
                meta name="generator" content=(concat!("dateline ", env!("CARGO_PKG_VERSION")));
                title { (told.story.title) }
                // Our own sheets, which hold nothing of any page.
                style { (maud::PreEscaped(style)) (maud::PreEscaped(own)) }
            }
            body {
                main.single {
                    h1 { (told.story.title) }
                    (head(&told.story))
                    figure {
                        (draw::activity(&told.activity, false))
                        figcaption { div.legend { span { "independent texts" } span.two-nd { "reprints" } } }
                    }
                    h2 { "Timeline" }
                    (timeline(&told.events, told))
                    @if !told.history.is_empty() {
                        details.fold {
                            summary { "History: " (plural(told.history.len() as u64, "event")) " that the articles tell as background" }
                            (timeline(&told.history, told))
                        }
                    }
                    @if !told.claims.is_empty() {
                        h2 { "Claims, and what became of them" }
                        (claims(told))
                    }
                    h2 { "Articles" }
                    (articles(told))
                    p.facts { "Read by rules and a small network, without a language model, by Dateline. Every line rests on the quoted words; a summary is a clause of one report." }
                }
            }
        }
    }
}

fn head(story: &StoryRow) -> Markup {
    html! {
        div.facts {
            @if let (Some(first), Some(last)) = (&story.first, &story.last) { span { (date(first)) " – " (date(last)) } }
            span { (plural(u64::from(story.articles), "article")) " of " (plural(u64::from(story.origins), "origin")) }
            code { (story.id) }
        }
    }
}

fn timeline(events: &[EventRow], told: &Told) -> Markup {
    html! {
        ol.line {
            @for (i, event) in events.iter().enumerate() {
                @let day = when(event);
                li id=(event.id) {
                    span.when { @if i == 0 || day != when(&events[i - 1]) { (day) } }
                    div.told.strong[event.origins > 1] {
                        span.what { (event.summary) }
                        div.facts {
                            (status_mark(&event.status))
                            span.tag { (event.kind) }
                            @for role in ["source", "target", "participant"] {
                                @let names = event.names(role);
                                @if !names.is_empty() { span { @if role == "target" { "→ " } (names.join(", ")) } }
                            }
                            @if let Some(place) = &event.place { span { "in " (place.name) } }
                        }
                        details {
                            summary { (support(event.origins, event.articles)) }
                            (words(&event.evidence, told))
                        }
                    }
                }
            }
        }
    }
}

/// The sentences, each with its outlet, day and the live page.
fn words(evidence: &[EvidenceRow], told: &Told) -> Markup {
    html! {
        ol.words {
            @for row in evidence {
                @let article = told.articles.get(&row.article);
                li {
                    blockquote { "“" (row.quote) "”" }
                    div.from {
                        a href=(format!("#{}", row.article)) { (article.and_then(|a| a.publisher.as_deref()).unwrap_or("its article")) }
                        @if let Some(agency) = article.and_then(|a| a.agency.as_deref()) { span { "agency " (agency) } }
                        @if let Some(day) = article.and_then(|a| a.published.as_deref()) { time { (date(day)) } }
                        @if let Some(live) = article.and_then(|a| live(a.url.as_deref()?, &row.quote)) {
                            a href=(live) rel="external noreferrer" { "on the live page" }
                        }
                        span { (row.article) " " (row.start) "–" (row.end) }
                    }
                }
            }
        }
    }
}

fn claims(told: &Told) -> Markup {
    html! {
        ol.cards {
            @for claim in &told.claims {
                li id=(claim.id) {
                    h3 { "“" (claim.statement) "”" }
                    div.facts {
                        (status_mark(&claim.outcome))
                        span.tag { (claim.kind) }
                        @if !claim.by.is_empty() { span { (claim.by.join(" › ")) } }
                        @if let Some(made) = &claim.made_on { span { "made " (date(made)) } }
                        @if let Some(due) = &claim.due { span { "due " (date(&due.end)) } }
                    }
                    @for turn in &claim.history {
                        p.facts { @if let Some(on) = &turn.on { time { (date(on)) } } (status_mark(&turn.outcome)) span { (turn.because) } }
                    }
                    details {
                        summary { "the words" }
                        (words(&claim.evidence, told))
                        @if !claim.outcome_evidence.is_empty() { p { "settled by" } (words(&claim.outcome_evidence, told)) }
                    }
                }
            }
        }
    }
}

fn articles(told: &Told) -> Markup {
    html! {
        ol.cards {
            @for article in told.articles.values() {
                li id=(article.id) {
                    h3 {
                        @let headline = article.headline.as_deref().unwrap_or("Untitled");
                        @match article.url.as_deref().and_then(|url| live(url, "")) {
                            Some(url) => a href=(url) rel="external noreferrer" { (headline) },
                            None => (headline),
                        }
                    }
                    div.facts {
                        @if let Some(publisher) = &article.publisher { span { (publisher) } }
                        @if let Some(agency) = &article.agency { span { "agency " (agency) } }
                        @if let Some(published) = &article.published { time { (date(published)) } }
                        @if article.copies > 1 { span { "one of " (article.copies) " with this text" } }
                        code { (article.id) }
                    }
                    @if let Some((_, text)) = told.texts.iter().find(|t| t.0 == article.id) {
                        details { summary { "the text" } div.text { (text) } }
                    }
                }
            }
        }
    }
}
