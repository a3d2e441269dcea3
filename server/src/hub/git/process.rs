//! git as a child process: what it inherits, how long it may take and how much it may say.
//!
//! Whatever git can do in the user's terminal, it can do here: credential helpers, proxies,
//! certificates and programs that ask for passwords come from the environment and the settings as
//! they are. Only what would make it speak of another repository is taken away, and nobody is asked
//! at the terminal.

use std::{
    io,
    process::{ExitStatus, Stdio},
    sync::{Mutex, PoisonError},
    time::Duration,
};

#[cfg(windows)]
use process_wrap::tokio::JobObject;
#[cfg(unix)]
use process_wrap::tokio::ProcessSession;
use process_wrap::tokio::{ChildWrapper, CommandWrap};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::Command,
    time::{Instant, sleep, sleep_until, timeout},
};

use super::complaint;

/// Settings that would make git run something else on the side.
const SETTINGS: [&str; 8] = [
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
];

/// Variables that say which repository is meant, and how it is laid out: those of `git rev-parse
/// --local-env-vars` but for the settings, and a few more. A hook or an alias that starts this
/// program sets some of them.
const REDIRECTIONS: [&str; 21] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DEFAULT_HASH",
    "GIT_DEFAULT_REF_FORMAT",
    "GIT_DIR",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// Most that one call may print, in bytes. What is read of a hub is asked for in portions that are
/// smaller.
const OUTPUT_MAX: usize = 256 << 20;
/// How much is kept of its complaints.
const COMPLAINTS_MAX: usize = 64 << 10;
/// How long its pipes are read after its end: a connection that it leaves to the next call may hold
/// them open.
const AFTER_THE_END: Duration = Duration::from_secs(1);

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
    /// Nothing came from the other side.
    #[error("git {verb} was ended because nothing came for {seconds} seconds")]
    Silence {
        /// What git was to do.
        verb: String,
        /// How long it was silent.
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
    /// It says more than can be read at once.
    #[error("git {verb} printed more than {mebibytes} MiB")]
    TooMuch {
        /// What git was to do.
        verb: String,
        /// How much it may print.
        mebibytes: usize,
    },
    /// It answered something else than its manual says.
    #[error("git {0} gave an answer that makes no sense")]
    Answer(&'static str),
}

/// How long git may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// In all.
    pub(super) whole: Duration,
    /// Without saying anything, progress included.
    pub(super) silence: Duration,
    /// How much it may print, in bytes.
    pub(super) output: usize,
}

impl Limits {
    pub(super) const fn new(whole: Duration, silence: Duration) -> Self {
        Limits {
            whole,
            silence,
            output: OUTPUT_MAX,
        }
    }
}

/// git with an environment of its own.
pub(super) fn command() -> Command {
    let mut git = Command::new("git");
    for name in REDIRECTIONS {
        git.env_remove(name);
    }
    git.env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0");
    // Reading a partial clone must not start a download, nor a program that its settings name for
    // it.
    git.env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("LC_ALL", "C");
    git.args(SETTINGS).kill_on_drop(true);
    git
}

/// Runs it, gives it `input` to read, and returns what it wrote.
pub(super) async fn answer(
    git: Command,
    verb: &str,
    input: Option<String>,
    limit: Duration,
) -> Result<Vec<u8>, GitError> {
    run(git, verb, input, Limits::new(limit, limit)).await
}

/// The same, ended also when it is silent for too long.
pub(super) async fn run(
    mut git: Command,
    verb: &str,
    input: Option<String>,
    limits: Limits,
) -> Result<Vec<u8>, GitError> {
    git.stdin(if input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    })
    .stdout(Stdio::piped())
    .stderr(Stdio::piped());
    let mut running = Running::start(git)?;
    let (heard, mut out, mut complaints) = (Heard::default(), Vec::new(), Vec::new());
    let late = |limit: Duration| (verb.to_owned(), limit.as_secs());
    let status = tokio::select! {
        biased;
        status = running.finish(input, &heard, (&mut out, limits.output), &mut complaints) => status,
        () = sleep(limits.whole) => {
            let (verb, seconds) = late(limits.whole);
            return Err(GitError::Timeout { verb, seconds });
        }
        () = heard.nothing_for(limits.silence) => {
            let (verb, seconds) = late(limits.silence);
            return Err(GitError::Silence { verb, seconds });
        }
    }?;
    match status {
        None => Err(GitError::TooMuch {
            verb: verb.to_owned(),
            mebibytes: limits.output >> 20,
        }),
        Some(status) if status.success() => Ok(out),
        Some(_) => Err(GitError::Failed {
            verb: verb.to_owned(),
            message: complaint::reason(&complaints),
        }),
    }
}

/// A child with all that it starts. What is still there when this value goes is ended with it.
struct Running {
    child: Box<dyn ChildWrapper>,
    ended: bool,
}

