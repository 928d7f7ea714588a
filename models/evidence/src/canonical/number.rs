//! Numbers, as ECMAScript writes a double.

use crate::error::DossierError;

/// Up to here, and down to its negative, a double holds every integer.
const MAX_INTEGER: u64 = 1 << 53;

/// Numbers of this many digits before the point, and more, have an exponent.
const MAX_PLAIN_DIGITS: i32 = 21;

/// The canonical form of a number that `serde_json` wrote.
pub(super) fn number(text: &str) -> Result<String, DossierError> {
    if text.contains(['.', 'e', 'E']) {
        return Ok(plain(text));
    }
    let size = text.trim_start_matches('-').parse::<u64>();
    if size.is_ok_and(|size| size <= MAX_INTEGER) {
        return Ok(text.to_owned());
    }
    Err(DossierError::LargeNumber {
        number: text.to_owned(),
    })
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
    use crate::canonical::canonical;

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
