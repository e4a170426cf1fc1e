//! Reporters, agencies and papers: true events -> articles with their errors and copies.

use fastrand::Rng;

use super::words::{ACTS, ADJECTIVES, FURNITURE, NOUNS, VERBS};
use super::world::{Event, Story, World};

/// Rates of docs/synthetic-press.md.
const OTHER_WORD: f64 = 0.5;
const WRONG_COUNT: f64 = 0.15;
const WRONG_DAY: f64 = 0.06;
const NO_DAY: f64 = 0.6;
const SHORT_NAME: f64 = 0.5;
const BACKGROUND: f64 = 0.5;
const REPRINT_CUT: f64 = 0.75;
const EDITED: f64 = 0.12;
const VERSION: f64 = 0.12;
const TAKEN_OVER: f64 = 0.1;
const FURNITURE_LINE: f64 = 0.3;
const OTHER_TITLE: f64 = 0.8;

/// A mention: where its verb stands (bytes), and the event it tells.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) event: (usize, usize),
    /// The first verb of the act, for the baseline "same word".
    pub(super) word: String,
}

/// One article with its truth.
#[derive(Clone, Debug)]
pub(super) struct Article {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) published: String,
    pub(super) story: usize,
    pub(super) origin: usize,
    pub(super) mentions: Vec<Mention>,
}

/// A sentence, perhaps with the event it tells and where its verb stands in it.
#[derive(Clone, Debug)]
struct Sentence {
    text: String,
    told: Option<(usize, usize, (usize, usize))>,
}

struct Desk<'w> {
    world: &'w World,
    rng: &'w mut Rng,
    n_origins: usize,
    out: Vec<Article>,
}

/// Articles about all stories of a world.
pub(super) fn articles(world: &World, rng: &mut Rng) -> Vec<Article> {
    let mut desk = Desk { world, rng, n_origins: 0, out: Vec::new() };
    for story in 0..world.stories.len() {
        desk.cover(story);
    }
    desk.out
}

