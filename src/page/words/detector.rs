//! What a detector learned from and what it is for.

use spectrafide_report::Scope;

use super::units::file_size;
use crate::protocol::{DetectorFacts, TrainingFacts};

/// What it learned from.
pub fn training(training: &TrainingFacts) -> String {
    let TrainingFacts {
        data,
        real,
        synthetic,
    } = training;
    format!("It learned from {real} real and {synthetic} synthetic pictures ({data}).")
}

/// Which pictures it may judge.
pub fn scope(scope: &Scope) -> String {
    let low = scope.min_side_px;
    match scope.max_side_px {
        Some(high) => format!("For pictures of {low} to {high} pixels a side."),
        None => format!("For pictures of at least {low} pixels a side."),
    }
}

/// Size and scope, after its name.
pub fn download(facts: &DetectorFacts) -> String {
    format!(
        ", {} to download. {}",
        file_size(facts.weights_bytes),
        scope(&facts.scope)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detector_of_large_pictures_has_no_upper_end() {
        let up_to = |max_side_px| {
            scope(&Scope {
                min_side_px: 16,
                max_side_px,
            })
        };
        assert_eq!(up_to(Some(64)), "For pictures of 16 to 64 pixels a side.");
        assert_eq!(up_to(None), "For pictures of at least 16 pixels a side.");
    }

    #[test]
    fn both_kinds_of_training_pictures_are_counted_and_the_data_named() {
        let text = training(&TrainingFacts {
            data: "CIFAKE".to_owned(),
            real: 40_000,
            synthetic: 41_000,
        });
        let expected = "It learned from 40000 real and 41000 synthetic pictures (CIFAKE).";
        assert_eq!(text, expected);
    }
}
