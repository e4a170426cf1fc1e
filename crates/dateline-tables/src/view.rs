//! A dossier with its articles, as every export sees it.

use dateline::{
    Brief, BriefEvent, Claim, CodePoints, DayRange, Dossier, Event, Span, Story,
};

use crate::annotate::{degrees, thousandths};
use crate::{Problem, Told};

/// Code points of a quote where whole texts were not asked for.
const SHORT_QUOTE: usize = 400;

/// What is exported: a dossier as a command holds it or a store gives it back.
#[derive(Clone, Copy)]
pub struct Export<'d> {
    /// What the articles say together.
    pub dossier: &'d Dossier,
    /// The articles, in the order of `dossier.briefs`.
    pub told: &'d [Told],
    /// Inputs that could not be read, or only oddly.
    pub problems: &'d [Problem],
    /// Whole texts and whole quotes; else short quotes only.
    pub with_text: bool,
}

/// An export with what its formats look up again and again.
pub(crate) struct View<'d> {
    pub(crate) dossier: &'d Dossier,
    pub(crate) told: &'d [Told],
    pub(crate) problems: &'d [Problem],
    pub(crate) with_text: bool,
    points: Vec<CodePoints>,
    /// The story of each article.
    story_of: Vec<Option<u32>>,
}

/// Words of an article, ready to be written.
#[derive(Clone, Debug)]
pub(crate) struct Cited<'d> {
    /// Index of the article.
    pub(crate) article: u32,
    /// First code point.
    pub(crate) start: u32,
    /// One past the last.
    pub(crate) end: u32,
    /// Exactly the words at `[start, end)`.
    pub(crate) quote: &'d str,
}

impl<'d> View<'d> {
    pub(crate) fn new(export: Export<'d>) -> Self {
        let Export { dossier, told, problems, with_text } = export;
        let mut story_of = vec![None; told.len()];
        for (i, story) in dossier.stories.stories.iter().enumerate() {
            for &article in &story.articles {
                if let Some(of) = story_of.get_mut(article as usize) {
                    of.get_or_insert(i as u32);
                }
            }
        }
        let points = told.iter().map(|t| CodePoints::new(&t.text)).collect();
        Self { dossier, told, problems, with_text, points, story_of }
    }

    pub(crate) fn events(&self) -> &'d [Event] {
        &self.dossier.events.events
    }

    pub(crate) fn claims(&self) -> &'d [Claim] {
        &self.dossier.claims.claims
    }

    pub(crate) fn stories(&self) -> &'d [Story] {
        &self.dossier.stories.stories
    }

    pub(crate) fn brief(&self, article: u32) -> &'d Brief {
        &self.dossier.briefs[article as usize]
    }

    pub(crate) fn told(&self, article: u32) -> &'d Told {
        &self.told[article as usize]
    }

    /// The articles that are articles.
    pub(crate) fn articles(&self) -> impl Iterator<Item = u32> + '_ {
        let briefs = self.dossier.briefs.iter().zip(0..);
        briefs.filter(|(b, _)| b.is_article).map(|(_, i)| i)
    }

    /// The mentions of an event: the article and what its brief has.
    pub(crate) fn mentions(&self, event: &'d Event) -> Vec<(u32, &'d BriefEvent)> {
        let of = |&(article, i): &(u32, u32)| {
            self.brief(article).events.get(i as usize).map(|mention| (article, mention))
        };
        event.mentions.iter().filter_map(of).collect()
    }

    pub(crate) fn story(&self, article: u32) -> Option<&'d Story> {
        let story = self.story_of[article as usize]?;
        self.stories().get(story as usize)
    }

    /// The article that tells an event first.
    pub(crate) fn first_article(&self, event: &Event) -> Option<u32> {
        let day = |a: u32| {
            let at = self.brief(a).published.map(|p| (p.date, p.time));
            (at.is_none(), at, a)
        };
        event.evidence.iter().map(|c| c.article).min_by_key(|&a| day(a))
    }

    /// Where an article is found: its web address, else a name that is no address.
    pub(crate) fn address(&self, article: u32) -> String {
        let web = self.told(article).url.as_deref().and_then(crate::escape::link);
        web.unwrap_or_else(|| urn(&article_id(self.brief(article))))
    }

    /// A span in code points.
    pub(crate) fn at(&self, article: u32, span: Span) -> [u32; 2] {
        self.points[article as usize].span(&self.told(article).text, span)
    }

    /// The words of a span, cut so that the quote stays short and exact.
    pub(crate) fn cite(&self, article: u32, span: Span) -> Cited<'d> {
        let words = span.of(&self.told(article).text);
        let end = words.char_indices().nth(SHORT_QUOTE).map(|(at, _)| at);
        let quote = match end {
            Some(end) if !self.with_text => {
                let cut = &words[..end];
                cut.rsplit_once(char::is_whitespace).map_or(cut, |(head, _)| head)
            }
            _ => words,
        };
        let start = span.start as usize;
        let [start, end] = self.at(article, Span::new(start, start + quote.len()));
        Cited { article, start, end, quote }
    }

    /// The latest day that the dossier knows of, in place of a clock: the same input gives
    /// the same bytes.
    pub(crate) fn last_stamp(&self) -> Option<dateline::Stamp> {
        let stamps = self.dossier.briefs.iter().filter_map(|b| b.published);
        stamps.max_by_key(|s| (s.date, s.time))
    }
}

pub(crate) fn article_id(brief: &Brief) -> String {
    format!("a:{}", brief.id)
}

pub(crate) fn event_id(event: &Event) -> String {
    format!("e:{}", event.id)
}

pub(crate) fn claim_id(claim: &Claim) -> String {
    format!("c:{}", claim.id)
}

pub(crate) fn story_id(story: &Story) -> String {
    format!("s:{}", story.id)
}

/// A name for what has no address of its own.
pub(crate) fn urn(id: &str) -> String {
    format!("urn:dateline:{id}")
}

/// Position to four places.
pub(crate) fn position(at: Option<(f32, f32)>) -> Option<(f64, f64)> {
    at.map(|(lat, lon)| (degrees(lat), degrees(lon)))
}

/// A score to three places.
pub(crate) fn score(value: Option<f32>) -> Option<f64> {
    value.map(thousandths)
}

/// The first and last day of a range.
pub(crate) fn days(range: Option<DayRange>) -> (Option<String>, Option<String>) {
    (range.map(|d| d.start.to_string()), range.map(|d| d.end.to_string()))
}

/// White space, line ends included, as single blanks.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
