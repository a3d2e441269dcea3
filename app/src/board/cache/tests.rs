use model::{
    AgentStatus, Holder, IssueField, LockAction, MilestoneId, Place, Timestamp, board::STEP,
};

use super::*;
use crate::{board::aria_live, live::Frame};

fn card(id: i64, status: Status, sort_order: f64) -> Card {
    let at = Timestamp::from_micros(0).unwrap();
    Card {
        id: IssueId(id),
        identifier: format!("MAIN-{id}"),
        title: format!("Card {id}"),
        status,
        priority: model::Priority::Medium,
        sort_order,
        version: 1,
        parent: None,
        milestone: None,
        milestone_name: None,
        labels: Vec::new(),
        blocked_by: 0,
        unblocks: 0,
        subissues_done: 0,
        subissues: 0,
        comments: 0,
        holder: None,
        created_at: at,
        updated_at: at,
        archived: false,
    }
}

/// Todo 1 2 3, in progress 4 5 and three more that are not loaded.
fn board() -> Board {
    let lane = |status, ids: &[i64], total| Lane {
        status,
        total,
        cards: ids
            .iter()
            .map(|id| card(*id, status, *id as f64 * STEP))
            .collect(),
    };
    let lanes = Status::ALL.map(|status| match status {
        Status::Todo => lane(status, &[1, 2, 3], 3),
        Status::InProgress => lane(status, &[4, 5], 5),
        _ => lane(status, &[], 0),
    });
    Board {
        lanes: lanes.into(),
        seq: 10,
    }
}

fn deck() -> BoardCache {
    BoardCache::new(board(), &IssueFilter::default(), &BoardCache::default())
}

/// `todo 1 2 3, in_progress 4 5 … … …`, pending ones with a star.
fn shown(deck: &BoardCache) -> String {
    let lane = |status: &Status| {
        let list = deck.lane(*status);
        let name = |id: IssueId| format!("{id}{}", if deck.is_pending(id) { "*" } else { "" });
        let cards: Vec<_> = (0..list.total())
            .map(|index| list.get(index).map_or("…".into(), name))
            .collect();
        (list.total() > 0).then(|| format!("{status} {}", cards.join(" ")))
    };
    Status::ALL
        .iter()
        .filter_map(lane)
        .collect::<Vec<_>>()
        .join(", ")
}

fn frame(seq: i64, field: IssueField, card: Card) -> Frame {
    Frame::Card {
        seq,
        mutation: None,
        field,
        card: Box::new(card),
    }
}

fn moved(id: i64, status: Status, sort_order: f64, version: i64) -> Card {
    Card {
        version,
        ..card(id, status, sort_order)
    }
}

#[test]
fn a_move_is_shown_at_once_and_settles() {
    let mut deck = deck();
    deck.wish(IssueId(2), Status::InProgress, Place::Before(IssueId(4)));
    assert_eq!(shown(&deck), "todo 1 3, in_progress 2* 4 5 … … …");
    // Its echo comes over the socket before the answer does.
    deck.apply(frame(
        11,
        IssueField::Status,
        moved(2, Status::InProgress, 512.0, 2),
    ));
    assert_eq!(shown(&deck), "todo 1 3, in_progress 2* 4 5 … … …");
    deck.settle(IssueId(2), Some(moved(2, Status::InProgress, 512.0, 2)));
    assert_eq!(shown(&deck), "todo 1 3, in_progress 2 4 5 … … …");
    assert!((deck.card(IssueId(2)).unwrap().sort_order - 512.0).abs() < f64::EPSILON);
}

#[test]
fn a_refused_move_goes_back_to_where_the_card_is_now() {
    let mut deck = deck();
    deck.wish(IssueId(2), Status::InProgress, Place::After(IssueId(4)));
    // Meanwhile somebody else moved it to the top.
    deck.apply(frame(11, IssueField::Order, moved(2, Status::Todo, 1.0, 2)));
    assert_eq!(shown(&deck), "todo 1 3, in_progress 4 2* 5 … … …");
    deck.settle(IssueId(2), None);
    assert_eq!(shown(&deck), "todo 2 1 3, in_progress 4 5 … … …");
}

