//! What every request shares: the store's readers and how questions reach them.

use std::any::Any;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use dateline_store::{NewCorrection, Store, Totals};

use super::error::Trouble;
use super::guard::Guard;

/// A question that takes longer is answered with an error.
const LONGEST_QUESTION: Duration = Duration::from_secs(20);
/// Readers that are kept open.
const READERS: usize = 8;

/// Answers that are kept until the store changes.
const KEPT: usize = 256;

/// The state of the store's file and of its log of changes: when each was written, how long
/// it is.
pub(super) type Version = [Option<(SystemTime, u64)>; 2];

#[derive(Default)]
struct Kept {
    version: Version,
    answers: BTreeMap<String, Arc<dyn Any + Send + Sync>>,
}

/// The server's state.
pub(super) struct App {
    path: PathBuf,
    idle: Mutex<Vec<Store>>,
    kept: Mutex<Kept>,
    /// Whether corrections are refused.
    pub(super) read_only: bool,
    /// Who corrects.
    pub(super) author: String,
    /// Who may ask.
    pub(super) guard: Guard,
}

impl App {
    pub(super) fn new(
        path: PathBuf,
        read_only: bool,
        author: String,
        guard: Guard,
    ) -> Self {
        Self {
            path,
            idle: Mutex::default(),
            kept: Mutex::default(),
            read_only,
            author,
            guard,
        }
    }

    /// The store's file name.
    pub(super) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        name.to_string_lossy().into_owned()
    }

    /// Asks the store on a thread that may wait.
    pub(super) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Store) -> dateline_store::Result<T> + Send + 'static,
    ) -> Result<T, Trouble> {
        let app = Arc::clone(self);
        let work = move || {
            let kept = app.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let store = kept.map_or_else(|| Store::open(&app.path), Ok)?;
            let answer = question(&store);
            let mut idle = app.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < READERS {
                idle.push(store);
            }
            answer
        };
        wait(tokio::task::spawn_blocking(work)).await
    }

    /// What changes when anybody writes the store.
    pub(super) fn version(&self) -> Version {
        let log = self.path.with_file_name(format!("{}-wal", self.name()));
        [&self.path, &log].map(|path| {
            let about = std::fs::metadata(path).ok()?;
            Some((about.modified().ok()?, about.len()))
        })
    }

    /// Asks the store for what counts over many rows, and keeps the answer under `key` until
    /// the store changes.
    pub(super) async fn count<T: Clone + Send + Sync + 'static>(
        self: &Arc<Self>,
        key: String,
        question: impl FnOnce(&Store) -> dateline_store::Result<T> + Send + 'static,
    ) -> Result<T, Trouble> {
        let version = self.version();
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.version != version || kept.answers.len() >= KEPT {
                *kept = Kept { version, answers: BTreeMap::new() };
            }
            if let Some(known) =
                kept.answers.get(&key).and_then(|k| k.downcast_ref::<T>())
            {
                return Ok(known.clone());
            }
        }
        let answer = self.ask(question).await?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // Written meanwhile: the answer may be of before or after.
        if kept.version == version {
            kept.answers.insert(key, Arc::new(answer.clone()));
        }
        Ok(answer)
    }

    /// Keeps a correction.
    pub(super) async fn correct(
        self: &Arc<Self>,
        correction: NewCorrection,
    ) -> Result<String, Trouble> {
        let path = self.path.clone();
        let work = move || Store::open_to_write(&path)?.correct(&correction);
        wait(tokio::task::spawn_blocking(work)).await
    }

    /// Takes a correction back.
    pub(super) async fn undo(
        self: &Arc<Self>,
        correction: String,
        at: String,
    ) -> Result<(), Trouble> {
        let path = self.path.clone();
        let work = move || Store::open_to_write(&path)?.undo(&correction, &at);
        wait(tokio::task::spawn_blocking(work)).await
    }

    /// What the frame of each page tells of the store.
    pub(super) async fn totals(self: &Arc<Self>) -> Result<Totals, Trouble> {
        self.count("totals".to_owned(), Store::totals).await
    }
}

async fn wait<T>(
    work: tokio::task::JoinHandle<dateline_store::Result<T>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(LONGEST_QUESTION, work).await {
        Err(_) => Err(Trouble::late()),
        Ok(Err(_)) => Err(Trouble::defect()),
        Ok(Ok(answer)) => Ok(answer?),
    }
}
