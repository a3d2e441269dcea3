//! A field that is a native one before the wasm is there, and a button that opens a picker once it
//! is.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::super::{fields::Why, submit::Sender};
use crate::prelude::*;

/// A field's name, and the ids that are made of it.
#[derive(Clone, Copy)]
pub struct Names {
    pub name: &'static str,
    pub label: &'static str,
    /// The native field, and later the hidden one.
    pub id: &'static str,
    pub button: &'static str,
    pub menu: &'static str,
}

/// A field's value, wherever it stands.
#[derive(Clone, Copy)]
pub struct PickedField {
    pub names: Names,
    pub value: RwSignal<String>,
    /// The wasm is there: the native field has become a button.
    pub awake: RwSignal<bool>,
}

impl PickedField {
    pub fn new(names: Names, value: String) -> Self {
        let field = PickedField {
            names,
            value: RwSignal::new(value),
            awake: RwSignal::new(false),
        };
        Effect::new(move |_| {
            // What was typed or chosen before the wasm was there.
            if let Some(element) = document().get_element_by_id(names.id) {
                let select = element
                    .dyn_ref::<HtmlSelectElement>()
                    .map(HtmlSelectElement::value);
                let text = element
                    .dyn_ref::<HtmlInputElement>()
                    .map(HtmlInputElement::value);
                field.value.set(select.or(text).unwrap_or_default());
            }
            field.awake.set(true);
        });
        field
    }

    /// Changes it as if it had been typed, so that the draft has it.
    pub fn set(self, value: &str) {
        self.value.set(value.to_owned());
        let Some(input) = document()
            .get_element_by_id(self.names.id)
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        input.set_value(value);
        if let Ok(event) = document().create_event("Event") {
            event.init_event_with_bubbles("input", true);
            let _ = input.dispatch_event(&event);
        }
    }
}

pub fn text_field(field: PickedField, hint: &'static str) -> ViewFn {
    let Names { name, id, .. } = field.names;
    let input = move || {
        let value = field.value.get_untracked();
        view! { <input id=id class="input" name=name placeholder=hint autocomplete="off" value=value /> }
    };
    input.into()
}

/// The native field, or a button that shows what is chosen and opens the picker.
#[component]
pub fn PickField(
    field: PickedField,
    sender: Sender,
    native: ViewFn,
    shown: ViewFn,
    children: Children,
) -> impl IntoView {
    let Names {
        name,
        label,
        id,
        button,
        menu,
    } = field.names;
    let (name_id, why) = (format!("{button}-name"), format!("{id}-error"));
    let (labelled, described) = (format!("{name_id} {button}"), why.clone());
    let awake = move || {
        view! {
            <input type="hidden" id=id name=name value=field.value.get_untracked() />
            <button
                type="button"
                id=button
                class="select pick"
                popovertarget=menu
                aria-labelledby=labelled.clone()
                aria-describedby=described.clone()
                aria-invalid=move || sender.refused(name).map(|_| "true")
            >
                {
                    let shown = shown.clone();
                    move || shown.run()
                }
            </button>
        }
    };
    view! {
        <div class="field">
            <label id=name_id for=move || if field.awake.get() { button } else { id }>
                {label}
            </label>
            {move || if field.awake.get() { awake() } else { native.run() }}
            {children()}
            <Why id=why field=name sender />
        </div>
    }
}
