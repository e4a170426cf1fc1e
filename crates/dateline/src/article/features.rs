//! What the block model sees of each block: numbers only, no words. The order of the
//! features is part of the weights' format: after a change, train again (`training/blocks`).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    blocks::Block,
    context::Groups,
    credits,
    furniture::{Reach, Rule},
    headline, metadata,
    stamps::Found,
    zones,
};
use crate::{
    Source,
    source::html::{Html, Inside, Node, hints::N_GROUPS, tags::Tag},
};

/// How far back and forth a block sees its neighbours.
const NEAR: [isize; 6] = [-3, -2, -1, 1, 2, 3];

/// Features of a block alone.
const N_OWN: usize = 36;

/// Features by the page's markup.
const N_MARKUP: usize = Inside::N + N_GROUPS + 18;

/// Features by place.
const N_PLACE: usize = 26;

/// Features of each neighbour.
const N_NEAR: usize = 10;

/// Features of the first look.
pub(crate) const N_FIRST: usize = N_OWN + N_MARKUP + N_PLACE + NEAR.len() * N_NEAR;

/// The blocks' features, row by row, and which belong together.
pub(crate) struct Table {
    pub(crate) rows: Vec<f32>,
    pub(crate) groups: Vec<Groups>,
    pub(crate) n_words: Vec<f32>,
}

/// What the features are made of.
pub(crate) struct View<'a> {
    pub(crate) source: &'a Source,
    pub(crate) blocks: &'a [Block],
    pub(crate) rules: &'a [Option<&'a Rule>],
    pub(crate) dates: &'a [Vec<Found>],
    /// The headline's block and words.
    pub(crate) headline: Option<usize>,
    pub(crate) title: &'a str,
    /// The stretch with the most running text, by a plain rule.
    pub(crate) guess: std::ops::Range<usize>,
}

/// Makes the table of a page.
pub(crate) fn table(view: &View<'_>) -> Table {
    let boxes = Boxes::of(view);
    let own = own(view);
    let place = place(view);
    let mut rows = Vec::with_capacity(view.blocks.len() * N_FIRST);
    for i in 0..view.blocks.len() {
        rows.extend_from_slice(&own[i]);
        rows.extend_from_slice(&markup(view, &boxes, i));
        rows.extend_from_slice(&place[i]);
        for d in NEAR {
            rows.extend_from_slice(&near(view, i, i as isize + d));
        }
    }
    let n_words = view.blocks.iter().map(|b| b.n_words as f32).collect();
    Table { rows, groups: groups(view), n_words }
}

