//! Same bytes out for any order of files and any number of threads.

use crate::{dateline, examples};

fn brief(files: &[String], jobs: &str) -> Vec<u8> {
    let mut arguments = vec!["brief", "--json", "--jobs", jobs];
    arguments.extend(files.iter().map(String::as_str));
    dateline(&arguments).stdout
}

#[test]
fn brief_depends_on_neither_order_nor_threads() {
    let files = examples();
    let first = brief(&files, "1");
    assert!(first.len() > 1000);
    let mut turned = files.clone();
    for shift in [1, 4, 7] {
        turned.rotate_left(shift);
        assert!(brief(&turned, "2") == first, "order {turned:?}");
    }
    turned.reverse();
    assert!(brief(&turned, "1") == first, "reversed");
}

#[test]
fn annotate_depends_on_no_threads() {
    let files = examples();
    let run = |jobs| {
        let mut arguments = vec!["annotate", "--jobs", jobs];
        arguments.extend(files.iter().map(String::as_str));
        dateline(&arguments).stdout
    };
    let one = run("1");
    assert!(one == run("2"));
    assert!(one == run("7"));
}

#[test]
fn a_document_reads_alike_alone_and_in_company() {
    let files = examples();
    let all = dateline(&["annotate", &files[0], &files[5]]);
    let alone = dateline(&["annotate", &files[5]]);
    assert!(all.stdout.ends_with(&alone.stdout));
}
