//! A conflict, from the answer that tells it to the text that can be saved.

use std::time::Duration;

use leptos::prelude::*;
use model::knowledge::{
    Choice,
    disputed::{Mark, TITLE},
};

use super::{Writer, panes};
use crate::knowledge::{
    conflict,
    data::{Round, Typed},
};

impl Writer {
    /// How many places are open.
    pub fn open(self) -> usize {
        self.round
            .with(|round| round.as_ref().map_or(0, |round| round.page.open()))
    }

    /// Why it cannot be saved yet.
    pub fn left_to_do(self) -> Option<String> {
        match self.open() {
            0 => None,
            1 => Some("Resolve 1 conflict to save".into()),
            open => Some(format!("Resolve {open} conflicts to save")),
        }
    }

    /// What was chosen for a place; `None` where there is no such place.
    pub fn choice(self, at: usize) -> Option<Option<Choice>> {
        self.round.with(|round| {
            round
                .as_ref()?
                .page
                .parts
                .get(at)?
                .place()
                .map(|place| place.choice)
        })
    }

    /// Which lines of the text are places.
    pub fn marks(self) -> Vec<Mark> {
        self.round.with(|round| {
            round
                .as_ref()
                .map(|round| round.page.marks())
                .unwrap_or_default()
        })
    }

    /// Both wrote in the same places: nothing is saved before each of them is settled. The revision
    /// that is written on stays what it was until then, so that a draft that is taken up again, or
    /// a key that is pressed again, overwrites nothing.
    pub(super) fn begin(self, round: Round, sent: &Typed) {
        // What was typed meanwhile is joined as well.
        if self.read() != *sent {
            return self.save();
        }
        let (revision, draft) = (round.revision, round.page.draft());
        self.newer
            .update(|newer| *newer = newer.filter(|newer| *newer > revision));
        self.round.set(Some(round));
        self.fill(Typed::of(&sent.slug, &draft));
        self.ask_for_preview();
        self.go_to_next(TITLE);
    }

    /// Chooses what a place says, and goes on to the next one.
    pub fn settle(self, at: usize, choice: Choice) {
        self.settle_each(&[at], choice);
    }

    /// Chooses the same for all places that are open.
    pub fn settle_rest(self, choice: Choice) {
        let open = self.round.with_untracked(|round| {
            round
                .as_ref()
                .map(|round| round.page.all_open())
                .unwrap_or_default()
        });
        self.settle_each(&open, choice);
    }

    fn settle_each(self, places: &[usize], choice: Choice) {
        let (Some(mut round), Some(last)) = (self.round.get_untracked(), places.last().copied())
        else {
            return;
        };
        places.iter().for_each(|at| round.page.settle(*at, choice));
        let draft = round.page.draft();
        if round.page.open() == 0 {
            self.base.set(round.revision);
        }
        self.round.set(Some(round));
        let mut typed = self.read();
        if places.contains(&TITLE) {
            typed.title = draft.title;
        }
        typed.content = draft.content;
        self.fill(typed);
        self.ask_for_preview();
        self.go_to_next(last);
    }

    /// To the next open place; where none is left, to the sentence that says so.
    pub(super) fn go_to_next(self, from: usize) {
        panes::review();
        let next = self
            .round
            .with_untracked(|round| round.as_ref().and_then(|round| round.page.next(from)));
        // What was just put there can be focused once it is drawn.
        set_timeout(move || conflict::focus(next), Duration::ZERO);
    }

    /// Somebody typed. A text that is written on is settled: its places are no longer where they
    /// were.
    pub fn edited(self) {
        let typing = self.round.with_untracked(|round| {
            round.as_ref().is_some_and(|round| {
                round.page.open() == 0 && round.page.draft().content != self.read().content
            })
        });
        if typing {
            self.round.set(None);
        }
        self.changed();
    }
}
