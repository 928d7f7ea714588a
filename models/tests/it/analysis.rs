//! From a file's bytes to a report, with a detector of some thousand parameters.

mod support;

use std::cell::{Cell, RefCell};

use burn::tensor::Device;
use image::{Rgb, RgbImage};
use spectrafide_models::arch::InputsError;
use spectrafide_models::card::DetectorCard;
use spectrafide_models::decode::decode;
use spectrafide_models::delivery::Delivery;
use spectrafide_models::detector::{
    AnalyzeError, AnalyzeOptions, Detector, LoadError, SelfTestError, Stage,
};
use spectrafide_models::preprocess::Preprocess;
use spectrafide_models::report::{Analysis, REPORT_VERSION, Report, SaliencyMap, Timings};
use spectrafide_models::verdict::Verdict;
use spectrafide_models::weights::{self, WeightsError};
use support::{drawn, png, tiny_detector, tiny_network};

fn load(card: &DetectorCard, bytes: Vec<u8>) -> Result<Detector, LoadError> {
    let json = serde_json::to_string(card).expect("a card is plain data");
    Detector::load(&json, bytes, &Device::flex())
}

fn detector() -> Detector {
    let (card, bytes) = tiny_detector();
    load(&card, bytes).expect("card and weights belong together")
}

fn analyze(detector: &Detector, bytes: &[u8], explain: bool) -> Result<Analysis, AnalyzeError> {
    analyze_within(None, detector, bytes, explain)
}

fn analyze_within(
    budget_millis: Option<f64>,
    detector: &Detector,
    bytes: &[u8],
    explain: bool,
) -> Result<Analysis, AnalyzeError> {
    let clock = Cell::new(0.0);
    let options = AnalyzeOptions {
        explain,
        budget_millis,
        delivery: Delivery::Fine,
        device_name: "cpu",
        // Every reading is a millisecond after the last.
        now_millis: &|| {
            clock.set(clock.get() + 1.0);
            clock.get()
        },
        progress: &|_| {},
    };
    pollster::block_on(detector.analyze("holiday/beach.png", bytes, &options))
}

fn assert_unit(map: &SaliencyMap) {
    assert_eq!(map.values.len(), (map.width * map.height) as usize);
    assert!(map.values.iter().all(|value| (0.0..=1.0).contains(value)));
}

#[test]
fn a_picture_gives_a_complete_report_that_survives_json() {
    let detector = detector();
    let bytes = png(&drawn(160, 100));
    let Analysis { report, maps } = analyze(&detector, &bytes, true).unwrap();

    assert_eq!(report.version, REPORT_VERSION);
    assert_eq!(report.path, "holiday/beach.png");
    assert_eq!(report.detector, "dual_small.tiny");
    assert_eq!(report.device, "cpu");
    assert_eq!(report.error, None);
    let score = report.score.unwrap();
    let thresholds = detector.card().thresholds;
    assert_eq!(report.thresholds, Some(thresholds));
    assert_eq!(report.verdict, thresholds.verdict(score));
    assert_eq!(
        report.false_positive_rate_at_score,
        detector
            .card()
            .false_positive_rate_at(score, Delivery::Fine)
    );
    let picture = report.picture.as_ref().unwrap();
    assert_eq!(picture.format, "png");
    assert_eq!((picture.width_px, picture.height_px), (160, 100));
    assert_eq!(picture.file_bytes, bytes.len() as u64);
    assert!(picture.notes.is_empty());

    // The middle and the corners, all inside; the score is that of the mean logit, so it lies
    // between the scores of the parts.
    assert_eq!(report.views.len(), 5);
    assert_eq!((report.views[0].x_px, report.views[0].y_px), (48, 18));
    for view in &report.views {
        assert!(view.x_px + view.width_px <= 160 && view.y_px + view.height_px <= 100);
    }
    let scores = report.views.iter().map(|view| view.score.value());
    let (low, high) = scores.fold((1.0_f32, 0.0_f32), |(low, high), score| {
        (low.min(score), high.max(score))
    });
    assert!(low < high, "the views differ");
    assert!(low <= score.value() && score.value() <= high);
    assert_eq!(report.reasons.len(), 2, "the verdict and the agreement");

    // The largest power of two in 100 px is 64: rings 0 to 32.
    let spectrum = report.spectrum.as_ref().unwrap();
    assert_eq!(spectrum.side_px, 64);
    assert_eq!(spectrum.radial_profile.len(), 33);
    assert!(
        spectrum
            .radial_profile
            .iter()
            .all(|value| value.is_finite())
    );

    // The clock above is read once at the start and once after each of the four steps.
    let Timings {
        decode_millis,
        prepare_millis,
        infer_millis,
        explain_millis,
    } = report.timings;
    for millis in [decode_millis, prepare_millis, infer_millis, explain_millis] {
        assert_eq!(millis, 1.0);
    }

    let image = maps.image_cam.as_ref().unwrap();
    assert_eq!((image.width, image.height), (64, 40));
    assert_unit(image);
    let spectral = maps.spectral_cam.as_ref().unwrap();
    assert_eq!((spectral.width, spectral.height), (16, 16));
    assert_unit(spectral);
    let shown = maps.spectrum.as_ref().unwrap();
    assert_eq!((shown.width, shown.height), (64, 64));
    assert_unit(shown);

    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    let json = serde_json::to_string(&maps).unwrap();
    assert_eq!(
        serde_json::from_str::<spectrafide_models::report::Maps>(&json).unwrap(),
        maps
    );
}

