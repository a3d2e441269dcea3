use model::{RelationKind, import::ImportedRelation};

use super::*;

fn read(lines: &[&str]) -> Batch {
    file(&lines.join("\n"))
}

fn file(text: &str) -> Batch {
    lines(text, Warnings::default())
}

fn one(line: &str) -> ImportedIssue {
    read(&[line]).issues.remove(0)
}

fn ids(batch: &Batch) -> Vec<&str> {
    batch
        .issues
        .iter()
        .filter_map(|issue| issue.external.as_deref())
        .collect()
}

#[test]
fn an_issue_with_everything() {
    let issue = one(
        r###"{"id":"bd-7","title":" Cache ","description":"Why.","design":"How.","acceptance_criteria":"  ","notes":"Then.",
        "external_ref":"gh-9","status":"closed","priority":0,"issue_type":"bug","labels":["db","db"],"created_by":"ana",
        "created_at":"2026-01-11T10:33:47.827185-08:00","updated_at":"2026-01-12T00:00:00Z","closed_at":"2026-01-12T00:00:00+11:00",
        "close_reason":"Fixed on main","comments":[{"id":4,"author":"bo","text":"Mine.","created_at":"2026-01-11T20:00:00Z"}]}"###
            .replace('\n', "")
            .as_str(),
    );
    insta::assert_json_snapshot!(issue, @r#"
    {
      "uuid": "356fd983-5710-589a-a5bc-f02cebb1f815",
      "number": null,
      "external": "bd-7",
      "title": "Cache",
      "description": "Why.\n\n## Design\n\nHow.\n\n## Notes\n\nThen.\n\n## Reference\n\ngh-9",
      "status": "done",
      "priority": "urgent",
      "author": "ana",
      "parent": null,
      "labels": [
        "bug",
        "db"
      ],
      "created_at": "2026-01-11T18:33:47.827185Z",
      "updated_at": "2026-01-12T00:00:00.000000Z",
      "closed_at": "2026-01-11T13:00:00.000000Z",
      "comments": [
        {
          "uuid": "b677b89d-5fbf-5d57-aac2-ddd3eeb8a331",
          "author": null,
          "content": "Fixed on main",
          "kind": "resolution",
          "trigger_type": null,
          "intervention_context": null,
          "driver_key_fingerprint": null,
          "signed_by": null,
          "signature": null,
          "created_at": "2026-01-11T13:00:00.000000Z"
        },
        {
          "uuid": "1a7f7014-c021-5ae6-8069-bccc69361d47",
          "author": "bo",
          "content": "Mine.",
          "kind": "note",
          "trigger_type": null,
          "intervention_context": null,
          "driver_key_fingerprint": null,
          "signed_by": null,
          "signature": null,
          "created_at": "2026-01-11T20:00:00.000000Z"
        }
      ]
    }
    "#);
}

