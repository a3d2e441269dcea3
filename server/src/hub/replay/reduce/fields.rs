//! Fields of a checkpoint's objects.

use model::Uuid;
use serde_json::{Map, Value};

/// Most labels, blockers or relations of an issue.
const MEMBERS_MAX: usize = 10_000;

pub(super) fn text(uuid: Uuid) -> String {
    uuid.to_string()
}

pub(super) fn is_priority(word: &str) -> bool {
    matches!(word, "low" | "medium" | "high" | "critical")
}

/// Sets a field. None takes it away, as a checkpoint has no nulls.
pub(super) fn set(object: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    match value {
        Some(value) => drop(object.insert(name.to_owned(), value.into())),
        None => drop(object.remove(name)),
    }
}

/// Puts an item into a sorted list.
pub(super) fn add_member(object: &mut Map<String, Value>, name: &str, item: String) {
    let list = object
        .entry(name)
        .or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(items) = list
        && items.len() < MEMBERS_MAX
        && !items.iter().any(|known| *known == item)
    {
        let at = items.partition_point(|known| known.as_str() < Some(&item));
        items.insert(at, item.into());
    }
}

/// Takes an item out of a list; an empty one is not written.
pub(super) fn remove_member(object: &mut Map<String, Value>, name: &str, item: &str) {
    if let Some(Value::Array(items)) = object.get_mut(name) {
        items.retain(|known| known != item);
        if items.is_empty() {
            object.remove(name);
        }
    }
}
