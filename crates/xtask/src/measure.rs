//! `cargo xtask measure`: every development set, one table.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::{
    figures,
    sets::{self, Set},
    table::Table,
};

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Only rows whose name holds this; the table is then printed, not written
    #[arg(long, value_name = "SUBSTRING")]
    only: Option<String>,
    /// Also time the first build for the demo and the tests, each from nothing (minutes)
    #[arg(long)]
    builds: bool,
    /// Also collate synthetic presses of 10,000 and of 100,000 articles (minutes)
    #[arg(long)]
    scale: bool,
    /// The score folder [default: ../shared/score beside the repository]
    #[arg(long, value_name = "FOLDER")]
    score: Option<PathBuf>,
    /// The program to measure instead of the release build
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,
    /// Also write the scorers' whole JSON here, one object a line
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
}

/// One row of the table.
struct Row {
    name: String,
    figures: String,
    speed: String,
    seconds: f64,
    failed: bool,
}

/// Runs the sets; whether none failed.
pub(crate) fn run(root: &Path, options: &Options) -> Result<bool> {
    let wanted = |name: &str| {
        options.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    };
    let mut rows = Vec::new();
    if options.builds {
        rows.extend(builds(root)?);
    }
    let binary = binary(root, options)?;
    if wanted("demo") {
        rows.push(demo(&binary));
    }
    let score = options.score.clone().unwrap_or_else(|| score_folder(root));
    let mut kept = String::new();
    match fs::read_to_string(score.join("SETS")) {
        Ok(file) => {
            let sets: Vec<Set> =
                sets::parse(&file).into_iter().filter(|set| wanted(&set.name)).collect();
            for (i, set) in sets.iter().enumerate() {
                eprintln!("[{}/{}] {}", i + 1, sets.len(), set.name);
                let mut row = measure(set, &score, &binary, &mut kept);
                if let Some(kind) =
                    IN_SAMPLE.iter().find(|kind| set.name.ends_with(*kind))
                    && set.name.starts_with("extraction")
                {
                    row.name += " (in sample)";
                    rows.push(out_of_fold(root, kind, &score, &binary));
                }
                rows.push(row);
            }
        }
        Err(_) => {
            eprintln!("skipped: the development sets are not beside this repository");
        }
    }
    if wanted("press") {
        rows.push(press(1000));
        if options.scale {
            rows.push(press(11_500));
            rows.push(scale(100_000));
        }
    }
    if let Some(path) = &options.keep {
        fs::write(path, kept)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let table = tabulate(&rows);
    print!("{}", table.plain());
    if options.only.is_none() && rows.len() > 1 {
        write(root, &table)?;
    }
    Ok(rows.iter().all(|row| !row.failed))
}

/// The program under measure: the release build of this tree, unless another is named.
fn binary(root: &Path, options: &Options) -> Result<PathBuf> {
    if let Some(path) = &options.binary {
        let missing = || format!("no such program: {}", path.display());
        return path.canonicalize().with_context(missing);
    }
    build(root)
}

/// The release build of this tree.
pub(crate) fn build(root: &Path) -> Result<PathBuf> {
    let built =
        cargo(root, ["build", "--release", "--quiet", "-p", "dateline-cli"]).status()?;
    if !built.success() {
        bail!("the release build failed");
    }
    Ok(target(root).join("release/dateline"))
}

/// The score folder beside the repository, or beside the one that this is a worktree of.
fn score_folder(root: &Path) -> PathBuf {
    let beside = root.join("../shared/score");
    if beside.is_dir() {
        return beside;
    }
    let main = Command::new("git")
        .args(["rev-parse", "--path-format=absolute", "--git-common-dir"])
        .current_dir(root)
        .output()
        .map(|done| String::from_utf8_lossy(&done.stdout).trim().to_owned());
    main.map_or(beside, |git| Path::new(&git).join("../../shared/score"))
}

fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |folder| root.join(folder))
}

fn cargo<I: AsRef<OsStr>>(
    root: &Path,
    arguments: impl IntoIterator<Item = I>,
) -> Command {
    let mut command =
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root).stdin(Stdio::null());
    command
}

/// Kinds of input whose bodies are chosen by weights that were fitted on these very pages.
const IN_SAMPLE: [&str; 2] = ["html", "text"];

/// The body figures of one kind of input on pages that the model did not see.
fn out_of_fold(root: &Path, kind: &str, score: &Path, binary: &Path) -> Row {
    let start = Instant::now();
    let models = root.join("bench/extraction");
    let work = target(root).join("xtask-out-of-fold");
    let scores = crate::extraction::out_of_fold(kind, score, binary, &models, &work);
    let name = format!("extraction {kind}");
    let (figures, failed) = match scores {
        Ok(scores) => (figures::figures(&name, &scores), false),
        Err(error) => (format!("FAILED: {error:#}"), true),
    };
    let seconds = start.elapsed().as_secs_f64();
    let name = format!("{name}, out of fold");
    Row { name, figures, speed: String::new(), seconds, failed }
}

/// Runs one set and reads its figures. Whatever goes wrong stands in the row.
fn measure(set: &Set, score: &Path, binary: &Path, kept: &mut String) -> Row {
    let start = Instant::now();
    let done = Command::new("sh")
        .args(["-c", &format!("{} --json", set.command)])
        .current_dir(score)
        .env("BIN", binary)
        .stdin(Stdio::null())
        .output();
    let seconds = start.elapsed().as_secs_f64();
    let name = set.name.clone();
    match done.map_err(|error| error.to_string()).and_then(|done| scores(&done)) {
        Ok((scores, complaint)) => {
            let record =
                serde_json::json!({"set": name, "seconds": seconds, "scores": scores});
            let _ = writeln!(kept, "{record}");
            let figures = figures::figures(&name, &scores);
            let speed = figures::speed(&scores);
            let failed = complaint.is_some();
            let figures = match complaint {
                Some(words) => format!("{figures} · FAILED: {words}"),
                None => figures,
            };
            Row { name, figures, speed, seconds, failed }
        }
        Err(words) => Row {
            name,
            figures: format!("FAILED: {words} (to read: {})", set.figure),
            speed: String::new(),
            seconds,
            failed: true,
        },
    }
}

