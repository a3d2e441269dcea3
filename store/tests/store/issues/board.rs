//! The board.

use model::{IssueFilter, NewIssue, Priority, Status};

on_both! {
    async fn a_board_shows_the_top_of_every_lane(db: Db) {
        let ids = db.letters::<8>().await;
        for id in &ids[..3] {
            db.put(*id, Status::Todo).await;
        }
        db.put(ids[3], Status::Review).await;
        let board = db.store.load_board(&db.me, &IssueFilter::default(), 2).await.unwrap();
        let lanes: Vec<_> = board.lanes.iter().map(|lane| (lane.status, lane.total, lane.cards.len())).collect();
        assert_eq!(lanes[..4], [(Status::Backlog, 4, 2), (Status::Todo, 3, 2), (Status::InProgress, 0, 0), (Status::Review, 1, 1)]);
        assert_eq!(lanes.len(), 7);
        assert_eq!(board.seq, db.store.last_seq(&db.me).await.unwrap());
        let last = board.lanes[0].cards.last().unwrap().key();
        let more = db.store.load_lane(&db.me, Status::Backlog, &IssueFilter::default(), Some(last), 10).await.unwrap();
        assert_eq!((more.total, more.cards.iter().map(|card| card.title.as_str()).collect::<String>()), (4, "gh".into()));
        let first = db.store.load_lane(&db.me, Status::Backlog, &IssueFilter::default(), None, 1).await.unwrap();
        assert_eq!(first.cards[0].title, "e");
    }

    async fn a_board_can_be_filtered(db: Db) {
        let new = |title: &str, priority, labels: &[&str]| NewIssue {
            title: title.into(),
            priority,
            labels: labels.iter().map(|label| (*label).into()).collect(),
            ..Default::default()
        };
        db.store.create_issue(&db.me, new("alpha", Priority::High, &["bug"])).await.unwrap();
        db.store.create_issue(&db.me, new("beta", Priority::Low, &["bug", "api"])).await.unwrap();
        let filter = IssueFilter { labels: vec!["bug".into()], search: Some("alp".into()), ..Default::default() };
        let board = db.store.load_board(&db.me, &filter, 9).await.unwrap();
        assert_eq!((board.lanes[0].total, board.lanes[0].cards[0].title.as_str()), (1, "alpha"));
        let filter = IssueFilter { labels: vec!["bug".into(), "api".into()], ..Default::default() };
        let lane = db.store.load_lane(&db.me, Status::Backlog, &filter, None, 9).await.unwrap();
        assert_eq!((lane.total, lane.cards[0].title.as_str()), (1, "beta"));
        for filter in [IssueFilter { search: Some("%".into()), ..Default::default() }, IssueFilter { statuses: vec![Status::Done], ..Default::default() }] {
            assert_eq!(db.store.load_board(&db.me, &filter, 9).await.unwrap().lanes[0].total, 0);
        }
    }

    async fn cards_agree_in_every_view(db: Db) {
        let [a, b] = db.letters().await;
        db.store.add_label(&db.me, a, "bug").await.unwrap();
        db.store.add_blocker(&db.me, b, a).await.unwrap();
        let mut ears = db.listen().await;
        let moved = db.store.move_issue(&db.me, a, Status::Todo, model::Place::Top).await.unwrap();
        let events = db.events(&mut ears).await;
        let model::Change::Issue { card: Some(announced), .. } = &events[0].change else { panic!("{events:?}") };
        let board = db.store.load_board(&db.me, &IssueFilter::default(), 9).await.unwrap();
        assert_eq!((&moved, &board.lanes[1].cards[0], &**announced), (&db.card(a).await, &moved, &moved));
        assert_eq!((moved.unblocks, moved.labels[0].name.as_str()), (1, "bug"));
    }
}
