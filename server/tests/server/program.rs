//! The program as a process: what it says, and how it ends.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::harness::socket::Socket;

/// A running server; killed when the test is over.
pub struct Program {
    pub child: Child,
    pub port: u16,
}

pub fn crosslink(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crosslink"));
    command
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
        .env_remove("CROSSLINK_DATABASE")
        .env_remove("CROSSLINK_TOKEN");
    command
}

impl Program {
    /// Serves a folder on a free port.
    pub fn start(folder: &Path, args: &[&str]) -> Self {
        Program::start_in(folder, args, &[])
    }

    /// The same in an environment with some more variables.
    pub fn start_in(folder: &Path, args: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = crosslink(folder, &[&["serve", "--port", "0"], args].concat());
        command.envs(environment.iter().copied());
        Program::run(command)
    }

    fn run(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.find_map(|line| {
            line.unwrap()
                .strip_prefix("Crosslink is open at http://")
                .map(str::to_owned)
        });
        let address = line.expect("the program says where it is");
        let port = address.rsplit(':').next().unwrap().parse().unwrap();
        // The pipe stays open, so that what is said later finds somebody.
        std::thread::spawn(move || lines.for_each(drop));
        Program { child, port }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/api/v1{path}", self.port)
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ends(mut command: Command) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = command.output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[tokio::test]
async fn it_serves_the_repository_it_is_started_in() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("src");
    fs::create_dir_all(folder.path().join(".git")).unwrap();
    fs::create_dir(&inside).unwrap();
    let program = Program::start(&inside, &["--no-import"]);
    let health: Value = reqwest::get(program.url("/health"))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(health["status"], "ok");
    assert!(folder.path().join(".crosslink/crosslink.db").is_file());
    assert_eq!(
        fs::read_to_string(folder.path().join(".crosslink/.gitignore")).unwrap(),
        "*\n"
    );
}

#[tokio::test]
async fn it_leaves_politely() {
    for signal in ["INT", "TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let mut program = Program::start(folder.path(), &[]);
        let mut socket = Socket::connect(([127, 0, 0, 1], program.port).into()).await;
        socket.subscribe(&["issues"]).await;
        let begun = Instant::now();
        program.signal(signal);
        assert_eq!(u16::from(socket.end().await.unwrap().code), 1001);
        let status = tokio::task::spawn_blocking(move || program.child.wait().unwrap())
            .await
            .unwrap();
        assert!(status.success(), "{signal}: {status}");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn a_port_that_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path(), &[]);
    let port = program.port.to_string();
    let (code, says) = ends(crosslink(folder.path(), &["serve", "--port", &port]));
    assert_eq!(code, Some(1));
    let expect = "is in use. Another crosslink may be running; stop it, or choose another port with --port\n";
    assert_eq!(says, format!("crosslink: Port {port} {expect}"));
}

#[test]
fn a_door_to_other_machines_needs_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let (code, says) = ends(crosslink(
        folder.path(),
        &["serve", "--port", "0", "--host", "0.0.0.0"],
    ));
    assert_eq!(code, Some(1));
    assert!(
        says.starts_with(
            "crosslink: 0.0.0.0 can be reached from other machines, so it needs a secret"
        ),
        "{says}"
    );
    let (code, says) = ends(crosslink(
        folder.path(),
        &[
            "serve", "--port", "0", "--host", "0.0.0.0", "--token", "guess",
        ],
    ));
    assert_eq!(code, Some(1));
    assert!(
        says.starts_with("crosslink: 0.0.0.0 can be reached from other machines, so its token must have at least 16"),
        "{says}"
    );
    assert!(
        !folder.path().join(".crosslink").exists(),
        "nothing was made"
    );
}

#[tokio::test]
async fn a_door_to_other_machines_with_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(
        folder.path(),
        &["--host", "0.0.0.0", "--token", "s3cret-s3cret-s3cret"],
    );
    let client = reqwest::Client::new();
    let ask = || client.get(program.url("/issues"));
    assert_eq!(ask().send().await.unwrap().status(), 401);
    assert_eq!(
        ask()
            .bearer_auth("s3cret-s3cret-s3cret")
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
}

#[test]
fn a_database_that_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("not.db"),
        "this is no database, only some text that is long enough to be read",
    )
    .unwrap();
    let (code, says) = ends(crosslink(
        folder.path(),
        &["serve", "--port", "0", "--database", "not.db"],
    ));
    assert_eq!(code, Some(1));
    assert!(
        says.starts_with("crosslink: The database sqlite:not.db cannot be opened"),
        "{says}"
    );
}

