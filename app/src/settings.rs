//! Settings of this repository: six fields of a file that other tools use too.

use leptos_meta::Title;
use model::{
    AutoSteal, Config, SigningEnforcement, TrackingMode,
    config::{REMOTE_MAX, TIMEOUT_MINUTES},
};

use crate::{
    client::toasts,
    live,
    prelude::*,
    shell::DrawerButton,
    ui::{error_panel::ErrorPanel, form_error::Refused, form_submit::ActionForm},
};

mod functions;

use functions::{ChangeConfig, load_config};

#[component]
pub fn SettingsPage() -> impl IntoView {
    let config = live::page(|| (), |()| load_config());
    view! {
        <Title text="Settings" />
        <header class="bar">
            <DrawerButton />
            <h1>"Settings"</h1>
        </header>
        <Refused />
        <Transition fallback=|| {
            view! {
                <div class="page page-narrow">
                    <div class="skeleton h-64"></div>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match config.await {
                    Ok(config) => view! { <ConfigForm config /> },
                    Err(error) => view! { <ErrorPanel error retry=move |()| config.refetch() /> },
                }
            })}
        </Transition>
    }
}

#[component]
fn ConfigForm(config: Config) -> impl IntoView {
    let change = ServerAction::<ChangeConfig>::new();
    let refusal = move || {
        change.value().with(|value| {
            value
                .as_ref()
                .and_then(|value| value.as_ref().err().map(|error| error.detail.clone()))
        })
    };
    let notice = config.notice.clone();
    // What the fields are compared with when they are sent.
    let now = RwSignal::new(config);
    let toasts = toasts();
    Effect::new(move |_| {
        if let Some(Ok(saved)) = change.value().get() {
            now.set(saved);
            toasts.say("Settings saved");
        }
    });
    let was = move || serde_json::to_string(&*now.read()).unwrap_or_default();
    view! {
        <div class="page page-narrow">
            {notice
                .map(|notice| {
                    view! {
                        <div class="notice notice-danger" role="alert">
                            {notice}
                        </div>
                    }
                })} <ActionForm action=change attr:class="form">
                <input type="hidden" name="was" value=was />
                <Work now />
                <LockSettings now />
                <HubSettings now />
                {move || {
                    refusal()
                        .map(|reason| {
                            view! {
                                <p class="field-error break-words" role="alert">
                                    {reason}
                                </p>
                            }
                        })
                }}
                <footer>
                    <button
                        class="btn btn-primary"
                        aria-busy=move || change.pending().get().to_string()
                    >
                        "Save"
                    </button>
                    <span class="faint text-sm">
                        "Saved to .crosslink/hook-config.json. Other keys are left untouched."
                    </span>
                </footer>
            </ActionForm>
        </div>
    }
}

#[component]
fn Work(now: RwSignal<Config>) -> impl IntoView {
    let value = Signal::derive(move || now.read().tracking_mode.as_str().to_owned());
    let on = move || now.read().intervention_tracking;
    view! {
        <section class="panel">
            <h2>"Work"</h2>
            <Choice
                name="tracking_mode"
                title="Tracking mode"
                hint="Whether agents must have an active issue"
                value
                choices=TrackingMode::ALL
                    .map(|mode| (mode.as_str().into(), tracking_words(mode)))
                    .to_vec()
            />
            <Setting
                name="intervention_tracking"
                title="Track interventions"
                hint="Save why a person stepped in"
            >
                <input
                    type="checkbox"
                    id="intervention_tracking"
                    name="intervention_tracking"
                    value="true"
                    aria-describedby="intervention_tracking-hint"
                    checked=on
                    prop:checked=on
                />
            </Setting>
        </section>
    }
}

