//! The log of events and the bus.

use std::{sync::Arc, time::Duration};

use model::{Change, Event, IssueField, IssueId, NewIssue, Status};
use sqlx::Connection;
use store::{REPLAY_MAX, Replay};
use tokio::sync::broadcast;

use crate::support::describe;

/// The next that is heard, waited for.
async fn told(bus: &mut broadcast::Receiver<Arc<Event>>, many: usize) -> Vec<String> {
    let mut told = Vec::new();
    while told.len() < many {
        let event = tokio::time::timeout(Duration::from_secs(20), bus.recv())
            .await
            .unwrap()
            .unwrap();
        told.push(describe(&event));
    }
    told
}

on_both! {
    async fn what_was_heard_can_be_replayed(db: Db) {
        let mut ears = db.listen().await;
        let [a, _b] = db.letters().await;
        db.store.close_issue(&db.me.clone().with_mutation("m1"), a).await.unwrap();
        let heard = db.events(&mut ears).await;
        assert_eq!(heard.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(heard.iter().map(|event| event.mutation.as_deref()).collect::<Vec<_>>(), [None, None, Some("m1")]);
        let Change::Issue { field: IssueField::Status, card: Some(card), .. } = &heard[2].change else { panic!("{heard:?}") };
        assert_eq!((card.status, card.version), (Status::Done, 2), "the card after the change");
        assert_eq!(db.store.events_since(&db.me, 0).await.unwrap(), Replay::Events(heard.clone()));
        assert_eq!(db.store.events_since(&db.me, 2).await.unwrap(), Replay::Events(heard[2..].to_vec()));
        assert_eq!(db.store.events_since(&db.me, 3).await.unwrap(), Replay::Events(vec![]));
    }

    async fn too_long_ago_is_said(db: Db) {
        assert_eq!(db.store.events_since(&db.me, 0).await.unwrap(), Replay::Events(vec![]));
        assert_eq!(db.store.events_since(&db.me, 1).await.unwrap(), Replay::TooOld);
        assert_eq!(db.store.events_since(&db.me, -1).await.unwrap(), Replay::TooOld);
        let creates = (0..REPLAY_MAX + 2).map(|n| {
            let db = db.clone();
            async move { db.store.create_issue(&db.me, NewIssue { title: n.to_string(), ..Default::default() }).await.unwrap() }
        });
        futures::future::join_all(creates).await;
        assert_eq!(db.store.events_since(&db.me, 1).await.unwrap(), Replay::TooOld);
        let Replay::Events(events) = db.store.events_since(&db.me, 2).await.unwrap() else { panic!("not so long ago") };
        assert_eq!(events.len() as i64, REPLAY_MAX);
        db.run("delete from events where seq <= 500").await;
        assert_eq!(db.store.events_since(&db.me, 400).await.unwrap(), Replay::TooOld);
        db.run("delete from events").await;
        assert_eq!(db.store.events_since(&db.me, 900).await.unwrap(), Replay::TooOld);
    }

    async fn nothing_is_announced_that_was_not_committed(db: Db) {
        let mut ears = db.listen().await;
        let [a] = db.letters().await;
        assert!(db.store.archive_issue(&db.me, a).await.is_err());
        db.store.close_issue(&db.me, a).await.unwrap();
        for event in db.events(&mut ears).await {
            let Replay::Events(events) = db.store.events_since(&db.me, event.seq - 1).await.unwrap() else { panic!("{event:?}") };
            assert_eq!(events[0], event);
        }
    }

    /// Two servers on one database: each hears what the other did, in one order.
    async fn two_servers_hear_each_other(db: Db) {
        let other = db.second_store().await;
        let (mut here, mut there) = (db.listen().await, other.subscribe());
        let new = |title: &str| NewIssue { title: title.into(), ..Default::default() };
        for n in 0..10 {
            let store = if n % 2 == 0 { &db.store } else { &other };
            store.create_issue(&db.me, new(&n.to_string())).await.unwrap();
        }
        let heard = db.events(&mut here).await;
        assert_eq!(heard.iter().map(|event| describe(event)).collect::<Vec<_>>(), (1..=10).map(|n| format!("created #{n}")).collect::<Vec<_>>());
        for event in heard {
            assert_eq!(Arc::clone(&event), there.recv().await.unwrap());
        }
        other.close().await;
    }

    /// Many writers on two servers: no number twice, no hole in the sequence.
    async fn two_servers_write_in_turn(db: Db) {
        let other = db.second_store().await;
        let mut ears = db.listen().await;
        let mut there = other.subscribe();
        let creates = (0..60).map(|n| {
            let (db, store) = (db.clone(), if n % 2 == 0 { db.store.clone() } else { other.clone() });
            tokio::spawn(async move { store.create_issue(&db.me, NewIssue { title: n.to_string(), ..Default::default() }).await.unwrap().id.0 })
        });
        let mut ids: Vec<_> = futures::future::join_all(creates).await.into_iter().map(Result::unwrap).collect();
        ids.sort_unstable();
        assert_eq!(ids, (1..=60).collect::<Vec<_>>());
        let heard = db.events(&mut ears).await;
        assert_eq!(heard.iter().map(|event| event.seq).collect::<Vec<_>>(), (1..=60).collect::<Vec<_>>());
        for event in heard {
            assert_eq!(event, there.recv().await.unwrap(), "both hear the same, once");
        }
        other.close().await;
    }

    /// A backup that was put back: the log ends earlier than what was announced.
    async fn a_log_that_goes_back(db: Db) {
        let mut bus = db.store.subscribe();
        let [_a, _b, _c] = db.letters().await;
        db.run("update workspaces set last_seq = 1").await;
        db.run("delete from events where seq > 1").await;
        assert_eq!(told(&mut bus, 4).await, ["created #1", "created #2", "created #3", "restored at 1"]);
        db.store.add_label(&db.me, IssueId(1), "back").await.unwrap();
        assert_eq!(told(&mut bus, 1).await, ["labels #1"]);
    }

    /// Another database that was put in its place: the log is as long, or longer, but not the same.
    async fn a_log_that_is_another(db: Db) {
        let mut bus = db.store.subscribe();
        let [a, _b] = db.letters().await;
        db.run("update events set at = '2020-01-01T00:00:00.000000Z'").await;
        assert_eq!(told(&mut bus, 3).await, ["created #1", "created #2", "restored at 2"]);
        db.store.add_label(&db.me, a, "here").await.unwrap();
        assert_eq!(told(&mut bus, 1).await, ["labels #1"]);
        let mut connection = db.raw().await;
        let mut longer = connection.begin().await.unwrap();
        for statement in [
            "update events set at = '2021-01-01T00:00:00.000000Z'",
            "insert into events (workspace_id, seq, at, payload) select workspace_id, 4, at, payload from events where seq = 3",
            "update workspaces set last_seq = 4",
        ] {
            sqlx::query(statement).execute(&mut *longer).await.unwrap();
        }
        longer.commit().await.unwrap();
        assert_eq!(told(&mut bus, 1).await, ["restored at 4"]);
    }
}
