//! Checks of whether a verdict holds on copies of the picture, made when a person asks.
//!
//! They are kept beside the queue: a result would be drawn anew with each copy otherwise.

use std::collections::BTreeMap;

use spectrafide_report::{CopyVerdict, Effort, Report, Stability};

use crate::protocol::RequestId;

/// How far a check is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Its turn has not come.
    Waiting,
    /// The worker judges copies.
    Running,
    /// All copies were judged.
    Done,
    /// It ended early, for the reason given as a sentence; what was judged stays.
    Ended(String),
}

/// A check of one picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What is known so far.
    pub stability: Stability,
    /// How far it is.
    pub progress: Progress,
    /// The detector whose verdict is checked.
    pub detector: String,
    /// How closely it looked.
    pub effort: Effort,
}

impl Check {
    /// Of the verdict that `report` has; none where it has no score.
    fn of(report: &Report) -> Option<Self> {
        report.score?;
        Some(Self {
            stability: Stability::of(report),
            progress: Progress::Waiting,
            detector: report.detector.clone(),
            effort: report.effort(),
        })
    }
}

/// The checks of all pictures; the worker makes one at a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checks {
    all: BTreeMap<RequestId, Check>,
    running: Option<RequestId>,
}

impl Checks {
    /// The check of a picture, if it was asked for.
    pub fn of(&self, id: RequestId) -> Option<&Check> {
        self.all.get(&id)
    }

    /// The picture whose check the worker makes.
    pub fn running(&self) -> Option<RequestId> {
        self.running
    }

    /// Asks for a check of the verdict that `report` has on a picture.
    pub fn ask(&mut self, id: RequestId, report: &Report) {
        if self.running == Some(id) {
            return;
        }
        if let Some(check) = Check::of(report) {
            self.all.insert(id, check);
        }
    }

    /// Starts the next check that waits, unless one runs.
    pub fn start_next(&mut self) -> Option<(RequestId, &Check)> {
        if self.running.is_some() {
            return None;
        }
        let mut waiting = self.all.iter_mut();
        let (&id, check) = waiting.find(|(_, check)| check.progress == Progress::Waiting)?;
        check.progress = Progress::Running;
        self.running = Some(id);
        Some((id, check))
    }

    /// Takes in the verdict on a copy.
    pub fn take_in(&mut self, id: RequestId, copy: CopyVerdict) {
        if self.running == Some(id)
            && let Some(check) = self.all.get_mut(&id)
        {
            check.stability.copies.push(copy);
        }
    }

    /// Ends the check that runs, with `message` where it ended early; whether one ran.
    pub fn end(&mut self, message: Option<String>) -> bool {
        let Some(id) = self.running.take() else {
            return false;
        };
        if let Some(check) = self.all.get_mut(&id) {
            check.progress = message.map_or(Progress::Done, Progress::Ended);
        }
        true
    }

    /// Forgets the check of a picture that is gone or has another result.
    pub fn forget(&mut self, id: RequestId) {
        self.all.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use spectrafide_report::{Handling, Score, Verdict};

    fn copy() -> CopyVerdict {
        CopyVerdict {
            handling: Handling::Mirror,
            verdict: Verdict::LikelyReal,
            score: Some(Score::new(0.1)),
            reasons: Vec::new(),
            error: None,
        }
    }

    #[test]
    fn checks_are_made_one_at_a_time_in_their_order() {
        let (first, second) = (RequestId(3), RequestId(5));
        let mut checks = Checks::default();
        checks.ask(second, &sample::real().report);
        checks.ask(first, &sample::synthetic().report);
        let (id, check) = checks.start_next().expect("one waits");
        assert_eq!(id, first);
        assert_eq!(check.detector, sample::synthetic().report.detector);
        assert!(checks.start_next().is_none(), "one runs");
        checks.take_in(first, copy());
        checks.take_in(second, copy());
        assert!(checks.end(None));
        assert_eq!(
            checks.of(first).map(|check| &check.progress),
            Some(&Progress::Done)
        );
        assert_eq!(checks.start_next().map(|(id, _)| id), Some(second));
        assert!(checks.end(Some("The worker ended.".to_owned())));
        let copies = |id| checks.of(id).map(|check| check.stability.copies.len());
        assert_eq!((copies(first), copies(second)), (Some(1), Some(0)));
        assert!(!checks.clone().end(None), "none runs");
    }

    #[test]
    fn a_check_that_was_forgotten_while_it_ran_leaves_nothing() {
        let id = RequestId(1);
        let mut checks = Checks::default();
        checks.ask(id, &sample::real().report);
        checks.start_next();
        checks.forget(id);
        checks.take_in(id, copy());
        assert!(checks.end(None));
        assert_eq!(checks, Checks::default());
    }

    #[test]
    fn a_picture_without_a_score_has_nothing_to_check() {
        let mut checks = Checks::default();
        checks.ask(RequestId(1), &sample::failed().report);
        assert_eq!(checks, Checks::default());
    }
}
