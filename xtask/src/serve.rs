//! `cargo xtask serve`: the program as it ships, built if it must be.

use std::{os::unix::process::CommandExt, process::Command};

use crate::{
    Result, build,
    workspace::{Mode, Workspace},
};

/// Builds what is out of date (cargo decides) and becomes `crosslink serve`, which prints its
/// address.
pub fn serve(workspace: &Workspace, args: &[String]) -> Result<()> {
    build::build(workspace, Mode::Release)?;
    let mut program = Command::new(workspace.binary(Mode::Release));
    program.arg("serve").args(args);
    eprintln!(
        "$ {} serve {}",
        workspace.binary(Mode::Release).display(),
        args.join(" ")
    );
    Err(program.exec().into())
}
