//! What the registry shows: the sheet of shortcuts, and a begun sequence.

use leptos::html::Dialog;

use super::{Entry, Scope, keys, shortcuts};
use crate::{
    prelude::*,
    ui::icon::{Icon, Shape},
};

/// The sheet that `?` opens. Stands once, in the shell.
#[component]
pub fn ShortcutSheet() -> impl IntoView {
    let shortcuts = shortcuts();
    let dialog = NodeRef::<Dialog>::new();
    let close = move || shortcuts.sheet.set(false);
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if shortcuts.sheet.get() {
            // Refused only when it is open already.
            let _ = dialog.show_modal();
        } else {
            dialog.close();
        }
    });
    // A click on the dialog itself is one beside its content: on the backdrop.
    let beside = move |event: web_sys::MouseEvent| {
        if event.target().as_ref() == dialog.get_untracked().as_deref().map(AsRef::as_ref) {
            close();
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby="shortcuts-title"
            on:close=move |_| close()
            on:click=beside
        >
            <header class="dialog-head">
                <h2 id="shortcuts-title">"Keyboard shortcuts"</h2>
                <button class="btn btn-ghost btn-icon" aria-label="Close" on:click=move |_| close()>
                    <Icon shape=Shape::Close />
                </button>
            </header>
            <div class="dialog-body">
                {move || shortcuts.sheet.get().then(|| view! { <Groups /> })}
            </div>
            <footer class="dialog-foot">
                <label class="check mr-auto">
                    <input
                        type="checkbox"
                        prop:checked=move || shortcuts.single_keys.get()
                        on:change=move |event| {
                            shortcuts.set_single_keys(event_target_checked(&event));
                        }
                    />
                    "Single-key shortcuts"
                    <small class="faint">
                        "Off, keys pressed by accident or by voice do nothing"
                    </small>
                </label>
            </footer>
        </dialog>
    }
}

#[component]
fn Groups() -> impl IntoView {
    let entries = shortcuts().entries;
    let group = move |scope: Scope| {
        let mut seen: Vec<Entry> = Vec::new();
        for entry in entries
            .get()
            .into_iter()
            .filter(|entry| entry.scope == scope && !entry.description.is_empty())
        {
            if !seen.iter().any(|other| other.keys == entry.keys) {
                seen.push(entry);
            }
        }
        (!seen.is_empty()).then(|| {
            view! {
                <section>
                    <h3 class="section mt-0">{scope.name()}</h3>
                    <dl class="shortcuts">
                        {seen.into_iter().map(|entry| view! { <Line entry /> }).collect_view()}
                    </dl>
                </section>
            }
        })
    };
    view! { {move || Scope::ALL.map(group).into_iter().flatten().collect_view()} }
}

#[component]
fn Line(entry: Entry) -> impl IntoView {
    let mac = on_a_mac();
    let ways: Vec<_> = keys::ways(entry.keys)
        .enumerate()
        .map(|(at, way)| {
            let keys = way
                .into_iter()
                .map(|key| view! { <kbd class="kbd">{keys::printed(key, mac)}</kbd> })
                .collect_view();
            view! {
                {(at > 0).then(|| view! { <span class="faint">"or"</span> })}
                {keys}
            }
        })
        .collect();
    view! {
        <div>
            <dt>{entry.description}</dt>
            <dd class="items-center">{ways}</dd>
        </div>
    }
}

/// What may follow the keys typed so far.
#[component]
pub fn PendingKeys() -> impl IntoView {
    let shortcuts = shortcuts();
    let options = move || {
        let pending = shortcuts.pending.get();
        let mut options: Vec<(String, &'static str)> = Vec::new();
        for entry in shortcuts
            .entries
            .get()
            .iter()
            .filter(|entry| keys::compare(entry.keys, &pending) == keys::Match::Beginning)
        {
            let next = keys::ways(entry.keys)
                .find_map(|way| way.get(pending.len()).map(|key| (*key).to_owned()));
            options.extend(
                next.filter(|key| options.iter().all(|(other, _)| other != key))
                    .map(|key| (key, entry.description)),
            );
        }
        options
            .into_iter()
            .map(|(key, what)| {
                view! {
                    <kbd class="kbd">{key}</kbd>
                    <span class="truncate">{what}</span>
                }
            })
            .collect_view()
    };
    let shown = Memo::new(move |_| !shortcuts.pending.with(Vec::is_empty));
    view! {
        <Show when=move || shown.get()>
            <div class="hint" role="status">
                {move || {
                    shortcuts
                        .pending
                        .get()
                        .into_iter()
                        .map(|key| view! { <kbd class="kbd">{key}</kbd> })
                        .collect_view()
                }}
                <span class="flex-none">"then"</span>
                {move || options()}
            </div>
        </Show>
    }
}

fn on_a_mac() -> bool {
    window()
        .navigator()
        .platform()
        .is_ok_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}
