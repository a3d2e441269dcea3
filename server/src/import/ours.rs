//! Issues in this program's own words: the demonstration, and what scripts write.

use model::import::{Batch, ImportedIssue, ImportedRelation};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{lenient, normalize, warnings::Warnings};

/// A batch whose records are not looked at yet.
#[derive(Deserialize)]
struct Written {
    source: String,
    #[serde(default)]
    issues: Vec<Value>,
    #[serde(default)]
    relations: Vec<Value>,
    #[serde(default)]
    warnings: Vec<String>,
}

/// Fields that an issue need not have, each with what it then says.
const DEFAULTS: [(&str, &str); 6] = [
    ("status", "\"backlog\""),
    ("priority", "\"none\""),
    ("title", "\"\""),
    ("labels", "[]"),
    ("comments", "[]"),
    ("created_at", "\"1970-01-01T00:00:00Z\""),
];

/// A batch that somebody wrote: its texts may be anything. Its links may lead to issues that are
/// here already.
pub(super) fn batch(document: Value, mut warnings: Warnings) -> Result<Batch, String> {
    let written: Option<Written> = lenient::record(document, "The list of issues", &mut warnings);
    let Written {
        source,
        issues,
        relations,
        warnings: told,
    } = written
        .ok_or_else(|| "a list of issues that does not say where it comes from".to_owned())?;
    let mut batch = Batch {
        source,
        warnings: told,
        ..Batch::default()
    };
    for (at, issue) in issues.into_iter().enumerate() {
        batch.issues.extend(self::issue(
            issue,
            &format!("Record {}", at + 1),
            &mut warnings,
        ));
    }
    for (at, relation) in relations.into_iter().enumerate() {
        batch.relations.extend(lenient::record::<ImportedRelation>(
            relation,
            &format!("Relation {}", at + 1),
            &mut warnings,
        ));
    }
    normalize::texts(&mut batch, &mut warnings);
    batch.warnings.extend(warnings.into_sentences());
    Ok(batch)
}

fn issue(mut value: Value, place: &str, warnings: &mut Warnings) -> Option<ImportedIssue> {
    if let Value::Object(fields) = &mut value {
        complete(fields);
    }
    // A fault takes its field out; what must be there is put in again, with what it says where
    // nothing is said.
    for _ in 0..DEFAULTS.len() {
        let Value::Object(fields) = &mut value else {
            break;
        };
        let Err(error) =
            serde_path_to_error::deserialize::<_, ImportedIssue>(&Value::Object(fields.clone()))
        else {
            break;
        };
        let Some(serde_path_to_error::Segment::Map { key }) = error.path().iter().next() else {
            break;
        };
        let key = key.clone();
        if error.path().iter().count() > 1 || fields.remove(&key).is_none() {
            break;
        }
        complete(fields);
        warnings.add(
            "Fields that could not be read were left out",
            format_args!("{key} of {place}"),
        );
    }
    lenient::record(value, place, warnings)
}

fn complete(fields: &mut Map<String, Value>) {
    for (name, value) in DEFAULTS {
        if fields.get(name).is_none_or(Value::is_null) {
            fields.insert(
                name.to_owned(),
                serde_json::from_str(value).unwrap_or_default(),
            );
        }
    }
    let created = fields["created_at"].clone();
    let updated = fields.entry("updated_at").or_insert(Value::Null);
    if updated.is_null() {
        *updated = created;
    }
}
