//! A page whose address carries a filter.

use std::sync::Arc;

use leptos::prelude::*;
use model::{IssueFilter, Milestone};

use super::{href, join};
use crate::error::AppError;

/// The milestones, for their names and for their menu.
pub type Milestones = Resource<Result<Vec<Milestone>, AppError>>;

/// The parts of an address, not yet escaped.
type Pairs = Vec<(&'static str, String)>;

/// Writes a page's whole address for a filter.
type Write = Arc<dyn Fn(&IssueFilter) -> Pairs + Send + Sync>;

/// A page whose address carries a filter, and perhaps more, such as a sort order.
#[derive(Clone, Copy)]
pub struct Filtered {
    /// What is in force.
    pub filter: Memo<IssueFilter>,
    /// The page's path.
    pub path: &'static str,
    pairs: StoredValue<Write>,
}

impl Filtered {
    /// The page at `path`; `pairs` writes its whole address for a filter.
    pub fn new(
        path: &'static str,
        filter: Memo<IssueFilter>,
        pairs: impl Fn(&IssueFilter) -> Pairs + Send + Sync + 'static,
    ) -> Self {
        Filtered {
            filter,
            path,
            pairs: StoredValue::new(Arc::new(pairs)),
        }
    }

    /// The parts of the address with something about the filter changed; a form without the wasm
    /// sends them as hidden fields.
    pub fn pairs_with(self, change: impl FnOnce(&mut IssueFilter)) -> Pairs {
        let mut next = self.filter.get();
        change(&mut next);
        self.pairs.get_value()(&next)
    }

    /// The address with something about the filter changed.
    pub fn href_with(self, change: impl FnOnce(&mut IssueFilter)) -> String {
        href(self.path, &join(self.pairs_with(change)))
    }
}
