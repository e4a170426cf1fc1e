//! How each kind of row of a store is printed.

use dateline_store::{
    ActorRow, ArticleRow, ClaimRow, CopyRow, CorrectionRow, EventRow, EvidenceRow,
    HitRow, QuoteRow, StoryRow,
};

use super::output::Listed;

fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

fn number(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// `e:91b2c0de`: enough to be told apart and written again.
pub(crate) fn short(id: &str) -> String {
    id.get(..10).unwrap_or(id).to_owned()
}

/// Article, start, end, quote of the first evidence.
fn cited(evidence: &[EvidenceRow]) -> [String; 4] {
    evidence.first().map_or_else(Default::default, |e| {
        [e.article.clone(), e.start.to_string(), e.end.to_string(), e.quote.clone()]
    })
}

/// `5 of 2`: articles and the origins behind them.
fn support(articles: u32, origins: u32) -> String {
    if articles == origins {
        origins.to_string()
    } else {
        format!("{origins} ({articles})")
    }
}

impl Listed for EventRow {
    const NAME: &'static str = "events";
    const WIDE: &'static [&'static str] = &[
        "id",
        "date",
        "end_date",
        "precision",
        "after",
        "before",
        "type",
        "cameo",
        "status",
        "sources",
        "targets",
        "participants",
        "place",
        "lat",
        "lon",
        "country",
        "place_precision",
        "background",
        "articles",
        "origins",
        "confidence",
        "review",
        "summary",
        "article",
        "start",
        "end",
        "quote",
    ];
    const NARROW: &'static [&'static str] =
        &["id", "date", "status", "type", "who", "origins", "told as"];

    fn wide(&self) -> Vec<String> {
        let bounds = self.bounds.as_ref();
        let place = self.place.as_ref();
        let mut out = vec![
            self.id.clone(),
            text(self.date.as_ref()),
            text(self.end_date.as_ref()),
            self.precision.clone(),
            text(bounds.and_then(|b| b.after.as_ref())),
            text(bounds.and_then(|b| b.before.as_ref())),
            self.kind.clone(),
            text(self.cameo.as_ref()),
            self.status.clone(),
            self.names("source").join("; "),
            self.names("target").join("; "),
            self.names("participant").join("; "),
            place.map(|p| p.name.clone()).unwrap_or_default(),
            number(place.and_then(|p| p.lat)),
            number(place.and_then(|p| p.lon)),
            text(place.and_then(|p| p.country.as_ref())),
            text(place.and_then(|p| p.precision.as_ref())),
            self.background.to_string(),
            self.articles.to_string(),
            self.origins.to_string(),
            number(self.confidence),
            text(self.review.as_ref()),
            self.summary.clone(),
        ];
        out.extend(cited(&self.evidence));
        out
    }

    fn narrow(&self) -> Vec<String> {
        vec![
            short(&self.id),
            text(self.date.as_ref()),
            self.status.replace('_', " "),
            self.kind.clone(),
            who(self),
            support(self.articles, self.origins),
            self.summary.clone(),
        ]
    }
}

/// `Ida Holm → Denmark`.
pub(crate) fn who(event: &EventRow) -> String {
    let list = |role: &str| event.names(role).join(", ");
    let (source, target, both) = (list("source"), list("target"), list("participant"));
    match (source.is_empty(), target.is_empty()) {
        (false, false) => format!("{source} → {target}"),
        (false, true) => source,
        (true, false) => format!("→ {target}"),
        (true, true) => both,
    }
}

impl Listed for ClaimRow {
    const NAME: &'static str = "claims";
    const WIDE: &'static [&'static str] = &[
        "id",
        "kind",
        "outcome",
        "made_on",
        "due_start",
        "due_end",
        "by",
        "statement",
        "about_event",
        "origins",
        "confidence",
        "review",
        "article",
        "start",
        "end",
        "quote",
        "settled_on",
        "because",
        "outcome_article",
        "outcome_start",
        "outcome_end",
        "outcome_quote",
    ];
    const NARROW: &'static [&'static str] =
        &["id", "made on", "kind", "outcome", "due", "by", "claim"];

    fn wide(&self) -> Vec<String> {
        let turn = self.history.last();
        let mut out = vec![
            self.id.clone(),
            self.kind.clone(),
            self.outcome.clone(),
            text(self.made_on.as_ref()),
            self.due.as_ref().map(|d| d.start.clone()).unwrap_or_default(),
            self.due.as_ref().map(|d| d.end.clone()).unwrap_or_default(),
            self.by.join(" › "),
            self.statement.clone(),
            text(self.about_event.as_ref()),
            self.origins.to_string(),
            number(self.confidence),
            text(self.review.as_ref()),
        ];
        out.extend(cited(&self.evidence));
        out.push(text(turn.and_then(|t| t.on.as_ref())));
        out.push(turn.map(|t| t.because.clone()).unwrap_or_default());
        out.extend(cited(&self.outcome_evidence));
        out
    }

    fn narrow(&self) -> Vec<String> {
        vec![
            short(&self.id),
            text(self.made_on.as_ref()),
            self.kind.clone(),
            self.outcome.replace('_', " "),
            self.due.as_ref().map(|d| d.end.clone()).unwrap_or_default(),
            text(self.by.last()),
            self.statement.clone(),
        ]
    }
}