#[test]
fn an_import_says_what_came_of_it() {
    let folder = tempfile::tempdir().unwrap();
    for expect in [" new, 0 updated, 0 unchanged", "Issues: 0 new, 0 updated, "] {
        let Output { status, stdout, .. } = crosslink(folder.path(), &["import", "demo"])
            .output()
            .unwrap();
        let says = String::from_utf8(stdout).unwrap();
        assert!(status.success() && says.contains(expect), "{says}");
    }
    let (code, says) = ends(crosslink(folder.path(), &["import", "nothing.here"]));
    assert_eq!(code, Some(1));
    assert!(
        says.starts_with("crosslink: nothing.here cannot be read: "),
        "{says}"
    );
}

#[tokio::test]
async fn two_addresses_of_localhost() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path(), &[]);
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return; // A machine without IPv6.
    }
    let health = reqwest::get(format!("http://[::1]:{}/api/v1/health", program.port))
        .await
        .unwrap();
    assert_eq!(health.status(), 200);
}

#[tokio::test]
async fn slow_and_large_heads_are_not_waited_for() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path(), &[]);
    let head = |size: usize| {
        format!(
            "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n",
            "x".repeat(size)
        )
    };
    for (size, expect) in [(1000, "HTTP/1.1 200"), (60_000, "HTTP/1.1 431")] {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", program.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        stream.write_all(head(size).as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(std::str::from_utf8(&answer).unwrap(), expect);
    }
}

#[tokio::test]
async fn the_hub_of_a_clone_is_taken_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let git = |args: &[&str]| {
        let run = Command::new("git")
            .args(args)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(
            run.status.success(),
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
    };
    let issue = folder
        .path()
        .join("issues/22609972-a1f7-4b46-8140-04ae255b43eb/issue.json");
    fs::create_dir_all(issue.parent().unwrap()).unwrap();
    let content = json!({
        "uuid": "22609972-a1f7-4b46-8140-04ae255b43eb", "display_id": 7, "title": "From the hub", "status": "open",
        "priority": "high", "created_by": "worker-1", "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z",
    });
    fs::write(&issue, content.to_string()).unwrap();
    git(&["init", "-q", "-b", "crosslink/hub"]);
    git(&["add", "."]);
    git(&[
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.org",
        "commit",
        "-qm",
        "hub",
    ]);

    let refused = Program::start(folder.path(), &["--no-import", "--database", "other.db"]);
    let list: Value = reqwest::get(refused.url("/issues"))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(list["total"], 0);
    for _ in 0..2 {
        let program = Program::start(folder.path(), &[]);
        let list: Value = reqwest::get(program.url("/issues"))
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(
            (&list["total"], &list["items"][0]["title"]),
            (&json!(1), &json!("From the hub"))
        );
    }
}

/// What one program writes, the pages of the other show.
#[tokio::test]
async fn two_servers_and_an_import_on_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let first = Program::start(folder.path(), &[]);
    let mut second = Program::start(folder.path(), &[]);
    let mut said = String::new();
    BufReader::new(second.child.stderr.take().unwrap())
        .read_line(&mut said)
        .unwrap();
    assert!(
        said.starts_with("crosslink: Another server has this database open too."),
        "{said}"
    );
    let mut sockets = Vec::new();
    for program in [&first, &second] {
        let mut socket = Socket::connect(([127, 0, 0, 1], program.port).into()).await;
        socket.subscribe(&["issues"]).await;
        sockets.push(socket);
    }
    let client = reqwest::Client::new();
    for program in [&first, &second, &second, &first] {
        let created = client
            .post(program.url("/issues"))
            .json(&json!({"title": "x"}))
            .send()
            .await
            .unwrap();
        assert_eq!(created.status(), 201);
    }
    let heard = async |socket: &mut Socket, seqs: std::ops::RangeInclusive<i64>| {
        for seq in seqs {
            assert_eq!(socket.next().await["seq"], seq);
        }
    };
    for socket in &mut sockets {
        heard(socket, 1..=4).await;
    }
    let imported = crosslink(folder.path(), &["import", "demo"])
        .output()
        .unwrap();
    assert!(imported.status.success());
    for socket in &mut sockets {
        assert_eq!(socket.next().await["type"], "gap", "many at once");
    }
}

