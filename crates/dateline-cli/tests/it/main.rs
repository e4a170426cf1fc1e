//! The binary from outside: what goes in, what comes out, how it ends.

mod contract;
mod copies;
mod formats;
mod inputs;
mod many;
mod order;
#[cfg(all(feature = "serve", feature = "mcp"))]
mod page;
mod pages;
mod people;
mod store;
mod stored;
mod truth;
#[cfg(feature = "watch")]
mod watch;

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

/// The binary with arguments, run in the repository's root.
fn dateline(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the binary runs")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .stdin(Stdio::null());
    command
}

/// The ten example pages, as paths from the root.
fn examples() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the examples are there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_digit()))
        .map(|name| format!("examples/{name}"))
        .collect();
    names.sort();
    assert_eq!(names.len(), 10);
    names
}

/// `command flags… examples…`.
fn on_examples(command: &str, flags: &[&str]) -> Output {
    let files = examples();
    let mut arguments = vec![command];
    arguments.extend(flags);
    arguments.extend(files.iter().map(String::as_str));
    dateline(&arguments)
}

/// Standard output as one JSON value.
#[track_caller]
fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("no JSON: {error}\n{}", String::from_utf8_lossy(&output.stderr))
    })
}

/// Standard output as JSON lines.
#[track_caller]
fn json_lines(output: &Output) -> Vec<Value> {
    text(output).lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

/// A file of a test in an empty folder of its own.
fn scratch(test: &str, name: &str, bytes: &[u8]) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&folder).expect("a folder can be made");
    let path = folder.join(name);
    fs::write(&path, bytes).expect("a file can be written");
    path.to_str().expect("the path is UTF-8").to_owned()
}
