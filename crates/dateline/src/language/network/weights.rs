//! The weights file: label inventories, word lists and quantised tensors.
//!
//! Little endian, written by `training/dateline_net/export.py`:
//!
//! | part | layout |
//! |---|---|
//! | head | `DATELNET`, version `u32` |
//! | ten string tables | upos, xpos, feats, deprel, lemma scripts, name tags, event types, statuses, stances, lemma exceptions (form, upos, lemma in turn): count `u32`, then each `u16` bytes + UTF-8 |
//! | known words, lower case | count `u32`, sorted CRC32 of `n` + word; the row is the rank from 1 |
//! | known words as written | the same with `c` + word |
//! | name lists | count `u32`, sorted CRC32 of `z` + word, then one byte of bits each |
//! | tensors | count `u32`, then each: name (`u16` + UTF-8), kind `u8`, rows `u32`, columns `u32`; kind 0: `f32` values; kind 1: an `f32` scale per row, then `i8` values |

use std::fmt;

const MAGIC: &[u8] = b"DATELNET";
const VERSION: u32 = 1;

/// Why a weights file could not be used.
#[derive(Debug)]
pub(crate) struct WeightsError(String);

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "language weights: {}", self.0)
    }
}

impl std::error::Error for WeightsError {}

impl WeightsError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// A two-dimensional tensor, unpacked.
pub(super) struct Tensor {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) values: Vec<f32>,
}

/// The file, read.
pub(super) struct Weights {
    pub(super) upos: Vec<&'static str>,
    pub(super) xpos: Vec<&'static str>,
    pub(super) feats: Vec<&'static str>,
    pub(super) deprel: Vec<&'static str>,
    pub(super) scripts: Vec<&'static str>,
    pub(super) names: Vec<&'static str>,
    pub(super) event_types: Vec<&'static str>,
    pub(super) statuses: Vec<&'static str>,
    pub(super) stances: Vec<&'static str>,
    pub(super) exceptions: Vec<[&'static str; 3]>,
    pub(super) known: Vec<u32>,
    pub(super) known_cased: Vec<u32>,
    pub(super) listed: Vec<(u32, u8)>,
    tensors: Vec<(&'static str, Tensor)>,
}

impl Weights {
    /// Reads the file; every count is checked against what is there.
    ///
    /// # Errors
    /// If the bytes are not a weights file of this version, or end early.
    pub(super) fn read(bytes: &'static [u8]) -> Result<Self, WeightsError> {
        let mut reader = Reader { rest: bytes };
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(WeightsError::new("no DATELNET at the head of the file"));
        }
        let version = reader.u32()?;
        if version != VERSION {
            return Err(WeightsError::new(format!(
                "version {version}, expected {VERSION}"
            )));
        }
        Ok(Self {
            upos: reader.strings()?,
            xpos: reader.strings()?,
            feats: reader.strings()?,
            deprel: reader.strings()?,
            scripts: reader.strings()?,
            names: reader.strings()?,
            event_types: reader.strings()?,
            statuses: reader.strings()?,
            stances: reader.strings()?,
            exceptions: reader
                .strings()?
                .chunks_exact(3)
                .map(|c| [c[0], c[1], c[2]])
                .collect(),
            known: reader.hashes()?,
            known_cased: reader.hashes()?,
            listed: reader.listed()?,
            tensors: reader.tensors()?,
        })
    }

    /// Takes a tensor out by name and checks its shape.
    ///
    /// # Errors
    /// If it is not there, or has another shape.
    pub(super) fn tensor(
        &mut self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<Tensor, WeightsError> {
        let at = self.tensors.iter().position(|(n, _)| *n == name);
        let at = at.ok_or_else(|| WeightsError::new(format!("no tensor {name}")))?;
        let (_, tensor) = self.tensors.swap_remove(at);
        if (tensor.rows, tensor.columns) == (rows, columns) {
            return Ok(tensor);
        }
        Err(WeightsError::new(format!(
            "tensor {name} is {} x {}, expected {rows} x {columns}",
            tensor.rows, tensor.columns
        )))
    }

    /// Takes a vector out by name.
    ///
    /// # Errors
    /// As [`Weights::tensor`].
    pub(super) fn vector(
        &mut self,
        name: &str,
        len: usize,
    ) -> Result<Vec<f32>, WeightsError> {
        Ok(self.tensor(name, 1, len)?.values)
    }
}

struct Reader {
    rest: &'static [u8],
}

impl Reader {
    fn take(&mut self, n: usize) -> Result<&'static [u8], WeightsError> {
        let (head, rest) = self
            .rest
            .split_at_checked(n)
            .ok_or_else(|| WeightsError::new("the file ends early"))?;
        self.rest = rest;
        Ok(head)
    }

    fn u16(&mut self) -> Result<usize, WeightsError> {
        let b = self.take(2)?;
        Ok(usize::from(u16::from_le_bytes([b[0], b[1]])))
    }

    fn u32(&mut self) -> Result<u32, WeightsError> {
        let b = self.take(4)?;
        Ok(u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    fn string(&mut self) -> Result<&'static str, WeightsError> {
        let n = self.u16()?;
        let bytes = self.take(n)?;
        std::str::from_utf8(bytes).map_err(|_| WeightsError::new("a label is not UTF-8"))
    }

    fn strings(&mut self) -> Result<Vec<&'static str>, WeightsError> {
        let n = self.u32()?;
        (0..n).map(|_| self.string()).collect()
    }

    fn hashes(&mut self) -> Result<Vec<u32>, WeightsError> {
        let n = self.u32()? as usize;
        let bytes = self.take(n.saturating_mul(4))?;
        Ok(words(bytes).map(u32::from_le_bytes).collect())
    }

    fn listed(&mut self) -> Result<Vec<(u32, u8)>, WeightsError> {
        let hashes = self.hashes()?;
        let bits = self.take(hashes.len())?;
        Ok(hashes.into_iter().zip(bits.iter().copied()).collect())
    }

    fn floats(&mut self, n: usize) -> Result<Vec<f32>, WeightsError> {
        let bytes = self.take(n.saturating_mul(4))?;
        Ok(words(bytes).map(f32::from_le_bytes).collect())
    }

    fn tensors(&mut self) -> Result<Vec<(&'static str, Tensor)>, WeightsError> {
        let n = self.u32()?;
        (0..n).map(|_| Ok((self.string()?, self.one_tensor()?))).collect()
    }

    fn one_tensor(&mut self) -> Result<Tensor, WeightsError> {
        let kind = self.take(1)?[0];
        let (rows, columns) = (self.u32()? as usize, self.u32()? as usize);
        let n = rows.saturating_mul(columns);
        let values = match kind {
            0 => self.floats(n)?,
            1 => {
                let scales = self.floats(rows)?;
                let quantised = self.take(n)?;
                let mut values = Vec::with_capacity(n);
                for (row, scale) in quantised.chunks_exact(columns.max(1)).zip(scales) {
                    values.extend(row.iter().map(|&q| f32::from(q as i8) * scale));
                }
                values
            }
            _ => return Err(WeightsError::new(format!("tensor of kind {kind}"))),
        };
        Ok(Tensor { rows, columns, values })
    }
}

/// Groups of four bytes.
fn words(bytes: &[u8]) -> impl Iterator<Item = [u8; 4]> + '_ {
    bytes.chunks_exact(4).map(|b| [b[0], b[1], b[2], b[3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bytes_panic() {
        for bytes in [&b""[..], b"DATELNET", b"DATELNET\x01\0\0\0\xff\xff\xff\xff", b"x"]
        {
            assert!(Weights::read(bytes).is_err());
        }
    }
}
