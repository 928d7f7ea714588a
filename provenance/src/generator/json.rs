//! Records in JSON.

use serde_json::{Map, Value};

use crate::finding::Field;

use super::MAX_SETTINGS;

/// Longest text that is parsed, in bytes: a tree takes up to forty times its text.
pub(super) const MAX_JSON_BYTES: usize = 512 << 10;

/// The object that `text` is, if it is one and not too long. Its fields are sorted by name, in
/// whatever order a program built with this one has `serde_json` keep them.
pub(super) fn object(text: &str) -> Option<Map<String, Value>> {
    if text.len() > MAX_JSON_BYTES || !text.trim_start().starts_with('{') {
        return None;
    }
    let mut object: Map<String, Value> = serde_json::from_str(text).ok()?;
    object.sort_keys();
    object.values_mut().for_each(Value::sort_all_objects);
    Some(object)
}

/// A text, number or truth value as text; nothing for empty texts and for trees.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// The first of `names` that the object has as text.
pub(super) fn first(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(object.get(*name)?))
}

/// Everything that has a text and is not in `except`.
pub(super) fn settings(object: &Map<String, Value>, except: &[&str]) -> Vec<Field> {
    object
        .iter()
        .filter(|(name, _)| !except.contains(&name.as_str()))
        .filter_map(|(name, value)| Some(Field::new(name, text(value)?)))
        .take(MAX_SETTINGS)
        .collect()
}
