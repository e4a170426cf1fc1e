//! The native half of the Python package `dateline`. What is promised to users stands in
//! `python/dateline/__init__.py` and its stubs; here are the functions behind it, over
//! Arrow record batches.

mod annotate;
mod collate;
mod error;
mod inputs;
mod near;
mod parts;
mod reading;
mod store;
mod table;

use std::sync::LazyLock;

use dateline::Kit;

/// What the engine knows; built once a process, at the first call that needs it.
pub(crate) fn kit() -> &'static Kit {
    static KIT: LazyLock<Kit> = LazyLock::new(Kit::bundled);
    &KIT
}

/// The native module.
#[pyo3::pymodule(gil_used = false)]
mod _dateline {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::annotate::annotate;
    #[pymodule_export]
    use super::collate::{Dossier, collate};
    #[pymodule_export]
    use super::near::{Nearest, Windows, near_pairs};
    #[pymodule_export]
    use super::parts::{Weights, compare, features, keys, pack_links};
    #[pymodule_export]
    use super::reading::{Reading, read};
    #[pymodule_export]
    use super::store::{Store, open};
    #[pymodule_export]
    use super::table::Table;

    #[pymodule_init]
    fn init(m: &Bound<'_, PyModule>) -> PyResult<()> {
        m.add("__version__", env!("CARGO_PKG_VERSION"))?;
        use dateline::parts;
        m.add("SAMPLE", parts::SAMPLE)?;
        m.add("POSTINGS_READ", parts::POSTINGS_READ)?;
        m.add("SHARED_AT_LEAST", parts::SHARED_AT_LEAST)?;
        m.add("CANDIDATES", parts::CANDIDATES)?;
        m.add("WINDOW", parts::WINDOW)?;
        m.add("ONE_STORY", parts::ONE_STORY)?;
        m.add("SCHEMA", dateline_tables::SCHEMA)?;
        m.add("RULES", dateline_store::Store::rules(None))?;
        let formats = dateline_tables::Format::ALL.iter().filter(|f| f.is_built_in());
        m.add("FORMATS", formats.map(|f| (f.name(), f.doc())).collect::<Vec<_>>())
    }
}
