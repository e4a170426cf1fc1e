//! Rules are data: records of `key: value` lines, one empty line between records, `#` for
//! comments. Each stage compiles its own records once and runs their examples as tests.

/// One record, in the order written.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// Line of the record's first field, from 1.
    pub(crate) line: usize,
    fields: Vec<(&'static str, &'static str)>,
}

impl Record {
    /// The first value of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&'static str> {
        self.all(key).next()
    }

    /// Every key, in the order written.
    #[cfg(test)]
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.fields.iter().map(|(k, _)| *k)
    }

    /// All values of `key` (examples come several to a record).
    pub(crate) fn all<'s>(
        &'s self,
        key: &'s str,
    ) -> impl Iterator<Item = &'static str> + 's {
        self.fields.iter().filter(move |(k, _)| *k == key).map(|(_, v)| *v)
    }
}

/// The records of a rule file. A line without a colon is ignored; a test of each stage
/// checks that its file has none.
pub(crate) fn records(file: &'static str) -> Vec<Record> {
    let mut out: Vec<Record> = Vec::new();
    let mut open = false;
    for (n, line) in file.lines().enumerate() {
        let line = line.trim_end();
        if line.is_empty() {
            open = false;
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        if !open {
            out.push(Record { line: n + 1, fields: Vec::new() });
            open = true;
        }
        if let Some(record) = out.last_mut() {
            record.fields.push((key.trim(), value.trim()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_split_at_empty_lines() {
        let all = records("# head\n\nrule: a\nexample: x\nexample: y: z\n\n\nrule: b\n");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].all("example").collect::<Vec<_>>(), ["x", "y: z"]);
        assert_eq!((all[1].get("rule"), all[1].line), (Some("b"), 8));
    }
}
