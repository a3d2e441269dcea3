//! The one pattern for a page or a part of it that has nothing to show: an icon, what is not there,
//! and what to do next.

use super::{
    command::Command,
    icon::{Icon, Shape},
};
use crate::prelude::*;

/// Nothing to show. `says` may be empty; `command` holds `{host}` where the server's address
/// belongs; children are buttons.
#[component]
pub fn Empty(
    shape: Shape,
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] says: Signal<String>,
    #[prop(optional)] command: &'static str,
    /// Read out as soon as it appears.
    #[prop(optional)]
    alert: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" role=alert.then_some("alert")>
            <Icon shape />
            <h2>{move || title.get()}</h2>
            {move || {
                says
                    .with(|says| {
                        (!says.is_empty())
                            .then(|| view! { <p class="break-words">{says.clone()}</p> })
                    })
            }}
            {(!command.is_empty()).then(|| view! { <Command template=command /> })}
            {children.map(|children| children())}
        </div>
    }
}
