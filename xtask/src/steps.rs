//! A list of steps that are run one after the other, each with a headline, its time and its
//! outcome.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use crate::Result;

/// What has been run so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<Step>,
}

struct Step {
    name: &'static str,
    passed: bool,
    took: Duration,
}

impl Steps {
    /// Runs a step. A failure is told and remembered, and the next steps run all the same; what the
    /// step gives is there for those that need it.
    pub fn run<T>(&mut self, name: &'static str, step: impl FnOnce() -> Result<T>) -> Option<T> {
        eprintln!("\n── {name} ──");
        let start = Instant::now();
        let outcome = step();
        let took = start.elapsed();
        self.done.push(Step {
            name,
            passed: outcome.is_ok(),
            took,
        });
        match outcome {
            Ok(value) => {
                eprintln!("── {name}: passed, {:.1} s", took.as_secs_f64());
                Some(value)
            }
            Err(error) => {
                eprintln!("{error}\n── {name}: FAILED, {:.1} s", took.as_secs_f64());
                None
            }
        }
    }

    /// Prints the summary; the last line counts.
    #[expect(clippy::print_stdout, reason = "the summary is this command's output")]
    pub fn finish(self) -> ExitCode {
        println!("\n── summary ──");
        for step in &self.done {
            let outcome = if step.passed { "passed" } else { "FAILED" };
            println!(
                "{outcome}  {:>7.1} s  {}",
                step.took.as_secs_f64(),
                step.name
            );
        }
        let failed = self.done.iter().filter(|step| !step.passed).count();
        println!("{} passed, {failed} failed", self.done.len() - failed);
        if failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
