use model::Timestamp;

use super::*;

fn key(id: i64) -> LaneKey {
    LaneKey {
        sort_order: id as f64,
        created_at: Timestamp::from_micros(0).unwrap(),
        id: IssueId(id),
    }
}

/// `1 2 3 … 9`: loaded from the top, missing, known at the bottom.
fn shown(list: &LaneOrder) -> String {
    let slots =
        (0..list.total()).map(|index| list.get(index).map_or("…".into(), |id| id.to_string()));
    slots.collect::<Vec<_>>().join(" ")
}

fn list(head: &[i64], total: usize) -> LaneOrder {
    LaneOrder {
        head: head.iter().map(|id| key(*id)).collect(),
        tail: Vec::new(),
        total,
    }
}

#[test]
fn what_lies_among_the_missing_is_not_taken_in() {
    let mut lane = list(&[10, 20], 4);
    assert!(lane.insert(key(15), false));
    assert_eq!(shown(&lane), "10 15 20 … …");
    assert!(!lane.insert(key(25), false));
    assert_eq!(shown(&lane), "10 15 20 … … …");
    assert!(lane.insert(key(99), true));
    assert_eq!(shown(&lane), "10 15 20 … … … 99");
    assert!(lane.insert(key(100), false), "after a known bottom");
    assert_eq!(shown(&lane), "10 15 20 … … … 99 100");
    assert!(lane.reveal(key(12)));
    assert_eq!(shown(&lane), "10 12 15 20 … … 99 100");
    assert_eq!(lane.position(&key(99)), Some(6));
    assert_eq!(lane.position(&key(20)), Some(3));
    assert_eq!(lane.position(&key(30)), None);
}

#[test]
fn pages_meet_the_bottom() {
    let mut lane = list(&[10, 20], 4);
    lane.insert(key(50), true);
    assert_eq!(shown(&lane), "10 20 … … 50");
    lane.extend(&[key(30), key(40)], false);
    assert_eq!(shown(&lane), "10 20 30 40 50");
    assert_eq!((lane.missing(), lane.reach()), (0, 5));
    assert!(lane.insert(key(60), false));
    assert_eq!(lane.total(), 6);
}

#[test]
fn a_short_page_is_the_end() {
    let mut lane = list(&[10, 20], 9);
    lane.extend(&[key(30)], true);
    assert_eq!(shown(&lane), "10 20 30");
    lane = list(&[10, 20], 9);
    lane.insert(key(50), true);
    lane.extend(&[key(30), key(50)], false);
    assert_eq!(shown(&lane), "10 20 30 50");
}

#[test]
fn the_horizon_sinks_with_what_leaves() {
    let mut lane = list(&[10, 20, 30], 5);
    lane.remove(&key(30));
    assert_eq!(shown(&lane), "10 20 … …");
    assert!(
        !lane.insert(key(25), false),
        "between the horizon and what is not loaded nothing is known"
    );
    lane.remove(&key(25));
    assert_eq!(shown(&lane), "10 20 … …");
    assert_eq!(lane.horizon(), Some(key(20)));
    assert_eq!(lane.last(), None);
}

#[test]
fn an_empty_lane_takes_anything() {
    let mut lane = LaneOrder::default();
    assert!(lane.insert(key(1), false));
    assert_eq!(shown(&lane), "1");
    assert_eq!(lane.get(1), None);
}