#[test]
fn the_bottom_of_a_lane_that_is_not_loaded() {
    let mut deck = deck();
    deck.wish(IssueId(1), Status::InProgress, Place::Bottom);
    assert_eq!(shown(&deck), "todo 2 3, in_progress 4 5 … … … 1*");
    deck.settle(
        IssueId(1),
        Some(moved(1, Status::InProgress, 9.0 * STEP, 2)),
    );
    assert_eq!(shown(&deck), "todo 2 3, in_progress 4 5 … … … 1");
    let page = [6, 7, 8].map(|id| card(id, Status::InProgress, id as f64 * STEP));
    let page = [&page[..], &[moved(1, Status::InProgress, 9.0 * STEP, 2)]].concat();
    deck.extend(
        Lane {
            status: Status::InProgress,
            total: 6,
            cards: page,
        },
        200,
    );
    assert_eq!(shown(&deck), "todo 2 3, in_progress 4 5 6 7 8 1");
}

#[test]
fn places_are_neighbours() {
    let deck = deck();
    let place = |status, index| deck.place(status, index, IssueId(2));
    assert_eq!(place(Status::Todo, 0), Place::Before(IssueId(1)));
    assert_eq!(place(Status::Todo, 1), Place::After(IssueId(1)));
    assert_eq!(place(Status::Todo, 2), Place::After(IssueId(3)));
    assert_eq!(place(Status::InProgress, 1), Place::After(IssueId(4)));
    assert_eq!(place(Status::Review, 0), Place::Bottom);
    assert_eq!(deck.lowest(Status::Todo, IssueId(2)), 2);
    assert_eq!(deck.lowest(Status::Todo, IssueId(4)), 3);
    assert_eq!(
        deck.lowest(Status::InProgress, IssueId(2)),
        1,
        "below it nothing is loaded"
    );
    assert_eq!(deck.position(IssueId(3)), Some((Status::Todo, 2)));
}

#[test]
fn a_move_to_where_it_is_is_none() {
    let deck = deck();
    let stays = |id, place| deck.is_at(IssueId(id), Status::Todo, place);
    assert!(stays(1, Place::Top) && stays(1, Place::Before(IssueId(2))));
    assert!(stays(3, Place::Bottom) && stays(3, Place::After(IssueId(2))));
    assert!(
        !stays(2, Place::Top) && !stays(2, Place::After(IssueId(3))) && !stays(4, Place::Bottom)
    );
    assert!(
        !deck.is_at(IssueId(5), Status::InProgress, Place::Bottom),
        "others are below"
    );
}

#[test]
fn moves_within_a_lane() {
    let mut deck = deck();
    for (id, place, expect) in [
        (1, Place::After(IssueId(3)), "2 3 1*"),
        (1, Place::Top, "1* 2 3"),
        (1, Place::Bottom, "2 3 1*"),
        (3, Place::Before(IssueId(2)), "3* 2 1*"),
        (2, Place::After(IssueId(1)), "3* 1* 2*"),
        (2, Place::Bottom, "3* 1* 2*"),
    ] {
        deck.wish(IssueId(id), Status::Todo, place);
        assert_eq!(
            shown(&deck),
            format!("todo {expect}, in_progress 4 5 … … …"),
            "{id} {place:?}"
        );
    }
}