#[test]
fn an_issue_with_nothing() {
    let batch = read(&[r#"{"id":"bd-1"}"#]);
    insta::assert_json_snapshot!(batch, @r#"
    {
      "source": "Beads",
      "issues": [
        {
          "uuid": "87f445ce-d7ed-5d1a-97cf-c6f28efbe550",
          "number": null,
          "external": "bd-1",
          "title": "Untitled",
          "description": null,
          "status": "backlog",
          "priority": "medium",
          "author": null,
          "parent": null,
          "labels": [],
          "created_at": "1970-01-01T00:00:00.000000Z",
          "updated_at": "1970-01-01T00:00:00.000000Z",
          "closed_at": null,
          "comments": []
        }
      ],
      "relations": [],
      "warnings": [
        "Issues without a title are called 'Untitled': 1 (bd-1)",
        "What had no date is dated 1970: 1 (bd-1)"
      ]
    }
    "#);
}

#[test]
fn words() {
    let check = |status: &str, expect: &str| {
        let issue = one(&format!(
            r#"{{"id":"bd-1","title":"x","status":"{status}","created_at":"2026-01-01T00:00:00Z"}}"#
        ));
        assert_eq!(issue.status.as_str(), expect, "{status}");
    };
    check("open", "backlog");
    check("in_progress", "in_progress");
    check("hooked", "in_progress");
    check("blocked", "todo");
    check("deferred", "backlog");
    check("pinned", "backlog");
    check("closed", "done");
    check("review", "review");
    check("dreamt", "backlog");
    let priorities: Vec<_> = (-1..6)
        .map(|n| {
            one(&format!(r#"{{"id":"bd-1","priority":{n}}}"#))
                .priority
                .as_str()
        })
        .collect();
    assert_eq!(
        priorities,
        ["medium", "urgent", "high", "medium", "low", "low", "medium"]
    );
}

#[test]
fn dirt_costs_only_its_own_line() {
    let batch = read(&[
        r#"{"id":"bd-1","title":"by \user@example.com","created_at":"2026-01-01T00:00:00Z"}"#,
        "",
        r#"{"id":"bd-2","title":"#,
        r#"{"title":"nameless"}"#,
        r#"{"id":"bd-3","status":"tombstone"}"#,
        r#"{"id":"bd-4","priority":"high"}"#,
        r#"{"id":"bd-5","title":"whole","created_at":"2026-01-02T00:00:00Z"}"#,
    ]);
    assert_eq!(ids(&batch), ["bd-4", "bd-1", "bd-5"]);
    assert_eq!(batch.issues[0].priority.as_str(), "high");
    assert_eq!(batch.issues[1].title, "by \u{fffd}user@example.com");
    insta::assert_json_snapshot!(batch.warnings, @r#"
    [
      "Broken characters were replaced by �: 1 (line 1)",
      "Deleted issues were left out: 1 (bd-3)",
      "Issues without a title are called 'Untitled': 1 (bd-4)",
      "Lines without an id were left out: 1 (line 4)",
      "What had no date is dated 1970: 1 (bd-4)",
      "Line 3 was left out: EOF while parsing a value at line 1 column 21"
    ]
    "#);
}

#[test]
fn dependencies() {
    let batch = read(&[
        r#"{"id":"bd-1","created_at":"2026-01-01T00:00:00Z","title":"a"}"#,
        r#"{"id":"bd-2","created_at":"2026-01-02T00:00:00Z","title":"b","status":"tombstone"}"#,
        r#"{"id":"bd-1.1","created_at":"2026-01-03T00:00:00Z","title":"c","dependencies":[
            {"depends_on_id":"bd-2","type":"parent-child"},{"depends_on_id":"bd-4","type":"parent-child"},
            {"depends_on_id":"bd-1","type":"parent-child"},{"depends_on_id":"bd-4","type":"blocks"},
            {"depends_on_id":"bd-2","type":"blocks"},{"depends_on_id":"bd-4","type":"related"},
            {"depends_on_id":"bd-1.1","type":"related"},{"depends_on_id":"bd-4","type":"tracks"}]}"#
            .replace('\n', "")
            .as_str(),
        r#"{"id":"bd-4","created_at":"2026-01-04T00:00:00Z","title":"d",
            "dependencies":[{"depends_on_id":"bd-1","type":"duplicates"},{"depends_on_id":"bd-1.1","type":"discovered-from"}]}"#
            .replace('\n', "")
            .as_str(),
    ]);
    assert_eq!(ids(&batch), ["bd-1", "bd-1.1", "bd-4"]);
    assert_eq!(
        batch.issues[1].parent,
        Some(uuid("bd-1")),
        "the parent that its id names"
    );
    let edge = |source, kind, target| ImportedRelation {
        source: uuid(source),
        target: uuid(target),
        kind,
    };
    // Related both ways and by a second parent: one edge all the same.
    let expect = [
        edge("bd-4", RelationKind::Blocks, "bd-1.1"),
        edge("bd-1.1", RelationKind::RelatesTo, "bd-4"),
        edge("bd-4", RelationKind::DuplicateOf, "bd-1"),
    ];
    assert_eq!(batch.relations, expect);
    insta::assert_json_snapshot!(batch.warnings, @r#"
    [
      "Deleted issues were left out: 1 (bd-2)",
      "Issues with several parents keep one and relate to the others: 2 (bd-1.1, bd-1.1)",
      "Links of an issue to itself were left out: 1 (bd-1.1)",
      "Links of the unknown type 'tracks' were left out: 1 (bd-1.1)",
      "Links to issues that are not there were left out: 2 (of bd-1.1, of bd-1.1)"
    ]
    "#);
}

#[test]
fn an_id_twice_is_the_newer_one() {
    let line = |title: &str, day: u8| {
        format!(
            r#"{{"id":"bd-1","title":"{title}","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-{day:02}T00:00:00Z"}}"#
        )
    };
    for lines in [
        [line("old", 1), line("new", 2)],
        [line("new", 2), line("old", 1)],
    ] {
        assert_eq!(file(&lines.join("\n")).issues[0].title, "new");
    }
}

#[test]
fn twins_keep_the_labels_and_comments_of_both() {
    let line = |title: &str, day: u8, label: &str, text: &str| {
        format!(
            r#"{{"id":"bd-1","title":"{title}","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-{day:02}T00:00:00Z",
            "labels":["{label}"],"comments":[{{"id":1,"author":"a","text":"{text}"}}]}}"#
        )
        .replace('\n', "")
    };
    for lines in [
        [line("old", 1, "x", "one"), line("new", 2, "y", "two")],
        [line("new", 2, "y", "two"), line("old", 1, "x", "one")],
    ] {
        let batch = file(&lines.join("\n"));
        let issue = &batch.issues[0];
        assert_eq!(
            (issue.title.as_str(), issue.labels.as_slice()),
            ("new", ["x".to_owned(), "y".to_owned()].as_slice())
        );
        assert_eq!(said(issue), ["one", "two"]);
        let told = "Of issues that came twice the later change was taken, with the labels and comments of both: 1 (bd-1)";
        assert_eq!(batch.warnings, [told]);
    }
}

/// The comments' texts, sorted.
fn said(issue: &ImportedIssue) -> Vec<&str> {
    let mut texts: Vec<&str> = issue
        .comments
        .iter()
        .map(|comment| comment.content.as_str())
        .collect();
    texts.sort_unstable();
    texts
}

#[test]
fn a_number_is_no_identity_of_a_comment() {
    let issue = |comments: &str| {
        one(&format!(
            r#"{{"id":"bd-1","title":"t","updated_at":"2026-01-03T10:00:00Z","comments":[{comments}]}}"#
        ))
    };
    let a = r#"{"id":1,"author":"a","text":"from A"}"#;
    let b = r#"{"id":1,"author":"b","text":"from B"}"#;
    assert_eq!(said(&issue(&format!("{a},{b}"))), ["from A", "from B"]);
    assert_eq!(said(&issue(&format!("{a},{a}"))), ["from A"]);
    // Two clones' exports, one after the other: each comment is known again, and they are two.
    let (one, other) = (issue(a).comments[0].uuid, issue(b).comments[0].uuid);
    assert!(
        one != other
            && issue(&format!("{b},{a}"))
                .comments
                .iter()
                .all(|c| [one, other].contains(&c.uuid))
    );
    let at = |text: &str, at: &str| {
        format!(r#"{{"id":7,"author":"a","text":"{text}","created_at":"{at}"}}"#)
    };
    let first = at("x", "2026-01-01T00:00:00Z");
    assert_eq!(
        said(&issue(&format!(
            "{first},{}",
            at("y", "2026-01-02T00:00:00Z")
        ))),
        ["x", "y"]
    );
    assert_eq!(
        said(&issue(&format!(
            "{first},{}",
            at("z", "2026-01-01T00:00:00Z")
        ))),
        ["x", "z"]
    );
}

#[test]
fn one_odd_field_costs_nothing_else() {
    let batch = read(&[
        r#"{"id":"bd-1","title":"one","created_at":"2026-01-01T00:00:00Z","comments":[{"text":null},{"text":"two"},5,{"text":"odd","author":[]}]}"#,
        r#"{"id":"bd-2","title":"two","created_at":"2026-01-01T00:00:00Z","labels":["x",null,"y"]}"#,
        r#"{"id":"bd-3","title":"three","created_at":"2026-01-01T00:00:00Z","dependencies":[{"id":"bd-1"},{},"bd-2"]}"#,
        r#"{"id":"bd-4","title":"four","created_at":"2026-01-01T00:00:00Z","priority":"1","status":7}"#,
        r#"{"id":5,"title":["x"],"created_at":"2026-01-01T00:00:00Z","labels":"alone","priority":"P0"}"#,
        r#"["no", "record"]"#,
    ]);
    let mut known = ids(&batch);
    known.sort_unstable();
    assert_eq!(known, ["5", "bd-1", "bd-2", "bd-3", "bd-4"]);
    let find = |id: &str| {
        batch
            .issues
            .iter()
            .find(|issue| issue.external.as_deref() == Some(id))
            .unwrap()
    };
    assert_eq!(said(find("bd-1")), ["odd", "two"]);
    assert_eq!(find("bd-2").labels, ["x", "y"]);
    assert_eq!(
        (find("bd-4").priority.as_str(), find("5").priority.as_str()),
        ("high", "urgent")
    );
    assert_eq!(
        (find("5").labels.as_slice(), batch.relations.len()),
        (["alone".to_owned()].as_slice(), 2)
    );
    insta::assert_json_snapshot!(batch.warnings, @r#"
    [
      "Blank comments were left out: 1 (bd-1)",
      "Fields that could not be read were left out: 6 (comments[2] of Line 1, comments[2].author of Line 1, labels[1] of Line 2 and 3 more)",
      "Issues without a title are called 'Untitled': 1 (5)",
      "Line 6 was left out: it is no record"
    ]
    "#);
}

#[test]
fn the_same_uuids_every_time() {
    // Written down: a change here would double what people have imported.
    insta::assert_snapshot!(uuid("bd-0088"), @"613bff2e-82aa-5cbc-9e7a-d69495ebd161");
    let closed = r#"{"id":"bd-1","status":"closed","close_reason":"Closed","closed_at":"2026-01-01T00:00:00Z"}"#;
    assert!(
        one(closed).comments.is_empty(),
        "that it is closed needs no comment"
    );
    assert_eq!(file(closed), file(closed));
}
