//! Threads: articles and events that belong to one story.

use crate::copies::Groups;
use crate::topics::Neighbours;
use crate::{Brief, Events, Id, Origins};

/// Two articles this much alike belong to one story, if nothing of what follows speaks
/// against it. Set on the development stories read together (README of `stories/`): stories
/// of one country stay apart above it.
pub(crate) const ONE_STORY: f32 = 0.16;
/// Each event that both tell as news adds this much, up to [`EVENTS_COUNTED`].
const SHARED_EVENT: f32 = 0.05;
const EVENTS_COUNTED: usize = 3;
/// Taken off for each month between two articles, up to [`MONTHS_COUNTED`].
const MONTH_APART: f32 = 0.01;
const MONTHS_COUNTED: f32 = 36.0;
/// Two groups join only if their articles' mean likeness is this share of [`ONE_STORY`].
const MEAN_SHARE: f32 = 0.95;
/// Articles that stand for a group when two are compared.
const SPEAKERS: usize = 12;

/// A story.
#[derive(Clone, Debug)]
pub struct Story {
    /// Hash of its first article: a story keeps it while it grows, the earlier of two that join
    /// gives it, and of the parts of one that splits the first keeps it. Only an article older
    /// than all others, coming late, changes it.
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

/// Clusters articles into stories. Copies of one text are always in one story; documents
/// without an article are in none.
pub(crate) fn cluster(
    briefs: &[Brief],
    origins: &Origins,
    events: &Events,
    neighbours: &Neighbours,
) -> Stories {
    let told = events_of(briefs, events);
    let mut groups = Groups::new(briefs.len());
    for origin in &origins.origins {
        for pair in origin.articles.windows(2) {
            groups.join(pair[0], pair[1]);
        }
    }
    for (_, a, b) in edges(briefs, &told, neighbours) {
        if may_join(&mut groups, neighbours, a, b, briefs.len()) {
            groups.join(a, b);
        }
    }
    let mut stories: Vec<Story> = groups
        .all()
        .into_iter()
        .filter_map(|articles| story(briefs, &told, neighbours, articles))
        .collect();
    stories.sort_by_key(|s| {
        (
            s.articles
                .iter()
                .filter_map(|&a| briefs[a as usize].published.map(|p| p.date))
                .min(),
            s.id,
        )
    });
    Stories { stories }
}

/// For each article the events it tells: (event, whether as news).
fn events_of(briefs: &[Brief], events: &Events) -> Vec<Vec<(u32, bool)>> {
    let mut told: Vec<Vec<(u32, bool)>> = vec![Vec::new(); briefs.len()];
    for (i, event) in events.events.iter().enumerate() {
        for &(article, mention) in &event.mentions {
            let is_news = !briefs[article as usize].events[mention as usize].background;
            told[article as usize].push((i as u32, is_news));
        }
    }
    for list in &mut told {
        list.sort_unstable();
        list.dedup();
    }
    told
}

/// Pairs of articles that belong to one story, the surest first.
fn edges(
    briefs: &[Brief],
    told: &[Vec<(u32, bool)>],
    neighbours: &Neighbours,
) -> Vec<(f32, u32, u32)> {
    let mut edges = Vec::new();
    for a in 0..briefs.len() as u32 {
        for &(b, likeness) in neighbours.of(a) {
            let articles = briefs[a as usize].is_article && briefs[b as usize].is_article;
            let news =
                |list: &[(u32, bool)], e: u32| list.binary_search(&(e, true)).is_ok();
            let shared = told[a as usize]
                .iter()
                .filter(|(e, is_news)| *is_news && news(&told[b as usize], *e))
                .count()
                .min(EVENTS_COUNTED);
            let apart = MONTH_APART * months_between(briefs, a, b).min(MONTHS_COUNTED);
            let weight = likeness + SHARED_EVENT * shared as f32 - apart;
            if articles && weight >= ONE_STORY {
                edges.push((weight, a.min(b), a.max(b)));
            }
        }
    }
    edges.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    edges.dedup_by_key(|e| (e.1, e.2));
    edges
}

fn months_between(briefs: &[Brief], a: u32, b: u32) -> f32 {
    let day = |i: u32| briefs[i as usize].published.map(|p| p.date);
    let (Some(a), Some(b)) = (day(a), day(b)) else { return 0.0 };
    a.since(b).map_or(0.0, |span| span.get_days().abs() as f32 / 30.0)
}

/// Whether two groups are alike on the whole, so that one article of two worlds does not
/// pull them together.
fn may_join(groups: &mut Groups, near: &Neighbours, a: u32, b: u32, n: usize) -> bool {
    let (root_a, root_b) = (groups.root(a), groups.root(b));
    if root_a == root_b {
        return false;
    }
    // Members are found among the neighbours of the two articles; the whole group is not
    // walked, so that large stories stay cheap.
    let mut members = |root: u32, of: u32| {
        let mut out = vec![of];
        out.extend(near.of(of).iter().map(|x| x.0).filter(|&x| groups.root(x) == root));
        out.truncate(SPEAKERS);
        out
    };
    let (x, y) = (members(root_a, a), members(root_b, b));
    debug_assert!(x.len() <= n && y.len() <= n);
    let sum: f32 =
        x.iter().flat_map(|&i| y.iter().map(move |&j| near.likeness(i, j))).sum();
    sum / (x.len() * y.len()) as f32 >= MEAN_SHARE * ONE_STORY
}

fn story(
    briefs: &[Brief],
    told: &[Vec<(u32, bool)>],
    near: &Neighbours,
    mut articles: Vec<u32>,
) -> Option<Story> {
    articles.retain(|&a| briefs[a as usize].is_article);
    let first = articles.iter().copied().min_by_key(|&a| {
        let brief = &briefs[a as usize];
        (brief.published.map(|p| p.date), brief.id)
    })?;
    let central = |a: u32| articles.iter().map(|&b| near.likeness(a, b)).sum::<f32>();
    let title = articles
        .iter()
        .filter_map(|&a| briefs[a as usize].headline.as_ref().map(|h| (central(a), a, h)))
        .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)))
        .map(|(_, _, headline)| headline.clone())
        .or_else(|| first_summary(&briefs[first as usize]))
        .unwrap_or_default();
    let mut events: Vec<u32> =
        articles.iter().flat_map(|&a| told[a as usize].iter().map(|e| e.0)).collect();
    events.sort_unstable();
    events.dedup();
    Some(Story { id: Id::of([briefs[first as usize].id.0]), title, articles, events })
}