#[test]
fn others_move_create_and_delete() {
    let mut deck = deck();
    let mut told = |seq, field, card| {
        let touched = deck.apply(frame(seq, field, card));
        (shown(&deck), touched.recount)
    };
    assert_eq!(
        told(11, IssueField::Created, card(9, Status::Todo, 9.0 * STEP)),
        ("todo 1 2 3 9, in_progress 4 5 … … …".into(), false)
    );
    // It was counted among those not loaded, but in which lane?
    assert_eq!(
        told(12, IssueField::Status, moved(7, Status::Done, STEP, 2)),
        ("todo 1 2 3 9, in_progress 4 5 … … …, done 7".into(), true)
    );
    assert_eq!(
        told(13, IssueField::Order, moved(8, Status::InProgress, 1.0, 2)),
        ("todo 1 2 3 9, in_progress 8 4 5 … …, done 7".into(), true)
    );
    let archived = Card {
        archived: true,
        version: 3,
        ..card(7, Status::Done, STEP)
    };
    assert_eq!(
        told(14, IssueField::Status, archived).0,
        "todo 1 2 3 9, in_progress 8 4 5 … …"
    );
    deck.apply(Frame::CardRemoved {
        seq: 15,
        mutation: None,
        issue_id: IssueId(1),
    });
    assert_eq!(shown(&deck), "todo 2 3 9, in_progress 8 4 5 … …");
    // A page that was read before must not bring it back.
    deck.extend(
        Lane {
            status: Status::InProgress,
            total: 5,
            cards: vec![card(1, Status::InProgress, 6.0 * STEP)],
        },
        1,
    );
    assert_eq!(shown(&deck), "todo 2 3 9, in_progress 8 4 5 … …");
    assert_eq!(deck.seq(), 15);
    assert_eq!(
        deck.apply(frame(
            15,
            IssueField::Order,
            moved(2, Status::Todo, 99_999.0, 9)
        )),
        Invalidation::default(),
        "no news"
    );
}

#[test]
fn what_had_to_wait_is_not_forgotten() {
    let mut deck = deck();
    let waited = frame(
        11,
        IssueField::Status,
        moved(1, Status::InProgress, 0.5 * STEP, 2),
    );
    deck.apply(frame(
        12,
        IssueField::Order,
        moved(2, Status::Todo, 9.0 * STEP, 2),
    ));
    assert_eq!(
        deck.apply(waited.clone()),
        Invalidation::default(),
        "as news it is old"
    );
    deck.apply_late(waited.clone());
    assert_eq!(
        (deck.position(IssueId(1)), deck.seq()),
        (Some((Status::InProgress, 0)), 12)
    );
    deck.apply(frame(
        13,
        IssueField::Status,
        moved(1, Status::Todo, STEP, 3),
    ));
    assert_eq!(deck.apply_late(waited).cards, [], "its card has moved on");
}

#[test]
fn only_the_card_is_touched_when_it_does_not_move() {
    let mut deck = deck();
    let renamed = Card {
        title: "Other".into(),
        version: 2,
        ..card(2, Status::Todo, 2.0 * STEP)
    };
    let touched = deck.apply(frame(11, IssueField::Updated, renamed));
    assert_eq!(
        touched,
        Invalidation {
            cards: vec![IssueId(2)],
            ..Invalidation::default()
        }
    );
    assert_eq!(deck.card(IssueId(2)).unwrap().title, "Other");
    // What is derived from others changes without a new version; what is older does not count.
    deck.apply(frame(
        12,
        IssueField::Comments,
        Card {
            comments: 4,
            ..moved(2, Status::Todo, 2.0 * STEP, 2)
        },
    ));
    deck.apply(frame(
        13,
        IssueField::Comments,
        Card {
            comments: 3,
            ..moved(2, Status::Todo, 2.0 * STEP, 1)
        },
    ));
    assert_eq!(deck.card(IssueId(2)).unwrap().comments, 4);
}

