//! Opening, founding, closing.

use model::{Error as Rule, NewIssue, Party, Role, Timestamp, UserId};
use store::{Error, Store};

use crate::support::{Db, together};

on_both! {
    async fn a_new_database_has_an_owner(db: Db) {
        assert_eq!((db.me.party, db.me.role), (Party::User(UserId(1)), Role::Owner));
        assert!(!db.store.display_name(&db.me).await.unwrap().is_empty());
        let again = db.second_store().await;
        assert_eq!(again.local_operator().await.unwrap(), db.me);
        again.close().await;
    }

    async fn a_store_at_another_instant_writes_the_past(db: Db) {
        let now = db.store.now();
        let earlier = Timestamp::from_micros(now.micros() - 3_600_000_000).unwrap();
        let old = db.store.at(earlier).create_issue(&db.me, NewIssue { title: "old".into(), ..Default::default() }).await.unwrap();
        let new = db.issue("new").await;
        assert_eq!((old.created_at, new.created_at, db.store.now()), (earlier, now, now));
        assert_eq!(db.store.issue_detail(&db.me, old.id).await.unwrap().activities[0].at, earlier);
    }

    async fn what_was_acknowledged_is_there_after_closing(db: Db) {
        let creates: Vec<_> = (0..20).map(|n| {
            let db = db.clone();
            tokio::spawn(async move { db.store.create_issue(&db.me, NewIssue { title: n.to_string(), ..Default::default() }).await })
        }).collect();
        db.issue("last").await;
        db.store.close().await;
        let mut made = 1;
        for create in creates {
            match create.await.unwrap() {
                Ok(_) => made += 1,
                Err(error) => assert!(matches!(error, Error::Closed), "{error}"),
            }
        }
        let new = NewIssue { title: "late".into(), ..Default::default() };
        assert!(matches!(db.store.create_issue(&db.me, new).await, Err(Error::Closed)));
        let again = db.second_store().await;
        assert_eq!(again.counts(&db.me).await.unwrap().issues, made);
        again.close().await;
        db.store.close().await;
    }

    async fn two_stores_found_one_workspace(db: Db) {
        db.store.close().await;
        if db.url.starts_with("sqlite") {
            return;
        }
        db.run("drop schema public cascade").await;
        db.run("create schema public").await;
        let (one, two) = tokio::join!(Store::open(&db.url), Store::open(&db.url));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one.local_operator().await.unwrap(), two.local_operator().await.unwrap());
        let mut raw = db.raw().await;
        let workspaces: i64 = sqlx::query_scalar("select count(*) from workspaces").fetch_one(&mut raw).await.unwrap();
        assert_eq!(workspaces, 1);
        one.close().await;
        two.close().await;
    }
}

#[tokio::test]
async fn a_path_is_taken_as_it_is() {
    let _company = together().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b?c#d%20ü.db");
    let store = Store::open(&format!("sqlite:{}", path.display())).await.unwrap();
    store.close().await;
    assert!(path.exists());
}

#[tokio::test]
async fn memory_is_shared_by_all_connections_and_forgotten() {
    let _company = together().await;
    let store = Store::open("sqlite::memory:").await.unwrap();
    let me = store.local_operator().await.unwrap();
    store.create_issue(&me, NewIssue { title: "x".into(), ..Default::default() }).await.unwrap();
    assert_eq!(store.counts(&me).await.unwrap().issues, 1);
    let other = Store::open("sqlite::memory:").await.unwrap();
    assert_eq!(other.counts(&me).await.unwrap().issues, 0);
}

#[tokio::test]
async fn an_unknown_database_is_refused() {
    let _company = together().await;
    let error = Store::open("mysql://here").await.err().unwrap();
    assert!(error.to_string().contains("write sqlite:path, sqlite::memory: or postgres://host/name"), "{error}");
    assert!(Store::open("sqlite:/no/such/folder/x.db").await.is_err());
}

#[tokio::test]
async fn rules_are_errors_of_their_own() {
    let _company = together().await;
    let db = Db::sqlite().await;
    let error = db.store.issue(&db.me, model::IssueId(1)).await.unwrap_err();
    assert_eq!(error.to_string(), Rule::no_issue(model::IssueId(1)).to_string());
    db.finish().await;
}
