//! A file that is not a bundle: one JSON document, or one a line.

use model::import::Batch;
use serde_json::Value;

use super::{beads, hub, lenient, ours, warnings::Warnings};

/// Reads the file by what is in it, whatever its name. The error says what it is instead.
pub(super) fn batch(content: &[u8]) -> Result<Batch, String> {
    let mut warnings = Warnings::default();
    let text = lenient::text(content, "the file", &mut warnings);
    match lenient::json(&text, "the file", &mut warnings) {
        Ok(document) => whole(document, warnings),
        Err(error) => several(&text, warnings).ok_or_else(|| format!("no JSON: {error}")),
    }
}

fn whole(document: Value, warnings: Warnings) -> Result<Batch, String> {
    let issues = document.get("issues").cloned();
    match (issues, document) {
        (Some(Value::Object(_)), state) => {
            hub::checkpoint(state, warnings).ok_or_else(|| "a broken checkpoint".to_owned())
        }
        (Some(Value::Array(issues)), document)
            if document.get("source").is_none() && issues.iter().any(is_bead) =>
        {
            Ok(beads::batch(named(issues), warnings))
        }
        (Some(Value::Array(_)), document) => ours::batch(document, warnings),
        (_, Value::Array(issues)) if issues.iter().any(is_bead) => {
            Ok(beads::batch(named(issues), warnings))
        }
        (_, issue) if is_bead(&issue) => Ok(beads::batch(named(vec![issue]), warnings)),
        _ => Err("JSON without issues".to_owned()),
    }
}

/// What `bd` prints of an issue, or writes into its file.
fn is_bead(value: &Value) -> bool {
    value
        .get("id")
        .is_some_and(|id| id.is_string() || id.is_number())
}

fn named(values: Vec<Value>) -> Vec<(String, Value)> {
    values
        .into_iter()
        .enumerate()
        .map(|(at, value)| (format!("record {}", at + 1), value))
        .collect()
}

/// A list of issues, one a line, or one after the other, if there is at least one.
fn several(text: &str, warnings: Warnings) -> Option<Batch> {
    let batch = beads::lines(text, warnings);
    if !batch.issues.is_empty() {
        return Some(batch);
    }
    let values = serde_json::Deserializer::from_str(text)
        .into_iter::<Value>()
        .map_while(Result::ok)
        .collect();
    let batch = beads::batch(named(values), Warnings::default());
    (!batch.issues.is_empty()).then_some(batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_is_shows_in_the_content() {
        let kind = |content: &str| {
            batch(content.as_bytes()).map_or_else(|error| error, |batch| batch.source)
        };
        assert_eq!(
            kind(r#"{"id":"bd-1","title":"One line is JSON as a whole"}"#),
            "Beads"
        );
        assert_eq!(kind("{\"id\":\"bd-1\"}\n{\"id\":\"bd-2\"}\n"), "Beads");
        assert_eq!(kind(r#"{"issues":{},"watermark":null}"#), "git hub");
        assert_eq!(
            kind(r#"{"source":"mine","issues":[],"relations":[],"warnings":[]}"#),
            "mine"
        );
        assert_eq!(
            kind(r#"{"issues":[]}"#),
            "a list of issues that does not say where it comes from"
        );
        assert_eq!(
            kind(r#"[{"id":"bd-1","title":"As bd list --json prints it"},{"id":"bd-2"}]"#),
            "Beads"
        );
        assert_eq!(kind(r#"{"issues":[{"id":"bd-1"}],"total":1}"#), "Beads");
        assert_eq!(
            kind("{\n  \"id\": \"bd-1\"\n}\n{\n  \"id\": \"bd-2\"\n}"),
            "Beads"
        );
        assert_eq!(
            kind("\u{feff}{\"id\":\"bd-1\"}\n{\"id\":\"bd-2\"}\n"),
            "Beads"
        );
        assert_eq!(kind("\u{feff}{\"issues\":{}}"), "git hub");
        assert_eq!(kind("[]"), "JSON without issues");
        assert_eq!(
            kind(""),
            "no JSON: EOF while parsing a value at line 1 column 0"
        );
    }

    #[test]
    fn a_batch_comes_back_as_it_was() {
        let demo = crate::import::demo::batch();
        assert_eq!(batch(&serde_json::to_vec(&demo).unwrap()).unwrap(), demo);
    }

    #[test]
    fn the_first_issue_comes_in_whatever_stands_before_it() {
        let lines = "{\"id\":\"bd-1\",\"title\":\"é\",\"created_at\":\"2026-01-01T00:00:00Z\"}\n{\"id\":\"bd-2\",\"title\":\"two\",\"created_at\":\"2026-01-01T00:00:00Z\"}\n";
        let wide: Vec<u8> = format!("\u{feff}{lines}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for content in [
            lines.as_bytes(),
            format!("\u{feff}{lines}").as_bytes(),
            &wide,
            lines.replace('\n', "\r\n").as_bytes(),
        ] {
            let batch = batch(content).unwrap();
            assert_eq!(
                (batch.issues.len(), batch.issues[0].title.as_str()),
                (2, "é")
            );
            assert!(
                batch
                    .warnings
                    .iter()
                    .all(|warning| warning.contains("UTF-16")),
                "{:?}",
                batch.warnings
            );
        }
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
