//! The `dateline` command: parse, run, exit code.

mod annotate;
mod brief;
mod completions;
mod copies;
mod daily;
mod demo;
mod export;
#[cfg(feature = "watch")]
mod feeds;
mod import;
mod inputs;
mod licenses;
mod lines;
#[cfg(feature = "mcp")]
mod mcp;
mod merge;
mod print;
mod progress;
mod read;
#[cfg(feature = "serve")]
mod serve;
mod why;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use print::{ColorChoice, Style};

/// Reads saved news pages and tells who said what happened, when, and what became of it.
///
/// Works on your own files, offline, and gives the same answer every time. Every value comes
/// with the words it was read from.
#[derive(Parser)]
#[command(name = "dateline", version, arg_required_else_help = true, after_help = FIRST_STEPS)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// When to colour what is printed for people
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorChoice,
    /// Print the licences of the program, its data and its libraries
    #[arg(long)]
    licenses: bool,
}

const FIRST_STEPS: &str = "\
First steps:
  dateline demo                      ten pages inside the program, read and explained
  dateline demo --serve              the same as a local page
  dateline read page.html            one saved page: the article, and what was left out
  dateline brief saved/*.html        many pages: timeline, claims, who stands behind what
  dateline add news.db saved/        keep them; then timeline, events, claims, search news.db

Exit codes: 0 done, 1 nothing found, 2 some inputs failed (they are named under problems).";

// One of them lives, once; its size is of no concern.
#[expect(clippy::large_enum_variant)]
#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Daily(daily::Command),
    /// What many pages say together: articles, timeline, claims, copies
    #[command(after_help = brief_help())]
    Brief(brief::Args),
    /// Which pages carry one text, and what changed between them
    #[command(after_help = COPIES_EXAMPLES)]
    Copies(copies::Args),
    /// One page: its article, and what was left out and why
    #[command(after_help = READ_EXAMPLES)]
    Read(read::Args),
    /// Ten invented pages inside the program, read and explained
    Demo(demo::Args),
    /// A local page to read a store in and to verify it
    #[cfg(feature = "serve")]
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(serve::Args),
    /// A store for agents: read-only tools whose answers quote their words
    #[cfg(feature = "mcp")]
    #[command(after_help = MCP_EXAMPLES)]
    Mcp(mcp::Args),
    /// A story of a store as one file that opens from a disk
    #[cfg(feature = "serve")]
    #[command(after_help = PAGE_EXAMPLES)]
    Page(serve::single::Args),
    /// Every layer of each page, one JSON object a line
    #[command(after_help = ANNOTATE_EXAMPLES)]
    Annotate(annotate::Args),
    /// What a shell completes after `dateline`
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(completions::Args),
    /// The list of feeds that are watched: import OPML, add, remove, list
    #[cfg(feature = "watch")]
    Feeds(feeds::FeedsArgs),
    /// Look at the feeds again and again; what is new comes out
    #[cfg(feature = "watch")]
    #[command(after_help = WATCH_EXAMPLES)]
    Watch(feeds::WatchArgs),
    /// An event table of GDELT or POLECAT: what is in it, and which rows are wrong
    Import(import::TableArgs),
    /// An event table beside your own pages: which rows they tell, which not, and why
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(import::CompareArgs),
    /// Why an event reads as it does: words, rules, scores, and what was not taken
    #[command(after_help = WHY_EXAMPLES)]
    Why(why::Args),
    /// Which given mentions tell one event (for measuring only)
    #[command(hide = true)]
    Merge(merge::Args),
}

const BRIEF_EXAMPLES: &str = "\
Examples:
  dateline brief saved/*.html saved/*.txt
  dateline brief saved/* | less                        plain text in a pipe
  dateline brief saved/* --color always | less -R      with colours
  dateline brief saved/* --length 10                   ten dated lines with their sources
  dateline brief dump.jsonl --json > dossier.json      for programs
  dateline brief news.db                               all of a store
  dateline brief news.db s:12ab                        the articles of one story
  dateline brief saved/* --as ics > expected.ics       what is expected, as a calendar
  dateline brief saved/* --as gdelt --to out/          a folder of tables
  dateline brief saved/* --as csv --table events       one table
  dateline brief saved/* --json | jq '.claims[] | select(.outcome == \"contradicted\")'

Pages may be HTML, scraped text with its menus left in, or clean text; which it is, is found
out page by page. Nothing is kept and nothing is fetched. A file that cannot be read is named
under problems with its reason, and the others are read.";

const COPIES_EXAMPLES: &str = "\
Examples:
  dateline copies saved/*.html                         who prints whose text, and what they changed
  dateline copies saved/* --json | jq '.families[].members[].differences[] | select(.strength)'
  dateline copies news.db --of a:7c1e                  of a store: who shares text with this one

A page hangs from the longer one that holds most of it. [old → new] stands where words were
exchanged, [− old] where some were left out, [+ new] where some were added. Where the words put
a claim weaker or stronger than before, the line says so.";

/// The examples of `brief`, and the formats of --as.
fn brief_help() -> String {
    format!("{BRIEF_EXAMPLES}\n\nFormats of --as:\n{}", export::format_list())
}

const READ_EXAMPLES: &str = "\
Examples:
  dateline read page.html
  dateline read news.db a:7c1e                         an article of a store
  dateline read scraped.txt --published 2023-09-05     weekdays count from this day
  cat scraped.txt | dateline read -
  dateline read page.html --html proof.html            a page that shows what each line is";

#[cfg(feature = "serve")]
const SERVE_EXAMPLES: &str = "\
Examples:
  dateline serve news.db                               then open the address that it prints
  dateline serve news.db --port 0 --read-only
  dateline serve news.db --host 0.0.0.0 --token \"$SECRET\"

Only this machine can reach the page unless --host and --token say otherwise. No other host is
ever contacted. Press ? on a page for its keys.";

#[cfg(feature = "mcp")]
const MCP_EXAMPLES: &str = "\
Examples:
  dateline mcp news.db                                 speaks MCP on standard input and output
  {\"mcpServers\": {\"news\": {\"command\": \"dateline\", \"args\": [\"mcp\", \"/path/news.db\"]}}}

Tools: list_stories, timeline, events, claims, quotes, search, why. Nothing is ever written.";

#[cfg(feature = "serve")]
const PAGE_EXAMPLES: &str = "\
Examples:
  dateline stories news.db                             which stories there are
  dateline page news.db --story s:12ab --single-file out.html

The file holds the timeline, the claims and the sentences that they rest on, with links to the
live pages. It loads nothing and runs no script. Whole articles belong to their publishers; they
are in it only with --full-text.";

const ANNOTATE_EXAMPLES: &str = "\
Examples:
  dateline annotate page.html | jq .article.bylines
  dateline annotate saved/* --layers article,times
  cat rows.jsonl | dateline annotate - --from jsonl    one document a line: {\"id\", \"text\"}

Positions are half-open pairs of Unicode code points of \"text\".";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  dateline completions bash > ~/.local/share/bash-completion/completions/dateline
  dateline completions fish > ~/.config/fish/completions/dateline.fish";

#[cfg(feature = "watch")]
const WATCH_EXAMPLES: &str = "\
Examples:
  dateline feeds import my.opml
  dateline watch news.db --every 15m                   new articles go into a store
  dateline watch --every 15m --append news.jsonl       then: dateline brief news.jsonl
  dateline watch --as atom --to new.atom               a feed of the latest events
  dateline watch --hook https://desk.example/hook      a JSON Feed of the new events is posted

Asked are only the feeds on the list and the pages they link to: seldom, one request a host at
a time, with ETag and Last-Modified, and as robots.txt wishes. Addresses of the own machine and
network are not asked unless --allow-private is given.";

const COMPARE_EXAMPLES: &str = "\
Examples:
  dateline compare gdelt 20230905.export.CSV saved/*.html
  dateline compare polecat 2023-09.txt.gz saved/ --json | jq .counts";

const WHY_EXAMPLES: &str = "\
Examples:
  dateline why news.db e:91b2                          an event of a store, report by report
  dateline why news.db c:07aa                          a claim: its words, what became of it
  dateline why page.html                               the page's events by number
  dateline why page.html --event 3                     each cell of one of them
  dateline why page.html --at 1204 --json              the event at a position, for programs

Of files, works on the first document given. Positions are code points, as in annotate.";

/// How a run ended, as the exit code tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    /// 0: done.
    Done,
    /// 1: nothing found.
    Nothing,
    /// 2: some inputs failed.
    SomeFailed,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let ending =
        run(&cli, &mut out).and_then(|e| out.flush().map(|()| e).map_err(Into::into));
    match ending {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Nothing) => ExitCode::from(1),
        Ok(Ending::SomeFailed) => ExitCode::from(2),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "dateline: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli, out: &mut impl Write) -> anyhow::Result<Ending> {
    if cli.licenses {
        return licenses::run(out);
    }
    let style = Style::of_stdout(cli.color);
    match &cli.command {
        Some(Command::Daily(command)) => daily::run(command, &style, out),
        Some(Command::Annotate(args)) => annotate::run(args, out),
        Some(Command::Completions(args)) => completions::run(args, Cli::command(), out),
        Some(Command::Merge(args)) => merge::run(args, out),
        #[cfg(feature = "watch")]
        Some(Command::Feeds(args)) => feeds::run(args, out),
        #[cfg(feature = "watch")]
        Some(Command::Watch(args)) => feeds::watch(args, out),
        Some(Command::Import(args)) => import::run_import(args, out),
        Some(Command::Compare(args)) => import::run_compare(args, out),
        Some(Command::Brief(args)) => brief::run(args, &style, out),
        Some(Command::Copies(args)) => copies::run(args, &style, out),
        Some(Command::Read(args)) => read::run(args, &style, out),
        Some(Command::Why(args)) => why::run(args, &style, out),
        #[cfg(feature = "serve")]
        Some(Command::Serve(args)) => serve::run(args, out),
        Some(Command::Demo(args)) => demo::run(args, &style, out),
        #[cfg(feature = "mcp")]
        Some(Command::Mcp(args)) => mcp::run(args, out),
        #[cfg(feature = "serve")]
        Some(Command::Page(args)) => serve::single::run(args, out),
        None => {
            write!(out, "{}", Cli::command().render_help())?;
            Ok(Ending::Nothing)
        }
    }
}

/// One line for the person beside the machine: how many inputs failed, and where it says why.
pub(crate) fn tell_failures(n: usize, place: &str) {
    if n > 0 {
        let inputs = if n == 1 { "input was" } else { "inputs were" };
        let _ = writeln!(
            io::stderr(),
            "dateline: {n} {inputs} not read, or only in part; each says why {place}"
        );
    }
}

/// Whether the reader of our output has gone away, which is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>();
        let kind = io.or_else(|| json.and_then(serde_json::Error::io_error_kind));
        kind == Some(io::ErrorKind::BrokenPipe)
    })
}
