//! Choosing several issues and changing all of them: the bar at the bottom of the list and of the
//! board.

use std::collections::HashSet;

use model::{BulkChange, Card, IssueId};

use crate::{
    live::{Frame, live},
    prelude::*,
    ui::shortcuts::{Scope, register_when, typing},
};

mod bar;
mod functions;
mod menus;
mod outcome;
mod send;

pub use bar::{BulkBar, FORM, Labels};

/// Which issues are chosen, on one page.
#[derive(Clone, Copy)]
pub struct Selection {
    ids: RwSignal<HashSet<IssueId>>,
    /// Where a range begins.
    anchor: StoredValue<Option<IssueId>>,
    /// The button of the bar that a key has pressed; the bar may not be there yet.
    pressed: RwSignal<Option<&'static str>>,
    /// One issue is chosen only for the menu that a key opened.
    brief: StoredValue<bool>,
    /// A finger chooses instead of opening.
    pub selecting: RwSignal<bool>,
    order: Callback<(), Vec<IssueId>>,
    card: Callback<IssueId, Option<Card>>,
    /// Gives an issue the focus.
    focus: StoredValue<Option<Callback<IssueId>>>,
}

impl Selection {
    /// Nothing yet. `order`: what is on the screen, from its beginning; `card`: what is known of an
    /// issue, tracked.
    pub fn new(
        order: impl Fn() -> Vec<IssueId> + Send + Sync + 'static,
        card: impl Fn(IssueId) -> Option<Card> + Send + Sync + 'static,
    ) -> Self {
        let ids = RwSignal::new(HashSet::new());
        live().listen(move |frame| {
            if let Frame::CardRemoved { issue_id, .. } = frame
                && ids.with_untracked(|ids: &HashSet<IssueId>| ids.contains(issue_id))
            {
                ids.update(|ids| {
                    ids.remove(issue_id);
                });
            }
        });
        Selection {
            ids,
            anchor: StoredValue::new(None),
            pressed: RwSignal::new(None),
            brief: StoredValue::new(false),
            selecting: RwSignal::new(false),
            order: Callback::new(move |()| order()),
            card: Callback::new(card),
            focus: StoredValue::new(None),
        }
    }

    /// The one of this page.
    #[must_use]
    pub fn get() -> Self {
        expect_context()
    }

    /// Returns true if an issue is chosen.
    #[must_use]
    pub fn contains(self, id: IssueId) -> bool {
        self.ids.with(|ids| ids.contains(&id))
    }

    /// How many are chosen.
    #[must_use]
    pub fn count(self) -> usize {
        self.ids.with(HashSet::len)
    }

    fn is_empty(self) -> bool {
        self.ids.with_untracked(HashSet::is_empty)
    }

    /// The chosen ones, in the order of the screen.
    fn in_order(self) -> Vec<IssueId> {
        let chosen = self.ids.get_untracked();
        let mut ids = self.order.run(());
        ids.retain(|id| chosen.contains(id));
        ids
    }

    /// What is known of the chosen ones.
    fn cards(self) -> Vec<Card> {
        self.ids
            .get()
            .into_iter()
            .filter_map(|id| self.card.run(id))
            .collect()
    }

    /// Chooses an issue, or no longer.
    pub fn toggle(self, id: IssueId) {
        self.anchor.set_value(Some(id));
        self.ids.update(|ids| {
            if !ids.remove(&id) {
                ids.insert(id);
            }
        });
    }

    /// Chooses an issue, or no longer, as its box says.
    pub fn set(self, id: IssueId, on: bool) {
        if self.ids.with_untracked(|ids| ids.contains(&id)) != on {
            self.toggle(id);
        }
    }

    /// Chooses all from the one that was chosen last to this one.
    pub fn through(self, id: IssueId) {
        let from = self.anchor.get_value().unwrap_or(id);
        let order = self.order.run(());
        let place = |id| order.iter().position(|other| *other == id);
        let (Some(from), Some(to)) = (place(from).or(place(id)), place(id)) else {
            return;
        };
        self.ids
            .update(|ids| ids.extend(&order[from.min(to)..=from.max(to)]));
    }