/// About the logarithm of `1 + n`, in plain arithmetic: the number of bits, with a straight
/// line between powers of two.
fn log(n: f32) -> f32 {
    let n = n.max(0.0) as u32 + 1;
    let bits = n.ilog2();
    bits as f32 + (n as f32 / (1u32 << bits) as f32 - 1.0)
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

fn ratio(a: u32, b: u32) -> f32 {
    a as f32 / b.max(1) as f32
}

/// A block alone: its counts, its wording by the furniture rules, its copies.
fn own(view: &View<'_>) -> Vec<[f32; N_OWN]> {
    let text = &view.source.text;
    let mut copies: BTreeMap<&str, u32> = BTreeMap::new();
    for block in view.blocks {
        *copies.entry(block.span.of(text)).or_default() += 1;
    }
    let title: BTreeSet<String> = headline::words(view.title).into_iter().collect();
    let about = metadata::meta(view.source, "og:description")
        .or_else(|| metadata::meta(view.source, "description"))
        .map_or("", |m| m.value.as_str());
    let about: BTreeSet<String> = headline::words(about).into_iter().collect();
    let shared = Shared::of(view);
    let n_blocks = view.blocks.len();
    (0..n_blocks)
        .map(|i| {
            let b = &view.blocks[i];
            let line = b.span.of(text);
            let short = b.n_words <= 60;
            let words = if short { headline::words(line) } else { Vec::new() };
            let among = |set: &BTreeSet<String>| {
                let n = words.iter().filter(|w| set.contains(*w)).count() as u32;
                if set.is_empty() { 0.0 } else { ratio(n, words.len() as u32) }
            };
            let rule = view.rules[i];
            let doubled = [i.checked_sub(1), Some(i + 1).filter(|j| *j < n_blocks)]
                .into_iter()
                .flatten()
                .any(|j| {
                    let other = view.blocks[j].span.of(text);
                    line.len() > 20
                        && other.len() > 20
                        && (other.starts_with(line) || line.starts_with(other))
                });
            [
                log(b.n_words as f32),
                log(b.n_chars as f32),
                ratio(b.n_chars, b.n_words),
                ratio(b.n_capital, b.n_words),
                ratio(b.n_upper, b.n_letters),
                ratio(b.n_digits, b.n_chars),
                ratio(b.n_commas, b.n_words),
                b.n_quotes.min(10) as f32,
                b.n_ends.min(20) as f32,
                b.n_odd.min(10) as f32,
                ratio(b.n_function, b.n_words),
                flag(b.ends_sentence),
                flag(b.ends_colon),
                flag(b.starts_lower),
                flag(b.has_bullet),
                flag(rule.is_some()),
                rule.map_or(0.0, |r| r.kind as u8 as f32 + 1.0),
                view.dates[i].len().min(3) as f32,
                flag(zones::is_stamp(line, &view.dates[i])),
                flag(short && credits::of_line(line, false).is_some()),
                flag(b.n_words <= 8 && credits::of_line(line, true).is_some()),
                flag(b.is_prose()),
                b.link_share(),
                b.n_links.min(20) as f32,
                ratio(b.n_links, b.n_words),
                ratio(b.stressed, b.span.len() as u32),
                f32::from(b.heading),
                flag(b.is_broken),
                copies.get(line).copied().unwrap_or(1).min(5) as f32,
                among(&title),
                among(&about),
                flag(doubled),
                shared.with_title(i),
                shared.with_guess(i, &view.guess),
                shared.names_with_guess(i, &view.guess),
                ratio(b.n_ends, b.n_words),
            ]
        })
        .collect()
}

/// Fewest characters of a word that says what a text is about.
const CONTENT_CHARS: usize = 4;

/// Most words of a block that are compared.
const COMPARED: usize = 120;

/// Which words the blocks share with the headline and with the longest stretch of running
/// text: a paragraph of another story shares few. Words are kept as hashes.
struct Shared {
    /// By block: hash, and whether it begins with a capital inside the line.
    words: Vec<Vec<(u32, bool)>>,
    title: BTreeSet<u32>,
    /// In how many blocks of the guess each word stands.
    guess: BTreeMap<u32, u32>,
}

impl Shared {
    fn of(view: &View<'_>) -> Self {
        let text = &view.source.text;
        let words: Vec<Vec<(u32, bool)>> =
            view.blocks.iter().map(|b| content(b.span.of(text))).collect();
        let title = content(view.title).into_iter().map(|(word, _)| word).collect();
        let mut guess: BTreeMap<u32, u32> = BTreeMap::new();
        for i in view.guess.clone().filter(|i| view.blocks[*i].is_prose()) {
            for word in distinct(&words[i]) {
                *guess.entry(word).or_default() += 1;
            }
        }
        Self { words, title, guess }
    }

    fn with_title(&self, i: usize) -> f32 {
        let n = self.words[i].iter().filter(|(w, _)| self.title.contains(w)).count();
        ratio(n as u32, self.words[i].len() as u32)
    }

    /// Share of a block's words that stand in other blocks of the guess.
    fn with_guess(&self, i: usize, guess: &std::ops::Range<usize>) -> f32 {
        let own = u32::from(guess.contains(&i));
        let told = |w: &u32| self.guess.get(w).is_some_and(|n| *n > own);
        let n = self.words[i].iter().filter(|(w, _)| told(w)).count();
        ratio(n as u32, self.words[i].len() as u32)
    }

    /// The same of words with a capital; -1 where there is none.
    fn names_with_guess(&self, i: usize, guess: &std::ops::Range<usize>) -> f32 {
        let own = u32::from(guess.contains(&i));
        let (mut n, mut hit) = (0, 0);
        for (word, _) in self.words[i].iter().filter(|(_, is_name)| *is_name) {
            n += 1;
            hit += u32::from(self.guess.get(word).is_some_and(|n| *n > own));
        }
        if n == 0 { -1.0 } else { ratio(hit, n) }
    }
}

/// The words of a line that say what it is about, as hashes.
fn content(line: &str) -> Vec<(u32, bool)> {
    let words = line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let long =
        words.enumerate().filter(|(_, w)| w.chars().nth(CONTENT_CHARS - 1).is_some());
    long.take(COMPARED)
        .map(|(at, word)| {
            let hash = word
                .chars()
                .flat_map(char::to_lowercase)
                .fold(0x811C_9DC5, |h, c| (h ^ u32::from(c)).wrapping_mul(0x0100_0193));
            (hash, at > 0 && word.starts_with(char::is_uppercase))
        })
        .collect()
}

fn distinct(words: &[(u32, bool)]) -> BTreeSet<u32> {
    words.iter().map(|(word, _)| *word).collect()
}

/// Sums over a container.
#[derive(Clone, Copy, Default)]
struct Sums {
    lines: u32,
    words: u32,
    prose: u32,
    bytes: u32,
    linked: u32,
}

/// What each container of the page holds.
struct Boxes {
    /// By node, of the lines directly in it and in its children.
    near: Vec<Sums>,
    all_prose: u32,
    /// The container with the most running text.
    best: u32,
}

impl Boxes {
    fn of(view: &View<'_>) -> Self {
        let Some(html) = view.source.html.as_deref() else {
            return Self { near: Vec::new(), all_prose: 0, best: 0 };
        };
        let mut near = vec![Sums::default(); html.nodes.len()];
        let mut credit = vec![0u32; html.nodes.len()];
        let mut all_prose = 0;
        for b in view.blocks {
            let prose = if b.is_prose() { b.n_words } else { 0 };
            all_prose += prose;
            let parent = html.nodes[b.node as usize].parent;
            let above = html.nodes[parent as usize].parent;
            let mut done = [u32::MAX; 3];
            for (k, node) in [b.node, parent, above].into_iter().enumerate() {
                if done.contains(&node) {
                    continue;
                }
                done[k] = node;
                let sums = &mut near[node as usize];
                sums.lines += 1;
                sums.words += b.n_words;
                sums.prose += prose;
                sums.bytes += b.span.len() as u32;
                sums.linked += b.linked;
            }
            credit[parent as usize] += prose * 2;
            if above != parent {
                credit[above as usize] += prose;
            }
        }
        let best = (0..credit.len()).rev().max_by_key(|i| credit[*i]).unwrap_or(0) as u32;
        Self { near, all_prose, best }
    }
}

/// How many steps above a node another stands, at most `most`.
fn steps_to(html: &Html, mut node: u32, above: u32, most: u32) -> u32 {
    for step in 0..most {
        if node == above {
            return step;
        }
        node = html.nodes[node as usize].parent;
    }
    most
}

fn markup(view: &View<'_>, boxes: &Boxes, i: usize) -> [f32; N_MARKUP] {
    let mut out = [0.0; N_MARKUP];
    let Some(html) = view.source.html.as_deref() else { return out };
    let block = &view.blocks[i];
    let node: &Node = &html.nodes[block.node as usize];
    for (bit, slot) in out[..Inside::N].iter_mut().enumerate() {
        *slot = flag(node.inside.0 >> bit & 1 == 1);
    }
    for (group, step) in node.steps.iter().enumerate() {
        let inline = block.inline.0 >> group & 1 == 1;
        out[Inside::N + group] = if inline { 0.0 } else { f32::from(*step) + 1.0 };
    }
    let parent = node.parent as usize;
    let above = html.nodes[parent].parent as usize;
    let (p, a) = (boxes.near[parent], boxes.near[above]);
    let mut depth = 0;
    let mut at = block.node;
    while at != 0 && depth < 40 {
        at = html.nodes[at as usize].parent;
        depth += 1;
    }
    let rest = [
        flag(node.tag == Tag::P),
        flag(node.tag == Tag::Li),
        flag(node.tag == Tag::Div),
        node.tag as u8 as f32,
        html.nodes[parent].tag as u8 as f32,
        depth as f32,
        log(p.lines as f32),
        log(p.words as f32),
        ratio(p.prose, p.words),
        ratio(p.linked, p.bytes),
        ratio(p.prose, boxes.all_prose),
        log(a.words as f32),
        ratio(a.prose, a.words),
        ratio(a.linked, a.bytes),
        ratio(a.prose, boxes.all_prose),
        steps_to(html, block.node, boxes.best, 12) as f32,
        flag(node.parent == boxes.best),
        ratio(p.words, p.lines),
    ];
    out[Inside::N + N_GROUPS..].copy_from_slice(&rest);
    out
}

/// Where each block stands on the page.
fn place(view: &View<'_>) -> Vec<[f32; N_PLACE]> {
    let n = view.blocks.len();
    let words: Vec<u32> = view.blocks.iter().map(|b| b.n_words).collect();
    let prose: Vec<u32> =
        view.blocks.iter().map(|b| if b.is_prose() { b.n_words } else { 0 }).collect();
    let (all, all_prose): (u32, u32) = (words.iter().sum(), prose.iter().sum());
    let longest = words.iter().copied().max().unwrap_or(0);
    let (mut w, mut pw) = (0, 0);
    let (mut since_prose, mut prose_words) = (40.0f32, 0u32);
    // Blocks since a line that opens a section of furniture, its kind, and prose since.
    let (mut section, mut section_kind, mut since_section) = (60.0f32, 0.0f32, 0u32);
    let (mut since_heading, mut heading) = (40.0f32, 0.0f32);
    let mut until = vec![40.0f32; n];
    let mut next = 40.0f32;
    for i in (0..n).rev() {
        until[i] = next;
        next = if prose[i] > 0 { 0.0 } else { (next + 1.0).min(40.0) };
    }
    let runs = runs(&prose);
    let guess = &view.guess;
    let steps = |a: usize, b: usize| (a as f32 - b as f32).clamp(-60.0, 60.0);
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let from_head =
            view.headline.map_or(-50.0, |h| (i as f32 - h as f32).clamp(-50.0, 200.0));
        let around = |reach: usize| {
            let (a, b) = (i.saturating_sub(reach), (i + reach + 1).min(n));
            ratio(prose[a..b].iter().sum(), (b - a) as u32)
        };
        out.push([
            i as f32,
            i as f32 / n as f32,
            (n - i) as f32,
            ratio(w, all),
            ratio(pw, all_prose),
            ratio(all_prose - pw - prose[i], all_prose),
            from_head,
            flag(view.headline.is_some()),
            log(n as f32),
            log(all as f32),
            log(longest as f32),
            ratio(words[i], longest),
            around(4),
            around(10),
            since_prose,
            until[i],
            section,
            section_kind + if since_section > 2 { 30.0 } else { 0.0 },
            since_heading,
            heading,
            flag(guess.contains(&i)),
            steps(i, guess.start),
            steps(guess.end, i),
            ratio(prose[guess.clone()].iter().sum(), all_prose),
            ratio(runs[i], all_prose),
            log(runs[i] as f32),
        ]);
        w += words[i];
        pw += prose[i];
        prose_words = if prose[i] > 0 { prose[i] } else { prose_words };
        since_prose = if prose[i] > 0 { 0.0 } else { (since_prose + 1.0).min(40.0) };
        since_section += u32::from(prose[i] > 0);
        section = (section + 1.0).min(60.0);
        if let Some(rule) = view.rules[i].filter(|r| r.reach != Reach::Line) {
            (section, section_kind, since_section) =
                (0.0, rule.kind as u8 as f32 + 1.0, 0);
        }
        since_heading = (since_heading + 1.0).min(40.0);
        if view.blocks[i].heading > 0 {
            (since_heading, heading) = (0.0, f32::from(view.blocks[i].heading));
        }
    }
    out
}

