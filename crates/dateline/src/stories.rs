//! Threads: articles and events that belong to one story.

use crate::topics::Neighbours;
use crate::{Brief, Events, Id, Origins};

/// A story.
#[derive(Clone, Debug)]
pub struct Story {
    /// Hash of its first article.
    pub id: Id,
    /// A headline of the article nearest to its middle.
    pub title: String,
    /// Indices into [`crate::Dossier::briefs`].
    pub articles: Vec<u32>,
    /// Indices into [`crate::Events::events`].
    pub events: Vec<u32>,
}

/// All stories, by first day.
#[derive(Clone, Debug, Default)]
pub struct Stories {
    /// The stories.
    pub stories: Vec<Story>,
}

/// Clusters articles into stories.
pub(crate) fn cluster(
    _briefs: &[Brief],
    _origins: &Origins,
    _events: &Events,
    _neighbours: &Neighbours,
) -> Stories {
    Stories::default()
}
