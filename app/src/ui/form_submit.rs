//! Submitting plain forms without leaving the page, once the wasm is there.

use leptos::{form::FromFormData, server_fn::ServerFn, task::spawn_local};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, SubmitEvent};

use super::menu;
use crate::{client::toasts, error::AppError, prelude::*};

/// The form of an event and what it says, instead of sending it.
pub fn read<S: DeserializeOwned>(event: &SubmitEvent) -> Option<(HtmlFormElement, S)> {
    event.prevent_default();
    let form = event.target()?.dyn_into().ok()?;
    Some((form, S::from_event(event).ok()?))
}

/// The form of an action: a plain form without the wasm, sent without leaving the page with it.
#[component]
pub fn ActionForm<S>(action: ServerAction<S>, children: Children) -> impl IntoView
where
    S: ServerFn<Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Send + Sync,
{
    let submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        match read::<S>(&event) {
            Some((_, sent)) => {
                action.dispatch(sent);
            }
            None => action.value().set(Some(Err(AppError::unreadable_form()))),
        }
    };
    view! {
        <form action=S::url() method="post" on:submit=submit>
            {children()}
        </form>
    }
}

/// What a form does on `submit`: it is sent, and once the server said yes its menu closes, its
/// fields are empty again, and `then` is called. A refusal is told, and what was typed stays. A
/// form that is on its way is not sent twice.
pub fn sends<S>(then: Callback<()>) -> impl Fn(SubmitEvent) + Clone + 'static
where
    S: ServerFn<Error = AppError> + DeserializeOwned + Send + 'static,
{
    let (toasts, busy) = (toasts(), StoredValue::new(false));
    move |event| {
        let Some((form, sent)) = read::<S>(&event) else {
            return;
        };
        if busy.try_get_value() != Some(false) {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            let answer = sent.run_on_client().await;
            busy.try_set_value(false);
            match answer {
                Ok(_) => {
                    menu::close_around(&form);
                    form.reset();
                    then.try_run(());
                }
                Err(refusal) => toasts.refuse(refusal.detail),
            }
        });
    }
}
