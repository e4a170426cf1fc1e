//! Commands for daily work on a store: adding, asking, correcting, checking.

pub(crate) mod add;
mod ask;
mod correct;
mod export;
mod listed;
pub(crate) mod output;
mod score;
mod timeline;
mod verify;
pub(crate) mod why;

use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;
use dateline_store::Store;

use crate::Ending;
use crate::print::Style;

/// The commands that work on a store.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Read pages into a store; the same command goes on where it stopped
    #[command(after_help = ADD_EXAMPLES)]
    Add(add::Args),
    /// Read again what other rules have read
    #[command(after_help = REFRESH_EXAMPLES)]
    Refresh(add::RefreshArgs),
    /// Articles of a store
    #[command(after_help = ARTICLES_EXAMPLES)]
    Articles(ask::Args),
    /// Stories: articles and events that belong together
    #[command(after_help = STORIES_EXAMPLES)]
    Stories(ask::Args),
    /// What happened, day by day
    #[command(after_help = TIMELINE_EXAMPLES)]
    Timeline(timeline::Args),
    /// Merged events: who did what to whom, when and where
    #[command(after_help = EVENTS_EXAMPLES)]
    Events(ask::Args),
    /// Claims and what became of them
    #[command(after_help = CLAIMS_EXAMPLES)]
    Claims(ask::ClaimArgs),
    /// Who says what, and through whose hands
    #[command(after_help = QUOTES_EXAMPLES)]
    Quotes(ask::Args),
    /// Who takes part in events
    #[command(after_help = ACTORS_EXAMPLES)]
    Actors(ask::Args),
    /// Full-text search, with the place of each hit
    #[command(after_help = SEARCH_EXAMPLES)]
    Search(ask::SearchArgs),
    /// The store in a format of the field: Parquet, GDELT, iCalendar, GeoJSON and more
    #[command(after_help = export_help())]
    Export(export::Args),
    /// Accept, reject or edit what was read
    #[command(after_help = CORRECT_EXAMPLES)]
    Correct(correct::Args),
    /// What people have corrected
    #[command(after_help = CORRECTIONS_EXAMPLES)]
    Corrections(correct::ListArgs),
    /// How well this program reads what people have judged: precision and recall by type
    #[command(after_help = SCORE_EXAMPLES)]
    Score(score::Args),
    /// Check every stored span against its text, every text against its hash
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(verify::Args),
}

/// The examples of `export`, and the formats of --as.
fn export_help() -> String {
    format!("{EXPORT_EXAMPLES}\n\nFormats of --as:\n{}", crate::export::format_list())
}

const EXPORT_EXAMPLES: &str = "\
Examples:
  dateline export news.db --as ics > expected.ics
  dateline export news.db --as gdelt --to out/
  dateline export news.db --as csv --table events | head

What people have corrected is exported as corrected; what they rejected is left out.";

