//! Imports.

use std::sync::{Arc, Mutex};

use model::{
    Action, CommentKind, IssueId, Lifecycle, NewIssue, Priority, RelationKind, Status, Timestamp,
    Uuid,
    import::{Batch, ImportedComment, ImportedIssue, ImportedRelation, Report},
};

use crate::support::Db;

/// Seconds after some day in 2025.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_750_000_000_000_000 + seconds * 1_000_000).unwrap()
}

/// An issue with a number and a uuid that agree.
pub fn issue(number: u128, title: &str) -> ImportedIssue {
    ImportedIssue {
        uuid: Uuid::from_u128(number),
        number: i64::try_from(number).ok(),
        external: None,
        title: title.into(),
        description: None,
        status: Status::Backlog,
        priority: Priority::Medium,
        author: Some("worker-1".into()),
        parent: None,
        labels: vec![],
        created_at: at(0),
        updated_at: at(0),
        closed_at: None,
        comments: vec![],
    }
}

pub fn comment(uuid: u128, content: &str) -> ImportedComment {
    ImportedComment {
        uuid: Uuid::from_u128(uuid),
        author: Some("driver".into()),
        content: content.into(),
        kind: CommentKind::Handoff,
        trigger_type: None,
        intervention_context: None,
        driver_key_fingerprint: Some("SHA256:x".into()),
        signed_by: None,
        signature: None,
        created_at: at(1),
    }
}

fn batch(issues: Vec<ImportedIssue>) -> Batch {
    Batch {
        source: "git hub".into(),
        issues,
        ..Default::default()
    }
}

fn blocks(source: u128, target: u128) -> ImportedRelation {
    ImportedRelation {
        source: Uuid::from_u128(source),
        target: Uuid::from_u128(target),
        kind: RelationKind::Blocks,
    }
}

async fn import(db: &Db, batch: Batch) -> Report {
    db.store.import(&db.me, batch, |_, _| {}).await.unwrap()
}

/// Five issues with everything.
fn everything() -> Batch {
    let mut issues: Vec<_> = (1..=5).map(|n| issue(n, &format!("title {n}"))).collect();
    issues[0].labels = vec!["bug".into(), "api".into()];
    issues[1].parent = Some(Uuid::from_u128(5));
    issues[2].comments = vec![comment(101, "hello"), comment(102, "")];
    issues[3].status = Status::Done;
    issues[3].closed_at = Some(at(9));
    issues[4].external = Some("bd-0088".into());
    Batch {
        relations: vec![blocks(1, 2), blocks(2, 3)],
        ..batch(issues)
    }
}

