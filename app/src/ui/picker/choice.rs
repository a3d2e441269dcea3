//! What a picker offers.

use model::{IssueLink, Label, Milestone, Status};

use crate::{
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        status_icon::StatusGlyph,
    },
};

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What stands for it in a form; empty for what is to be created, and for "none".
    pub value: String,
    pub text: String,
    /// Small, before or behind the text: `#7`, `3/11`.
    pub note: String,
    pub look: Look,
}

/// The sign before a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Icon(Shape),
    /// A dot of a palette's colour, by its class.
    Dot(&'static str),
    /// An issue: the note comes first.
    Issue(Status),
}

impl Choice {
    /// "No parent", "No milestone".
    #[must_use]
    pub fn none(text: &str) -> Self {
        Choice {
            value: String::new(),
            text: text.into(),
            note: String::new(),
            look: Look::Icon(Shape::Close),
        }
    }

    /// Returns true if it is what was typed, to be created.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.look == Look::Icon(Shape::Plus)
    }

    pub(super) fn view(self) -> AnyView {
        let text = view! { <span class="picker-text">{self.text}</span> };
        match self.look {
            Look::Icon(shape) => {
                view! {
                    <Icon shape />
                    {text}
                    <span class="menu-note">{self.note}</span>
                }
            }
            Look::Dot(hue) => {
                view! {
                    <span class=format!("picker-dot {hue}")></span>
                    {text}
                    <span class="menu-note">{self.note}</span>
                }
            }
            Look::Issue(status) => {
                view! {
                    <StatusGlyph status named=true />
                    <span class="row-id">{self.note}</span>
                    {text}
                }
            }
        }
    }
}

impl From<&Label> for Choice {
    fn from(label: &Label) -> Self {
        let name = label.name.clone();
        Choice {
            value: name.clone(),
            text: name,
            note: String::new(),
            look: Look::Dot(label.color.class()),
        }
    }
}

impl From<&Milestone> for Choice {
    fn from(milestone: &Milestone) -> Self {
        Choice {
            value: milestone.id.to_string(),
            text: milestone.name.clone(),
            note: format!("{}/{}", milestone.completed_count, milestone.issue_count),
            look: Look::Icon(Shape::Flag),
        }
    }
}

impl From<&IssueLink> for Choice {
    fn from(issue: &IssueLink) -> Self {
        Choice {
            value: issue.id.to_string(),
            text: issue.title.clone(),
            note: format!("#{}", issue.id),
            look: Look::Issue(issue.status),
        }
    }
}
