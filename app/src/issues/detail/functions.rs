//! Server functions of an issue's page. Every change is a plain form first: the same function
//! serves it before and after the wasm arrives.

use leptos::prelude::*;
use model::{CommentKind, IssueId};

#[cfg(feature = "ssr")]
use crate::issues::detail::data::DetailExtras;
#[cfg(feature = "ssr")]
use crate::state::{actor, actor_as, store};
#[cfg(feature = "ssr")]
use crate::ui::no_js_form;
use crate::{
    error::AppError,
    issues::detail::data::{Detail, Field},
};

#[server(prefix = "/fn", endpoint = "load_issue", protocol = crate::wire::Form)]
pub async fn load_issue(reference: String) -> Result<Detail, AppError> {
    let (store, actor) = (store()?, actor()?);
    let id = store.find_issue(&actor, &reference.parse()?).await?;
    let detail = store.issue_detail(&actor, id).await?;
    let (description_html, comments_html) = html(&store, &actor, &detail).await?;
    let beside = DetailExtras {
        description_html,
        comments_html,
        labels: store.list_labels(&actor).await?,
        milestones: store.list_milestones(&actor, None).await?,
        lock: store.issue_lock(&actor, id).await?,
        pages: store.issue_pages(&actor, id).await?,
        signing: crate::state::folder()?.config().await?.signing_enforcement,
        now: store.now(),
    };
    Ok(Detail::new(detail, beside))
}

/// The HTML of the description and of each comment.
#[cfg(feature = "ssr")]
async fn html(
    store: &store::Store,
    actor: &model::Actor,
    detail: &model::IssueDetail,
) -> Result<(String, Vec<String>), AppError> {
    use crate::ui::markdown::{Renderer, Text};

    let prefix = detail
        .issue
        .identifier
        .split('-')
        .next()
        .unwrap_or_default();
    let description = Text::from(detail.issue.description.clone().unwrap_or_default());
    let comment = |comment: &model::Comment| Text {
        markdown: comment.content.clone(),
        anchor: format!("comment-{}-", comment.id),
    };
    let texts = [description]
        .into_iter()
        .chain(detail.comments.iter().map(comment))
        .collect();
    let mut html = Renderer::new(store, actor, prefix)
        .all(texts)
        .await?
        .into_iter()
        .map(|document| document.html.clone());
    Ok((html.next().unwrap_or_default(), html.collect()))
}

/// Changes one field. `base` is what the title or the description was when editing began, as JSON:
/// a form would change its line ends.
#[server(prefix = "/fn", endpoint = "update_issue", protocol = crate::wire::Form)]
pub async fn update_issue(
    id: IssueId,
    field: Field,
    value: String,
    base: Option<String>,
    mutation: Option<String>,
) -> Result<(), AppError> {
    let (store, actor) = (store()?, actor_as(mutation)?);
    let named = field == Field::Parent && !value.is_empty();
    let value = if named {
        store.find_issue(&actor, &value.parse()?).await?.to_string()
    } else {
        value
    };
    match store
        .update_issue(&actor, id, field.patch(&value, base.as_deref())?)
        .await
    {
        Err(store::Error::Rule(model::Error::DescriptionConflict { .. })) if no_js_form::asks() => {
            no_js_form::give_back(
                &format!("/issues/{id}"),
                &[("mine", &value)],
                "The description",
            )
        }
        Err(store::Error::Rule(model::Error::TitleConflict { .. })) if no_js_form::asks() => {
            no_js_form::give_back(
                &format!("/issues/{id}?of=title"),
                &[("mine", &value)],
                "The title",
            )
        }
        Err(error) => Err(error.into()),
        Ok(_) => {
            // Not to where the form came from: its address may still carry a text that is saved
            // now.
            if no_js_form::asks() {
                leptos_axum::redirect(&format!("/issues/{id}"));
            }
            Ok(())
        }
    }
}

#[server(prefix = "/fn", endpoint = "close_issue", protocol = crate::wire::Form)]
pub async fn close_issue(id: IssueId, mutation: Option<String>) -> Result<(), AppError> {
    Ok(store()?
        .close_issue(&actor_as(mutation)?, id)
        .await
        .map(drop)?)
}

#[server(prefix = "/fn", endpoint = "reopen_issue", protocol = crate::wire::Form)]
pub async fn reopen_issue(id: IssueId, mutation: Option<String>) -> Result<(), AppError> {
    Ok(store()?
        .reopen_issue(&actor_as(mutation)?, id)
        .await
        .map(drop)?)
}