    /// The reader goes on from one to the next while choosing: both are, and going back gives up
    /// the last.
    pub fn extend(self, from: IssueId, to: IssueId) {
        self.ids.update(|ids| {
            if ids.contains(&from) && ids.contains(&to) && from != to {
                ids.remove(&from);
            } else {
                ids.extend([from, to]);
            }
        });
        self.anchor.set_value(Some(to));
    }

    /// Chooses these too.
    pub fn add(self, more: Vec<IssueId>) {
        self.ids.update(|ids| ids.extend(more));
    }

    /// Chooses nothing.
    pub fn clear(self) {
        // An answer may come after the page is gone.
        self.brief.try_set_value(false);
        self.anchor.try_set_value(None);
        self.pressed.try_set(None);
        self.selecting.try_set(false);
        self.ids.try_update(HashSet::clear);
    }

    /// Those that are gone from the screen are chosen no longer.
    pub fn retain(self, here: &[IssueId]) {
        if self
            .ids
            .with_untracked(|ids| ids.iter().any(|id| !here.contains(id)))
        {
            self.ids.update(|ids| ids.retain(|id| here.contains(id)));
        }
    }

    /// A menu that a key opened for one issue has closed: nothing is chosen any more, and the issue
    /// has the focus again. Whether there was one.
    fn end_brief(self) -> bool {
        let brief = self.brief.try_get_value() == Some(true);
        if brief {
            let id = self.in_order().first().copied();
            self.clear();
            if let (Some(id), Some(focus)) = (id, self.focus.get_value()) {
                focus.run(id);
            }
        }
        brief
    }

    /// Returns true if Escape clears it. While a key's menu is open the key is the menu's, and
    /// closing that ends the choice.
    fn has_escape(self) -> bool {
        !self.is_empty() && self.brief.try_get_value() != Some(true)
    }

    /// What follows a change: those that stay as they are can be changed again, those that went are
    /// no longer chosen.
    fn changed(self, change: &BulkChange) {
        let goes = matches!(
            change,
            BulkChange::Close | BulkChange::Archive | BulkChange::Delete
        );
        if !self.end_brief() && goes {
            self.clear();
        }
    }
}

/// Which keys a page has for its selection.
#[derive(Clone, Copy)]
pub struct SelectionKeys {
    pub scope: Scope,
    /// Where `L` does something else.
    pub labels: &'static str,
    /// The menus also open for the focused issue alone.
    pub alone: bool,
}

/// Registers the keys that choose, and those that open the bar's menus.
pub fn register_selection(
    selection: Selection,
    keys: SelectionKeys,
    focused: impl Fn() -> Option<IssueId> + Copy + Send + Sync + 'static,
    focus: impl Fn(IssueId) + Send + Sync + 'static,
) {
    selection.focus.set_value(Some(Callback::new(focus)));
    let SelectionKeys {
        scope,
        labels,
        alone,
    } = keys;
    let toggle = move || {
        if let Some(id) = focused() {
            selection.toggle(id);
        }
    };
    register_when("X", "Select", scope, move || focused().is_some(), toggle);
    register_when(
        "Escape",
        "Clear selection",
        scope,
        move || selection.has_escape(),
        move || selection.clear(),
    );
    for (key, what, button) in [
        ("S", "Change status", menus::STATUS),
        ("P", "Change priority", menus::PRIORITY),
        (labels, "Change labels", menus::LABELS),
        ("M", "Change milestone", menus::MILESTONE),
    ] {
        let open = move || {
            if selection.is_empty()
                && let Some(id) = focused()
            {
                selection.toggle(id);
                selection.brief.set_value(true);
            }
            selection.pressed.set(Some(button));
        };
        // On a page with keys of its own for one issue, these hold for several, and the sheet need
        // not list them again.
        let what = if alone { what } else { "" };
        register_when(
            key,
            what,
            scope,
            move || !selection.is_empty() || (alone && focused().is_some()),
            open,
        );
    }
}

/// Registers Ctrl-A, which is the browser's own while somebody types.
pub fn register_select_all(
    scope: Scope,
    what: &'static str,
    all: impl Fn() + Send + Sync + 'static,
) {
    register_when("Mod+A", what, scope, || !typing(), all);
}
