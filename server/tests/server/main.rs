//! The server from outside: over its routes, over real sockets, and as a process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod api;
mod escaping;
mod git_http;
mod guard;
mod harness;
mod kill;
mod live;
mod malformed;
mod program;
mod remotes;
mod site;