const ADD_EXAMPLES: &str = "\
Examples:
  dateline add news.db saved/ dump/*.warc.gz feeds.jsonl --jobs 2
  dateline add news.db saved/                          again: only what is new is read
  dateline add news.db page.txt --published 2023-09-05

The store is one file; it is made if it is not there. A run that is cut short loses nothing:
the same command goes on. An input that cannot be read goes to quarantine with its reason, and
the run goes on; the report at the end counts them.";

const REFRESH_EXAMPLES: &str = "\
Examples:
  dateline refresh news.db             after an update of the program
  dateline refresh news.db --dry-run   how much would be read again

What people have corrected stays corrected.";

const ARTICLES_EXAMPLES: &str = "\
Examples:
  dateline articles news.db --from 2023-09-01 --publisher gazette
  dateline articles news.db --story s:12ab --to csv > articles.csv";

const STORIES_EXAMPLES: &str = "\
Examples:
  dateline stories news.db --latest
  dateline stories news.db --actor PRK --from 2023-09";

const TIMELINE_EXAMPLES: &str = "\
Examples:
  dateline timeline news.db
  dateline timeline news.db --story s:12ab
  dateline timeline news.db --story s:12ab --length 10     ten dated lines with their sources
  dateline timeline news.db --actor RUS --from 2023-09 --until 2023-10 --origins 2";

const EVENTS_EXAMPLES: &str = "\
Examples:
  dateline events news.db --actor RUS --target PRK --from 2023-09-01 --status happened
  dateline events news.db --type CONSULT,AGREE --origins 2 --to csv > events.csv
  dateline events news.db --place Vladivostok --to jsonl | jq .evidence
  dateline events news.db e:91b2                       one event, its beginning is enough

An actor is words of a name, a country's three letters, or an identity (country:RUS).";

const CLAIMS_EXAMPLES: &str = "\
Examples:
  dateline claims news.db --open --due-before 2023-10-01
  dateline claims news.db --outcome contradicted,lapsed
  dateline claims news.db --by \"Adrienne Watson\" --to json";

const QUOTES_EXAMPLES: &str = "\
Examples:
  dateline quotes news.db --speaker \"Adrienne Watson\"
  dateline quotes news.db --text sanctions --to csv";

const ACTORS_EXAMPLES: &str = "\
Examples:
  dateline actors news.db
  dateline actors news.db --actor PRK
  dateline actors news.db --story s:12ab --to csv";

const SEARCH_EXAMPLES: &str = "\
Examples:
  dateline search news.db ferry fire                   both words
  dateline search news.db '\"car deck\" -owner'          these words in this order, not that one
  dateline search news.db 'sanction*' --from 2023-09";

const CORRECT_EXAMPLES: &str = "\
Examples:
  dateline correct news.db e:91b2 accept --by Ana
  dateline correct news.db e:91b2 reject --by Ana --reason \"the headline of another story\"
  dateline correct news.db e:91b2 status=planned date=2023-09-13 --by Ana
  dateline correct news.db e:91b2 \"source=Kim Jong Un; Choe Son Hui\" --by Ana
  dateline correct news.db c:07aa outcome=confirmed --by Ana
  dateline correct news.db a:7c1e published=2023-09-05 --by Ana
  dateline correct news.db e:91b2 place= --by Ana      the place is not known
  dateline correct news.db x:5d20 undo --by Ana        take a correction back

A correction wins over the machine, keeps its author and time, and stays when everything is
read again.";

const CORRECTIONS_EXAMPLES: &str = "\
Examples:
  dateline corrections news.db
  dateline corrections news.db --to csv
  dateline corrections news.db --gold > gold.jsonl     what was judged, with its documents";

const SCORE_EXAMPLES: &str = "\
Examples:
  dateline corrections news.db --gold > gold.jsonl
  dateline score gold.jsonl
  dateline score gold.jsonl --to json

Only what people have judged counts: of the machine's rows on those words, how many are right
(precision), and of the right ones, how many it reads (recall).";

const VERIFY_EXAMPLES: &str = "\
Examples:
  dateline verify news.db
  dateline verify news.db --deep       read every document again and compare every row

A fault makes the exit code 2.";

/// A store by its path.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct StoreArg {
    /// The store, one file (`news.db`)
    #[arg(value_name = "STORE")]
    pub(crate) store: PathBuf,
}

impl StoreArg {
    /// The store, to be read; says so where some of it is not brought together yet.
    pub(crate) fn open(&self) -> anyhow::Result<Store> {
        let store = Store::open(&self.store)?;
        let pending = store.pending()?;
        if pending > 0 {
            let articles = if pending == 1 { "article is" } else { "articles are" };
            let _ = writeln!(
                std::io::stderr(),
                "dateline: {pending} {articles} not brought together with the others yet; \
                 run `dateline add` again"
            );
        }
        Ok(store)
    }
}

/// Runs a command on a store.
pub(crate) fn run(
    command: &Command,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    match command {
        Command::Add(args) => add::run(args, style, out),
        Command::Refresh(args) => add::refresh(args, style, out),
        Command::Articles(args) => ask::list(args, style, out, Store::articles),
        Command::Stories(args) => ask::list(args, style, out, Store::stories),
        Command::Timeline(args) => timeline::run(args, style, out),
        Command::Events(args) => ask::events(args, style, out),
        Command::Claims(args) => ask::claims(args, style, out),
        Command::Quotes(args) => ask::list(args, style, out, Store::quotes),
        Command::Actors(args) => ask::list(args, style, out, Store::actors),
        Command::Search(args) => ask::search(args, style, out),
        Command::Export(args) => export::run(args, out),
        Command::Correct(args) => correct::run(args, out),
        Command::Corrections(args) => correct::list(args, style, out),
        Command::Score(args) => score::run(args, style, out),
        Command::Verify(args) => verify::run(args, style, out),
    }
}

/// The time now, in UTC, to the second.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
