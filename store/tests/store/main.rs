//! Every test runs on SQLite and, where `CROSSLINK_TEST_POSTGRES` names a cluster, on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may fail loudly, and says what it skips"
)]

#[macro_use]
mod support;

mod agents;
mod comments;
mod events;
mod import;
mod issues;
mod knowledge;
mod labels;
mod locks;
mod milestones;
mod opening;
mod queries;
mod relations;
mod search;
mod sessions;
mod sync;
mod tenants;
mod usage;
mod writer;
