//! One event at a time, then the logs of a real hub.

use super::*;

mod order;
mod real;

const A: &str = "00000000-0000-0000-0000-00000000000a";
const B: &str = "00000000-0000-0000-0000-00000000000b";
const C: &str = "00000000-0000-0000-0000-00000000000c";

/// A line of a log: `agent`'s event at a minute. `@a` stands for the first issue's uuid.
fn line(agent: &str, minute: u32, event: &str) -> String {
    let event = event.replace("@a", A).replace("@b", B).replace("@c", C);
    format!(
        r#"{{"agent_id":"{agent}","agent_seq":{minute},"timestamp":"2026-01-01T00:{minute:02}:00.000000001Z","event":{{{event}}}}}"#
    ) + "\n"
}

/// A hub with two issues, at minute 10.
fn hub() -> Value {
    json!({
        "next_display_id": 8,
        "next_comment_id": 5,
        "display_id_map": { A: 6, B: 7 },
        "locks": { "6": { "agent_id": "m1", "claimed_at": "t" } },
        "issues": {
            A: { "uuid": A, "display_id": 6, "title": "one", "status": "open", "priority": "low", "labels": ["k"], "blockers": [C] },
            B: { "uuid": B, "display_id": 7, "title": "two", "status": "closed", "priority": "low", "closed_at": "t" },
        },
        "watermark": { "timestamp": "2026-01-01T00:10:00Z", "agent_id": "m1", "agent_seq": 10 },
    })
}

/// What the place that `pointer` names says after one more event by `m1`.
fn after(event: &str, pointer: &str) -> Value {
    let mut state = hub();
    let replayed = replay(&mut state, &[line("m1", 11, event)]);
    assert_eq!(
        replayed,
        Replayed {
            applied: 1,
            warnings: Vec::new()
        },
        "{event}"
    );
    let pointer = pointer.replace("@a", A).replace("@b", B).replace("@c", C);
    state.pointer(&pointer).cloned().unwrap_or_default()
}

#[test]
fn each_kind_of_event() {
    let check = |event: &str, pointer: &str, expect: Value| {
        assert_eq!(after(event, pointer), expect, "{event} {pointer}");
    };
    let none = Value::Null;
    check(
        r#""type":"IssueUpdated","uuid":"@a","title":"new""#,
        "/issues/@a/title",
        json!("new"),
    );
    check(
        r#""type":"IssueUpdated","uuid":"@a","title":"new""#,
        "/issues/@a/priority",
        json!("low"),
    );
    check(
        r#""type":"IssueUpdated","uuid":"@a","priority":"high""#,
        "/issues/@a/priority",
        json!("high"),
    );
    check(
        r#""type":"IssueUpdated","uuid":"@a","priority":"odd""#,
        "/issues/@a/priority",
        json!("low"),
    );
    check(
        r#""type":"IssueUpdated","uuid":"@a","description":"d""#,
        "/issues/@a/description",
        json!("d"),
    );
    check(
        r#""type":"IssueUpdated","uuid":"@c","title":"x""#,
        "/issues/@c",
        none.clone(),
    );
    check(
        r#""type":"StatusChanged","uuid":"@a","new_status":"closed","closed_at":"t2""#,
        "/issues/@a/status",
        json!("closed"),
    );
    check(
        r#""type":"StatusChanged","uuid":"@a","new_status":"closed","closed_at":"t2""#,
        "/issues/@a/closed_at",
        json!("t2"),
    );
    check(
        r#""type":"StatusChanged","uuid":"@b","new_status":"open""#,
        "/issues/@b/closed_at",
        none.clone(),
    );
    check(
        r#""type":"StatusChanged","uuid":"@b","new_status":"odd""#,
        "/issues/@b/status",
        json!("closed"),
    );
    check(
        r#""type":"DependencyAdded","blocked_uuid":"@a","blocker_uuid":"@b""#,
        "/issues/@a/blockers",
        json!([B, C]),
    );
    check(
        r#""type":"DependencyAdded","blocked_uuid":"@a","blocker_uuid":"@c""#,
        "/issues/@a/blockers",
        json!([C]),
    );
    check(
        r#""type":"DependencyRemoved","blocked_uuid":"@a","blocker_uuid":"@c""#,
        "/issues/@a/blockers",
        none.clone(),
    );
    check(
        r#""type":"RelationAdded","uuid_a":"@a","uuid_b":"@b""#,
        "/issues/@a/related",
        json!([B]),
    );
    check(
        r#""type":"RelationAdded","uuid_a":"@a","uuid_b":"@b""#,
        "/issues/@b/related",
        json!([A]),
    );
    check(
        r#""type":"RelationRemoved","uuid_a":"@a","uuid_b":"@b""#,
        "/issues/@a/related",
        none.clone(),
    );
    check(
        r#""type":"MilestoneAssigned","issue_uuid":"@a","milestone_uuid":"@c""#,
        "/issues/@a/milestone_uuid",
        json!(C),
    );
    check(
        r#""type":"MilestoneAssigned","issue_uuid":"@a""#,
        "/issues/@a/milestone_uuid",
        none.clone(),
    );
    check(
        r#""type":"LabelAdded","issue_uuid":"@a","label":"a""#,
        "/issues/@a/labels",
        json!(["a", "k"]),
    );
    check(
        r#""type":"LabelRemoved","issue_uuid":"@a","label":"k""#,
        "/issues/@a/labels",
        none.clone(),
    );
    check(
        r#""type":"LabelRemoved","issue_uuid":"@a","label":"z""#,
        "/issues/@a/labels",
        json!(["k"]),
    );
    check(
        r#""type":"ParentChanged","issue_uuid":"@a","new_parent_uuid":"@b""#,
        "/issues/@a/parent_uuid",
        json!(B),
    );
    check(
        r#""type":"ParentChanged","issue_uuid":"@a""#,
        "/issues/@a/parent_uuid",
        none.clone(),
    );
    check(
        r#""type":"ScheduleChanged","issue_uuid":"@a","due_at":"t3""#,
        "/issues/@a/due_at",
        json!("t3"),
    );
    check(
        r#""type":"IssueDeleted","uuid":"@a""#,
        "/issues/@a",
        none.clone(),
    );
    check(
        r#""type":"IssueDeleted","uuid":"@a""#,
        "/deleted_issues",
        json!([A]),
    );
    check(
        r#""type":"LabelAdded","issue_uuid":"@a","label":"a""#,
        "/issues/@a/updated_at",
        json!("2026-01-01T00:11:00.000000001Z"),
    );
    check(
        r#""type":"LabelAdded","issue_uuid":"@a","label":"a""#,
        "/issues/@b/updated_at",
        none,
    );
    let time = r#""type":"TimeEntryAdded","issue_uuid":"@a","entry_uuid":"@c","started_at":"t","duration_seconds":60"#;
    check(
        time,
        "/issues/@a/time_entries/@c",
        json!({ "started_at": "t", "duration_seconds": 60 }),
    );
}

