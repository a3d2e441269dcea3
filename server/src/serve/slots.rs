//! How many connections there may be at once, so that a file descriptor is left for the next
//! request.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::progress::Progress;

/// Most connections, however many descriptors there are.
const MOST: u64 = 10_000;
/// Descriptors for the database, for git and for files.
const RESERVED: u64 = 64;
/// Fewest connections, however few descriptors there are.
const FEWEST: u64 = 32;

/// The connections that are open, the oldest first.
#[derive(Clone)]
pub(super) struct Slots {
    most: usize,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    next: u64,
    connections: BTreeMap<u64, Arc<Progress>>,
}

/// The place of one connection; given back when it is dropped.
pub(super) struct Slot {
    number: u64,
    slots: Slots,
}

impl Slots {
    /// As many as the system allows this program, which is asked for all that it may have.
    pub(super) fn of_this_process() -> Self {
        let descriptors = rlimit::increase_nofile_limit(MOST + RESERVED).unwrap_or(1024);
        Slots::new(descriptors.saturating_sub(RESERVED).clamp(FEWEST, MOST) as usize)
    }

    pub(super) fn new(most: usize) -> Self {
        Slots {
            most,
            open: Arc::default(),
        }
    }

    /// A place for a new connection. Where there is none left, the oldest connection that nobody
    /// would miss is asked to leave; where all of them are being served, there is no place.
    pub(super) fn enter(&self, progress: Arc<Progress>) -> Option<Slot> {
        let mut open = self.open();
        if open.connections.len() >= self.most && !open.release_one() {
            return None;
        }
        let number = open.next;
        open.next += 1;
        open.connections.insert(number, progress);
        Some(Slot {
            number,
            slots: self.clone(),
        })
    }

    /// The system has no descriptor left.
    pub(super) fn release_one(&self) {
        self.open().release_one();
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn release_one(&mut self) -> bool {
        let spare = self
            .connections
            .iter()
            .find(|(_, progress)| progress.is_spare())
            .map(|(number, _)| *number);
        let leaving = spare.and_then(|number| self.connections.remove(&number));
        leaving
            .inspect(|progress| progress.leave.notify_one())
            .is_some()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.slots.open().connections.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[tokio::test]
    async fn the_oldest_that_only_waits_makes_room() {
        let slots = Slots::new(2);
        let (served, waiting) = (Arc::new(Progress::default()), Arc::new(Progress::default()));
        let request = served.begin(Body::empty());
        let places = (
            slots.enter(served.clone()).unwrap(),
            slots.enter(waiting.clone()).unwrap(),
        );
        let busy = Arc::new(Progress::default());
        let third = slots.enter(busy.clone()).unwrap();
        waiting.leave.notified().await;
        let another = busy.begin(Body::empty());
        assert!(
            slots.enter(Arc::default()).is_none(),
            "both are being served"
        );
        drop((request, another, places, third));
        assert!(slots.enter(Arc::default()).is_some());
        assert_eq!(slots.open().connections.len(), 0, "a place is given back");
    }
}