impl Desk<'_> {
    /// Dispatches with their reprints, and own reports, for each event of a story.
    fn cover(&mut self, idx: usize) {
        let story = &self.world.stories[idx];
        let background: Vec<Sentence> = (0..6).map(|_| self.filler(story)).collect();
        let mut earlier: Vec<Sentence> = Vec::new();
        for lead in 0..story.events.len() {
            for _ in 0..self.rng.usize(..3) {
                let body = self.body(idx, lead, &background, &earlier);
                let dispatch = self.rng.bool();
                if !dispatch {
                    earlier.clone_from(&body);
                }
                self.publish(idx, lead, &body, dispatch);
            }
        }
    }

    /// An article's sentences: the lead, what else is new, filler, background.
    fn body(
        &mut self,
        idx: usize,
        lead: usize,
        shared: &[Sentence],
        earlier: &[Sentence],
    ) -> Vec<Sentence> {
        let story = &self.world.stories[idx];
        let published = story.events[lead].day;
        let mut body = vec![self.tell(idx, lead, published, false)];
        for _ in 0..3 + self.rng.usize(..6) {
            body.push(self.filler(story));
        }
        if self.rng.f64() < 0.5 {
            let at = self.rng.usize(1..body.len());
            body.insert(at, self.tell(idx, lead, published, true));
        }
        let before: Vec<usize> = (0..story.events.len())
            .filter(|&e| e != lead && story.events[e].day <= published)
            .collect();
        for _ in 0..self.rng.usize(..3) {
            if let Some(&other) = before.get(self.rng.usize(..before.len().max(1))) {
                body.push(self.tell(idx, other, published, false));
            }
        }
        if self.rng.f64() < BACKGROUND {
            let share = 2 + self.rng.usize(..3);
            body.extend(shared.iter().take(share).cloned());
        }
        if self.rng.f64() < TAKEN_OVER && earlier.len() > 5 {
            let from = self.rng.usize(1..earlier.len() - 3);
            body.extend(earlier[from..from + 2 + self.rng.usize(..2)].iter().cloned());
        }
        body
    }

    /// A sentence that tells an event.
    fn tell(
        &mut self,
        idx: usize,
        event: usize,
        published: u32,
        again: bool,
    ) -> Sentence {
        let story = &self.world.stories[idx];
        let true_event: &Event = &story.events[event];
        let (verbs, _) = ACTS[true_event.act];
        let verb = if self.rng.f64() < OTHER_WORD {
            verbs[self.rng.usize(..verbs.len())]
        } else {
            verbs[0]
        };
        let actor = &self.world.actors[true_event.actor];
        let short = again || self.rng.f64() < SHORT_NAME;
        let who = if short { &actor.short } else { &actor.name };
        let mut count = true_event.count;
        if self.rng.f64() < WRONG_COUNT {
            count += 1 + self.rng.u32(..6);
        }
        let mut day = true_event.day;
        if self.rng.f64() < WRONG_DAY {
            day += 1;
        }
        let when = if self.rng.f64() < NO_DAY {
            String::new()
        } else if published.saturating_sub(day) < 6 {
            format!(" on {}", weekday(day))
        } else {
            format!(" on {}", month_day(day))
        };
        let town = &self.world.towns[true_event.town];
        let with = match self.rng.u8(..3) {
            0 => format!(" with {count} people"),
            1 => format!(" and {count} workers looked on"),
            _ => String::new(),
        };
        let thing = true_event.thing;
        let head = capital(who);
        let start = head.len() + 1;
        let text = format!("{head} {verb} the {town} {thing}{when}{with}.");
        Sentence { text, told: Some((start, start + verb.len(), (idx, event))) }
    }

    /// A sentence that tells no event, of the words of its story and of anybody's.
    fn filler(&mut self, story: &Story) -> Sentence {
        let noun = |rng: &mut Rng| {
            if rng.f64() < 0.5 {
                NOUNS[story.nouns[rng.usize(..story.nouns.len())]]
            } else {
                NOUNS[rng.usize(..NOUNS.len())]
            }
        };
        let (a, b, c) = (noun(self.rng), noun(self.rng), noun(self.rng));
        let adjective = |rng: &mut Rng| ADJECTIVES[rng.usize(..ADJECTIVES.len())];
        let (x, y) = (adjective(self.rng), adjective(self.rng));
        let verb = VERBS[self.rng.usize(..VERBS.len())];
        let town = &self.world.towns[story.towns[self.rng.usize(..story.towns.len())]];
        let n = self.rng.u32(2..400);
        let text = match self.rng.u8(..4) {
            0 => {
                format!("The {x} {a} of {town} {verb} the {y} {b} and {n} metres of {c}.")
            }
            1 => format!("In {town} a {x} {a} {verb} every {b} since the {y} {c}."),
            2 => format!(
                "Nobody knows why the {a} near the {x} {b} {verb} the {c}, a guide to {town} says."
            ),
            _ => format!("A {y} {c} {verb} {n} {x} {a}s and the {b}."),
        };
        Sentence { text, told: None }
    }

    /// A dispatch with its reprints and versions, or one paper's own report.
    fn publish(&mut self, idx: usize, lead: usize, body: &[Sentence], dispatch: bool) {
        let origin = self.n_origins;
        self.n_origins += 1;
        let day = self.world.stories[idx].events[lead].day;
        let title = self.title(idx, lead);
        self.print(idx, origin, day, &title, body, 1.0, false);
        if !dispatch {
            return;
        }
        for _ in 0..self.rng.usize(..5) {
            let keep = if self.rng.f64() < REPRINT_CUT {
                0.3 + 0.65 * self.rng.f64()
            } else {
                1.0
            };
            let title = if self.rng.f64() < OTHER_TITLE {
                self.title(idx, lead)
            } else {
                title.clone()
            };
            self.print(idx, origin, day, &title, body, keep, true);
        }
        if self.rng.f64() < VERSION {
            let story = &self.world.stories[idx];
            let mut later = body.to_vec();
            for _ in 0..(body.len() * 3).div_ceil(10) {
                let at = self.rng.usize(1..=later.len());
                let line = self.filler(story);
                later.insert(at.min(later.len()), line);
            }
            self.print(idx, origin, day, &title, &later, 1.0, true);
        }
    }

    fn title(&mut self, idx: usize, lead: usize) -> String {
        let event = &self.world.stories[idx].events[lead];
        let town = &self.world.towns[event.town];
        let (_, noun) = ACTS[event.act];
        let thing = event.thing;
        match self.rng.u8(..3) {
            0 => format!("{} of {town} {thing}", capital(noun)),
            1 => format!("{town}: {noun} at the {thing}"),
            _ => format!("What the {noun} means for {town}"),
        }
    }

    /// Sets one article; a reprint is cut, edited, credited or not.
    fn print(
        &mut self,
        idx: usize,
        origin: usize,
        day: u32,
        title: &str,
        body: &[Sentence],
        keep: f64,
        edited: bool,
    ) {
        let n = ((body.len() as f64 * keep).ceil() as usize).max(2).min(body.len());
        let (mut text, mut mentions) = (String::new(), Vec::new());
        for sentence in &body[..n] {
            let mut line = sentence.text.clone();
            if edited && sentence.told.is_none() && self.rng.f64() < EDITED {
                line = line.replacen("the ", "that ", 1);
            }
            if let Some((start, end, event)) = sentence.told {
                let word = line[start..end].to_owned();
                let at = text.len();
                mentions.push(Mention { start: at + start, end: at + end, event, word });
            }
            text.push_str(&line);
            text.push_str(if self.rng.u8(..3) == 0 { "\n\n" } else { " " });
            if self.rng.f64() < FURNITURE_LINE / n as f64 {
                text.push_str("\n\n");
                text.push_str(FURNITURE[self.rng.usize(..FURNITURE.len())]);
                text.push_str("\n\n");
            }
        }
        self.out.push(Article {
            title: title.to_owned(),
            text: text.trim_end().to_owned(),
            published: date(day),
            story: idx,
            origin,
            mentions,
        });
    }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Days of the world begin on Monday, 3 January 2000; its months have 28 days, so that dates
/// are easily made and all exist.
fn weekday(day: u32) -> &'static str {
    const DAYS: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    DAYS[civil(day).3]
}

fn month_day(day: u32) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month, of_month, _) = civil(day);
    format!("{} {of_month}, {year}", MONTHS[month - 1])
}

fn date(day: u32) -> String {
    let (year, month, of_month, _) = civil(day);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// Year, month, day and weekday (0 is Monday) so many days after 3 January 2000.
fn civil(day: u32) -> (u32, usize, u32, usize) {
    const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut year, mut rest) = (2000, day + 2);
    loop {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (month, length) in LENGTHS.iter().enumerate() {
            let length = length + u32::from(leap && month == 1);
            if rest < length {
                return (year, month + 1, rest + 1, day as usize % 7);
            }
            rest -= length;
        }
        year += 1;
    }
}
