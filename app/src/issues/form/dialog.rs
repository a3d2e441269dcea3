//! The form as a dialog. Escape closes it and asks nothing: what was typed is there again the next
//! time.
//!
//! The form's program comes once the page is there and quiet, or when the dialog is first opened.

use std::time::Duration;

use leptos::{html, task::spawn_local, wasm_split::SplitLoaderError};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use model::IssueId;
use web_sys::HtmlFormElement;

use super::{
    Creator, Draft, creator,
    fields::Fields,
    functions::Created,
    submit::{Sender, form_of, keep},
    values::Values,
};
use crate::{
    client::toasts,
    issues::functions::list_milestones,
    lazy,
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        menu,
    },
};

/// Longer than a page takes to begin.
const QUIET: Duration = Duration::from_secs(2);

#[leptos::wasm_split::wasm_split(dialogs, wasm_split_path = leptos::wasm_split, preload(preload_form), fallible)]
fn form_view() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <DialogForm draft=creator().asked.get_untracked().unwrap_or_default() /> })
}

/// Leads to an issue.
#[derive(Clone, Copy)]
struct Go(Callback<IssueId>);

/// The dialog. Stands once, in the shell.
#[component]
pub fn NewIssueDialog() -> impl IntoView {
    let asked = creator().asked;
    let dialog = NodeRef::<html::Dialog>::new();
    // Here and not in the form, for the toast that leads to the issue outlives the form.
    let navigate = use_navigate();
    provide_context(Go(Callback::new(move |id: IssueId| {
        navigate(&format!("/issues/{id}"), NavigateOptions::default());
    })));
    Effect::new(move |_| set_timeout(|| spawn_local(async { drop(preload_form().await) }), QUIET));
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if asked.read().is_none() {
            dialog.close();
        } else if !dialog.open() {
            // Refused only when it is open already, or not on the page.
            let _ = dialog.show_modal();
        }
    });
    // A click on the dialog itself is one beside its content: on the backdrop.
    let beside = move |event: web_sys::MouseEvent| {
        if event.target().as_ref() == dialog.get_untracked().as_deref().map(AsRef::as_ref) {
            asked.set(None);
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby="new-issue"
            on:close=move |_| asked.set(None)
            on:mousedown=beside
        >
            {move || asked.read().is_some().then(|| lazy::part(form_view(), "/issues/new"))}
        </dialog>
    }
}

#[component]
fn DialogForm(draft: Draft) -> impl IntoView {
    let Go(go) = expect_context();
    let (form, another) = (NodeRef::<html::Form>::new(), NodeRef::<html::Input>::new());
    let Creator {
        asked,
        created: on_board,
    } = creator();
    let path = use_location().pathname;
    let toasts = toasts();
    let created = move |Created { id, title }: Created| {
        toasts.say_with(
            format!("Created #{id} {title}"),
            "Open",
            Callback::new(move |()| go.run(id)),
        );
        if another
            .get_untracked()
            .is_some_and(|another| another.checked())
        {
            begin_again(form);
            return;
        }
        asked.set(None);
        if path.get_untracked() == "/" {
            on_board.set(Some(id));
        } else {
            go.run(id);
        }
    };
    let sender = Sender::new(None, created);
    let milestones = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        // The dialog was open before.
        menu::focus("new-title");
        spawn_local(async move {
            if let Ok(all) = list_milestones().await {
                milestones.try_set(all);
            }
        });
    });
    view! {
        <form
            action=sender.url()
            method="post"
            node_ref=form
            on:submit=move |event| sender.send(&event)
            on:keydown=|event| menu::submit_on_enter(&event)
            on:input=|event| {
                if let Some(form) = form_of(&event) {
                    keep(&form);
                }
            }
        >
            <header class="dialog-head">
                <h2 id="new-issue">"New issue"</h2>
                <button
                    type="button"
                    class="btn btn-ghost btn-icon"
                    aria-label="Close"
                    on:click=move |_| asked.set(None)
                >
                    <Icon shape=Shape::Close />
                </button>
            </header>
            <div class="dialog-body">
                <Fields values=Values::begin(draft) milestones sender />
            </div>
            <footer class="dialog-foot">
                <label class="check mr-auto">
                    <input type="checkbox" node_ref=another />
                    "Create another"
                </label>
                <button class="btn btn-primary" aria-busy=move || sender.busy()>
                    "Create"
                    <kbd class="kbd only-desk">"Ctrl ↵"</kbd>
                </button>
            </footer>
        </form>
    }
}

/// The next one is like the last one in all but what it says.
fn begin_again(form: NodeRef<html::Form>) {
    let Some(form) = form.get_untracked() else {
        return;
    };
    for name in ["#new-title", "#new-description"] {
        let Ok(Some(field)) = form.query_selector(name) else {
            continue;
        };
        empty(&field);
    }
    let form: &HtmlFormElement = &form;
    keep(form);
}

fn empty(field: &web_sys::Element) {
    use wasm_bindgen::JsCast;
    if let Some(title) = field.dyn_ref::<web_sys::HtmlInputElement>() {
        title.set_value("");
        let _ = title.focus();
    } else if let Some(text) = field.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        text.set_value("");
    }
}
