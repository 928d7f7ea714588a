//! Two detectors on one picture: what their reports say together.

use spectrafide_report::report::Report;
use spectrafide_report::verdict::Verdict;

use super::wording;

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

    /// What is written over the verdict, before the detector's name.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Alone => None,
            Self::First => Some("First detector"),
            Self::Second => Some("Second detector"),
        }
    }
}

/// What one report contributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stance {
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
    fn of(report: &Report) -> Self {
        match (report.verdict, report.score) {
            _ if report.error.is_some() => Self::Failed,
            (_, None) => Self::OutOfScope,
            (Verdict::CannotTell, Some(_)) => Self::Undecided,
            (verdict, Some(_)) => Self::Answer(verdict),
        }
    }

    /// Why there is no verdict, after the detector's name.
    fn excuse(self) -> &'static str {
        match self {
            Self::Answer(_) => "has an answer",
            Self::Undecided => "has a score but cannot tell",
            Self::OutOfScope => "is not made for this picture and did not judge it",
            Self::Failed => "could not be run",
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

    /// It in a few words.
    pub fn headline(self) -> &'static str {
        match self {
            Self::Agree(_) => "Both detectors say the same",
            Self::Disagree => "The detectors disagree",
            Self::OneAnswers => "Only one detector has an answer",
            Self::NoAnswer => "Neither detector has an answer",
        }
    }

    /// It in a word or two, for lists.
    pub fn short(self) -> &'static str {
        match self {
            Self::Agree(verdict) => wording::short_verdict(verdict),
            Self::Disagree => "Detectors disagree",
            Self::OneAnswers => "One of two answers",
            Self::NoAnswer => wording::short_verdict(Verdict::CannotTell),
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

/// What the two reports say together and how far to trust it; each report comes with its
/// detector's title.
pub fn explanation(first: (&str, &Report), second: (&str, &Report)) -> String {
    let [one, other] = [first, second].map(|(title, report)| (title, Stance::of(report)));
    let says = |verdict: Verdict| wording::claim(verdict);
    match (one, other) {
        ((_, Stance::Answer(verdict)), (_, Stance::Answer(same))) if verdict == same => format!(
            "Both say {}. Detectors that learned from similar pictures can be wrong together.",
            says(verdict)
        ),
        ((one, Stance::Answer(first)), (other, Stance::Answer(second))) => format!(
            "“{one}” says {} and “{other}” says {}. At least one of them is wrong: compare what \
             each learned from and how often it is wrong, and trust neither alone.",
            says(first),
            says(second)
        ),
        ((one, Stance::Answer(verdict)), (other, stance))
        | ((other, stance), (one, Stance::Answer(verdict))) => format!(
            "“{one}” says {}; “{other}” {}. Its silence supports neither side.",
            says(verdict),
            stance.excuse()
        ),
        ((one, first), (other, second)) => {
            format!("“{one}” {}; “{other}” {}.", first.excuse(), second.excuse())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    fn undecided() -> Report {
        Report {
            verdict: Verdict::CannotTell,
            ..sample::synthetic().report
        }
    }

    fn together(first: &Report, second: &Report) -> (Agreement, String) {
        (
            Agreement::of(first, second),
            explanation(("A", first), ("B", second)),
        )
    }

    #[test]
    fn the_same_verdict_twice_is_agreement_with_a_warning() {
        let real = sample::real().report;
        let (agreement, text) = together(&real, &real);
        assert_eq!(agreement, Agreement::Agree(Verdict::LikelyReal));
        assert!(
            text.contains("photograph") && text.contains("wrong together"),
            "{text}"
        );
    }

    #[test]
    fn opposite_verdicts_are_called_a_disagreement_with_both_sides_named() {
        let (synthetic, real) = (sample::synthetic().report, sample::real().report);
        for (first, second) in [(&synthetic, &real), (&real, &synthetic)] {
            let (agreement, text) = together(first, second);
            assert_eq!(agreement, Agreement::Disagree);
            assert!(agreement.headline().contains("disagree"));
            assert!(
                text.contains("“A” says") && text.contains("“B” says"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_detector_without_an_answer_neither_agrees_nor_disagrees() {
        let real = sample::real().report;
        for (silent, why) in [
            (undecided(), "cannot tell"),
            (sample::cannot_tell().report, "not made for this picture"),
            (sample::failed().report, "could not be run"),
        ] {
            for (first, second, silent) in [(&real, &silent, "“B”"), (&silent, &real, "“A”")]
            {
                let (agreement, text) = together(first, second);
                assert_eq!(agreement, Agreement::OneAnswers);
                assert!(text.contains(&format!("{silent} ")), "{text}");
                assert!(text.contains(why), "{text}");
            }
        }
    }

    #[test]
    fn two_detectors_without_an_answer_give_none() {
        let (agreement, text) = together(&undecided(), &sample::cannot_tell().report);
        assert_eq!(agreement, Agreement::NoAnswer);
        assert!(
            text.contains("“A” has a score") && text.contains("“B” is not made"),
            "{text}"
        );
    }

    #[test]
    fn only_a_picture_that_was_refused_is_out_of_scope() {
        assert!(is_out_of_scope(&sample::cannot_tell().report));
        for report in [undecided(), sample::real().report, sample::failed().report] {
            assert!(!is_out_of_scope(&report));
        }
    }
}
