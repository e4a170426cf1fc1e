//! `dateline copies`: families of one text, and what changed in them.

use crate::{dateline, json, scratch, text};

const FIRST: &str = "WESTHAVEN, Norland — The two ferry lines were pushing to reach a fare \
    agreement, the harbour board said on Monday. Crews have waited for new rosters since the \
    spring, and three of the older boats lie idle at the northern quay. The board's secretary, \
    Ida Holm, told reporters that six boats would sail before the end of the month. A second \
    meeting was called for Thursday in the old customs house beside the market. The owners of \
    the smaller line did not answer letters from the union, which counts four hundred members.\n";

/// The same dispatch with weaker words at its top, and cut at its end.
fn second() -> String {
    let changed = FIRST.replace("were pushing to reach", "likely discussed");
    let end = changed.find(" The owners").expect("the last sentence");
    format!("{}\n", &changed[..end])
}

#[test]
fn changed_words_are_told_in_place() {
    let first = scratch("copies", "first.txt", FIRST.as_bytes());
    let cut = scratch("copies", "second.txt", second().as_bytes());
    let output = dateline(&["copies", &first, &cut, "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found = json(&output);
    assert_eq!((&found["articles"], &found["origins"]), (&2.into(), &1.into()));
    let members = &found["families"][0]["members"];
    assert_eq!(members[0]["file"], first.as_str());
    assert_eq!(members[1]["copy_of"], members[0]["article"]);
    let changed = &members[1]["differences"][0];
    assert_eq!(changed["from"]["quote"], "were pushing to reach");
    assert_eq!(changed["to"]["quote"], "likely discussed");
    assert_eq!(changed["strength"]["to"], "probable");
    let last = members[1]["differences"].as_array().and_then(|d| d.last());
    assert_eq!(last.map(|d| &d["kind"]), Some(&"left_out".into()));
    let page = text(&dateline(&["copies", &first, &cut]));
    assert!(page.contains("[were pushing to reach → likely discussed]"), "{page}");
}

#[test]
fn one_file_under_two_names_is_one_origin_and_given_twice_is_noted() {
    let first = scratch("copies_twice", "a.txt", FIRST.as_bytes());
    let second = scratch("copies_twice", "b.txt", FIRST.as_bytes());
    let found = json(&dateline(&["copies", &first, &second, "--json"]));
    assert_eq!((&found["articles"], &found["origins"]), (&2.into(), &1.into()));
    assert_eq!(found["families"][0]["members"][1]["differences"], serde_json::json!([]));
    let twice = dateline(&["copies", &first, &first, "--json"]);
    assert_eq!(twice.status.code(), Some(2));
    let found = json(&twice);
    assert_eq!(
        (&found["articles"], &found["problems"][0]["code"]),
        (&1.into(), &"twice".into())
    );
}

#[test]
fn pages_without_copies_end_with_nothing_found() {
    let only = scratch("copies_none", "a.txt", FIRST.as_bytes());
    let output = dateline(&["copies", &only]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("No two articles carry one text."));
}
