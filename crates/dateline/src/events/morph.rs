//! The forms of a dictionary word, so that the lexicon is matched by what stands in the
//! text and does not hang on the tagger's lemma.

/// Verbs that do not inflect by rule: base, past, past participle (if another).
const IRREGULAR: &[(&str, &str, &str)] = &[
    ("arise", "arose", "arisen"),
    ("be", "was", "been"),
    ("bear", "bore", "born"),
    ("beat", "beat", "beaten"),
    ("become", "became", "become"),
    ("begin", "began", "begun"),
    ("behead", "beheaded", "beheaded"),
    ("beseech", "besought", "besought"),
    ("bet", "bet", "bet"),
    ("bind", "bound", "bound"),
    ("bite", "bit", "bitten"),
    ("bleed", "bled", "bled"),
    ("blow", "blew", "blown"),
    ("break", "broke", "broken"),
    ("bring", "brought", "brought"),
    ("build", "built", "built"),
    ("burst", "burst", "burst"),
    ("buy", "bought", "bought"),
    ("cast", "cast", "cast"),
    ("catch", "caught", "caught"),
    ("choose", "chose", "chosen"),
    ("cling", "clung", "clung"),
    ("come", "came", "come"),
    ("cost", "cost", "cost"),
    ("cut", "cut", "cut"),
    ("deal", "dealt", "dealt"),
    ("dig", "dug", "dug"),
    ("do", "did", "done"),
    ("draw", "drew", "drawn"),
    ("drink", "drank", "drunk"),
    ("drive", "drove", "driven"),
    ("eat", "ate", "eaten"),
    ("fall", "fell", "fallen"),
    ("feed", "fed", "fed"),
    ("fight", "fought", "fought"),
    ("find", "found", "found"),
    ("flee", "fled", "fled"),
    ("fling", "flung", "flung"),
    ("fly", "flew", "flown"),
    ("forbid", "forbade", "forbidden"),
    ("forgive", "forgave", "forgiven"),
    ("freeze", "froze", "frozen"),
    ("get", "got", "gotten"),
    ("give", "gave", "given"),
    ("go", "went", "gone"),
    ("grind", "ground", "ground"),
    ("grow", "grew", "grown"),
    ("hang", "hung", "hanged"),
    ("have", "had", "had"),
    ("hear", "heard", "heard"),
    ("hide", "hid", "hidden"),
    ("hit", "hit", "hit"),
    ("hold", "held", "held"),
    ("hurt", "hurt", "hurt"),
    ("keep", "kept", "kept"),
    ("know", "knew", "known"),
    ("lay", "laid", "laid"),
    ("lead", "led", "led"),
    ("leave", "left", "left"),
    ("lend", "lent", "lent"),
    ("let", "let", "let"),
    ("light", "lit", "lit"),
    ("lose", "lost", "lost"),
    ("make", "made", "made"),
    ("meet", "met", "met"),
    ("outlaw", "outlawed", "outlawed"),
    ("overrun", "overran", "overrun"),
    ("overthrow", "overthrew", "overthrown"),
    ("override", "overrode", "overridden"),
    ("pay", "paid", "paid"),
    ("plead", "pleaded", "pled"),
    ("put", "put", "put"),
    ("quit", "quit", "quit"),
    ("read", "read", "read"),
    ("rebuild", "rebuilt", "rebuilt"),
    ("repay", "repaid", "repaid"),
    ("rescind", "rescinded", "rescinded"),
    ("retake", "retook", "retaken"),
    ("ride", "rode", "ridden"),
    ("ring", "rang", "rung"),
    ("rise", "rose", "risen"),
    ("run", "ran", "run"),
    ("say", "said", "said"),
    ("see", "saw", "seen"),
    ("seek", "sought", "sought"),
    ("sell", "sold", "sold"),
    ("send", "sent", "sent"),
    ("set", "set", "set"),
    ("shake", "shook", "shaken"),
    ("shed", "shed", "shed"),
    ("shoot", "shot", "shot"),
    ("shrink", "shrank", "shrunk"),
    ("shut", "shut", "shut"),
    ("sing", "sang", "sung"),
    ("sink", "sank", "sunk"),
    ("sit", "sat", "sat"),
    ("slay", "slew", "slain"),
    ("slide", "slid", "slid"),
    ("speak", "spoke", "spoken"),
    ("spend", "spent", "spent"),
    ("spill", "spilled", "spilt"),
    ("spin", "spun", "spun"),
    ("spread", "spread", "spread"),
    ("stand", "stood", "stood"),
    ("steal", "stole", "stolen"),
    ("strike", "struck", "stricken"),
    ("swear", "swore", "sworn"),
    ("sweep", "swept", "swept"),
    ("swim", "swam", "swum"),
    ("take", "took", "taken"),
    ("teach", "taught", "taught"),
    ("tear", "tore", "torn"),
    ("tell", "told", "told"),
    ("throw", "threw", "thrown"),
    ("undergo", "underwent", "undergone"),
    ("undertake", "undertook", "undertaken"),
    ("uphold", "upheld", "upheld"),
    ("upset", "upset", "upset"),
    ("wage", "waged", "waged"),
    ("win", "won", "won"),
    ("withdraw", "withdrew", "withdrawn"),
    ("withhold", "withheld", "withheld"),
    ("write", "wrote", "written"),
    ("co-write", "co-wrote", "co-written"),
];

