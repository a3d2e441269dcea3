//! Sessions.

use model::{Error as DomainError, IssueId, SessionId, SessionRef, text};

use crate::support::{Db, refusal};

/// The id of the current session, 0 for none.
async fn current(db: &Db, agent: Option<&str>) -> i64 {
    db.store
        .current_session(&db.me, agent)
        .await
        .unwrap()
        .map_or(0, |session| session.id.0)
}

async fn start(db: &Db, agent: Option<&str>) -> SessionId {
    db.store
        .start_session(&db.me, agent.map(Into::into))
        .await
        .unwrap()
        .id
}

on_both! {
    async fn sessions_stack(db: Db) {
        assert_eq!(current(&db, None).await, 0);
        assert_eq!([start(&db, Some("worker")).await, start(&db, Some("worker")).await, start(&db, None).await].map(|id| id.0), [1, 2, 3]);
        assert_eq!([current(&db, None).await, current(&db, Some("worker")).await, current(&db, Some("other")).await], [3, 2, 0]);
        db.store.end_session(&db.me, SessionRef::CurrentOf("worker".into()), None).await.unwrap();
        assert_eq!([current(&db, None).await, current(&db, Some("worker")).await], [3, 1]);
        db.store.end_session(&db.me, SessionRef::Current, None).await.unwrap();
        assert_eq!([current(&db, None).await, current(&db, Some("worker")).await], [1, 1]);
    }

    async fn a_session_from_its_start_to_its_end(db: Db) {
        let [a] = db.letters().await;
        let mut ears = db.listen().await;
        let started = db.store.start_session(&db.me, Some("worker".into())).await.unwrap();
        assert_eq!(db.store.current_session(&db.me, None).await.unwrap(), Some(started.clone()));
        db.store.set_active_issue(&db.me, SessionRef::Current, Some(a)).await.unwrap();
        db.store.set_last_action(&db.me, SessionRef::Id(started.id), " wrote it ").await.unwrap();
        let now = db.store.current_session(&db.me, Some("worker")).await.unwrap().unwrap();
        assert_eq!((now.active_issue_id(), now.last_action.as_deref()), (Some(a), Some("wrote it")));
        db.store.set_active_issue(&db.me, SessionRef::Current, None).await.unwrap();
        db.store.set_active_issue(&db.me, SessionRef::Current, Some(a)).await.unwrap();
        db.wait(60);
        db.store.end_session(&db.me, SessionRef::Id(started.id), Some("to do: the rest".into())).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["sessions"; 6]);
        let ended = db.store.list_sessions(&db.me, false, None, 10).await.unwrap().remove(0);
        assert_eq!((ended.ended_at, ended.handoff_notes.as_deref()), (Some(db.store.now()), Some("to do: the rest")));
        assert_eq!(ended.active_issue.map(|issue| issue.title), Some("a".into()));
        db.store.delete_issue(&db.me, a).await.unwrap();
        assert_eq!(db.store.list_sessions(&db.me, false, None, 10).await.unwrap()[0].active_issue, None);
    }

    async fn nothing_to_end(db: Db) {
        let [a] = db.letters().await;
        let none = |result| refusal::<()>(result).to_string();
        assert_eq!(none(db.store.end_session(&db.me, SessionRef::Current, None).await), "No active session to end");
        let call = "No active session — call POST /sessions/start first";
        assert_eq!(none(db.store.set_active_issue(&db.me, SessionRef::Current, Some(a)).await), call);
        assert_eq!(none(db.store.set_last_action(&db.me, SessionRef::CurrentOf("worker".into()), "x").await), call);
        let one = start(&db, Some("worker")).await;
        assert_eq!(none(db.store.end_session(&db.me, SessionRef::CurrentOf("other".into()), None).await), "No active session to end");
        let unknown = db.store.set_active_issue(&db.me, SessionRef::Current, Some(IssueId(9))).await;
        assert_eq!(refusal(unknown), DomainError::no_issue(IssueId(9)));
        db.store.end_session(&db.me, SessionRef::Id(one), None).await.unwrap();
        assert_eq!(none(db.store.end_session(&db.me, SessionRef::Id(one), None).await), "Session #1 has ended already");
        assert_eq!(none(db.store.end_session(&db.me, SessionRef::Id(SessionId(9)), None).await), "Session #9 does not exist");
    }

    async fn limits(db: Db) {
        let bad = "Invalid agent_id 'a b'. Must be 3 to 64 letters, digits, '-' or '_'";
        assert_eq!(refusal(db.store.start_session(&db.me, Some("a b".into())).await).to_string(), bad);
        assert_eq!(refusal(db.store.current_session(&db.me, Some("a b")).await).to_string(), bad);
        assert_eq!(refusal(db.store.end_session(&db.me, SessionRef::CurrentOf("a b".into()), None).await).to_string(), bad);
        start(&db, None).await;
        let notes = |n| Some("é".repeat(n));
        let long = refusal(db.store.end_session(&db.me, SessionRef::Current, notes(text::HANDOFF_MAX + 1)).await);
        assert_eq!(long.to_string(), "Notes exceeds maximum length of 65536 characters");
        assert_eq!(refusal(db.store.set_last_action(&db.me, SessionRef::Current, " ").await).to_string(), "Action must not be blank");
        db.store.end_session(&db.me, SessionRef::Current, notes(text::HANDOFF_MAX)).await.unwrap();
    }

    async fn pages_of_sessions(db: Db) {
        for _ in 0..5 {
            start(&db, Some("worker")).await;
        }
        for _ in 0..3 {
            db.store.end_session(&db.me, SessionRef::Current, None).await.unwrap();
        }
        let ids = async |open, before: Option<i64>, limit| {
            let sessions = db.store.list_sessions(&db.me, open, before.map(SessionId), limit).await.unwrap();
            sessions.iter().map(|session| session.id.0).collect::<Vec<_>>()
        };
        assert_eq!(ids(true, None, 10).await, [2, 1]);
        assert_eq!(ids(false, None, 2).await, [5, 4]);
        assert_eq!(ids(false, Some(4), 2).await, [3]);
    }
}
