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

/// What is drawn over a status' ring: the path, and whether it is filled.
const fn status_path(status: Status) -> (&'static str, bool) {
    match status {
        Status::Backlog | Status::Todo => ("", false),
        Status::InProgress => ("M8 4.5a3.5 3.5 0 0 1 0 7z", true),
        Status::Review => ("M8 4.5A3.5 3.5 0 1 1 4.5 8H8z", true),
        Status::Done => ("m5.2 8.2 2 2 3.6-4.2", false),
        Status::Failed => ("M8 4.8v4M8 11.2v.01", false),
        Status::Cancelled => ("m5.8 5.8 4.4 4.4M10.2 5.8l-4.4 4.4", false),
    }
}

/// A status as a ring. Named for screen readers unless the word stands beside it.
#[component]
pub fn StatusGlyph(status: Status, #[prop(optional)] named: bool) -> impl IntoView {
    let (path, filled) = status_path(status);
    view! {
        <svg
            class=status_class(status)
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            stroke-width="1.6"
            stroke-linecap="round"
            stroke-linejoin="round"
            role=named.then_some("img")
            aria-label=named.then(|| status.label())
            aria-hidden=(!named).then_some("true")
        >
            <circle cx="8" cy="8" r="6" stroke-dasharray=(status == Status::Backlog).then_some("2.1 2.1") />
            <path d=path fill=if filled { "currentColor" } else { "none" } stroke=if filled { "none" } else { "currentColor" } />
        </svg>
    }
}

/// A priority as bars, urgent as a sign. Named for screen readers unless the word stands beside it.
#[component]
pub fn PriorityGlyph(priority: Priority, #[prop(optional)] named: bool) -> impl IntoView {
    let bars = match priority {
        Priority::None | Priority::Urgent => 0,
        Priority::Low => 1,
        Priority::Medium => 2,
        Priority::High => 3,
    };
    let shade = move |bar: i32| if bars >= bar { "1" } else { "0.25" };
    let drawing = match priority {
        Priority::Urgent => view! {
            <rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="currentColor" />
            <path d="M8 4.5v4M8 11.2v.01" stroke="var(--surface)" stroke-width="1.8" stroke-linecap="round" />
        },
        Priority::None => {
            view! { <path d="M3 8h1.5M7.2 8h1.6M11.5 8H13" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" /> }
        }
        _ => view! {
            <rect x="2" y="10" width="3" height="4" rx="1" fill="currentColor" opacity=shade(1) />
            <rect x="6.5" y="6.8" width="3" height="7.2" rx="1" fill="currentColor" opacity=shade(2) />
            <rect x="11" y="3.6" width="3" height="10.4" rx="1" fill="currentColor" opacity=shade(3) />
        },
    };
    view! {
        <svg
            class=priority_class(priority)
            viewBox="0 0 16 16"
            fill="none"
            role=named.then_some("img")
            aria-label=named.then(|| priority.label())
            aria-hidden=(!named).then_some("true")
        >
            {drawing}
        </svg>
    }
}
