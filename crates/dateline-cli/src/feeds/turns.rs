//! Who may ask a host now: one request at a time, whichever way it came there, and a pause
//! between two.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The hosts that were asked in a look.
#[derive(Default)]
pub(crate) struct Turns {
    hosts: Mutex<BTreeMap<String, Host>>,
    free: Condvar,
}

#[derive(Clone, Copy, Default)]
struct Host {
    busy: bool,
    /// When the last answer had been read.
    done: Option<Instant>,
    /// Requests that got no answer at all.
    silent: u32,
}

/// The right to ask a host, given back when it is dropped. Who holds one must not wait for
/// another.
pub(crate) struct Turn<'t> {
    turns: &'t Turns,
    host: String,
}

impl Turns {
    /// Waits until nobody asks the host, and until the pause after the last answer is over.
    pub(crate) fn take(&self, host: &str, pause: Duration) -> Turn<'_> {
        let mut hosts = self.lock();
        while hosts.get(host).is_some_and(|of| of.busy) {
            hosts = self.free.wait(hosts).unwrap_or_else(PoisonError::into_inner);
        }
        let of = hosts.entry(host.to_owned()).or_default();
        of.busy = true;
        let done = of.done;
        drop(hosts);
        let turn = Turn { turns: self, host: host.to_owned() };
        if let Some(done) = done {
            std::thread::sleep((done + pause).saturating_duration_since(Instant::now()));
        }
        turn
    }

    /// Notes that a host gave no answer, or that it did.
    pub(crate) fn note(&self, host: &str, silent: bool) {
        let mut hosts = self.lock();
        let of = hosts.entry(host.to_owned()).or_default();
        of.silent = if silent { of.silent + 1 } else { 0 };
    }

    /// How many requests in a row got no answer.
    pub(crate) fn n_silent(&self, host: &str) -> u32 {
        self.lock().get(host).map_or(0, |of| of.silent)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Host>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut hosts = self.turns.lock();
        let of = hosts.entry(std::mem::take(&mut self.host)).or_default();
        (of.busy, of.done) = (false, Some(Instant::now()));
        drop(hosts);
        self.turns.free.notify_all();
    }
}
