//! JSON as programs write it, which is not always JSON.
//!
//! Python's `json.dumps` writes `NaN`, `Infinity` and `-Infinity`
//! (<https://docs.python.org/3/library/json.html#infinite-and-nan-number-values>), JavaScript's
//! `JSON.stringify` halves of surrogate pairs, and programs that put texts together by hand raw
//! line breaks. Other readers would refuse the whole record for one of these.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Words that are numbers to Python, and no JSON; the longer ones first.
const NO_NUMBERS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];

/// The object that `text` is, if it is one of no more than `limit` bytes. Its fields are sorted by
/// name, in whatever order a program built with this one has `serde_json` keep them.
pub(crate) fn object(text: &str, limit: usize) -> Option<Map<String, Value>> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
    if text.len() > limit || !text.starts_with('{') {
        return None;
    }
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).ok();
    let mut object = read(text).or_else(|| match mended(text) {
        Cow::Owned(mended) => read(&mended),
        Cow::Borrowed(_) => None,
    })?;
    object.sort_keys();
    object.values_mut().for_each(Value::sort_all_objects);
    Some(object)
}

/// The text with what is no JSON replaced: numbers that are none by `null`, control characters in
/// strings by their escapes, halves of surrogate pairs by U+FFFD.
fn mended(text: &str) -> Cow<'_, str> {
    let mut mended = String::new();
    let mut rest = text;
    let mut in_string = false;
    while let Some(c) = rest.chars().next() {
        let (length, replacement) = if in_string {
            string_part(rest, c)
        } else {
            let word = NO_NUMBERS.iter().find(|word| rest.starts_with(**word));
            match word {
                Some(word) => (word.len(), Some(Cow::Borrowed("null"))),
                None => (c.len_utf8(), None),
            }
        };
        in_string ^= c == '"';
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        mended.push_str(replacement.as_deref().unwrap_or(part));
        rest = after;
    }
    if mended == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(mended)
    }
}

/// How much of the string's rest belongs together, and what to put in its place.
fn string_part(rest: &str, first: char) -> (usize, Option<Cow<'static, str>>) {
    if first.is_ascii_control() {
        return (1, Some(Cow::Owned(format!("\\u{:04x}", u32::from(first)))));
    }
    if first != '\\' {
        return (first.len_utf8(), None);
    }
    let Some(unit) = escaped_unit(rest) else {
        // The escaped character, so that an escaped quotation mark does not end the string.
        let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
        return (escaped.saturating_add(1), None);
    };
    let second = rest.get(6..).and_then(escaped_unit);
    match (unit, second) {
        (0xd800..=0xdbff, Some(0xdc00..=0xdfff)) => (12, None),
        (0xd800..=0xdfff, _) => (6, Some(Cow::Borrowed("\\ufffd"))),
        _ => (6, None),
    }
}

/// The unit of UTF-16 that an escape of six characters stands for.
fn escaped_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str) -> Option<Value> {
        object(text, 1 << 10)?.get("a").cloned()
    }

    #[test]
    fn numbers_that_are_none_are_null_and_words_in_strings_stay() {
        for (text, value) in [
            (r#"{"a": NaN}"#, Value::Null),
            (
                r#"{"b": [Infinity, -Infinity], "a": -Infinity}"#,
                Value::Null,
            ),
            (
                r#"{"b": NaN, "a": "NaN, \"Infinity\""}"#,
                r#"NaN, "Infinity""#.into(),
            ),
            (r#"{"b": NaN, "a": "ends in \\"}"#, r"ends in \".into()),
        ] {
            assert_eq!(field(text), Some(value), "{text}");
        }
    }

    #[test]
    fn raw_line_breaks_and_half_pairs_do_not_lose_the_record() {
        assert_eq!(field("{\"a\": \"one\n\ttwo\"}"), Some("one\n\ttwo".into()));
        assert_eq!(field(r#"{"a": "\ud83d!"}"#), Some("\u{fffd}!".into()));
        assert_eq!(
            field(r#"{"a": "\udc00\ud83d\ude00"}"#),
            Some("\u{fffd}😀".into())
        );
        assert_eq!(field("\u{feff}{\"a\": 1}\0\0"), Some(1.into()));
    }

    #[test]
    fn what_cannot_be_mended_is_none() {
        for text in [
            "",
            "{",
            "[NaN]",
            r#"{"a": NaN"#,
            r#"{"a": "\u12"}"#,
            r#"{"a": "\"#,
        ] {
            assert_eq!(object(text, 1 << 10), None, "{text}");
        }
        assert_eq!(object(r#"{"a": "long"}"#, 5), None);
    }
}
