//! Line numbers of the user's own file, for pointers that an editor understands.

use dateline::Source;

/// Which line of a file each byte stands on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    /// First byte of a stretch, and the line that it stands on; ascending.
    stretches: Vec<(u32, u32)>,
}

impl Lines {
    /// Lines by bytes of the file itself.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let starts = ends.map(|(at, _)| at as u32 + 1);
        let stretches = std::iter::once(0).chain(starts).zip(1..).collect();
        Self { stretches }
    }

    /// Lines by bytes of the text that was read from the file: for a web page the line of
    /// the HTML that the words were taken from.
    pub(crate) fn of_source(source: &Source, raw: &Lines) -> Self {
        let Some(map) = &source.map else {
            return Self::of_bytes(source.text.as_bytes());
        };
        let piece =
            |&(span, start, _): &(dateline::Span, u32, u32)| (span.start, raw.of(start));
        Self { stretches: map.pieces.iter().map(piece).collect() }
    }

    /// The line that byte `at` stands on, from 1.
    pub(crate) fn of(&self, at: u32) -> u32 {
        let after = self.stretches.partition_point(|(start, _)| *start <= at);
        after.checked_sub(1).map_or(1, |i| self.stretches[i].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_stand_on_lines() {
        let lines = Lines::of_bytes(b"ab\n\ncd\n");
        let of: Vec<u32> = (0..7).map(|at| lines.of(at)).collect();
        assert_eq!(of, [1, 1, 1, 2, 3, 3, 3]);
        assert_eq!(Lines::of_bytes(b"").of(0), 1);
    }
}