impl Listed for ArticleRow {
    const NAME: &'static str = "articles";
    const WIDE: &'static [&'static str] = &[
        "id",
        "file",
        "url",
        "publisher",
        "agency",
        "headline",
        "bylines",
        "published",
        "updated",
        "dateline_place",
        "language",
        "is_article",
        "words",
        "origin",
        "copies",
        "story",
    ];
    const NARROW: &'static [&'static str] =
        &["id", "published", "publisher", "agency", "copies", "headline"];

    fn wide(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.file.clone(),
            text(self.url.as_ref()),
            text(self.publisher.as_ref()),
            text(self.agency.as_ref()),
            text(self.headline.as_ref()),
            self.bylines.join("; "),
            text(self.published.as_ref()),
            text(self.updated.as_ref()),
            text(self.dateline_place.as_ref()),
            self.language.clone(),
            self.is_article.to_string(),
            self.words.to_string(),
            text(self.origin.as_ref()),
            self.copies.to_string(),
            text(self.story.as_ref()),
        ]
    }

    fn narrow(&self) -> Vec<String> {
        let day = self.published.as_ref().map(|p| p.get(..10).unwrap_or(p).to_owned());
        let title = self.headline.as_ref().unwrap_or(&self.file);
        vec![
            short(&self.id),
            day.unwrap_or_default(),
            text(self.publisher.as_ref()),
            text(self.agency.as_ref()),
            if self.copies > 1 { self.copies.to_string() } else { String::new() },
            if self.is_article { title.clone() } else { format!("{title} (no article)") },
        ]
    }
}

impl Listed for StoryRow {
    const NAME: &'static str = "stories";
    const WIDE: &'static [&'static str] =
        &["id", "first", "last", "articles", "origins", "events", "title"];
    const NARROW: &'static [&'static str] = Self::WIDE;

    fn wide(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            text(self.first.as_ref()),
            text(self.last.as_ref()),
            self.articles.to_string(),
            self.origins.to_string(),
            self.events.to_string(),
            self.title.clone(),
        ]
    }

    fn narrow(&self) -> Vec<String> {
        let mut out = self.wide();
        out[0] = short(&self.id);
        out
    }
}

impl Listed for QuoteRow {
    const NAME: &'static str = "quotes";
    const WIDE: &'static [&'static str] = &[
        "article",
        "file",
        "start",
        "end",
        "published",
        "speaker",
        "direct",
        "chain",
        "text",
    ];
    const NARROW: &'static [&'static str] =
        &["article", "published", "speaker", "through", "words"];

    fn wide(&self) -> Vec<String> {
        vec![
            self.article.clone(),
            self.file.clone(),
            self.start.to_string(),
            self.end.to_string(),
            text(self.published.as_ref()),
            text(self.speaker.as_ref()),
            self.direct.to_string(),
            self.chain.join(" › "),
            self.text.clone(),
        ]
    }

    fn narrow(&self) -> Vec<String> {
        let day = self.published.as_ref().map(|p| p.get(..10).unwrap_or(p).to_owned());
        vec![
            short(&self.article),
            day.unwrap_or_default(),
            text(self.speaker.as_ref()),
            self.chain.join(" › "),
            self.text.clone(),
        ]
    }
}

impl Listed for ActorRow {
    const NAME: &'static str = "actors";
    const WIDE: &'static [&'static str] =
        &["events", "source", "target", "country", "class", "entity", "name"];
    const NARROW: &'static [&'static str] =
        &["events", "source", "target", "country", "class", "name"];

    fn wide(&self) -> Vec<String> {
        vec![
            self.events.to_string(),
            self.source.to_string(),
            self.target.to_string(),
            text(self.country.as_ref()),
            text(self.class.as_ref()),
            text(self.entity.as_ref()),
            self.name.clone(),
        ]
    }

    fn narrow(&self) -> Vec<String> {
        let mut out = self.wide();
        out.remove(5);
        out
    }
}

