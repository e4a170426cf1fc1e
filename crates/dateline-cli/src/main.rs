//! The `dateline` command: parse, run, exit code.
fn main() {}
