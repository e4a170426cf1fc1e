//! `cargo xtask fuzz`: mutated inputs of every format through the whole program, on the
//! stable toolchain.
//!
//! Seeds are the pages of `examples/` and small feeds and archives made from them. Each
//! round writes a folder of mutants and runs `dateline annotate FOLDER`; the round fails
//! where the program dies, hangs, reports a `defect` or writes something that is no JSON.
//! The mutants of a failed round are kept under `target/fuzz/failed/`. The random numbers
//! start from `--seed`, so a run can be repeated.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use fastrand::Rng;

/// Flags of `fuzz`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How long each target runs
    #[arg(long, default_value_t = 1.0)]
    minutes: f64,
    /// Only targets whose name holds this
    #[arg(long)]
    only: Option<String>,
    /// Start of the random numbers
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Mutants of one round; enough that the start of the program does not count.
const ROUND: usize = 100;

/// A round that takes more processor time than this hangs, whatever runs beside it.
const ROUND_LIMIT: Duration = Duration::from_secs(120);

/// And one that takes this long by the clock: it waits for something that never comes.
const CLOCK_LIMIT: Duration = Duration::from_secs(1200);

/// Mutants larger than this are cut, so that a round stays short.
const LARGEST: usize = 1 << 18;

/// What formats are made of: inserted whole, where single bytes would hardly ever hit.
const DICTIONARY: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<article>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<table>",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#x110000;",
    "&#0;",
    "&notanentity",
    "<meta charset=utf-16>",
    "<meta property=\"article:published_time\" content=\"2022-13-45T99:99\">",
    "<time datetime=\"",
    "{\"@type\":\"NewsArticle\",\"datePublished\":",
    "“",
    "”",
    "\"",
    "‘",
    "said",
    "ALSO READ",
    "—",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\0",
    "\r\n",
    "\n\n\n",
    "{{",
    "}}",
    "31 February 2022",
    "24:61",
    "0000-00-00",
    "99999999999999999999",
    "-0",
    "<item>",
    "</item>",
    "<entry>",
    "<pubDate>",
    "WARC/1.0\r\n",
    "Content-Length: -1\r\n",
    "Content-Length: 99999999999\r\n",
    "\u{1f}\u{8b}",
    "{\"id\":",
    "\"text\":",
    "according to",
    "Mr.",
    "U.S.",
    "(AP)",
    "last Tuesday",
    "two days later",
];

/// One input format: its name, the ending of its files, and its seeds.
struct Target {
    name: &'static str,
    ending: &'static str,
    kind: &'static str,
    seeds: Vec<Vec<u8>>,
}

/// Runs every target for its time. True where no round failed.
pub(crate) fn run(root: &Path, options: &Options) -> Result<bool> {
    let binary = crate::measure::build(root)?;
    let failed = root.join("target/fuzz/failed");
    let mut all_good = true;
    for target in targets(root)? {
        if options.only.as_ref().is_some_and(|only| !target.name.contains(only.as_str()))
        {
            continue;
        }
        let mut rng = Rng::with_seed(options.seed);
        // A folder and a copy of the program of its own: targets can run at the same time,
        // and a build in between does not change what is tried.
        let own = root.join("target/fuzz").join(target.name);
        fs::create_dir_all(&own)?;
        let tried = own.join("dateline");
        fs::copy(&binary, &tried).context("copying the program")?;
        let start = Instant::now();
        let (mut n_mutants, mut n_failed) = (0, 0);
        while start.elapsed().as_secs_f64() < options.minutes * 60.0 {
            let folder = own.join("round");
            write_round(&folder, &target, &mut rng)?;
            n_mutants += ROUND;
            if let Err(reason) = try_round(&tried, &folder, target.kind) {
                n_failed += 1;
                let kept = failed.join(format!("{}-{n_mutants}", target.name));
                fs::create_dir_all(&failed)?;
                let _ = fs::remove_dir_all(&kept);
                fs::rename(&folder, &kept)?;
                println!("{}: {reason:#}\n  kept in {}", target.name, kept.display());
            }
        }
        let minutes = start.elapsed().as_secs_f64() / 60.0;
        println!(
            "{}: {n_mutants} mutants in {minutes:.1} min, {n_failed} failed rounds",
            target.name
        );
        all_good &= n_failed == 0;
    }
    Ok(all_good)
}