/// The clock goes a millisecond from one reading to the next, so that a view takes one.
#[test]
fn as_many_views_are_judged_as_fit_into_the_budget() {
    let detector = detector();
    let bytes = png(&drawn(160, 100));
    let all = analyze(&detector, &bytes, true).unwrap();
    assert_eq!(all.report.views.len(), 5);
    for (budget, views) in [(0.0, 1), (1.0, 1), (3.0, 3), (5.0, 5), (1e300, 5)] {
        let some = analyze_within(Some(budget), &detector, &bytes, true).unwrap();
        let (found, expected) = (&some.report.views, &all.report.views[..views]);
        assert_eq!(found.len(), views, "{budget}");
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!((found.x_px, found.y_px), (expected.x_px, expected.y_px));
            // The order of sums depends on the size of the batch.
            assert!((found.score.value() - expected.score.value()).abs() < 1e-5);
        }
        let said = format!("{views} of 5 parts were looked at");
        let says = some
            .report
            .reasons
            .iter()
            .any(|reason| reason.contains(&said));
        assert_eq!(says, views < 5, "{:?}", some.report.reasons);
        assert_unit(some.maps.image_cam.as_ref().unwrap());
    }
}

#[test]
fn the_same_picture_gives_the_same_report() {
    let bytes = png(&drawn(130, 90));
    let once = || {
        let mut analysis = analyze(&detector(), &bytes, true).unwrap();
        analysis.report.timings = Timings::default();
        analysis
    };
    assert_eq!(once(), once());
}

#[test]
fn two_detectors_judge_one_decoded_picture_as_each_would_judge_its_file() {
    let (mut card, weights) = tiny_detector();
    card.id = "dual_small.thumbnails".to_owned();
    card.scope.max_side_px = Some(80);
    let other = load(&card, weights).unwrap();
    let bytes = png(&drawn(130, 90));
    let picture = decode(&bytes).unwrap();
    let options = AnalyzeOptions {
        explain: true,
        budget_millis: None,
        delivery: Delivery::Fine,
        device_name: "cpu",
        now_millis: &|| 0.0,
        progress: &|stage| assert_ne!(stage, Stage::Decode, "the picture is decoded already"),
    };
    for detector in [detector(), other] {
        let judged = detector.analyze_picture("holiday/beach.png", &picture, &options);
        let mut alone = analyze(&detector, &bytes, true).unwrap();
        alone.report.timings = Timings::default();
        assert_eq!(pollster::block_on(judged).unwrap(), alone);
    }
}

#[test]
fn without_explanation_the_score_is_the_same_and_there_are_no_maps() {
    let detector = detector();
    let bytes = png(&drawn(130, 90));
    let with = analyze(&detector, &bytes, true).unwrap();
    let without = analyze(&detector, &bytes, false).unwrap();
    assert_eq!(with.report.score, without.report.score);
    assert!(without.maps.image_cam.is_none() && without.maps.spectral_cam.is_none());
    assert!(
        without.maps.spectrum.is_some(),
        "the spectrum is a fact, not an explanation"
    );
}

#[test]
fn the_steps_are_announced_in_order() {
    let steps = RefCell::new(Vec::new());
    let options = AnalyzeOptions {
        explain: true,
        budget_millis: None,
        delivery: Delivery::Fine,
        device_name: "cpu",
        now_millis: &|| 0.0,
        progress: &|stage| steps.borrow_mut().push(stage),
    };
    let bytes = png(&drawn(96, 96));
    pollster::block_on(detector().analyze("a.png", &bytes, &options)).unwrap();
    assert_eq!(
        *steps.borrow(),
        [Stage::Decode, Stage::Prepare, Stage::Infer, Stage::Explain]
    );
}

