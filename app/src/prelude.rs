//! leptos' prelude, in which what every page uses is compiled once. leptos compiles it anew for
//! each type of view, of condition and of content.

pub use leptos::prelude::*;

/// leptos' `view!`, with one type for all views.
macro_rules! view {
    ($($tokens:tt)*) => { ::leptos::prelude::IntoAny::into_any(::leptos::view! { $($tokens)* }) };
}
pub(crate) use view;

/// Shows its children while `when` holds, and `fallback` while it does not.
#[component]
pub fn Show(
    #[prop(into)] when: Signal<bool>,
    children: ChildrenFn,
    #[prop(optional, into)] fallback: ViewFn,
) -> impl IntoView {
    let shown = ArcMemo::new(move |_| when.get());
    view! { {move || if shown.get() { children() } else { fallback.run() }} }
}

/// Shows its children once what they read is loaded, and `fallback` before that, but only the first
/// time.
#[component]
pub fn Transition(
    children: Children,
    #[prop(optional, into)] fallback: ViewFnOnce,
) -> impl IntoView {
    view! {
        <leptos::prelude::Transition fallback=move || {
            fallback.run()
        }>{children()}</leptos::prelude::Transition>
    }
}
