//! Trains the block model: which lines of a page are the article's running text.
//!
//! Input: the tables that the example `block_table` of the engine writes (numeric features
//! of blocks and how much of each the truth has; no text). Output: the weights, and figures
//! out of fold, 5 folds by site.
//!
//!   train-blocks HTML.bin TEXT.bin OUT_FOLDER [--folds-only | --from-folds]
//!
//! writes OUT_FOLDER/blocks.weights (all pages), fold0.weights .. fold4.weights (trained
//! without that fold's sites) and folds.json (the pages of each fold). Pages whose name
//! begins with `+` are further views of a page: trained on, not reported.

#[allow(dead_code)]
#[path = "../../../crates/dateline/src/article/boost.rs"]
mod boost;
#[path = "../../../crates/dateline/src/article/context.rs"]
mod context;
mod data;
mod fit;

use std::{error::Error, fs, io::Write, path::Path, time::Instant};

use boost::{Forest, LEAF_PARTS};
use context::N_CONTEXT;
use data::{Page, Set};
use fit::{Config, Matrix};

/// Folds by site.
const FOLDS: u32 = 5;

/// Settings of the three looks. Chosen on out-of-fold figures; more trees or other rates
/// moved them by less than .002.
const LOOKS: [Config; 3] = [
    Config { n_trees: 110, rate: 0.12, seed: 1 },
    Config { n_trees: 110, rate: 0.10, seed: 2 },
    Config { n_trees: 110, rate: 0.10, seed: 3 },
];

/// First bytes of the weights.
const MAGIC: &[u8] = b"blocks2\n";

/// One forest a look.
type Model = Vec<Forest>;

/// What is fitted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Steps {
    Both,
    /// Only the models of the folds, for trying things out.
    Folds,
    /// Only the model of all pages, on the scores of fold models fitted before.
    Whole,
}

/// The models of one kind of input: all pages, and one without each fold.
struct Trained {
    n_features: usize,
    whole: Model,
    folds: Vec<Model>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let (html, text, out, steps) = match args.as_slice() {
        [_, html, text, out] => (html, text, out, Steps::Both),
        [_, html, text, out, flag] if flag == "--folds-only" => (html, text, out, Steps::Folds),
        [_, html, text, out, flag] if flag == "--from-folds" => (html, text, out, Steps::Whole),
        _ => return Err("usage: train-blocks HTML.bin TEXT.bin OUT_FOLDER [--folds-only | --from-folds]".into()),
    };
    let sets = [html, text].map(|path| fs::read(path).map(|bytes| Set::read(&bytes)));
    let [html, text] = sets;
    let (html, text) = (html?.ok_or("a broken table")?, text?.ok_or("a broken table")?);
    let mut known = [Vec::new(), Vec::new()];
    if steps == Steps::Whole {
        for fold in 0..FOLDS {
            let bytes = fs::read(Path::new(out).join(format!("fold{fold}.weights")))?;
            let models =
                read(&bytes, html.n_features).ok_or("weights of another format")?;
            for (known, model) in known.iter_mut().zip(models) {
                known.push(model);
            }
        }
    }
    let [known_html, known_text] = known;
    let trained: Vec<Trained> = std::thread::scope(|scope| {
        let first = scope.spawn(|| train("html", &html, steps, known_html));
        let second = train("text", &text, steps, known_text);
        vec![first.join().expect("the trainer does not panic"), second]
    });
    let ids: Vec<String> = (0..FOLDS)
        .map(|fold| {
            let pages = html.pages.iter().filter(|p| p.site % FOLDS == fold);
            let quoted: Vec<String> = pages.map(|p| format!("\"{}\"", p.id)).collect();
            format!("\"{fold}\": [{}]", quoted.join(", "))
        })
        .collect();
    fs::write(Path::new(out).join("folds.json"), format!("{{{}}}\n", ids.join(",\n")))?;
    let models = |pick: &dyn Fn(&Trained) -> &Model| -> Vec<Model> {
        trained.iter().map(|t| pick(t).clone()).collect()
    };
    let n = trained[0].n_features;
    if steps != Steps::Folds {
        write(&Path::new(out).join("blocks.weights"), n, &models(&|t| &t.whole))?;
    }
    for fold in (0..FOLDS as usize).filter(|_| steps != Steps::Whole) {
        let name = format!("fold{fold}.weights");
        write(&Path::new(out).join(name), n, &models(&|t| &t.folds[fold]))?;
    }
    Ok(())
}