#[test]
fn a_backup_is_a_whole_database() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        crosslink(folder.path(), &["import", "demo"])
            .output()
            .unwrap()
            .status
            .success()
    );
    let Output { status, stdout, .. } = crosslink(folder.path(), &["backup", "copy.db"])
        .output()
        .unwrap();
    let says = String::from_utf8(stdout).unwrap();
    assert!(
        status.success() && says.starts_with("copy.db is a copy of sqlite:"),
        "{says}"
    );
    let again = crosslink(folder.path(), &["import", "demo", "--database", "copy.db"])
        .output()
        .unwrap();
    assert!(
        String::from_utf8(again.stdout)
            .unwrap()
            .contains("Issues: 0 new, 0 updated")
    );
    let (code, says) = ends(crosslink(folder.path(), &["backup", "copy.db"]));
    assert_eq!(
        (
            code,
            says.ends_with("copy.db is there already, and was left as it is\n")
        ),
        (Some(1), true),
        "{says}"
    );
}

#[test]
fn what_is_no_database_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for database in ["", "mysql://me:secret@host/x"] {
        let (code, says) = ends(crosslink(
            folder.path(),
            &["serve", "--port", "0", "--database", database],
        ));
        assert_eq!(
            (
                code,
                says.starts_with("crosslink: "),
                says.contains("secret")
            ),
            (Some(1), true, false),
            "{says}"
        );
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing was made"
    );
}

/// Half a request is nobody's work that would be lost.
#[tokio::test]
async fn it_waits_for_no_half_request() {
    use std::io::Write;
    for half in [
        "",
        "GET /api/v1/health HTTP/1.1\r\nHost: loc",
        "POST /api/v1/issues HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut program = Program::start(folder.path(), &[]);
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", program.port)).unwrap();
        stream.write_all(half.as_bytes()).unwrap();
        // What came after it was answered, so it was read.
        assert_eq!(
            reqwest::get(program.url("/health")).await.unwrap().status(),
            200
        );
        let begun = Instant::now();
        program.signal("TERM");
        let status = tokio::task::spawn_blocking(move || program.child.wait().unwrap())
            .await
            .unwrap();
        assert!(status.success(), "{half}: {status}");
        assert!(
            begun.elapsed() < Duration::from_secs(4),
            "{half}: {:?}",
            begun.elapsed()
        );
    }
}

/// A body that nobody reads is not read to its end; the client is told that the connection ends.
#[tokio::test]
async fn a_long_body_that_nobody_wants() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path(), &[]);
    for (length, closes) in [(100_000, true), (10, false)] {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", program.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        write!(stream, "PUT /api/v1/issues HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n0123456789").unwrap();
        let mut answer = [0; 2000];
        let read = stream.read(&mut answer).unwrap();
        let head = String::from_utf8_lossy(&answer[..read]).to_lowercase();
        assert!(
            head.starts_with("http/1.1 405")
                && head.contains("\r\nconnection: close\r\n") == closes,
            "{length}: {head}"
        );
    }
}

#[tokio::test]
async fn who_asks_twice_does_not_wait() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &[]);
    let address = ([127, 0, 0, 1], program.port).into();
    // One socket never answers to the farewell; the other shows that it was said.
    let (_mute, mut socket) = (
        Socket::connect(address).await,
        Socket::connect(address).await,
    );
    program.signal("TERM");
    assert_eq!(u16::from(socket.end().await.unwrap().code), 1001);
    program.signal("TERM");
    let status = tokio::task::spawn_blocking(move || program.child.wait().unwrap())
        .await
        .unwrap();
    assert_eq!(status.code(), Some(1));
}

/// More half requests than there are file descriptors: whoever asks in earnest is answered.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn half_requests_take_no_descriptor_that_is_needed() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut command = crosslink(folder.path(), &[]);
    let program = command.get_program().to_owned();
    command = Command::new("sh");
    command
        .args(["-c", "ulimit -n 128 && exec \"$0\" serve --port 0"])
        .arg(program)
        .current_dir(folder.path());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .env_remove("CROSSLINK_DATABASE");
    let program = Program::run(command);
    let halves: Vec<_> = (0..300)
        .map(|n| {
            let mut stream = std::net::TcpStream::connect(("127.0.0.1", program.port)).unwrap();
            let half = if n % 2 == 0 {
                "GET / HTTP/1.1\r\nHost: l"
            } else {
                "POST /api/v1/issues HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
            };
            // One that had to make room may be closed by now.
            let _ = stream.write_all(half.as_bytes());
            stream
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(
            reqwest::get(program.url("/health")).await.unwrap().status(),
            200
        );
    }
    drop(halves);
}
