//! Worktrees as git makes them.

use std::process::Command;

use super::*;

fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=x", "-c", "user.email=x@y"])
        .args(args)
        .current_dir(folder);
    assert!(git.output().unwrap().status.success(), "{args:?}");
}

fn write(path: PathBuf, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn repository() -> (tempfile::TempDir, PathBuf) {
    let outer = tempfile::tempdir().unwrap();
    let repo = fs::canonicalize(outer.path()).unwrap().join("repo");
    fs::create_dir(&repo).unwrap();
    git(&repo, &["init", "-q", "-b", "main"]);
    git(&repo, &["commit", "-q", "--allow-empty", "-m", "x"]);
    (outer, repo)
}

#[tokio::test]
async fn exactly_the_agents_own() {
    let (_outer, repo) = repository();
    git(
        &repo,
        &[
            "worktree",
            "add",
            "-q",
            "-b",
            "feature/worker-1",
            ".worktrees/worker-1",
        ],
    );
    git(
        &repo,
        &[
            "worktree",
            "add",
            "-q",
            "-b",
            "feature/auth-fix",
            ".worktrees/auth-fix",
        ],
    );
    git(
        &repo,
        &["worktree", "add", "-q", "--detach", "../elsewhere"],
    );
    write(
        repo.join(".worktrees/auth-fix/.crosslink/agent.json"),
        r#"{"agent_id":"worker-2","machine_id":"x"}"#,
    );
    write(
        repo.join("../elsewhere/.crosslink/agent.json"),
        r#"{"agent_id":"worker-3"}"#,
    );
    write(repo.join(".worktrees/broken/.crosslink/agent.json"), "{");
    let worktrees = Worktrees::of(&repo);
    assert_eq!(worktrees.of_agent("worker-1"), None, "not looked yet");
    worktrees.refresh().await;
    let of = |agent: &str| {
        worktrees.of_agent(agent).map(|w| {
            (
                w.path
                    .strip_prefix(repo.parent().unwrap())
                    .unwrap()
                    .to_owned(),
                w.branch,
            )
        })
    };
    assert_eq!(
        of("worker-1"),
        Some((
            "repo/.worktrees/worker-1".into(),
            Some("feature/worker-1".into())
        ))
    );
    assert_eq!(
        of("worker-2"),
        Some((
            "repo/.worktrees/auth-fix".into(),
            Some("feature/auth-fix".into())
        ))
    );
    assert_eq!(of("worker-3"), Some(("elsewhere".into(), None)));
    for other in [
        "worker",
        "worker-11",
        "orker-1",
        "auth",
        "auth-fix",
        "broken",
        "main",
        "",
    ] {
        assert_eq!(of(other), None, "{other}");
    }
}

#[tokio::test]
async fn from_inside_a_worktree_the_others_are_seen_too() {
    let (_outer, repo) = repository();
    git(&repo, &["worktree", "add", "-q", "-b", "one", "../one"]);
    git(&repo, &["worktree", "add", "-q", "-b", "two", "../two"]);
    write(
        repo.join("../two/.crosslink/agent.json"),
        r#"{"agent_id":"worker-2"}"#,
    );
    let worktrees = Worktrees::of(&repo.join("../one"));
    worktrees.refresh().await;
    assert_eq!(
        worktrees.of_agent("worker-2").unwrap().branch.as_deref(),
        Some("two")
    );
}

#[tokio::test]
async fn a_status_is_read_when_asked_and_cut() {
    let (_outer, repo) = repository();
    fs::create_dir_all(repo.join(".worktrees/worker-1")).unwrap();
    let worktrees = Worktrees::of(&repo);
    worktrees.refresh().await;
    let worktree = worktrees.of_agent("worker-1").unwrap();
    assert_eq!(
        (worktree.branch.clone(), worktree.kickoff_status().await),
        (None, None)
    );
    let file = worktree.path.join(STATUS_FILE);
    write(file.clone(), "RUNNING\n");
    assert_eq!(worktree.kickoff_status().await.as_deref(), Some("RUNNING"));
    write(file.clone(), &"é".repeat(1_000_000));
    assert!(worktree.kickoff_status().await.unwrap().len() <= 4098);
    fs::write(file, b"\xff\xfe ok").unwrap();
    assert_eq!(
        worktree.kickoff_status().await.as_deref(),
        Some("\u{fffd}\u{fffd} ok")
    );
}

#[tokio::test]
async fn without_a_repository_there_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let worktrees = Worktrees::of(folder.path());
    worktrees.refresh().await;
    assert_eq!(worktrees.of_agent("worker-1"), None);
}
