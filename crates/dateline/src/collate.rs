//! The way of many documents. Works on briefs (what a reading boils down to), never on
//! texts; gives the same dossier for any order of its input.

use crate::topics::Neighbours;
use crate::{
    Brief, Events, Id, Kit, Ledger, Origins, Stories, claims, copies, merge, stories,
};

/// What many articles say together.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    /// The articles, sorted by identifier; every index below points into this list.
    pub briefs: Vec<Brief>,
    /// Which articles carry one text.
    pub origins: Origins,
    /// One event, many reports.
    pub events: Events,
    /// Threads and their timelines.
    pub stories: Stories,
    /// Each claim, followed to its outcome.
    pub claims: Ledger,
}

/// Brings many briefs together. Of several with one identifier one counts.
pub fn collate(briefs: Vec<Brief>, kit: &Kit) -> Dossier {
    let mut archive = Archive::new();
    archive.add(briefs, kit);
    archive.into_dossier()
}

/// A growing collection of articles with what they say together.
///
/// Articles may come in any number of portions and in any order: what the archive then holds
/// is what [`collate()`] makes of all of them at once.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    dossier: Dossier,
}

impl Archive {
    /// An archive without articles.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes articles in. One whose identifier is there already takes the other's place, so
    /// that adding twice changes nothing.
    pub fn add(&mut self, briefs: Vec<Brief>, kit: &Kit) {
        let mut all = std::mem::take(&mut self.dossier.briefs);
        let mut briefs = briefs;
        briefs.sort_by_key(|b| b.id);
        briefs.dedup_by_key(|b| b.id);
        all.retain(|old| briefs.binary_search_by_key(&old.id, |b| b.id).is_err());
        all.extend(briefs);
        self.collate(all, kit);
    }

    /// Takes articles out; identifiers that are not there are passed over.
    pub fn remove(&mut self, articles: &[Id], kit: &Kit) {
        let mut all = std::mem::take(&mut self.dossier.briefs);
        all.retain(|brief| !articles.contains(&brief.id));
        self.collate(all, kit);
    }

    /// What the articles say together.
    pub fn dossier(&self) -> &Dossier {
        &self.dossier
    }

    /// What the articles say together, without the means to add more.
    pub fn into_dossier(self) -> Dossier {
        self.dossier
    }

    fn collate(&mut self, mut briefs: Vec<Brief>, _kit: &Kit) {
        briefs.sort_by_key(|b| b.id);
        let origins = copies::group(&briefs);
        let neighbours = Neighbours::find(&briefs);
        let events = merge::events(&briefs, &origins, &neighbours);
        let stories = stories::cluster(&briefs, &origins, &events, &neighbours);
        let claims = claims::follow(&briefs, &origins, &events, &stories);
        self.dossier = Dossier { briefs, origins, events, stories, claims };
    }
}
