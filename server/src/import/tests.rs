use std::path::Path;

use model::{CommentKind, RelationKind, Status, import::ImportedIssue};

use super::*;
use crate::hub::fixture::Repository;

mod hubs;
mod real;
mod rest;

pub(crate) use real::shared;

#[tokio::test]
async fn texts_fit() {
    let long = "word ".repeat(120) + "end";
    let record = format!(
        r#"{{"id":"bd-1","title":"{long}","description":"More.","labels":[" a ","","{}"],"created_at":"2026-01-01T00:00:00Z",
        "comments":[{{"text":"nul\u0000"}},{{"text":" "}}]}}"#,
        "l".repeat(200)
    );
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("issues.jsonl");
    std::fs::write(&file, record.replace('\n', "")).unwrap();
    let batch = read(dir.path()).await.unwrap();
    let ImportedIssue {
        title,
        description,
        labels,
        comments,
        ..
    } = &batch.issues[0];
    assert_eq!((title.chars().count(), title.ends_with('…')), (512, true));
    assert_eq!(
        description.as_deref(),
        Some(format!("{long}\n\nMore.").as_str())
    );
    assert_eq!(
        labels
            .iter()
            .map(|label| label.chars().count())
            .collect::<Vec<_>>(),
        [1, 128]
    );
    assert_eq!(
        comments
            .iter()
            .map(|comment| comment.content.as_str())
            .collect::<Vec<_>>(),
        ["nul"]
    );
    insta::assert_json_snapshot!(batch.warnings, @r#"
    [
      "Blank comments were left out: 1 (bd-1)",
      "Comments lost their NUL characters: 1 (bd-1)",
      "Labels of more than 128 characters were cut: 1 (bd-1)",
      "Titles of more than 512 characters were cut: 1 (bd-1)"
    ]
    "#);
}

#[tokio::test]
async fn what_cannot_be_imported_is_told_why() {
    let repository = Repository::new();
    let at = repository.path();
    std::fs::write(at.join("notes.txt"), "Milk").unwrap();
    std::fs::write(at.join("package.json"), r#"{"name":"x"}"#).unwrap();
    std::fs::write(at.join("cut.json"), r#"{"issues":{"#).unwrap();
    repository.commit("refs/heads/main", &[("a", "a")]);
    repository.git(
        &["bundle", "create", "--quiet", "main.bundle", "--all"],
        None,
    );
    let folder = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    for source in [at, &at.join("missing"), folder.path()] {
        told.push(read(source).await.unwrap_err().to_string());
    }
    for name in ["notes.txt", "package.json", "cut.json", "main.bundle"] {
        told.push(read(&at.join(name)).await.unwrap_err().to_string());
    }
    let plain = |text: String| {
        text.replace(&*at.to_string_lossy(), "…")
            .replace(&*folder.path().to_string_lossy(), "<folder>")
    };
    let told: Vec<_> = told.into_iter().map(plain).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    The git repository at … has no branch crosslink/hub. Where only its remote has one, fetch it first: git fetch origin 'refs/heads/crosslink/*:refs/heads/crosslink/*'
    …/missing cannot be read: No such file or directory (os error 2)
    <folder> is nothing that can be imported (a folder outside any git repository). What can: a git repository or a bundle with the branch crosslink/hub, a hub's state.json, a Beads issues.jsonl, or the word demo
    …/notes.txt is nothing that can be imported (no JSON: expected value at line 1 column 1). What can: a git repository or a bundle with the branch crosslink/hub, a hub's state.json, a Beads issues.jsonl, or the word demo
    …/package.json is nothing that can be imported (JSON without issues). What can: a git repository or a bundle with the branch crosslink/hub, a hub's state.json, a Beads issues.jsonl, or the word demo
    …/cut.json is nothing that can be imported (no JSON: EOF while parsing an object at line 1 column 11). What can: a git repository or a bundle with the branch crosslink/hub, a hub's state.json, a Beads issues.jsonl, or the word demo
    …/main.bundle is nothing that can be imported (a bundle without the branch crosslink/hub). What can: a git repository or a bundle with the branch crosslink/hub, a hub's state.json, a Beads issues.jsonl, or the word demo
    ");
}

#[tokio::test]
async fn the_demonstration() {
    let batch = read(Path::new("demo")).await.unwrap();
    assert!(batch.issues.len() >= 24 && batch.warnings.is_empty());
    for status in Status::ALL {
        assert!(
            batch.issues.iter().any(|issue| issue.status == status),
            "{status}"
        );
    }
    let comments = || batch.issues.iter().flat_map(|issue| &issue.comments);
    for kind in CommentKind::WRITABLE {
        assert!(comments().any(|comment| comment.kind == kind), "{kind:?}");
    }
    for issue in &batch.issues {
        assert_eq!(
            issue.status.is_closed(),
            issue.closed_at.is_some(),
            "{}",
            issue.title
        );
        let instants = [
            Some(issue.created_at),
            issue.closed_at.or(Some(issue.updated_at)),
            Some(issue.updated_at),
        ];
        assert!(instants.is_sorted(), "{}", issue.title);
        assert!(
            issue
                .comments
                .iter()
                .all(|c| issue.created_at <= c.created_at && c.created_at <= issue.updated_at)
        );
    }
    assert!(
        batch
            .issues
            .iter()
            .filter(|issue| issue.parent.is_some())
            .count()
            >= 4
    );
    for kind in [
        RelationKind::Blocks,
        RelationKind::RelatesTo,
        RelationKind::DuplicateOf,
    ] {
        assert!(
            batch.relations.iter().any(|edge| edge.kind == kind),
            "{kind:?}"
        );
    }
    // Nothing in it needs to be mended.
    let mut tidied = batch.clone();
    let mut warnings = warnings::Warnings::default();
    normalize::links(&mut tidied, &mut warnings);
    normalize::texts(&mut tidied, &mut warnings);
    assert_eq!((tidied, warnings.into_sentences()), (batch, Vec::new()));
}
