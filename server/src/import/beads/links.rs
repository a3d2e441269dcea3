//! What Beads' dependencies mean here.

use std::collections::HashSet;

use model::{RelationKind, Uuid, import::ImportedRelation};
use serde::Deserialize;

use super::{Record, short, uuid};
use crate::import::warnings::Warnings;

/// The issue it stands in depends on another.
#[derive(Debug, Deserialize)]
#[serde(from = "Written")]
pub(super) struct Dependency {
    depends_on_id: String,
    kind: String,
}

/// A dependency as the file has it, as `bd list` prints it, or an id alone. One that does not say
/// what it means blocks.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Id(String),
    Record {
        #[serde(alias = "id", alias = "depends_on")]
        depends_on_id: String,
        #[serde(rename = "type", alias = "dependency_type", default)]
        kind: Option<String>,
    },
}

impl From<Written> for Dependency {
    fn from(written: Written) -> Self {
        let (depends_on_id, kind) = match written {
            Written::Id(id) => (id, None),
            Written::Record {
                depends_on_id,
                kind,
            } => (depends_on_id, kind),
        };
        Dependency {
            depends_on_id,
            kind: kind.unwrap_or_else(|| "blocks".to_owned()),
        }
    }
}

/// An issue's place among the others.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) parent: Option<Uuid>,
    pub(super) relations: Vec<ImportedRelation>,
}

/// Reads the dependencies of an issue. `known` are the ids of all issues that come in.
pub(super) fn of(
    id: &str,
    record: &Record,
    known: &HashSet<&str>,
    warnings: &mut Warnings,
) -> Links {
    let this = uuid(id);
    let mut links = Links::default();
    let mut parents = Vec::new();
    let mut relate = |source, target, kind| {
        links.relations.push(ImportedRelation {
            source,
            target,
            kind,
        });
    };
    for dependency in record.dependencies.iter().flatten() {
        let other = uuid(&dependency.depends_on_id);
        match dependency.kind.as_str() {
            "parent-child" => parents.push(dependency.depends_on_id.as_str()),
            "blocks" | "conditional-blocks" | "waits-for" => {
                relate(other, this, RelationKind::Blocks);
            }
            "duplicates" => relate(this, other, RelationKind::DuplicateOf),
            "related" | "relates-to" | "discovered-from" | "replies-to" | "supersedes" => {
                relate(this, other, RelationKind::RelatesTo);
            }
            unknown => warnings.add(
                format!(
                    "Links of the unknown type '{}' were left out",
                    short(unknown)
                ),
                id,
            ),
        }
    }
    // An issue has one parent here: the one that its id names, `bd-7` for `bd-7.2`, where that is
    // among them.
    let named = |parent: &str| {
        id.strip_prefix(parent)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    parents.sort_by_key(|parent| (!known.contains(parent), !named(parent)));
    for other in parents.iter().skip(1) {
        warnings.add(
            "Issues with several parents keep one and relate to the others",
            id,
        );
        relate(this, uuid(other), RelationKind::RelatesTo);
    }
    links.parent = parents.first().map(|parent| uuid(parent));
    links
}
