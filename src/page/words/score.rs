//! The score, the lines that a detector draws on its scale, and how far they hold.

use spectrafide_report::delivery::Delivery;
use spectrafide_report::report::Report;
use spectrafide_report::score::Score;
use spectrafide_report::verdict::{Thresholds, Verdict};

use super::units::percent;

/// The score as a sentence.
pub fn sentence(score: Option<Score>) -> String {
    match score {
        Some(score) => format!("Score {} of 100", points(score.value())),
        None => "No score".to_owned(),
    }
}

/// How many real photographs get this score or a higher one: `rate` of them. Only a picture
/// that was flagged is told that they would be flagged, too.
pub fn false_positives(verdict: Verdict, rate: f32) -> String {
    let fate = match verdict {
        Verdict::LikelySynthetic => "would be flagged at this score",
        Verdict::LikelyReal | Verdict::CannotTell => "would score as high as this or higher",
    };
    let of_hundred = (rate * 100.0).round() as u32;
    let of_thousand = (rate * 1000.0).round() as u32;
    if rate == 0.0 {
        // Among some hundred photographs, none says little about a thousand.
        return format!("None of the real photographs that it was checked on {fate}.");
    }
    match (of_hundred, of_thousand) {
        (0, 0) => format!("Of 1000 real photographs, fewer than 1 {fate}."),
        (0, count) => format!("Of 1000 real photographs, about {count} {fate}."),
        (count, _) => format!("Of 100 real photographs, about {count} {fate}."),
    }
}

/// How many AI-made pictures are taken for photographs: `rate` of them.
pub fn misses(rate: f32) -> String {
    format!(
        "Of 100 AI-made pictures, about {} are taken for photographs.",
        (rate * 100.0).round() as u32
    )
}

/// Where the detector draws its lines; `None` for a detector that draws none.
pub fn operating_point(thresholds: &Thresholds) -> Option<String> {
    let drawn = |cut: f32| (0.0..=1.0).contains(&cut);
    drawn(thresholds.synthetic).then(|| {
        let says = format!(
            "It says “made by AI” from {} points up, where it wrongly flags about {} of real \
             photographs",
            points(thresholds.synthetic),
            percent(thresholds.false_positive_rate),
        );
        if drawn(thresholds.real) {
            format!(
                "{says}, and “photograph” up to {} points, where it misses about {} of AI-made \
                 pictures. In between it does not answer.",
                points(thresholds.real),
                percent(thresholds.false_negative_rate),
            )
        } else {
            format!("{says}. Below that it does not answer.")
        }
    })
}

/// Where hardly any photograph is accused, for a detector that knows.
pub fn strict_line(thresholds: &Thresholds) -> Option<String> {
    let strict = thresholds.strict.filter(|cut| cut.score <= 1.0)?;
    (strict.score > thresholds.synthetic).then(|| {
        format!(
            "From {} points up, about {} of real photographs are flagged, and hardly more than {}.",
            points(strict.score),
            percent(strict.false_positive_rate),
            percent(strict.bound),
        )
    })
}

/// What a copy of the picture showed, for a detector that looks twice.
pub fn second_look(report: &Report) -> Option<String> {
    let look = report.second_look?;
    // The copy is compared with what the picture's own score says, which a second look may have
    // taken away.
    let own = report
        .thresholds
        .zip(report.score)
        .map(|(thresholds, score)| thresholds.verdict(score))?;
    let copy = match (own, look.verdict) {
        (own, copy) if own.contradicts(copy) => "gets the opposite verdict",
        (Verdict::CannotTell, Verdict::CannotTell) => "gets no verdict either",
        (own, copy) if own == copy => "gets the same verdict",
        (_, Verdict::CannotTell) => "gets no verdict: what was found here fades on the way",
        _ => "gets a verdict, but only the picture itself counts",
    };
    let right = (look.certainty * 100.0).round() as u32;
    Some(format!(
        "A smaller copy, as web pages make them, {copy}. On pictures that the detector had not \
         been trained on, about {right} of 100 scores like this were on the right side."
    ))
}

