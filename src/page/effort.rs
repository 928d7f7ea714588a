//! When a person is offered a quicker look.

use spectrafide_report::Report;

/// Judging that takes longer than this counts as slow: a person who is used to a page that answers
/// at once begins to wait, and a queue of pictures multiplies it.
const SLOW_MILLIS: f64 = 1_500.0;

/// Whether a quick look, which judges `quick_parts` parts, would have spared a long wait: `report`
/// took long to judge, and more parts than that were judged.
pub fn would_help(report: &Report, quick_parts: u32) -> bool {
    report.timings.infer_millis > SLOW_MILLIS && report.views.len() > quick_parts as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

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
