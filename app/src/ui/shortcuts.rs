//! The keyboard: one registry of what a key does, which also writes the sheet of shortcuts.
//!
//! A page registers its keys when it is made and they are gone with it. What was registered last is
//! asked first, so that a page may say better what a key of the whole site does there.

use leptos::{ev, prelude::*};
use web_sys::KeyboardEvent;

mod keys;
mod sheet;

pub use sheet::{PendingKeys, ShortcutSheet};

/// Where a shortcut holds; its heading in the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Everywhere,
    Board,
    List,
    Issue,
    Page,
}

impl Scope {
    const ALL: [Scope; 5] = [
        Scope::Board,
        Scope::List,
        Scope::Issue,
        Scope::Page,
        Scope::Everywhere,
    ];

    const fn name(self) -> &'static str {
        match self {
            Scope::Everywhere => "Everywhere",
            Scope::Board => "Board",
            Scope::List => "Issues list",
            Scope::Issue => "Issue",
            Scope::Page => "Knowledge page",
        }
    }
}

/// Returns true if somebody types: some keys with Ctrl are the browser's own then.
#[must_use]
pub fn typing() -> bool {
    let field = "input:not([type=checkbox]), textarea, select";
    document()
        .active_element()
        .is_some_and(|element| element.matches(field).unwrap_or(false))
}

#[derive(Clone, Copy)]
struct Entry {
    id: u32,
    keys: &'static str,
    description: &'static str,
    scope: Scope,
    when: Option<Callback<(), bool>>,
    act: Callback<()>,
}

impl Entry {
    fn holds(&self) -> bool {
        self.when.is_none_or(|when| when.run(()))
    }
}

/// The registry. Get it with [`shortcuts`].
#[derive(Clone, Copy)]
pub struct Shortcuts {
    entries: RwSignal<Vec<Entry>>,
    next: StoredValue<u32>,
    /// What has been typed of a sequence such as `G B`.
    pending: RwSignal<Vec<String>>,
    /// Keys of an issue's page that run as soon as the page has registered them.
    upcoming: StoredValue<Option<&'static str>>,
    /// True if keys that also write a character do something. People who dictate turn them off.
    single_keys: RwSignal<bool>,
    /// True if the sheet is open.
    pub sheet: RwSignal<bool>,
}

/// How long a begun sequence waits for its next key.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);
const SINGLE_KEYS: &str = "crosslink.single-keys";
/// Inside these a key belongs to what is focused.
const TYPING: &str = "input:not([type='checkbox']), textarea, select, [contenteditable]:not([contenteditable='false'])";

/// Called once, by the shell; in the browser it also listens.
pub fn provide_shortcuts() {
    let shortcuts = Shortcuts {
        entries: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        pending: RwSignal::new(Vec::new()),
        upcoming: StoredValue::new(None),
        single_keys: RwSignal::new(true),
        sheet: RwSignal::new(false),
    };
    provide_context(shortcuts);
    Effect::new(move |_| {
        shortcuts
            .single_keys
            .set(crate::client::stored(SINGLE_KEYS).as_deref() != Some("off"));
        let listener = window_event_listener(ev::keydown, move |event| shortcuts.press(&event));
        on_cleanup(move || listener.remove());
    });
}

/// The registry.
#[must_use]
pub fn shortcuts() -> Shortcuts {
    expect_context()
}

/// Has `keys` do something until the component that asked is gone.
///
/// `keys` are written as in `J|ArrowDown` (either), `G B` (one after the other), `Shift+J`,
/// `Alt+ArrowUp`, `Mod+K` (Ctrl, on a Mac Cmd), `Space`, `Escape`, `?`. Letters are upper case.
/// Characters that need Shift are written as themselves: `>` rather than `Shift+.`. Without a
/// description they are not in the sheet. While somebody types into a field only those with `Mod`
/// hold, while a dialog is open none.
pub fn register(
    keys: &'static str,
    description: &'static str,
    scope: Scope,
    act: impl Fn() + Send + Sync + 'static,
) {
    shortcuts().add(
        keys,
        description,
        scope,
        None,
        Callback::new(move |()| act()),
    );
}

