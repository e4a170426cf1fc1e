//! What an address asks for: a filter in its query, a form in its ending.

use dateline_store::Filter;
use serde::Deserialize;

/// The form of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// For people.
    Html,
    /// For programs.
    Json,
    /// For tables.
    Csv,
}

impl Form {
    /// The form that the last part of a path asks for, and the path without it.
    pub(super) fn of(path: &str) -> (&str, Form) {
        if let Some(path) = path.strip_suffix(".json") {
            return (path, Form::Json);
        }
        match path.strip_suffix(".csv") {
            Some(path) => (path, Form::Csv),
            None => (path, Form::Html),
        }
    }
}

/// The query of an address. Empty fields, as forms send them, ask for nothing.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) q: String,
    pub(super) actor: String,
    pub(super) target: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) place: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) origins: String,
    pub(super) story: String,
    pub(super) article: String,
    pub(super) event: String,
    pub(super) by: String,
    pub(super) due_before: String,
    pub(super) publisher: String,
    pub(super) cursor: String,
    pub(super) limit: String,
    pub(super) order: String,
    /// Code points to be shown: `12-80`.
    pub(super) at: String,
    /// Layers of an article.
    pub(super) layers: String,
}

/// Most rows of one answer.
const MOST: usize = 1000;

impl Asked {
    /// The filter that this asks for.
    pub(super) fn filter(&self) -> Filter {
        let some = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let list = |text: &str| {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect::<Vec<String>>()
        };
        Filter {
            actor: some(&self.actor),
            target: some(&self.target),
            kind: list(&self.kind),
            status: list(&self.status),
            place: some(&self.place),
            from: some(&self.from),
            to: some(&self.to),
            min_origins: self.origins.trim().parse().ok(),
            text: some(&self.q),
            story: some(&self.story),
            article: some(&self.article),
            event: some(&self.event),
            speaker: some(&self.by),
            due_before: some(&self.due_before),
            publisher: some(&self.publisher),
            latest_first: self.order == "latest",
            limit: self.limit.trim().parse().unwrap_or(0).min(MOST),
            cursor: some(&self.cursor),
            ..Filter::default()
        }
    }

    /// The same address query, with another cursor: the next rows.
    pub(super) fn after(&self, cursor: &str) -> String {
        self.query(&[("cursor", cursor)])
    }

    /// Every field with its name in the address.
    fn fields(&self) -> [(&'static str, &str); 20] {
        [
            ("q", &self.q),
            ("actor", &self.actor),
            ("target", &self.target),
            ("type", &self.kind),
            ("status", &self.status),
            ("place", &self.place),
            ("from", &self.from),
            ("to", &self.to),
            ("origins", &self.origins),
            ("story", &self.story),
            ("article", &self.article),
            ("event", &self.event),
            ("by", &self.by),
            ("due_before", &self.due_before),
            ("publisher", &self.publisher),
            ("cursor", &self.cursor),
            ("limit", &self.limit),
            ("order", &self.order),
            ("at", &self.at),
            ("layers", &self.layers),
        ]
    }

    /// What a field of the address says.
    pub(super) fn value(&self, name: &str) -> &str {
        self.fields().into_iter().find(|f| f.0 == name).map_or("", |f| f.1)
    }

    /// The query as text, with some fields set anew; empty ones are left out.
    pub(super) fn query(&self, anew: &[(&str, &str)]) -> String {
        let mut out = String::new();
        for (name, value) in self.fields() {
            let value = anew.iter().find(|a| a.0 == name).map_or(value, |a| a.1);
            if !value.is_empty() {
                out.push(if out.is_empty() { '?' } else { '&' });
                out.push_str(&format!("{name}={}", escape(value)));
            }
        }
        out
    }

    /// The code points to be shown.
    pub(super) fn span(&self) -> Option<(u32, u32)> {
        let (start, end) = self.at.split_once('-')?;
        let span = (start.parse().ok()?, end.parse().ok()?);
        (span.0 < span.1).then_some(span)
    }
}

/// Text as a part of an address.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(byte as char);
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_ask_for_nothing() {
        let asked = Asked {
            actor: " ".into(),
            kind: "AGREE, ,CONSULT".into(),
            ..Asked::default()
        };
        let filter = asked.filter();
        assert_eq!(filter.actor, None);
        assert_eq!(filter.kind, ["AGREE", "CONSULT"]);
        assert_eq!(asked.query(&[("actor", "")]), "?type=AGREE%2C%20%2CCONSULT");
    }

    #[test]
    fn an_ending_is_a_form() {
        assert_eq!(Form::of("e:91b2.json"), ("e:91b2", Form::Json));
        assert_eq!(Form::of("e:91b2"), ("e:91b2", Form::Html));
        assert_eq!(Form::of("events.csv"), ("events", Form::Csv));
    }

    #[test]
    fn spans_are_not_empty() {
        let at = |at: &str| Asked { at: at.into(), ..Asked::default() }.span();
        assert_eq!(at("3-8"), Some((3, 8)));
        assert_eq!((at("8-3"), at("x"), at("")), (None, None, None));
    }
}
