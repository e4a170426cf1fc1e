//! Families of one text, and what changed in them.

use dateline::{CodePoints, CopyKind, CopyLink, Difference, Dossier, Span, differences};
use serde::Serialize;

use super::annotate::{iso, thousandths};
use super::{Problem, SCHEMA, Told};

/// The articles of one origin as a tree: each hangs from the longer text that holds most of
/// it.
pub struct Family {
    /// Index of the origin.
    pub origin: u32,
    /// From the longest text down; a branch follows the article that it hangs from.
    pub members: Vec<Member>,
}

/// An article of a family.
pub struct Member {
    /// Index of the article.
    pub article: u32,
    /// How many articles it hangs below.
    pub depth: usize,
    /// What it hangs on, with the differences; none for the longest text.
    pub link: Option<(CopyLink, Vec<Difference>)>,
}

/// Passages that an article took over from one of another origin.
pub fn excerpts(dossier: &Dossier) -> impl Iterator<Item = &CopyLink> {
    let origin = |article: u32| dossier.origins.of_article[article as usize];
    dossier
        .origins
        .links
        .iter()
        .filter(|link| link.kind == CopyKind::Excerpt)
        .filter(move |link| origin(link.shorter) != origin(link.longer))
}

/// The families of two articles and more, largest first; `told` stands in the order of
/// `dossier.briefs`.
pub fn families(dossier: &Dossier, told: &[Told]) -> Vec<Family> {
    let mut out: Vec<Family> = Vec::new();
    for (i, origin) in dossier.origins.origins.iter().enumerate() {
        if origin.articles.len() > 1 {
            let members = tree(dossier, told, &origin.articles);
            out.push(Family { origin: i as u32, members });
        }
    }
    out.sort_by_key(|f| {
        let origin = &dossier.origins.origins[f.origin as usize];
        (std::cmp::Reverse(origin.articles.len()), origin.id)
    });
    out
}

fn tree(dossier: &Dossier, told: &[Told], articles: &[u32]) -> Vec<Member> {
    let links = &dossier.origins.links;
    let best = |article: u32| {
        let from = links.partition_point(|link| link.shorter < article);
        links[from..]
            .iter()
            .take_while(|link| link.shorter == article)
            .filter(|link| link.kind != CopyKind::Excerpt)
            .max_by(|a, b| {
                a.contained.total_cmp(&b.contained).then(b.longer.cmp(&a.longer))
            })
    };
    let hangs: Vec<(u32, Option<&CopyLink>)> =
        articles.iter().map(|&a| (a, best(a))).collect();
    let mut order: Vec<(u32, usize, Option<&CopyLink>)> = Vec::new();
    let mut open: Vec<(u32, usize, Option<&CopyLink>)> =
        hangs.iter().filter(|h| h.1.is_none()).map(|h| (h.0, 0, None)).collect();
    sort_by_day(dossier, &mut open);
    // Each article hangs on a longer one, so that no branch leads back.
    while let Some((article, depth, link)) = open.pop() {
        order.push((article, depth, link));
        let below = hangs.iter().filter(|h| h.1.is_some_and(|l| l.longer == article));
        let mut below: Vec<_> = below.map(|h| (h.0, depth + 1, h.1)).collect();
        sort_by_day(dossier, &mut below);
        open.extend(below);
    }
    let member = |(article, depth, link): (u32, usize, Option<&CopyLink>)| Member {
        article,
        depth,
        link: link.map(|link| (*link, between(dossier, told, link))),
    };
    order.into_iter().map(member).collect()
}

/// The earliest last, since the last is taken first.
fn sort_by_day(dossier: &Dossier, list: &mut [(u32, usize, Option<&CopyLink>)]) {
    list.sort_by_key(|&(article, ..)| {
        let brief = &dossier.briefs[article as usize];
        let at = brief.published.map(|p| (p.date, p.time));
        std::cmp::Reverse((at.is_none(), at, brief.name.clone()))
    });
}

/// What changed from the longer text to the shorter.
fn between(dossier: &Dossier, told: &[Told], link: &CopyLink) -> Vec<Difference> {
    let part = |article: u32| {
        let body = dossier.briefs[article as usize].body.as_slice();
        (told[article as usize].text.as_str(), body)
    };
    differences(part(link.longer), part(link.shorter))
}

/// What `copies` writes.
#[derive(Serialize)]
pub struct CopiesRow<'d> {
    schema: &'static str,
    /// Articles and origins in all.
    articles: usize,
    origins: usize,
    families: Vec<FamilyRow<'d>>,
    excerpts: Vec<ExcerptRow>,
    problems: &'d [Problem],
}

