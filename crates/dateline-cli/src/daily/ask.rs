//! Asking a store: filters, pages, output.

use std::io::Write;

use dateline_store::{Filter, Rows, Store};

use super::StoreArg;
use super::output::{self, Format, Listed};
use crate::Ending;
use crate::print::Style;

/// Rows of a table for people, unless asked for otherwise.
const SHOWN: usize = 50;

/// What rows are asked for.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct FilterArgs {
    /// Who takes part: words of a name, a country's three letters (PRK), or an identity
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Who it is done to
    #[arg(long, value_name = "WHO")]
    target: Option<String>,
    /// Event type, claim kind or kind of copy; several separated by commas
    #[arg(long = "type", alias = "kind", value_name = "TYPE", value_delimiter = ',')]
    kind: Vec<String>,
    /// Event status: happened, ongoing, planned, forecast, alleged, denied, not_happened,
    /// hypothetical, demanded; several separated by commas
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<String>,
    /// Name of a place, or a country's three letters
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// First day: 2023, 2023-09, 2023-09-05
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Last day
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// At least so many independent origins
    #[arg(long, value_name = "N")]
    origins: Option<u32>,
    /// Words that stand in what is told
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// Only of this story
    #[arg(long, value_name = "ID")]
    story: Option<String>,
    /// Only of this article
    #[arg(long, alias = "of", value_name = "ID")]
    article: Option<String>,
    /// Who said it
    #[arg(long, alias = "by", value_name = "NAME")]
    speaker: Option<String>,
    /// Words of the outlet's name
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Only what is told as news, or only what is told as history
    #[arg(long, value_name = "YES|NO", value_parser = ["yes", "no"])]
    background: Option<String>,
    /// What a person has rejected too
    #[arg(long)]
    rejected: bool,
    /// Latest first
    #[arg(long)]
    latest: bool,
}

impl FilterArgs {
    pub(crate) fn filter(&self) -> Filter {
        Filter {
            actor: self.actor.clone(),
            target: self.target.clone(),
            kind: self.kind.clone(),
            status: self.status.clone(),
            place: self.place.clone(),
            from: self.from.clone(),
            to: self.until.clone(),
            min_origins: self.origins,
            text: self.text.clone(),
            story: self.story.clone(),
            article: self.article.clone(),
            speaker: self.speaker.clone(),
            publisher: self.publisher.clone(),
            background: self.background.as_deref().map(|b| b == "yes"),
            with_rejected: self.rejected,
            latest_first: self.latest,
            ..Filter::default()
        }
    }
}

/// How rows are given.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct OutputArgs {
    /// How to give the rows
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) to: Format,
    /// At most so many rows; 0 is all (50 in a table, all otherwise)
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// Flags of the commands that list rows.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) store: StoreArg,
    /// One row by its identifier, or the first digits of it
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Flags of `claims`.
#[derive(clap::Args)]
pub(crate) struct ClaimArgs {
    #[command(flatten)]
    ask: Args,
    /// What became of it: confirmed, partly_confirmed, contradicted, lapsed, open
    #[arg(long, value_name = "OUTCOME", value_delimiter = ',')]
    outcome: Vec<String>,
    /// The same as --outcome open
    #[arg(long)]
    open: bool,
    /// Due before this day
    #[arg(long, value_name = "DATE")]
    due_before: Option<String>,
    /// About this event
    #[arg(long, value_name = "ID")]
    about: Option<String>,
}

