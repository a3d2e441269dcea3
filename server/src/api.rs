//! The wire contracts, one folder a dialect, and what they share.

pub mod error;
pub mod extract;
pub mod local;
