//! What Dateline knows before it reads: lexicons, the gazetteer and the trained weights,
//! as bytes in the binary. Each part states where it comes from and under which licence
//! in [`NOTICE`]; nothing is fetched at run time.

pub mod gazetteer;

/// Origin and licence of every part of this crate, as `dateline --licenses` prints it.
pub const NOTICE: &str = include_str!("../NOTICE");

/// Weights of the language network, written by `training/`; the figures on development
/// sets stand beside the file, in `weights/FIGURES.md`.
pub const LANGUAGE_WEIGHTS: &[u8] = include_bytes!("../weights/language.weights");

/// Scores of the training framework on those weights, for the parity test.
pub const LANGUAGE_PARITY: &str = include_str!("../weights/parity.txt");
