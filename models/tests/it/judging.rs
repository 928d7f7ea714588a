//! From a file's bytes to a report, with a detector of some thousand parameters.

use std::cell::{Cell, RefCell};

use crate::support::{drawn, png, tiny_detector, tiny_network, without_chance};
use burn::tensor::Device;
use image::{Rgb, RgbImage};
use spectrafide_models::card::DetectorCard;
use spectrafide_models::detector::{Detector, LoadError, SelfTestError, self_test_logit};
use spectrafide_models::judge::{Effort, Request, Stage, Subject};
use spectrafide_models::network::astrospy::{AstroSpyConfig, Joint, PathBackboneConfig};
use spectrafide_models::network::efficientnet_lite::{EfficientNetLiteTrunkConfig, LiteScale};
use spectrafide_models::network::{InputsError, ShippedNetworkConfig};
use spectrafide_models::weights::{self, WeightsError};
use spectrafide_picture::decode::{Format, Picture};
use spectrafide_picture::preprocess::Preprocess;
use spectrafide_report::report::{PathScores, REPORT_VERSION, Timings};
use spectrafide_report::{
    Analysis, Basis, Delivery, Maps, Note, Reason, Report, SaliencyMap, Score, Verdict,
};

fn load(card: &DetectorCard, bytes: Vec<u8>) -> Result<Detector, LoadError> {
    let json = serde_json::to_string(card).expect("a card is plain data");
    Detector::load(&json, bytes, &Device::flex())
}

pub fn detector() -> Detector {
    let (card, bytes) = tiny_detector();
    load(&card, bytes).expect("card and weights belong together")
}

pub fn judge(detector: &Detector, bytes: &[u8], effort: Effort, explain: bool) -> Analysis {
    let clock = Cell::new(0.0);
    let request = Request {
        effort,
        explain,
        device_name: "cpu",
        // Every reading is a millisecond after the last.
        now_millis: &|| {
            clock.set(clock.get() + 1.0);
            clock.get()
        },
        progress: &|_| {},
    };
    let subject = Subject {
        decode_millis: 7.0,
        ..Subject::open("holiday/beach.png", bytes)
    };
    pollster::block_on(detector.judge(&subject, &request)).expect("the CPU does not fail")
}

fn analyze(detector: &Detector, bytes: &[u8], explain: bool) -> Analysis {
    judge(detector, bytes, Effort::Thorough, explain)
}

fn assert_unit(map: &SaliencyMap) {
    assert_eq!(map.values.len(), (map.width * map.height) as usize);
    assert!(map.values.iter().all(|value| (0.0..=1.0).contains(value)));
}

#[test]
fn a_picture_gives_a_complete_report_that_survives_json() {
    let detector = detector();
    let bytes = png(&drawn(160, 100));
    let Analysis { report, maps } = analyze(&detector, &bytes, true);

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

    // The clock above is read once at the start and once after each of the three stages.
    let Timings {
        decode_millis,
        prepare_millis,
        infer_millis,
        explain_millis,
    } = report.timings;
    assert_eq!(decode_millis, 7.0);
    for millis in [prepare_millis, infer_millis, explain_millis] {
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
    assert_eq!(serde_json::from_str::<Maps>(&json).unwrap(), maps);
}

#[test]
fn a_quick_look_judges_the_first_parts_as_a_thorough_one_does_and_says_so() {
    let (mut card, weights) = tiny_detector();
    card.quick_views = 2;
    let detector = load(&card, weights).unwrap();
    let bytes = png(&drawn(160, 100));
    let all = judge(&detector, &bytes, Effort::Thorough, false).report;
    let quick = judge(&detector, &bytes, Effort::Quick, true);
    assert_eq!((all.views.len(), quick.report.views.len()), (5, 2));
    for (found, expected) in quick.report.views.iter().zip(&all.views) {
        assert_eq!((found.x_px, found.y_px), (expected.x_px, expected.y_px));
        // The order of sums depends on the size of the batch.
        assert!((found.score.value() - expected.score.value()).abs() < 1e-5);
    }
    let said = Reason::QuickLook { parts: 2, of: 5 };
    assert!(quick.report.reasons.contains(&said));
    assert!(!all.reasons.contains(&said));
    assert_unit(quick.maps.image_cam.as_ref().unwrap());
}

#[test]
fn a_quick_look_at_a_picture_of_one_part_is_a_thorough_one() {
    let bytes = png(&drawn(64, 64));
    let [quick, thorough] = [Effort::Quick, Effort::Thorough].map(|effort| {
        let mut analysis = judge(&detector(), &bytes, effort, true);
        analysis.report.timings = Timings::default();
        analysis
    });
    assert_eq!(quick, thorough);
}

/// A clock that says that every step took an hour.
#[test]
fn the_verdict_does_not_depend_on_how_long_it_takes() {
    let detector = detector();
    let subject = Subject::open("a.png", &png(&drawn(160, 100)));
    let with_clock = |step: f64| {
        let clock = Cell::new(0.0);
        let request = Request {
            effort: Effort::Thorough,
            explain: true,
            device_name: "cpu",
            now_millis: &|| {
                clock.set(clock.get() + step);
                clock.get()
            },
            progress: &|_| {},
        };
        let judged = detector.judge(&subject, &request);
        let mut analysis = pollster::block_on(judged).unwrap();
        analysis.report.timings = Timings::default();
        analysis
    };
    assert_eq!(with_clock(0.0), with_clock(3.6e6));
}

#[test]
fn the_same_picture_gives_the_same_report() {
    let bytes = png(&drawn(130, 90));
    let once = || {
        let mut analysis = analyze(&detector(), &bytes, true);
        analysis.report.timings = Timings::default();
        analysis
    };
    assert_eq!(once(), once());
}

/// What a browser decoded takes the same way as what is decoded here.
#[test]
fn pixels_from_elsewhere_are_judged_as_those_of_a_file() {
    let pixels = drawn(130, 90);
    let rgba: Vec<u8> = pixels
        .pixels()
        .flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], u8::MAX])
        .collect();
    let picture = Picture::from_rgba((130, 90), rgba, Format::Avif, 99).unwrap();
    let elsewhere = Subject::with_picture("a.avif", b"not looked into", Ok(picture));
    let request = Request {
        effort: Effort::Thorough,
        explain: false,
        device_name: "cpu",
        now_millis: &|| 0.0,
        progress: &|_| {},
    };
    let detector = detector();
    let found = pollster::block_on(detector.judge(&elsewhere, &request)).unwrap();
    let here = analyze(&detector, &png(&pixels), false);
    assert_eq!(found.report.score, here.report.score);
    assert_eq!(found.report.views, here.report.views);
    let facts = found.report.picture.unwrap();
    assert_eq!((facts.format.as_str(), facts.file_bytes), ("avif", 99));
    assert_eq!(facts.notes, [Note::DecodedByBrowser]);
}

