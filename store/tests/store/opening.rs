//! Opening, founding, closing.

use model::{Error as DomainError, NewIssue, Party, Role, Timestamp, UserId};
use sqlx::{AnyConnection, Connection};
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
    let store = Store::open(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    store.close().await;
    assert!(path.exists());
}

#[tokio::test]
async fn memory_is_shared_by_all_connections_and_forgotten() {
    let _company = together().await;
    let store = Store::open("sqlite::memory:").await.unwrap();
    let me = store.local_operator().await.unwrap();
    store
        .create_issue(
            &me,
            NewIssue {
                title: "x".into(),
                ..Default::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(store.counts(&me).await.unwrap().issues, 1);
    let other = Store::open("sqlite::memory:").await.unwrap();
    assert_eq!(other.counts(&me).await.unwrap().issues, 0);
}

#[tokio::test]
async fn an_unknown_database_is_refused() {
    let _company = together().await;
    let error = Store::open("mysql://here").await.err().unwrap();
    assert!(
        error
            .to_string()
            .contains("write sqlite:path, sqlite::memory: or postgres://host/name"),
        "{error}"
    );
    assert!(Store::open("sqlite:/no/such/folder/x.db").await.is_err());
}

#[tokio::test]
async fn rules_are_errors_of_their_own() {
    let _company = together().await;
    let db = Db::sqlite().await;
    let error = db.store.issue(&db.me, model::IssueId(1)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        DomainError::no_issue(model::IssueId(1)).to_string()
    );
    db.finish().await;
}

async fn refused(url: &str) -> String {
    match Store::open(url).await.err().unwrap() {
        Error::Unusable(sentence) => sentence,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_newer_schema_is_said() {
    let _company = together().await;
    let db = Db::sqlite().await;
    db.store.close().await;
    db.run("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (99, 'later', 1, x'00', 0)")
        .await;
    let says = refused(&db.url).await;
    assert!(
        says.starts_with(
            "This database was written by a newer Crosslink (schema 99); this one knows schema "
        ),
        "{says}"
    );
}

#[tokio::test]
async fn the_database_of_another_program_is_left_as_it_is() {
    let _company = together().await;
    let folder = tempfile::tempdir().unwrap();
    for (name, table) in [
        ("a.db", "create table notes (x)"),
        ("b.db", "create table issues (id)"),
    ] {
        let path = folder.path().join(name);
        sqlx::any::install_default_drivers();
        let mut other = AnyConnection::connect(&format!("sqlite://{}?mode=rwc", path.display()))
            .await
            .unwrap();
        sqlx::query(table).execute(&mut other).await.unwrap();
        other.close().await.unwrap();
        let before = std::fs::read(&path).unwrap();
        let says = refused(&format!("sqlite:{}", path.display())).await;
        assert!(
            says.starts_with("It is the database of another program"),
            "{says}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            if name == "a.db" { 1 } else { 2 },
            "no log beside it"
        );
    }
}

/// Files from before they said whose they are.
#[tokio::test]
async fn a_file_of_ours_says_so() {
    let _company = together().await;
    let db = Db::sqlite().await;
    db.store.close().await;
    let application = async || {
        let id: i64 = sqlx::query_scalar("pragma application_id")
            .fetch_one(&mut db.raw().await)
            .await
            .unwrap();
        id
    };
    let ours = application().await;
    assert_ne!(ours, 0);
    db.run("pragma application_id = 0").await;
    db.second_store().await.close().await;
    assert_eq!(application().await, ours);
    db.run("pragma application_id = 1234").await;
    assert!(
        refused(&db.url)
            .await
            .starts_with("It is the database of another program")
    );
}

#[tokio::test]
async fn a_backup_while_others_write() {
    let _company = together().await;
    let db = Db::sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("it's a copy.db");
    for n in 0..60 {
        db.issue(&n.to_string()).await;
    }
    store::backup(&db.url, &to).await.unwrap();
    db.issue("later").await;
    let copy = Store::open(&format!("sqlite:{}", to.display()))
        .await
        .unwrap();
    let me = copy.local_operator().await.unwrap();
    assert_eq!(
        (
            copy.counts(&me).await.unwrap().issues,
            copy.last_seq(&me).await.unwrap()
        ),
        (60, 60)
    );
    copy.close().await;
    let again = store::backup(&db.url, &to).await.unwrap_err().to_string();
    assert!(
        again.ends_with("is there already, and was left as it is"),
        "{again}"
    );
    assert!(
        store::backup("sqlite:/no/such/file.db", &folder.path().join("x"))
            .await
            .is_err()
    );
    assert!(
        store::backup("postgres://localhost/x", &folder.path().join("x"))
            .await
            .is_err()
    );
    let left = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    assert!(
        left.into_iter()
            .all(|name| !name.to_string_lossy().ends_with(".part")),
        "nothing half done is left"
    );
    db.finish().await;
}

/// The log of changes stays short although there is always somebody reading.
#[tokio::test]
async fn the_log_of_changes_stays_short() {
    let _company = together().await;
    let db = Db::sqlite().await;
    let log = std::path::PathBuf::from(format!("{}-wal", db.url.strip_prefix("sqlite:").unwrap()));
    // One begins before the other ends, so that SQLite never finds its log unread.
    let read = async |connection: &mut AnyConnection| {
        sqlx::query("begin")
            .execute(&mut *connection)
            .await
            .unwrap();
        sqlx::query("select count(*) from issues")
            .execute(connection)
            .await
            .unwrap();
    };
    let reading = async {
        let (mut one, mut other) = (db.raw().await, db.raw().await);
        for _ in 0_u64.. {
            read(&mut one).await;
            let _ = sqlx::query("commit").execute(&mut other).await;
            read(&mut other).await;
            let _ = sqlx::query("commit").execute(&mut one).await;
        }
    };
    let writing = async {
        let issue = db.issue("One").await.id;
        for n in 0..250 {
            let content = format!("{n}{}", "x".repeat(400_000));
            let comment = model::NewComment {
                content,
                ..Default::default()
            };
            db.store.add_comment(&db.me, issue, comment).await.unwrap();
        }
    };
    tokio::select! { () = writing => {}, _ = reading => {} }
    let length = std::fs::metadata(&log).unwrap().len();
    assert!(length < 64 * 1024 * 1024, "{length}");
    db.finish().await;
}
