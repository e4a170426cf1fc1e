//! The way of many documents. Works on briefs (what a reading boils down to), never on
//! texts; gives the same dossier for any order of its input.

use crate::topics::Neighbours;
use crate::{
    Brief, Events, Kit, Ledger, Origins, Stories, claims, copies, merge, stories,
};

/// What many articles say together.
#[derive(Debug)]
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

/// Brings many briefs together.
pub fn collate(mut briefs: Vec<Brief>, _kit: &Kit) -> Dossier {
    briefs.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.name.cmp(&b.name)));
    let origins = copies::group(&briefs);
    let neighbours = Neighbours::find(&briefs);
    let events = merge::events(&briefs, &origins, &neighbours);
    let stories = stories::cluster(&briefs, &origins, &events, &neighbours);
    let claims = claims::follow(&briefs, &origins, &events, &stories);
    Dossier { briefs, origins, events, stories, claims }
}
