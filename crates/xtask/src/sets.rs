//! The development sets: lines of `set | command | figures` in the file SETS.

/// One line of SETS.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Set {
    /// What the row is called.
    pub(crate) name: String,
    /// The shell command, run from the score folder with BIN set.
    pub(crate) command: String,
    /// In words: which figure to read.
    pub(crate) figure: String,
}

/// The sets of the file, in its order. Prose, and the line that names the columns, are not
/// sets.
pub(crate) fn parse(file: &str) -> Vec<Set> {
    file.lines()
        .filter(|line| !line.starts_with("Columns:"))
        .filter_map(|line| {
            let mut parts = line.splitn(3, '|').map(|part| part.trim().to_owned());
            let (name, command, figure) = (parts.next()?, parts.next()?, parts.next()?);
            (!name.is_empty() && command.contains("$BIN")).then_some(Set {
                name,
                command,
                figure,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_not_a_set() {
        let file = "Sets. Run them.\nColumns: set | command | figure $BIN\n\n\
                    a dev  | python3 a.py --binary $BIN | LAS F1; upos F1\nNot measured: x | y";
        let sets = parse(file);
        assert_eq!(sets.len(), 1);
        assert_eq!(sets[0].name, "a dev");
        assert_eq!(sets[0].figure, "LAS F1; upos F1");
    }
}
