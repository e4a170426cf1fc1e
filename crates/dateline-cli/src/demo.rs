//! `dateline demo`: the way of `brief` on ten invented pages inside the binary, with a word
//! on what each part means.

use std::io::Write;

use crate::Ending;
use crate::brief::Reader;
use crate::inputs::Document;
use crate::print::{self, Report, Style, Tone};
use crate::progress::Progress;

macro_rules! pages {
    ($($name:literal),* $(,)?) => {
        [$((
            concat!("examples/", $name),
            include_str!(concat!("../../../examples/", $name)),
        )),*]
    };
}

/// The pages, by the path they have in the repository.
pub(crate) const PAGES: [(&str, &str); 10] = pages![
    "01_kattegat_courier_feb11.txt",
    "02_baltic_trade_monitor_feb11.html",
    "03_limfjord_ledger_feb13.txt",
    "04_oresund_evening_mail_feb15.txt",
    "05_kattegat_courier_mar01.txt",
    "06_baltic_trade_monitor_mar28.html",
    "07_limfjord_ledger_apr20.txt",
    "08_oresund_evening_mail_jun08.txt",
    "09_northern_transport_times_jun28.txt",
    "10_kattegat_courier_jul01.html",
];

const INTRO: &str = "Ten pages, as a person might have saved them: menus, captions, comments \
    and all. The affair is invented: a ferry burns in the Kattegat in February 2022, and by \
    July two countries have signed a treaty. Everything below was read from those pages just \
    now, by rules and a small network inside this program; nothing was fetched.";

const ARTICLES: &str = "What each page is, once its furniture is gone. Articles that carry \
    one text are one origin, credited or not, so that a reprint does not count as a second \
    source.";

const TIMELINE: &str = "One line an event, however many pages tell it. The sign and word say \
    how the pages have it: ✓ happened, … ongoing, → planned, ~ forecast, ? alleged, ✗ denied or \
    called off, ◦ hypothetical, ! demanded. The pointer under it is the file and line that says \
    so, and [n]:line further places.";

const CLAIMS: &str = "What somebody said that could turn out true or false, and what became of \
    it: ✓ confirmed, ± in part, ✗ contradicted, ⌛ lapsed (its time has passed and nobody tells), \
    ○ open. Each names its holder, the hands it came through, and the words that settled it.";

const CHAINS: &str = "Through whose hands the words came. A page that quotes a page that quotes \
    an agency is one chain, not three sources.";

/// Events that the demonstration shows.
const EVENTS: usize = 30;

/// Claims of one outcome, and links behind one link, that the demonstration shows.
const SHOWN: usize = 5;

const NEXT: &str = "\
dateline brief FILES...            the same on your own saved pages
dateline read FILE                 one page: what is the article, what was left out and why
dateline brief FILES... --json     the same for programs, every value with its place
dateline annotate FILES...         every layer of each page, one JSON object a line
dateline help brief                more, with examples
";

/// Flags of `demo`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Show it as a local page instead of printing it
    #[cfg(feature = "serve")]
    #[arg(long)]
    serve: bool,
    #[cfg(feature = "serve")]
    #[command(flatten)]
    listen: crate::serve::Listen,
}

/// Prints the demonstration, or serves it.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    #[cfg(feature = "serve")]
    if args.serve {
        return serve(args, out);
    }
    let _ = args;
    print(style, out)
}

/// Serves the pages out of a store that is there only as long as the server runs.
#[cfg(feature = "serve")]
fn serve(args: &Args, out: &mut impl Write) -> anyhow::Result<Ending> {
    use dateline_store::{Entry, Store};

    let room = std::env::temp_dir().join(format!("dateline-demo-{}", std::process::id()));
    std::fs::create_dir_all(&room)?;
    let path = room.join("demo.db");
    let kit = dateline::Kit::bundled();
    let rules = Store::rules(None);
    let mut entries = Vec::new();
    for (name, text) in PAGES {
        let document = Document::bundled(name, text).into_stored();
        let read =
            crate::inputs::read_page(&document.page(), &kit, dateline::Depth::Events);
        if let Ok(reading) = read {
            entries.push(Entry::new(document, reading));
        }
    }
    let served =
        Store::create(&path).map_err(anyhow::Error::from).and_then(|mut store| {
            store.add(&entries, &[], &rules, None)?;
            store.collate(&kit, &rules)?;
            drop(store);
            crate::serve::run(
                &crate::serve::Args::of_demo(path, args.listen.clone()),
                out,
            )
        });
    // Of no use to anybody later.
    let _ = std::fs::remove_dir_all(&room);
    served
}

fn print(style: &Style, out: &mut impl Write) -> anyhow::Result<Ending> {
    let mut reader = Reader::new(None)?;
    let pages = PAGES.iter().map(|(name, text)| Ok(Document::bundled(name, text)));
    reader.take(pages.collect(), &Progress::hidden());
    let found = reader.finish();
    let report = Report::new(&found);
    let say = |text: &str| style.block(Tone::Faint, text, 0);

    let mut page = String::new();
    page.push_str(&style.block(Tone::Strong, INTRO, 0));
    for (section, meaning) in [
        (print::articles(&report, style), ARTICLES),
        (print::timeline(&report, style, EVENTS), TIMELINE),
        (print::claims(&report, style, SHOWN), CLAIMS),
        (print::chains(&report, style, SHOWN), CHAINS),
    ] {
        if section.is_empty() {
            continue;
        }
        // The meaning stands under the heading, which is the section's second line.
        let mut lines = section.splitn(3, '\n');
        for line in lines.by_ref().take(2) {
            page.push_str(line);
            page.push('\n');
        }
        page.push_str(&say(meaning));
        page.push('\n');
        page.push_str(lines.next().unwrap_or(""));
    }
    page.push_str(&print::problems(report.problems, style));
    page.push_str(&style.heading("What to try next", ""));
    page.push_str(NEXT);
    out.write_all(page.as_bytes())?;
    Ok(found.ending())
}
