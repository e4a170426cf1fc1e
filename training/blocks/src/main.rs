//! Trains the block model: which lines of a page are the article's running text.
//!
//! Input: the tables that the example `block_table` of the engine writes (numeric features
//! of blocks and how much of each the truth has; no text). Output: the weights, and figures
//! out of fold, 5 folds by site.
//!
//!   train-blocks HTML.bin TEXT.bin OUT_FOLDER
//!
//! writes OUT_FOLDER/blocks.weights (all pages), fold0.weights .. fold4.weights (trained
//! without that fold's sites) and folds.json (the pages of each fold).

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

/// Settings of the two looks. Chosen on out-of-fold figures; more trees or other rates moved
/// them by less than .002.
const FIRST: Config = Config { n_trees: 110, rate: 0.12, seed: 1 };
const SECOND: Config = Config { n_trees: 110, rate: 0.10, seed: 2 };

/// The models of one kind of input: all pages, and one without each fold.
struct Trained {
    n_features: usize,
    whole: (Forest, Forest),
    folds: Vec<(Forest, Forest)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, html, text, out] = args.as_slice() else {
        return Err("usage: train-blocks HTML.bin TEXT.bin OUT_FOLDER".into());
    };
    let mut trained = Vec::new();
    for (name, path) in [("html", html), ("text", text)] {
        let set = Set::read(&fs::read(path)?).ok_or("a broken table")?;
        trained.push(train(name, &set));
        let ids: Vec<String> = (0..FOLDS)
            .map(|fold| {
                let pages = set.pages.iter().filter(|p| p.site % FOLDS == fold);
                let quoted: Vec<String> = pages.map(|p| format!("\"{}\"", p.id)).collect();
                format!("\"{fold}\": [{}]", quoted.join(", "))
            })
            .collect();
        fs::write(Path::new(out).join("folds.json"), format!("{{{}}}\n", ids.join(",\n")))?;
    }
    let pairs = |pick: &dyn Fn(&Trained) -> &(Forest, Forest)| -> Vec<(Forest, Forest)> {
        trained.iter().map(|t| pick(t).clone()).collect()
    };
    let n = trained[0].n_features;
    write(&Path::new(out).join("blocks.weights"), n, &pairs(&|t| &t.whole))?;
    for fold in 0..FOLDS as usize {
        let name = format!("fold{fold}.weights");
        write(&Path::new(out).join(name), n, &pairs(&|t| &t.folds[fold]))?;
    }
    Ok(())
}

fn train(name: &str, set: &Set) -> Trained {
    let start = Instant::now();
    let matrix = Matrix::new(&set.rows, set.n_features);
    let fold_of: Vec<u32> = set.page_of.iter().map(|p| set.pages[*p].site % FOLDS).collect();
    let all: Vec<u32> = (0..set.labels.len() as u32).collect();
    let without = |fold: u32| -> Vec<u32> {
        all.iter().copied().filter(|r| fold_of[*r as usize] != fold).collect()
    };
    let mut first_scores = vec![0.0; all.len()];
    let mut firsts = Vec::new();
    for fold in 0..FOLDS {
        let model = fit::fit(&matrix, &set.labels, &set.weights, &without(fold), &FIRST);
        for r in 0..all.len() {
            if fold_of[r] == fold {
                first_scores[r] = model.score(set.row(r));
            }
        }
        firsts.push(model);
    }
    report(&format!("{name} first look"), set, &first_scores);
    let wide = widened(set, &first_scores);
    let n_wide = set.n_features + N_CONTEXT;
    let matrix2 = Matrix::new(&wide, n_wide);
    let mut second_scores = vec![0.0; all.len()];
    let mut folds = Vec::new();
    for (fold, first) in firsts.into_iter().enumerate() {
        let rows = without(fold as u32);
        let model = fit::fit(&matrix2, &set.labels, &set.weights, &rows, &SECOND);
        for r in 0..all.len() {
            if fold_of[r] == fold as u32 {
                second_scores[r] = model.score(&wide[r * n_wide..(r + 1) * n_wide]);
            }
        }
        folds.push((first, model));
    }
    report(&format!("{name} second look"), set, &second_scores);
    report(&format!("{name} oracle"), set, &set.labels.iter().map(|l| l - 0.5).collect::<Vec<_>>());
    let whole = (
        fit::fit(&matrix, &set.labels, &set.weights, &all, &FIRST),
        fit::fit(&matrix2, &set.labels, &set.weights, &all, &SECOND),
    );
    println!("{name}: {} blocks, {} features, {:.0} s", all.len(), set.n_features, start.elapsed().as_secs_f32());
    Trained { n_features: set.n_features, whole, folds }
}

/// Rows with the features of the second look.
fn widened(set: &Set, scores: &[f32]) -> Vec<f32> {
    let mut out = Vec::with_capacity(set.labels.len() * (set.n_features + N_CONTEXT));
    for page in &set.pages {
        let range = page.from..page.to;
        let around =
            context::rows(&scores[range.clone()], &set.n_words[range.clone()], &set.groups[range.clone()]);
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

fn write(path: &Path, n_features: usize, pairs: &[(Forest, Forest)]) -> std::io::Result<()> {
    let mut out = b"blocks1\n".to_vec();
    out.extend((n_features as u16).to_le_bytes());
    for forest in pairs.iter().flat_map(|(first, second)| [first, second]) {
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
