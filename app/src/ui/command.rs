//! A command to run in a terminal, with the address of this server in it and a button that copies
//! it.

use super::icon::{Icon, Shape};
use crate::{client::toasts, prelude::*};

/// Where `{host}` stands in a template, the command has this server's address.
#[component]
pub fn Command(template: &'static str) -> impl IntoView {
    let host = RwSignal::new(host());
    // The server cannot know whether a proxy in front of it speaks TLS; the browser can, after the
    // first render.
    Effect::new(move |_| {
        let location = window().location();
        if let (Ok(scheme), Ok(origin)) = (location.protocol(), location.origin())
            && scheme == "https:"
        {
            host.set(origin);
        }
    });
    let command = move || template.replace("{host}", &host.read());
    let toasts = toasts();
    let copy = move |_| toasts.copy(&command());
    view! {
        <div class="command">
            <code>{move || command()}</code>
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm only-script"
                aria-label="Copy command"
                title="Copy command"
                on:click=copy
            >
                <Icon shape=Shape::Copy class="icon-sm" />
            </button>
        </div>
    }
}

/// Name and port by which the browser reached the server: the same on both sides of the first
/// render.
#[cfg(feature = "ssr")]
fn host() -> String {
    let host = use_context::<axum::http::request::Parts>().and_then(|request| {
        Some(
            request
                .headers
                .get(axum::http::header::HOST)?
                .to_str()
                .ok()?
                .to_owned(),
        )
    });
    host.unwrap_or_else(|| "localhost:3100".to_owned())
}

#[cfg(not(feature = "ssr"))]
fn host() -> String {
    window().location().host().unwrap_or_default()
}
