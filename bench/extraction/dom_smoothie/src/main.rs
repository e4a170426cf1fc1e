//! Pages as JSON lines on standard input (`id`, `html`, `url`), what dom_smoothie takes out of
//! them as JSON lines on standard output (`id`, `body`, `title`, `authors`, `day`). One
//! thread, its default settings.

use std::{
    error::Error,
    io::{BufRead, Write},
};

use dom_smoothie::Readability;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let html = row["html"].as_str().unwrap_or("");
        let read = Readability::new(html, row["url"].as_str(), None)
            .and_then(|mut page| page.parse());
        let told = match read {
            Ok(article) => json!({
                "id": row["id"],
                "body": article.text_content.to_string(),
                "title": article.title,
                "authors": article.byline,
                "day": article.published_time,
            }),
            // A page that it finds nothing in counts as empty.
            Err(_) => json!({"id": row["id"]}),
        };
        writeln!(out, "{told}")?;
    }
    out.flush()?;
    Ok(())
}