/// What an article without a headline tells first.
fn first_summary(brief: &Brief) -> Option<String> {
    brief.events.iter().find(|e| e.in_body).map(|e| e.summary.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::tests::blank;
    use crate::brief::words::hash;

    fn about(name: &str, words: &[&str]) -> Brief {
        let mut topics: Vec<(u32, u16)> = words.iter().map(|w| (hash(w), 2)).collect();
        topics.sort_unstable();
        Brief { topics, headline: Some(name.to_owned()), ..blank(name) }
    }

    fn stories(briefs: &[Brief]) -> Vec<Vec<u32>> {
        let origins = Origins::each_alone(briefs);
        let near = Neighbours::find(briefs);
        let found = cluster(briefs, &origins, &Events::default(), &near);
        let mut all: Vec<_> = found.stories.into_iter().map(|s| s.articles).collect();
        all.sort();
        all
    }

    #[test]
    fn articles_of_one_affair_are_one_story() {
        let briefs = [
            about("a", &["ferry", "fire", "deck", "harbour", "crew"]),
            about("b", &["ferry", "fire", "prosecutor", "owner", "crew"]),
            about("c", &["orchard", "frost", "cherry", "price", "farmer"]),
        ];
        assert_eq!(stories(&briefs), [vec![0, 1], vec![2]]);
    }

    /// The identifiers of the stories of some articles.
    fn ids(mut briefs: Vec<Brief>) -> Vec<Id> {
        briefs.sort_by_key(|b| b.id);
        let origins = Origins::each_alone(&briefs);
        let near = Neighbours::find(&briefs);
        let found = cluster(&briefs, &origins, &Events::default(), &near);
        found.stories.iter().map(|s| s.id).collect()
    }

    #[test]
    fn an_identifier_survives_growth_joins_and_splits() {
        let dated = |d| crate::brief::tests::day(3, d);
        let on = |name: &str, day: i8, words: &[&str]| Brief {
            published: crate::brief::tests::published("", dated(day), Vec::new())
                .published,
            ..about(name, words)
        };
        let fire = on("a", 1, &["ferry", "fire", "deck", "harbour", "crew"]);
        let frost = on("b", 2, &["orchard", "frost", "cherry", "price", "farmer"]);
        let apart = ids(vec![fire.clone(), frost.clone()]);
        assert_eq!(apart.len(), 2);
        let more = on("c", 5, &["ferry", "fire", "prosecutor", "owner", "crew"]);
        assert_eq!(ids(vec![more, frost.clone(), fire.clone()]), apart, "growth");
        // A story of both: the earlier one's identifier stays.
        let both = ["ferry", "fire", "deck", "orchard", "frost", "cherry"];
        let joined = ids(vec![on("d", 6, &both), fire, frost]);
        assert!(joined.contains(&apart[0]) && joined.len() <= 2, "{joined:?}");
    }

    #[test]
    fn what_is_no_article_is_in_no_story() {
        let mut briefs = [about("a", &["ferry", "fire"]), about("b", &["ferry", "fire"])];
        briefs[1].is_article = false;
        assert_eq!(stories(&briefs), [vec![0]]);
        assert!(stories(&[]).is_empty());
    }
}
