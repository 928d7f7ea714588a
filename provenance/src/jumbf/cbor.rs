//! Trees of CBOR (RFC 8949) and JSON, with bounds.

use ciborium::Value;

/// Longest claim or assertion that is parsed, in bytes: a tree takes up to eighty times its bytes.
const MAX_BYTES: usize = 256 << 10;
/// Deepest nesting.
const MAX_DEPTH: usize = 32;
/// Longest text that is kept, in bytes.
const MAX_TEXT_BYTES: usize = 1024;

pub(super) fn parse(bytes: &[u8]) -> Option<Value> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    ciborium::de::from_reader_with_recursion_limit(bytes, MAX_DEPTH).ok()
}

pub(super) fn parse_json(bytes: &[u8]) -> Option<Value> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    serde_json::from_slice(bytes).ok()
}

/// The value of a map's key.
pub(super) fn get<'a>(map: &'a Value, key: &str) -> Option<&'a Value> {
    let entries = map.as_map()?;
    entries
        .iter()
        .find(|(name, _)| name.as_text() == Some(key))
        .map(|(_, value)| value)
}

/// The items of a list, or none.
pub(super) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A text, within a tag too, such as that of a date.
pub(super) fn as_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Tag(_, inner) => inner.as_text(),
        _ => value.as_text(),
    };
    text.filter(|text| text.len() <= MAX_TEXT_BYTES)
        .map(str::to_owned)
}

/// The text of a map's key.
pub(super) fn text(map: &Value, key: &str) -> Option<String> {
    as_text(get(map, key)?)
}
