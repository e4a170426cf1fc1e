//! Chores of this repository: `cargo xtask measure`, `cargo xtask tidy`.

mod extraction;
mod figures;
mod fuzz;
mod gazetteer;
mod libraries;
mod map;
mod measure;
mod officials;
mod press;
mod sets;
mod table;
mod tidy;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Chores of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", arg_required_else_help = true)]
struct Chores {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Runs the development sets and prints one table of figures
    ///
    /// Every line of shared/score/SETS is run, in the order of that file, with the release
    /// binary. The table goes to docs/measurements.md too. A command that fails is a row
    /// that says so, and makes the exit code 1.
    Measure(measure::Options),
    /// Reads mutated pages, feeds and archives until the time is over
    Fuzz(fuzz::Options),
    /// Measures copies, merging and stories on a synthetic press with known truth
    Press(press::Options),
    /// Says where files are too long, words are banned or rules lack an example
    Tidy,
    /// Writes the list of libraries and licences that `dateline --licenses` prints
    Libraries,
    /// Packs the gazetteer of `dateline-data` from GeoNames facts in a folder
    Gazetteer(gazetteer::Options),
    /// Writes the outlines of countries for the page from world-atlas
    Map(map::Options),
    /// Writes the office-holders of `dateline-data` from a Phoenix dictionary
    Officials(officials::Options),
}

fn main() -> Result<ExitCode> {
    let root = root();
    let good = match Chores::parse().chore {
        Chore::Measure(options) => measure::run(&root, &options)?,
        Chore::Fuzz(options) => fuzz::run(&root, &options)?,
        Chore::Press(options) => press::run(&options)?,
        Chore::Tidy => tidy::run(&root)?,
        Chore::Gazetteer(options) => gazetteer::run(&root, &options)?,
        Chore::Officials(options) => officials::run(&root, &options)?,
        Chore::Map(options) => map::run(&root, &options)?,
        Chore::Libraries => libraries::write(&root)?,
    };
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The repository that this chore was built in.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
