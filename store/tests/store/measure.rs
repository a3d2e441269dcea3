//! Numbers, on demand: `cargo nextest run -p store --release --run-ignored only --no-capture measure`.

use std::time::{Duration, Instant};

use model::{IssueFilter, NewIssue, Page, Place, Sort, Status};

use crate::{
    import::{comment, issue},
    support::Db,
};

fn say(what: &str, count: u32, took: Duration) {
    println!("{what}: {took:.1?}, {:.0}/s, {:.3?} each", f64::from(count) / took.as_secs_f64(), took / count);
}

async fn measure(db: Db) {
    println!("{}", db.url);
    let text = "The hub loses references when two agents push at once; see `src/hub.rs`. ".repeat(20);
    let issues = (1..=3_000)
        .map(|n| {
            let mut issue = issue(n, &format!("Issue number {n} about the worktree"));
            issue.description = Some(format!("{text} {n}"));
            issue.labels = vec![format!("label {}", n % 15)];
            issue.comments = vec![comment(10_000 + n, &text)];
            issue.status = Status::ALL[(n % 7) as usize];
            issue
        })
        .collect();
    let relations = (2..=1_000u128)
        .map(|n| model::import::ImportedRelation {
            source: model::Uuid::from_u128(n - 1),
            target: model::Uuid::from_u128(n),
            kind: model::RelationKind::Blocks,
        })
        .collect();
    let batch = model::import::Batch { source: "test".into(), issues, relations, warnings: vec![] };
    for what in ["import", "import again"] {
        let start = Instant::now();
        db.store.import(&db.me, batch.clone(), |_, _| {}).await.unwrap();
        say(what, 3_000, start.elapsed());
    }
    let start = Instant::now();
    let tasks: Vec<_> = (0..32)
        .map(|task| {
            let db = db.clone();
            tokio::spawn(async move {
                for n in 0..100 {
                    let new = NewIssue { title: format!("{task} {n}"), description: Some("x".repeat(200)), ..Default::default() };
                    db.store.create_issue(&db.me, new).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    say("create, 32 tasks", 3_200, start.elapsed());
    let start = Instant::now();
    for n in 0..100 {
        db.issue(&n.to_string()).await;
    }
    say("create, one after the other", 100, start.elapsed());
    reads(&db).await;
}

async fn reads(db: &Db) {
    let page = Page { limit: Some(50), after: None };
    let every = IssueFilter::default();
    let search = IssueFilter { search: Some("worktree hub".into()), ..Default::default() };
    macro_rules! time {
        ($what:literal, $times:literal, $verb:expr) => {{
            let start = Instant::now();
            for _ in 0..$times {
                $verb.await.unwrap();
            }
            say($what, $times, start.elapsed());
        }};
    }
    time!("list of 50", 200, db.store.list_issues(&db.me, &every, Sort::default(), &page));
    time!("cards, 50", 200, db.store.list_cards(&db.me, &every, Sort::default(), &page));
    time!("list of all 6,300", 5, db.store.list_issues(&db.me, &every, Sort::default(), &Page::default()));
    time!("search, 50", 50, db.store.list_issues(&db.me, &search, Sort::default(), &page));
    time!("board, 7 x 50", 100, db.store.load_board(&db.me, &every, 50));
    time!("board, searched", 20, db.store.load_board(&db.me, &search, 50));
    time!("detail", 500, db.store.issue_detail(&db.me, model::IssueId(500)));
    time!("counts", 100, db.store.counts(&db.me));
    time!("suggest", 100, db.store.suggest_issues(&db.me, "work", 10));
    time!("move", 200, db.store.move_issue(&db.me, model::IssueId(14), Status::Backlog, Place::Bottom));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes seconds and proves nothing"]
async fn sqlite() {
    measure(Db::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes seconds and proves nothing"]
async fn postgres() {
    if let Some(db) = Db::postgres().await {
        measure(db.clone()).await;
        db.finish().await;
    }
}