#[test]
fn a_new_issue() {
    let event = r#""type":"IssueCreated","uuid":"@c","title":"three","priority":"high","labels":["b","a","b"],"created_by":"p""#;
    let at = "2026-01-01T00:11:00.000000001Z";
    let issue = json!({
        "uuid": C, "display_id": 8, "title": "three", "status": "open", "priority": "high", "created_by": "p",
        "created_at": at, "updated_at": at, "labels": ["a", "b"],
    });
    assert_eq!(after(event, "/issues/@c"), issue);
    assert_eq!(after(event, "/display_id_map/@c"), json!(8));
    assert_eq!(after(event, "/next_display_id"), json!(9));

    let check = |event: &str, expect: i64, next: i64| {
        let event = format!(r#""type":"IssueCreated","uuid":"@c","title":"t"{event}"#);
        assert_eq!(
            after(&event, "/issues/@c/display_id"),
            json!(expect),
            "{event}"
        );
        assert_eq!(after(&event, "/next_display_id"), json!(next), "{event}");
    };
    check("", 8, 9);
    check(r#","display_id":20"#, 20, 21);
    check(r#","display_id":3"#, 3, 8);
    check(r#","display_id":7"#, 8, 9);
    check(r#","display_id":0"#, 8, 9);
    check(r#","display_id":9223372036854775807"#, 8, 9);
    let known = r#""type":"IssueCreated","uuid":"@a","title":"again""#;
    assert_eq!(after(known, "/issues/@a/title"), json!("one"));
    let odd =
        r#""type":"IssueCreated","uuid":"@c","title":"t","priority":"odd","parent_uuid":"@a""#;
    assert_eq!(after(odd, "/issues/@c/priority"), json!("medium"));
    assert_eq!(after(odd, "/issues/@c/parent_uuid"), json!(A));
    assert_eq!(after(odd, "/issues/@c/created_by"), json!("m1"));
}

#[test]
fn a_new_comment() {
    let event = r#""type":"CommentAdded","issue_uuid":"@a","comment_uuid":"@c","author":"p","content":"words""#;
    let comment = format!(
        "{event}{}",
        r#","created_at":"t","kind":"plan","signed_by":"k","signature":"s""#
    );
    let expect = json!({
        "display_id": 5, "author": "p", "content": "words", "created_at": "t", "kind": "plan", "signed_by": "k", "signature": "s",
    });
    assert_eq!(after(&comment, "/issues/@a/comments/@c"), expect);
    assert_eq!(after(&comment, "/next_comment_id"), json!(6));
    assert_eq!(after(event, "/issues/@a/comments/@c/kind"), json!("note"));
    assert_eq!(
        after(event, "/issues/@a/comments/@c/created_at"),
        json!("2026-01-01T00:11:00.000000001Z")
    );
    let told = format!(r#"{event},"display_id":3"#);
    assert_eq!(after(&told, "/issues/@a/comments/@c/display_id"), json!(3));
    assert_eq!(after(&told, "/next_comment_id"), json!(5));
    let stepped = format!(
        r#"{event},"kind":"intervention","trigger_type":"t","intervention_context":"c","driver_key_fingerprint":"f""#
    );
    assert_eq!(
        after(&stepped, "/issues/@a/comments/@c/driver_key_fingerprint"),
        json!("f")
    );
    assert_eq!(
        after(&stepped, "/issues/@a/comments/@c/intervention_context"),
        json!("c")
    );
}

#[test]
fn locks_are_whose_they_are() {
    let check = |agent: &str, event: &str, expect: Value| {
        let mut state = hub();
        replay(&mut state, &[line(agent, 11, event)]);
        assert_eq!(state["locks"], expect, "{agent} {event}");
    };
    let at = "2026-01-01T00:11:00.000000001Z";
    let held = hub()["locks"].clone();
    let again = json!({ "6": { "agent_id": "m1", "branch": "x", "claimed_at": at } });
    check(
        "m1",
        r#""type":"LockClaimed","issue_display_id":6,"branch":"x""#,
        again,
    );
    check(
        "m2",
        r#""type":"LockClaimed","issue_display_id":6"#,
        held.clone(),
    );
    check(
        "m1",
        r#""type":"LockReleased","issue_display_id":6"#,
        json!({}),
    );
    check(
        "m2",
        r#""type":"LockReleased","issue_display_id":6"#,
        held.clone(),
    );
    check(
        "m2",
        r#""type":"LockReleased","issue_display_id":7"#,
        held.clone(),
    );
    let both = json!({ "6": held["6"], "7": { "agent_id": "m2", "claimed_at": at } });
    check("m2", r#""type":"LockClaimed","issue_display_id":7"#, both);
}

#[test]
fn milestones_come_and_go() {
    let mut state = hub();
    let lines = [
        line(
            "m1",
            11,
            r#""type":"MilestoneCreated","uuid":"@c","name":"v1","created_at":"t""#,
        ),
        line(
            "m1",
            12,
            r#""type":"MilestoneAssigned","issue_uuid":"@a","milestone_uuid":"@c""#,
        ),
        line(
            "m1",
            13,
            r#""type":"MilestoneClosed","uuid":"@c","closed_at":"t2""#,
        ),
    ];
    replay(&mut state, &[lines.concat()]);
    let expect = json!({ "uuid": C, "display_id": 1, "name": "v1", "status": "closed", "created_at": "t", "closed_at": "t2" });
    assert_eq!(state["milestones"][C], expect);
    assert_eq!(state["issues"][A]["milestone_uuid"], json!(C));
    replay(
        &mut state,
        &[line("m1", 14, r#""type":"MilestoneDeleted","uuid":"@c""#)],
    );
    assert_eq!(state["milestones"], json!({}));
    assert_eq!(state["issues"][A].get("milestone_uuid"), None);
}

#[test]
fn what_was_deleted_stays_deleted() {
    let mut state = hub();
    let lines = [
        line("m1", 11, r#""type":"IssueDeleted","uuid":"@a""#),
        line(
            "m1",
            12,
            r#""type":"IssueCreated","uuid":"@a","title":"again""#,
        ),
        line(
            "m1",
            13,
            r#""type":"CommentAdded","issue_uuid":"@a","comment_uuid":"@c","author":"p","content":"words""#,
        ),
        line("m1", 14, r#""type":"IssueDeleted","uuid":"@a""#),
    ];
    assert_eq!(replay(&mut state, &[lines.concat()]).applied, 4);
    assert_eq!(state["issues"].get(A), None);
    assert_eq!(
        (&state["deleted_issues"], &state["next_comment_id"]),
        (&json!([A]), &json!(5))
    );
}
