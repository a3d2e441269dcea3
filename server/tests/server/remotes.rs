//! Remotes behind passwords, with hooks, and without an answer: what git can do in a terminal, the
//! program can.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::{
    git_http::{self, LOGIN},
    program::Program,
};

fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(args);
    let run = git.stdout(Stdio::null()).output().unwrap();
    assert!(
        run.status.success(),
        "git {args:?}: {}",
        String::from_utf8_lossy(&run.stderr)
    );
}

/// A hub behind a password, a clone of it, and a home without settings.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Place {
            dir: tempfile::tempdir().unwrap(),
        };
        for folder in ["clone", "home", "work", "remotes/hub.git"] {
            fs::create_dir_all(place.path(folder)).unwrap();
        }
        let (remote, work) = (place.path("remotes/hub.git"), place.path("work"));
        git(&remote, &["init", "--quiet", "--bare"]);
        git(&remote, &["config", "http.receivepack", "true"]);
        git(&work, &["init", "--quiet", "-b", "crosslink/hub"]);
        fs::create_dir(work.join("meta")).unwrap();
        fs::write(work.join("meta/version.json"), r#"{"layout_version": 2}"#).unwrap();
        git(&work, &["add", "."]);
        git(&work, &["commit", "--quiet", "-m", "Begin"]);
        git(
            &work,
            &[
                "push",
                "--quiet",
                &remote.to_string_lossy(),
                "crosslink/hub",
            ],
        );
        git(&place.path("clone"), &["init", "--quiet"]);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn remote(&self, url: &str) {
        git(&self.path("clone"), &["config", "remote.origin.url", url]);
    }

    fn script(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_string_lossy().into_owned()
    }

    fn program(&self, environment: &[(&str, &str)]) -> Program {
        let home = self.path("home").to_string_lossy().into_owned();
        let all = [
            &[("HOME", home.as_str()), ("XDG_CONFIG_HOME", &home)],
            environment,
        ]
        .concat();
        Program::start_in(&self.path("clone"), &["--no-import"], &all)
    }
}

async fn call(program: &Program, path: &str) -> (u16, Value) {
    let answer = reqwest::Client::new()
        .post(program.url(path))
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn fetched(place: &Place, environment: &[(&str, &str)]) -> (u16, String) {
    let (status, body) = call(&place.program(environment), "/sync/fetch").await;
    (
        status,
        body["message"]
            .as_str()
            .or(body["detail"].as_str())
            .unwrap_or_default()
            .to_owned(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_come_from_where_git_has_them() {
    let place = Place::new();
    let port = git_http::serve(&place.path("remotes"));
    place.remote(&format!("http://127.0.0.1:{port}/hub.git"));
    let expect = (200, "Nothing new on the hub.".to_owned());
    let (status, said) = fetched(&place, &[]).await;
    assert_eq!(status, 500, "{said}");
    assert!(
        said.starts_with(
            "Can't reach the remote 'origin': git fetch failed: could not read Username for"
        ),
        "{said}"
    );

    let askpass = place.script(
        "askpass",
        "case \"$1\" in User*) echo ana;; *) echo s3cret;; esac",
    );
    for variable in ["GIT_ASKPASS", "SSH_ASKPASS"] {
        assert_eq!(
            fetched(&place, &[(variable, &askpass)]).await,
            expect,
            "{variable}"
        );
    }
    let helper = place.script(
        "helper",
        "[ \"$1\" = get ] && printf 'username=ana\\npassword=s3cret\\n'",
    );
    let settings = place.path("system");
    fs::write(&settings, format!("[credential]\n\thelper = {helper}\n")).unwrap();
    let settings = settings.to_string_lossy().into_owned();
    for variable in ["GIT_CONFIG_SYSTEM", "GIT_CONFIG_GLOBAL"] {
        assert_eq!(
            fetched(&place, &[(variable, &settings)]).await,
            expect,
            "{variable}"
        );
    }
    let header = format!("Authorization: {LOGIN}");
    let counted = [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "http.extraHeader"),
        ("GIT_CONFIG_VALUE_0", header.as_str()),
    ];
    assert_eq!(fetched(&place, &counted).await, expect);
    // Who starts the program from a hook or an alias says nothing about its repository.
    let redirected = [
        &counted[..],
        &[
            ("GIT_DIR", "/nowhere"),
            ("GIT_WORK_TREE", "/nowhere"),
            ("GIT_NAMESPACE", "x"),
        ],
    ]
    .concat();
    assert_eq!(fetched(&place, &redirected).await, expect);

    place.remote(&format!("http://ana:wr0ng@127.0.0.1:{port}/hub.git"));
    let (status, said) = fetched(&place, &[]).await;
    assert!(
        status == 500 && !said.contains("wr0ng") && !said.contains("ana"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_that_is_refused_says_why() {
    let place = Place::new();
    let (remote, port) = (
        place.path("remotes/hub.git"),
        git_http::serve(&place.path("remotes")),
    );
    place.script(
        "remotes/hub.git/hooks/pre-receive",
        "echo 'GH006: Protected branch update failed.' >&2; exit 1",
    );
    for url in [
        remote.to_string_lossy().into_owned(),
        format!("http://ana:s3cret@127.0.0.1:{port}/hub.git"),
    ] {
        place.remote(&url);
        let program = place.program(&[]);
        let issue = reqwest::Client::new()
            .post(program.url("/issues"))
            .json(&json!({"title": "x"}))
            .send()
            .await
            .unwrap();
        assert_eq!(issue.status(), 201);
        let (status, body) = call(&program, "/sync/push").await;
        let expect = "The remote 'origin' rejected the push: git push failed: GH006: Protected branch update failed. (pre-receive hook declined)";
        assert_eq!(
            (status, body["detail"].as_str()),
            (500, Some(expect)),
            "{url}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_on_when_the_program_has_ended() {
    let place = Place::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    place.remote(&format!("http://127.0.0.1:{port}/mute.git"));
    let mut program = place.program(&[]);
    let fetching = tokio::spawn(
        reqwest::Client::new()
            .post(program.url("/sync/fetch"))
            .send(),
    );
    // It is connected, and will not be answered.
    let mute = tokio::task::spawn_blocking(move || listener.accept().unwrap())
        .await
        .unwrap();
    let alive = || {
        Command::new("pgrep")
            .args(["-f", &format!("127.0.0.1:{port}/mute")])
            .stdout(Stdio::null())
            .status()
            .unwrap()
            .success()
    };
    assert!(alive(), "git waits for an answer");
    program.signal("TERM");
    let status = tokio::task::spawn_blocking(move || program.child.wait().unwrap())
        .await
        .unwrap();
    assert!(status.success(), "{status}");
    while alive() {
        tokio::task::yield_now().await;
    }
    drop((mute, fetching));
}
