//! Commands that take a store where they take files: what they say of it must be what they
//! say of the files.

use serde_json::Value;

use crate::store::{errors, fresh, of_examples, rows};
use crate::{command, dateline, json, on_examples, text};

/// The identifier of the first row of a list that a test is for.
fn id_of(store: &str, list: &str, is_meant: impl Fn(&Value) -> bool) -> String {
    let rows = rows(&dateline(&[list, store, "--to", "json"]), list);
    let row = rows.iter().find(|row| is_meant(row)).expect("there is one");
    row["id"].as_str().expect("a text").to_owned()
}

#[test]
fn brief_of_a_store_is_brief_of_its_files() {
    let store = of_examples("stored_brief");
    let mut of_files = json(&on_examples("brief", &["--json"]));
    let mut of_store = json(&dateline(&["brief", &store, "--json"]));
    // A store keeps oddities as notes of the article, not as problems.
    for dossier in [&mut of_files, &mut of_store] {
        dossier.as_object_mut().expect("an object").remove("problems");
    }
    assert_eq!(of_files, of_store);
    let page = text(&dateline(&["brief", &store]));
    assert!(page.contains("line "), "pointers name lines: {page}");
    let story = id_of(&store, "stories", |_| true);
    let of_story = json(&dateline(&["brief", &store, &story, "--json"]));
    let told = of_story["articles"].as_array().expect("a list").len();
    let all = of_files["articles"].as_array().expect("a list").len();
    assert!(told > 1 && told < all, "{told} of {all}");
}

#[test]
fn read_shows_an_article_of_a_store() {
    let store = of_examples("stored_read");
    for file in crate::examples() {
        let id = id_of(&store, "articles", |a| a["file"] == *file);
        let of_store = dateline(&["read", &store, &id[..12]]);
        assert_eq!(text(&of_store), text(&dateline(&["read", &file])), "{file}");
    }
    let unknown = dateline(&["read", &store, "a:0000000000000000"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(errors(&unknown).contains("there is no article"), "{}", errors(&unknown));
}

#[test]
fn copies_of_a_store_are_copies_of_its_files() {
    let store = of_examples("stored_copies");
    let families = |output: &std::process::Output| json(output)["families"].clone();
    let of_files = families(&on_examples("copies", &["--json"]));
    assert_eq!(families(&dateline(&["copies", &store, "--json"])), of_files);
    let family = of_files[0]["members"].as_array().expect("a list");
    let one = family[0]["article"].as_str().expect("a text");
    let of_one = families(&dateline(&["copies", &store, "--of", one, "--json"]));
    assert_eq!(of_one, serde_json::json!([of_files[0]]), "the family of one article");
    // An article of which there is no copy.
    let single = id_of(&store, "articles", |a| a["copies"] == 1);
    let output = dateline(&["copies", &store, "--of", &single]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("No two articles"), "{}", text(&output));
    let output =
        dateline(&["copies", "examples/03_limfjord_ledger_feb13.txt", "--of", one]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("of a store"), "{}", errors(&output));
}

#[test]
fn why_explains_each_report_of_an_event() {
    let store = of_examples("stored_why");
    let event = id_of(&store, "events", |e| e["articles"].as_u64() > Some(1));
    let told = json(&dateline(&["why", &store, &event, "--json"]));
    let reports = told["reports"].as_array().expect("a list");
    assert!(reports.len() > 1);
    for report in reports {
        assert_eq!(report["clause"]["text"], report["telling"]["quote"], "{report}");
        for cell in report["cells"].as_array().expect("a list") {
            assert!(cell["because"].as_str().is_some_and(|b| !b.is_empty()), "{cell}");
        }
    }
    let page = text(&dateline(&["why", &store, &event[..8]]));
    assert!(page.contains("because") && page.contains("reports tell it"), "{page}");
    let corrected =
        dateline(&["correct", &store, &event, "status=planned", "--by", "Ana"]);
    assert_eq!(corrected.status.code(), Some(0), "{}", errors(&corrected));
    let page = text(&dateline(&["why", &store, &event]));
    assert!(page.contains("status is planned by Ana"), "{page}");

    let claim = id_of(&store, "claims", |c| {
        c["history"].as_array().is_some_and(|turns| !turns.is_empty())
    });
    let page = text(&dateline(&["why", &store, &claim]));
    assert!(page.contains("What became of it"), "{page}");
    let article = id_of(&store, "articles", |_| true);
    assert!(text(&dateline(&["why", &store, &article])).contains("--event N"));
    let unclear = dateline(&["why", &store]);
    assert_eq!(unclear.status.code(), Some(2));
    assert!(errors(&unclear).contains("dateline events"), "{}", errors(&unclear));
}

#[test]
fn a_store_can_be_added_to_another() {
    let store = of_examples("stored_add");
    let other = fresh("stored_other");
    assert_eq!(dateline(&["add", &other, &store]).status.code(), Some(0));
    let dump = |path: &str| {
        dateline_store::Store::open(path).expect("it opens").dump().expect("it reads")
    };
    assert!(dump(&store) == dump(&other), "the same rows");
}

/// Reading works where nothing may be written; adding says why it cannot.
#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;

    let store = of_examples("sealed");
    let folder = std::path::Path::new(&store).parent().expect("a folder").to_owned();
    let seal = |mode: u32| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&folder, mode).expect("it can be set");
    };
    seal(0o555);
    // Whoever may do everything becomes somebody who may not.
    let may_all = std::fs::write(folder.join("probe"), "").is_ok();
    let run = |arguments: &[&str]| {
        let mut command = command(arguments);
        if may_all {
            command.uid(65534).gid(65534);
        }
        command.output()
    };
    let page = "examples/03_limfjord_ledger_feb13.txt";
    let [read, added, made] = [
        run(&["events", &store]),
        run(&["add", &store, page]),
        run(&["add", &format!("{store}.new"), page]),
    ];
    seal(0o755);
    let (Ok(read), Ok(added), Ok(made)) = (read, added, made) else {
        eprintln!("skipped: another user cannot run the program here");
        return;
    };
    assert_eq!(read.status.code(), Some(0), "{}", errors(&read));
    for output in [added, made] {
        assert_eq!(output.status.code(), Some(2));
        let told = errors(&output);
        assert!(
            told.contains("may not be written") || told.contains("may it be"),
            "{told}"
        );
    }
}
