//! The signs of status and priority. Shape and colour both differ, so that colour is never the only signal.

use model::{Priority, Status};

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

/// A ring, and what is drawn over it.
const fn status_drawing(status: Status) -> &'static str {
    match status {
        Status::Backlog => r#"<circle cx="8" cy="8" r="6" stroke-dasharray="2.1 2.1"/>"#,
        Status::Todo => r#"<circle cx="8" cy="8" r="6"/>"#,
        Status::InProgress => {
            r#"<circle cx="8" cy="8" r="6"/><path d="M8 4.5a3.5 3.5 0 0 1 0 7z" fill="currentColor" stroke="none"/>"#
        }
        Status::Review => {
            r#"<circle cx="8" cy="8" r="6"/><path d="M8 4.5A3.5 3.5 0 1 1 4.5 8H8z" fill="currentColor" stroke="none"/>"#
        }
        Status::Done => r#"<circle cx="8" cy="8" r="6"/><path d="m5.2 8.2 2 2 3.6-4.2"/>"#,
        Status::Failed => r#"<circle cx="8" cy="8" r="6"/><path d="M8 4.8v4M8 11.2v.01"/>"#,
        Status::Cancelled => r#"<circle cx="8" cy="8" r="6"/><path d="m5.8 5.8 4.4 4.4M10.2 5.8l-4.4 4.4"/>"#,
    }
}

/// Bars for what can wait, a sign for what cannot.
const fn priority_drawing(priority: Priority) -> &'static str {
    match priority {
        Priority::None => {
            r#"<path d="M3 8h1.5M7.2 8h1.6M11.5 8H13" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>"#
        }
        Priority::Low => concat!(
            r#"<rect x="2" y="10" width="3" height="4" rx="1" fill="currentColor"/>"#,
            r#"<rect x="6.5" y="6.8" width="3" height="7.2" rx="1" fill="currentColor" opacity="0.25"/>"#,
            r#"<rect x="11" y="3.6" width="3" height="10.4" rx="1" fill="currentColor" opacity="0.25"/>"#
        ),
        Priority::Medium => concat!(
            r#"<rect x="2" y="10" width="3" height="4" rx="1" fill="currentColor"/>"#,
            r#"<rect x="6.5" y="6.8" width="3" height="7.2" rx="1" fill="currentColor"/>"#,
            r#"<rect x="11" y="3.6" width="3" height="10.4" rx="1" fill="currentColor" opacity="0.25"/>"#
        ),
        Priority::High => concat!(
            r#"<rect x="2" y="10" width="3" height="4" rx="1" fill="currentColor"/>"#,
            r#"<rect x="6.5" y="6.8" width="3" height="7.2" rx="1" fill="currentColor"/>"#,
            r#"<rect x="11" y="3.6" width="3" height="10.4" rx="1" fill="currentColor"/>"#
        ),
        Priority::Urgent => concat!(
            r#"<rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="currentColor"/>"#,
            r#"<path d="M8 4.5v4M8 11.2v.01" stroke="var(--surface)" stroke-width="1.8" stroke-linecap="round"/>"#
        ),
    }
}

/// A status as a ring. Named for screen readers unless the word stands beside it.
#[component]
pub fn StatusGlyph(status: Status, #[prop(optional)] named: bool) -> impl IntoView {
    let class = format!("icon icon-status {}", status_class(status));
    glyph(class, status_drawing(status), named.then(|| status.label()))
}

/// A priority as bars, urgent as a sign. Named for screen readers unless the word stands beside it.
#[component]
pub fn PriorityGlyph(priority: Priority, #[prop(optional)] named: bool) -> impl IntoView {
    let class = format!("icon icon-priority {}", priority_class(priority));
    glyph(class, priority_drawing(priority), named.then(|| priority.label()))
}

/// One element: what it draws never changes, and there are hundreds of them.
fn glyph(class: String, drawing: &'static str, name: Option<&'static str>) -> AnyView {
    match name {
        None => view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true" inner_html=drawing></svg> },
        Some(name) => view! { <svg class=class viewBox="0 0 16 16" role="img" aria-label=name inner_html=drawing></svg> },
    }
}
