//! Mentions given from outside: the merger's decision alone, for measuring.

use super::cluster::Clusters;
use super::{News, Told};
use crate::brief::words::{clue_words, head, numbers, object, own_sentence};
use crate::collate::Growth;
use crate::topics::Neighbours;
use crate::{
    Brief, BriefActor, BriefEvent, BriefPlace, EntityIdx, EventType, NameClass, Reading,
    Role, Span, Status, TokenIdx, copies,
};

impl Reading {
    /// The brief of this reading with the mentions of `spans` in place of its own events.
    pub fn brief_of_mentions(&self, name: &str, spans: &[Span]) -> Brief {
        let mut brief = self.brief(name);
        let own = std::mem::take(&mut brief.events);
        brief.events = spans
            .iter()
            .map(|&span| {
                let known = own
                    .iter()
                    .find(|e| e.trigger.start < span.end && span.start < e.trigger.end);
                let bare = bare(self, span);
                match known {
                    Some(event) => BriefEvent { lemma: bare.lemma, ..event.clone() },
                    None => bare,
                }
            })
            .collect();
        brief
    }
}

/// For each brief, the cluster of each of its events: the decision that `collate` takes.
/// The briefs must be sorted by identifier.
pub fn clusters_of_mentions(briefs: &[Brief]) -> Vec<Vec<u32>> {
    let origins = copies::group(briefs);
    let near = Neighbours::find(briefs);
    let told = Told { briefs, origins: &origins, near: &near };
    let growth = Growth::from_nothing(briefs.len());
    let mut found = Clusters::default();
    found.grow(&told, &News { growth: &growth, pairs: &[], articles: &[] });
    let mut out: Vec<Vec<u32>> = briefs.iter().map(|b| vec![0; b.events.len()]).collect();
    for (n, group) in found.groups.iter().enumerate() {
        for &(article, event) in group {
            out[article as usize][event as usize] = n as u32;
        }
    }
    out
}

/// A mention that the event stage did not see: what the tree around it tells.
fn bare(reading: &Reading, span: Span) -> BriefEvent {
    let sentence = own_sentence(reading, span);
    let head = head(reading, span);
    let lemma = head.map_or_else(
        || span.of(&reading.source.text).to_lowercase(),
        |h| reading.text.token(h).lemma.to_lowercase(),
    );
    let times: Vec<_> = reading.times.within(sentence).filter_map(|t| t.days).collect();
    BriefEvent {
        mention: 0,
        kind: EventType::Other,
        cameo: None,
        lemma: lemma.into(),
        trigger: span,
        sentence,
        standing: crate::Standing::Main,
        verbal: true,
        numbers: numbers(sentence.of(&reading.source.text)),
        object: head.map(|h| object(reading, h)).unwrap_or_default(),
        status: Status::Happened,
        background: false,
        date: times.first().copied().filter(|_| times.len() == 1),
        dated: times.len() == 1,
        date_at: None,
        actors: head.map(|h| actors(reading, h)).unwrap_or_default(),
        place: place(reading, sentence),
        clause: sentence,
        words: clue_words(reading, &[sentence]),
        summary: String::new(),
        attribution: None,
        in_body: true,
        confidence: None,
    }
}

/// Names that hang from the mention's head as subject, object or complement.
fn actors(reading: &Reading, head: TokenIdx) -> Vec<BriefActor> {
    let mut out = Vec::new();
    for &t in reading.text.dependents(head) {
        let role = match reading.text.token(t).deprel {
            "nsubj" | "nmod:poss" => Role::Source,
            "nsubj:pass" | "obj" | "iobj" => Role::Target,
            _ => continue,
        };
        if let Some(mention) = reading.entities.mention_at(t) {
            out.push(actor(reading, mention.entity, role));
        } else if role == Role::Target {
            out.push(nameless(reading, t, role));
        }
    }
    out
}

fn nameless(reading: &Reading, noun: TokenIdx, role: Role) -> BriefActor {
    let span = reading.text.token(noun).span;
    BriefActor {
        role,
        name: span.of(&reading.source.text).to_lowercase(),
        key: None,
        class: None,
        country: None,
        code: None,
        at: Some(span),
    }
}

fn actor(reading: &Reading, entity: EntityIdx, role: Role) -> BriefActor {
    let known = reading.actors.of(entity);
    let own = reading.entities.entity(entity);
    BriefActor {
        role,
        name: own.name.clone(),
        key: known.and_then(|a| a.key.clone()),
        class: Some(own.class),
        country: known.and_then(|a| a.country),
        code: known.and_then(|a| a.code.clone()),
        at: None,
    }
}

/// The only place of a sentence.
fn place(reading: &Reading, sentence: Span) -> Option<BriefPlace> {
    let mut names = reading
        .entities
        .mentions_in(sentence)
        .map(|m| reading.entities.entity(m.entity))
        .filter(|e| e.class == NameClass::Loc);
    let only = names.next().filter(|_| names.next().is_none())?;
    Some(BriefPlace {
        name: only.name.clone(),
        position: None,
        country: None,
        precision: None,
        geonameid: None,
        at: None,
    })
}
