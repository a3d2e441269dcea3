//! Icons of status and priority. Shape and colour both differ, so that colour is never the only
//! signal.

use model::{Priority, Status};

use super::icon::svg;
use crate::prelude::*;

/// The class that colours a status.
#[must_use]
pub const fn status_class(status: Status) -> &'static str {
    match status {
        Status::Backlog => "status-backlog",
        Status::Todo => "status-todo",
        Status::InProgress => "status-in_progress",
        Status::Review => "status-review",
        Status::Done => "status-done",
        Status::Failed => "status-failed",
        Status::Cancelled => "status-cancelled",
    }
}

/// The class that colours a priority.
#[must_use]
pub const fn priority_class(priority: Priority) -> &'static str {
    match priority {
        Priority::None => "priority-none",
        Priority::Low => "priority-low",
        Priority::Medium => "priority-medium",
        Priority::High => "priority-high",
        Priority::Urgent => "priority-urgent",
    }
}

const RING: &str = r#"<circle cx="8" cy="8" r="6"/>"#;

/// What is drawn over a status' ring. That of the backlog is broken: the sheet does it.
const fn over_ring(status: Status) -> &'static str {
    match status {
        Status::Backlog | Status::Todo => "",
        Status::InProgress => {
            r#"<path d="M8 4.5a3.5 3.5 0 0 1 0 7z" fill="currentColor" stroke="none"/>"#
        }
        Status::Review => {
            r#"<path d="M8 4.5A3.5 3.5 0 1 1 4.5 8H8z" fill="currentColor" stroke="none"/>"#
        }
        Status::Done => r#"<path d="m5.2 8.2 2 2 3.6-4.2"/>"#,
        Status::Failed => r#"<path d="M8 4.8v4M8 11.2v.01"/>"#,
        Status::Cancelled => r#"<path d="m5.8 5.8 4.4 4.4M10.2 5.8l-4.4 4.4"/>"#,
    }
}

/// Bars for what can wait, of which the sheet dims those that do not count; a sign for what cannot
/// wait.
const fn priority_drawing(priority: Priority) -> &'static str {
    match priority {
        Priority::None => {
            r#"<path d="M3 8h1.5M7.2 8h1.6M11.5 8H13" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>"#
        }
        Priority::Low | Priority::Medium | Priority::High => {
            r#"<rect x="2" y="10" width="3" height="4" rx="1"/><rect x="6.5" y="6.8" width="3" height="7.2" rx="1"/><rect x="11" y="3.6" width="3" height="10.4" rx="1"/>"#
        }
        Priority::Urgent => {
            r#"<rect x="1.5" y="1.5" width="13" height="13" rx="3"/><path d="M8 4.5v4M8 11.2v.01" stroke="var(--surface)" stroke-width="1.8" stroke-linecap="round"/>"#
        }
    }
}

/// A status as a ring. Named for screen readers unless the word stands beside it.
#[component]
pub fn StatusGlyph(status: Status, #[prop(optional)] named: bool) -> impl IntoView {
    let class = format!("icon icon-status {}", status_class(status));
    svg(
        class,
        format!("{RING}{}", over_ring(status)),
        named.then(|| status.label()),
    )
}

/// A priority as bars, urgent as a sign. Named for screen readers unless the word stands beside it.
#[component]
pub fn PriorityGlyph(priority: Priority, #[prop(optional)] named: bool) -> impl IntoView {
    let class = format!("icon icon-priority {}", priority_class(priority));
    svg(
        class,
        priority_drawing(priority).to_owned(),
        named.then(|| priority.label()),
    )
}
