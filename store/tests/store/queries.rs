//! The number of statements of a verb does not depend on the data.

use std::sync::atomic::{AtomicUsize, Ordering};

use model::{
    AutoSteal, BulkChange, Claim, Draft, Heartbeat, IssueFilter, IssueId, IssuePatch, LockPolicy,
    MilestoneId, NewComment, NewIssue, NewMilestone, NewPage, NewUsage, Page, PagePatch, Place,
    Priority, SessionRef, Sort, Status, UsageFilter,
    import::{Batch, ImportedIssue, ImportedRelation},
};
use tracing_subscriber::{Layer, layer::SubscriberExt};

use crate::{
    import::{comment, issue},
    support::{Db, alone},
};

static STATEMENTS: AtomicUsize = AtomicUsize::new(0);

/// Counts what sqlx logs: one event a statement. What a new connection is told, and what the tail
/// asks that follows the log of events, are not of the verb.
struct Counter;

#[derive(Default)]
struct Summary(String);

impl tracing::field::Visit for Summary {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            self.0 = format!("{value:?}").trim_matches('"').to_lowercase();
        }
    }
}

impl<S: tracing::Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        if event.metadata().target() != "sqlx::query" {
            return;
        }
        let mut summary = Summary::default();
        event.record(&mut summary);
        if !["pragma", "set", "listen", "select e.id", "select w.id"]
            .iter()
            .any(|other| summary.0.starts_with(other))
        {
            STATEMENTS.fetch_add(1, Ordering::SeqCst);
        }
    }
}

macro_rules! count {
    ($verb:expr) => {{
        let before = STATEMENTS.load(Ordering::SeqCst);
        $verb.await.unwrap();
        STATEMENTS.load(Ordering::SeqCst) - before
    }};
}

/// Issue 1 with a third of the others as children, a third as blockers, a third blocked by it, and
/// labels and comments.
async fn fill(db: &Db, size: u128) {
    let issues: Vec<ImportedIssue> = (1..=size)
        .map(|n| {
            let mut issue = issue(n, &format!("issue {n}"));
            issue.parent = (n > 1 && n % 3 == 0).then(|| model::Uuid::from_u128(1));
            issue.labels = vec![format!("label {}", n % 20)];
            issue.comments = vec![comment(size + n, "word")];
            issue
        })
        .collect();
    let relation = |n: u128| {
        let (source, target) = if n % 3 == 1 { (1, n) } else { (n, 1) };
        ImportedRelation {
            source: model::Uuid::from_u128(source),
            target: model::Uuid::from_u128(target),
            kind: model::RelationKind::Blocks,
        }
    };
    let relations = (2..=size).filter(|n| n % 3 != 0).map(relation).collect();
    db.store
        .import(
            &db.me,
            Batch {
                source: "test".into(),
                issues,
                relations,
                warnings: vec![],
            },
            |_, _| {},
        )
        .await
        .unwrap();
    let m = db
        .store
        .create_milestone(
            &db.me,
            NewMilestone {
                name: "m".into(),
                description: None,
            },
        )
        .await
        .unwrap();
    for n in (1..=size as i64).step_by(5) {
        db.store
            .assign_milestone(&db.me, m, IssueId(n))
            .await
            .unwrap();
        db.store
            .start_session(&db.me, Some("worker".into()))
            .await
            .unwrap();
        db.store.record_usage(&db.me, tokens(n)).await.unwrap();
    }
}

fn tokens(input_tokens: i64) -> NewUsage {
    NewUsage {
        agent: "worker".into(),
        input_tokens,
        ..Default::default()
    }
}

const POLICY: LockPolicy = LockPolicy {
    stale_minutes: 60,
    auto_steal: AutoSteal::Off,
};

/// Every issue is held by worker-1, and as many agents are alive.
async fn lock(db: &Db, size: i64) {
    for n in 1..=size {
        let claim = Claim {
            agent: "worker-1".into(),
            ..Default::default()
        };
        db.store
            .claim_lock(&db.me, IssueId(n), claim, POLICY)
            .await
            .unwrap();
        let beat = Heartbeat {
            agent: format!("agent-{n}"),
            ..Default::default()
        };
        db.store.record_heartbeat(&db.me, beat).await.unwrap();
    }
}

