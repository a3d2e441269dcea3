//! The browser's tests: Playwright against the program as it ships, in Debian's Chromium.

use std::process::Command;

use crate::{
    Result, build, command,
    tools::{self, Browser},
    workspace::{Mode, Workspace},
};

/// `cargo xtask e2e`: build, then test.
pub fn build_and_test(workspace: &Workspace, args: &[String]) -> Result<()> {
    let browser = tools::browser(workspace)?;
    build::build(workspace, Mode::Release)?;
    test(workspace, &browser, args)
}

/// Checks the tests' types, then runs Playwright with what the tests need to know in the
/// environment.
pub fn test(workspace: &Workspace, browser: &Browser, args: &[String]) -> Result<()> {
    let folder = workspace.root.join("end2end");
    command::run(
        Command::new(folder.join("node_modules/.bin/tsc"))
            .arg("--noEmit")
            .current_dir(&folder),
    )?;
    let mut playwright = Command::new(folder.join("node_modules/.bin/playwright"));
    playwright
        .args(["test", "--pass-with-no-tests"])
        .args(args)
        .current_dir(&folder)
        .env("CROSSLINK_BIN", workspace.binary(Mode::Release))
        .env("CHROMIUM_PATH", &browser.chromium);
    let shared = workspace.root.join("../shared");
    if shared.is_dir() {
        playwright.env("CROSSLINK_SHARED", shared.canonicalize()?);
    }
    command::run(&mut playwright)
}