/// What the way to here did to the picture.
pub fn delivery(delivery: Delivery) -> Option<&'static str> {
    match delivery {
        Delivery::Fine => None,
        Delivery::Reduced => Some(
            "The picture was compressed as web pages do it, which removes part of what the \
             detector looks for.",
        ),
        Delivery::Strong => Some(
            "The picture was compressed strongly, which removes much of what the detector looks \
             for. The original, if there is one, would tell more.",
        ),
    }
}

/// The score as a number on that scale.
pub fn points_of(score: Score) -> u32 {
    points(score.value())
}

/// A place on a scale that needs no mathematics.
fn points(cut: f32) -> u32 {
    (cut * 100.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use spectrafide_report::report::SecondLook;
    use spectrafide_report::verdict::StrictCut;

    #[test]
    fn rates_are_counted_in_photographs() {
        let says = |rate, words: &str| {
            let text = false_positives(Verdict::LikelySynthetic, rate);
            assert!(text.contains(words), "{text}");
        };
        says(
            0.0,
            "None of the real photographs that it was checked on would",
        );
        says(0.0004, "Of 1000 real photographs, fewer than 1");
        says(0.002, "Of 1000 real photographs, about 2");
        says(0.05, "Of 100 real photographs, about 5");
        says(1.0, "Of 100 real photographs, about 100");
    }

    #[test]
    fn a_picture_that_is_not_flagged_is_not_told_of_flags() {
        for verdict in [Verdict::LikelyReal, Verdict::CannotTell] {
            let text = false_positives(verdict, 0.98);
            assert!(
                text.contains("about 98 would score") && !text.contains("flag"),
                "{text}"
            );
        }
    }

    #[test]
    fn the_operating_point_names_both_errors() {
        let report = sample::real().report;
        let thresholds = report.thresholds.expect("a judged sample");
        let text = operating_point(&thresholds).expect("both lines are drawn");
        assert!(
            text.contains("from 80 points") && text.contains("up to 20 points"),
            "{text}"
        );
        assert!(text.contains("5 % of real photographs"), "{text}");
    }

    #[test]
    fn a_detector_that_draws_no_line_has_no_operating_point() {
        assert_eq!(operating_point(&Thresholds::default()), None);
    }

    #[test]
    fn the_strict_line_is_named_where_there_is_one_above_the_other() {
        let thresholds = sample::real().report.thresholds.expect("a judged sample");
        assert_eq!(strict_line(&thresholds), None);
        let strict = |score| Thresholds {
            strict: Some(StrictCut {
                score,
                false_positive_rate: 0.01,
                bound: 0.03,
            }),
            ..thresholds
        };
        let text = strict_line(&strict(0.95)).expect("a strict line");
        assert!(
            text.contains("From 95 points") && text.contains("more than 3 %"),
            "{text}"
        );
        assert_eq!(strict_line(&strict(0.8)), None, "the same line");
        assert_eq!(strict_line(&strict(1.1)), None, "no score reaches it");
    }

    #[test]
    fn a_copy_is_compared_with_what_the_score_alone_says() {
        let mut report = sample::synthetic().report;
        assert_eq!(second_look(&report), None);
        for (copy, words) in [
            (Verdict::LikelySynthetic, "the same verdict"),
            (Verdict::CannotTell, "fades"),
            (Verdict::LikelyReal, "the opposite verdict"),
        ] {
            report.second_look = Some(SecondLook {
                score: Score::new(0.5),
                verdict: copy,
                certainty: 0.87,
                certain: copy == Verdict::LikelySynthetic,
            });
            // As when the second look took the verdict away.
            report.verdict = Verdict::CannotTell;
            let text = second_look(&report).expect("looked twice");
            assert!(text.contains(words) && text.contains("87 of 100"), "{text}");
        }
    }
}
