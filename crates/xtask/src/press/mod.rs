//! `cargo xtask press`: the engine and simple baselines on a synthetic press with known truth
//! (docs/synthetic-press.md).

mod baselines;
mod figures;
mod words;
mod world;
mod worlds;
mod write;

use std::time::Instant;

use anyhow::Result;
use dateline::{
    Archive, Brief, Kind, Kit, Page, Span, clusters_of_mentions, collate, read,
};

use figures::{b3, pair_f1};

/// Mean number of articles that a story of the world gets; counted over many seeds.
const ARTICLES_A_STORY: f64 = 17.0;

/// Flags of `cargo xtask press`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// About how many articles
    #[arg(long, default_value_t = 1000)]
    articles: usize,
    /// Which world
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Measure only how long it takes to collate the articles of so many worlds like this
    /// one, and then to add 100 more
    #[arg(long)]
    worlds: Option<u32>,
    /// Print the first so many articles
    #[arg(long, default_value_t = 0)]
    show: usize,
    /// Only write the articles to this file, as JSON lines that `dateline` reads
    #[arg(long, value_name = "FILE")]
    write: Option<std::path::PathBuf>,
}

/// Writes a press, reads and collates it, prints figures beside those of the baselines.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut rng = fastrand::Rng::with_seed(options.seed);
    let n_stories = (options.articles as f64 / ARTICLES_A_STORY).ceil() as usize;
    let world = world::World::new(n_stories.max(2), &mut rng);
    let articles = write::articles(&world, &mut rng);
    for article in articles.iter().take(options.show) {
        println!(
            "{} (story {}, origin {})",
            article.title, article.story, article.origin
        );
        println!("{}\n{}\n", article.published, article.text);
    }
    if let Some(path) = &options.write {
        std::fs::write(path, lines(&articles))?;
        println!("{} articles in {}", articles.len(), path.display());
        return Ok(true);
    }
    let kit = Kit::bundled();
    let begun = Instant::now();
    let briefs: Vec<Brief> =
        articles.iter().enumerate().map(|(i, a)| brief(i, a, &kit)).collect();
    let n_mentions: usize = briefs.iter().map(|b| b.events.len()).sum();
    println!(
        "{} articles of {n_stories} stories, {n_mentions} mentions, read in {:.1} s",
        articles.len(),
        begun.elapsed().as_secs_f64()
    );
    if let Some(n) = options.worlds {
        measure_speed(&briefs, n, &kit);
        return Ok(true);
    }
    let begun = Instant::now();
    let dossier = collate(briefs, &kit);
    println!("collated in {:.2} s", begun.elapsed().as_secs_f64());
    let index = |b: &Brief| b.name.parse::<usize>().unwrap_or(0);
    let place: Vec<usize> = dossier.briefs.iter().map(index).collect();
    let mut origins = vec![0; articles.len()];
    let mut stories: Vec<u32> =
        (0..articles.len() as u32).map(|i| u32::MAX - i).collect();
    for (at, &article) in place.iter().enumerate() {
        origins[article] = dossier.origins.of_article[at];
    }
    for (n, story) in dossier.stories.stories.iter().enumerate() {
        story.articles.iter().for_each(|&a| stories[place[a as usize]] = n as u32);
    }
    let mut of_article = vec![Vec::new(); articles.len()];
    for (brief, found) in dossier.briefs.iter().zip(clusters_of_mentions(&dossier.briefs))
    {
        of_article[index(brief)] = found;
    }
    let events: Vec<u32> = of_article.into_iter().flatten().collect();
    compare(&articles, &origins, &events, &stories);
    Ok(true)
}

/// Collates the articles of `n` worlds at once, then adds 100 of another, five times.
fn measure_speed(briefs: &[Brief], n: u32, kit: &Kit) {
    let names = worlds::Names::of(briefs);
    let many = (0..n).flat_map(|world| briefs.iter().map(move |b| (b, world)));
    let many: Vec<Brief> = many.map(|(b, world)| names.moved(b, world)).collect();
    let n_articles = many.len();
    let before = memory();
    let mut archive = Archive::new();
    let begun = Instant::now();
    archive.add(many, kit);
    println!(
        "{n_articles} articles collated in {:.1} s; most memory {} MB, of which {before} MB briefs",
        begun.elapsed().as_secs_f64(),
        memory()
    );
    for (i, portion) in briefs.chunks(100).take(5).enumerate() {
        let more = portion.iter().map(|b| names.moved(b, n)).collect();
        let begun = Instant::now();
        archive.add(more, kit);
        println!("portion {i} of 100 added in {:.1} s", begun.elapsed().as_secs_f64());
    }
}

/// The most memory that this process has held, in MB; 0 where the system does not tell.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.split_whitespace().next()?.parse().ok());
    kilobytes.unwrap_or(0_u64) / 1024
}

/// The articles as JSON lines, with invented addresses and outlets.
fn lines(articles: &[write::Article]) -> String {
    let line = |(i, article): (usize, &write::Article)| {
        let (text, title) = (&article.text, &article.title);
        let row = serde_json::json!({
            "id": format!("{i:07}"), "text": text, "kind": "body", "title": title,
            "published": article.published, "publisher": format!("Outlet {}", i % 40),
            "url": format!("https://outlet{}.invalid/{i}", i % 40),
        });
        format!("{row}\n")
    };
    articles.iter().enumerate().map(line).collect()
}

fn brief(i: usize, article: &write::Article, kit: &Kit) -> Brief {
    let name = format!("{i:07}");
    let page = Page {
        id: &name,
        bytes: article.text.as_bytes(),
        kind: Kind::Body,
        title: Some(&article.title),
        published: Some(&article.published),
        ..Page::default()
    };
    let spans: Vec<Span> =
        article.mentions.iter().map(|m| Span::new(m.start, m.end)).collect();
    read(&page, kit).brief_of_mentions(&name, &spans)
}

fn compare(
    articles: &[write::Article],
    origins: &[u32],
    events: &[u32],
    stories: &[u32],
) {
    let true_origins: Vec<u32> = articles.iter().map(|a| a.origin as u32).collect();
    let true_stories: Vec<u32> = articles.iter().map(|a| a.story as u32).collect();
    let mentions =
        || articles.iter().flat_map(|a| a.mentions.iter().map(move |m| (a, m)));
    let true_events: Vec<u32> =
        mentions().map(|(_, m)| (m.event.0 * 1000 + m.event.1) as u32).collect();
    let line = |what: &str, engine: [f64; 3], baseline: [f64; 3]| {
        println!(
            "{what:22} P {:.3} R {:.3} F1 {:.3}   baseline P {:.3} R {:.3} F1 {:.3}",
            engine[0], engine[1], engine[2], baseline[0], baseline[1], baseline[2]
        );
    };
    let texts: Vec<&str> = articles.iter().map(|a| a.text.as_str()).collect();
    let minhash = baselines::minhash(&texts);
    line(
        "copies, pairs",
        pair_f1(origins, &true_origins),
        pair_f1(&minhash, &true_origins),
    );
    let best = [true, false]
        .map(|monthly| {
            let keys = mentions().map(|(a, m)| {
                let month = if monthly { &a.published[..7] } else { "" };
                format!("{} {month}", m.word)
            });
            b3(&baselines::numbered(keys), &true_events)
        })
        .into_iter()
        .max_by(|a, b| a[2].total_cmp(&b[2]))
        .unwrap_or_default();
    line("events, B3", b3(events, &true_events), best);
    let by_names = baselines::by_names(&texts);
    line("stories, B3", b3(stories, &true_stories), b3(&by_names, &true_stories));
}