impl Running {
    fn start(git: Command) -> io::Result<Self> {
        let mut git = CommandWrap::from(git);
        // A session of its own has no terminal at which ssh could ask, and is a group that can be
        // ended as one.
        #[cfg(unix)]
        git.wrap(ProcessSession);
        #[cfg(windows)]
        git.wrap(JobObject);
        Ok(Running {
            child: git.spawn()?,
            ended: false,
        })
    }

    /// Writes and reads at once, for with one after the other two full pipes would wait for each
    /// other. `None` where it says too much.
    async fn finish(
        &mut self,
        input: Option<String>,
        heard: &Heard,
        out: (&mut Vec<u8>, usize),
        complaints: &mut Vec<u8>,
    ) -> io::Result<Option<ExitStatus>> {
        let (stdin, stdout, stderr) = (
            self.child.stdin().take(),
            self.child.stdout().take(),
            self.child.stderr().take(),
        );
        let feed = async {
            if let (Some(mut stdin), Some(input)) = (stdin, input) {
                // A broken pipe means that git has given up; its exit status says why.
                let _ = stdin.write_all(input.as_bytes()).await;
            }
        };
        let pipes = async {
            tokio::join!(
                feed,
                whole(stdout, heard, out),
                tail(stderr, heard, complaints)
            )
            .1
        };
        let mut pipes = std::pin::pin!(pipes);
        let (fits, status) = tokio::select! {
            fits = &mut pipes => (fits, None),
            status = self.child.wait() => (timeout(AFTER_THE_END, &mut pipes).await.unwrap_or(true), Some(status?)),
        };
        if !fits {
            return Ok(None);
        }
        let status = match status {
            Some(status) => status,
            None => self.child.wait().await?,
        };
        self.ended = true;
        Ok(Some(status))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            let _ = self.child.start_kill();
        }
    }
}

/// Everything, unless it is too much.
async fn whole(
    pipe: Option<impl AsyncRead + Unpin>,
    heard: &Heard,
    (into, max): (&mut Vec<u8>, usize),
) -> bool {
    let Some(mut pipe) = pipe else { return true };
    while pipe.read_buf(into).await.is_ok_and(|read| read > 0) {
        heard.something();
        if into.len() > max {
            return false;
        }
    }
    true
}

/// The end of what is said.
async fn tail(pipe: Option<impl AsyncRead + Unpin>, heard: &Heard, into: &mut Vec<u8>) {
    let Some(mut pipe) = pipe else { return };
    while pipe.read_buf(into).await.is_ok_and(|read| read > 0) {
        heard.something();
        if into.len() > 2 * COMPLAINTS_MAX {
            into.drain(..into.len() - COMPLAINTS_MAX);
        }
    }
}

/// When something was heard last.
struct Heard(Mutex<Instant>);

impl Default for Heard {
    fn default() -> Self {
        Heard(Mutex::new(Instant::now()))
    }
}

impl Heard {
    fn something(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    async fn nothing_for(&self, limit: Duration) {
        loop {
            let end = *self.0.lock().unwrap_or_else(PoisonError::into_inner) + limit;
            if Instant::now() >= end {
                return;
            }
            sleep_until(end).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut git = command();
        git.args(["-c", &format!("alias.run=!{script}"), "run"]);
        git
    }

    #[tokio::test]
    async fn it_is_ended_after_its_time() {
        let error = answer(shell("sleep 3"), "wait", None, Duration::from_millis(50))
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "git wait was ended after 0 seconds");
        let limits = Limits::new(Duration::from_secs(60), Duration::from_millis(50));
        let error = run(shell("sleep 3"), "wait", None, limits)
            .await
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "git wait was ended because nothing came for 0 seconds"
        );
    }

    #[tokio::test]
    async fn who_gives_up_waiting_ends_all_that_it_started() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let script = format!("sleep 1000 & echo $! > '{}'; wait", pipe.display());
        let mut running = Box::pin(answer(
            shell(&script),
            "run",
            None,
            Duration::from_secs(600),
        ));
        let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(pipe).unwrap());
        let child = tokio::select! { _ = &mut running => panic!("it goes on"), child = read => child.unwrap() };
        drop(running);
        let status = std::path::PathBuf::from(format!("/proc/{}/stat", child.trim()));
        // One that is dead may wait for somebody to hear of it.
        let lives = || std::fs::read_to_string(&status).is_ok_and(|stat| !stat.contains(") Z"));
        while cfg!(target_os = "linux") && lives() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn what_it_leaves_behind_is_not_waited_for() {
        let said = answer(
            shell("echo done; sleep 5 &"),
            "run",
            None,
            Duration::from_secs(60),
        )
        .await
        .unwrap();
        assert_eq!(said, b"done\n");
    }

    #[tokio::test]
    async fn an_answer_without_end() {
        let limits = Limits {
            output: 1 << 20,
            ..Limits::new(Duration::from_secs(600), Duration::from_secs(600))
        };
        let error = run(shell("yes"), "run", None, limits).await.unwrap_err();
        assert_eq!(error.to_string(), "git run printed more than 1 MiB");
    }
}