/// Every verb, with how many statements it took.
async fn counted(db: &Db) -> Vec<(&'static str, usize)> {
    let (store, me, a) = (&db.store, &db.me, IssueId(1));
    let (m, spent) = (
        MilestoneId(1),
        UsageFilter {
            agent: Some("worker".into()),
            ..Default::default()
        },
    );
    let (every, all) = (IssueFilter::default(), Page::default());
    let search = IssueFilter {
        search: Some("issue word".into()),
        labels: vec!["label 1".into()],
        ..Default::default()
    };
    let patch = |title: &str| IssuePatch {
        title: Some(title.into()),
        ..Default::default()
    };
    let comment = NewComment {
        content: "x".into(),
        ..Default::default()
    };
    let new = NewIssue {
        title: "x".into(),
        parent: Some(a),
        labels: vec!["p".into(), "q".into()],
        ..Default::default()
    };
    // A third of all there are.
    let third = store.counts(me).await.unwrap().issues / 3;
    let named = &db.me.clone().with_mutation("bulk");
    let some = || (4..4 + third.min(400)).map(IssueId).collect::<Vec<_>>();
    let mut counts = vec![
        ("issue", count!(store.issue(me, a))),
        ("card", count!(store.card(me, a))),
        ("detail", count!(store.issue_detail(me, a))),
        ("tree", count!(store.issue_tree(me, a))),
        (
            "list",
            count!(store.list_issues(me, &every, Sort::default(), &all)),
        ),
        (
            "search",
            count!(store.list_issues(me, &search, Sort::default(), &all)),
        ),
        (
            "cards",
            count!(store.list_cards(me, &every, Sort::default(), &all)),
        ),
        ("count", count!(store.count_issues(me, &search))),
        (
            "excerpts",
            count!(store.issue_excerpts(me, &[a, IssueId(2)], "issue word")),
        ),
        ("board", count!(store.load_board(me, &every, 50))),
        (
            "lane",
            count!(store.load_lane(me, Status::Backlog, &every, None, 50)),
        ),
        ("suggest", count!(store.suggest_issues(me, "issue", 10))),
        ("counts", count!(store.counts(me))),
        ("crew", count!(store.home_crew(me))),
        ("comments", count!(store.list_comments(me, a))),
        ("labels", count!(store.list_labels(me))),
        ("issue labels", count!(store.issue_labels(me, a))),
        ("agents", count!(store.list_agents(me))),
        ("agent", count!(store.agent(me, "worker-1"))),
        ("locks", count!(store.list_locks(me))),
        ("lock", count!(store.issue_lock(me, a))),
        ("milestones", count!(store.list_milestones(me, None))),
        ("milestone", count!(store.milestone(me, m))),
        ("burn-up", count!(store.milestone_burn_up(me, m))),
        ("find", count!(store.search(me, "issue word", 50))),
        ("session", count!(store.current_session(me, Some("worker")))),
        ("sessions", count!(store.list_sessions(me, false, None, 50))),
        ("usage", count!(store.list_usage(me, &spent, None))),
        ("summary", count!(store.usage_summary(me, &spent))),
        ("days", count!(store.usage_days(me, &spent))),
        ("events", count!(store.events_since(me, 0))),
        ("create", count!(store.create_issue(me, new))),
        ("update", count!(store.update_issue(me, a, patch("new")))),
        (
            "move",
            count!(store.move_issue(me, a, Status::Todo, Place::Bottom)),
        ),
        (
            "reorder",
            count!(store.move_issue(me, IssueId(2), Status::Backlog, Place::Bottom)),
        ),
        ("close", count!(store.close_issue(me, a))),
        ("archive", count!(store.archive_issue(me, a))),
        ("unarchive", count!(store.unarchive_issue(me, a))),
        ("reopen", count!(store.reopen_issue(me, a))),
        ("comment", count!(store.add_comment(me, a, comment))),
        ("label", count!(store.add_label(me, a, "new"))),
        ("unlabel", count!(store.remove_label(me, a, "new"))),
        (
            "milestone",
            count!(store.create_milestone(
                me,
                NewMilestone {
                    name: "m".into(),
                    description: None
                }
            )),
        ),
        ("assign", count!(store.assign_milestone(me, m, IssueId(2)))),
        (
            "unassign",
            count!(store.unassign_milestone(me, m, IssueId(2))),
        ),
        ("reach", count!(store.close_milestone(me, m))),
        (
            "start",
            count!(store.start_session(me, Some("worker".into()))),
        ),
        (
            "work",
            count!(store.set_active_issue(me, SessionRef::Current, Some(a))),
        ),
        (
            "end",
            count!(store.end_session(me, SessionRef::Current, None)),
        ),
        ("record", count!(store.record_usage(me, tokens(1)))),
        (
            "bulk label",
            count!(store.update_issues(me, some(), BulkChange::AddLabel("bulk".into()))),
        ),
        (
            "bulk unlabel",
            count!(store.update_issues(me, some(), BulkChange::RemoveLabel("bulk".into()))),
        ),
        (
            "bulk milestone",
            count!(store.update_issues(me, some(), BulkChange::Milestone(Some(m)))),
        ),
        (
            "bulk priority",
            count!(store.update_issues(named, some(), BulkChange::Priority(Priority::Urgent))),
        ),
        (
            "bulk priority undone",
            count!(store.undo_update_issues(me, "bulk".into())),
        ),
        (
            "bulk status named",
            count!(store.update_issues(named, some(), BulkChange::Status(Status::Todo))),
        ),
        (
            "bulk status undone",
            count!(store.undo_update_issues(me, "bulk".into())),
        ),
        (
            "bulk status",
            count!(store.update_issues(me, some(), BulkChange::Status(Status::Todo))),
        ),
        (
            "bulk close",
            count!(store.update_issues(me, some(), BulkChange::Close)),
        ),
        (
            "bulk archive",
            count!(store.update_issues(me, some(), BulkChange::Archive)),
        ),
        ("unblock", count!(store.remove_blocker(me, a, IssueId(2)))),
        ("block", count!(store.add_blocker(me, a, IssueId(2)))),
    ];
    let worker = || Claim {
        agent: "worker-1".into(),
        ..Default::default()
    };
    let beat = Heartbeat {
        agent: "worker-1".into(),
        active_issue: Some(a),
        ..Default::default()
    };
    counts.push(("heartbeat", count!(store.record_heartbeat(me, beat))));
    counts.push(("release", count!(store.release_lock(me, a, None))));
    counts.push(("claim", count!(store.claim_lock(me, a, worker(), POLICY))));
    db.wait(3601);
    counts.push(("settle", count!(store.refresh_agent_status(me))));
    counts.push((
        "steal",
        count!(store.steal_lock(
            me,
            a,
            Claim {
                agent: "worker-2".into(),
                ..Default::default()
            },
            POLICY
        )),
    ));
    counts.extend(counted_pages(db).await);
    let nothing = |_, _| {};
    let batch = Batch {
        issues: vec![issue(1 << 64, "one")],
        ..Default::default()
    };
    counts.push(("import", count!(store.import(me, batch, nothing))));
    counts.push(("unmake", count!(store.delete_milestone(me, m))));
    counts.push(("delete", count!(store.delete_issue(me, a))));
    counts.push((
        "bulk delete",
        count!(store.update_issues(me, some(), BulkChange::Delete)),
    ));
    counts
}

