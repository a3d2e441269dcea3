//! Moves in the browser's storage: each under a key of its own, so that two tabs never write over
//! each other.
//!
//! The key begins with when the move was made, which is the order in which they are sent, and says
//! which tab sends it.

use std::sync::atomic::{AtomicU32, Ordering};

use super::Pending;
use crate::client::{self, tabs};

const MOVE: &str = "crosslink.move.";
/// What is older, in milliseconds, is not sent any more: the server may have forgotten that it has
/// made the move.
const TOO_OLD: i64 = 6 * 24 * 3_600_000;

/// Keeps a move until it is answered.
pub(super) fn keep(step: &Pending) {
    // One that is taken over keeps its turn.
    let turn = find(step).map_or_else(next_turn, |key| part(&key, 0).to_owned());
    forget(step);
    let key = format!("{MOVE}{turn}.{}.{}", tabs::tab_id(), step.mutation);
    client::keep(&key, &serde_json::to_string(step).unwrap_or_default());
}

fn next_turn() -> String {
    // Two of one millisecond keep their order.
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!(
        "{:015}-{:06}",
        client::now_ms(),
        MADE.fetch_add(1, Ordering::Relaxed)
    )
}

/// Forgets one that was answered.
pub(super) fn forget(step: &Pending) {
    if let Some(key) = find(step) {
        client::forget(&key);
    }
}

/// Moves that no open tab sends, the oldest first; those that are `known` are being sent here.
pub(super) fn left_behind(known: &[Pending]) -> Vec<Pending> {
    let (own, now) = (tabs::tab_id(), client::now_ms());
    let mut keys = client::stored_keys(MOVE);
    keys.sort();
    let mut left = Vec::new();
    for key in keys {
        let made = part(&key, 0)
            .split('-')
            .next()
            .and_then(|at| at.parse::<i64>().ok());
        if made.is_none_or(|at| now - at > TOO_OLD) {
            client::forget(&key);
        } else if part(&key, 1) == own || !tabs::is_open(part(&key, 1)) {
            let step =
                client::stored(&key).and_then(|json| serde_json::from_str::<Pending>(&json).ok());
            left.extend(
                step.filter(|step| known.iter().all(|known| known.mutation != step.mutation)),
            );
        }
    }
    left
}

fn find(step: &Pending) -> Option<String> {
    client::stored_keys(MOVE)
        .into_iter()
        .find(|key| key.ends_with(&step.mutation))
}

/// Its turn, its tab, its name.
fn part(key: &str, which: usize) -> &str {
    key.strip_prefix(MOVE)
        .and_then(|rest| rest.split('.').nth(which))
        .unwrap_or_default()
}
