//! The error of a form that was sent without the wasm and refused.

use leptos_router::hooks::use_query_map;

use crate::{error::AppError, prelude::*};

/// Why a form was refused that the browser sent without the wasm: it comes back in the address.
#[component]
pub fn Refused() -> impl IntoView {
    let query = use_query_map();
    let reason = move || {
        let refusal = query.read().get("__err")?;
        let error = leptos::server_fn::error::ServerFnUrlError::<AppError>::decode_err(&refusal);
        Some(view! {
            <div class="notice notice-danger" role="alert">
                {error.detail}
            </div>
        })
    };
    // Read once is enough: a link that is copied from here shall not say it again.
    Effect::new(|_| {
        let location = window().location();
        if location
            .search()
            .is_ok_and(|search| search.contains("__err=") || search.contains("mine="))
            && let (Ok(history), Ok(path)) = (window().history(), location.pathname())
        {
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
        }
    });
    reason
}
