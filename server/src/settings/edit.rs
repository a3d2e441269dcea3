//! Changing values in a JSON text without touching the rest of it.
//!
//! `jsonc-parser` keeps a tree of every token, white space included; `serde_json` forgets
//! formatting, `preserve_order` or not.

use jsonc_parser::{
    ParseOptions,
    cst::{CstInputValue, CstRootNode},
};
use serde_json::Value;

/// The text with these keys set in its object. The text is sound JSON, or blank.
pub(super) fn set(text: &str, changes: &[(&'static str, Value)]) -> String {
    let text = if text.trim().is_empty() {
        "{\n}\n"
    } else {
        text
    };
    let Ok(root) = CstRootNode::parse(text, &ParseOptions::default()) else {
        return text.to_owned();
    };
    let object = root.object_value_or_set();
    for (key, value) in changes {
        match object.get(key) {
            Some(property) => property.set_value(input(value)),
            None => {
                object.append(key, input(value));
            }
        }
    }
    root.to_string()
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(on) => CstInputValue::Bool(*on),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(items) => CstInputValue::Array(items.iter().map(input).collect()),
        Value::Object(fields) => CstInputValue::Object(
            fields
                .iter()
                .map(|(key, value)| (key.clone(), input(value)))
                .collect(),
        ),
    }
}
