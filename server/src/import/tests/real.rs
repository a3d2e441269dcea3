//! Real data, where it is: `$CROSSLINK_SHARED`, or `shared` beside the workspace. The numbers were
//! counted by other means.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use model::{
    RelationKind,
    import::{Batch, ImportedComment, Report},
};
use store::Store;

use crate::{
    hub::git::Git,
    import::{read, run},
};

pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = std::env::var_os("CROSSLINK_SHARED")
        .map_or_else(beside, PathBuf::from)
        .join("data")
        .join(name);
    if !path.exists() {
        #[expect(
            clippy::print_stdout,
            reason = "who runs the tests should know that this one looked at nothing"
        )]
        {
            println!("skipped: {} is not here", path.display());
        }
        return None;
    }
    Some(path)
}

fn counted<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_insert(0) += 1;
    }
    counts
}

fn comments(batch: &Batch) -> impl Iterator<Item = &ImportedComment> {
    batch.issues.iter().flat_map(|issue| &issue.comments)
}

/// Everything that can be counted, by name.
fn census(batch: &Batch) -> BTreeMap<String, usize> {
    let edges = |kind| {
        batch
            .relations
            .iter()
            .filter(|edge| edge.kind == kind)
            .count()
    };
    let issues = || batch.issues.iter();
    let mut census = BTreeMap::from([
        ("issues".to_owned(), issues().count()),
        (
            "with a number".to_owned(),
            counted(issues().filter_map(|issue| issue.number)).len(),
        ),
        (
            "with a parent".to_owned(),
            issues().filter(|issue| issue.parent.is_some()).count(),
        ),
        (
            "with a description".to_owned(),
            issues().filter(|issue| issue.description.is_some()).count(),
        ),
        (
            "labels".to_owned(),
            issues().map(|issue| issue.labels.len()).sum(),
        ),
        ("comments".to_owned(), comments(batch).count()),
        (
            "signed comments".to_owned(),
            comments(batch)
                .filter(|c| c.signed_by.is_some() && c.signature.is_some())
                .count(),
        ),
        (
            "with a trigger".to_owned(),
            comments(batch).filter(|c| c.trigger_type.is_some()).count(),
        ),
        (
            "with a context".to_owned(),
            comments(batch)
                .filter(|c| c.intervention_context.is_some())
                .count(),
        ),
        (
            "with a driver's key".to_owned(),
            comments(batch)
                .filter(|c| c.driver_key_fingerprint.is_some())
                .count(),
        ),
        ("blocks".to_owned(), edges(RelationKind::Blocks)),
        ("relates to".to_owned(), edges(RelationKind::RelatesTo)),
        ("duplicate of".to_owned(), edges(RelationKind::DuplicateOf)),
    ]);
    census.extend(counted(
        issues().map(|issue| format!("status {}", issue.status)),
    ));
    census.extend(counted(
        issues().map(|issue| format!("priority {}", issue.priority)),
    ));
    census.extend(counted(
        comments(batch).map(|comment| format!("kind {}", comment.kind.as_str())),
    ));
    census
}

async fn census_of(name: &str) -> Option<(BTreeMap<String, usize>, Vec<String>)> {
    let batch = read(&shared(name)?).await.unwrap();
    Some((census(&batch), batch.warnings))
}

