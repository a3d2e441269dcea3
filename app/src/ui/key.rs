//! The key of a `keydown`, for everything that listens to keys.

use web_sys::KeyboardEvent;

/// The key code of an event that an input method takes. Safari reports only this for the key that
/// ends a composition.
const TAKEN: u32 = 229;

/// The key, or `None` while an input method composes: Enter and Escape are its own then, and must
/// not save or close anything. No other code may ask an event for its key; `app/clippy.toml`
/// refuses it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that asks")]
pub fn key_of(event: &KeyboardEvent) -> Option<String> {
    (!event.is_composing() && event.key_code() != TAKEN).then(|| event.key())
}
