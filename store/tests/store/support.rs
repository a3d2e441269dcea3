//! A fresh database for every test, with a clock that stands still until it is told to go on.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use model::{
    Actor, Card, Change, Event, Issue, IssueField, IssueFilter, IssueId, IssuePatch, NewIssue,
    Status, Timestamp,
};
use sqlx::{AnyConnection, Connection};
use store::Store;
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, broadcast};

/// 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600_000_000;

/// Held by every test that is running, and by one alone that counts what the process does.
static COMPANY: LazyLock<Arc<RwLock<()>>> = LazyLock::new(Default::default);

/// In company with other tests.
pub async fn together() -> OwnedRwLockReadGuard<()> {
    Arc::clone(&COMPANY).read_owned().await
}

/// Without other tests.
pub async fn alone() -> OwnedRwLockWriteGuard<()> {
    Arc::clone(&COMPANY).write_owned().await
}

/// A database with its store and the person at the machine.
#[derive(Clone)]
pub struct Db {
    pub store: Store,
    pub me: Actor,
    pub url: String,
    clock: Arc<AtomicI64>,
    _folder: Option<Arc<tempfile::TempDir>>,
}

impl Db {
    /// A file that is removed at the end.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("crosslink.db").display());
        Db::open(url, Some(Arc::new(folder))).await
    }

    /// A database of its own on the test cluster, if there is one.
    pub async fn postgres() -> Option<Self> {
        let cluster = cluster()?;
        let name = format!("t_{}", uuid::Uuid::new_v4().simple());
        on_cluster(&cluster, format!("create database {name}")).await;
        let (server, _) = cluster.rsplit_once('/').unwrap();
        Some(Db::open(format!("{server}/{name}"), None).await)
    }

    async fn open(url: String, folder: Option<Arc<tempfile::TempDir>>) -> Self {
        let clock = Arc::new(AtomicI64::new(START));
        let store = Store::open_with(&url, ticking(&clock)).await.unwrap();
        let me = store.local_operator().await.unwrap();
        Db {
            store,
            me,
            url,
            clock,
            _folder: folder,
        }
    }

    /// Another store on the same database, as a second server has it.
    pub async fn second_store(&self) -> Store {
        Store::open_with(&self.url, ticking(&self.clock))
            .await
            .unwrap()
    }

    /// A connection beside the store, to look and to prepare what no verb can.
    pub async fn raw(&self) -> AnyConnection {
        AnyConnection::connect(&self.url.replace("sqlite:", "sqlite://"))
            .await
            .unwrap()
    }

    /// Runs a statement beside the store.
    pub async fn run(&self, statement: &'static str) {
        sqlx::query(statement)
            .execute(&mut self.raw().await)
            .await
            .unwrap();
    }

    /// Lets time pass.
    pub fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Closes the store; drops a database that was created for it.
    pub async fn finish(self) {
        self.store.close().await;
        if let (Some(cluster), Some((_, name))) = (cluster(), self.url.rsplit_once('/'))
            && self.url.starts_with("postgres")
        {
            on_cluster(&cluster, format!("drop database {name} with (force)")).await;
        }
    }

    /// An issue with nothing but a title.
    pub async fn issue(&self, title: &str) -> Issue {
        self.store
            .create_issue(
                &self.me,
                NewIssue {
                    title: title.into(),
                    ..Default::default()
                },
            )
            .await
            .unwrap()
    }

    /// Its card, as a list has it.
    pub async fn card(&self, id: IssueId) -> Card {
        let cards = self
            .store
            .list_cards(
                &self.me,
                &IssueFilter::default(),
                Default::default(),
                &Default::default(),
            )
            .await
            .unwrap();
        cards.items.into_iter().find(|card| card.id == id).unwrap()
    }

    /// Puts an issue into a status, by as many moves as the table needs.
    pub async fn put(&self, id: IssueId, status: Status) {
        let now = self.store.issue(&self.me, id).await.unwrap().status;
        let path: &[Status] = match (now, status) {
            _ if now == status => &[],
            _ if now.can_move_to(status) => &[status],
            (Status::Backlog, _) => &[Status::InProgress, status],
            _ => panic!("no way from {now} to {status}"),
        };
        for status in path {
            let patch = IssuePatch {
                status: Some(*status),
                ..Default::default()
            };
            self.store.update_issue(&self.me, id, patch).await.unwrap();
        }
    }

    /// The titles of a lane, from the top, in one string.
    pub async fn lane(&self, status: Status) -> String {
        self.lanes().await.swap_remove(status as usize)
    }

    /// The titles of all lanes.
    pub async fn lanes(&self) -> Vec<String> {
        let board = self
            .store
            .load_board(&self.me, &IssueFilter::default(), 500)
            .await
            .unwrap();
        for lane in &board.lanes {
            assert_eq!(lane.total, lane.cards.len() as i64);
            assert!(
                lane.cards
                    .windows(2)
                    .all(|pair| pair[0].key().order(&pair[1].key()).is_lt()),
                "strictly ordered"
            );
        }
        board
            .lanes
            .iter()
            .map(|lane| lane.cards.iter().map(|card| card.title.as_str()).collect())
            .collect()
    }

    /// Issues with one-letter titles, in the order of the letters.
    pub async fn letters<const N: usize>(&self) -> [IssueId; N] {
        let mut ids = [IssueId(0); N];
        for (id, letter) in ids.iter_mut().zip('a'..) {
            *id = self.issue(&letter.to_string()).await.id;
        }
        ids
    }
}

