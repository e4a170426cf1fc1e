//! Other people's tables beside our own: rows that we write and read back, and rows invented
//! to differ in one thing each.

use dateline_tables::{
    Compared, Foreign, ForeignTable, Format, compare, read_foreign, tables, write_to,
};

use crate::{export, press};

/// A row of GDELT, version 2, with some cells set.
fn row(cells: &[(usize, &str)]) -> String {
    let mut all = vec![""; 61];
    for (at, cell) in cells {
        all[*at] = cell;
    }
    all.join("\t")
}

const DATE: usize = 1;
const ACTOR: usize = 6;
const CODE: usize = 26;
const PLACE: usize = 52;
const URL: usize = 60;

/// The visit that the press tells of: 3 March 2022, Holm, Osterby.
fn visit(change: &[(usize, &str)]) -> String {
    let told = [(0, "1"), (DATE, "20220303"), (ACTOR, "IDA HOLM"), (CODE, "042")];
    row(&[&told, change].concat())
}

fn read(kind: ForeignTable, text: &str) -> Foreign {
    read_foreign(kind, &mut text.as_bytes()).expect("memory can be read")
}

/// Verdict and reasons of GDELT rows, one after the other.
fn verdicts(rows: &[String]) -> Vec<(&'static str, Vec<&'static str>)> {
    let foreign = read(ForeignTable::Gdelt, &rows.join("\n"));
    let press = press();
    let comparison = compare(&foreign, export(&press, false));
    comparison.rows.into_iter().map(|row| (row.verdict, row.because)).collect()
}

#[test]
fn each_difference_has_its_reason() {
    let rows = [
        visit(&[]),
        visit(&[(DATE, "20220302")]),
        visit(&[(ACTOR, "PRESIDENT OF PERU")]),
        visit(&[(CODE, "190")]),
        // What our event leaves open is no difference.
        visit(&[(PLACE, "Lima, Peru")]),
        visit(&[(DATE, "20010101")]),
        visit(&[(DATE, "20010101"), (URL, "https://elsewhere.invalid/")]),
        visit(&[(DATE, "")]),
        // The same page by another way to write its address, and nothing like it in there.
        row(&[
            (DATE, "19990101"),
            (CODE, "190"),
            (URL, "http://www.courier.invalid/a b/?<x>"),
        ]),
    ];
    let found = verdicts(&rows);
    let expected: [(&str, &[&str]); 9] = [
        ("have", &[]),
        ("have", &["date"]),
        ("have", &["actors"]),
        ("differs", &["type"]),
        ("have", &[]),
        ("missing", &["no_article"]),
        ("missing", &["no_article"]),
        ("missing", &["no_day"]),
        ("missing", &["no_event"]),
    ];
    for ((row, found), (verdict, because)) in rows.iter().zip(&found).zip(expected) {
        assert_eq!((found.0, found.1.as_slice()), (verdict, because), "{row}");
    }
}

#[test]
fn what_is_only_planned_is_not_had() {
    // Holm will visit Oslo on 2 May: a table without a status tells it as done.
    let found = verdicts(&[visit(&[(DATE, "20220502")])]);
    assert_eq!(found[0].0, "differs");
    assert!(found[0].1.contains(&"status"), "{found:?}");
}

#[test]
fn another_place_is_told() {
    let protest = |place| {
        row(&[(DATE, "20220302"), (ACTOR, "PROTESTERS"), (CODE, "141"), (PLACE, place)])
    };
    let found = verdicts(&[protest("Copenhagen, Denmark"), protest("Lima, Peru")]);
    assert_eq!(found, [("have", vec![]), ("have", vec!["place"])]);
}

