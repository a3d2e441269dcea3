//! Submitting the form. Its fields stay as they are until the server has accepted it.

use leptos::{form::FromFormData, prelude::*, server_fn::ServerFn, task::spawn_local};
use model::{Error, IssueRef, Uuid};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement, SubmitEvent};

use super::{
    functions::{CreateIssue, Created},
    values::{Refusal, Values},
};
use crate::{client::mutation_id, error::AppError};

/// The form's way to the server.
#[derive(Clone, Copy)]
pub(super) struct Sender {
    pub refusal: RwSignal<Option<Refusal>>,
    busy: RwSignal<bool>,
    /// Names the issue before it exists, so that trying again creates nothing twice.
    uuid: StoredValue<Option<Uuid>>,
    created: Callback<Created, ()>,
}

impl Sender {
    /// `created` says what comes next.
    pub fn new(
        refusal: Option<Refusal>,
        created: impl Fn(Created) + Send + Sync + 'static,
    ) -> Self {
        Sender {
            refusal: RwSignal::new(refusal),
            busy: RwSignal::new(false),
            uuid: StoredValue::new(None),
            created: Callback::new(created),
        }
    }

    /// Where the form goes without the wasm.
    pub fn url(self) -> &'static str {
        CreateIssue::url()
    }

    pub fn busy(self) -> Option<&'static str> {
        self.busy.get().then_some("true")
    }

    /// What the server said about a field, if anything.
    pub fn refused(self, field: &'static str) -> Option<String> {
        self.refusal
            .get()
            .filter(|refusal| refusal.field == Some(field))
            .map(|refusal| refusal.detail)
    }

    pub fn send(self, event: &SubmitEvent) {
        event.prevent_default();
        if self.busy.get_untracked() {
            return;
        }
        let Ok(mut form) = CreateIssue::from_event(event) else {
            return;
        };
        if let Err(refusal) = check(&values(&form)) {
            self.refusal.set(Some(Refusal::from(&refusal)));
            return;
        }
        let uuid = self.uuid.get_value().unwrap_or_else(new_uuid);
        self.uuid.set_value(Some(uuid));
        (form.uuid, form.stay, form.mutation) = (Some(uuid), true, Some(mutation_id()));
        self.busy.set(true);
        // What is not found is one of the two issues and milestones that it names.
        let field = if form.parent.trim().is_empty() {
            "milestone"
        } else {
            "parent"
        };
        spawn_local(async move {
            let outcome = form.run_on_client().await;
            if self.busy.try_set(false).is_none() {
                self.refusal
                    .set(outcome.as_ref().err().map(|error| refusal(error, field)));
            }
            if let Ok(created) = outcome {
                self.uuid.try_set_value(None);
                Values::forget();
                self.created.try_run(created);
            }
        });
    }
}

/// Remembers what stands in the form.
pub(super) fn keep(form: &HtmlFormElement) {
    if let Ok(data) = FormData::new_with_form(form)
        && let Ok(form) = CreateIssue::from_form_data(&data)
    {
        values(&form).keep();
    }
}

/// The form that an event comes from.
pub(super) fn form_of(event: &web_sys::Event) -> Option<HtmlFormElement> {
    event.current_target()?.dyn_into().ok()
}

fn values(form: &CreateIssue) -> Values {
    Values {
        title: form.title.clone(),
        description: form.description.clone(),
        status: form.status.unwrap_or(Values::default().status),
        priority: form.priority,
        milestone: form.milestone.clone(),
        labels: form.labels.clone(),
        parent: form.parent.clone(),
    }
}

/// What the server would refuse without looking anything up.
fn check(values: &Values) -> Result<(), Error> {
    values.new_issue().checked()?;
    if values.parent.trim().is_empty() {
        Ok(())
    } else {
        values.parent.parse::<IssueRef>().map(drop)
    }
}

fn refusal(error: &AppError, field: &'static str) -> Refusal {
    Refusal {
        field: error.is_not_found().then_some(field),
        detail: error.detail.clone(),
    }
}

fn new_uuid() -> Uuid {
    let mut bytes = [0u8; 16];
    bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    // Version 4, variant 1: made of random bits.
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    Uuid::from_bytes(bytes)
}
