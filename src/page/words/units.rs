//! Numbers with units, rounded for people.

/// A share in percent, with a decimal where the whole number would be 0.
pub fn percent(share: f32) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

/// A measured share in percent, with a decimal.
pub fn percent_measured(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A file size.
pub fn file_size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// A duration.
pub fn duration(millis: f64) -> String {
    if millis < 1_000.0 {
        format!("{millis:.0} ms")
    } else {
        format!("{:.1} s", millis / 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_shares_keep_a_decimal() {
        assert_eq!(percent(0.004), "0.4 %");
        assert_eq!(percent(0.05), "5 %");
        assert_eq!(percent(0.0), "0 %");
    }

    #[test]
    fn sizes_and_durations_are_rounded_for_people() {
        assert_eq!(file_size(999), "999 bytes");
        assert_eq!(file_size(345_678), "346 KB");
        assert_eq!(file_size(2_345_678), "2.3 MB");
        assert_eq!(duration(12.4), "12 ms");
        assert_eq!(duration(1_234.0), "1.2 s");
    }
}
