//! The local dialect: integers, three statuses, no login. It owns no tables and no rules.

pub mod agents;
pub mod blockers;
pub mod comments;
pub mod config;
pub mod health;
pub mod issues;
pub mod knowledge;
pub mod labels;
pub mod listing;
pub mod locks;
pub mod milestones;
pub mod search;
pub mod sessions;
pub mod sync;
pub mod usage;
pub mod wire;