#[derive(Serialize)]
struct FamilyRow<'d> {
    origin: String,
    agency: Option<&'d str>,
    members: Vec<MemberRow<'d>>,
}

#[derive(Serialize)]
struct MemberRow<'d> {
    article: String,
    file: &'d str,
    publisher: Option<&'d str>,
    published: Option<String>,
    words: u32,
    copy_of: Option<String>,
    kind: Option<&'static str>,
    contained: Option<f64>,
    differences: Vec<DifferenceRow<'d>>,
}

#[derive(Serialize)]
struct DifferenceRow<'d> {
    kind: &'static str,
    from: Option<WordsRow<'d>>,
    to: Option<WordsRow<'d>>,
    strength: Option<StrengthRow>,
}

#[derive(Serialize)]
struct WordsRow<'d> {
    article: String,
    start: u32,
    end: u32,
    quote: &'d str,
}

#[derive(Serialize)]
struct StrengthRow {
    from: &'static str,
    to: &'static str,
}

#[derive(Serialize)]
struct ExcerptRow {
    article: String,
    taken_over_in: String,
    contained: f64,
}

struct Writer<'d> {
    dossier: &'d Dossier,
    told: &'d [Told],
    points: Vec<CodePoints>,
}

/// The output object of `copies`. `told` stands in the order of `dossier.briefs`.
pub fn copies<'d>(
    dossier: &'d Dossier,
    told: &'d [Told],
    families: &'d [Family],
    problems: &'d [Problem],
) -> CopiesRow<'d> {
    let points = told.iter().map(|t| CodePoints::new(&t.text)).collect();
    let w = Writer { dossier, told, points };
    CopiesRow {
        schema: SCHEMA,
        articles: dossier.briefs.len(),
        origins: dossier.origins.origins.len(),
        families: families.iter().map(|f| w.family(f)).collect(),
        excerpts: excerpts(dossier)
            .map(|link| ExcerptRow {
                article: w.id(link.shorter),
                taken_over_in: w.id(link.longer),
                contained: thousandths(link.contained),
            })
            .collect(),
        problems,
    }
}

impl<'d> Writer<'d> {
    fn id(&self, article: u32) -> String {
        format!("a:{}", self.dossier.briefs[article as usize].id)
    }

    fn family(&self, family: &'d Family) -> FamilyRow<'d> {
        let origin = &self.dossier.origins.origins[family.origin as usize];
        FamilyRow {
            origin: format!("o:{}", origin.id),
            agency: origin.agency.as_deref(),
            members: family.members.iter().map(|m| self.member(m)).collect(),
        }
    }

    fn member(&self, member: &'d Member) -> MemberRow<'d> {
        let brief = &self.dossier.briefs[member.article as usize];
        let link = member.link.as_ref();
        let differences = link.map_or(&[][..], |(_, found)| found);
        let longer = link.map(|(link, _)| link.longer);
        let row = |d: &'d Difference| self.difference(d, longer, member.article);
        MemberRow {
            article: self.id(member.article),
            file: &self.told[member.article as usize].name,
            publisher: brief.publisher.as_deref(),
            published: brief.published.as_ref().map(iso),
            words: brief.n_words,
            copy_of: longer.map(|a| self.id(a)),
            kind: link.map(|(link, _)| link.kind.name()),
            contained: link.map(|(link, _)| thousandths(link.contained)),
            differences: differences.iter().map(row).collect(),
        }
    }

    fn difference(
        &self,
        d: &Difference,
        longer: Option<u32>,
        shorter: u32,
    ) -> DifferenceRow<'d> {
        let kind = match d.n_words {
            (0, _) => "added",
            (_, 0) => "left_out",
            _ => "changed",
        };
        DifferenceRow {
            kind,
            from: longer.and_then(|a| self.words(a, d.from)),
            to: self.words(shorter, d.to),
            strength: d
                .strength
                .map(|(from, to)| StrengthRow { from: from.name(), to: to.name() }),
        }
    }

    fn words(&self, article: u32, span: Span) -> Option<WordsRow<'d>> {
        let text = &self.told[article as usize].text;
        let [start, end] = self.points[article as usize].span(text, span);
        (!span.is_empty()).then(|| WordsRow {
            article: self.id(article),
            start,
            end,
            quote: span.of(text),
        })
    }
}
