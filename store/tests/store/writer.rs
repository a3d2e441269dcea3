//! The writer: groups, refusals within them, callers that go away.

use std::collections::BTreeSet;

use model::{Error as DomainError, IssueId, IssuePatch, NewIssue, Status};
use store::Error;

fn new(title: &str) -> NewIssue {
    NewIssue {
        title: title.into(),
        ..Default::default()
    }
}

on_both! {
    async fn thirty_two_at_once_get_a_number_each(db: Db) {
        let mut ears = db.listen().await;
        let creates = (0..32).map(|n| {
            let db = db.clone();
            tokio::spawn(async move { db.store.create_issue(&db.me, new(&n.to_string())).await.unwrap() })
        });
        let issues: Vec<_> = futures::future::join_all(creates).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(issues.iter().map(|issue| issue.id.0).collect::<BTreeSet<_>>(), (1..=32).collect());
        assert!(issues.iter().all(|issue| issue.identifier == format!("MAIN-{}", issue.id)));
        assert_eq!(issues.iter().map(|issue| issue.sort_order.to_bits()).collect::<BTreeSet<_>>().len(), 32, "a place each");
        assert_eq!(db.events(&mut ears).await.iter().map(|event| event.seq).collect::<Vec<_>>(), (1..=32).collect::<Vec<_>>());
    }

    /// Of verbs that are committed together, those that are refused leave nothing, and the others
    /// do not notice.
    async fn a_refusal_in_a_group_harms_nobody(db: Db) {
        let [a] = db.letters().await;
        let verbs = (0..60).map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                match n % 3 {
                    0 => db.store.create_issue(&db.me, new("made")).await.map(|_| ()),
                    1 => db.store.create_issue(&db.me, NewIssue { parent: Some(IssueId(9_999)), ..new("not made") }).await.map(|_| ()),
                    // Refused in the middle: labels are written before the duplicate shows.
                    _ => db.store.add_label(&db.me, a, "same").await,
                }
            })
        });
        let results: Vec<_> = futures::future::join_all(verbs).await.into_iter().map(Result::unwrap).collect();
        for (n, result) in results.iter().enumerate() {
            match n % 3 {
                0 => assert!(result.is_ok()),
                1 => assert!(matches!(result, Err(Error::Rule(DomainError::NotFound { .. })))),
                _ => assert!(matches!(result, Ok(()) | Err(Error::Rule(DomainError::DuplicateLabel { .. })))),
            }
        }
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 21);
        assert_eq!(db.store.counts(&db.me).await.unwrap().issues, 21);
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), 22);
        let issue = db.store.issue(&db.me, a).await.unwrap();
        assert_eq!(issue.version, 2);
    }

    async fn a_caller_that_goes_away_breaks_nothing(db: Db) {
        for n in 0..40 {
            let db = db.clone();
            let create = tokio::spawn(async move { db.store.create_issue(&db.me, new(&n.to_string())).await });
            if n % 2 == 0 {
                tokio::task::yield_now().await;
            }
            create.abort();
        }
        let issue = db.issue("after").await;
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), issue.id.0, "one event for each that was made");
    }

    /// A fault of ours: the caller gets an error, everybody else in the group goes on.
    async fn the_writer_survives_a_statement_that_fails(db: Db) {
        let [a] = db.letters().await;
        db.run("drop table deleted_issues").await;
        let verbs = (0..10).map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                if n == 4 { db.store.delete_issue(&db.me, a).await } else { db.store.create_issue(&db.me, new("x")).await.map(|_| ()) }
            })
        });
        let results: Vec<_> = futures::future::join_all(verbs).await.into_iter().map(Result::unwrap).collect();
        assert!(results.iter().enumerate().all(|(n, result)| result.is_ok() == (n != 4)), "{results:?}");
        assert!(matches!(results[4], Err(Error::Database(_))));
        db.store.issue(&db.me, a).await.unwrap();
    }

    /// The writing connection is cut: the next verb opens another.
    async fn a_lost_connection_is_replaced(db: Db) {
        db.issue("before").await;
        if db.url.starts_with("postgres") {
            db.run("select pg_terminate_backend(pid)::text from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()").await;
        }
        let mut ears = db.listen().await;
        let issue = db.issue("after").await;
        assert_eq!(db.store.issue(&db.me, issue.id).await.unwrap(), issue);
        assert_eq!(db.heard(&mut ears).await, ["created #2"]);
    }

    async fn changes_of_one_issue_are_taken_one_after_the_other(db: Db) {
        let [a] = db.letters().await;
        let moves = (0..20).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let patch = IssuePatch { status: Some(Status::Todo), ..Default::default() };
                db.store.update_issue(&db.me, a, patch).await.is_ok()
            })
        });
        let done: Vec<_> = futures::future::join_all(moves).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(done.into_iter().filter(|ok| *ok).count(), 1, "only one of them moved it");
    }
}
