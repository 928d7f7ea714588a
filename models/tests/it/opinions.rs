//! From logits to verdicts, with deliveries and second looks.

use burn::tensor::Device;
use spectrafide_models::card::{DetectorCard, OperatingPoint};
use spectrafide_models::detector::Detector;
use spectrafide_models::judge::{Effort, Request, Subject};
use spectrafide_picture::jpeg::{Chroma, encode};
use spectrafide_report::{Calibration, Certainty, Delivery, Reason, Report, Thresholds, Verdict};

use crate::support::{drawn, tiny_detector};

/// Cuts at three quarters and one quarter, the logit being the log odds.
fn card() -> DetectorCard {
    DetectorCard {
        calibration: Calibration::default(),
        thresholds: cuts(0.25, 0.75),
        ..tiny_detector().0
    }
}

fn cuts(real: f32, synthetic: f32) -> Thresholds {
    Thresholds {
        synthetic,
        real,
        ..Thresholds::default()
    }
}

/// Certain of everything whose parts differ by less than 2, whatever else.
const AGREEMENT: Certainty = Certainty {
    weights: [0.0, -10.0, 0.0],
    bias: 20.0,
    least: 0.5,
    copy_views: None,
};

#[test]
fn a_detector_that_looks_once_goes_by_the_score() {
    let card = card();
    for (logits, verdict) in [
        ([2.0, 4.0], Verdict::LikelySynthetic),
        ([1.0, -1.0], Verdict::CannotTell),
        ([-4.0, -2.0], Verdict::LikelyReal),
    ] {
        let opinion = card.opinion(Delivery::Fine, &logits, Some(&[0.0]));
        assert_eq!((opinion.verdict, opinion.by_score), (verdict, verdict));
        assert_eq!(opinion.second_look, None, "the card asks for none");
    }
}

#[test]
fn parts_that_disagree_get_no_verdict() {
    let card = DetectorCard {
        certainty: Some(AGREEMENT),
        ..card()
    };
    let agreeing = card.opinion(Delivery::Fine, &[3.0, 4.0], Some(&[3.0]));
    assert_eq!(agreeing.verdict, Verdict::LikelySynthetic);
    let apart = card.opinion(Delivery::Fine, &[8.0, -2.0], Some(&[3.0]));
    assert_eq!(apart.by_score, Verdict::LikelySynthetic);
    assert_eq!(apart.verdict, Verdict::CannotTell);
    let look = apart.second_look.expect("looked twice");
    assert!(!look.certain && look.certainty < 0.5);
}

#[test]
fn a_verdict_that_turns_round_in_the_copy_is_not_given() {
    let card = DetectorCard {
        certainty: Some(AGREEMENT),
        ..card()
    };
    let turned = card.opinion(Delivery::Fine, &[3.0], Some(&[-3.0]));
    assert_eq!(turned.by_score, Verdict::LikelySynthetic);
    assert_eq!(turned.verdict, Verdict::CannotTell);
    let look = turned.second_look.expect("looked twice");
    assert_eq!(look.verdict, Verdict::LikelyReal);
    assert!(look.certainty > 0.5, "it is the turn that counts");
    // Where the copy has no verdict, the picture keeps its own.
    let faded = card.opinion(Delivery::Fine, &[3.0], Some(&[0.0]));
    assert_eq!(faded.verdict, Verdict::LikelySynthetic);
}

#[test]
fn a_second_look_never_gives_a_verdict() {
    let card = DetectorCard {
        certainty: Some(Certainty {
            least: 0.0,
            ..AGREEMENT
        }),
        ..card()
    };
    let opinion = card.opinion(Delivery::Fine, &[0.1], Some(&[9.0]));
    assert_eq!(opinion.verdict, Verdict::CannotTell);
}

#[test]
fn each_delivery_has_its_own_calibration_and_cuts() {
    let mut card = card();
    let point = OperatingPoint {
        calibration: Calibration {
            scale: 1.0,
            shift: -2.0,
        },
        thresholds: cuts(0.1, 0.9),
        false_positive_curve: vec![],
    };
    card.by_delivery.insert(Delivery::Strong, point);
    let score = |delivery| card.opinion(delivery, &[2.0], None).score.value();
    assert_eq!(score(Delivery::Strong), 0.5);
    assert!((score(Delivery::Fine) - 0.880_797).abs() < 1e-5);
    assert_eq!(score(Delivery::Reduced), score(Delivery::Fine));
    let verdict = |delivery| card.opinion(delivery, &[3.5], None).verdict;
    assert_eq!(verdict(Delivery::Fine), Verdict::LikelySynthetic);
    assert_eq!(verdict(Delivery::Strong), Verdict::CannotTell);
    // The web copy is a reduced one at least, so it keeps the usual calibration there.
    card.certainty = Some(AGREEMENT);
    let copy_of = |delivery| {
        let opinion = card.opinion(delivery, &[2.0], Some(&[2.0]));
        opinion.second_look.expect("looked twice").score.value()
    };
    assert!(copy_of(Delivery::Fine) > 0.8);
    assert_eq!(copy_of(Delivery::Strong), 0.5);
}

fn report(card: &DetectorCard, weights: Vec<u8>, picture: &[u8]) -> Report {
    let json = serde_json::to_string(card).expect("plain data");
    let detector = Detector::load(&json, weights, &Device::flex()).expect("loaded");
    let request = Request {
        effort: Effort::Thorough,
        explain: false,
        device_name: "cpu",
        now_millis: &|| 0.0,
        progress: &|_| {},
    };
    let subject = Subject::open("a.jpg", picture);
    let analysis = pollster::block_on(detector.judge(&subject, &request));
    analysis.expect("judged").report
}

#[test]
fn a_report_tells_of_the_second_look_and_gives_the_reason() {
    let (tiny, weights) = tiny_detector();
    let picture = encode(&drawn(160, 100), 60, Chroma::Half).expect("small enough");
    let mut card = DetectorCard {
        // Everything has a verdict by its score.
        thresholds: cuts(1.0, 0.0_f32.next_down()),
        certainty: Some(Certainty {
            weights: [0.0; 3],
            bias: 0.0,
            least: 0.6,
            copy_views: None,
        }),
        ..tiny
    };
    card.thresholds.synthetic = 0.0;
    let unsure = report(&card, weights.clone(), &picture);
    assert_eq!(unsure.verdict, Verdict::CannotTell);
    assert_eq!(unsure.delivery, Delivery::Reduced);
    let look = unsure.second_look.expect("looked twice");
    assert_eq!((look.certainty, look.certain), (0.5, false));
    assert_eq!(unsure.reasons[0], Reason::Uncertain { certainty: 0.5 });
    card.certainty = Some(Certainty {
        least: 0.5,
        ..card.certainty.expect("set above")
    });
    let sure = report(&card, weights, &picture);
    assert_eq!(sure.verdict, Verdict::LikelySynthetic);
    assert!(sure.second_look.expect("looked twice").certain);
    let json = serde_json::to_string(&sure).expect("plain data");
    assert_eq!(
        serde_json::from_str::<Report>(&json).expect("as written"),
        sure
    );
}
