//! Drafts: text that was typed and not sent yet, one per tab.
//!
//! A draft outlives a reload and the tab. The tab that wrote it is offered it again; another one
//! only once that tab is closed.

use crate::client::{self, tabs};

const KEPT: &str = "crosslink.draft.";
/// What nobody has wanted for so long, in milliseconds, is forgotten.
const TOO_OLD: i64 = 30 * 24 * 3_600_000;

/// The draft of one text or form, by a name for what is written, as `page.conventions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft(String);

impl Draft {
    #[must_use]
    pub fn of(name: &str) -> Self {
        Draft(format!("{KEPT}{name}."))
    }

    /// Keeps it, in place of what this tab kept before.
    pub fn keep(&self, text: &str) {
        if text.is_empty() {
            return self.discard();
        }
        client::keep(&self.key(), &format!("{} {text}", client::now_ms()));
    }

    /// What this tab kept.
    #[must_use]
    pub fn own(&self) -> Option<String> {
        Some(read(&self.key())?.1)
    }

    /// What this tab kept or, where it kept nothing, the newest of what closed tabs left behind.
    #[must_use]
    pub fn restore(&self) -> Option<String> {
        if let Some(text) = self.own() {
            return Some(text);
        }
        let (mut newest, now) = (None::<(i64, String, String)>, client::now_ms());
        for key in client::stored_keys(&self.0) {
            let tab = key.strip_prefix(&self.0).unwrap_or_default();
            // The names of things may have dots in them, those of tabs have not.
            if tab.contains('.') || tabs::is_open(tab) {
                continue;
            }
            match read(&key) {
                Some((at, text)) if now - at < TOO_OLD => {
                    if newest.as_ref().is_none_or(|(newer, ..)| at > *newer) {
                        newest = Some((at, key, text));
                    }
                }
                _ => client::forget(&key),
            }
        }
        let (_, key, text) = newest?;
        client::forget(&key);
        self.keep(&text);
        Some(text)
    }

    /// Forgets what this tab kept.
    pub fn discard(&self) {
        client::forget(&self.key());
    }

    fn key(&self) -> String {
        format!("{}{}", self.0, tabs::tab_id())
    }
}

/// A text, and when it was kept.
fn read(key: &str) -> Option<(i64, String)> {
    let stored = client::stored(key)?;
    let (at, text) = stored.split_once(' ')?;
    Some((at.parse().ok()?, text.to_owned()))
}
