//! What people read: every sentence that depends on a result or a state.

use spectrafide_report::delivery::Delivery;
use spectrafide_report::report::Timings;
use spectrafide_report::score::Score;
use spectrafide_report::verdict::{Thresholds, Verdict};
use spectrafide_report::{Basis, Report};

use super::comparison::{Agreement, Place};
use super::engine::{Engine, Phase};
use super::state::{ItemState, Queue};
use super::units::{duration, percent};
use crate::worker::protocol::{DeviceReport, Step};

/// The verdict as a sentence.
pub fn headline(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LikelySynthetic => "This looks like it was made by AI",
        Verdict::LikelyReal => "This looks like a photograph",
        Verdict::CannotTell => "We can’t tell",
    }
}

/// The verdict in the middle of a sentence, after “says”.
pub fn claim(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LikelySynthetic => "that it looks like it was made by AI",
        Verdict::LikelyReal => "that it looks like a photograph",
        Verdict::CannotTell => "that it cannot tell",
    }
}

/// The name of a verdict in markup, by which styles know it.
pub fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LikelySynthetic => "synthetic",
        Verdict::LikelyReal => "real",
        Verdict::CannotTell => "open",
    }
}

/// What the verdict does and does not mean, for what decided it.
pub fn meaning(verdict: Verdict, basis: Basis) -> &'static str {
    match (verdict, basis) {
        (_, Basis::SignedClaim) => {
            "A signer whom this page knows says in the file that a model made this picture, and \
             the signature holds. The score is what the detector found by itself."
        }
        (_, Basis::Contradiction) => {
            "The file carries the mark of a model, and the detector found none. One of the two is \
             wrong: marks can be forged, and detectors miss pictures."
        }
        (Verdict::LikelySynthetic, Basis::Detector) => {
            "The detector found patterns that generated pictures often have. Real photographs \
             can have them too, above all after heavy editing."
        }
        (Verdict::LikelyReal, Basis::Detector) => {
            "The detector found nothing that sets it apart from photographs. A picture from a \
             generator that it has never seen can look just like this."
        }
        (Verdict::CannotTell, Basis::Detector) => {
            "The signs are too weak, or the picture is not one that the detector can judge. No \
             answer is better than a guess."
        }
    }
}

/// The score on a scale that needs no mathematics.
pub fn score_points(score: Score) -> u32 {
    (score.value() * 100.0).round() as u32
}

/// The score as a sentence.
pub fn score_sentence(score: Option<Score>) -> String {
    match score {
        Some(score) => format!("Score {} of 100", score_points(score)),
        None => "No score".to_owned(),
    }
}

