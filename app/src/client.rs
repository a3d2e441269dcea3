//! What only a browser has: mutation ids, toasts, small storage.

use model::Timestamp;

use crate::prelude::*;

pub mod tabs;

/// A name for one change, so that its echo on the socket is known as our own.
#[must_use]
pub fn mutation_id() -> String {
    // Unique among the tabs that are open now is enough; `crypto.randomUUID` needs a secure
    // context, which a LAN address is not.
    let random = || (js_sys::Math::random() * 4_294_967_296.0) as u32;
    format!("{:08x}{:08x}", random(), random())
}

/// The browser's clock.
#[must_use]
pub fn now() -> Timestamp {
    let micros = (js_sys::Date::now() * 1000.0) as i64;
    Timestamp::from_micros(micros).unwrap_or(Timestamp::EPOCH)
}

/// The browser's clock in milliseconds, as texts keep it: reading and writing numbers with a
/// fraction would bring tables of 12 kB.
pub(crate) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

#[derive(Clone)]
pub struct Toast {
    pub id: u32,
    pub text: String,
    pub error: bool,
    /// Buttons, and what each does.
    pub actions: Vec<(&'static str, Callback<()>)>,
}

/// The toasts on screen. Get it with [`toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    pub shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Says that something worked, for five seconds.
    pub fn say(self, text: impl Into<String>) {
        self.push(text.into(), false, Vec::new());
    }

    /// Says why something did not work, for ten seconds.
    pub fn refuse(self, text: impl Into<String>) {
        self.push(text.into(), true, Vec::new());
    }

    /// The same with a button.
    pub fn refuse_with(self, text: impl Into<String>, button: &'static str, act: Callback<()>) {
        self.push(text.into(), true, vec![(button, act)]);
    }

    /// Says that something worked, with a button; returns the toast's id.
    pub fn say_with(self, text: impl Into<String>, button: &'static str, act: Callback<()>) -> u32 {
        self.say_and(text, vec![(button, act)])
    }

    /// The same with several buttons.
    pub fn say_and(
        self,
        text: impl Into<String>,
        buttons: Vec<(&'static str, Callback<()>)>,
    ) -> u32 {
        self.push(text.into(), false, buttons)
    }

    /// Puts a text on the clipboard and says so. Without https there is no clipboard: then the
    /// toast is what one copies from.
    pub fn copy(self, text: &str) {
        let clipboard = window().navigator().clipboard();
        if wasm_bindgen::JsValue::from(clipboard.clone()).is_undefined() {
            return self.say(text);
        }
        let _ = clipboard.write_text(text);
        self.say(format!("Copied {text}"));
    }

    /// Takes one away.
    pub fn dismiss(self, id: u32) {
        self.shown
            .update(|toasts| toasts.retain(|toast| toast.id != id));
    }

    fn push(self, text: String, error: bool, actions: Vec<(&'static str, Callback<()>)>) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.shown.update(|toasts| {
            toasts.retain(|toast| toast.text != text);
            toasts.push(Toast {
                id,
                text,
                error,
                actions,
            });
            let extra = toasts.len().saturating_sub(4);
            toasts.drain(..extra);
        });
        let seconds = if error { 10 } else { 5 };
        set_timeout(
            move || self.dismiss(id),
            std::time::Duration::from_secs(seconds),
        );
        id
    }
}

/// Called once by the app.
pub fn provide_toasts() {
    provide_context(Toasts {
        shown: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
    });
}

#[must_use]
pub fn toasts() -> Toasts {
    expect_context()
}

/// Returns true if a click on a link stays in this tab; else the browser opens another one.
#[must_use]
pub fn plain_click(event: &web_sys::MouseEvent) -> bool {
    event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// Reads from the browser's storage; `None` where there is none or it is forbidden.
#[must_use]
pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Writes to the browser's storage, if it can.
pub fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage loses a convenience, never data.
        let _ = storage.set_item(key, value);
    }
}

pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// The keys in the browser's storage that begin so.
#[must_use]
pub fn stored_keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let keys = (0..storage.length().unwrap_or_default())
        .filter_map(|index| storage.key(index).ok().flatten());
    keys.filter(|key| key.starts_with(prefix)).collect()
}

/// Waits.
pub async fn sleep(duration: std::time::Duration) {
    let (done, wait) = futures::channel::oneshot::channel();
    set_timeout(
        move || {
            let _ = done.send(());
        },
        duration,
    );
    let _ = wait.await;
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Returns true if the person asked their system for less motion.
#[must_use]
pub fn reduced_motion() -> bool {
    web_sys::window()
        .and_then(|window| {
            window
                .match_media("(prefers-reduced-motion: reduce)")
                .ok()
                .flatten()
        })
        .is_some_and(|query| query.matches())
}
