//! Moving cards: neighbours, gaps, many hands at once.

use std::sync::Arc;

use model::{Error as DomainError, IssueId, NewIssue, Place, Status};
use proptest::{
    collection::vec,
    prelude::{Strategy, any},
    strategy::ValueTree,
    test_runner::TestRunner,
};

use crate::support::{Db, refusal};

async fn reorder(db: &Db, id: IssueId, place: Place) -> String {
    db.store
        .move_issue(&db.me, id, Status::Backlog, place)
        .await
        .unwrap();
    db.lane(Status::Backlog).await
}

on_both! {
    async fn a_card_goes_to_its_place(db: Db) {
        let [a, b, c, d] = db.letters().await;
        let mut ears = db.listen().await;
        assert_eq!(reorder(&db, d, Place::Top).await, "dabc");
        assert_eq!(reorder(&db, a, Place::Bottom).await, "dbca");
        assert_eq!(reorder(&db, d, Place::After(b)).await, "bdca");
        assert_eq!(reorder(&db, a, Place::Before(c)).await, "bdac");
        assert_eq!(db.heard(&mut ears).await, ["order #4", "order #1", "order #4", "order #1"]);
        let issue = db.store.issue(&db.me, a).await.unwrap();
        assert_eq!((issue.version, issue.updated_at), (3, issue.created_at), "an order is no news about the issue");
    }

    async fn a_new_issue_goes_to_the_bottom_or_where_it_was_asked_for(db: Db) {
        let [_, b] = db.letters().await;
        let new = |title: &str, place| NewIssue { title: title.into(), place, ..NewIssue::default() };
        db.store.create_issue(&db.me, new("c", None)).await.unwrap();
        db.store.create_issue(&db.me, new("d", Some(Place::Top))).await.unwrap();
        db.store.create_issue(&db.me, new("e", Some(Place::Before(b)))).await.unwrap();
        assert_eq!(db.lane(Status::Backlog).await, "daebc");
    }

    async fn a_card_that_lies_there_already_is_left_alone(db: Db) {
        let [a, b, c] = db.letters().await;
        let before = db.card(b).await;
        for (id, place) in [(a, Place::Top), (c, Place::Bottom), (b, Place::After(a)), (b, Place::Before(c)), (a, Place::Before(b))] {
            assert_eq!(reorder(&db, id, place).await, "abc");
        }
        assert_eq!(db.card(b).await, before);
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), 3);
    }

    async fn a_neighbour_that_is_gone_is_replaced_by_the_lanes_end(db: Db) {
        let [a, b, c] = db.letters().await;
        db.store.close_issue(&db.me, c).await.unwrap();
        assert_eq!(reorder(&db, a, Place::After(c)).await, "ba");
        assert_eq!(reorder(&db, a, Place::Before(IssueId(99))).await, "ab");
        assert_eq!(reorder(&db, a, Place::After(a)).await, "ba", "nobody is a neighbour of itself");
        assert_eq!(b, IssueId(2));
    }

    async fn a_neighbour_that_moved_is_followed(db: Db) {
        let [a, b, c, d] = db.letters().await;
        assert_eq!(reorder(&db, a, Place::Bottom).await, "bcda");
        assert_eq!(reorder(&db, b, Place::After(a)).await, "cdab");
        assert_eq!(reorder(&db, d, Place::Before(c)).await, "dcab");
    }

    async fn the_table_of_moves_decides(db: Db) {
        let [a, b] = db.letters().await;
        let refused = db.store.move_issue(&db.me, a, Status::Done, Place::Top).await;
        assert_eq!(refusal(refused), DomainError::IllegalMove { from: Status::Backlog, to: Status::Done });
        let mut ears = db.listen().await;
        db.put(b, Status::Todo).await;
        let card = db.store.move_issue(&db.me, a, Status::Todo, Place::Before(b)).await.unwrap();
        assert_eq!((card.status, card.version), (Status::Todo, 2));
        assert_eq!(db.lane(Status::Todo).await, "ab");
        assert_eq!(db.heard(&mut ears).await, ["status #2 todo", "status #1 todo"]);
        assert_eq!(refusal(db.store.move_issue(&db.me, IssueId(9), Status::Todo, Place::Top).await), DomainError::no_issue(IssueId(9)));
    }

    /// Always the same gap: after some thirty halvings the lane is numbered anew, and everybody
    /// hears of it.
    async fn a_spent_gap_is_made_anew(db: Db) {
        let [a, b, c] = db.letters().await;
        let mut ears = db.listen().await;
        let mut renumbered = 0;
        for step in 0..80 {
            let (id, expected) = if step % 2 == 0 { (c, "acb") } else { (b, "abc") };
            assert_eq!(reorder(&db, id, Place::After(a)).await, expected);
            renumbered += db.heard(&mut ears).await.iter().filter(|event| *event == "renumbered backlog").count();
        }
        assert!((1..=4).contains(&renumbered), "{renumbered} times");
    }

    /// The order is exact to the last bit, also in the key of a page.
    async fn the_key_of_a_card_is_exact(db: Db) {
        let [a, b, c] = db.letters().await;
        for step in 0..28 {
            reorder(&db, if step % 2 == 0 { c } else { b }, Place::After(a)).await;
            let keys: Vec<_> = db.store.load_board(&db.me, &Default::default(), 9).await.unwrap().lanes[0].cards.iter().map(|c| c.key()).collect();
            for (index, key) in keys.iter().enumerate() {
                let rest = db.store.load_lane(&db.me, Status::Backlog, &Default::default(), Some(*key), 9).await.unwrap();
                assert_eq!(rest.cards.iter().map(|card| card.key()).collect::<Vec<_>>(), keys[index + 1..], "step {step}");
            }
        }
    }

    /// Sixteen people shuffle one lane at once: nothing is lost, and its order stays strict.
    async fn many_hands_keep_a_strict_order(db: Db) {
        let ids = Arc::new(db.letters::<12>().await);
        let tasks: Vec<_> = (0..16)
            .map(|task| {
                let (db, ids) = (db.clone(), Arc::clone(&ids));
                tokio::spawn(async move {
                    for step in 0..20 {
                        let pick = |salt: usize| ids[(task * 7 + step * 5 + salt) % ids.len()];
                        let place = if step % 2 == 0 { Place::After(pick(3)) } else { Place::Before(pick(8)) };
                        db.store.move_issue(&db.me, pick(0), Status::Backlog, place).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let mut lane: Vec<char> = db.lane(Status::Backlog).await.chars().collect();
        lane.sort_unstable();
        assert_eq!(lane, ('a'..='l').collect::<Vec<_>>());
    }

    /// Any verbs: the lanes are what lists in memory say.
    async fn any_verbs_give_the_order_that_lists_give(db: Db) {
        let ids = db.letters::<6>().await;
        let mut model = Lanes::new(6);
        let verbs = vec((0usize..6, 0usize..10, any::<bool>(), 0usize..8), 300).new_tree(&mut TestRunner::deterministic()).unwrap().current();
        for (card, verb, before, neighbour) in verbs {
            let (id, status) = (ids[card], model.status(card));
            let (to, index) = match verb {
                7 => (Status::Done, Some(0)),
                8 => (Status::Backlog, None),
                _ => (*Status::ALL.get(verb).unwrap_or(&status), model.index(card, *Status::ALL.get(verb).unwrap_or(&status), before, neighbour)),
            };
            let place = match (neighbour, before) {
                (0..6, true) => Place::Before(ids[neighbour]),
                (0..6, false) => Place::After(ids[neighbour]),
                (_, true) => Place::Top,
                (_, false) => Place::Bottom,
            };
            let done = match verb {
                7 => db.store.close_issue(&db.me, id).await.map(|issue| issue.status != status),
                8 => db.store.reopen_issue(&db.me, id).await.map(|issue| issue.status != status),
                _ => db.store.move_issue(&db.me, id, to, place).await.map(|_| true),
            };
            let repeated = matches!(verb, 7 | 8) && status.is_closed() == to.is_closed();
            let legal = !matches!(verb, 7 | 8) && (to == status || status.can_move_to(to));
            assert_eq!(done.unwrap_or(false), if matches!(verb, 7 | 8) { !repeated } else { legal });
            if legal || (matches!(verb, 7 | 8) && !repeated) {
                model.put(card, to, index);
            }
            assert_eq!(model.read(), db.lanes().await);
        }
    }

    /// What SQLite prints of a sort order is what it stored, to the last bit.
    async fn sort_orders_survive_printing(db: Db) {
        if db.url.starts_with("sqlite") {
            let mut raw = db.raw().await;
            let mut state = 7u64;
            for _ in 0..3_000 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let order = (state >> 24) as f64 / 1_048_576.0;
                let printed: String = sqlx::query_scalar("select printf('%!.17g', $1)").bind(order).fetch_one(&mut raw).await.unwrap();
                assert_eq!(printed.parse::<f64>().unwrap().to_bits(), order.to_bits(), "{printed}");
            }
        }
    }
}

/// The board in memory: cards by number, in their order.
struct Lanes(Vec<(Status, Vec<usize>)>);

impl Lanes {
    fn new(cards: usize) -> Self {
        let mut lanes: Vec<_> = Status::ALL
            .into_iter()
            .map(|status| (status, vec![]))
            .collect();
        lanes[0].1 = (0..cards).collect();
        Lanes(lanes)
    }

    fn status(&self, card: usize) -> Status {
        self.0
            .iter()
            .find(|(_, lane)| lane.contains(&card))
            .unwrap()
            .0
    }

    /// Where a card lands beside a neighbour, itself not counted; without one, at the end.
    fn index(&self, card: usize, status: Status, before: bool, neighbour: usize) -> Option<usize> {
        let (_, lane) = self.0.iter().find(|(other, _)| *other == status).unwrap();
        let at = lane
            .iter()
            .filter(|other| **other != card)
            .position(|other| *other == neighbour);
        at.map(|at| if before { at } else { at + 1 })
            .or(before.then_some(0))
    }

    fn put(&mut self, card: usize, status: Status, index: Option<usize>) {
        for (other, lane) in &mut self.0 {
            lane.retain(|other| *other != card);
            if *other == status {
                lane.insert(index.unwrap_or(lane.len()), card);
            }
        }
    }

    fn read(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|(_, lane)| {
                lane.iter()
                    .map(|card| char::from(b'a' + *card as u8))
                    .collect()
            })
            .collect()
    }
}