fn cluster() -> Option<String> {
    std::env::var("CROSSLINK_TEST_POSTGRES")
        .ok()
        .filter(|url| !url.is_empty())
}

async fn on_cluster(url: &str, statement: String) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .unwrap();
}

fn ticking(clock: &Arc<AtomicI64>) -> store::Clock {
    let clock = Arc::clone(clock);
    Arc::new(move || Timestamp::from_micros(clock.load(Ordering::SeqCst)).unwrap())
}

/// Writes a test that runs on both databases.
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {$(
        $(#[$attribute])*
        async fn $name($db: crate::support::Db) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let _company = crate::support::together().await;
                let db = crate::support::Db::sqlite().await;
                super::$name(db.clone()).await;
                db.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let _company = crate::support::together().await;
                match crate::support::Db::postgres().await {
                    Some(db) => {
                        super::$name(db.clone()).await;
                        db.finish().await;
                    }
                    None => println!("PostgreSQL: skipped"),
                }
            }
        }
    )*};
}

/// What was announced, one word an event, and nothing more: `created #1`, `blockers #2`.
pub struct Ears {
    bus: broadcast::Receiver<Arc<Event>>,
    heard: i64,
}

impl Db {
    /// Listens from now on.
    pub async fn listen(&self) -> Ears {
        let bus = self.store.subscribe();
        Ears {
            bus,
            heard: self.store.last_seq(&self.me).await.unwrap(),
        }
    }

    /// Everything heard so far. What other stores wrote comes by way of the database, so it is
    /// waited for.
    pub async fn heard(&self, ears: &mut Ears) -> Vec<String> {
        self.events(ears)
            .await
            .iter()
            .map(|event| describe(event))
            .collect()
    }

    /// The events heard so far, up to the newest that is committed.
    pub async fn events(&self, ears: &mut Ears) -> Vec<Arc<Event>> {
        let last = self.store.last_seq(&self.me).await.unwrap();
        let mut events = Vec::new();
        while ears.heard < last {
            let event = tokio::time::timeout(Duration::from_secs(20), ears.bus.recv())
                .await
                .unwrap()
                .unwrap();
            // What another store did before the ears were opened may still come.
            if event.seq > ears.heard {
                assert_eq!(event.seq, ears.heard + 1, "no holes");
                ears.heard = event.seq;
                events.push(event);
            }
        }
        events
    }
}

/// `status #3 done`, with the card's status where it says something.
pub fn describe(event: &Event) -> String {
    match &event.change {
        Change::Issue {
            id,
            field: IssueField::Status,
            card: Some(card),
        } => format!("status #{id} {}", card.status),
        Change::Issue { id, field, .. } => format!("{} #{id}", format!("{field:?}").to_lowercase()),
        Change::LaneRenumbered { status } => format!("renumbered {status}"),
        Change::Milestones => "milestones".into(),
        Change::Heartbeat {
            agent,
            active_issue: Some(issue),
            ..
        } => format!("heartbeat {agent} #{issue}"),
        Change::Heartbeat { agent, .. } => format!("heartbeat {agent}"),
        Change::AgentStatus { agent, status } => format!("{agent} is {}", status.as_str()),
        Change::LockChanged {
            issue,
            action,
            agent,
        } => format!("{action:?} #{issue} {agent}").to_lowercase(),
        Change::Sessions => "sessions".into(),
        Change::Usage => "usage".into(),
        Change::Knowledge {
            slug,
            was,
            revision,
        } => {
            let was = was
                .as_ref()
                .map(|was| format!(" was {was}"))
                .unwrap_or_default();
            format!(
                "page {slug}{was} {}",
                revision.map_or_else(|| "gone".to_owned(), |number| number.to_string())
            )
        }
        Change::Imported { issues } => format!("imported {issues}"),
        Change::Restored => format!("restored at {}", event.seq),
    }
}

/// The rule that refused.
pub fn refusal<T: std::fmt::Debug>(result: store::Result<T>) -> model::Error {
    match result {
        Err(store::Error::Rule(rule)) => rule,
        other => panic!("not a refusal: {other:?}"),
    }
}
