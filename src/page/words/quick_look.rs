//! The offer of the quick look.

use spectrafide_report::Report;

use super::units::duration;

/// Why the quick look is offered after `report`, of which it would judge `quick_parts` parts.
pub fn offer(report: &Report, quick_parts: u32) -> String {
    let parts = match quick_parts {
        1 => "one part".to_owned(),
        count => format!("{count} parts"),
    };
    format!(
        "Judging took {} here, so this device is slow for this detector. A quick look judges \
         {parts} of a picture instead of {} and is done sooner, but the error rates on this page \
         are those of a thorough one. The verdict above was not cut short.",
        duration(report.timings.infer_millis),
        report.views.len(),
    )
}

/// Why the quick detector is offered after `report`, which is of the thorough one.
pub fn offer_detector(report: &Report) -> String {
    format!(
        "Judging took {} here. The quick detector is done sooner; the list of detectors says how \
         often each is wrong.",
        duration(report.timings.infer_millis)
    )
}

/// What is said instead once the quick look is chosen.
pub const CHOSEN: &str = "From now on pictures get a quick look. The verdict above is \
    of a thorough one; the box beside the list of detectors takes the choice back.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use crate::page::words::{score, verdict};

    #[test]
    fn the_offer_of_a_quick_look_says_what_it_saves_and_what_it_costs() {
        let report = sample::slow().report;
        let text = offer(&report, 1);
        for words in [
            "4.2 s",
            "slow",
            "one part of a picture instead of 4",
            "error rates",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(offer(&report, 2).contains("2 parts"));
    }

    #[test]
    fn slowness_changes_no_word_of_the_verdict() {
        let [fast, slow] = [sample::synthetic(), sample::slow()].map(|one| one.report);
        let says = |report: &Report| {
            (
                report.lead(),
                verdict::meaning(report.verdict, report.basis),
                score::sentence(report.score),
            )
        };
        assert_eq!(says(&fast), says(&slow));
    }
}
