//! Fields of records in JSON.

use serde_json::{Map, Value};

use super::{MAX_SETTINGS, prompt};
use crate::finding::Field;
use crate::json;

/// Longest text that is parsed, in bytes: a tree takes up to forty times its text.
pub(super) const MAX_JSON_BYTES: usize = 512 << 10;

/// The object that `text` is, if it is one and not too long.
pub(super) fn object(text: &str) -> Option<Map<String, Value>> {
    json::object(text, MAX_JSON_BYTES)
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

/// The field of a name, or of a way such as `model.name`.
pub(super) fn at<'a>(object: &'a Map<String, Value>, way: &str) -> Option<&'a Value> {
    object.get(way).or_else(|| {
        let (first, rest) = way.split_once('.')?;
        at(object.get(first)?.as_object()?, rest)
    })
}

/// The first of `names` that the object has as text.
pub(super) fn first(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(at(object, name)?))
}

/// The first of `names` that the object has as a text or as a list of texts.
pub(super) fn long(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match at(object, name)? {
        Value::Array(parts) => {
            let parts: Vec<String> = parts.iter().filter_map(text).collect();
            prompt(&parts.join("\n"))
        }
        value => prompt(&text(value)?),
    })
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
