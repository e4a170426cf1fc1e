//! Short lists of words that tell running text from furniture in many languages.

use std::sync::LazyLock;

/// Longest function word of the list, in bytes.
const LONGEST: usize = 8;

static FUNCTION: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines =
        include_str!("function_words.txt").lines().filter(|l| !l.starts_with('#'));
    let mut words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.sort_unstable();
    words.dedup();
    words
});

/// Whether a word, as it stands between spaces, is a function word of a listed language.
/// Capitalised words are not: they begin titles as often as sentences.
pub(crate) fn is_function(word: &str) -> bool {
    word.len() <= LONGEST
        && word.chars().next().is_some_and(char::is_lowercase)
        && FUNCTION.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_of_several_languages() {
        assert!(is_function("the") && is_function("und") && is_function("les"));
        assert!(!is_function("The") && !is_function("ferry"));
        assert!(FUNCTION.iter().all(|w| w.len() <= LONGEST));
    }
}
