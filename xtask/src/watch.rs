//! `cargo xtask watch`: build, run, and again whenever a file changes.

use std::{
    process::{Child, Command},
    thread,
    time::{Duration, SystemTime},
};

use walkdir::WalkDir;

use crate::{
    Result, build,
    workspace::{Mode, Workspace},
};

/// What can change the program or its site.
const WATCHED: [&str; 9] = [
    "model",
    "store",
    "app",
    "server",
    "frontend",
    "style",
    "public",
    "migrations",
    "Cargo.lock",
];

/// Runs until it is interrupted. A build that fails leaves the last program running.
pub fn watch(workspace: &Workspace, args: &[String]) -> Result<()> {
    let mut running: Option<Child> = None;
    loop {
        let seen = newest(workspace);
        match build::build(workspace, Mode::Dev) {
            Ok(()) => {
                stop(running.take());
                running = Some(
                    Command::new(workspace.binary(Mode::Dev))
                        .arg("serve")
                        .args(args)
                        .spawn()?,
                );
            }
            Err(error) => eprintln!("xtask: {error}\nxtask: waiting for a change"),
        }
        while newest(workspace) == seen {
            thread::sleep(Duration::from_millis(400));
        }
    }
}

fn stop(child: Option<Child>) {
    if let Some(mut child) = child {
        // Already gone is as good as stopped.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// The newest change and the number of files, which shows a removal too.
fn newest(workspace: &Workspace) -> (Option<SystemTime>, usize) {
    let times: Vec<_> = WATCHED
        .iter()
        .flat_map(|name| WalkDir::new(workspace.root.join(name)))
        .filter_map(|entry| entry.ok()?.metadata().ok()?.modified().ok())
        .collect();
    (times.iter().max().copied(), times.len())
}
