//! How an agent's status looks: a word in its colour, and a square with a dot.

use model::{AgentStatus, Color};

use crate::{prelude::*, ui::avatar::letters};

/// The class that colours a status.
#[must_use]
pub const fn beat_class(status: AgentStatus) -> &'static str {
    match status {
        AgentStatus::Active => "kind hue-4",
        AgentStatus::Idle => "kind hue-3",
        AgentStatus::Stale => "kind hue-1",
        AgentStatus::Unknown => "kind hue-0",
    }
}

#[component]
pub fn StatusWord(#[prop(into)] status: Signal<AgentStatus>) -> impl IntoView {
    view! { <span class=move || beat_class(status.get())>{move || status.get().as_str()}</span> }
}

/// The agent's square. Its name and its status stand beside it, or in the name of what it stands
/// on.
#[component]
pub fn AgentAvatar(name: String, #[prop(into)] status: Signal<AgentStatus>) -> impl IntoView {
    let class = format!("avatar avatar-agent {}", Color::for_name(&name).class());
    let beat = move || match status.get() {
        AgentStatus::Active => Some("live"),
        AgentStatus::Idle => Some("idle"),
        AgentStatus::Stale => Some("stale"),
        AgentStatus::Unknown => None,
    };
    let called = name.clone();
    let title = move || format!("{called}, {}", status.get().label().to_lowercase());
    view! {
        <span class=class data-beat=beat title=title aria-hidden="true">
            {letters(&name)}
        </span>
    }
}