/// The formats with their seeds.
fn targets(root: &Path) -> Result<Vec<Target>> {
    let (mut html, mut page) = (Vec::new(), Vec::new());
    let mut entries: Vec<PathBuf> = fs::read_dir(root.join("examples"))
        .context("reading examples/")?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    entries.sort();
    for path in entries {
        match path.extension().and_then(|e| e.to_str()) {
            Some("html") => html.push(fs::read(&path)?),
            Some("txt") => page.push(fs::read(&path)?),
            _ => {}
        }
    }
    let feed =
        html.iter().map(|h| feed(&String::from_utf8_lossy(h)).into_bytes()).collect();
    let lines = page.iter().map(|p| json_line(&String::from_utf8_lossy(p)).into_bytes());
    let lines = lines.collect();
    let warc: Vec<Vec<u8>> = vec![html.iter().flat_map(|h| warc_record(h)).collect()];
    let zipped =
        html.iter().map(|h| gzip(&warc_record(h))).collect::<Result<Vec<_>>>()?;
    let zipped = vec![zipped.concat()];
    let target = |name, ending, kind, seeds| Target { name, ending, kind, seeds };
    Ok(vec![
        target("html", "html", "html", html),
        target("page", "txt", "page", page.clone()),
        target("body", "txt", "body", page),
        target("feed", "xml", "auto", feed),
        target("jsonl", "jsonl", "auto", lines),
        target("warc", "warc", "auto", warc),
        target("warc.gz", "warc.gz", "auto", zipped),
    ])
}

fn feed(html: &str) -> String {
    let escaped = html.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Gazette</title><item><guid>1</guid>\
         <title>Quay closed</title><pubDate>Tue, 03 May 2022 08:00:00 +0200</pubDate>\
         <description>{escaped}</description></item></channel></rss>"
    )
}

fn json_line(text: &str) -> String {
    let row = serde_json::json!({"id": "a", "text": text, "kind": "page", "published": "2022-05-03"});
    format!("{row}\n{row}\n")
}

fn warc_record(html: &[u8]) -> Vec<u8> {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    let fields = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://gazette.invalid/1\r\n\
         WARC-Date: 2022-05-03T08:00:00Z\r\nContent-Length: {}\r\n\r\n",
        head.len() + html.len()
    );
    [fields.as_bytes(), head, html, b"\r\n\r\n"].concat()
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder =
        flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn write_round(folder: &Path, target: &Target, rng: &mut Rng) -> Result<()> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    for n in 0..ROUND {
        let mutant = mutate(&target.seeds, rng);
        fs::write(folder.join(format!("{n:03}.{}", target.ending)), mutant)?;
    }
    Ok(())
}

/// A seed after one to eight changes.
fn mutate(seeds: &[Vec<u8>], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = seeds[rng.usize(..seeds.len())].clone();
    for _ in 0..rng.usize(1..=8) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.usize(..bytes.len());
        let end = (at + rng.usize(1..=200)).min(bytes.len());
        match rng.u8(..8) {
            0 => bytes[at] = rng.u8(..),
            1 => bytes[at] ^= 1 << rng.u8(..8),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let word = DICTIONARY[rng.usize(..DICTIONARY.len())];
                bytes.splice(at..at, word.bytes());
            }
            5 => {
                let word = DICTIONARY[rng.usize(..DICTIONARY.len())];
                bytes.splice(at..end, word.repeat(rng.usize(1..300)).bytes());
            }
            6 => {
                let copy = bytes[at..end].repeat(rng.usize(1..20));
                bytes.splice(at..at, copy);
            }
            _ => {
                let other = &seeds[rng.usize(..seeds.len())];
                let from = rng.usize(..other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }
    bytes.truncate(LARGEST);
    bytes
}

/// Processor time of a running process, where the system tells it (Linux, in hundredths of
/// a second).
fn processor_time(process: u32) -> Option<Duration> {
    let told = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = told.rsplit_once(") ")?;
    let hundredths = fields.split(' ').skip(11).take(2);
    let sum = hundredths.map(|n| n.parse::<u64>().ok()).sum::<Option<u64>>()?;
    Some(Duration::from_millis(sum * 10))
}

/// Reads a folder of mutants; an error says what the program did wrong.
fn try_round(binary: &Path, folder: &Path, kind: &str) -> Result<()> {
    let output = folder.join("out");
    let mut child = Command::new(binary)
        .args(["annotate", "--kind", kind])
        .arg(folder)
        .stdout(fs::File::create(&output)?)
        .stderr(Stdio::null())
        .spawn()?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let clock = start.elapsed();
        if clock > ROUND_LIMIT
            && (clock > CLOCK_LIMIT || processor_time(child.id()) > Some(ROUND_LIMIT))
        {
            child.kill()?;
            child.wait()?;
            anyhow::bail!("was still busy after {} s", clock.as_secs());
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    anyhow::ensure!(status.code().is_some_and(|c| c <= 2), "ended with {status}");
    for line in fs::read_to_string(&output).context("the output is not UTF-8")?.lines() {
        let row: serde_json::Value =
            serde_json::from_str(line).context("a line of the output is no JSON")?;
        anyhow::ensure!(row["error"]["code"] != "defect", "a defect in {}", row["id"]);
    }
    Ok(())
}
