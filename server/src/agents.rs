//! Agents on this machine: where they work, and what becomes of them as time passes.

pub mod watcher;
pub mod worktrees;
