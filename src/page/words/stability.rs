//! Whether a verdict holds on copies of the picture.

use spectrafide_report::{CopyVerdict, Handling};

use super::verdict;
use crate::page::checks::{Check, Progress};

/// What the check does, before it is asked for.
pub const OFFER: &str = "The same picture, as people pass it on: shrunk, compressed, cropped, \
    mirrored. A verdict that does not hold on copies says little.";

/// What became of a copy: the verdict in a word or two, or why there is none.
pub fn verdict_on(copy: &CopyVerdict) -> String {
    match copy.objection() {
        Some(why) => format!("Not judged. {why}"),
        None => verdict::short(copy.verdict).to_owned(),
    }
}

/// What is known so far, or in the end, as a sentence.
pub fn sentence(check: &Check) -> String {
    let done = check.stability.copies.len();
    let all = Handling::ALL.len();
    match &check.progress {
        Progress::Waiting => "Waiting for its turn…".to_owned(),
        Progress::Running => format!("Judging copy {} of {all}…", (done + 1).min(all)),
        Progress::Done => check.stability.english(),
        Progress::Ended(why) => format!("{why} {done} of {all} copies were judged."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::checks::Checks;
    use crate::page::sample;
    use crate::protocol::RequestId;
    use spectrafide_report::{Score, Verdict};

    #[test]
    fn a_check_that_ended_early_concludes_nothing() {
        let id = RequestId(1);
        let mut checks = Checks::default();
        checks.ask(id, &sample::real().report);
        checks.start_next();
        let says = |checks: &Checks| sentence(checks.of(id).expect("asked"));
        assert_eq!(says(&checks), "Judging copy 1 of 8…");
        checks.take_in(
            id,
            CopyVerdict {
                handling: Handling::WebPage,
                verdict: Verdict::LikelyReal,
                score: Some(Score::new(0.1)),
                reasons: Vec::new(),
                error: None,
            },
        );
        let mut ended = checks.clone();
        ended.end(Some("Stopped.".to_owned()));
        assert_eq!(says(&ended), "Stopped. 1 of 8 copies were judged.");
        checks.end(None);
        assert!(says(&checks).contains("holds"), "{}", says(&checks));
    }
}