#[test]
fn without_explanation_the_score_is_the_same_and_there_are_no_maps() {
    let detector = detector();
    let bytes = png(&drawn(130, 90));
    let with = analyze(&detector, &bytes, true);
    let without = analyze(&detector, &bytes, false);
    assert_eq!(with.report.score, without.report.score);
    assert!(without.maps.image_cam.is_none() && without.maps.spectral_cam.is_none());
    assert!(
        without.maps.spectrum.is_some(),
        "the spectrum is a fact, not an explanation"
    );
}

#[test]
fn the_stages_are_announced_in_order() {
    let stages = RefCell::new(Vec::new());
    let request = Request {
        effort: Effort::Thorough,
        explain: true,
        device_name: "cpu",
        now_millis: &|| 0.0,
        progress: &|stage| stages.borrow_mut().push(stage),
    };
    let subject = Subject::open("a.png", &png(&drawn(96, 96)));
    pollster::block_on(detector().judge(&subject, &request)).unwrap();
    assert_eq!(
        *stages.borrow(),
        [Stage::Prepare, Stage::Infer, Stage::Explain]
    );
}

#[test]
fn a_picture_outside_the_scope_gets_reasons_and_no_score() {
    let detector = detector();
    let flat = RgbImage::from_pixel(100, 100, Rgb([90, 90, 90]));
    for (pixels, reason) in [
        (
            drawn(63, 200),
            Reason::TooSmall {
                width_px: 63,
                height_px: 200,
                min_side_px: 64,
            },
        ),
        (
            drawn(1025, 64),
            Reason::TooLarge {
                width_px: 1025,
                height_px: 64,
                max_side_px: 1024,
            },
        ),
        (flat, Reason::Flat),
    ] {
        let analysis = analyze(&detector, &png(&pixels), true);
        let report = analysis.report;
        assert_eq!(report.verdict, Verdict::CannotTell);
        assert_eq!(report.score, None);
        assert_eq!(report.false_positive_rate_at_score, None);
        assert_eq!(report.error, None);
        assert!(report.views.is_empty());
        assert_eq!(report.reasons, [reason]);
        assert!(report.picture.is_some() && report.spectrum.is_some());
        assert!(analysis.maps.image_cam.is_none() && analysis.maps.spectral_cam.is_none());
    }
}

#[test]
fn a_picture_too_small_for_a_spectrum_is_reported_without_one() {
    let analysis = analyze(&detector(), &png(&drawn(7, 5)), true);
    assert_eq!(analysis.report.verdict, Verdict::CannotTell);
    assert!(analysis.report.spectrum.is_none() && analysis.maps.spectrum.is_none());
}

