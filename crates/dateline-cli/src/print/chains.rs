//! Who stands behind what: every attribution, gathered along the chain its words took.

use std::collections::BTreeMap;

use dateline::{Citation, Stance};

use super::{
    report::Report,
    style::{Style, Tone, count, one_line},
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

/// How many are shown behind one link; the rest is counted.
const SHOWN: usize = 8;

/// The chains of all articles; of articles that carry one text only the first counts.
pub(crate) fn section(report: &Report<'_>, style: &Style) -> String {
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
        branches(report, node, "", style, &mut out);
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
            for name in &attribution.chain {
                node = node.behind.entry(one_line(name)).or_default();
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

fn branches(
    report: &Report<'_>,
    node: &Node,
    lead: &str,
    style: &Style,
    out: &mut String,
) {
    let all = node.ranked();
    for (n, (name, inner)) in all.iter().take(SHOWN).enumerate() {
        let last = n + 1 == all.len();
        let (here, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        out.push_str(&style.paint(Tone::Faint, &format!("{lead}{here}")));
        out.push_str(name);
        out.push_str("  ");
        out.push_str(&style.paint(Tone::Faint, &tally(report, inner)));
        out.push('\n');
        branches(report, inner, &format!("{lead}{below}"), style, out);
    }
    if all.len() > SHOWN {
        let rest = format!("{lead}└─ and {} more", all.len() - SHOWN);
        out.push_str(&style.paint(Tone::Faint, &rest));
        out.push('\n');
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
            let line = report.told[c.article as usize].lines.of(c.span.start);
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
