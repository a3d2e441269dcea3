//! Hubs in every layout, each a real repository.

use model::{Priority, Status, import::Batch};

use crate::{hub::fixture::Repository, import::read};

const A: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const B: &str = "bbbbbbbb-0000-4000-8000-000000000002";
const C: &str = "cccccccc-0000-4000-8000-000000000003";
const NOTE: &str = "dddddddd-0000-4000-8000-000000000004";

fn issue_file(uuid: &str, number: i64, title: &str, day: u8, more: &str) -> String {
    format!(
        r#"{{"uuid":"{uuid}","display_id":{number},"title":"{title}","status":"open","priority":"high","created_by":"ana",
        "created_at":"2026-01-{number:02}T00:00:00Z","updated_at":"2026-02-{day:02}T00:00:00Z"{more}}}"#
    )
}

async fn read_repository(repository: &Repository) -> Batch {
    read(repository.path()).await.unwrap()
}

fn titles(batch: &Batch) -> Vec<(Option<i64>, &str)> {
    batch
        .issues
        .iter()
        .map(|issue| (issue.number, issue.title.as_str()))
        .collect()
}

/// A hub of files in folders, with dirt in it.
fn folders() -> Repository {
    let repository = Repository::new();
    let a = issue_file(A, 1, "First", 1, "");
    let more = format!(
        r#","parent_uuid":"{A}","blockers":["{A}","{C}"],"related":["{A}"],"labels":["db"],"unknown":[1]"#
    );
    let b = issue_file(B, 2, "Second", 2, &more);
    let comment = r#"{"author":"bo","content":"Stop","created_at":"2026-02-01T00:00:00Z","kind":"intervention","signed_by":"SHA256:k",
        "trigger_type":"redirect","intervention_context":"drift","driver_key_fingerprint":"SHA256:d","signature":"c2ln"}"#;
    let files = [
        (format!("issues/{A}/issue.json"), a.as_str()),
        (format!("issues/{B}/issue.json"), b.as_str()),
        (format!("issues/{B}/comments/{NOTE}.json"), comment),
        (format!("issues/{C}/issue.json"), "{ broken"),
        (
            format!("issues/{C}/comments/{C}.json"),
            r#"{"content":"orphan","kind":"gossip"}"#,
        ),
        (format!("meta/milestones/{A}.json"), "{}"),
        ("locks.json".to_owned(), "{}"),
        ("issues/readme.json".to_owned(), "not ours"),
    ];
    repository.commit(
        "refs/heads/crosslink/hub",
        &files.each_ref().map(|(path, text)| (path.as_str(), *text)),
    );
    repository
}