#[test]
fn a_file_that_is_no_picture_is_a_report_with_an_error() {
    let report = analyze(&detector(), b"Dear diary", true).report;
    assert_eq!(report.verdict, Verdict::CannotTell);
    assert!(report.error.unwrap().contains("not a picture"));
    assert_eq!(report.detector, "dual_small.tiny");
    assert_eq!(report.path, "holiday/beach.png");
    assert!(report.provenance.is_some(), "it was looked at all the same");
}

/// A text chunk of the web UI in front of the first chunk of pixels.
fn with_parameters(png: &[u8]) -> Vec<u8> {
    let text = b"parameters\0a lighthouse\nSteps: 20, Sampler: Euler a, Seed: 7, Model: m";
    let chunk = [&b"tEXt"[..], text].concat();
    let mut file = png[..33].to_vec();
    file.extend((text.len() as u32).to_be_bytes());
    file.extend(&chunk);
    file.extend(crc32(&chunk).to_be_bytes());
    file.extend(&png[33..]);
    file
}

/// The checksum of PNG, by its definition.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

#[test]
fn what_the_file_says_is_part_of_the_judgement() {
    let (mut card, weights) = tiny_detector();
    // Everything is likely real to this one.
    card.thresholds.real = 1.0;
    card.thresholds.synthetic = 1.1;
    let detector = load(&card, weights).unwrap();
    let plain = png(&drawn(130, 90));
    let found = analyze(&detector, &plain, false).report;
    assert_eq!(found.verdict, Verdict::LikelyReal);
    let found = analyze(&detector, &with_parameters(&plain), false).report;
    assert_eq!(found.verdict, Verdict::CannotTell);
    assert_eq!(found.basis, Basis::Contradiction);
    assert!(matches!(found.reasons[0], Reason::GeneratorRecord { .. }));
    assert_eq!(found.reasons[1], Reason::DetectorContradicted);
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

/// A detector of two short backbones that were never trained.
fn two_paths(joint: Joint) -> Detector {
    let (mut card, _) = tiny_detector();
    let trunk = EfficientNetLiteTrunkConfig::new(LiteScale::Lite0).with_stages(3);
    let path = PathBackboneConfig::EfficientNetLite(trunk);
    let config = AstroSpyConfig::new(path.clone(), path).with_joint(joint);
    "astrospy.tiny".clone_into(&mut card.id);
    card.network = ShippedNetworkConfig::AstroSpy(config);
    let device = Device::flex();
    let side = card.preprocess.views.side() as usize;
    let network = without_chance(card.network.init(side, &device));
    let bytes = weights::to_half_bytes(network).expect("records can be written");
    let loaded =
        weights::load(card.network.init(side, &device), bytes.clone()).expect("just written");
    card.self_test_logit = pollster::block_on(self_test_logit(&card, &loaded, &device))
        .expect("the CPU device does not fail");
    card.weights_bytes = bytes.len() as u64;
    card.weights_sha256 = weights::sha256(&bytes);
    load(&card, bytes).expect("card and weights belong together")
}

/// In log-odds the two paths make up the score and once more what the detector says of averages,
/// which is the same for every picture.
#[test]
fn a_detector_of_two_paths_says_what_each_says_alone() {
    let pictures = [
        drawn(160, 100),
        RgbImage::from_fn(90, 130, |x, y| {
            Rgb([(x * y) as u8, (x * 3) as u8, (y * 5) as u8])
        }),
    ]
    .map(|pixels| png(&pixels));
    for joint in [Joint::Add, Joint::Concatenate] {
        let detector = two_paths(joint);
        pollster::block_on(detector.self_test()).unwrap();
        let [first, second] = pictures.each_ref().map(|bytes| {
            let analysis = analyze(&detector, bytes, true);
            let maps = &analysis.maps;
            assert!(maps.image_cam.is_some() && maps.spectral_cam.is_some());
            let report = analysis.report;
            let json = serde_json::to_string(&report).unwrap();
            assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
            assert_eq!(analyze(&detector, bytes, false).report.paths, report.paths);
            let log_odds =
                |score: Score| f64::from(score.value()).ln() - f64::from(1.0 - score.value()).ln();
            let PathScores { image, spectrum } = report.paths.unwrap();
            assert_ne!(image, spectrum);
            let score = report.score.unwrap();
            (
                log_odds(score),
                log_odds(image) + log_odds(spectrum) - log_odds(score),
            )
        });
        // Scores near one keep few digits of their log-odds: `2^-24` over a thousandth.
        assert!(
            first.0.abs() < 6.0 && second.0.abs() < 6.0,
            "{first:?} {second:?}"
        );
        assert!((first.1 - second.1).abs() < 1e-3, "{first:?} {second:?}");
        assert!((first.0 - second.0).abs() > 1e-2, "{first:?} {second:?}");
    }
    assert_eq!(analyze(&detector(), &pictures[0], false).report.paths, None);
}
