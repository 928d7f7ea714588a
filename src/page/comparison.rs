//! Two detectors on one picture: how their reports relate.

use spectrafide_report::report::Report;
use spectrafide_report::verdict::Verdict;

/// Where a verdict stands on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// There is no other one.
    #[default]
    Alone,
    /// It is the person's or the page's choice.
    First,
    /// It is what the first is compared with.
    Second,
}

impl Place {
    /// The name in markup, different for every verdict that is shown at once.
    pub fn title_id(self) -> &'static str {
        match self {
            Self::Alone => "verdict-title",
            Self::First => "verdict-title-first",
            Self::Second => "verdict-title-second",
        }
    }
}

/// What one report contributes to a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// A verdict.
    Answer(Verdict),
    /// A score between the detector's lines.
    Undecided,
    /// The picture is not one that the detector judges.
    OutOfScope,
    /// No result at all.
    Failed,
}

impl Stance {
    /// What `report` contributes.
    pub fn of(report: &Report) -> Self {
        match (report.verdict, report.score) {
            _ if report.error.is_some() => Self::Failed,
            (_, None) => Self::OutOfScope,
            (Verdict::CannotTell, Some(_)) => Self::Undecided,
            (verdict, Some(_)) => Self::Answer(verdict),
        }
    }
}

/// Whether a detector looked at the picture and found it outside of what it is for.
pub fn is_out_of_scope(report: &Report) -> bool {
    Stance::of(report) == Stance::OutOfScope
}

/// How two reports on one picture relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Both say this.
    Agree(Verdict),
    /// One says photograph, the other one made by AI.
    Disagree,
    /// Only one of them has an answer.
    OneAnswers,
    /// None of them has.
    NoAnswer,
}

impl Agreement {
    /// Compares two reports.
    pub fn of(first: &Report, second: &Report) -> Self {
        match (Stance::of(first), Stance::of(second)) {
            (Stance::Answer(one), Stance::Answer(other)) if one == other => Self::Agree(one),
            (Stance::Answer(_), Stance::Answer(_)) => Self::Disagree,
            (Stance::Answer(_), _) | (_, Stance::Answer(_)) => Self::OneAnswers,
            _ => Self::NoAnswer,
        }
    }

    /// The name in markup, by which styles and tests know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agree(_) => "agree",
            Self::Disagree => "disagree",
            Self::OneAnswers => "one-answers",
            Self::NoAnswer => "no-answer",
        }
    }

    /// The verdict whose colour it may have.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Agree(verdict) => verdict,
            Self::Disagree | Self::OneAnswers | Self::NoAnswer => Verdict::CannotTell,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    fn undecided() -> Report {
        Report {
            verdict: Verdict::CannotTell,
            ..sample::synthetic().report
        }
    }

    #[test]
    fn two_verdicts_agree_or_disagree_whichever_comes_first() {
        let (synthetic, real) = (sample::synthetic().report, sample::real().report);
        let agreed = Agreement::Agree(Verdict::LikelyReal);
        assert_eq!(Agreement::of(&real, &real), agreed);
        for (first, second) in [(&synthetic, &real), (&real, &synthetic)] {
            assert_eq!(Agreement::of(first, second), Agreement::Disagree);
        }
    }

    #[test]
    fn a_detector_without_an_answer_neither_agrees_nor_disagrees() {
        let real = sample::real().report;
        let silent = [
            undecided(),
            sample::cannot_tell().report,
            sample::failed().report,
        ];
        for silent in &silent {
            for (first, second) in [(&real, silent), (silent, &real)] {
                assert_eq!(Agreement::of(first, second), Agreement::OneAnswers);
            }
            assert_eq!(Agreement::of(silent, &undecided()), Agreement::NoAnswer);
        }
    }

    #[test]
    fn only_a_picture_that_was_refused_is_out_of_scope() {
        assert!(is_out_of_scope(&sample::cannot_tell().report));
        for report in [undecided(), sample::real().report, sample::failed().report] {
            assert!(!is_out_of_scope(&report));
        }
    }
}
