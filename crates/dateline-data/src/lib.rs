//! What Dateline knows before it reads: lexicons, the gazetteer and the trained weights,
//! as bytes in the binary. Each part states where it comes from and under which licence
//! in [`NOTICE`]; nothing is fetched at run time.

/// Origin and licence of every part of this crate, as `dateline --licenses` prints it.
pub const NOTICE: &str = include_str!("../NOTICE");
