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
    /// Print so many wrong and so many missed merges of mentions
    #[arg(long, default_value_t = 0)]
    errors: usize,
    /// Print the first so many articles
    #[arg(long, default_value_t = 0)]
    show: usize,
    /// Only write the articles to this file, as JSON lines that `dateline` reads
    #[arg(long, value_name = "FILE")]
    write: Option<std::path::PathBuf>,
}

/// Writes a press, reads and collates it, prints figures beside those of the baselines.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let kit = Kit::bundled();
    let articles = written(options.articles, options.seed);
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
    let begun = Instant::now();
    let briefs = briefs(&articles, &kit);
    let n_mentions: usize = briefs.iter().map(|b| b.events.len()).sum();
    println!(
        "{} articles, {n_mentions} mentions, read in {:.1} s",
        articles.len(),
        begun.elapsed().as_secs_f64()
    );
    if let Some(n) = options.worlds {
        println!("{}", speed(&briefs, n, &kit));
        return Ok(true);
    }
    let begun = Instant::now();
    let grouped = Grouped::of(briefs, &kit);
    println!("collated in {:.2} s", begun.elapsed().as_secs_f64());
    for (what, baseline, engine, simple) in compare(&articles, &grouped) {
        println!(
            "{what:12} P {:.3} R {:.3} F1 {:.3}   {baseline} P {:.3} R {:.3} F1 {:.3}",
            engine[0], engine[1], engine[2], simple[0], simple[1], simple[2]
        );
    }
    show_errors(&articles, &grouped.events, options.errors);
    Ok(true)
}

/// The figures of a press of about so many articles on one line, and articles a second.
pub(crate) fn figures_line(n_articles: usize) -> (String, String) {
    let kit = Kit::bundled();
    let articles = written(n_articles, 1);
    let briefs = briefs(&articles, &kit);
    let begun = Instant::now();
    let grouped = Grouped::of(briefs, &kit);
    let seconds = begun.elapsed().as_secs_f64();
    let rows = compare(&articles, &grouped).into_iter().map(
        |(what, baseline, engine, simple)| {
            format!("{what} {:.3} ({baseline} {:.3})", engine[2], simple[2])
        },
    );
    let line = rows.collect::<Vec<_>>().join(" · ");
    (line, format!("{:.0} articles/s collated", articles.len() as f64 / seconds))
}

/// How long it takes to collate about so many articles, in words, and the most memory.
pub(crate) fn scale_line(n_articles: usize) -> String {
    let kit = Kit::bundled();
    let briefs = briefs(&written(1000, 1), &kit);
    let n_worlds = n_articles.div_ceil(briefs.len()) as u32;
    speed(&briefs, n_worlds, &kit)
}

/// The articles of a press of about so many.
fn written(n_articles: usize, seed: u64) -> Vec<write::Article> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let n_stories = (n_articles as f64 / ARTICLES_A_STORY).ceil() as usize;
    let world = world::World::new(n_stories.max(2), &mut rng);
    write::articles(&world, &mut rng)
}

fn briefs(articles: &[write::Article], kit: &Kit) -> Vec<Brief> {
    articles.iter().enumerate().map(|(i, a)| brief(i, a, kit)).collect()
}

/// What the engine puts together: groups of articles, of mentions, of articles.
struct Grouped {
    origins: Vec<u32>,
    events: Vec<u32>,
    stories: Vec<u32>,
}

impl Grouped {
    fn of(briefs: Vec<Brief>, kit: &Kit) -> Self {
        let n = briefs.len();
        let dossier = collate(briefs, kit);
        let index = |b: &Brief| b.name.parse::<usize>().unwrap_or(0);
        let place: Vec<usize> = dossier.briefs.iter().map(index).collect();
        let mut origins = vec![0; n];
        let mut stories: Vec<u32> = (0..n as u32).map(|i| u32::MAX - i).collect();
        for (at, &article) in place.iter().enumerate() {
            origins[article] = dossier.origins.of_article[at];
        }
        for (number, story) in dossier.stories.stories.iter().enumerate() {
            story
                .articles
                .iter()
                .for_each(|&a| stories[place[a as usize]] = number as u32);
        }
        let mut of_article = vec![Vec::new(); n];
        let found = clusters_of_mentions(&dossier.briefs);
        for (brief, found) in dossier.briefs.iter().zip(found) {
            of_article[index(brief)] = found;
        }
        Self { origins, events: of_article.into_iter().flatten().collect(), stories }
    }
}

