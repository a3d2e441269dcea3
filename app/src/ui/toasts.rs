//! The toasts, bottom right, read out politely.

use crate::{
    client::{Toast, toasts},
    prelude::*,
    ui::icon::{Icon, Shape},
};

/// Where toasts appear. Stands once, in the shell.
#[component]
pub fn ToastStack() -> impl IntoView {
    let shown = toasts().shown;
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || shown.get() key=|toast| toast.id let:toast>
                <ToastView toast />
            </For>
        </div>
    }
}

#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let Toast {
        id,
        text,
        error,
        actions,
    } = toast;
    let button = |(name, act): (&'static str, Callback<()>)| {
        let press = move |_| {
            toasts().dismiss(id);
            // The page that the toast is about may be gone.
            let _ = act.try_run(());
        };
        view! {
            <button class="btn btn-ghost btn-sm" on:click=press>
                {name}
            </button>
        }
    };
    view! {
        <div class="toast" class:toast-error=error>
            <span>{text}</span>
            {actions.into_iter().map(button).collect_view()}
            <button
                class="btn btn-ghost btn-icon btn-sm"
                aria-label="Dismiss"
                on:click=move |_| toasts().dismiss(id)
            >
                <Icon shape=Shape::Close />
            </button>
        </div>
    }
}