/// Flags of `search`.
#[derive(clap::Args)]
pub(crate) struct SearchArgs {
    #[command(flatten)]
    store: StoreArg,
    /// Words to look for; "in quotation marks" in this order, begin* as a beginning, -not this
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    /// First day of publication
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Last day of publication
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Words of the outlet's name
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Only of this story
    #[arg(long, value_name = "ID")]
    story: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists rows. An identifier narrows to what it names.
pub(crate) fn list<T: Listed>(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
    query: impl Fn(&Store, &Filter) -> dateline_store::Result<Rows<T>>,
) -> anyhow::Result<Ending> {
    let store = args.store.open()?;
    let mut filter = args.filter.filter();
    if let Some(id) = &args.id {
        match store.resolve(id)? {
            (dateline_store::What::Story, id) => filter.story = Some(id),
            (dateline_store::What::Article, id) => filter.article = Some(id),
            (dateline_store::What::Origin, id) => filter.origin = Some(id),
            (what, _) => {
                anyhow::bail!("{id} is an {}, not a row of this list", what.name())
            }
        }
    }
    rows(&store, filter, &args.output, style, out, query)
}

/// Lists events, or the one of an identifier.
pub(crate) fn events(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let store = args.store.open()?;
    let (filter, output) = (args.filter.filter(), &args.output);
    check_names("type", &filter.kind, TYPES)?;
    check_names("status", &filter.status, STATUSES)?;
    match &args.id {
        Some(id) => {
            let row = store.event(id)?;
            one(row, &filter, output, style, out)
        }
        None => rows(&store, filter, output, style, out, Store::events),
    }
}

/// Lists claims, or the one of an identifier.
pub(crate) fn claims(
    args: &ClaimArgs,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let store = args.ask.store.open()?;
    let mut filter = args.ask.filter.filter();
    filter.status.extend(args.outcome.iter().cloned());
    filter.status.extend(args.open.then(|| "open".to_owned()));
    filter.due_before.clone_from(&args.due_before);
    filter.event.clone_from(&args.about);
    check_names("type", &filter.kind, CLAIM_KINDS)?;
    check_names("outcome", &filter.status, OUTCOMES)?;
    let output = &args.ask.output;
    match &args.ask.id {
        Some(id) => {
            let row = store.claim(id)?;
            one(row, &filter, output, style, out)
        }
        None => rows(&store, filter, output, style, out, Store::claims),
    }
}

/// Searches the texts.
pub(crate) fn search(
    args: &SearchArgs,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let store = args.store.open()?;
    let filter = Filter {
        text: Some(args.words.join(" ")),
        from: args.from.clone(),
        to: args.until.clone(),
        publisher: args.publisher.clone(),
        story: args.story.clone(),
        ..Filter::default()
    };
    rows(&store, filter, &args.output, style, out, Store::search)
}

fn one<T: Listed>(
    row: T,
    _filter: &Filter,
    output: &OutputArgs,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let mut row = Some(row);
    output::print(
        output.to,
        1,
        style,
        &mut |_| Ok(Rows { rows: row.take().into_iter().collect(), next: None }),
        out,
    )?;
    Ok(Ending::Done)
}

/// Prints the rows that a query gives, page by page.
pub(crate) fn rows<T: Listed>(
    store: &Store,
    filter: Filter,
    output: &OutputArgs,
    style: &Style,
    out: &mut impl Write,
    query: impl Fn(&Store, &Filter) -> dateline_store::Result<Rows<T>>,
) -> anyhow::Result<Ending> {
    let is_table = output.to == Format::Table;
    let limit = output.limit.unwrap_or(if is_table { SHOWN } else { 0 });
    let mut filter = filter;
    filter.limit = if limit == 0 { 1000 } else { limit.min(1000) };
    let mut fetch = |cursor: Option<String>| {
        if cursor.is_some() {
            filter.cursor = cursor;
        }
        Ok(query(store, &filter)?)
    };
    let (n, more) = output::print(output.to, limit, style, &mut fetch, out)?;
    if n == 0 && is_table {
        writeln!(out, "nothing found")?;
    }
    if more && is_table {
        writeln!(out, "and more: --limit 0 gives all")?;
    }
    Ok(if n == 0 { Ending::Nothing } else { Ending::Done })
}

const STATUSES: &[&str] = &[
    "happened",
    "ongoing",
    "planned",
    "forecast",
    "alleged",
    "denied",
    "not_happened",
    "hypothetical",
    "demanded",
];
const OUTCOMES: &[&str] =
    &["confirmed", "partly_confirmed", "contradicted", "lapsed", "open"];
const CLAIM_KINDS: &[&str] =
    &["forecast", "promise", "denial", "allegation", "assessment", "demand", "threat"];
const TYPES: &[&str] = &[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "DISASTER",
    "CASUALTY",
    "CRIME",
    "JUSTICE",
    "ELECTION",
    "OFFICE",
    "LEGISLATE",
    "BUSINESS",
    "MOVE",
    "SCIENCE",
    "HEALTH",
    "CULTURE",
    "SPORT",
    "OTHER",
];

/// A name that nothing has is a mistake, not an empty answer.
fn check_names(what: &str, names: &[String], known: &[&str]) -> anyhow::Result<()> {
    for name in names {
        if !known.contains(&name.as_str()) {
            anyhow::bail!("{name:?} is no {what}\nit is one of: {}", known.join(", "));
        }
    }
    Ok(())
}
