//! git as a child process: what it may inherit, how long it may take, and what its failure says.

use std::{ffi::OsStr, io, process::Stdio, time::Duration};

use tokio::{io::AsyncWriteExt, process::Command, time::timeout};

/// Settings that would make git run something else on the side.
const SETTINGS: [&str; 8] =
    ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false"];

/// Variables of git's that the child may inherit. All others are dropped: a hook that starts this program sets `GIT_DIR`, and
/// then every command would speak of the wrong repository.
const INHERITED: [&str; 4] = ["GIT_EXEC_PATH", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_CEILING_DIRECTORIES"];

/// Why git did not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program is missing, or the folder.
    #[error("git could not be started: {0}")]
    Start(#[from] io::Error),
    /// It was ended after its time.
    #[error("git {verb} was ended after {seconds} seconds")]
    Timeout {
        /// What git was to do.
        verb: String,
        /// How long it had.
        seconds: u64,
    },
    /// It said no.
    #[error("git {verb} failed: {message}")]
    Failed {
        /// What git was to do.
        verb: String,
        /// Its own words, in one line.
        message: String,
    },
    /// It answered something else than its manual says.
    #[error("git {0} gave an answer that makes no sense")]
    Answer(&'static str),
}

/// git, told to mind its own business.
pub(super) fn command() -> Command {
    let mut git = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") && !INHERITED.iter().any(|kept| name == *OsStr::new(kept)) {
            git.env_remove(name);
        }
    }
    git.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_CONFIG_NOSYSTEM", "1");
    // Reading a partial clone must not start a download, nor a program that its settings name for it.
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_NO_REPLACE_OBJECTS", "1").env("LC_ALL", "C");
    git.args(SETTINGS).kill_on_drop(true);
    git
}

/// Runs it, gives it `input` to read, and returns what it wrote.
pub(super) async fn answer(mut git: Command, verb: &str, input: Option<String>, limit: Duration) -> Result<Vec<u8>, GitError> {
    git.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() }).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = git.spawn()?;
    let stdin = child.stdin.take();
    // Writing and reading at once: with one after the other, two full pipes would wait for each other.
    let feed = async {
        if let (Some(mut stdin), Some(input)) = (stdin, input) {
            // A broken pipe means that git has given up; its exit status says why.
            let _ = stdin.write_all(input.as_bytes()).await;
        }
    };
    let both = async { tokio::join!(feed, child.wait_with_output()).1 };
    let late = |_| GitError::Timeout { verb: verb.to_owned(), seconds: limit.as_secs() };
    let output = timeout(limit, both).await.map_err(late)??;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(GitError::Failed { verb: verb.to_owned(), message: one_line(&output.stderr) })
}

/// What git complained about, without the hints that it adds for people at a prompt.
fn one_line(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().find(|line| line.starts_with("fatal: ") || line.starts_with("error: "));
    let line = line.or_else(|| text.lines().next()).unwrap_or("no reason given");
    line.trim_start_matches("fatal: ").trim_start_matches("error: ").chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_ended_after_its_time() {
        let mut git = command();
        git.args(["-c", "alias.wait=!sleep 3", "wait"]);
        let error = answer(git, "wait", None, Duration::from_millis(50)).await.unwrap_err();
        assert_eq!(error.to_string(), "git wait was ended after 0 seconds");
    }

    #[test]
    fn a_failure_in_one_line() {
        let said = b"hint: try\nfatal: not a tree\nhint: or not\n";
        assert_eq!(one_line(said), "not a tree");
        assert_eq!((one_line(b"odd\nwords").as_str(), one_line(b"").as_str()), ("odd", "no reason given"));
    }
}
