//! `dateline --licenses`: under which terms this program and its parts may be used.

use std::io::Write;

use crate::Ending;

const HEAD: &str = "\
Dateline's code may be used under the Apache License, Version 2.0, or the MIT License, at
your choice. The data inside it (lexicons, gazetteer, trained weights) have terms of their
own, which the notice below names part by part. The libraries it is built on follow, each
under the terms stated. Both licence texts stand at the end.
";

/// Prints the licences.
pub(crate) fn run(out: &mut impl Write) -> anyhow::Result<Ending> {
    let parts = [
        ("", HEAD),
        ("Data", dateline_data::NOTICE),
        ("Libraries", include_str!("../LIBRARIES")),
        ("MIT License", include_str!("../../../LICENSE-MIT")),
        ("Apache License 2.0", include_str!("../../../LICENSE-APACHE")),
    ];
    for (title, text) in parts {
        if !title.is_empty() {
            writeln!(out, "\n{title}\n{}", "=".repeat(title.len()))?;
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(Ending::Done)
}
