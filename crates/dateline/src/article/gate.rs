//! The language gate: says which language the body is in, and does not guess where it cannot
//! know.

use whatlang::{Lang, Script};

use crate::Source;

/// How much of the body is looked at, in bytes.
const LOOKED_AT: usize = 3000;

/// Share of English function words from which a text is English without more ado. Running
/// English has .35 to .45, the other listed languages under .10.
const ENGLISH_SHARE: f32 = 0.2;

/// Fewest words that a share says something about.
const FEW_WORDS: usize = 6;

/// English function words that no other large language spells alike.
const ENGLISH: &[&str] = &[
    "a", "about", "after", "and", "are", "as", "at", "be", "been", "but", "by", "for",
    "from", "had", "has", "have", "he", "her", "his", "is", "it", "its", "not", "of",
    "on", "said", "she", "that", "the", "their", "they", "this", "to", "was", "were",
    "which", "who", "will", "with", "would", "you",
];

/// ISO 639-1 code of a text's language, or `und`. `stated` is what the page says of itself.
pub(crate) fn language(text: &str, stated: Option<&str>) -> &'static str {
    let mut cut = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let text = &text[..cut];
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let n_english = words
        .iter()
        .filter(|w| ENGLISH.binary_search(&w.to_ascii_lowercase().as_str()).is_ok())
        .count();
    let share = n_english as f32 / (words.len() as f32).max(1.0);
    if share >= ENGLISH_SHARE && words.len() >= FEW_WORDS
        || words.len() < FEW_WORDS && text.is_ascii()
    {
        return if words.is_empty() { "und" } else { "en" };
    }
    let stated = stated.and_then(|s| {
        CODES.iter().find(|(_, two)| s.to_ascii_lowercase().starts_with(two))
    });
    match whatlang::detect(text) {
        Some(found) if found.is_reliable() => code(found.lang()),
        // A list of names, a table or a few words: the page's own word, else English where
        // nothing speaks against it.
        Some(found) => stated.map_or_else(
            || if found.script() == Script::Latin { "en" } else { code(found.lang()) },
            |(_, two)| two,
        ),
        None => stated.map_or("und", |(_, two)| two),
    }
}

/// The body's language, by its zones.
pub(crate) fn of_body(source: &Source, body: &str) -> &'static str {
    language(body, source.html.as_deref().and_then(|h| h.lang.as_deref()))
}

fn code(lang: Lang) -> &'static str {
    let three = lang.code();
    CODES.iter().find(|(code, _)| *code == three).map_or("und", |(_, two)| two)
}

/// ISO 639-3 and 639-1 codes of the languages that can be found.
const CODES: &[(&str, &str)] = &[
    ("epo", "eo"),
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("deu", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "no"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
    ("cym", "cy"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_said() {
        assert_eq!(
            language("The ferry sank off Narvik on Monday, and nobody was hurt.", None),
            "en"
        );
        assert_eq!(
            language(
                "Die Fähre ist am Montag vor Narvik gesunken, verletzt wurde dabei niemand.",
                None
            ),
            "de"
        );
        assert_eq!(
            language(
                "Le ferry a coulé lundi au large de Narvik, personne n'a été blessé.",
                None
            ),
            "fr"
        );
        assert_eq!(language("", None), "und");
        assert!(ENGLISH.is_sorted());
    }
}
