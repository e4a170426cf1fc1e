//! The layout, on a dossier made by hand, so that it does not move with the engine.

use dateline::{
    BriefActor, BriefPlace, Citation, Claim, ClaimKind, DayRange, Event, EventType, Id,
    Outcome, PlacePrecision, Role, Span, Status, Turn,
};

use super::{Report, Style, claims, timeline};
use crate::brief::{Findings, Reader};
use crate::inputs::Document;
use crate::progress::Progress;

const PAGE: &str = "A ferry sailed.\n\nMinisters will meet in Malmö on Monday, an official said.\n\
    They met in Lund.\n";

fn findings() -> Findings {
    let mut reader = Reader::new(Some(1)).expect("threads start");
    reader.take(vec![Ok(Document::bundled("a/page.txt", PAGE))], &Progress::hidden());
    let mut found = reader.finish();
    let at = |words: &str| {
        let start = PAGE.find(words).expect("the page has the words");
        Citation { article: 0, span: Span::new(start, start + words.len()) }
    };
    let day = |value| DayRange::of_timex(value);
    let event = |date, status, summary: &str, background| Event {
        id: Id::of([summary]),
        date: day(date),
        bounds: None,
        kind: EventType::Consult,
        cameo: None,
        status,
        background,
        summary: summary.into(),
        actors: vec![BriefActor {
            role: Role::Participant,
            name: "Ministers".into(),
            key: None,
            class: None,
            country: None,
            code: None,
            at: None,
        }],
        place: Some(BriefPlace {
            name: "Lund".into(),
            position: None,
            country: None,
            precision: Some(PlacePrecision::City),
            geonameid: None,
            at: None,
        }),
        evidence: vec![at("They met in Lund"), at("Ministers will meet")],
        mentions: Vec::new(),
        n_articles: 3,
        n_origins: 2,
        variants: dateline::EventVariants {
            places: vec![("Malmö".into(), at("Malmö"))],
            ..Default::default()
        },
        confidence: None,
    };
    found.dossier.events.events = vec![
        event("2022-02-28", Status::Happened, "They met in Lund", false),
        event("1989", Status::NotHappened, "A ferry sailed", true),
        event(
            "2022-02-28",
            Status::Planned,
            "Ministers will meet in Malmö on Monday",
            false,
        ),
    ];
    found.dossier.claims.claims = vec![Claim {
        id: Id::of(["claim"]),
        kind: ClaimKind::Forecast,
        statement: "Ministers will meet in Malmö on Monday".into(),
        made_on: day("2022-02-15"),
        by: vec!["The Ledger".into(), "an official".into()],
        about_event: Some(0),
        due: day("2022-02-28"),
        outcome: Outcome::PartlyConfirmed,
        outcome_evidence: vec![at("They met in Lund")],
        history: vec![Turn {
            on: Some(day("2022-03-01").expect("a day").start),
            outcome: Outcome::PartlyConfirmed,
            because: "another place".into(),
            evidence: Some(at("They met in Lund")),
        }],
        evidence: vec![at("Ministers will meet in Malmö on Monday")],
        confidence: None,
    }];
    found
}

#[test]
fn a_timeline_is_read_downwards() {
    let found = findings();
    let page = timeline(&Report::new(&found), &Style::plain(80), 9);
    assert_eq!(page.trim_start(), TIMELINE.trim_start());
}

const TIMELINE: &str = "
Timeline  what happened or was said to, and how that is known
1989
  ✗ not happened A ferry sailed
                 CONSULT · history · Ministers · in Lund ·
                 3 articles of 2 origins · a/page.txt:3 [1]:4
                 told otherwise: Malmö in [1]
Mon 28 Feb 2022
  ✓ happened     They met in Lund
                 CONSULT · Ministers · in Lund · 3 articles of 2 origins ·
                 a/page.txt:3 [1]:4
                 told otherwise: Malmö in [1]
  → planned      Ministers will meet in Malmö on Monday
                 CONSULT · Ministers · in Lund · 3 articles of 2 origins ·
                 a/page.txt:3 [1]:4
                 told otherwise: Malmö in [1]
";

#[test]
fn a_claim_shows_what_became_of_it() {
    let found = findings();
    let page = claims(&Report::new(&found), &Style::plain(70), 9);
    assert_eq!(page.trim_start(), CLAIMS.trim_start());
}

const CLAIMS: &str = "
Claims  1 partly confirmed
± partly confirmed
  “Ministers will meet in Malmö on Monday”
    forecast by an official · 15 Feb 2022 · due 28 Feb 2022 ·
    through The Ledger · a/page.txt:3
    ± 1 Mar 2022, partly confirmed: “They met in Lund” a/page.txt:4
";