#[tokio::test]
async fn a_real_hub() {
    let Some((census, warnings)) = census_of("hub.bundle").await else {
        return;
    };
    insta::assert_json_snapshot!(census, @r#"
    {
      "blocks": 25,
      "comments": 1395,
      "duplicate of": 0,
      "issues": 784,
      "kind blocker": 3,
      "kind decision": 78,
      "kind handoff": 123,
      "kind intervention": 23,
      "kind note": 119,
      "kind observation": 55,
      "kind plan": 266,
      "kind resolution": 19,
      "kind result": 709,
      "labels": 725,
      "priority high": 202,
      "priority low": 222,
      "priority medium": 355,
      "priority urgent": 5,
      "relates to": 4,
      "signed comments": 1388,
      "status backlog": 35,
      "status done": 749,
      "with a context": 23,
      "with a description": 36,
      "with a driver's key": 8,
      "with a number": 784,
      "with a parent": 45,
      "with a trigger": 23
    }
    "#);
    insta::assert_json_snapshot!(warnings, @r#"
    [
      "Titles of more than 512 characters were cut: 2 (#151, #150)"
    ]
    "#);
    let Some(bundle) = shared("hub.bundle") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let git = Git::init_bare(dir.path()).await.unwrap();
    git.fetch_from(
        &bundle,
        &["refs/heads/crosslink/hub:refs/heads/crosslink/hub"],
    )
    .await
    .unwrap();
    let files = self::census(&read(dir.path()).await.unwrap());
    assert_eq!(
        (
            files["issues"],
            files["comments"],
            files["with a number"],
            files["status backlog"]
        ),
        (759, 1_345, 756, 25)
    );
    assert_eq!(
        (
            files["blocks"],
            files["relates to"],
            files["with a parent"],
            files["labels"]
        ),
        (25, 3, 45, 701)
    );
    // Its checkpoint alone knows as much: it was made after everything in the files.
    let Some((checkpoint, _)) = census_of("hub-state.json").await else {
        return;
    };
    assert_eq!(checkpoint, census);
}

#[tokio::test]
async fn a_real_beads_file() {
    let Some((census, warnings)) = census_of("beads-issues.jsonl").await else {
        return;
    };
    insta::assert_json_snapshot!(census, @r#"
    {
      "blocks": 540,
      "comments": 1173,
      "duplicate of": 0,
      "issues": 2731,
      "kind resolution": 1173,
      "labels": 1482,
      "priority high": 536,
      "priority low": 246,
      "priority medium": 1855,
      "priority urgent": 94,
      "relates to": 82,
      "signed comments": 0,
      "status backlog": 344,
      "status done": 2350,
      "status in_progress": 37,
      "with a context": 0,
      "with a description": 1915,
      "with a driver's key": 0,
      "with a number": 0,
      "with a parent": 579,
      "with a trigger": 0
    }
    "#);
    insta::assert_json_snapshot!(warnings, @r#"
    [
      "Broken characters were replaced by �: 2 (line 1306, line 1753)",
      "Deleted issues were left out: 346 (bd-06px, bd-0a43, bd-0d5p and 343 more)",
      "Issues with several parents keep one and relate to the others: 4 (bd-98c4e1fa.1, bd-au0.5, bd-u2sc.3 and 1 more)",
      "Links to issues that are not there were left out: 1 (of bd-879d)",
      "Parents that are not there were left out: 2 (bd-7bs4.1, bd-yyxi)"
    ]
    "#);
}

/// Imports it twice into one store: all of it, then nothing.
async fn twice(name: &str) -> Option<(Report, String)> {
    let source = shared(name)?;
    let store = Store::open("sqlite::memory:").await.unwrap();
    let mut out = Vec::new();
    let first = run(&store, &source, &mut out).await.unwrap();
    let second = run(&store, &source, &mut Vec::new()).await.unwrap();
    let expect = Report {
        issues_unchanged: first.issues_created,
        warnings: second.warnings.clone(),
        ..Report::default()
    };
    assert_eq!(second, expect);
    Some((first, String::from_utf8(out).unwrap()))
}

#[tokio::test]
async fn real_issues_in_a_real_store() {
    let Some((hub, said)) = twice("hub.bundle").await else {
        return;
    };
    assert_eq!(
        (hub.issues_created, hub.comments, hub.labels, hub.relations),
        (784, 1_395, 725, 29),
        "{said}"
    );
    let Some((beads, said)) = twice("beads-issues.jsonl").await else {
        return;
    };
    assert_eq!(
        (
            beads.issues_created,
            beads.comments,
            beads.labels,
            beads.relations
        ),
        (2_731, 1_173, 1_482, 622),
        "{said}"
    );
}