#[component]
fn LockSettings(now: RwSignal<Config>) -> impl IntoView {
    let minutes = move || now.read().stale_lock_timeout_minutes.to_string();
    let value = Signal::derive(move || now.read().auto_steal.word());
    view! {
        <section class="panel">
            <h2>"Locks"</h2>
            <Setting
                name="stale_lock_timeout_minutes"
                title="Stale after (minutes)"
                hint="Locks go stale when the holder hasn't checked in for this long"
            >
                <input
                    class="input"
                    type="number"
                    id="stale_lock_timeout_minutes"
                    name="stale_lock_timeout_minutes"
                    aria-describedby="stale_lock_timeout_minutes-hint"
                    min=TIMEOUT_MINUTES.start().to_string()
                    max=TIMEOUT_MINUTES.end().to_string()
                    required
                    value=minutes
                    prop:value=minutes
                />
            </Setting>
            <Choice
                name="auto_steal"
                title="Take over stale locks"
                hint="When another agent can take over a stale lock"
                value
                choices=AutoSteal::ALL.map(|mode| (mode.word(), takeover_words(mode))).to_vec()
            />
        </section>
    }
}

#[component]
fn HubSettings(now: RwSignal<Config>) -> impl IntoView {
    let remote = move || now.read().remote.clone();
    let value = Signal::derive(move || now.read().signing_enforcement.as_str().to_owned());
    view! {
        <section class="panel">
            <h2>"Hub"</h2>
            <Setting
                name="remote"
                title="Git remote"
                hint="The remote whose branches the hub lives on"
            >
                <input
                    class="input mono"
                    id="remote"
                    name="remote"
                    aria-describedby="remote-hint"
                    required
                    maxlength=REMOTE_MAX.to_string()
                    autocomplete="off"
                    value=remote
                    prop:value=remote
                />
            </Setting>
            <Choice
                name="signing_enforcement"
                title="Signatures"
                hint="How to handle unsigned or badly signed comments"
                value
                choices=SigningEnforcement::ALL
                    .map(|mode| (mode.as_str().into(), signing_words(mode)))
                    .to_vec()
            />
        </section>
    }
}

/// A line: what is set on the left, its control on the right.
#[component]
fn Setting(
    name: &'static str,
    title: &'static str,
    hint: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="setting">
            <div>
                <label for=name>{title}</label>
                <small id=format!("{name}-hint")>{hint}</small>
            </div>
            {children()}
        </div>
    }
}

#[component]
fn Choice(
    name: &'static str,
    title: &'static str,
    hint: &'static str,
    value: Signal<String>,
    choices: Vec<(String, &'static str)>,
) -> impl IntoView {
    let option = move |(word, words): (String, &'static str)| {
        let selected = value.with_untracked(|value| *value == word);
        view! {
            <option value=word selected=selected>
                {words}
            </option>
        }
    };
    view! {
        <Setting name title hint>
            <select
                class="select"
                id=name
                name=name
                aria-describedby=format!("{name}-hint")
                prop:value=move || value.get()
            >
                {choices.into_iter().map(option).collect_view()}
            </select>
        </Setting>
    }
}

const fn tracking_words(mode: TrackingMode) -> &'static str {
    match mode {
        TrackingMode::Strict => "Strict: block work without an issue",
        TrackingMode::Normal => "Normal: remind agents to pick an issue",
        TrackingMode::Relaxed => "Relaxed: no checks",
    }
}

const fn signing_words(mode: SigningEnforcement) -> &'static str {
    match mode {
        SigningEnforcement::Off => "Off: don't check",
        SigningEnforcement::Audit => "Audit: log only",
        SigningEnforcement::Warn => "Warn: show a warning",
        SigningEnforcement::Enforce => "Enforce: reject",
    }
}

const fn takeover_words(mode: AutoSteal) -> &'static str {
    match mode {
        AutoSteal::Off => "Never automatically",
        AutoSteal::AtTimeout => "As soon as they are stale",
        AutoSteal::Times(2) => "After 2 × that time",
        AutoSteal::Times(3) => "After 3 × that time",
        AutoSteal::Times(5) => "After 5 × that time",
        AutoSteal::Times(_) => "After 10 × that time",
    }
}
