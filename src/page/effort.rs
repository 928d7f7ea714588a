//! When a person is offered a quicker look or a quicker detector.

use spectrafide_report::Report;

use super::pair::{Pair, Role};

/// Judging that takes longer than this counts as slow: a person who is used to a page that answers
/// at once begins to wait, and a queue of pictures multiplies it.
const SLOW_MILLIS: f64 = 1_500.0;

/// Whether a quick look, which judges `quick_parts` parts, would have spared a long wait: `report`
/// took long to judge, and more parts than that were judged.
pub fn would_help(report: &Report, quick_parts: u32) -> bool {
    report.timings.infer_millis > SLOW_MILLIS && report.views.len() > quick_parts as usize
}

/// Whether the quick detector of `pair` would have spared a long wait for `report`.
pub fn is_slow_for(report: &Report, pair: &Pair) -> bool {
    report.timings.infer_millis > SLOW_MILLIS
        && pair.role(&report.detector) == Some(Role::Thorough)
        && pair.judge() == Role::Thorough
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::pair::{Preference, Progress, Surroundings};
    use crate::page::sample;

    #[test]
    fn the_quick_detector_is_offered_after_a_long_wait_for_the_thorough_one_while_it_judges() {
        let slow = sample::by(sample::THOROUGH, sample::slow()).report;
        let pair = Pair::of(&sample::pair_facts(1, true), Surroundings::default());
        let mut pair = pair.expect("a pair");
        pair.progress = Progress::Ready;
        assert!(is_slow_for(&slow, &pair));
        let fast = sample::by(sample::THOROUGH, sample::real()).report;
        let another = sample::by("x.y", sample::slow()).report;
        assert!(!is_slow_for(&fast, &pair) && !is_slow_for(&another, &pair));
        pair.prefer(Preference::Quick);
        assert!(!is_slow_for(&slow, &pair));
    }

    #[test]
    fn a_quick_look_is_offered_after_a_long_wait_alone() {
        assert!(would_help(&sample::slow().report, 1));
        assert!(!would_help(&sample::synthetic().report, 1));
    }

    #[test]
    fn where_it_would_judge_as_many_parts_it_is_not_offered() {
        let slow = sample::slow().report;
        let parts = slow.views.len() as u32;
        assert!(would_help(&slow, parts - 1));
        assert!(!would_help(&slow, parts));
    }

    #[test]
    fn a_quick_result_is_not_offered_what_it_had() {
        let mut quick = sample::quick().report;
        quick.timings.infer_millis = SLOW_MILLIS * 2.0;
        assert!(!would_help(&quick, 1));
    }
}
