//! Light, dark, or what the system says; kept in this browser.

use crate::{
    client,
    prelude::*,
    ui::icon::{Icon, Shape},
};

/// Read by the script in the document's head, before the first paint.
const STORED: &str = "crosslink.theme";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    fn from_stored() -> Self {
        match client::stored(STORED).as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }
    }

    const fn next(self) -> Self {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    const fn shape(self) -> Shape {
        match self {
            Theme::System => Shape::Screen,
            Theme::Light => Shape::Sun,
            Theme::Dark => Shape::Moon,
        }
    }

    /// Without the attribute the sheet follows the system, also when that changes.
    fn apply(self) {
        let Some(root) = document().document_element() else {
            return;
        };
        if self == Theme::System {
            client::forget(STORED);
            let _ = root.remove_attribute("data-theme");
        } else {
            client::keep(STORED, self.name());
            let _ = root.set_attribute("data-theme", self.name());
        }
    }
}

/// Goes round system, light and dark.
#[component]
pub(super) fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(Theme::System);
    Effect::new(move |_| theme.set(Theme::from_stored()));
    let press = move |_| {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().apply();
    };
    let label = move || {
        format!(
            "Theme: {}. Switch to {}",
            theme.get().name(),
            theme.get().next().name()
        )
    };
    view! {
        <button class="btn btn-ghost btn-icon" aria-label=label title=label on:click=press>
            {move || view! { <Icon shape=theme.get().shape() /> }}
        </button>
    }
}
