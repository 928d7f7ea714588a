//! Measured figures as a table shows them.

use super::units::percent_measured;
use spectrafide_report::measurement::Estimate;
use spectrafide_report::zoo::Figures;

/// What the columns of [`cells`] are called.
pub const COLUMNS: [&str; 4] = [
    "Pictures",
    "Accuracy at ½",
    "AUROC",
    "Real pictures flagged",
];

/// What the columns mean and how to read the rows.
pub const READING_AID: &str = "Accuracy at ½ is the share of right answers when every score from \
    50 points up counts as made by AI. AUROC is the chance that a picture made by AI scores \
    higher than a real one; 0.5 is guessing. Real pictures flagged is the share of real pictures \
    that the detector calls made by AI at its own line. Brackets hold 95 % intervals. On \
    sources that it learned from a detector usually does better than on the pictures that people \
    meet, so read those figures together with the ones on sources it has not seen.";

/// One figure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The figure.
    pub value: String,
    /// Its interval, in brackets.
    pub interval: Option<String>,
}

/// The figures of one measurement in the order of [`COLUMNS`].
pub fn cells(figures: &Figures) -> [Cell; 4] {
    let pictures = Cell {
        value: figures.pictures.to_string(),
        interval: None,
    };
    let three_digits = |value: f64| format!("{value:.3}");
    [
        pictures,
        cell(figures.accuracy_at_half, percent_measured),
        cell(figures.auroc, three_digits),
        cell(figures.real_flagged, percent_measured),
    ]
}

fn cell(estimate: Option<Estimate>, words: impl Fn(f64) -> String) -> Cell {
    let Some(Estimate { value, interval }) = estimate else {
        return Cell {
            value: "–".to_owned(),
            interval: None,
        };
    };
    let bare = |value| words(value).trim_end_matches(" %").to_owned();
    Cell {
        value: words(value),
        interval: interval.map(|[low, high]| format!("({} to {})", bare(low), bare(high))),
    }
}

/// Where the pictures of a measurement are from.
pub fn data_label(figures: &Figures) -> &'static str {
    if figures.own_data {
        "familiar sources"
    } else {
        "sources it has not seen"
    }
}

/// What was not measured; `None` when there are figures on other data.
pub fn gap(figures: &[Figures]) -> Option<&'static str> {
    if figures.is_empty() {
        Some("It has not been measured yet.")
    } else if figures.iter().all(|figures| figures.own_data) {
        Some("It has not been measured on sources that it has not seen.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn a_measurement_fills_every_column_and_what_is_missing_is_a_dash() {
        let [figures, _] = sample::figures();
        let cells = cells(&figures).map(|cell| (cell.value, cell.interval));
        let interval = |text: &str| Some(text.to_owned());
        assert_eq!(cells[0], ("20000".to_owned(), None));
        assert_eq!(cells[1], ("97.6 %".to_owned(), interval("(97.4 to 97.8)")));
        assert_eq!(cells[2], ("0.997".to_owned(), interval("(0.996 to 0.997)")));
        assert_eq!(cells[3], ("–".to_owned(), None));
    }

    #[test]
    fn figures_on_the_own_data_set_alone_are_called_a_gap() {
        let [own, other] = sample::figures();
        assert_ne!(data_label(&own), data_label(&other));
        assert_eq!(gap(&[own.clone(), other]), None);
        assert!(gap(&[own]).is_some_and(|text| text.contains("has not seen")));
        assert!(gap(&[]).is_some_and(|text| text.contains("not been measured yet")));
    }
}