/// Writes a table of ours, reads it as theirs, and compares it with what it was made of.
fn round_trip(kind: ForeignTable, format: Format, table: Option<&str>) {
    let press = press();
    let mut text = Vec::new();
    write_to(export(&press, false), format, table, &mut text).expect("written");
    let text = String::from_utf8(text).expect("UTF-8");
    let foreign = read(kind, &text);
    let n_rows = text.lines().count() - usize::from(kind == ForeignTable::Polecat);
    assert!(n_rows > 1, "{text}");
    assert_eq!(foreign.events.len(), n_rows);
    // An undated event is a row without a day in POLECAT.
    assert!(foreign.problems.iter().all(|p| p.code == "date"), "{:?}", foreign.problems);
    let comparison = compare(&foreign, export(&press, false));
    let dated = |row: &&Compared| row.row.date.is_some();
    for row in comparison.rows.iter().filter(dated) {
        assert_eq!((row.verdict, row.because.as_slice()), ("have", &[][..]), "{row:?}");
    }
    // One row for one event: the events told are those that stand in no row, and no more.
    let mut had: Vec<_> =
        comparison.rows.iter().filter_map(|r| r.event.clone()).collect();
    had.sort();
    let n_had = had.len();
    had.dedup();
    assert_eq!(had.len(), n_had, "two rows have one event");
    let ours = tables(export(&press, false));
    for row in &comparison.rows {
        let Some(event) = ours.events.iter().find(|e| Some(&e.id) == row.event.as_ref())
        else {
            continue;
        };
        match kind {
            ForeignTable::Gdelt => assert_eq!(row.row.cameo.as_deref(), event.cameo),
            ForeignTable::Polecat => {
                assert_eq!(row.row.kind.as_deref(), Some(event.kind))
            }
        }
    }
}

#[test]
fn gdelt_comes_back_equal() {
    round_trip(ForeignTable::Gdelt, Format::Gdelt, Some("events"));
}

#[test]
fn polecat_comes_back_equal() {
    round_trip(ForeignTable::Polecat, Format::Polecat, None);
}

#[test]
fn older_gdelt_tables_are_read_too() {
    // Version 1 has no second area of a place: the place's name stands at 50.
    let mut cells = vec![""; 58];
    (cells[0], cells[DATE], cells[CODE]) = ("1", "20130102", "042");
    (cells[50], cells[57]) = ("Osterby", "https://a.invalid/1");
    let with_address = cells.join("\t");
    let without = cells[..57].join("\t");
    let read = read(ForeignTable::Gdelt, &format!("{with_address}\r\n{without}\r\n"));
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let places: Vec<_> = read.events.iter().map(|e| e.place.as_deref()).collect();
    assert_eq!(places, [Some("Osterby"); 2]);
    let urls: Vec<_> = read.events.iter().map(|e| e.address.as_deref()).collect();
    assert_eq!(urls, [Some("https://a.invalid/1"), None]);
}

#[test]
fn broken_rows_cost_themselves() {
    let long = "x".repeat(2 << 20);
    let good = visit(&[]);
    let bytes = [
        "\u{feff}".as_bytes(),
        good.as_bytes(),
        b"\n\n",
        long.as_bytes(),
        b"\nno tabs at all\n",
        visit(&[(DATE, "20221301")]).as_bytes(),
        b"\n",
        visit(&[(CODE, "999")]).as_bytes(),
        b"\n",
        visit(&[(ACTOR, "BAD \u{fffd}")]).replace('\u{fffd}', "\u{7f}").as_bytes(),
        b"\n\xff\xfe\x00\n",
        good.as_bytes(),
    ]
    .concat();
    let read = read_foreign(ForeignTable::Gdelt, &mut bytes.as_slice()).expect("read");
    let told: Vec<_> = read.problems.iter().map(|p| (p.line, p.code)).collect();
    assert_eq!(
        told,
        [(3, "long"), (4, "columns"), (5, "date"), (6, "code"), (8, "columns")]
    );
    let lines: Vec<u64> = read.events.iter().map(|e| e.line).collect();
    assert_eq!(lines, [1, 5, 6, 7, 9]);
    assert_eq!(read.events[1].date, None);
}

#[test]
fn polecat_cells_of_several_actors_are_each_looked_for() {
    let text = "Event ID\tEvent Date\tEvent Type\tActor Name\tActor Country\tPlacename\n\
                1\t2022-03-03 00:00:00\tCONSULT\tNobody; Ida Holm\tPER; DNK\tNone\n\
                2\t2022-03-03\tCONSULT\tNone\n\
                3\n";
    let foreign = read(ForeignTable::Polecat, text);
    let told: Vec<_> = foreign.problems.iter().map(|p| (p.line, p.code)).collect();
    assert_eq!(told, [(3, "columns"), (4, "columns")]);
    let press = press();
    let comparison = compare(&foreign, export(&press, false));
    assert_eq!(comparison.rows[0].verdict, "have");
    assert!(comparison.rows[0].because.is_empty(), "{:?}", comparison.rows[0]);
    assert_eq!(comparison.counts()["have"], 2);
}
