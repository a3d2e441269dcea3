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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_is_shows_in_the_content() {
        let kind = |content: &str| batch(content.as_bytes()).map_or_else(|error| error, |batch| batch.source);
        assert_eq!(kind(r#"{"id":"bd-1","title":"One line is JSON as a whole"}"#), "Beads");
        assert_eq!(kind("{\"id\":\"bd-1\"}\n{\"id\":\"bd-2\"}\n"), "Beads");
        assert_eq!(kind(r#"{"issues":{},"watermark":null}"#), "git hub");
        assert_eq!(kind(r#"{"source":"mine","issues":[],"relations":[],"warnings":[]}"#), "mine");
        assert_eq!(kind(r#"{"issues":[]}"#), "a broken list of issues: missing field `source`");
        assert_eq!(kind("[]"), "JSON without issues");
        assert_eq!(kind(""), "no JSON: EOF while parsing a value at line 1 column 0");
    }

    #[test]
    fn a_batch_comes_back_as_it_was() {
        let demo = crate::import::demo::batch();
        assert_eq!(batch(&serde_json::to_vec(&demo).unwrap()).unwrap(), demo);
    }

    proptest::proptest! {
        #[test]
        fn nothing_in_a_file_brings_it_down(content in r#"[\[\]{}:,"\\u0-9a-fé\n]{0,80}"#, bytes: Vec<u8>) {
            let _ = batch(content.as_bytes());
            let _ = batch(&bytes);
            let line = format!(r#"{{"id":"bd-1","dependencies":{content},"title":"{content}"}}"#);
            let _ = batch(line.as_bytes());
        }
    }
}
