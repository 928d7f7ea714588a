//! Which detectors there are and which one a picture is given to.

use serde::{Deserialize, Serialize};

/// The detector for thumbnails; the others need more pixels than these have.
pub const SMALL_PICTURE_DETECTOR: &str = "dual_small.cifake";
/// The detector for every other picture.
pub const GENERAL_DETECTOR: &str = "dual_small.openmix";
/// A picture with both sides up to this is a thumbnail.
pub const SMALL_PICTURE_SIDE_PX: u32 = 64;

/// One line of `zoo/index.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

#[cfg(test)]
mod tests {
    use super::*;

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
