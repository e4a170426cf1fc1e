//! What Dateline knows before it reads: lexicons, the gazetteer and the trained weights,
//! as bytes in the binary. Each part states where it comes from and under which licence
//! in [`NOTICE`]; nothing is fetched at run time.

pub mod actors;
pub mod gazetteer;
pub mod map;

/// Origin and licence of every part of this crate, as `dateline --licenses` prints it.
pub const NOTICE: &str = include_str!("../NOTICE");

/// Weights of the language network, written by `training/`; the figures on development
/// sets stand beside the file, in `weights/FIGURES.md`.
pub const LANGUAGE_WEIGHTS: &[u8] = include_bytes!("../weights/language.weights");

/// Scores of the training framework on those weights, for the parity test.
pub const LANGUAGE_PARITY: &str = include_str!("../weights/parity.txt");

/// Rules of the event lexicon: which words tell which kind of event, and in which frame.
/// What the fields mean stands in `lexicon/events/README.md`.
pub const EVENT_RULES: [&str; 4] = [
    include_str!("../lexicon/events/precise.txt"),
    include_str!("../lexicon/events/political.txt"),
    include_str!("../lexicon/events/security.txt"),
    include_str!("../lexicon/events/general.txt"),
];

/// Classes of words that conditions of the event rules refer to.
pub const EVENT_CLASSES: &str = include_str!("../lexicon/events/classes.txt");

/// Words that say whether an event happened, and verbs that only carry a noun.
pub const EVENT_CUES: &str = include_str!("../lexicon/events/cues.txt");

/// Weights of the block model, which finds an article's running text on a page, written by
/// `training/blocks`.
pub const BLOCK_WEIGHTS: &[u8] = include_bytes!("../weights/blocks.weights");