/// The scorer's JSON, and what it complained of: a scorer goes on where the program under
/// measure ends with an error, and says so on its error output only.
fn scores(done: &Output) -> Result<(Value, Option<String>), String> {
    let said = String::from_utf8_lossy(&done.stderr);
    let last = said.trim().lines().last().unwrap_or("").trim().to_owned();
    if !done.status.success() {
        return Err(format!("{}: {last}", done.status));
    }
    let scores = serde_json::from_slice(&done.stdout)
        .map_err(|error| format!("no JSON from the scorer ({error}): {last}"))?;
    let complaint = said.lines().find(|line| line.contains("exit status")).map(|line| {
        let end = line.rfind('/').map_or(0, |i| i + 1);
        line[end..].trim().to_owned()
    });
    Ok((scores, complaint))
}

/// The demo: that it ends well, and how long it takes once built (the best of three).
fn demo(binary: &Path) -> Row {
    let mut best = f64::INFINITY;
    let mut failed = false;
    for _ in 0..3 {
        let start = Instant::now();
        let done = Command::new(binary).arg("demo").stdin(Stdio::null()).output();
        best = best.min(start.elapsed().as_secs_f64());
        failed |= !done.is_ok_and(|output| output.status.success());
    }
    let figures = format!("{best:.2} s after the build, limit 2 s");
    let failed = failed || best > 2.0;
    let figures = if failed { format!("FAILED: {figures}") } else { figures };
    Row { name: "demo".into(), figures, speed: String::new(), seconds: best, failed }
}

/// Copies, events and stories of a synthetic press of about so many articles.
fn press(n_articles: usize) -> Row {
    let start = Instant::now();
    let (figures, speed) = crate::press::figures_line(n_articles);
    let seconds = start.elapsed().as_secs_f64();
    let name = format!("press of {n_articles}");
    Row { name, figures, speed, seconds, failed: false }
}

/// Time and memory of so many articles, and of a hundred more. The limits are the mission's:
/// five minutes and 4 GB.
fn scale(n_articles: usize) -> Row {
    let start = Instant::now();
    let figures = crate::press::scale_line(n_articles);
    let seconds = start.elapsed().as_secs_f64();
    let name = format!("press scale {n_articles}");
    Row { name, figures, speed: String::new(), seconds, failed: false }
}

/// First build for the demo and the whole test run, each in an empty target folder.
fn builds(root: &Path) -> Result<Vec<Row>> {
    let empty = target(root).join("xtask-first-build");
    let mut rows = Vec::new();
    let runs: [(&str, &[&str], f64); 2] = [
        ("first build for the demo", &["build", "--release"], 6.0),
        ("cargo test --workspace", &["test", "--workspace"], 15.0),
    ];
    for (name, arguments, limit) in runs {
        eprintln!("{name}, from nothing");
        if empty.exists() {
            fs::remove_dir_all(&empty)?;
        }
        let start = Instant::now();
        let done = cargo(root, arguments).env("CARGO_TARGET_DIR", &empty).output()?;
        let seconds = start.elapsed().as_secs_f64();
        let minutes = seconds / 60.0;
        let good = done.status.success();
        let figures = format!(
            "{}{minutes:.1} min, limit {limit:.0} min",
            if good { "" } else { "FAILED: " }
        );
        rows.push(Row {
            name: name.into(),
            figures,
            speed: String::new(),
            seconds,
            failed: !good || minutes > limit,
        });
    }
    fs::remove_dir_all(&empty)?;
    Ok(rows)
}

fn tabulate(rows: &[Row]) -> Table {
    let mut table = Table::new(&["set", "figures", "speed", "seconds"]);
    for row in rows {
        let seconds = format!("{:.1}", row.seconds);
        table.push(vec![
            row.name.clone(),
            row.figures.clone(),
            row.speed.clone(),
            seconds,
        ]);
    }
    table
}

/// Keeps the table with what it was measured on.
fn write(root: &Path, table: &Table) -> Result<()> {
    let git = |arguments: &[&str]| {
        let done = Command::new("git").args(arguments).current_dir(root).output().ok()?;
        Some(String::from_utf8_lossy(&done.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_default();
    let dirty = git(&["status", "--porcelain", "--untracked-files=no"])
        .is_some_and(|changes| !changes.is_empty());
    let day = Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]).output();
    let day = day.map(|d| String::from_utf8_lossy(&d.stdout).trim().to_owned());
    let text = format!(
        "# Measurements\n\n\
         Written by `cargo xtask measure`; not to be edited. Shares run from 0 to 1. Speeds are \
         of one run on a\nmachine that may have had other work, and hold only against each \
         other.\n\n\
         **In sample:** rows so marked are of pages that the block model was fitted on. The rows \
         **out of fold**\nread each page with a model that saw no page of its site (5 folds by site, \
         `bench/extraction`).\n\n\
         Commit {commit}{}, {}, {}.\n\n{}",
        if dirty { " with uncommitted changes" } else { "" },
        day.unwrap_or_default(),
        machine(),
        table.markdown()
    );
    let path = root.join("docs/measurements.md");
    fs::create_dir_all(root.join("docs"))?;
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Processor and number of cores, as Linux tells them.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown processor", |(_, name)| name.trim());
    format!("{cores} cores of {model}")
}
