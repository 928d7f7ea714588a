//! One JSON text for one value: RFC 8785, the JSON Canonicalization Scheme (JCS).
//!
//! - No space anywhere. The members of an object stand in the order of their names' UTF-16 code
//!   units.
//! - Strings are as `serde_json` writes them, which is what JCS asks for: `\b \t \n \f \r \" \\`, other
//!   characters below U+0020 as `\u00xx` in small digits, and everything else as it is in UTF-8.
//! - Numbers are as ECMAScript writes a double: the fewest digits that read back as it, without an
//!   exponent from 10⁻⁶ to below 10²¹, and no `-0`. A single-precision number is first written in the
//!   fewest digits of its own precision, so that 0.9 stays `0.9`.
//! - An integer beyond ±2⁵³ is an error, because a double may not hold it.
//! - What is not a number, or is infinite, is `null`, as `serde_json` writes it.

mod number;

use serde::Serialize;

use crate::error::DossierError;
use number::number;

/// The canonical JSON of `value`.
///
/// # Errors
///
/// [`DossierError::Json`] for what cannot be written as JSON, and [`DossierError::LargeNumber`].
pub fn canonical(value: &impl Serialize) -> Result<String, DossierError> {
    let unreadable = |error: String| DossierError::Json { error };
    // Text and not a `Value`, which has room for double precision alone and may read a number's last
    // digit as another one. The pretty form is what the page writes of reports already: a second form
    // would be as much code again.
    let text =
        serde_json::to_string_pretty(value).map_err(|error| unreadable(error.to_string()))?;
    let mut rest = text.as_str();
    let mut out = String::with_capacity(text.len());
    write(&mut rest, &mut out)?
        .filter(|()| rest.trim_start().is_empty())
        .ok_or_else(|| unreadable("it is not one value".to_owned()))?;
    Ok(out)
}

/// Whether a value was whole; none where it breaks off.
type Whole = Option<()>;

/// Moves the value at the beginning of `rest` to `out`.
fn write(rest: &mut &str, out: &mut String) -> Result<Whole, DossierError> {
    *rest = rest.trim_start();
    Ok(match rest.as_bytes().first() {
        None => None,
        Some(b'[') => return array(rest, out),
        Some(b'{') => return object(rest, out),
        Some(b'"') => string(rest).map(|text| out.push_str(text)),
        Some(b'-' | b'0'..=b'9') => {
            out.push_str(&number(word(rest))?);
            Some(())
        }
        Some(_) => {
            out.push_str(word(rest));
            Some(())
        }
    })
}

fn array(rest: &mut &str, out: &mut String) -> Result<Whole, DossierError> {
    let mut is_first = true;
    while let Some(more) = next_item(rest) {
        if !more {
            out.push_str(if is_first { "[]" } else { "]" });
            return Ok(Some(()));
        }
        out.push(if is_first { '[' } else { ',' });
        is_first = false;
        if write(rest, out)?.is_none() {
            return Ok(None);
        }
    }
    Ok(None)
}

fn object(rest: &mut &str, out: &mut String) -> Result<Whole, DossierError> {
    let mut members: Vec<(Vec<u16>, String)> = Vec::new();
    while let Some(more) = next_item(rest) {
        if !more {
            members.sort();
            let members: Vec<String> = members.into_iter().map(|(_, member)| member).collect();
            out.push('{');
            out.push_str(&members.join(","));
            out.push('}');
            return Ok(Some(()));
        }
        *rest = rest.trim_start();
        let Some(name) = string(rest) else {
            return Ok(None);
        };
        let order: String = serde_json::from_str(name).map_err(|error| DossierError::Json {
            error: error.to_string(),
        })?;
        let mut member = format!("{name}:");
        let Some(behind) = rest.trim_start().strip_prefix(':') else {
            return Ok(None);
        };
        *rest = behind;
        if write(rest, &mut member)?.is_none() {
            return Ok(None);
        }
        members.push((order.encode_utf16().collect(), member));
    }
    Ok(None)
}

/// Steps over the mark before an item of a list, and says whether it was not the last one; none for
/// anything else.
fn next_item(rest: &mut &str) -> Option<bool> {
    let text = rest.trim_start();
    let mark = text.chars().next()?;
    let mut behind = text.get(mark.len_utf8()..)?;
    let more = match mark {
        '[' | '{' => {
            let is_empty = behind.trim_start().starts_with([']', '}']);
            if is_empty {
                behind = behind.trim_start().get(1..)?;
            }
            !is_empty
        }
        ',' => true,
        ']' | '}' => false,
        _ => return None,
    };
    *rest = behind;
    Some(more)
}

/// Takes a string off, with its quotes and as it was written.
fn string<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let mut is_escaped = false;
    let inner = rest.strip_prefix('"')?;
    let length = inner.find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    let (text, behind) = rest.split_at_checked(length.saturating_add(2))?;
    *rest = behind;
    Some(text)
}

/// Takes off what reaches to the next mark or space.
fn word<'a>(rest: &mut &'a str) -> &'a str {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}');
    let (word, behind) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
    *rest = behind;
    word
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// RFC 8785, section 3.2.3: names in the order of UTF-16, which is not that of UTF-8.
    #[test]
    fn members_stand_in_the_order_of_the_rfcs_sample() {
        let sample = json!({
            "\u{20ac}": "Euro Sign",
            "\r": "Carriage Return",
            "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One",
            "\u{1f600}": "Emoji: Grinning Face",
            "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis",
        });
        let text = canonical(&sample).unwrap();
        let order = [
            "Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew",
        ];
        let places = order.map(|word| text.find(word).expect("all are there"));
        assert!(places.is_sorted(), "{text}");
    }

    /// RFC 8785, section 3.2.2.
    #[test]
    fn the_rfcs_example_is_written_as_the_rfc_has_it() {
        // The first number is the double that is nearest to the RFC's 333333333.33333329.
        let value = json!({
            "numbers": [f64::from_bits(0x41b3_de43_5555_5555), 1e30, 4.50, 2e-3, 1e-27],
            "string": "\u{20ac}$\u{000F}\u{000a}A'\u{0042}\u{0022}\u{005c}\\\"/",
            "literals": [null, true, false],
        });
        assert_eq!(
            canonical(&value).unwrap(),
            concat!(
                r#"{"literals":[null,true,false],"#,
                r#""numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#,
                r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#
            )
        );
    }

    #[test]
    fn lists_and_texts_of_any_kind_keep_what_they_hold() {
        let value =
            json!([[], {}, "", [[]], {"b": [1, {}], "a": "]}\\\",: "}, "\\", -0.0, -7, "\u{2028}"]);
        let text = canonical(&value).unwrap();
        assert_eq!(
            text,
            concat!(
                r#"[[],{},"",[[]],{"a":"]}\\\",: ","b":[1,{}]},"\\",0,-7,""#,
                "\u{2028}\"]"
            )
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap()[4],
            value[4]
        );
        assert_eq!(canonical(&"alone").unwrap(), "\"alone\"");
    }
}
