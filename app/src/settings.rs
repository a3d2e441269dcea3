//! The settings of this repository: six fields of a file that other tools use too.

use leptos::prelude::*;
use leptos_meta::Title;
use model::{
    AutoSteal, Config, SigningEnforcement, TrackingMode,
    config::{REMOTE_MAX, TIMEOUT_MINUTES},
};

use crate::{
    client::toasts,
    live,
    shell::DrawerButton,
    ui::{error_panel::ErrorPanel, refused::Refused},
};

mod functions;

use functions::{ChangeConfig, load_config};

/// The settings.
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
        <Transition fallback=|| view! { <div class="page page-narrow"><div class="skeleton h-64"></div></div> }>
            {move || Suspend::new(async move {
                match config.await {
                    Ok(config) => view! { <ConfigForm config /> }.into_any(),
                    Err(error) => view! { <ErrorPanel error retry=move |()| config.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn ConfigForm(config: Config) -> impl IntoView {
    let change = ServerAction::<ChangeConfig>::new();
    let refusal = move || {
        change.value().with(|value| value.as_ref().and_then(|value| value.as_ref().err().map(|error| error.detail.clone())))
    };
    let toasts = toasts();
    Effect::new(move |_| {
        if matches!(change.value().get(), Some(Ok(()))) {
            toasts.say("Saved");
        }
    });
    view! {
        <div class="page page-narrow">
            <ActionForm action=change attr:class="form">
                <div>
                <section class="panel form">
                    <h2>"Work"</h2>
                    <Choice
                        name="tracking_mode"
                        title="Tracking mode"
                        hint="How strictly agents are held to working on an issue"
                        now=config.tracking_mode.as_str().into()
                        choices=TrackingMode::ALL.map(|mode| (mode.as_str().into(), tracking_words(mode))).to_vec()
                    />
                    <Switch name="intervention_tracking" title="Record interventions" hint="What made a person step in is kept with the issue" on=config.intervention_tracking />
                </section>
                <section class="panel form">
                    <h2>"Locks"</h2>
                    <label class="field">
                        <span>"Stale after, in minutes"</span>
                        <input
                            class="input w-40"
                            type="number"
                            name="stale_lock_timeout_minutes"
                            min=TIMEOUT_MINUTES.start().to_string()
                            max=TIMEOUT_MINUTES.end().to_string()
                            required
                            value=config.stale_lock_timeout_minutes.to_string()
                        />
                        <small>"A lock is stale when its holder has not been heard of for longer than this"</small>
                    </label>
                    <Choice
                        name="auto_steal"
                        title="Steal stale locks"
                        hint="When another agent's claim takes a stale lock over by itself"
                        now=config.auto_steal.word()
                        choices=AutoSteal::ALL.map(|mode| (mode.word(), stealing_words(mode))).to_vec()
                    />
                </section>
                <section class="panel form">
                    <h2>"Hub"</h2>
                    <label class="field">
                        <span>"Git remote"</span>
                        <input class="input mono" name="remote" required maxlength=REMOTE_MAX.to_string() autocomplete="off" value=config.remote />
                        <small>"The remote whose branches the hub lives on"</small>
                    </label>
                    <Choice
                        name="signing_enforcement"
                        title="Signatures"
                        hint="What becomes of what is unsigned or wrongly signed"
                        now=config.signing_enforcement.as_str().into()
                        choices=SigningEnforcement::ALL.map(|mode| (mode.as_str().into(), signing_words(mode))).to_vec()
                    />
                </section>
                </div>
                {move || refusal().map(|reason| view! { <p class="field-error break-words" role="alert">{reason}</p> })}
                <footer>
                    <button class="btn btn-primary" aria-busy=move || change.pending().get().to_string()>
                        "Save"
                    </button>
                    <span class="faint text-sm">"Kept in .crosslink/hook-config.json; what else stands there stays as it is."</span>
                </footer>
            </ActionForm>
        </div>
    }
}

#[component]
fn Choice(
    name: &'static str,
    title: &'static str,
    hint: &'static str,
    now: String,
    choices: Vec<(String, &'static str)>,
) -> impl IntoView {
    let option = |(word, words): (String, &'static str)| {
        let selected = word == now;
        view! {
            <option value=word selected=selected>
                {words}
            </option>
        }
    };
    view! {
        <label class="field">
            <span>{title}</span>
            <select class="select" name=name>
                {choices.into_iter().map(option).collect_view()}
            </select>
            <small>{hint}</small>
        </label>
    }
}

#[component]
fn Switch(name: &'static str, title: &'static str, hint: &'static str, on: bool) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" name=name value="true" checked=on />
            <span>
                {title}
                <small class="block faint">{hint}</small>
            </span>
        </label>
    }
}

const fn tracking_words(mode: TrackingMode) -> &'static str {
    match mode {
        TrackingMode::Strict => "Strict: work without an issue is stopped",
        TrackingMode::Normal => "Normal: work without an issue is reminded of",
        TrackingMode::Relaxed => "Relaxed: nothing is asked",
    }
}

const fn signing_words(mode: SigningEnforcement) -> &'static str {
    match mode {
        SigningEnforcement::Off => "Off: nothing",
        SigningEnforcement::Audit => "Audit: it is noted",
        SigningEnforcement::Warn => "Warn: it is warned of",
        SigningEnforcement::Enforce => "Enforce: it is refused",
    }
}

const fn stealing_words(mode: AutoSteal) -> &'static str {
    match mode {
        AutoSteal::Off => "Never: somebody has to say so",
        AutoSteal::AtTimeout => "As soon as it is stale",
        AutoSteal::Times(2) => "After twice that time",
        AutoSteal::Times(3) => "After three times that time",
        AutoSteal::Times(5) => "After five times that time",
        AutoSteal::Times(_) => "After ten times that time",
    }
}