#[tokio::test]
async fn a_hub_of_folders() {
    let repository = folders();
    let batch = read_repository(&repository).await;
    assert_eq!(batch.source, "git hub");
    assert_eq!(titles(&batch), [(Some(1), "First"), (Some(2), "Second")]);
    insta::assert_json_snapshot!(batch.issues[1], @r#"
    {
      "uuid": "bbbbbbbb-0000-4000-8000-000000000002",
      "number": 2,
      "external": null,
      "title": "Second",
      "description": null,
      "status": "backlog",
      "priority": "high",
      "author": "ana",
      "parent": "aaaaaaaa-0000-4000-8000-000000000001",
      "labels": [
        "db"
      ],
      "created_at": "2026-01-02T00:00:00.000000Z",
      "updated_at": "2026-02-02T00:00:00.000000Z",
      "closed_at": null,
      "comments": [
        {
          "uuid": "dddddddd-0000-4000-8000-000000000004",
          "author": "bo",
          "content": "Stop",
          "kind": "intervention",
          "trigger_type": "redirect",
          "intervention_context": "drift",
          "driver_key_fingerprint": "SHA256:d",
          "signed_by": "SHA256:k",
          "signature": "c2ln",
          "created_at": "2026-02-01T00:00:00.000000Z"
        }
      ]
    }
    "#);
    insta::assert_json_snapshot!(batch.relations, @r#"
    [
      {
        "source": "aaaaaaaa-0000-4000-8000-000000000001",
        "target": "bbbbbbbb-0000-4000-8000-000000000002",
        "kind": "blocks"
      },
      {
        "source": "bbbbbbbb-0000-4000-8000-000000000002",
        "target": "aaaaaaaa-0000-4000-8000-000000000001",
        "kind": "relates_to"
      }
    ]
    "#);
    insta::assert_json_snapshot!(batch.warnings, @r#"
    [
      "Comments of the unknown kind 'gossip' became notes: 1 (issues/cccccccc-0000-4000-8000-000000000003/comments/cccccccc-0000-4000-8000-000000000003.json)",
      "Comments on issues that are not there were left out: 1 (cccccccc-0000-4000-8000-000000000003 on cccccccc-0000-4000-8000-000000000003)",
      "Links to issues that are not there were left out: 1 (of #2)",
      "What had no date is dated 1970: 1 (issues/cccccccc-0000-4000-8000-000000000003/comments/cccccccc-0000-4000-8000-000000000003.json)",
      "issues/cccccccc-0000-4000-8000-000000000003/issue.json was left out: key must be a string at line 1 column 3"
    ]
    "#);
    assert_eq!(
        read_repository(&repository).await,
        batch,
        "the same every time"
    );
}

#[tokio::test]
async fn a_bundle_and_a_bare_clone_and_a_folder_inside_say_the_same() {
    let repository = folders();
    let expect = read_repository(&repository).await;
    repository.git(
        &["bundle", "create", "--quiet", "./-hub.bundle", "--all"],
        None,
    );
    assert_eq!(
        read(&repository.path().join("-hub.bundle")).await.unwrap(),
        expect
    );
    repository.git(&["clone", "--quiet", "--bare", ".", "bare.git"], None);
    assert_eq!(
        read(&repository.path().join("bare.git")).await.unwrap(),
        expect
    );
    std::fs::create_dir(repository.path().join("src")).unwrap();
    assert_eq!(read(&repository.path().join("src")).await.unwrap(), expect);
}

#[tokio::test]
async fn a_hub_of_flat_files() {
    let comments = r#","comments":[{"id":7,"author":"bo","content":"seen","created_at":"2026-02-01T00:00:00Z","kind":"handoff"},
        {"id":8,"author":"bo","content":"  ","created_at":"2026-02-01T00:00:00Z"}, 5]"#;
    let a = issue_file(A, 1, "Flat", 1, comments);
    let old = issue_file(B, 2, "Left behind", 9, "");
    let new = issue_file(B, 2, "Moved", 1, "");
    let repository = Repository::new();
    let [flat, left, moved] = [
        format!("issues/{A}.json"),
        format!("issues/{B}.json"),
        format!("issues/{B}/issue.json"),
    ];
    repository.commit(
        "refs/remotes/origin/crosslink/hub",
        &[(&flat, &a), (&left, &old), (&moved, &new)],
    );
    let batch = read_repository(&repository).await;
    assert_eq!(titles(&batch), [(Some(1), "Flat"), (Some(2), "Moved")]);
    let comments: Vec<_> = batch.issues[0]
        .comments
        .iter()
        .map(|c| (c.uuid.to_string(), c.content.as_str(), c.kind))
        .collect();
    insta::assert_debug_snapshot!(comments, @r#"
    [
        (
            "c7e5dcdf-217b-512c-9cf9-3024be3547da",
            "seen",
            Handoff,
        ),
    ]
    "#);
    insta::assert_json_snapshot!(batch.warnings, @r#"
    [
      "Blank comments were left out: 1 (#1)",
      "Comment 3 of issues/aaaaaaaa-0000-4000-8000-000000000001.json was left out: it is no record"
    ]
    "#);
}

#[tokio::test]
async fn files_and_checkpoint_together() {
    let repository = Repository::new();
    let numberless = issue_file(A, 1, "Old", 1, "").replace(r#""display_id":1,"#, "");
    let newer_in_files = issue_file(B, 2, "Newer in files", 9, "");
    let comment = r#"{"content":"only in files","created_at":"2026-02-01T00:00:00Z"}"#;
    let [a, b, note] = [
        format!("issues/{A}/issue.json"),
        format!("issues/{B}/issue.json"),
        format!("issues/{A}/comments/{NOTE}.json"),
    ];
    repository.commit(
        "refs/heads/crosslink/hub",
        &[(&a, &numberless), (&b, &newer_in_files), (&note, comment)],
    );
    let closed = issue_file(
        A,
        1,
        "New",
        2,
        &format!(r#","closed_at":"2026-02-02T00:00:00Z","comments":{{"{C}":{comment}}}"#),
    );
    let closed = closed.replace("open", "closed");
    let older = issue_file(B, 2, "Older in checkpoint", 3, "");
    let state = format!(
        r#"{{"issues":{{"{A}":{closed},"{B}":{older},"{C}":{},"x":{{}}}},"milestones":{{"m":{{}}}}}}"#,
        issue_file(C, 3, "Only there", 3, "")
    );
    repository.commit("refs/heads/crosslink/checkpoint", &[("state.json", &state)]);
    let batch = read_repository(&repository).await;
    assert_eq!(
        titles(&batch),
        [
            (Some(1), "New"),
            (Some(2), "Newer in files"),
            (Some(3), "Only there")
        ]
    );
    assert_eq!(
        (batch.issues[0].status, batch.issues[0].comments.len()),
        (Status::Done, 2)
    );
    insta::assert_json_snapshot!(batch.warnings, @r#"
    [
      "Issues without a uuid were left out: 1 (x)"
    ]
    "#);

    let file = repository.path().join("any name");
    std::fs::write(&file, &state).unwrap();
    let alone = read(&file).await.unwrap();
    assert_eq!(
        titles(&alone),
        [
            (Some(1), "New"),
            (Some(2), "Older in checkpoint"),
            (Some(3), "Only there")
        ]
    );
}

#[tokio::test]
async fn unknown_words_get_sensible_ones() {
    let repository = Repository::new();
    let odd = |status: &str, priority: &str, more: &str| {
        issue_file(A, 1, "x", 1, more)
            .replace("open", status)
            .replace("high", priority)
    };
    let mut seen = Vec::new();
    for text in [
        odd("archived", "critical", ""),
        odd("review", "urgent", ""),
        odd("wild", "dire", ""),
        odd("wild", "low", r#","closed_at":"2026-02-01T00:00:00Z""#),
    ] {
        repository.commit(
            "refs/heads/crosslink/hub",
            &[(&format!("issues/{A}.json"), &text)],
        );
        let batch = read_repository(&repository).await;
        seen.push((
            batch.issues[0].status,
            batch.issues[0].priority,
            batch.warnings.len(),
        ));
    }
    let expect = [
        (Status::Done, Priority::Urgent, 1),
        (Status::Review, Priority::Urgent, 0),
        (Status::Backlog, Priority::Medium, 2),
        (Status::Done, Priority::Low, 1),
    ];
    assert_eq!(seen, expect);
}
