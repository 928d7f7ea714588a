//! Two detectors on one picture: what their reports say together.

use spectrafide_report::report::Report;
use spectrafide_report::verdict::Verdict;

use super::verdict;
use crate::page::comparison::{Agreement, Place, Stance};

/// Which detector a verdict is of, beside another one.
pub fn place(place: Place, title: &str) -> String {
    match place {
        Place::Alone => title.to_owned(),
        Place::First => format!("First detector: {title}"),
        Place::Second => format!("Second detector: {title}"),
    }
}

/// How two reports relate, in a few words.
pub fn headline(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Agree(_) => "Both detectors say the same",
        Agreement::Disagree => "The detectors disagree",
        Agreement::OneAnswers => "Only one detector has an answer",
        Agreement::NoAnswer => "Neither detector has an answer",
    }
}

/// The same in a word or two, for lists.
pub fn short(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Agree(verdict) => verdict::short(verdict),
        Agreement::Disagree => "Detectors disagree",
        Agreement::OneAnswers => "One of two answers",
        Agreement::NoAnswer => verdict::short(Verdict::CannotTell),
    }
}

/// Why there is no verdict, after the detector's name.
fn excuse(stance: Stance) -> &'static str {
    match stance {
        Stance::Answer(_) => "has an answer",
        Stance::Undecided => "has a score but cannot tell",
        Stance::OutOfScope => "is not made for this picture and did not judge it",
        Stance::Failed => "could not be run",
    }
}

/// What the two reports say together and how far to trust it; each report comes with its
/// detector's title.
pub fn explanation(first: (&str, &Report), second: (&str, &Report)) -> String {
    let [one, other] = [first, second].map(|(title, report)| (title, Stance::of(report)));
    match (one, other) {
        ((_, Stance::Answer(verdict)), (_, Stance::Answer(same))) if verdict == same => format!(
            "Both say {}. Detectors that learned from similar pictures can be wrong together.",
            verdict::claim(verdict)
        ),
        ((one, Stance::Answer(first)), (other, Stance::Answer(second))) => format!(
            "“{one}” says {} and “{other}” says {}. At least one of them is wrong: compare what \
             each learned from and how often it is wrong, and trust neither alone.",
            verdict::claim(first),
            verdict::claim(second)
        ),
        ((one, Stance::Answer(verdict)), (other, stance))
        | ((other, stance), (one, Stance::Answer(verdict))) => format!(
            "“{one}” says {}; “{other}” {}. Its silence supports neither side.",
            verdict::claim(verdict),
            excuse(stance)
        ),
        ((one, first), (other, second)) => {
            format!("“{one}” {}; “{other}” {}.", excuse(first), excuse(second))
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

    fn together(first: &Report, second: &Report) -> String {
        explanation(("A", first), ("B", second))
    }

    #[test]
    fn agreement_comes_with_a_warning() {
        let real = sample::real().report;
        let text = together(&real, &real);
        assert!(
            text.contains("photograph") && text.contains("wrong together"),
            "{text}"
        );
    }

    #[test]
    fn a_disagreement_names_both_sides() {
        let (synthetic, real) = (sample::synthetic().report, sample::real().report);
        assert!(headline(Agreement::of(&synthetic, &real)).contains("disagree"));
        for (first, second) in [(&synthetic, &real), (&real, &synthetic)] {
            let text = together(first, second);
            assert!(
                text.contains("“A” says") && text.contains("“B” says"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_detector_without_an_answer_is_named_with_its_excuse() {
        let real = sample::real().report;
        for (silent, why) in [
            (undecided(), "cannot tell"),
            (sample::cannot_tell().report, "not made for this picture"),
            (sample::failed().report, "could not be run"),
        ] {
            for (first, second, name) in [(&real, &silent, "“B”"), (&silent, &real, "“A”")]
            {
                let text = together(first, second);
                assert!(text.contains(&format!("{name} ")), "{text}");
                assert!(text.contains(why), "{text}");
            }
        }
    }

    #[test]
    fn two_detectors_without_an_answer_are_both_excused() {
        let text = together(&undecided(), &sample::cannot_tell().report);
        assert!(
            text.contains("“A” has a score") && text.contains("“B” is not made"),
            "{text}"
        );
    }
}
