//! Lemmas as edit scripts: `case:cut:add`, where case is l (lower), k (kept), t (title).

/// An edit script, read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script {
    case: u8,
    cut: usize,
    add: &'static str,
}

impl Script {
    /// Reads `l:3:y`.
    pub(super) fn parse(text: &'static str) -> Option<Self> {
        let mut parts = text.splitn(3, ':');
        let case = *parts.next()?.as_bytes().first()?;
        Some(Self { case, cut: parts.next()?.parse().ok()?, add: parts.next()? })
    }

    /// The lemma of a form; the form in its case where there is too little to cut.
    pub(super) fn apply(self, form: &str) -> Box<str> {
        let mut word = match self.case {
            b'l' => form.to_lowercase(),
            b't' => {
                let mut chars = form.chars();
                let first: String =
                    chars.next().map(char::to_uppercase).into_iter().flatten().collect();
                first + &chars.as_str().to_lowercase()
            }
            _ => form.to_owned(),
        };
        let n = word.chars().count();
        if self.cut < n || (self.cut == n && !self.add.is_empty()) {
            let end =
                word.char_indices().nth(n - self.cut).map_or(word.len(), |(i, _)| i);
            word.truncate(end);
            word.push_str(self.add);
        }
        word.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: &str, script: &'static str, lemma: &str) {
        assert_eq!(&*Script::parse(script).expect("a script").apply(form), lemma);
    }

    #[test]
    fn scripts() {
        check("Talks", "l:1:", "talk");
        check("parties", "l:3:y", "party");
        check("LONDON", "t:0:", "London");
        check("is", "l:2:be", "be");
        check("a", "l:3:y", "a");
        check("Édouard’s", "k:2:", "Édouard");
    }
}
