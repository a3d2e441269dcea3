//! What the page of sessions asks of the server. Every change is a plain form first.

use leptos::prelude::*;
use model::{IssueLink, Session, SessionId};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::state::{actor, store};

/// How many ended sessions a page of the history has.
#[cfg(feature = "ssr")]
const HISTORY: u32 = 30;
/// Most open sessions that are shown.
#[cfg(feature = "ssr")]
const OPEN_MAX: u32 = 200;

/// Who works, and who worked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sessions {
    /// The newest first.
    pub open: Vec<Session>,
    /// The newest first, a page of them.
    pub ended: Vec<Ended>,
    /// What the next page comes before; none on the last.
    pub next: Option<SessionId>,
}

impl Sessions {
    /// What a session works on from now on.
    pub fn set_issue(&mut self, id: SessionId, issue: Option<&IssueLink>) {
        self.open
            .iter_mut()
            .filter(|session| session.id == id)
            .for_each(|session| session.active_issue = issue.cloned());
    }
}

/// A session that is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    pub session: Session,
    /// Its handoff notes.
    pub notes_html: String,
}

/// The sessions with their notes as HTML.
#[cfg(feature = "ssr")]
async fn with_notes(
    store: &store::Store,
    actor: &model::Actor,
    sessions: Vec<Session>,
) -> Result<Vec<Ended>, AppError> {
    use crate::ui::markdown::{Renderer, Text};

    let prefix = store.home_prefix(actor).await?;
    let notes = |session: &Session| Text {
        markdown: session.handoff_notes.clone().unwrap_or_default(),
        anchor: format!("session-{}-", session.id),
    };
    let html = Renderer::new(store, actor, &prefix)
        .all(sessions.iter().map(notes).collect())
        .await?;
    let ended =
        |(session, notes): (Session, std::sync::Arc<crate::ui::markdown::Document>)| Ended {
            session,
            notes_html: notes.html.clone(),
        };
    Ok(sessions.into_iter().zip(html).map(ended).collect())
}

#[server(prefix = "/fn", endpoint = "load_sessions", protocol = crate::wire::Form)]
pub async fn load_sessions(before: Option<SessionId>) -> Result<Sessions, AppError> {
    let (store, actor) = (store()?, actor()?);
    let open = store.list_sessions(&actor, true, None, OPEN_MAX).await?;
    let mut ended = store
        .list_sessions(&actor, false, before, HISTORY + 1)
        .await?;
    let more = ended.len() > HISTORY as usize;
    ended.truncate(HISTORY as usize);
    let next = ended.last().filter(|_| more).map(|session| session.id);
    Ok(Sessions {
        open,
        ended: with_notes(&store, &actor, ended).await?,
        next,
    })
}

/// An empty `agent` is nobody in particular.
#[server(prefix = "/fn", endpoint = "start_session", protocol = crate::wire::Form)]
pub async fn start_session(#[server(default)] agent: String) -> Result<(), AppError> {
    let agent = Some(agent.trim().to_owned()).filter(|agent| !agent.is_empty());
    Ok(store()?.start_session(&actor()?, agent).await.map(drop)?)
}

/// `issue` is a number or an identifier; an empty one clears it.
#[server(prefix = "/fn", endpoint = "set_active_issue", protocol = crate::wire::Form)]
pub async fn set_active_issue(
    id: SessionId,
    #[server(default)] issue: String,
) -> Result<(), AppError> {
    let (store, actor) = (store()?, actor()?);
    let issue = match issue.trim() {
        "" => None,
        named => Some(store.find_issue(&actor, &named.parse()?).await?),
    };
    Ok(store
        .set_active_issue(&actor, model::SessionRef::Id(id), issue)
        .await?)
}

#[server(prefix = "/fn", endpoint = "end_session", protocol = crate::wire::Form)]
pub async fn end_session(id: SessionId, #[server(default)] notes: String) -> Result<(), AppError> {
    let notes =
        Some(crate::issues::detail::one_line_end(&notes)).filter(|notes| !notes.trim().is_empty());
    Ok(store()?
        .end_session(&actor()?, model::SessionRef::Id(id), notes)
        .await?)
}
