//! Who stands behind what: every attribution, gathered along the chain its words took.

use std::collections::BTreeMap;

use dateline::{Citation, LinkKind, Stance};

use super::{
    report::Report,
    style::{Style, Tone, clip, count, one_line},
};

/// One link of the chains, with those who stand behind it.
#[derive(Default)]
struct Node {
    stances: BTreeMap<Stance, usize>,
    evidence: Vec<Citation>,
    behind: BTreeMap<String, Node>,
}

impl Node {
    fn n_statements(&self) -> usize {
        let own: usize = self.stances.values().sum();
        own + self.behind.values().map(Node::n_statements).sum::<usize>()
    }

    /// Those behind, most statements first.
    fn ranked(&self) -> Vec<(&String, &Node)> {
        let mut all: Vec<_> = self.behind.iter().collect();
        all.sort_by_key(|(name, node)| (std::cmp::Reverse(node.n_statements()), *name));
        all
    }
}

/// Longest name shown: a description of an unnamed source can run on.
const LONGEST_NAME: usize = 48;

/// The chains of all articles; of articles that carry one text only the first counts.
/// Behind each link `shown` are printed and the rest is counted.
pub(crate) fn section(report: &Report<'_>, style: &Style, shown: usize) -> String {
    let root = gather(report);
    if root.behind.is_empty() {
        return String::new();
    }
    let about = "agency or outlet, then those it quotes; a copied text counts once";
    let mut out = style.heading("Who stands behind what", about);
    for (name, node) in root.ranked() {
        let n = count(node.n_statements(), "statement");
        out.push_str(&style.paint(Tone::Strong, name));
        out.push_str("  ");
        out.push_str(&style.paint(Tone::Faint, &n));
        out.push('\n');
        Tree { report, style, shown }.branches(node, "", &mut out);
    }
    out
}

fn gather(report: &Report<'_>) -> Node {
    let mut root = Node::default();
    for origin in &report.dossier.origins.origins {
        let first = report.order.iter().find(|&&i| origin.articles.contains(&(i as u32)));
        let Some(&i) = first else { continue };
        let brief = &report.dossier.briefs[i];
        let carrier = origin.agency.as_deref().or(brief.publisher.as_deref());
        let carrier = one_line(carrier.unwrap_or(&report.told[i].name));
        let top = root.behind.entry(carrier).or_default();
        for attribution in &brief.attributions {
            let Some(&span) = attribution.content.first() else { continue };
            let mut node = &mut *top;
            let holder = attribution.chain.len().checked_sub(1);
            for (n, name) in attribution.chain.iter().enumerate() {
                let unnamed =
                    Some(n) == holder && attribution.holder == Some(LinkKind::Unnamed);
                let mark = if unnamed { " (unnamed)" } else { "" };
                let name = format!("{}{mark}", one_line(name));
                node = node.behind.entry(name).or_default();
            }
            if attribution.chain.is_empty() {
                node = node.behind.entry("nobody named".into()).or_default();
            }
            *node.stances.entry(attribution.stance).or_default() += 1;
            node.evidence.push(Citation { article: i as u32, span });
        }
    }
    root.behind.retain(|_, node| node.n_statements() > 0);
    root
}

struct Tree<'a> {
    report: &'a Report<'a>,
    style: &'a Style,
    shown: usize,
}

impl Tree<'_> {
    fn branches(&self, node: &Node, lead: &str, out: &mut String) {
        let all = node.ranked();
        for (n, (name, inner)) in all.iter().take(self.shown).enumerate() {
            let last = n + 1 == all.len();
            let (here, below) =
                if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            out.push_str(&self.style.paint(Tone::Faint, &format!("{lead}{here}")));
            out.push_str(&clip(name, LONGEST_NAME));
            let tally = tally(self.report, inner);
            if !tally.is_empty() {
                out.push_str("  ");
                out.push_str(&self.style.paint(Tone::Faint, &tally));
            }
            out.push('\n');
            self.branches(inner, &format!("{lead}{below}"), out);
        }
        if all.len() > self.shown {
            let rest = format!("{lead}└─ and {} more", all.len() - self.shown);
            out.push_str(&self.style.paint(Tone::Faint, &rest));
            out.push('\n');
        }
    }
}

/// `2 asserts, 1 denies  [1]:37 [4]:20`.
fn tally(report: &Report<'_>, node: &Node) -> String {
    let stances: Vec<String> =
        node.stances.iter().map(|(stance, n)| format!("{n} {}", stance.name())).collect();
    let mut places: Vec<String> = node
        .evidence
        .iter()
        .map(|c| {
            let line = report.lines[c.article as usize].of(c.span.start);
            format!("{}:{line}", report.label(c.article as usize))
        })
        .collect();
    places.dedup();
    let more = places.len().saturating_sub(4);
    places.truncate(4);
    if more > 0 {
        places.push(format!("and {more} more"));
    }
    format!("{}  {}", stances.join(", "), places.join(" ")).trim().to_owned()
}