#[test]
fn who_works_on_it_is_heard() {
    let at = |minutes: i64| Timestamp::from_micros(minutes * 60_000_000).unwrap();
    let holder = |agent: &str, heard| Holder {
        agent: agent.into(),
        claimed_at: at(1),
        heard_at: heard,
    };
    let beat = |seq, agent: &str, minutes| Frame::Heartbeat {
        seq,
        agent_id: agent.into(),
        timestamp: at(minutes),
        active_issue_id: None,
    };
    let mut deck = deck();
    let held = [1, 4].map(|id| (IssueId(id), holder("worker-1", None)));
    assert_eq!(deck.hold(held.into()).cards.len(), 2);
    assert_eq!(deck.apply(beat(11, "worker-2", 2)), Invalidation::default());
    assert_eq!(deck.apply(beat(12, "worker-1", 3)).cards.len(), 2);
    assert_eq!(
        deck.apply(beat(13, "worker-1", 2)),
        Invalidation::default(),
        "an older sign of life is no news"
    );
    assert_eq!(
        deck.card(IssueId(4)).unwrap().holder,
        Some(holder("worker-1", Some(at(3))))
    );
    let changed = |seq, id| Frame::LockChanged {
        seq,
        issue_id: IssueId(id),
        action: LockAction::Released,
        agent_id: "x".into(),
    };
    let card = deck.card(IssueId(4)).unwrap();
    let name = |minutes| {
        aria_live::name(
            &card,
            card.holder
                .as_ref()
                .map(|holder| holder.status(at(minutes))),
        )
    };
    assert_eq!(name(4), "#4 Card 4, medium, agent worker-1 active");
    assert_eq!(name(33), "#4 Card 4, medium, agent worker-1 stale");
    assert!(
        deck.apply(changed(14, 2)).holders,
        "the table of locks knows what it is now"
    );
    assert!(!deck.apply(changed(15, 99)).holders, "no card of ours");
    let aged = |seq, agent: &str| Frame::AgentStatus {
        seq,
        agent_id: agent.into(),
        status: AgentStatus::Idle,
    };
    assert!(deck.apply(aged(16, "worker-1")).holders && !deck.apply(aged(17, "worker-2")).holders);
    // The answer is older than the heartbeat.
    let mut freed = deck.hold([(IssueId(4), holder("worker-1", None))].into());
    freed.cards.sort();
    assert_eq!((freed.cards, deck.seq()), (vec![IssueId(1)], 17));
    assert_eq!(
        deck.card(IssueId(4)).unwrap().holder,
        Some(holder("worker-1", Some(at(3))))
    );
}

#[test]
fn cards_come_and_go_by_the_filter() {
    let milestone = IssueFilter {
        milestone: Some(MilestoneId(1)),
        ..IssueFilter::default()
    };
    let mut deck = BoardCache::new(
        Board {
            lanes: Vec::new(),
            seq: 10,
        },
        &milestone,
        &BoardCache::default(),
    );
    let aimed = |id, at| Card {
        milestone: at,
        ..card(id, Status::Todo, id as f64)
    };
    deck.apply(frame(
        11,
        IssueField::Milestone,
        aimed(1, Some(MilestoneId(1))),
    ));
    deck.apply(frame(12, IssueField::Created, aimed(2, None)));
    assert_eq!(shown(&deck), "todo 1");
    let touched = deck.apply(frame(13, IssueField::Milestone, aimed(1, None)));
    assert_eq!((shown(&deck).as_str(), touched.recount), ("", true));

    let search = IssueFilter {
        search: Some("card".into()),
        ..IssueFilter::default()
    };
    let mut deck = BoardCache::new(board(), &search, &BoardCache::default());
    deck.apply(frame(11, IssueField::Created, card(9, Status::Todo, 1.0)));
    deck.apply(frame(12, IssueField::Order, moved(3, Status::Todo, 1.0, 2)));
    assert_eq!(
        shown(&deck),
        "todo 3 1 2, in_progress 4 5 … … …",
        "what a search finds only the server knows"
    );
}

#[test]
fn reading_again_keeps_what_is_unanswered() {
    let mut deck = deck();
    deck.wish(IssueId(4), Status::Review, Place::Bottom);
    deck.wish(IssueId(1), Status::Todo, Place::Bottom);
    let again = BoardCache::new(board(), &IssueFilter::default(), &deck);
    assert_eq!(shown(&again), "todo 2 3 1*, in_progress 5 … … …, review 4*");
    let elsewhere = BoardCache::new(
        board(),
        &IssueFilter {
            blocked: Some(true),
            ..IssueFilter::default()
        },
        &deck,
    );
    assert_eq!(shown(&elsewhere), "todo 1 2 3, in_progress 4 5 … … …");
}

#[test]
fn counts_wait_for_what_is_under_way() {
    let mut deck = deck();
    let mut counted = board();
    counted.lanes[Status::InProgress as usize].total = 7;
    deck.recount(&counted);
    assert_eq!(shown(&deck), "todo 1 2 3, in_progress 4 5 … … … … …");
    deck.wish(IssueId(1), Status::Todo, Place::Bottom);
    assert!(deck.recount(&board()).recount);
    assert!(
        deck.apply(Frame::LaneRenumbered {
            seq: 11,
            status: Status::Todo
        })
        .reload
    );
}