/// Collates the articles of `n` worlds at once, then adds 100 of another, five times.
fn speed(briefs: &[Brief], n: u32, kit: &Kit) -> String {
    let names = worlds::Names::of(briefs);
    let many = (0..n).flat_map(|world| briefs.iter().map(move |b| (b, world)));
    let many: Vec<Brief> = many.map(|(b, world)| names.moved(b, world)).collect();
    let n_articles = many.len();
    let before = memory();
    let mut archive = Archive::new();
    let begun = Instant::now();
    archive.add(many, kit);
    let collated = begun.elapsed().as_secs_f64();
    let most = memory();
    let portions: Vec<String> = briefs
        .chunks(100)
        .take(5)
        .map(|portion| {
            let more = portion.iter().map(|b| names.moved(b, n)).collect();
            let begun = Instant::now();
            archive.add(more, kit);
            format!("{:.1}", begun.elapsed().as_secs_f64())
        })
        .collect();
    format!(
        "{n_articles} articles collated in {collated:.1} s, most memory {most} MB \
         (briefs {before} MB); 100 more in {} s",
        portions.join(", ")
    )
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

/// Prints pairs of mentions that are wrongly one event, and pairs wrongly two.
fn show_errors(articles: &[write::Article], events: &[u32], n: usize) {
    let mentions: Vec<_> =
        articles.iter().flat_map(|a| a.mentions.iter().map(move |m| (a, m))).collect();
    let line = |i: usize| {
        let (a, m) = mentions[i];
        let from = a.text[..m.start].rfind(['.', '\n']).map_or(0, |at| at + 1);
        let to = a.text[m.end..].find('.').map_or(a.text.len(), |at| m.end + at);
        format!("{} {} {:?} | {}", a.published, a.story, m.event, a.text[from..to].trim())
    };
    let mut shown = [0, 0];
    for i in 0..mentions.len() {
        for j in i + 1..mentions.len() {
            let is_one = mentions[i].1.event == mentions[j].1.event;
            let found = events[i] == events[j];
            let kind = usize::from(is_one);
            // Spread over the world, not the first story's alone.
            if is_one == found || shown[kind] >= n || (i * 7 + j) % 13 != 0 {
                continue;
            }
            shown[kind] += 1;
            let what = if is_one { "missed" } else { "wrong" };
            println!("{what}\n    {}\n    {}", line(i), line(j));
        }
    }
}

/// What is measured, the name of its baseline, and precision, recall and F1 of both.
type Measured = (&'static str, &'static str, [f64; 3], [f64; 3]);

fn compare(articles: &[write::Article], found: &Grouped) -> [Measured; 3] {
    let true_origins: Vec<u32> = articles.iter().map(|a| a.origin as u32).collect();
    let true_stories: Vec<u32> = articles.iter().map(|a| a.story as u32).collect();
    let mentions =
        || articles.iter().flat_map(|a| a.mentions.iter().map(move |m| (a, m)));
    let true_events: Vec<u32> =
        mentions().map(|(_, m)| (m.event.0 * 1000 + m.event.1) as u32).collect();
    let texts: Vec<&str> = articles.iter().map(|a| a.text.as_str()).collect();
    let by_word = [true, false]
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
    let (minhash, by_names) = (baselines::minhash(&texts), baselines::by_names(&texts));
    [
        (
            "copies pairs",
            "MinHash",
            pair_f1(&found.origins, &true_origins),
            pair_f1(&minhash, &true_origins),
        ),
        ("events B3", "same word", b3(&found.events, &true_events), by_word),
        (
            "stories B3",
            "names",
            b3(&found.stories, &true_stories),
            b3(&by_names, &true_stories),
        ),
    ]
}