#[server(prefix = "/fn", endpoint = "archive_issue", protocol = crate::wire::Form)]
pub async fn archive_issue(id: IssueId, mutation: Option<String>) -> Result<(), AppError> {
    Ok(store()?
        .archive_issue(&actor_as(mutation)?, id)
        .await
        .map(drop)?)
}

#[server(prefix = "/fn", endpoint = "unarchive_issue", protocol = crate::wire::Form)]
pub async fn unarchive_issue(id: IssueId, mutation: Option<String>) -> Result<(), AppError> {
    Ok(store()?
        .unarchive_issue(&actor_as(mutation)?, id)
        .await
        .map(drop)?)
}

/// Deletes it and leads to the list.
#[server(prefix = "/fn", endpoint = "delete_issue", protocol = crate::wire::Form)]
pub async fn delete_issue(id: IssueId, mutation: Option<String>) -> Result<(), AppError> {
    store()?.delete_issue(&actor_as(mutation)?, id).await?;
    leptos_axum::redirect("/issues");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "add_comment", protocol = crate::wire::Form)]
pub async fn add_comment(
    id: IssueId,
    content: String,
    kind: CommentKind,
    trigger_type: Option<String>,
    mutation: Option<String>,
) -> Result<(), AppError> {
    let new = model::NewComment {
        content: super::data::one_line_end(&content),
        kind,
        trigger_type,
        intervention_context: None,
    };
    Ok(store()?
        .add_comment(&actor_as(mutation)?, id, new)
        .await
        .map(drop)?)
}

#[server(prefix = "/fn", endpoint = "add_label", protocol = crate::wire::Form)]
pub async fn add_label(
    id: IssueId,
    label: String,
    mutation: Option<String>,
) -> Result<(), AppError> {
    Ok(store()?.add_label(&actor_as(mutation)?, id, &label).await?)
}

#[server(prefix = "/fn", endpoint = "remove_label", protocol = crate::wire::Form)]
pub async fn remove_label(
    id: IssueId,
    label: String,
    mutation: Option<String>,
) -> Result<(), AppError> {
    Ok(store()?
        .remove_label(&actor_as(mutation)?, id, &label)
        .await?)
}

/// `blocker` is a number or an identifier.
#[server(prefix = "/fn", endpoint = "add_blocker", protocol = crate::wire::Form)]
pub async fn add_blocker(
    id: IssueId,
    blocker: String,
    mutation: Option<String>,
) -> Result<(), AppError> {
    let (store, actor) = (store()?, actor_as(mutation)?);
    let blocker = store.find_issue(&actor, &blocker.parse()?).await?;
    Ok(store.add_blocker(&actor, id, blocker).await?)
}

#[server(prefix = "/fn", endpoint = "remove_blocker", protocol = crate::wire::Form)]
pub async fn remove_blocker(
    id: IssueId,
    blocker: IssueId,
    mutation: Option<String>,
) -> Result<(), AppError> {
    Ok(store()?
        .remove_blocker(&actor_as(mutation)?, id, blocker)
        .await?)
}

/// Creates an issue as a part of this one.
#[server(prefix = "/fn", endpoint = "create_subissue", protocol = crate::wire::Form)]
pub async fn create_subissue(
    id: IssueId,
    title: String,
    mutation: Option<String>,
) -> Result<(), AppError> {
    let new = model::NewIssue {
        title,
        parent: Some(id),
        ..Default::default()
    };
    Ok(store()?
        .create_issue(&actor_as(mutation)?, new)
        .await
        .map(drop)?)
}

/// Creates a milestone and puts this issue into it.
#[server(prefix = "/fn", endpoint = "create_milestone_for", protocol = crate::wire::Form)]
pub async fn create_milestone_for(
    id: IssueId,
    name: String,
    mutation: Option<String>,
) -> Result<(), AppError> {
    let (store, actor) = (store()?, actor_as(mutation)?);
    let milestone = store
        .create_milestone(
            &actor,
            model::NewMilestone {
                name,
                description: None,
            },
        )
        .await?;
    let patch = model::IssuePatch {
        milestone: Some(Some(milestone)),
        ..Default::default()
    };
    Ok(store.update_issue(&actor, id, patch).await.map(drop)?)
}
