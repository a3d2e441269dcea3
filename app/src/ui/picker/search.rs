//! What is typed into a picker, and what it leaves of a list.

use leptos::prelude::*;

use super::{Choice, Look};
use crate::ui::icon::Shape;

/// More than anybody reads through; typing finds the rest.
const OFFERED: usize = 60;

/// A picker's search. [`Search::default`] narrows a list that is here; [`Search::remote`] waits for
/// answers.
#[derive(Clone, Copy)]
pub struct Search {
    /// What is typed.
    pub query: RwSignal<String>,
    /// True if the popover is open: nothing need be looked for before.
    pub open: RwSignal<bool>,
    /// The answer to what is typed is not there yet.
    pub waiting: RwSignal<bool>,
    /// Why there is no answer.
    pub trouble: RwSignal<Option<String>>,
    /// The wasm is there.
    pub(super) awake: RwSignal<bool>,
    /// Enter was pressed before the answer came.
    pub(super) eager: RwSignal<bool>,
    /// The choice that Enter takes.
    pub(super) active: RwSignal<usize>,
    remote: bool,
}

impl Default for Search {
    fn default() -> Self {
        Search {
            query: RwSignal::new(String::new()),
            open: RwSignal::new(false),
            waiting: RwSignal::new(false),
            trouble: RwSignal::new(None),
            awake: RwSignal::new(false),
            eager: RwSignal::new(false),
            active: RwSignal::new(0),
            remote: false,
        }
    }
}

impl Search {
    /// A search whose choices somebody else finds, and says so by `waiting`.
    #[must_use]
    pub fn remote() -> Self {
        Search {
            remote: true,
            ..Search::default()
        }
    }

    /// What a list has for what is typed: what is called so, then what begins so, then what has it
    /// anywhere.
    pub fn among(
        self,
        all: impl Fn() -> Vec<Choice> + Send + Sync + 'static,
    ) -> Signal<Vec<Choice>> {
        Signal::derive(move || self.query.with(|query| narrowed(all(), query)))
    }

    pub(super) fn typed(self, query: String) {
        self.active.set(0);
        self.eager.set(false);
        self.waiting.set(self.remote);
        self.query.set(query);
    }

    pub(super) fn point_at(self, at: usize) {
        if self.active.get_untracked() != at {
            self.active.set(at);
        }
    }

    /// The choices, and what is typed as a new one where none is called so.
    pub(super) fn with_new(
        self,
        choices: Signal<Vec<Choice>>,
        create: Option<&'static str>,
    ) -> Memo<Vec<Choice>> {
        Memo::new(move |_| {
            let mut choices = choices.get();
            let query = self.query.read();
            let name = query.trim();
            if let Some(verb) = create
                .filter(|_| !name.is_empty() && choices.iter().all(|choice| choice.text != name))
            {
                choices.push(Choice {
                    value: String::new(),
                    text: name.to_owned(),
                    note: verb.to_owned(),
                    look: Look::Icon(Shape::Plus),
                });
            }
            choices
        })
    }

    /// What stands below the choices.
    pub(super) fn note(self, empty: bool) -> Option<String> {
        let none = empty && self.open.get() && !self.waiting.get();
        self.trouble
            .get()
            .or_else(|| none.then(|| "No matches".to_owned()))
    }
}

fn narrowed(all: Vec<Choice>, query: &str) -> Vec<Choice> {
    let query = query.trim().to_lowercase();
    let rank = |choice: &Choice| {
        let text = choice.text.to_lowercase();
        if text == query {
            Some(0)
        } else {
            text.find(&query).map(|at| if at == 0 { 1 } else { 2 })
        }
    };
    let mut fitting: Vec<_> = all
        .into_iter()
        .filter_map(|choice| Some((rank(&choice)?, choice)))
        .collect();
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting
        .into_iter()
        .map(|(_, choice)| choice)
        .take(OFFERED)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_so_comes_first() {
        let all = ["debug", "bugs", "Bug", "docs"];
        let found = |query| {
            let all = all.map(Choice::none).to_vec();
            narrowed(all, query)
                .into_iter()
                .map(|choice| choice.text)
                .collect::<Vec<_>>()
        };
        assert_eq!(found("bug "), ["Bug", "bugs", "debug"]);
        assert_eq!(found(""), all);
        assert_eq!(found("x"), [""; 0]);
    }
}
