//! The list of issues, and what is in its folder: one issue, and the form for a new one.

pub mod bulk;
pub mod detail;
pub mod filter;
pub mod form;
pub mod functions;
pub mod list;
pub mod nothing_yet;
pub mod peek;
pub mod picker;
pub mod position;

pub use list::IssuesPage;
