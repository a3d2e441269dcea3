//! A label as a pill.

use model::Label;

use crate::prelude::*;

/// A dot of the label's colour, and its name.
#[component]
pub fn LabelPill(label: Label) -> impl IntoView {
    let class = format!("label {}", label.color.class());
    view! {
        <span class=class title=label.name>
            <span class="truncate">{label.name.clone()}</span>
        </span>
    }
}
