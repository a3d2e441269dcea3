//! Which events count, and when.

use super::*;

#[test]
fn one_order_for_all_agents() {
    let check = |logs: &[String], expect: &str| {
        let mut state = hub();
        assert_eq!(replay(&mut state, logs).applied, 2);
        assert_eq!(state["issues"][A]["title"], expect, "{logs:?}");
    };
    let title = |agent, minute, title| {
        line(
            agent,
            minute,
            &format!(r#""type":"IssueUpdated","uuid":"@a","title":"{title}""#),
        )
    };
    check(
        &[title("m1", 12, "later"), title("m2", 11, "sooner")],
        "later",
    );
    check(
        &[title("m1", 12, "later") + &title("m1", 11, "sooner")],
        "later",
    );
    // At one instant, by the names of the agents; of one agent, by its own count.
    check(&[title("m2", 11, "two"), title("m1", 11, "one")], "two");
    let second = title("m1", 11, "second").replace("\"agent_seq\":11", "\"agent_seq\":12");
    check(&[second + &title("m1", 11, "first")], "second");
    // The second claim of an issue comes to nothing, whichever log is read first.
    let mut state = hub();
    let claim = |agent, minute| {
        line(
            agent,
            minute,
            r#""type":"LockClaimed","issue_display_id":7"#,
        )
    };
    replay(&mut state, &[claim("m2", 12), claim("m1", 11)]);
    assert_eq!(state["locks"]["7"]["agent_id"], "m1");
}

#[test]
fn only_what_is_newer() {
    let check = |agent: &str, minute: u32, nanos: &str, expect: usize| {
        let line = line(
            agent,
            minute,
            r#""type":"LabelAdded","issue_uuid":"@a","label":"a""#,
        )
        .replace(".000000001", nanos);
        let mut state = hub();
        assert_eq!(
            replay(&mut state, std::slice::from_ref(&line)).applied,
            expect,
            "{line}"
        );
        assert_eq!(replay(&mut state, &[line]).applied, 0);
    };
    check("m1", 9, "", 0);
    check("m1", 10, "", 0);
    check("m1", 10, ".000000001", 1);
    check("m0", 10, "", 0);
    check("m2", 10, "", 1);
    check("m1", 11, "", 1);
}

#[test]
fn without_a_checkpoint_everything_is_new() {
    let log = line(
        "m1",
        1,
        r#""type":"IssueCreated","uuid":"@a","title":"one""#,
    ) + &line(
        "m1",
        2,
        r#""type":"CommentAdded","issue_uuid":"@a","comment_uuid":"@c","author":"p","content":"words""#,
    );
    let mut state = Value::Null;
    assert_eq!(replay(&mut state, &[log]).applied, 2);
    assert_eq!(
        (&state["issues"][A]["display_id"], &state["next_display_id"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(state["issues"][A]["comments"][C]["display_id"], json!(1));
    assert_eq!(state["watermark"]["agent_seq"], json!(2));
    let mut state = Value::Null;
    assert_eq!(replay(&mut state, &[] as &[&str]), Replayed::default());
    assert_eq!(state, json!({}));
    let mut state = json!({ "watermark": { "timestamp": "yesterday" } });
    let replayed = replay(
        &mut state,
        &[line("m1", 1, r#""type":"IssueDeleted","uuid":"@a""#)],
    );
    assert_eq!((replayed.applied, replayed.warnings.len()), (0, 1));
}

#[test]
fn what_cannot_be_read_is_left_out() {
    let good = line(
        "m1",
        11,
        r#""type":"LabelAdded","issue_uuid":"@a","label":"a""#,
    );
    let check = |log: &str, applied: usize, expect: &[&str]| {
        let replayed = replay(&mut hub(), &[log]);
        assert_eq!(replayed.applied, applied, "{log}");
        assert_eq!(
            replayed.warnings.len(),
            expect.len(),
            "{:?}",
            replayed.warnings
        );
        for (warning, begin) in replayed.warnings.iter().zip(expect) {
            assert!(warning.starts_with(begin), "{warning}");
        }
    };
    check("", 0, &[]);
    check(&good.replace('\n', "\r\n\r\n"), 1, &[]);
    check(good.trim_end(), 1, &[]);
    check(&format!("{good}{{\"agent_id\":\"m"), 1, &[]);
    check(&format!("{good}{{\"agent_id\":\"m\n"), 1, &[]);
    check(
        &format!("x\n{good}"),
        1,
        &["1 line of the event log of 'm1' could not be read and were left out; line 1: "],
    );
    check(
        &format!("{good}x\n[]\n{good}"),
        2,
        &["2 lines of the event log of 'm1' could not be read and were left out; line 2: "],
    );
    check(
        &(good.replace("2026-01-01", "2026-13-01") + &good),
        1,
        &["1 line of the event log of 'm1'"],
    );
    check(&format!("\u{feff}{good}"), 1, &[]);
    let odd = line(
        "m1",
        11,
        r#""type":"IssueUpdated","uuid":"@a","title":[],"priority":"high""#,
    );
    check(
        &odd,
        1,
        &["A field of 1 events of the kind 'IssueUpdated' could not be read and was left out"],
    );
    let new = line("m1", 11, r#""type":"Sung","song":1"#);
    check(
        &(new.clone() + &new + &good),
        1,
        &["Events of the unknown kind 'Sung' were left out"],
    );
    let broken = line("m1", 11, r#""type":"LabelAdded","label":"a""#);
    check(
        &(good + &broken + &broken),
        1,
        &["2 events of the kind 'LabelAdded' were left out: missing field"],
    );
    check(
        &line("m1", 11, r#""song":1"#),
        0,
        &["1 events of the kind '' were left out"],
    );
}