/// The same, but only while `when` says so; else the key is free for others.
pub fn register_when(
    keys: &'static str,
    description: &'static str,
    scope: Scope,
    when: impl Fn() -> bool + Send + Sync + 'static,
    act: impl Fn() + Send + Sync + 'static,
) {
    shortcuts().add(
        keys,
        description,
        scope,
        Some(Callback::new(move |()| when())),
        Callback::new(move |()| act()),
    );
}

impl Shortcuts {
    fn add(
        self,
        keys: &'static str,
        description: &'static str,
        scope: Scope,
        when: Option<Callback<(), bool>>,
        act: Callback<()>,
    ) {
        // Nobody presses keys on a server.
        if cfg!(not(feature = "hydrate")) {
            return;
        }
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.entries.update(|entries| {
            entries.push(Entry {
                id,
                keys,
                description,
                scope,
                when,
                act,
            });
        });
        if scope == Scope::Issue && self.upcoming.get_value() == Some(keys) {
            self.upcoming.set_value(None);
            // What registers it stands in the page by then.
            request_animation_frame(move || {
                act.try_run(());
            });
        }
        on_cleanup(move || {
            self.entries
                .try_update(|entries| entries.retain(|entry| entry.id != id));
        });
    }

    /// Has the issue's page that is about to open do what these keys do there.
    pub fn on_next_issue(self, keys: &'static str) {
        self.upcoming.set_value(Some(keys));
    }

    /// Turns the keys that also write a character on or off, and remembers it.
    pub fn set_single_keys(self, on: bool) {
        self.single_keys.set(on);
        if on {
            crate::client::forget(SINGLE_KEYS);
        } else {
            crate::client::keep(SINGLE_KEYS, "off");
        }
    }

    fn press(self, event: &KeyboardEvent) {
        let Some(step) = keys::step(event) else {
            return;
        };
        self.upcoming.set_value(None);
        if event.default_prevented() || !self.may_act(event, &step) {
            return;
        }
        let before = self.pending.get_untracked();
        if !before.is_empty() {
            self.pending.set(Vec::new());
            if step == "Escape" {
                return event.prevent_default();
            }
        }
        let typed: Vec<String> = before.iter().cloned().chain([step.clone()]).collect();
        // A key that does not continue a sequence may still begin something of its own.
        let _ = self.follow(event, &typed) || (!before.is_empty() && self.follow(event, &[step]));
    }

    /// Runs what the keys typed so far stand for, or waits for more. `false` when they stand for
    /// nothing.
    fn follow(self, event: &KeyboardEvent, typed: &[String]) -> bool {
        let entries = self.entries.get_untracked();
        let matching = |how: keys::Match| {
            entries
                .iter()
                .rev()
                .find(|entry| keys::compare(entry.keys, typed) == how && entry.holds())
        };
        if let Some(entry) = matching(keys::Match::Whole) {
            event.prevent_default();
            entry.act.run(());
            return true;
        }
        if matching(keys::Match::Beginning).is_some() {
            event.prevent_default();
            self.wait(typed.to_vec());
            return true;
        }
        false
    }

    fn wait(self, typed: Vec<String>) {
        self.pending.set(typed.clone());
        let give_up = move || {
            if self.pending.get_untracked() == typed {
                self.pending.set(Vec::new());
            }
        };
        set_timeout(give_up, PATIENCE);
    }

    fn may_act(self, event: &KeyboardEvent, step: &str) -> bool {
        let modified = step.starts_with("Mod+");
        let target = event
            .target()
            .and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok());
        let inside = |selector: &str| {
            target
                .as_ref()
                .is_some_and(|target| target.closest(selector).ok().flatten().is_some())
        };
        let activates = match step {
            "Enter" => inside("a, button, summary"),
            "Space" => inside("button, summary, input"),
            _ => false,
        };
        let there = |selector: &str| document().query_selector(selector).ok().flatten().is_some();
        // Escape closes the menu that is open, whatever has the focus: the browser does that.
        let open = there("dialog[open]") || (step == "Escape" && there(":popover-open"));
        let elsewhere = !modified && (inside(TYPING) || inside("[popover]"));
        let muted = keys::writes(step) && !self.single_keys.get_untracked();
        !(activates || open || elsewhere || muted)
    }
}