#[test]
fn a_picture_outside_the_scope_gets_reasons_and_no_score() {
    let detector = detector();
    let flat = RgbImage::from_pixel(100, 100, Rgb([90, 90, 90]));
    for (pixels, reason) in [
        (drawn(63, 200), "below 64 pixels"),
        (drawn(1025, 64), "at most 1024"),
        (flat, "flat"),
    ] {
        let analysis = analyze(&detector, &png(&pixels), true).unwrap();
        let report = analysis.report;
        assert_eq!(report.verdict, Verdict::CannotTell);
        assert_eq!(report.score, None);
        assert_eq!(report.false_positive_rate_at_score, None);
        assert_eq!(report.error, None);
        assert!(report.views.is_empty());
        assert!(report.reasons[0].contains(reason), "{:?}", report.reasons);
        assert!(report.picture.is_some() && report.spectrum.is_some());
        assert!(analysis.maps.image_cam.is_none() && analysis.maps.spectral_cam.is_none());
    }
}

#[test]
fn a_picture_too_small_for_a_spectrum_is_reported_without_one() {
    let analysis = analyze(&detector(), &png(&drawn(7, 5)), true).unwrap();
    assert_eq!(analysis.report.verdict, Verdict::CannotTell);
    assert!(analysis.report.spectrum.is_none() && analysis.maps.spectrum.is_none());
}

#[test]
fn a_file_that_is_no_picture_is_an_error_that_makes_a_report() {
    let error = analyze(&detector(), b"Dear diary", true).unwrap_err();
    let AnalyzeError::Decode(_) = &error else {
        panic!("{error}");
    };
    let report = Report::failed("diary.txt", "dual_small.tiny", &error);
    assert_eq!(report.verdict, Verdict::CannotTell);
    assert!(report.error.unwrap().contains("not a picture"));
}

#[test]
fn the_device_that_made_the_card_passes_the_self_test() {
    pollster::block_on(detector().self_test()).unwrap();
}

#[test]
fn other_weights_fail_the_self_test() {
    let (mut card, _) = tiny_detector();
    let side = card.preprocess.views.side() as usize;
    // Drawn at random, unlike those of the card.
    let other = tiny_network().init(side, &Device::flex());
    let bytes = weights::to_half_bytes(other).unwrap();
    card.weights_sha256 = weights::sha256(&bytes);
    let detector = load(&card, bytes).unwrap();
    let error = pollster::block_on(detector.self_test()).unwrap_err();
    let SelfTestError::Wrong { found, expected } = error else {
        panic!("{error}");
    };
    assert_eq!(expected, card.self_test_logit);
    assert!((found - expected).abs() > 1e-2);
}

#[test]
fn weights_with_one_bit_changed_are_refused_by_both_sums() {
    let (card, mut bytes) = tiny_detector();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let altered = weights::sha256(&bytes);
    let error = load(&card, bytes).unwrap_err();
    let LoadError::Weights(WeightsError::Checksum { expected, found }) = &error else {
        panic!("{error}");
    };
    assert_eq!((expected, found), (&card.weights_sha256, &altered));
    let text = error.to_string();
    assert!(text.contains(&altered) && text.contains(&card.weights_sha256));
}

#[test]
fn a_card_whose_network_is_not_given_what_it_takes_is_refused() {
    let (card, bytes) = tiny_detector();
    let refused = |change: fn(&mut Preprocess)| {
        let mut card = card.clone();
        change(&mut card.preprocess);
        match load(&card, bytes.clone()) {
            Err(LoadError::Inputs(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    let error = refused(|preprocess| preprocess.spectrum = None);
    assert_eq!(error, InputsError::Spectrum);
    // The distances 0 to 32 from the middle of a spectrum of 64.
    let error = refused(|preprocess| preprocess.statistics.radial_profile = true);
    let (taken, given) = (0, 33);
    assert_eq!(error, InputsError::Statistics { taken, given });
}

/// A later version may have fields of any kind: only the version is read.
#[test]
fn a_card_of_another_version_is_refused_by_its_version() {
    let device = Device::flex();
    let error = Detector::load(r#"{"version": 99, "network": 7}"#, Vec::new(), &device);
    assert!(matches!(
        error.unwrap_err(),
        LoadError::Version { found: 99 }
    ));
    let error = Detector::load(r#"{"version": 1}"#, Vec::new(), &device);
    assert!(matches!(error.unwrap_err(), LoadError::Card(_)));
    let error = Detector::load("", Vec::new(), &device);
    assert!(matches!(error.unwrap_err(), LoadError::Card(_)));
}