/// Each look is fitted on the scores that the look before gave to pages it had not seen.
fn train(name: &str, set: &Set, steps: Steps, known: Vec<Model>) -> Trained {
    let start = Instant::now();
    let fold_of: Vec<u32> =
        set.page_of.iter().map(|p| set.pages[*p].site % FOLDS).collect();
    let all: Vec<u32> = (0..set.labels.len() as u32).collect();
    let mut out = Trained {
        n_features: set.n_features,
        whole: Vec::new(),
        folds: vec![Vec::new(); FOLDS as usize],
    };
    let mut scores = Vec::new();
    let mut sums = vec![0.0; all.len()];
    for (look, config) in LOOKS.iter().enumerate() {
        let rows = if look == 0 { set.rows.clone() } else { widened(set, &scores) };
        let n_row = if look == 0 { set.n_features } else { set.n_features + N_CONTEXT };
        let matrix = Matrix::new(&rows, n_row);
        let mut told = vec![0.0; all.len()];
        for fold in 0..FOLDS {
            let model = match known.get(fold as usize) {
                Some(model) => model[look].clone(),
                None => {
                    let others: Vec<u32> = all
                        .iter()
                        .copied()
                        .filter(|r| fold_of[*r as usize] != fold)
                        .collect();
                    fit::fit(&matrix, &set.labels, &set.weights, &others, config)
                }
            };
            for r in (0..all.len()).filter(|r| fold_of[*r] == fold) {
                told[r] = model.score(&rows[r * n_row..(r + 1) * n_row]);
            }
            out.folds[fold as usize].push(model);
        }
        if steps != Steps::Folds {
            out.whole.push(fit::fit(&matrix, &set.labels, &set.weights, &all, config));
        }
        scores = told;
        report(&format!("{name} look {}", look + 1), set, &scores);
        for (sum, score) in sums.iter_mut().zip(&scores) {
            *sum += score;
        }
        report(&format!("{name} looks to {} together", look + 1), set, &sums);
    }
    report(
        &format!("{name} oracle"),
        set,
        &set.labels.iter().map(|l| l - 0.5).collect::<Vec<_>>(),
    );
    println!(
        "{name}: {} blocks, {} features, {:.0} s",
        all.len(),
        set.n_features,
        start.elapsed().as_secs_f32()
    );
    out
}

/// Rows with the features of a further look.
fn widened(set: &Set, scores: &[f32]) -> Vec<f32> {
    let mut out = Vec::with_capacity(set.labels.len() * (set.n_features + N_CONTEXT));
    for page in &set.pages {
        let range = page.from..page.to;
        let around = context::rows(
            &scores[range.clone()],
            &set.n_words[range.clone()],
            &set.groups[range.clone()],
        );
        for (r, around) in range.zip(&around) {
            out.extend_from_slice(set.row(r));
            out.extend_from_slice(around);
        }
    }
    out
}

/// Word-level precision and recall, mean over pages, by source: close to the scorer's.
fn report(name: &str, set: &Set, scores: &[f32]) {
    print!("{name}:");
    for source in ["zyte", "ngt", "fundus", "wcxb"] {
        let (mut p, mut n_p, mut r, mut n_r) = (0.0, 0, 0.0, 0);
        for page in set.pages.iter().filter(|p| p.id.starts_with(source)) {
            let (found, hit) = page_counts(set, page, scores);
            if found > 0.0 {
                p += hit / found;
                n_p += 1;
            }
            if page.n_truth > 0.0 {
                r += (hit / page.n_truth).min(1.0);
                n_r += 1;
            }
        }
        let (p, r) = (p / n_p.max(1) as f32, r / n_r.max(1) as f32);
        print!("  {source} {:.3} (P {p:.3} R {r:.3})", 2.0 * p * r / (p + r));
    }
    println!();
    std::io::stdout().flush().ok();
}

fn page_counts(set: &Set, page: &Page, scores: &[f32]) -> (f32, f32) {
    let chosen = (page.from..page.to).filter(|r| scores[*r] > 0.0);
    chosen.fold((0.0, 0.0), |(found, hit), r| {
        (found + set.n_truth_words[r], hit + set.n_truth_words[r] * set.shares[r])
    })
}

/// The models of both kinds of input, as [`write`] has them.
fn read(bytes: &[u8], n_features: usize) -> Option<Vec<Model>> {
    let mut rest = bytes.strip_prefix(MAGIC)?.get(2..)?;
    let mut out = Vec::new();
    for _ in 0..2 {
        let mut model = Vec::new();
        for look in 0..LOOKS.len() {
            let n = if look == 0 { n_features } else { n_features + N_CONTEXT };
            let (forest, after) = Forest::read(rest, n)?;
            model.push(forest);
            rest = after;
        }
        out.push(model);
    }
    Some(out)
}

fn write(path: &Path, n_features: usize, models: &[Model]) -> std::io::Result<()> {
    let mut out = MAGIC.to_vec();
    out.extend((n_features as u16).to_le_bytes());
    for forest in models.iter().flatten() {
        out.extend((forest.trees.len() as u16).to_le_bytes());
        out.extend(forest.bias.to_le_bytes());
        for tree in &forest.trees {
            out.extend(tree.features);
            out.extend(tree.thresholds.iter().flat_map(|t| t.to_le_bytes()));
            let leaves = tree.leaves.iter().map(|l| (l * LEAF_PARTS) as i16);
            out.extend(leaves.flat_map(i16::to_le_bytes));
        }
    }
    fs::write(path, out)
}
