//! The index of detectors that the build writes and the page reads, and which of them a picture is
//! given to.

use serde::{Deserialize, Serialize};

use crate::measurement::Estimate;
use crate::scope::Scope;

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
    /// The sizes of picture that it is for, as its card says.
    pub scope: Scope,
    /// Its place among the detectors of the same scope, as its card says.
    pub rank: u32,
    /// The thorough detector that this one, which is quick, stands in for, as its card says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_in_for: Option<String>,
    /// The figures of the detector's `metrics.json`.
    pub figures: Vec<Figures>,
}

/// What one measurement found, as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The pictures that it was measured on.
    pub measured_on: String,
    /// Whether they are of the data set that the detector learned from, and of sources that it may
    /// have learned from.
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

/// What [`choose`] has to know about a detector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate<'a> {
    /// Registry name.
    pub id: &'a str,
    /// The sizes of picture that it is for.
    pub scope: Scope,
    /// Its place among the detectors of the same scope.
    pub rank: u32,
    /// The detector that it stands in for.
    pub stands_in_for: Option<&'a str>,
}

/// Picks the detector for a picture of `size_px` (width, height; `None` when the header could not
/// be read): the person's choice, else of those whose scope has the picture the one with the lowest
/// rank. Where no scope has it, the detectors without an upper limit come first; they say why they
/// do not judge it. A detector that stands in for another one of them is nobody's choice but the
/// person's; see [`stand_in`].
pub fn choose<'a>(
    candidates: &[Candidate<'a>],
    chosen: Option<&str>,
    size_px: Option<(u32, u32)>,
) -> Option<&'a str> {
    let named = |wanted: &str| candidates.iter().find(|candidate| candidate.id == wanted);
    if let Some(candidate) = chosen.and_then(named) {
        return Some(candidate.id);
    }
    let fits = |candidate: &Candidate| {
        size_px.is_some_and(|(width, height)| candidate.scope.admits(width, height))
    };
    let stands_back = |candidate: &&Candidate| candidate.stands_in_for.and_then(named).is_some();
    candidates
        .iter()
        .filter(|candidate| !stands_back(candidate))
        .min_by_key(|candidate| {
            let limited = candidate.scope.max_side_px.is_some();
            (!fits(candidate), limited, candidate.rank, candidate.id)
        })
        .map(|candidate| candidate.id)
}

/// The detector that stands in for the one called `id`.
pub fn stand_in<'a>(candidates: &[Candidate<'a>], id: &str) -> Option<&'a str> {
    candidates
        .iter()
        .find(|candidate| candidate.stands_in_for == Some(id))
        .map(|candidate| candidate.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Candidate = Candidate {
        id: "small.a",
        scope: Scope {
            min_side_px: 16,
            max_side_px: Some(64),
        },
        rank: 0,
        stands_in_for: None,
    };
    const LARGE: Candidate = Candidate {
        id: "large.a",
        scope: Scope {
            min_side_px: 128,
            max_side_px: None,
        },
        rank: 0,
        stands_in_for: None,
    };
    const SECOND: Candidate = Candidate {
        id: "before.b",
        rank: 1,
        ..LARGE
    };
    const ALL: [Candidate; 3] = [SECOND, SMALL, LARGE];
    /// First of all by scope, rank and name.
    const QUICK: Candidate = Candidate {
        id: "a.quick",
        stands_in_for: Some("large.a"),
        ..LARGE
    };

    #[test]
    fn a_picture_goes_to_the_detector_whose_scope_has_it() {
        assert_eq!(choose(&ALL, None, Some((64, 32))), Some("small.a"));
        assert_eq!(choose(&ALL, None, Some((900, 600))), Some("large.a"));
    }

    #[test]
    fn where_no_scope_has_it_or_its_size_is_unknown_the_detector_without_a_limit_answers() {
        assert_eq!(choose(&ALL, None, Some((65, 32))), Some("large.a"));
        assert_eq!(choose(&ALL, None, Some((8, 8))), Some("large.a"));
        assert_eq!(choose(&ALL, None, None), Some("large.a"));
    }

    #[test]
    fn the_persons_choice_wins_when_it_exists() {
        let large = Some((900, 900));
        assert_eq!(choose(&ALL, Some("small.a"), large), Some("small.a"));
        assert_eq!(choose(&ALL, Some("gone.x"), large), Some("large.a"));
    }

    #[test]
    fn a_detector_that_stands_in_for_another_is_chosen_by_a_person_alone() {
        let (all, large) = ([QUICK, SECOND, LARGE], Some((900, 900)));
        assert_eq!(choose(&all, None, large), Some("large.a"));
        assert_eq!(choose(&all, Some("a.quick"), large), Some("a.quick"));
        assert_eq!(stand_in(&all, "large.a"), Some("a.quick"));
        assert_eq!(stand_in(&all, "before.b"), None);
    }

    #[test]
    fn without_the_one_it_stands_in_for_it_is_a_detector_like_any_other() {
        assert_eq!(
            choose(&[QUICK, SECOND], None, Some((900, 900))),
            Some("a.quick")
        );
    }

    #[test]
    fn any_detector_is_better_than_none() {
        assert_eq!(choose(&[SMALL], None, Some((900, 900))), Some("small.a"));
        assert_eq!(choose(&[], None, None), None);
    }
}