on_both! {
    async fn a_long_talk_comes_in_pieces(db: Db) {
        let talk = |many: u128| (0..many).map(|n| ImportedComment { created_at: at(n as i64), ..comment(1_000 + n, &n.to_string()) }).collect();
        let long = |many: u128| ImportedIssue { comments: talk(many), labels: vec!["x".into()], description: Some("d".into()), ..issue(1, "long") };
        let all = || vec![issue(2, "short"), long(1_300), issue(3, "other")];
        let report = import(&db, batch(all())).await;
        assert_eq!((report.issues_created, report.comments, report.labels, report.issues_unchanged), (3, 1_300, 1, 0));
        let again = import(&db, batch(all())).await;
        assert_eq!((again.issues_created, again.issues_updated, again.comments, again.issues_unchanged), (0, 0, 0, 3));
        let newer = ImportedIssue { updated_at: at(9), title: "longer".into(), ..long(1_900) };
        let report = import(&db, batch(vec![newer])).await;
        assert_eq!((report.issues_updated, report.comments, report.issues_unchanged), (1, 600, 0));
        let detail = db.store.issue_detail(&db.me, IssueId(1)).await.unwrap();
        assert_eq!((detail.comments.len(), detail.issue.title.as_str(), detail.issue.description.as_deref()), (1_900, "longer", Some("d")));
        assert_eq!(detail.labels.len(), 1);
    }

    async fn a_batch_comes_in_whole(db: Db) {
        let mut ears = db.listen().await;
        let report = import(&db, everything()).await;
        let expected = Report { issues_created: 5, comments: 2, labels: 2, relations: 2, ..Default::default() };
        assert_eq!(report, expected);
        assert_eq!(db.heard(&mut ears).await, ["imported 5", "imported 1"]);
        let detail = db.store.issue_detail(&db.me, IssueId(3)).await.unwrap();
        assert_eq!((detail.issue.identifier.as_str(), detail.issue.created_at, detail.issue.updated_at), ("MAIN-3", at(0), at(0)));
        assert_eq!(detail.issue.author.unwrap().name, "worker-1");
        assert_eq!((detail.comments.len(), detail.comments[0].kind), (2, CommentKind::Handoff));
        assert_eq!(detail.comments[0].driver_key_fingerprint.as_deref(), Some("SHA256:x"));
        assert_eq!(detail.activities[0].action, Action::Imported { source: "git hub".into() });
        assert_eq!(detail.blockers[0].id, IssueId(2));
        assert_eq!(db.store.issue(&db.me, IssueId(2)).await.unwrap().parent, Some(IssueId(5)));
        assert_eq!(db.store.issue(&db.me, IssueId(4)).await.unwrap().closed_at, Some(at(9)));
        assert_eq!(db.store.suggest_issues(&db.me, "bd-0088", 9).await.unwrap()[0].id, IssueId(5));
        assert_eq!(db.issue("next").await.identifier, "MAIN-6");
    }

    async fn the_same_batch_again_changes_nothing(db: Db) {
        import(&db, everything()).await;
        let before: Vec<_> = db.store.list_issues(&db.me, &Default::default(), Default::default(), &Default::default()).await.unwrap().items;
        let seq = db.store.last_seq(&db.me).await.unwrap();
        let again = import(&db, everything()).await;
        assert_eq!(again, Report { issues_unchanged: 5, ..Default::default() });
        assert_eq!(db.store.list_issues(&db.me, &Default::default(), Default::default(), &Default::default()).await.unwrap().items, before);
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), seq);
    }

    async fn the_newer_one_wins(db: Db) {
        import(&db, everything()).await;
        let mut newer = issue(1, "renamed");
        newer.updated_at = at(60);
        newer.status = Status::Cancelled;
        let mut older = issue(2, "not renamed");
        older.updated_at = at(-60);
        let report = import(&db, batch(vec![newer, older])).await;
        assert_eq!((report.issues_updated, report.issues_unchanged), (1, 1));
        let issue = db.store.issue(&db.me, IssueId(1)).await.unwrap();
        assert_eq!((issue.title.as_str(), issue.status, issue.closed_at), ("renamed", Status::Cancelled, Some(at(60))));
        assert_eq!(db.store.issue_labels(&db.me, IssueId(1)).await.unwrap().len(), 2, "labels are only added");
        assert_eq!(db.store.issue(&db.me, IssueId(2)).await.unwrap().title, "title 2");
        assert_eq!(db.store.suggest_issues(&db.me, "renamed", 9).await.unwrap().len(), 1);
    }

    /// What was taken off here after the import is not put on again by the same import.
    async fn what_changed_here_stays(db: Db) {
        import(&db, everything()).await;
        db.store.remove_label(&db.me, IssueId(1), "bug").await.unwrap();
        db.store.remove_blocker(&db.me, IssueId(2), IssueId(1)).await.unwrap();
        let report = import(&db, everything()).await;
        assert_eq!((report.labels, report.relations), (0, 0));
        assert_eq!(db.card(IssueId(2)).await.blocked_by, 0);
    }

    async fn numbers_are_kept_where_they_are_free(db: Db) {
        let [_a, b] = db.letters().await;
        db.store.delete_issue(&db.me, b).await.unwrap();
        let mut unnumbered = issue(100, "no number");
        unnumbered.number = None;
        let report = import(&db, batch(vec![unnumbered, issue(1, "one"), issue(2, "two"), issue(7, "seven")])).await;
        assert_eq!(report.warnings, ["2 issues could not keep their number and got a new one."]);
        let found = |title: &'static str| {
            let db = db.clone();
            async move { db.store.suggest_issues(&db.me, title, 1).await.unwrap()[0].identifier.clone() }
        };
        assert_eq!(found("seven").await, "MAIN-7");
        assert_eq!((found("one").await, found("two").await, found("no number").await), ("MAIN-8".into(), "MAIN-9".into(), "MAIN-10".into()));
        assert_eq!(db.issue("next").await.id, IssueId(11));
    }

    async fn edges_that_cannot_be_are_warnings(db: Db) {
        let mut issues: Vec<_> = (1..=3).map(|n| issue(n, "x")).collect();
        issues[0].parent = Some(Uuid::from_u128(2));
        issues[1].parent = Some(Uuid::from_u128(1));
        issues[2].parent = Some(Uuid::from_u128(99));
        let relations = vec![blocks(1, 2), blocks(2, 3), blocks(3, 1), blocks(1, 1), blocks(1, 99), blocks(1, 2)];
        let report = import(&db, Batch { relations, ..batch(issues) }).await;
        assert_eq!((report.relations, report.warnings.len()), (2, 5), "{:#?}", report.warnings);
        assert!(report.warnings.contains(&"#3 blocks #1 is left out: Adding this dependency would create a circular dependency chain.".into()));
        for (id, parent) in [(1, Some(IssueId(2))), (2, None), (3, None)] {
            assert_eq!(db.store.issue(&db.me, IssueId(id)).await.unwrap().parent, parent);
        }
    }

    async fn texts_are_cut_with_a_warning(db: Db) {
        let mut long = issue(1, &"x".repeat(600));
        long.description = Some("y\0".repeat(70_000));
        long.labels = vec!["l".repeat(200), " ".into(), "a".into(), "a ".into()];
        let mut nameless = issue(2, " ");
        nameless.author = Some("  ".into());
        let twice = ImportedIssue { updated_at: at(5), title: "newer".into(), ..issue(3, "older") };
        let report = import(&db, batch(vec![long, nameless, issue(3, "older"), twice])).await;
        assert_eq!(report.warnings.len(), 5, "{:#?}", report.warnings);
        let one = db.store.issue_detail(&db.me, IssueId(1)).await.unwrap();
        assert_eq!((one.issue.title.len(), one.issue.description.unwrap().len(), one.labels.len()), (512, 65_536, 2));
        let two = db.store.issue(&db.me, IssueId(2)).await.unwrap();
        assert_eq!((two.title.as_str(), two.author), ("Untitled", None));
        assert_eq!(db.store.issue(&db.me, IssueId(3)).await.unwrap().title, "newer");
    }

    async fn lanes_are_in_the_order_of_numbers_and_of_closing(db: Db) {
        let done = |n: u128, closed: i64| ImportedIssue { status: Status::Done, closed_at: Some(at(closed)), ..issue(n, &n.to_string()) };
        let issues = vec![issue(4, "4"), done(1, 50), issue(2, "2"), done(3, 70), done(5, 60)];
        db.issue("z").await;
        import(&db, batch(issues)).await;
        assert_eq!((db.lane(Status::Backlog).await, db.lane(Status::Done).await), ("z24".into(), "351".into()));
    }

    /// Several chunks, with a person at work meanwhile; progress counts up to all.
    async fn a_large_batch_comes_in_chunks(db: Db) {
        let issues: Vec<_> = (1..=700).map(|n| ImportedIssue { number: Some(800 - n as i64), ..issue(n, &format!("title {n}")) }).collect();
        let told = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&told);
        let import = db.store.import(&db.me, batch(issues), move |done, all| sink.lock().unwrap().push((done, all)));
        let person = async {
            for n in 0..20 {
                db.store.create_issue(&db.me, NewIssue { title: format!("mine {n}"), ..Default::default() }).await.unwrap();
            }
        };
        let (report, ()) = tokio::join!(import, person);
        assert_eq!(report.unwrap().issues_created, 700);
        let told = told.lock().unwrap().clone();
        assert_eq!((told[0], told[told.len() - 1]), ((0, 700), (700, 700)));
        assert!(told.len() >= 4, "{told:?}");
        let issues = db.store.list_issues(&db.me, &Default::default(), Default::default(), &Default::default()).await.unwrap();
        assert_eq!(issues.total, 720);
        assert!(issues.items.iter().all(|item| item.issue.lifecycle() == Lifecycle::Open));
    }
}
