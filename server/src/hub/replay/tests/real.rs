//! The logs of a real hub on top of its older checkpoints.

use super::*;
use crate::hub::fixture::Repository;

fn state(real: &Repository, commit: &str) -> Value {
    serde_json::from_str(&real.answer(&["show", &format!("{commit}:state.json")])).unwrap()
}

#[test]
fn logs_lead_from_every_checkpoint_to_the_last() {
    let Some(real) = Repository::real() else {
        return;
    };
    let agents = ["anon-ab6221f8", "dashboard-bootstrap"];
    let logs =
        agents.map(|agent| real.answer(&["show", &format!("crosslink/agents/{agent}:events.log")]));
    let commits = real.answer(&["rev-list", "crosslink/checkpoint"]);
    let last = comparable(state(&real, "crosslink/checkpoint"));
    // The first checkpoint of all, the last, and some between.
    let commits: Vec<&str> = commits.lines().collect();
    let mut applied = Vec::new();
    for commit in commits.iter().step_by(18) {
        let mut replayed = state(&real, commit);
        let report = replay(&mut replayed, &logs);
        assert_eq!(report.warnings, Vec::<String>::new(), "{commit}");
        assert!(comparable(replayed) == last, "{commit}");
        applied.push(report.applied);
    }
    assert_eq!(commits.len(), 127);
    assert_eq!(applied, [0, 31, 49, 67, 85, 103, 121, 140]);
}

/// Without what a hub notes of events that nobody signed, which a replay does not.
fn comparable(mut state: Value) -> Value {
    state
        .as_object_mut()
        .unwrap()
        .remove("unsigned_event_warnings");
    state
}
