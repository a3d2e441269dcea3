//! `cargo xtask test`: everything that must hold before a change lands. Cargo's steps run one at a
//! time (they would wait for each other's lock anyway); Chromium and npm's packages are fetched
//! beside them.

use std::{
    process::{Command, ExitCode},
    thread,
};

use crate::{
    Result, build, command, e2e,
    postgres::Cluster,
    steps::Steps,
    tools,
    workspace::{Mode, Workspace},
};

const CLIPPY: [(&str, &[&str]); 3] = [
    (
        "clippy: model, store, xtask",
        &["-p", "model", "-p", "store", "-p", "xtask", "--all-targets"],
    ),
    (
        "clippy: app and server",
        &[
            "-p",
            "server",
            "-p",
            "app",
            "--features",
            "app/ssr",
            "--all-targets",
        ],
    ),
    (
        "clippy: frontend",
        &["-p", "frontend", "--target", "wasm32-unknown-unknown"],
    ),
];

const TESTS: [(&str, &[&str]); 2] = [
    (
        "tests: model, store, xtask",
        &["-p", "model", "-p", "store", "-p", "xtask"],
    ),
    (
        "tests: app and server",
        &["-p", "app", "--features", "app/ssr", "-p", "server"],
    ),
];

/// Runs all steps and tells how many passed.
pub fn test(workspace: &Workspace) -> Result<ExitCode> {
    let mut steps = Steps::default();
    thread::scope(|scope| {
        let browser = scope.spawn(|| tools::browser(workspace));
        steps.run("the wasm target", || tools::wasm_target(workspace));
        check(workspace, &mut steps);
        tests(workspace, &mut steps);
        let built = steps.run("release build", || build::build(workspace, Mode::Release));
        let browser = steps.run("Chromium and npm packages", || {
            browser.join().map_err(|_| "panicked")?
        });
        steps.run("browser tests", || match (built, browser) {
            (Some(()), Some(browser)) => e2e::test(workspace, &browser, &[]),
            _ => Err("not run: there is no build, or no browser".into()),
        });
    });
    Ok(steps.finish())
}

fn check(workspace: &Workspace, steps: &mut Steps) {
    steps.run("format", || {
        command::run(command::cargo(&workspace.root).args(["fmt", "--all", "--check"]))
    });
    for (name, args) in CLIPPY {
        steps.run(name, || {
            command::run(
                command::cargo(&workspace.root)
                    .arg("clippy")
                    .args(args)
                    .args(["--", "-D", "warnings"]),
            )
        });
    }
}

fn tests(workspace: &Workspace, steps: &mut Steps) {
    let cluster = steps.run("PostgreSQL", || {
        let cluster = Cluster::start()?;
        match &cluster {
            Some(cluster) => eprintln!("PostgreSQL: {}", cluster.url),
            None => eprintln!("PostgreSQL: skipped (binaries not found)"),
        }
        Ok(cluster)
    });
    let cluster = cluster.flatten();
    for (name, args) in TESTS {
        steps.run(name, || {
            let mut cargo = runner(workspace);
            cargo.args(args);
            if let Some(cluster) = &cluster {
                cargo.env("CROSSLINK_TEST_POSTGRES", &cluster.url);
            }
            command::run(&mut cargo)
        });
    }
}

/// cargo-nextest where it is there, else cargo's own.
fn runner(workspace: &Workspace) -> Command {
    let mut cargo = command::cargo(&workspace.root);
    if command::which("cargo-nextest").is_some() {
        cargo.args(["nextest", "run", "--no-tests=pass", "--no-fail-fast"]);
    } else {
        cargo.args(["test", "--no-fail-fast"]);
    }
    cargo
}
