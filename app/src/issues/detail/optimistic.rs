//! Optimistic changes of an issue: the model's own rules, applied to the shown data.

use leptos::server_fn::ServerFn;
use model::{
    Claim, Color, Comment, CommentId, Error, IssueId, IssueLink, IssueRef, Label, Lock, Timestamp,
    Uuid, relation,
};
use serde::de::DeserializeOwned;

use super::{
    data::{Detail, Entry, Field},
    functions::{
        AddBlocker, AddComment, AddLabel, ArchiveIssue, CloseIssue, CreateMilestoneFor,
        CreateSubissue, DeleteIssue, RemoveBlocker, RemoveLabel, ReopenIssue, UnarchiveIssue,
        UpdateIssue,
    },
};
use crate::{
    error::AppError,
    locks::functions::{ClaimLock, ReleaseLock},
    ui::html_escape::escaped,
};

/// A change of the issue that a page shows.
pub trait Change:
    ServerFn<Error = AppError, Output = ()> + Clone + DeserializeOwned + Send + Sync + 'static
{
    /// Makes it on the screen. An error is a refusal that the server would give too: nothing is
    /// sent.
    fn show(&self, detail: &mut Detail, now: Timestamp) -> Result<(), Error>;
    /// The browser's name for it.
    fn mutation(&mut self) -> &mut Option<String>;
}

/// `change!(Type, |self, detail, now| …)`
macro_rules! change {
    ($type:ty, |$change:ident, $detail:ident, $now:ident| $show:expr) => {
        impl Change for $type {
            fn show(&self, $detail: &mut Detail, $now: Timestamp) -> Result<(), Error> {
                let $change = self;
                $show
            }
            fn mutation(&mut self) -> &mut Option<String> {
                &mut self.mutation
            }
        }
    };
}

change!(UpdateIssue, |change, detail, now| {
    if change.field == Field::Parent && matches!(change.value.parse(), Ok(IssueRef::Identifier(_)))
    {
        // Only the server knows which issue has this identifier.
        return Ok(());
    }
    let mut patch = change.field.patch(&change.value, change.base.as_deref())?;
    // Whether somebody else was faster is the server's to say; it knows more than this screen.
    (patch.title_base, patch.description_base) = (None, None);
    match patch.parent {
        Some(Some(parent)) if parent == detail.issue.id => return Err(Error::SelfParent),
        Some(Some(parent)) => detail.parent = found(detail, parent),
        Some(None) => detail.parent = None,
        None => {}
    }
    let text = patch.description.clone();
    detail.issue.apply(patch, now)?;
    if let Some(text) = text {
        detail.description_html = plain_html(&text.unwrap_or_default());
    }
    Ok(())
});

change!(CloseIssue, |_change, detail, now| {
    detail.issue.close(now);
    Ok(())
});

change!(ReopenIssue, |_change, detail, now| {
    detail.issue.reopen(now);
    Ok(())
});

change!(ArchiveIssue, |_change, detail, now| detail
    .issue
    .archive(now)
    .map(drop));

change!(UnarchiveIssue, |_change, detail, now| {
    detail.issue.unarchive(now);
    Ok(())
});

// The page leaves for the list once it is gone.
change!(DeleteIssue, |_change, _detail, _now| Ok(()));

change!(AddComment, |change, detail, now| {
    let new = model::NewComment {
        content: change.content.clone(),
        kind: change.kind,
        trigger_type: change.trigger_type.clone(),
        intervention_context: None,
    };
    let new = new.checked()?;
    detail.timeline.push(Entry::Comment(Comment {
        id: CommentId(-now.micros()),
        uuid: Uuid::nil(),
        issue: detail.issue.id,
        author: None,
        content: plain_html(&new.content),
        kind: new.kind,
        trigger_type: new.trigger_type,
        intervention_context: None,
        driver_key_fingerprint: None,
        signed_by: None,
        verdict: None,
        created_at: now,
    }));
    Ok(())
});

change!(AddLabel, |change, detail, _now| {
    let name = model::text::name("Label", &change.label, model::text::LABEL_MAX)?;
    if detail.labels.iter().any(|label| label.name == name) {
        return Err(Error::DuplicateLabel {
            id: detail.issue.id,
            label: name,
        });
    }
    let known = detail
        .all_labels
        .iter()
        .find(|label| label.name == name)
        .cloned();
    detail.labels.push(known.unwrap_or_else(|| Label {
        color: Color::for_name(&name),
        name,
    }));
    detail.labels.sort();
    Ok(())
});

change!(RemoveLabel, |change, detail, _now| {
    detail.labels.retain(|label| label.name != change.label);
    Ok(())
});

change!(AddBlocker, |change, detail, _now| {
    let Ok(IssueRef::Id(blocker)) = change.blocker.parse() else {
        return Ok(());
    };
    // The shortest circles can be seen from here.
    let edges: Vec<_> = detail
        .blocking
        .iter()
        .map(|blocked| (detail.issue.id, blocked.id))
        .collect();
    relation::check_blocker(&edges, detail.issue.id, blocker)?;
    if detail.blockers.iter().all(|issue| issue.id != blocker) {
        detail.blockers.extend(found(detail, blocker));
        detail.blockers.sort_by_key(|issue| issue.id);
    }
    Ok(())
});

change!(RemoveBlocker, |change, detail, _now| {
    detail.blockers.retain(|issue| issue.id != change.blocker);
    Ok(())
});

change!(ClaimLock, |change, detail, now| {
    let claim = Claim {
        agent: change.agent.clone(),
        branch: change.branch.clone(),
        signed_by: None,
    }
    .checked()?;
    // Whether a lock that is there can be taken over is for the settings to say, which this screen
    // does not know.
    detail.lock.get_or_insert_with(|| Lock {
        issue: IssueLink {
            id: detail.issue.id,
            identifier: detail.issue.identifier.clone(),
            title: detail.issue.title.clone(),
            status: detail.issue.status,
        },
        agent: claim.agent,
        branch: claim.branch,
        claimed_at: now,
        signed_by: None,
        heard_at: None,
    });
    Ok(())
});

change!(ReleaseLock, |_change, detail, _now| {
    detail.lock = None;
    Ok(())
});

change!(CreateSubissue, |change, _detail, _now| model::text::name(
    "Title",
    &change.title,
    model::text::TITLE_MAX
)
.map(drop));

change!(CreateMilestoneFor, |change, _detail, _now| {
    model::text::name("Name", &change.name, model::text::NAME_MAX).map(drop)
});

/// What a picker knows of an issue; of a number that was typed nothing is known until the server
/// has answered.
fn found(detail: &Detail, id: IssueId) -> Option<IssueLink> {
    detail.found.iter().find(|issue| issue.id == id).cloned()
}

/// Text as it was typed, until the server has rendered it.
fn plain_html(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<p>{}</p>", escaped(text).replace('\n', "<br>"))
}
