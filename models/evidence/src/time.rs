//! Times that are handed in. This crate has no clock.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::error::DossierError;

/// A time in UTC as RFC 3339 writes it, such as `2026-11-27T08:30:00Z`, with a fraction of a second
/// of up to nine digits or without one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Time(String);

/// Most digits of a fraction of a second.
const MAX_FRACTION: usize = 9;

impl Time {
    /// Takes `text` as it is.
    ///
    /// # Errors
    ///
    /// [`DossierError::Time`] for another form, another zone than `Z`, or a day that there is not.
    /// A leap second (`:60`) is taken at the end of a day alone.
    pub fn parse(text: &str) -> Result<Self, DossierError> {
        let refused = || DossierError::Time {
            text: text.chars().take(40).collect(),
        };
        is_time(text)
            .then(|| Self(text.to_owned()))
            .ok_or_else(refused)
    }

    /// As it was handed in.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether `text` is `YYYY-MM-DDThh:mm:ss[.fraction]Z`.
fn is_time(text: &str) -> bool {
    let Some((date, clock)) = text.strip_suffix('Z').and_then(|text| text.split_once('T')) else {
        return false;
    };
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let fraction_is_good = fraction.is_none_or(|digits| {
        (1..=MAX_FRACTION).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    });
    let date = numbers(date, '-', [4, 2, 2]);
    let clock = numbers(clock, ':', [2, 2, 2]);
    let (Some([year, month, day]), Some([hour, minute, second])) = (date, clock) else {
        return false;
    };
    let last_second = if (hour, minute) == (23, 59) { 60 } else { 59 };
    fraction_is_good
        && (1..=days(year, month)).contains(&day)
        && hour <= 23
        && minute <= 59
        && second <= last_second
}

/// Three numbers of these lengths with `separator` between them.
fn numbers(text: &str, separator: char, lengths: [usize; 3]) -> Option<[u32; 3]> {
    let mut parts = text.split(separator);
    let mut found = [0; 3];
    for (number, length) in found.iter_mut().zip(lengths) {
        let part = parts.next()?;
        if part.len() != length || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

/// Days of a month; none of a month that there is not.
fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_browsers_write_them_are_taken_as_they_are() {
        for text in [
            "2026-11-27T00:23:16.123Z",
            "2026-11-27T23:59:60Z",
            "2024-02-29T12:00:00Z",
            "2000-02-29T12:00:00.1Z",
        ] {
            assert_eq!(Time::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn other_zones_other_forms_and_days_that_there_are_not_are_refused() {
        for text in [
            "",
            "Z",
            "2026-11-27",
            "2026-11-27 00:23:16Z",
            "2026-11-27T00:23:16+01:00",
            "2026-11-27T00:23:16",
            "2026-11-27T00:23Z",
            "2026-11-27T24:00:00Z",
            "2026-11-27T10:00:60Z",
            "2026-11-27T00:60:00Z",
            "2026-11-27T00:23:16.Z",
            "2026-11-27T00:23:16.1234567890Z",
            "2026-11-27T00:23:16.1.2Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2025-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-04-00T00:00:00Z",
            "+026-04-01T00:00:00Z",
            "2026-4-01T00:00:00Z",
            "2026-04-01T00:00:0٣Z",
        ] {
            assert!(Time::parse(text).is_err(), "{text}");
        }
    }
}
