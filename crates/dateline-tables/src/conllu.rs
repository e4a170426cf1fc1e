//! `dateline annotate --format conllu`: sentences and trees as CoNLL-U, with each word's
//! place in the text (`TokenRange`, code points) in MISC.

use std::fmt::Write as _;

use dateline::{CodePoints, Reading, Sentence, Span, Token};

/// The trees of one reading.
pub fn conllu(id: &str, reading: &Reading) -> String {
    let letters = &reading.source.text;
    let points = CodePoints::new(letters);
    let mut out = format!("# newdoc id = {}\n", one_line(id));
    let mut paragraph = None;
    for (n, sentence) in reading.text.sentences.iter().enumerate() {
        if paragraph != Some(sentence.paragraph) {
            out += "# newpar\n";
            paragraph = Some(sentence.paragraph);
        }
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# sent_id = {}-{}", one_line(id), n + 1);
        let _ = writeln!(out, "# text = {}", one_line(sentence.span.of(letters)));
        write_sentence(&mut out, reading, sentence, &points);
        out.push('\n');
    }
    out
}

fn write_sentence(
    out: &mut String,
    reading: &Reading,
    sentence: &Sentence,
    points: &CodePoints,
) {
    let letters = &reading.source.text;
    let tokens = &reading.text.tokens
        [sentence.tokens.start as usize..sentence.tokens.end as usize];
    let range = |span: Span| {
        let [start, end] = points.span(letters, span);
        format!("TokenRange={start}:{end}")
    };
    let mut inside_until = 0;
    for (i, token) in tokens.iter().enumerate() {
        let end =
            if i >= inside_until { written_word_end(tokens, i, letters) } else { 0 };
        if end > i + 1 {
            inside_until = end;
            let whole = token.span.cover(tokens[end - 1].span);
            let glue = no_space_after(tokens, end - 1, letters);
            let _ = writeln!(
                out,
                "{}-{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{glue}{}",
                i + 1,
                end,
                whole.of(letters),
                range(whole)
            );
        }
        let glue = if i < inside_until { "" } else { no_space_after(tokens, i, letters) };
        let head = token.head.map_or(0, |h| h.0 - sentence.tokens.start + 1);
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{glue}{}",
            i + 1,
            token.form.unwrap_or(token.span.of(letters)),
            token.lemma,
            token.upos.name(),
            token.xpos,
            token.feats,
            token.deprel,
            range(token.span)
        );
    }
}

/// One past the last token of the written word that begins at `first` ("do" and "n't").
fn written_word_end(tokens: &[Token], first: usize, letters: &str) -> usize {
    let mut end = first + 1;
    while let Some(next) = tokens.get(end) {
        let last = &tokens[end - 1];
        let words = next.span.of(letters);
        let clitic = words.len() > 1 && words.starts_with(['\'', '’'])
            || words.eq_ignore_ascii_case("n't")
            || words.eq_ignore_ascii_case("n’t")
            || next.span == last.span
            || is_joined_word(last.span.of(letters), words);
        let glued = last.span.end == next.span.start || next.span == last.span;
        let lettered = last.span.of(letters).ends_with(char::is_alphanumeric);
        if !(glued && clitic && lettered) {
            break;
        }
        end += 1;
    }
    end
}

/// cannot, gonna, gotta.
fn is_joined_word(first: &str, second: &str) -> bool {
    let joined = format!("{first}{second}").to_lowercase();
    matches!(joined.as_str(), "cannot" | "gonna" | "gotta")
}

fn no_space_after(tokens: &[Token], i: usize, letters: &str) -> &'static str {
    let end = tokens[i].span.end as usize;
    let spaced = letters[end..].starts_with(char::is_whitespace);
    if spaced || i + 1 == tokens.len() { "" } else { "SpaceAfter=No|" }
}

/// Comments hold one line.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use dateline::{Kind, Kit, Page, read};

    use super::*;

    #[test]
    fn written_words_and_ranges() {
        let bytes = "Zoë didn’t go.".as_bytes();
        let page = Page { bytes, kind: Kind::Body, ..Page::default() };
        let text = conllu("x", &read(&page, &Kit::bundled()));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..4],
            ["# newdoc id = x", "# newpar", "# sent_id = x-1", "# text = Zoë didn’t go."]
        );
        assert!(
            lines[4].starts_with("1\tZoë\t") && lines[4].ends_with("\tTokenRange=0:3")
        );
        assert_eq!(lines[5], "2-3\tdidn’t\t_\t_\t_\t_\t_\t_\t_\tTokenRange=4:10");
        assert!(lines[6].starts_with("2\tdid\tdo\tAUX\t"), "{}", lines[6]);
        assert!(lines[8].ends_with("SpaceAfter=No|TokenRange=11:13"));
    }
}