/// Words of running text in the run around each block: prose with at most one other line
/// between.
fn runs(prose: &[u32]) -> Vec<u32> {
    let n = prose.len();
    let mut out = vec![0; n];
    let mut i = 0;
    while i < n {
        if prose[i] == 0 {
            i += 1;
            continue;
        }
        let (mut end, mut sum) = (i + 1, prose[i]);
        while end < n && (prose[end] > 0 || end + 1 < n && prose[end + 1] > 0) {
            sum += prose[end];
            end += 1;
        }
        out[i..end].fill(sum);
        i = end;
    }
    out
}

/// A neighbour, as a block sees it.
fn near(view: &View<'_>, i: usize, j: isize) -> [f32; N_NEAR] {
    let Some(other) = usize::try_from(j).ok().and_then(|j| view.blocks.get(j)) else {
        return [-1.0; N_NEAR];
    };
    let own = &view.blocks[i];
    let same_parent = view.source.html.as_deref().is_some_and(|html| {
        html.nodes[own.node as usize].parent == html.nodes[other.node as usize].parent
    });
    [
        log(other.n_words as f32),
        flag(other.is_prose()),
        other.link_share(),
        view.rules[j as usize].map_or(0.0, |r| r.kind as u8 as f32 + 1.0),
        flag(other.heading > 0),
        flag(same_parent),
        flag(other.ends_sentence),
        flag(other.has_bullet),
        flag(!view.dates[j as usize].is_empty()),
        ratio(other.n_capital, other.n_words),
    ]
}

/// Which blocks belong together, by small numbers.
fn groups(view: &View<'_>) -> Vec<Groups> {
    let mut numbers: BTreeMap<(u8, u32, [u8; N_GROUPS]), u32> = BTreeMap::new();
    let mut boxes: BTreeMap<u32, u32> = BTreeMap::new();
    let mut number = |node: u32| {
        let next = boxes.len() as u32;
        *boxes.entry(node).or_insert(next)
    };
    view.blocks
        .iter()
        .map(|b| {
            let Some(html) = view.source.html.as_deref() else {
                let shape =
                    (b.n_words.min(64) / 8, u32::from(b.has_bullet), [0; N_GROUPS]);
                let next = numbers.len() as u32;
                let make =
                    *numbers.entry((shape.0 as u8, shape.1, shape.2)).or_insert(next);
                return Groups { parent: 0, above: 0, make };
            };
            let node = &html.nodes[b.node as usize];
            let next = numbers.len() as u32;
            let key = (node.tag as u8, u32::from(node.inside.0), node.steps);
            let make = *numbers.entry(key).or_insert(next);
            let above = html.nodes[node.parent as usize].parent;
            Groups { parent: number(node.parent), above: number(above), make }
        })
        .collect()
}
