//! A file that is not a bundle: one JSON document, or one a line.

use model::import::Batch;
use serde_json::Value;

use super::{
    beads,
    hub::{self, Checkpoint},
    tidy,
    warnings::Warnings,
};

/// Reads the file by what is in it, whatever its name. The error says what it is instead.
pub(super) fn batch(content: &[u8]) -> Result<Batch, String> {
    match serde_json::from_slice::<Value>(content) {
        Ok(document) => whole(document, content),
        Err(error) => lines(content).ok_or_else(|| format!("no JSON: {error}")),
    }
}

fn whole(document: Value, content: &[u8]) -> Result<Batch, String> {
    let issues = document.get("issues");
    if issues.is_some_and(Value::is_object) {
        let state = serde_json::from_value::<Checkpoint>(document).map_err(|error| format!("a broken checkpoint: {error}"))?;
        return Ok(hub::checkpoint(state));
    }
    if issues.is_some_and(Value::is_array) {
        let batch = serde_json::from_value(document).map_err(|error| format!("a broken list of issues: {error}"))?;
        return Ok(tidied(batch));
    }
    lines(content).ok_or_else(|| "JSON without issues".to_owned())
}

/// A batch that somebody wrote: its texts may be anything. Its links may lead to issues that are here already.
fn tidied(mut batch: Batch) -> Batch {
    let mut warnings = Warnings::default();
    tidy::texts(&mut batch, &mut warnings);
    batch.warnings.extend(warnings.into_sentences());
    batch
}

/// A list of issues, one a line, if there is at least one.
fn lines(content: &[u8]) -> Option<Batch> {
    let batch = beads::batch(&String::from_utf8_lossy(content));
    (!batch.issues.is_empty()).then_some(batch)
}