/// Verbs of two syllables and more that double their last consonant all the same.
const DOUBLING: &[&str] = &[
    "abet", "admit", "commit", "compel", "concur", "confer", "control", "defer", "deter",
    "equip", "expel", "extol", "format", "hijack", "incur", "occur", "permit", "propel",
    "quit", "rebut", "recur", "refer", "regret", "remit", "repel", "submit", "transfer",
    "kidnap", "cancel", "travel", "model", "signal", "rebel", "abut", "patrol", "unveil",
    "plow", "debut", "quarrel", "counsel", "level", "shovel", "marshal", "parallel",
];

fn vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn consonant_y(word: &str) -> bool {
    let mut back = word.chars().rev();
    back.next() == Some('y') && back.next().is_some_and(|c| !vowel(c))
}

/// The plural of a noun, the third person of a verb.
fn with_s(word: &str) -> String {
    if let Some(stem) = word.strip_suffix('y').filter(|_| consonant_y(word)) {
        return format!("{stem}ies");
    }
    if let Some(stem) = word.strip_suffix("man") {
        return format!("{stem}men");
    }
    if let Some(stem) = word.strip_suffix("sis") {
        return format!("{stem}ses");
    }
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|e| word.ends_with(e));
    if hissing || matches!(word, "go" | "do" | "undergo" | "veto" | "embargo" | "torpedo")
    {
        return format!("{word}es");
    }
    format!("{word}s")
}

/// Whether the last consonant doubles before -ed and -ing.
fn doubles(word: &str) -> bool {
    let c: Vec<char> = word.chars().collect();
    let n = c.len();
    if n < 3 || vowel(c[n - 1]) || matches!(c[n - 1], 'w' | 'x' | 'y') {
        return false;
    }
    if !vowel(c[n - 2]) || vowel(c[n - 3]) {
        return word == "quit";
    }
    let syllables = c.windows(2).filter(|w| vowel(w[0]) && !vowel(w[1])).count();
    syllables == 1
}

/// Base, -s, past, participle and -ing of a verb; two spellings where both are in use.
pub(super) fn verb(word: &str) -> Vec<String> {
    let mut out = vec![word.to_owned(), with_s(word)];
    if word == "be" {
        out.extend(["is", "are", "was", "were", "been", "being"].map(String::from));
        return out;
    }
    let stem = word.strip_suffix('e').filter(|_| !word.ends_with("ee"));
    let ending = |suffix: &str| match stem {
        Some(stem) if !word.ends_with("ye") || suffix == "ed" => {
            format!("{stem}{suffix}")
        }
        _ if suffix == "ed" && word.ends_with("ee") => format!("{word}d"),
        _ if suffix == "ed" && consonant_y(word) => {
            format!("{}ied", &word[..word.len() - 1])
        }
        _ => format!("{word}{suffix}"),
    };
    if let Some((_, past, participle)) = IRREGULAR.iter().find(|(base, ..)| *base == word)
    {
        out.extend([(*past).to_owned(), (*participle).to_owned()]);
    } else {
        out.push(ending("ed"));
    }
    out.push(ending("ing"));
    if doubles(word) || DOUBLING.contains(&word) {
        if let Some(last) = word.chars().next_back() {
            out.extend([format!("{word}{last}ed"), format!("{word}{last}ing")]);
        }
    }
    if matches!(word, "die" | "lie" | "tie") {
        out.push(format!("{}ying", &word[..word.len() - 2]));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Singular and plural of a noun.
pub(super) fn noun(word: &str) -> Vec<String> {
    vec![word.to_owned(), with_s(word)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_inflect() {
        let has = |word: &str, forms: &[&str]| {
            let all = verb(word);
            for form in forms {
                assert!(all.iter().any(|f| f == form), "{word}: {form} not in {all:?}");
            }
        };
        has("stab", &["stabs", "stabbed", "stabbing"]);
        has("deny", &["denies", "denied", "denying"]);
        has("strike", &["struck", "striking", "strikes"]);
        has("die", &["died", "dying"]);
        has("flee", &["fled", "fleeing"]);
        has("visit", &["visited", "visiting"]);
        has("agree", &["agreed", "agreeing"]);
        has("admit", &["admitted"]);
        has("storm", &["stormed"]);
        assert_eq!(noun("crisis")[1], "crises");
        assert_eq!(noun("casualty")[1], "casualties");
    }
}
