//! Which detectors there are, what was measured with them, which one a picture is given to and
//! how many stay in memory.

use serde::{Deserialize, Serialize};

/// The detector for thumbnails; the others need more pixels than these have.
pub const SMALL_PICTURE_DETECTOR: &str = "dual_small.cifake";
/// The detector for every other picture.
pub const GENERAL_DETECTOR: &str = "dual_small.general";
/// A picture with both sides up to this is a thumbnail.
pub const SMALL_PICTURE_SIDE_PX: u32 = 64;

/// Weights that may stay in memory, in bytes as stored: several small detectors, or the two
/// that are in use and nothing more.
const KEPT_BYTES: u64 = 48_000_000;
/// Detectors that stay whatever their size: a comparison takes turns between two.
const ALWAYS_KEPT: usize = 2;

/// One line of `zoo/index.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZooEntry {
    /// Registry name, `architecture.tag`.
    pub id: String,
    /// Logical name of the card.
    pub card: String,
    /// Logical name of the weights.
    pub weights: String,
    /// Size of the weights.
    pub weights_bytes: u64,
    /// SHA-256 of the weights; also their name in the browser's storage.
    pub sha256: String,
    /// The figures of the detector's `metrics.json`.
    pub figures: Vec<Figures>,
}

/// What one measurement found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The pictures that it was measured on.
    pub measured_on: String,
    /// Whether they are of the data set that the detector learned from.
    pub own_data: bool,
    /// How many they are.
    pub pictures: u64,
    /// Share of right answers when a score of one half or more counts as synthetic.
    pub accuracy_at_half: Option<Estimate>,
    /// Area under the receiver operating characteristic.
    pub auroc: Option<Estimate>,
    /// Share of real pictures at or above the detector's threshold.
    pub real_flagged: Option<Estimate>,
}

/// A measured figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its 95 % bootstrap interval.
    pub interval: Option<[f64; 2]>,
}

/// Picks the detector for a picture of `side_px` (width, height; `None` when the header could
/// not be read): the person's choice, else the one trained for that size, else the first.
pub fn choose<'a>(
    ids: &[&'a str],
    chosen: Option<&str>,
    side_px: Option<(u32, u32)>,
) -> Option<&'a str> {
    let named = |wanted: &str| ids.iter().copied().find(|id| *id == wanted);
    if let Some(id) = chosen.and_then(named) {
        return Some(id);
    }
    let small = side_px.is_some_and(|(width, height)| width.max(height) <= SMALL_PICTURE_SIDE_PX);
    let wanted = if small {
        SMALL_PICTURE_DETECTOR
    } else {
        GENERAL_DETECTOR
    };
    named(wanted).or_else(|| ids.first().copied())
}

/// How many of the loaded detectors stay in memory, given the size of the weights of each, the
/// one that was used last first.
pub fn kept(weights_bytes: &[u64]) -> usize {
    let mut total = 0_u64;
    let fitting = weights_bytes.iter().take_while(|&&bytes| {
        total = total.saturating_add(bytes);
        total <= KEPT_BYTES
    });
    fitting.count().max(ALWAYS_KEPT).min(weights_bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `xtask` writes this text, and has a test with the same one.
    #[test]
    fn a_line_of_the_index_keeps_its_form() {
        let text = r#"{"id":"tiny.v1","card":"zoo/tiny.v1/card.json",
            "weights":"zoo/tiny.v1/weights.bpk","weights_bytes":7,"sha256":"00","figures":[{
            "measured_on":"Some test","own_data":true,"pictures":40,
            "accuracy_at_half":{"value":0.75,"interval":[0.5,0.875]},
            "auroc":{"value":0.8,"interval":null},"real_flagged":null}]}"#;
        let entry: ZooEntry = serde_json::from_str(text).expect("a line of the index");
        let figures = Figures {
            measured_on: "Some test".to_owned(),
            own_data: true,
            pictures: 40,
            accuracy_at_half: Some(Estimate {
                value: 0.75,
                interval: Some([0.5, 0.875]),
            }),
            auroc: Some(Estimate {
                value: 0.8,
                interval: None,
            }),
            real_flagged: None,
        };
        assert_eq!(entry.figures, [figures]);
    }

    #[test]
    fn small_detectors_stay_and_large_ones_make_room_but_never_for_a_comparison() {
        assert_eq!(kept(&[]), 0);
        assert_eq!(kept(&[KEPT_BYTES + 1]), 1);
        assert_eq!(kept(&[1_000_000; 3]), 3);
        assert_eq!(kept(&[KEPT_BYTES, KEPT_BYTES, 1]), 2);
        assert_eq!(kept(&[KEPT_BYTES / 2, KEPT_BYTES / 2, 1]), 2);
    }

    const BOTH: [&str; 2] = [SMALL_PICTURE_DETECTOR, GENERAL_DETECTOR];

    #[test]
    fn thumbnails_and_pictures_get_their_own_detector() {
        assert_eq!(
            choose(&BOTH, None, Some((64, 32))),
            Some(SMALL_PICTURE_DETECTOR)
        );
        assert_eq!(choose(&BOTH, None, Some((65, 32))), Some(GENERAL_DETECTOR));
        assert_eq!(choose(&BOTH, None, None), Some(GENERAL_DETECTOR));
    }

    #[test]
    fn the_persons_choice_wins_when_it_exists() {
        let chosen = Some(SMALL_PICTURE_DETECTOR);
        assert_eq!(
            choose(&BOTH, chosen, Some((900, 900))),
            Some(SMALL_PICTURE_DETECTOR)
        );
        assert_eq!(
            choose(&BOTH, Some("gone.x"), Some((900, 900))),
            Some(GENERAL_DETECTOR)
        );
    }

    #[test]
    fn any_detector_is_better_than_none() {
        assert_eq!(
            choose(&["other.a", "other.b"], None, Some((9, 9))),
            Some("other.a")
        );
        assert_eq!(choose(&[], None, None), None);
    }
}
