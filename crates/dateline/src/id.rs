//! Identifiers: hashes of content, so that the same input gives the same identifiers
//! whatever the order of files or number of threads.

use std::fmt;

use sha2::{Digest, Sha256};

/// The first 8 bytes of a SHA-256, printed as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Id(pub [u8; 8]);

impl Id {
    /// The identifier of `parts`. Parts are length-prefixed, so `["ab", "c"]` is not
    /// `["a", "bc"]`.
    pub fn of<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            let part = part.as_ref();
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut id = [0; 8];
        id.copy_from_slice(&hash.finalize()[..8]);
        Id(id)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
