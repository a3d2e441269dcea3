//! A PostgreSQL of our own for the tests: started in a temporary folder, gone when it is dropped.

use std::{
    fs,
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{Result, command};

/// A running cluster.
pub struct Cluster {
    binaries: PathBuf,
    owner: Option<Owner>,
    server: Child,
    folder: TempDir,
    /// `postgres://…`, for `CROSSLINK_TEST_POSTGRES`.
    pub url: String,
}

/// Whom root becomes: `initdb` refuses to run as root.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Cluster {
    /// Starts a cluster, or gives `None` where there is no PostgreSQL.
    pub fn start() -> Result<Option<Self>> {
        let Some(binaries) = binaries() else {
            return Ok(None);
        };
        let folder = tempfile::Builder::new()
            .prefix("crosslink-postgres-")
            .tempdir()?;
        let owner = owner()?;
        if let Some(owner) = owner {
            chown(folder.path(), Some(owner.user), Some(owner.group))?;
        }
        let data = folder.path().join("data");
        command::output(
            program(&binaries, "initdb", owner, folder.path())
                .args([
                    "--auth=trust",
                    "--username=crosslink",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    "-D",
                ])
                .arg(&data),
        )?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let log = fs::File::create(folder.path().join("log"))?;
        let server = server(&binaries, owner, folder.path())
            .arg("-D")
            .arg(&data)
            .args(
                settings(folder.path(), port)
                    .iter()
                    .flat_map(|setting| ["-c", setting]),
            )
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let url = format!("postgres://crosslink@127.0.0.1:{port}/postgres");
        let mut cluster = Self {
            binaries,
            owner,
            server,
            folder,
            url,
        };
        cluster.wait(port)?;
        Ok(Some(cluster))
    }

    /// Waits until it takes connections, or says why it does not.
    fn wait(&mut self, port: u16) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.server.try_wait()?.is_none() && Instant::now() < deadline {
            let ready = program(&self.binaries, "pg_isready", self.owner, self.folder.path())
                .args(["--quiet", "--host=127.0.0.1", &format!("--port={port}")])
                .status()?;
            if ready.success() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        Err(format!("PostgreSQL did not start:\n{log}").into())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stop = program(&self.binaries, "pg_ctl", self.owner, self.folder.path())
            .args(["stop", "--silent", "--mode=immediate", "-D"])
            .arg(self.folder.path().join("data"))
            .stderr(Stdio::null())
            .status();
        if !stop.is_ok_and(|status| status.success()) {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }
}

/// Quick rather than safe: nothing here outlives the tests.
fn settings(folder: &Path, port: u16) -> [String; 8] {
    [
        "listen_addresses=127.0.0.1".into(),
        format!("port={port}"),
        format!("unix_socket_directories={}", folder.display()),
        "max_connections=300".into(),
        "fsync=off".into(),
        "full_page_writes=off".into(),
        "synchronous_commit=off".into(),
        "log_min_messages=warning".into(),
    ]
}

/// Debian keeps the server's programs off the `PATH`: the newest version's folder, then the `PATH`,
/// then what `pg_config` says.
fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.sort();
    let on_path = command::which("initdb")
        .and_then(|path| Some(path.canonicalize().ok()?.parent()?.to_path_buf()));
    let configured = command::output(Command::new("pg_config").arg("--bindir")).ok();
    versions
        .into_iter()
        .rev()
        .chain(on_path)
        .chain(configured.map(|folder| folder.trim().into()))
        .find(|folder| {
            ["initdb", "postgres", "pg_ctl", "pg_isready"]
                .iter()
                .all(|name| folder.join(name).is_file())
        })
}

/// Root becomes `postgres` where that user exists, else `nobody`; anyone else stays who they are.
fn owner() -> Result<Option<Owner>> {
    let id = |args: &[&str]| -> Result<u32> {
        Ok(command::output(Command::new("id").args(args))?
            .trim()
            .parse()?)
    };
    if id(&["-u"])? != 0 {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let (Ok(user), Ok(group)) = (id(&["-u", name]), id(&["-g", name])) {
            return Ok(Some(Owner { user, group }));
        }
    }
    Err("PostgreSQL does not run as root, and there is neither a user postgres nor nobody".into())
}

fn program(binaries: &Path, name: &str, owner: Option<Owner>, folder: &Path) -> Command {
    let mut command = Command::new(binaries.join(name));
    if let Some(owner) = owner {
        command.uid(owner.user).gid(owner.group);
    }
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// The server itself. Where `setpriv` is there, it goes down with us even when we are killed.
fn server(binaries: &Path, owner: Option<Owner>, folder: &Path) -> Command {
    let Some(setpriv) = command::which("setpriv") else {
        return program(binaries, "postgres", owner, folder);
    };
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "QUIT"]);
    if let Some(Owner { user, group }) = owner {
        command.args([
            "--clear-groups",
            &format!("--reuid={user}"),
            &format!("--regid={group}"),
        ]);
    }
    command
        .arg(binaries.join("postgres"))
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        let Some(cluster) = Cluster::start().unwrap() else {
            return;
        };
        let port: u16 = cluster
            .url
            .split([':', '/'])
            .find_map(|it| it.parse().ok())
            .unwrap();
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());

        let folder = cluster.folder.path().to_path_buf();
        drop(cluster);
        assert!(!folder.exists());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
