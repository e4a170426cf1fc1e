//! What is true in the invented world: stories of events with actors, places and days.

use fastrand::Rng;

use super::words::{
    ACTS, BODIES, FIRST, GIVEN, OFFICES, PERSON_ENDS, SECOND, THINGS, TOWN_ENDS,
};

/// Rates of docs/synthetic-press.md.
pub(super) const TWINS: f64 = 0.2;
const REPEATED_ACT: f64 = 0.4;
const LONGEST_STORY_DAYS: u32 = 120;

/// A person or body that acts.
#[derive(Clone, Debug)]
pub(super) struct Actor {
    pub(super) name: String,
    /// A part of the name, or an office: what later mentions call it.
    pub(super) short: String,
}

/// One true event.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// Index into the acts.
    pub(super) act: usize,
    pub(super) actor: usize,
    pub(super) thing: &'static str,
    pub(super) town: usize,
    /// Days since the first day of the world.
    pub(super) day: u32,
    pub(super) count: u32,
}

/// A thread of events.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) towns: Vec<usize>,
    /// By day.
    pub(super) events: Vec<Event>,
    /// The words its filler sentences are made of: indices into nouns.
    pub(super) nouns: Vec<usize>,
}

/// The invented world.
#[derive(Debug)]
pub(super) struct World {
    pub(super) actors: Vec<Actor>,
    pub(super) towns: Vec<String>,
    pub(super) stories: Vec<Story>,
}

impl World {
    /// A world of so many stories; actors and towns are shared by three on average.
    pub(super) fn new(n_stories: usize, rng: &mut Rng) -> Self {
        let actors =
            (0..n_stories.max(2) * 4 / 3).map(|_| actor(rng)).collect::<Vec<_>>();
        let towns =
            (0..n_stories.max(2)).map(|_| name(rng, TOWN_ENDS)).collect::<Vec<_>>();
        let stories = (0..n_stories)
            .map(|_| story(actors.len(), towns.len(), n_stories, rng))
            .collect();
        Self { actors, towns, stories }
    }
}

fn pick<T: Copy>(list: &[T], rng: &mut Rng) -> T {
    list[rng.usize(..list.len())]
}

fn name(rng: &mut Rng, ends: &[&str]) -> String {
    format!("{}{}{}", pick(FIRST, rng), pick(SECOND, rng), pick(ends, rng))
}

fn actor(rng: &mut Rng) -> Actor {
    if rng.bool() {
        let (given, family) = (pick(GIVEN, rng), name(rng, PERSON_ENDS));
        let short = if rng.bool() {
            family.clone()
        } else {
            format!("the {}", pick(OFFICES, rng))
        };
        return Actor { name: format!("{given} {family}"), short };
    }
    let (town, body) = (name(rng, TOWN_ENDS), pick(BODIES, rng));
    let last = body.rsplit(' ').next().unwrap_or(body).to_lowercase();
    Actor { name: format!("{town} {body}"), short: format!("the {last}") }
}

fn story(n_actors: usize, n_towns: usize, n_stories: usize, rng: &mut Rng) -> Story {
    let some = |n: usize, of: usize, rng: &mut Rng| -> Vec<usize> {
        (0..n).map(|_| rng.usize(..of)).collect()
    };
    let actors = some(4, n_actors, rng);
    let towns = some(3, n_towns, rng);
    // Stories begin one after the other, three or so at a time.
    let first = rng.u32(..(n_stories as u32 * 12).max(30));
    let length = 1 + rng.u32(..LONGEST_STORY_DAYS);
    let mut events: Vec<Event> = Vec::new();
    for _ in 0..3 + rng.usize(..7) {
        let day = first + rng.u32(..length);
        let mut event = Event {
            act: rng.usize(..ACTS.len()),
            actor: pick(&actors, rng),
            thing: pick(THINGS, rng),
            town: pick(&towns, rng),
            day,
            count: 2 + rng.u32(..90),
        };
        if let Some(known) = events.last().filter(|_| rng.f64() < REPEATED_ACT) {
            (event.act, event.actor) = (known.act, known.actor);
        }
        events.push(event.clone());
        if rng.f64() < TWINS {
            event.thing = pick(THINGS, rng);
            event.town = pick(&towns, rng);
            event.count = 2 + rng.u32(..90);
            events.push(event);
        }
    }
    events.sort_by_key(|e| e.day);
    Story { towns, events, nouns: some(12, super::words::NOUNS.len(), rng) }
}
