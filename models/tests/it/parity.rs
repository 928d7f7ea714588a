//! The committed parity fixture on this target.

#[path = "../parity/check.rs"]
mod check;
use burn::tensor::Device;
use check::{Measured, compare, measure};
use spectrafide_models::card::DetectorCard;

const PICTURE: &[u8] = include_bytes!("../parity/picture.png");
const CARD: &str = include_str!("../parity/card.json");
const WEIGHTS: &[u8] = include_bytes!("../parity/weights.bpk");
const EXPECTED: &str = include_str!("../parity/expected.json");

#[test]
fn this_target_computes_what_the_fixture_says() {
    let expected: Measured = serde_json::from_str(EXPECTED).unwrap();
    let found = pollster::block_on(measure(PICTURE, CARD, WEIGHTS, &Device::flex()));
    assert_eq!(compare(&found, &expected), Ok(()));
    assert_eq!(expected.logits.len(), 5, "the middle and four corners");
}

#[test]
fn a_different_logit_and_a_different_pixel_are_noticed() {
    let expected: Measured = serde_json::from_str(EXPECTED).unwrap();
    let parsed = || -> Measured { serde_json::from_str(EXPECTED).unwrap() };
    let mut found = parsed();
    found.logits[2] = f32::NAN;
    assert!(compare(&found, &expected).unwrap_err().contains("logits"));
    let mut found = parsed();
    found.detector.spectrum[1] += 0.1;
    assert!(compare(&found, &expected).unwrap_err().contains("spectrum"));
    let mut found = parsed();
    found.resized.image_sha256.clear();
    assert!(compare(&found, &expected).unwrap_err().contains("image"));
}

/// The generator's parts still make the committed files.
#[test]
fn the_fixture_is_small_and_of_the_current_generator() {
    assert!(PICTURE.len() <= 10_000 && WEIGHTS.len() <= 60_000);
    let pixels = spectrafide_picture::decode::decode(PICTURE).unwrap().pixels;
    assert_eq!(pixels, crate::support::drawn(96, 80));
    let (card, _) = crate::support::tiny_detector();
    let committed: DetectorCard = serde_json::from_str(CARD).unwrap();
    assert_eq!(committed.network, card.network);
    assert_eq!(committed.preprocess, card.preprocess);
    assert!((committed.self_test_logit - card.self_test_logit).abs() < 1e-3);
}
