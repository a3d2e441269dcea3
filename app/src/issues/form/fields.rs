//! The fields of a new issue. A refused field shows the reason beside itself.

use model::{
    Milestone, Priority, Status,
    text::{DESCRIPTION_MAX, TITLE_MAX},
};

use super::{
    pick::{LabelsField, MilestoneField, ParentField},
    submit::Sender,
    values::Values,
};
use crate::{prelude::*, ui::html_escape::area_html};

/// The fields; the browser keeps what is in them.
#[component]
pub(super) fn Fields(
    values: Values,
    milestones: RwSignal<Vec<Milestone>>,
    sender: Sender,
) -> impl IntoView {
    let Values {
        title,
        description,
        status,
        priority,
        milestone,
        labels,
        parent,
    } = values;
    let general = move || {
        sender
            .refusal
            .get()
            .filter(|refusal| refusal.field.is_none())
            .map(|refusal| refusal.detail)
    };
    view! {
        {move || {
            general()
                .map(|why| {
                    view! {
                        <div class="notice notice-danger" role="alert">
                            {why}
                        </div>
                    }
                })
        }}
        <div class="field">
            <input
                id="new-title"
                class="input input-title"
                name="title"
                aria-label="Title"
                placeholder="Title"
                autocomplete="off"
                autofocus
                required
                maxlength=TITLE_MAX.to_string()
                value=title
                aria-invalid=move || sender.refused("title").map(|_| "true")
                aria-describedby="new-title-error"
            />
            <Why id="new-title-error" field="title" sender />
        </div>
        <div class="field">
            <textarea
                id="new-description"
                class="textarea"
                name="description"
                aria-label="Description"
                placeholder="Add a description… (Markdown)"
                rows="5"
                maxlength=DESCRIPTION_MAX.to_string()
                inner_html=area_html(&description)
                aria-invalid=move || sender.refused("description").map(|_| "true")
                aria-describedby="new-description-error"
            ></textarea>
            <Why id="new-description-error" field="description" sender />
        </div>
        <div class="grid grid-cols-2 md:grid-cols-3 gap-3">
            <label class="field">
                <span>"Status"</span>
                <select class="select" name="status">
                    {Status::ALL
                        .map(|it| {
                            view! {
                                <option value=it.as_str() selected=it == status>
                                    {it.label()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <label class="field">
                <span>"Priority"</span>
                <select class="select" name="priority">
                    {Priority::ALL
                        .map(|it| {
                            view! {
                                <option value=it.as_str() selected=it == priority>
                                    {it.label()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <MilestoneField value=milestone milestones sender />
        </div>
        <LabelsField value=labels sender />
        <ParentField value=parent sender />
    }
}

/// Why a field was refused. The element is always there, so that what it says is read out.
#[component]
pub(super) fn Why(#[prop(into)] id: String, field: &'static str, sender: Sender) -> impl IntoView {
    view! {
        <span id=id class="field-error" role="alert">
            {move || sender.refused(field)}
        </span>
    }
}
