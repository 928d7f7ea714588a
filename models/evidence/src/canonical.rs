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

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};
use serde_json::{Map, Number, Serializer, Value};

use crate::error::DossierError;

/// Up to here, and down to its negative, a double holds every integer.
const MAX_INTEGER: u64 = 1 << 53;

/// Numbers of this many digits before the point, and more, have an exponent.
const MAX_PLAIN_DIGITS: i32 = 21;

/// The canonical JSON of `value`.
///
/// # Errors
///
/// [`DossierError::Json`] for what cannot be written as JSON, and [`DossierError::LargeNumber`].
pub fn canonical(value: &impl Serialize) -> Result<String, DossierError> {
    let unreadable = |error: serde_json::Error| DossierError::Json {
        error: error.to_string(),
    };
    let mut text = Vec::new();
    value
        .serialize(&mut Serializer::with_formatter(&mut text, Marked))
        .map_err(unreadable)?;
    let value: Value = serde_json::from_slice(&text).map_err(unreadable)?;
    let mut out = String::with_capacity(text.len());
    write(&value, &mut out)?;
    Ok(out)
}

/// Writes numbers with a fraction as strings with an `n` in front, and strings with an `s`: `Value` has
/// room for double precision alone, and reading it may change a number's last digit.
struct Marked;

impl Formatter for Marked {
    fn begin_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\"s")
    }

    fn write_f32<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        let mut text = Vec::new();
        CompactFormatter.write_f32(&mut text, value)?;
        write!(writer, "\"n{}\"", plain(&String::from_utf8_lossy(&text)))
    }

    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let mut text = Vec::new();
        CompactFormatter.write_f64(&mut text, value)?;
        write!(writer, "\"n{}\"", plain(&String::from_utf8_lossy(&text)))
    }
}

fn write(value: &Value, out: &mut String) -> Result<(), DossierError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&integer(number)?),
        Value::String(text) => match text.strip_prefix('n') {
            Some(number) => out.push_str(number),
            None => out.push_str(&string(text)),
        },
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => object(members, out)?,
    }
    Ok(())
}

fn object(members: &Map<String, Value>, out: &mut String) -> Result<(), DossierError> {
    let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
    sorted.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
    out.push('{');
    for (index, (name, value)) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&string(name));
        out.push(':');
        write(value, out)?;
    }
    out.push('}');
    Ok(())
}

/// A string, of its marked form.
fn string(marked: &str) -> String {
    Value::from(marked.strip_prefix('s').unwrap_or(marked)).to_string()
}

fn integer(number: &Number) -> Result<String, DossierError> {
    let size = number
        .as_u64()
        .or_else(|| number.as_i64().map(i64::unsigned_abs));
    let text = number.to_string();
    match size {
        Some(0..=MAX_INTEGER) => Ok(text),
        _ => Err(DossierError::LargeNumber { number: text }),
    }
}

/// `Number::toString` of ECMAScript, section 6.1.6.1.20, of the `text` that `serde_json` writes: it has
/// as few digits as possible, and of two such numbers the even one, which Rust's own form has not.
fn plain(text: &str) -> String {
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => ("-", size),
        None => ("", text),
    };
    let (mantissa, exponent) = size.split_once('e').unwrap_or((size, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let leading = all.len().saturating_sub(digits.len()) as i32;
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let exponent: i32 = exponent.parse().unwrap_or_default();
    // Where the point stands: behind so many digits.
    let point = (whole.len() as i32)
        .saturating_sub(leading)
        .saturating_add(exponent);
    let count = digits.len() as i32;
    let zeros = |count: i32| "0".repeat(count.unsigned_abs() as usize);
    let dotted = |head: &str, tail: &str| match tail {
        "" => head.to_owned(),
        _ => format!("{head}.{tail}"),
    };
    match point {
        1..=MAX_PLAIN_DIGITS => {
            let (head, tail) = digits.split_at(point.min(count) as usize);
            let head = format!("{head}{}", zeros(point.saturating_sub(count).max(0)));
            format!("{sign}{}", dotted(&head, tail))
        }
        -5..=0 => format!("{sign}0.{}{digits}", zeros(point)),
        _ => {
            let (head, tail) = digits.split_at(1);
            format!("{sign}{}e{exponent:+}", dotted(head, tail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8785, appendix B: the bits of a double and its text.
    #[test]
    fn doubles_are_written_as_the_samples_of_the_rfc() {
        for (bits, text) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            assert_eq!(canonical(&f64::from_bits(bits)).unwrap(), text, "{bits:x}");
        }
    }

    /// RFC 8785, section 3.2.3: names in the order of UTF-16, which is not that of UTF-8.
    #[test]
    fn members_stand_in_the_order_of_the_rfcs_sample() {
        let sample = serde_json::json!({
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
        let value = serde_json::json!({
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
    fn what_a_string_holds_is_never_taken_for_a_number() {
        let value = serde_json::json!({"n1": "n1", "s": "s", "": "", "n": "snn"});
        let expected = r#"{"":"","n":"snn","n1":"n1","s":"s"}"#;
        assert_eq!(canonical(&value).unwrap(), expected);
    }

    #[test]
    fn single_precision_keeps_its_few_digits() {
        assert_eq!(canonical(&[0.9_f32, 1.0, 0.1]).unwrap(), "[0.9,1,0.1]");
        assert_eq!(canonical(&f32::NAN).unwrap(), "null");
    }

    #[test]
    fn an_integer_that_a_double_may_not_hold_is_refused() {
        assert_eq!(canonical(&MAX_INTEGER).unwrap(), "9007199254740992");
        assert!(canonical(&(MAX_INTEGER + 1)).is_err());
        assert_eq!(
            canonical(&-9_007_199_254_740_992_i64).unwrap(),
            "-9007199254740992"
        );
        assert!(canonical(&i64::MIN).is_err());
    }
}