impl Listed for CopyRow {
    const NAME: &'static str = "copies";
    const WIDE: &'static [&'static str] = &["id", "kind", "agency", "n", "articles"];
    const NARROW: &'static [&'static str] = Self::WIDE;

    fn wide(&self) -> Vec<String> {
        let articles: Vec<&str> = self.articles.iter().map(|a| a.id.as_str()).collect();
        vec![
            self.id.clone(),
            self.kind.clone(),
            text(self.agency.as_ref()),
            self.articles.len().to_string(),
            articles.join(" "),
        ]
    }

    fn narrow(&self) -> Vec<String> {
        let names: Vec<String> = self
            .articles
            .iter()
            .map(|a| {
                let outlet = a.publisher.as_ref().unwrap_or(&a.file);
                format!("{outlet} ({})", short(&a.id))
            })
            .collect();
        let mut out = self.wide();
        out[0] = short(&self.id);
        out[4] = names.join(", ");
        out
    }
}

impl Listed for HitRow {
    const NAME: &'static str = "hits";
    const WIDE: &'static [&'static str] = &[
        "article",
        "file",
        "published",
        "publisher",
        "headline",
        "start",
        "end",
        "snippet",
    ];
    const NARROW: &'static [&'static str] =
        &["article", "published", "publisher", "found"];

    fn wide(&self) -> Vec<String> {
        let at = |i: usize| self.hits.first().map(|h| h[i].to_string());
        vec![
            self.article.clone(),
            self.file.clone(),
            text(self.published.as_ref()),
            text(self.publisher.as_ref()),
            text(self.headline.as_ref()),
            at(0).unwrap_or_default(),
            at(1).unwrap_or_default(),
            self.snippet.clone(),
        ]
    }

    fn narrow(&self) -> Vec<String> {
        let day = self.published.as_ref().map(|p| p.get(..10).unwrap_or(p).to_owned());
        vec![
            short(&self.article),
            day.unwrap_or_default(),
            text(self.publisher.as_ref()),
            self.snippet.clone(),
        ]
    }
}

impl Listed for CorrectionRow {
    const NAME: &'static str = "corrections";
    const WIDE: &'static [&'static str] = &[
        "id",
        "made_at",
        "author",
        "target",
        "now",
        "action",
        "field",
        "value",
        "machine",
        "reason",
        "undone_at",
    ];
    const NARROW: &'static [&'static str] = &["id", "made at", "by", "on", "what"];

    fn wide(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.made_at.clone(),
            self.author.clone(),
            self.target.clone(),
            text(self.now.as_ref()),
            self.action.clone(),
            self.field.clone(),
            text(self.value.as_ref()),
            text(self.machine.as_ref()),
            text(self.reason.as_ref()),
            text(self.undone_at.as_ref()),
        ]
    }

    fn narrow(&self) -> Vec<String> {
        let value = self.value.as_deref().unwrap_or("not known");
        let machine = self.machine.as_deref().unwrap_or("nothing");
        let mut what = match self.action.as_str() {
            "edit" => format!("{}: {machine} → {value}", self.field),
            action => format!("{action} {}", self.field),
        };
        if self.undone_at.is_some() {
            what.push_str(" (taken back)");
        } else if self.now.is_none() {
            what.push_str(" (its words tell nothing now)");
        }
        if let Some(reason) = &self.reason {
            what.push_str(&format!(" – {reason}"));
        }
        vec![
            short(&self.id),
            self.made_at.clone(),
            self.author.clone(),
            short(self.now.as_ref().unwrap_or(&self.target)),
            what,
        ]
    }
}

#[cfg(feature = "serve")]
impl Listed for dateline_store::PlaceCount {
    const NAME: &'static str = "places";
    const WIDE: &'static [&'static str] =
        &["name", "lat", "lon", "country", "precision", "events"];
    const NARROW: &'static [&'static str] = Self::WIDE;

    fn wide(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            number(self.lat),
            number(self.lon),
            text(self.country.as_ref()),
            text(self.precision.as_ref()),
            self.events.to_string(),
        ]
    }

    fn narrow(&self) -> Vec<String> {
        self.wide()
    }
}