/// A page with as many words, links and revisions as there are issues.
async fn fill_pages(db: &Db, size: u128) {
    for n in 0..size / 10 {
        let content: String = (0..=n * 10)
            .map(|n| format!("word [[page-{n}]] and #{n}\n"))
            .collect();
        let draft = Draft {
            title: "Page".into(),
            content,
            ..Default::default()
        };
        db.store
            .create_page(
                &db.me,
                NewPage {
                    slug: format!("page-{n}"),
                    draft,
                },
            )
            .await
            .unwrap();
    }
}

async fn counted_pages(db: &Db) -> Vec<(&'static str, usize)> {
    let (store, me) = (&db.store, &db.me);
    let patch = |content: &str, base| PagePatch {
        content: Some(content.into()),
        base,
        ..Default::default()
    };
    let new = NewPage {
        slug: "new".into(),
        draft: Draft {
            title: "New".into(),
            content: "#1 [[page-0]]".into(),
            ..Default::default()
        },
    };
    vec![
        ("pages", count!(store.list_pages(me))),
        ("page", count!(store.page(me, "page-0"))),
        ("page history", count!(store.page_history(me, "page-0"))),
        (
            "page revision",
            count!(store.page_revision(me, "page-0", 1)),
        ),
        (
            "page titles",
            count!(store.page_titles(me, &["page-0".into(), "x".into()])),
        ),
        ("page search", count!(store.search_pages(me, "word and"))),
        ("issue pages", count!(store.issue_pages(me, IssueId(1)))),
        ("page backlinks", count!(store.page_backlinks(me, "page-0"))),
        ("pages to mirror", count!(store.pages_to_mirror(me))),
        ("create page", count!(store.create_page(me, new))),
        (
            "update page",
            count!(store.update_page(me, "page-0", patch("[[new]]", None))),
        ),
        (
            "merge page",
            count!(store.update_page(me, "page-0", patch("[[new]]\nmore", Some(2)))),
        ),
        (
            "rename page",
            count!(store.rename_page(me, "page-0", "page-x")),
        ),
        ("delete page", count!(store.delete_page(me, "new"))),
        ("restore page", count!(store.restore_page(me, "new", 1))),
    ]
}

async fn the_same_for_a_thousand_issues_as_for_ten(db: Db, other: Db) {
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Counter));
    fill(&db, 10).await;
    fill(&other, 1_000).await;
    lock(&db, 2).await;
    lock(&other, 20).await;
    fill_pages(&db, 10).await;
    fill_pages(&other, 500).await;
    let (few, many) = (counted(&db).await, counted(&other).await);
    assert_eq!(few, many);
    assert!(
        few.iter()
            .all(|(verb, count)| *count > 0 && *count <= if *verb == "import" { 60 } else { 26 }),
        "{few:?}"
    );
    assert!(
        few[..29].iter().all(|(_, count)| *count == 1),
        "reads are one statement each: {few:?}"
    );
    println!("{few:?}");
    db.finish().await;
    other.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    let _alone = alone().await;
    the_same_for_a_thousand_issues_as_for_ten(Db::sqlite().await, Db::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    let _alone = alone().await;
    match (Db::postgres().await, Db::postgres().await) {
        (Some(db), Some(other)) => the_same_for_a_thousand_issues_as_for_ten(db, other).await,
        _ => println!("PostgreSQL: skipped"),
    }
}