/// How many real photographs get this score or a higher one: `rate` of them. Only a picture
/// that was flagged is told that they would be flagged, too.
pub fn false_positive_sentence(verdict: Verdict, rate: f32) -> String {
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

/// Where the detector draws its lines; `None` for a detector that draws none.
pub fn operating_point_sentence(thresholds: &Thresholds) -> Option<String> {
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
pub fn strict_sentence(thresholds: &Thresholds) -> Option<String> {
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
pub fn second_look_sentence(report: &Report) -> Option<String> {
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
pub fn delivery_sentence(delivery: Delivery) -> Option<&'static str> {
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

/// Why the quick look is offered after `report`, of which it would judge `quick_parts` parts.
pub fn quick_look_offer(report: &Report, quick_parts: u32) -> String {
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

/// What is said instead once the quick look is chosen.
pub const QUICK_LOOK_CHOSEN: &str = "From now on pictures get a quick look. The verdict above is \
    of a thorough one; the box beside the list of detectors takes the choice back.";

fn points(cut: f32) -> u32 {
    (cut * 100.0).round() as u32
}

/// The steps of an analysis and how long each took.
pub fn timing_rows(timings: &Timings) -> [(&'static str, String); 4] {
    [
        ("Reading the file", duration(timings.decode_millis)),
        ("Preparing the pixels", duration(timings.prepare_millis)),
        ("Judging", duration(timings.infer_millis)),
        ("Explaining", duration(timings.explain_millis)),
    ]
}

/// The time from the first byte to the last map.
pub fn total_time(timings: &Timings) -> String {
    let Timings {
        decode_millis,
        prepare_millis,
        infer_millis,
        explain_millis,
    } = timings;
    duration(decode_millis + prepare_millis + infer_millis + explain_millis)
}

/// Which detector a verdict is of, beside another one.
pub fn place_sentence(place: Place, title: &str) -> String {
    match place.label() {
        Some(label) => format!("{label}: {title}"),
        None => title.to_owned(),
    }
}

/// The time of one detector beside another one, where no table of times stands beside it.
pub fn time_sentence(report: &Report) -> String {
    format!(
        "Took {} on this device’s {}, reading the file included.",
        total_time(&report.timings),
        device_name(&report.device)
    )
}

/// The common name of a container.
pub fn format_name(format: &str) -> String {
    match format {
        "webp" => "WebP".to_owned(),
        other => other.to_uppercase(),
    }
}

/// The device as a name.
pub fn device_name(name: &str) -> &str {
    match name {
        "webgpu" => "GPU (WebGPU)",
        "cpu" => "CPU",
        other => other,
    }
}

/// The device and why it was chosen.
pub fn device_sentence(device: &DeviceReport) -> String {
    format!(
        "Runs on this device’s {}: {}.",
        device_name(&device.name),
        device.reason
    )
}

/// What is being done, and how much of it if that is known, from 0 to 1.
pub fn step(step: Option<Step>) -> (String, Option<f64>) {
    match step {
        None => ("Handing over the picture…".to_owned(), None),
        Some(Step::Fetch {
            done_bytes,
            total_bytes,
        }) => (
            "Fetching the detector…".to_owned(),
            share(done_bytes, total_bytes),
        ),
        Some(Step::Load) => ("Testing the detector on this device…".to_owned(), None),
        Some(Step::Decode) => ("Reading the picture…".to_owned(), Some(0.1)),
        Some(Step::Prepare) => ("Computing the spectrum…".to_owned(), Some(0.3)),
        Some(Step::Infer) => ("Judging…".to_owned(), Some(0.55)),
        Some(Step::Explain) => ("Finding out where it looked…".to_owned(), Some(0.8)),
        Some(Step::Compare) => ("Asking the second detector…".to_owned(), Some(0.9)),
        Some(Step::Inspect) => ("Reading what the file says…".to_owned(), Some(0.95)),
    }
}

fn share(done: u64, total: u64) -> Option<f64> {
    (total > 0).then(|| (done as f64 / total as f64).min(1.0))
}

/// What the worker is doing before it can judge, and how much of it if that is known.
pub fn engine(engine: &Engine) -> (String, Option<f64>) {
    match &engine.phase {
        Phase::Connecting => ("Starting the detector…".to_owned(), None),
        Phase::LoadingProgram {
            done_bytes,
            total_bytes,
        } => (
            "Loading the detector’s program…".to_owned(),
            share(*done_bytes, *total_bytes),
        ),
        Phase::Warming(current) => step(Some(*current)),
        Phase::Storing => ("Keeping a copy for offline use…".to_owned(), None),
        Phase::Ready => ("Ready".to_owned(), Some(1.0)),
        Phase::Broken(_) => ("The detector is not running".to_owned(), None),
    }
}

/// The state of one picture in a word or two.
pub fn item_state(state: &ItemState) -> String {
    match state {
        ItemState::Waiting => "Waiting".to_owned(),
        ItemState::Running(current) => step(*current).0,
        ItemState::Done(first, None) => short_verdict(first.report.verdict).to_owned(),
        ItemState::Done(first, Some(second)) => Agreement::of(&first.report, &second.report)
            .short()
            .to_owned(),
        ItemState::Failed(..) => "No result".to_owned(),
    }
}

/// What is read out when a picture is done.
pub fn announcement(name: &str, state: &ItemState) -> String {
    match state {
        ItemState::Done(first, None) => format!("{name}: {}", headline(first.report.verdict)),
        ItemState::Done(first, Some(second)) => {
            let [first, second] = [&first.report, &second.report];
            format!(
                "{name}: {}. First detector: {}. Second detector: {}.",
                Agreement::of(first, second).headline(),
                short_verdict(first.verdict),
                match second.error {
                    None => short_verdict(second.verdict),
                    Some(_) => "No result",
                }
            )
        }
        ItemState::Waiting | ItemState::Running(_) | ItemState::Failed(..) => String::new(),
    }
}

/// The verdict in a word or two.
pub fn short_verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LikelySynthetic => "Looks AI-made",
        Verdict::LikelyReal => "Looks like a photo",
        Verdict::CannotTell => "Can’t tell",
    }
}

/// How far the queue is, for those who cannot see it.
pub fn queue_progress(queue: &Queue) -> String {
    let total = queue.items().len();
    match (queue.settled(), total) {
        (_, 0) => String::new(),
        (0, 1) => "Checking 1 picture".to_owned(),
        (settled, _) if settled == total => match total {
            1 => "1 picture checked".to_owned(),
            _ => format!("All {total} pictures checked"),
        },
        (settled, _) => format!("{settled} of {total} pictures checked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;
    use spectrafide_report::report::SecondLook;
    use spectrafide_report::verdict::StrictCut;

    #[test]
    fn rates_are_counted_in_photographs() {
        let says = |rate, words: &str| {
            let text = false_positive_sentence(Verdict::LikelySynthetic, rate);
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
            let text = false_positive_sentence(verdict, 0.98);
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
        let text = operating_point_sentence(&thresholds).expect("both lines are drawn");
        assert!(
            text.contains("from 80 points") && text.contains("up to 20 points"),
            "{text}"
        );
        assert!(text.contains("5 % of real photographs"), "{text}");
    }

    #[test]
    fn a_detector_that_draws_no_line_has_no_operating_point() {
        assert_eq!(operating_point_sentence(&Thresholds::default()), None);
    }

    #[test]
    fn the_strict_line_is_named_where_there_is_one_above_the_other() {
        let thresholds = sample::real().report.thresholds.expect("a judged sample");
        assert_eq!(strict_sentence(&thresholds), None);
        let strict = |score| Thresholds {
            strict: Some(StrictCut {
                score,
                false_positive_rate: 0.01,
                bound: 0.03,
            }),
            ..thresholds
        };
        let text = strict_sentence(&strict(0.95)).expect("a strict line");
        assert!(
            text.contains("From 95 points") && text.contains("more than 3 %"),
            "{text}"
        );
        assert_eq!(strict_sentence(&strict(0.8)), None, "the same line");
        assert_eq!(strict_sentence(&strict(1.1)), None, "no score reaches it");
    }

    #[test]
    fn a_copy_is_compared_with_what_the_score_alone_says() {
        let mut report = sample::synthetic().report;
        assert_eq!(second_look_sentence(&report), None);
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
            let text = second_look_sentence(&report).expect("looked twice");
            assert!(text.contains(words) && text.contains("87 of 100"), "{text}");
        }
    }

    #[test]
    fn the_offer_of_a_quick_look_says_what_it_saves_and_what_it_costs() {
        let report = sample::slow().report;
        let text = quick_look_offer(&report, 1);
        for words in [
            "4.2 s",
            "slow",
            "one part of a picture instead of 4",
            "error rates",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(quick_look_offer(&report, 2).contains("2 parts"));
    }

    #[test]
    fn slowness_changes_no_word_of_the_verdict() {
        let [fast, slow] = [sample::synthetic(), sample::slow()].map(|one| one.report);
        let says = |report: &Report| {
            (
                headline(report.verdict),
                meaning(report.verdict, report.basis),
                score_sentence(report.score),
            )
        };
        assert_eq!(says(&fast), says(&slow));
    }

    #[test]
    fn no_sentence_claims_certainty() {
        use Verdict::{CannotTell, LikelyReal, LikelySynthetic};
        for verdict in [LikelySynthetic, LikelyReal, CannotTell] {
            for text in [
                headline(verdict),
                meaning(verdict, Basis::Detector),
                meaning(verdict, Basis::SignedClaim),
                meaning(verdict, Basis::Contradiction),
            ] {
                let text = text.to_lowercase();
                assert!(
                    !text.contains("proof") && !text.contains("proves"),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn the_queue_is_counted() {
        let mut queue = Queue::default();
        assert_eq!(queue_progress(&queue), "");
        let first = queue.add("a".to_owned(), 1, String::new());
        assert_eq!(queue_progress(&queue), "Checking 1 picture");
        queue.add("b".to_owned(), 1, String::new());
        queue.finish(first, sample::real(), None);
        assert_eq!(queue_progress(&queue), "1 of 2 pictures checked");
    }

    #[test]
    fn the_list_names_a_disagreement_and_not_one_side_of_it() {
        let state = ItemState::Done(sample::real().into(), Some(sample::synthetic().into()));
        assert_eq!(item_state(&state), "Detectors disagree");
        let read_out = announcement("a.png", &state);
        assert!(read_out.contains("disagree"), "{read_out}");
        assert!(
            read_out.contains("First detector: Looks like a photo"),
            "{read_out}"
        );
        let state = ItemState::Done(sample::real().into(), Some(sample::real().into()));
        assert_eq!(item_state(&state), "Looks like a photo");
    }

    #[test]
    fn progress_is_a_share_only_when_the_total_is_known() {
        assert_eq!(
            step(Some(Step::Fetch {
                done_bytes: 1,
                total_bytes: 4
            }))
            .1,
            Some(0.25)
        );
        assert_eq!(
            step(Some(Step::Fetch {
                done_bytes: 1,
                total_bytes: 0
            }))
            .1,
            None
        );
    }
}
