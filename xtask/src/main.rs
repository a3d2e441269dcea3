//! `cargo xtask`: one way to build, serve and test, for people and for CI.

mod build;
mod classes;
mod command;
#[cfg(test)]
mod contrast;
mod css;
mod e2e;
mod frontend;
mod postgres;
mod serve;
mod site;
mod steps;
mod suite;
mod tools;
mod watch;
mod workspace;

use std::{env, process::ExitCode};

use workspace::{Mode, Workspace};

/// Whatever goes wrong here is told to a person, so any error will do.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const USAGE: &str = "\
cargo xtask <command>

  serve [-- ARGS]   build what is out of date, then run `crosslink serve ARGS`
  build [--dev]     the site and the program (release: target/release/crosslink)
  watch [-- ARGS]   development build; rebuilds and restarts when a file changes
  test              everything: format, lints, tests on both databases, build, browser
  e2e [-- ARGS]     build, then the browser tests; ARGS go to Playwright
";

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.filter(|arg| arg != "--").collect();
    match run(&command, &rest) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, rest: &[String]) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match command {
        "serve" => serve::serve(&workspace, rest)?,
        "build" if rest.iter().any(|arg| arg == "--dev") => build::build(&workspace, Mode::Dev)?,
        "build" => build::build(&workspace, Mode::Release)?,
        "watch" => watch::watch(&workspace, rest)?,
        "test" => return suite::test(&workspace),
        "e2e" => e2e::build_and_test(&workspace, rest)?,
        _ => {
            eprint!("{USAGE}");
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}
