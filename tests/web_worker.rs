//! The worker's browser calls, in a worker.

#![cfg(target_arch = "wasm32")]

#[path = "../models/tests/parity/check.rs"]
mod check;

use burn::tensor::Device;
use check::{Measured, compare, measure};
use js_sys::Uint8Array;
use spectrafide::browser::picture;
use spectrafide::browser::program::{Answer, Argument, Program};
use spectrafide::browser::scope::now_millis;
use spectrafide::browser::storage::Storage;
use spectrafide::worker::constructors;
use spectrafide_models::detector::Detector;
use spectrafide_models::judge::{Effort, Request, Subject};
use spectrafide_picture::decode::{Format, Picture, decode};
use spectrafide_report::Reason;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn the_store_returns_what_was_put_and_drops_what_is_no_longer_listed() {
    let store = Storage::open("spectrafide-test")
        .await
        .expect("Cache Storage on localhost");
    store.put("weights/old", &[1, 2, 3]).await.expect("space");
    store.put("weights/new", &[4, 5]).await.expect("space");
    assert_eq!(store.get("weights/new").await, Ok(Some(vec![4, 5])));

    store
        .keep_only(&["weights/new".to_owned()])
        .await
        .expect("a working store");
    assert_eq!(store.get("weights/old").await, Ok(None));
    assert_eq!(store.get("weights/new").await, Ok(Some(vec![4, 5])));
}

/// The browser and the project's own decoder agree on a file without loss.
#[wasm_bindgen_test]
async fn the_browser_decodes_pixels_without_changing_them() {
    let decoded = picture::decode(PICTURE, 100_000).await.expect("a PNG");
    let own = decode(PICTURE).expect("a PNG").pixels;
    let size = (decoded.width, decoded.height);
    assert_eq!(size, own.dimensions());
    let foreign = Picture::from_rgba(size, decoded.bytes, Format::Avif, 1).expect("its pixels");
    assert_eq!(foreign.pixels, own);
}

#[wasm_bindgen_test]
async fn the_browser_refuses_what_is_no_picture_or_too_large() {
    assert!(picture::decode(b"nothing", 100).await.is_err());
    assert!(picture::decode(PICTURE, 2).await.is_err());
}

/// A program in place of those that wasm-bindgen makes, with the same functions.
#[wasm_bindgen_test]
async fn a_program_is_loaded_and_answers_with_a_text_and_files() {
    let glue = "data:text/javascript,let from; \
        export default async ({ module_or_path }) => { from = module_or_path; }; \
        export const ask = (bytes, text) => [from + text + bytes.length, bytes.slice(1)]; \
        export const fail = () => { throw 'a reason'; }; \
        export const count = () => 1; \
         export const list = () => [1, 'text']; \
         export const repeat = (bytes, times) => new Uint8Array(times).fill(bytes[0]);";
    let program = Program::load(glue, "wasm ").await.expect("a program");
    let question = [Argument::Bytes(&[1, 2, 3]), Argument::Text("of length ")];
    let answer = Answer {
        text: "wasm of length 3".to_owned(),
        files: vec![vec![2, 3]],
    };
    assert_eq!(program.call("ask", &question), Ok(answer));
    for (name, reason) in [
        ("fail", "a reason"),
        ("count", "count gave no text"),
        ("list", "list gave no text"),
        ("missing", "the program has no function missing"),
    ] {
        let error = program.call(name, &[]).expect_err(name);
        assert_eq!(error.to_string(), reason);
    }
    assert_eq!(
        program.call_for_bytes("repeat", &[Argument::Bytes(&[7]), Argument::Number(3.0)]),
        Ok(vec![7; 3])
    );
    let error = program.call_for_bytes("count", &[]).expect_err("a number");
    assert_eq!(error.to_string(), "count gave no bytes");
    assert!(Program::load("data:text/javascript,(", "").await.is_err());
}

#[wasm_bindgen_test]
fn the_clock_runs_forward() {
    let before = now_millis();
    let _work: Vec<u8> = Uint8Array::new_with_length(1 << 20).to_vec();
    assert!(now_millis() >= before);
}

const PICTURE: &[u8] = include_bytes!("../models/tests/parity/picture.png");
const CARD: &str = include_str!("../models/tests/parity/card.json");
const WEIGHTS: &[u8] = include_bytes!("../models/tests/parity/weights.bpk");
const EXPECTED: &str = include_str!("../models/tests/parity/expected.json");

async fn assert_parity(device: &Device) {
    let expected: Measured = serde_json::from_str(EXPECTED).expect("the fixture");
    let found = measure(PICTURE, CARD, WEIGHTS, device).await;
    assert_eq!(compare(&found, &expected), Ok(()));
}

#[wasm_bindgen_test]
async fn the_processor_in_a_browser_computes_what_a_native_one_does() {
    constructors::run_once();
    assert_parity(&Device::flex()).await;
}

/// What the worker does for a comparison: open once, then one detector after the other.
#[wasm_bindgen_test]
async fn two_detectors_judge_one_opened_file() {
    constructors::run_once();
    let subject = Subject::open("picture.png", PICTURE);
    let small = CARD.replace(r#""max_side_px": 1024"#, r#""max_side_px": 80"#);
    assert_ne!(small, CARD);
    let mut reports = Vec::new();
    for card in [CARD, small.as_str()] {
        let detector = Detector::load(card, WEIGHTS.to_vec(), &Device::flex());
        let detector = detector.expect("the fixture's detector");
        let request = Request {
            effort: Effort::Thorough,
            explain: true,
            device_name: "cpu",
            now_millis: &now_millis,
            progress: &|_| {},
        };
        let judged = detector.judge(&subject, &request).await;
        reports.push(judged.expect("the CPU does not fail").report);
    }
    assert!(reports[0].score.is_some());
    assert_eq!(reports[1].score, None);
    let too_large = Reason::TooLarge {
        width_px: 96,
        height_px: 80,
        max_side_px: 80,
    };
    assert_eq!(reports[1].reasons, [too_large]);
    assert_eq!(reports[0].picture, reports[1].picture);
}

/// `webdriver.json` gives the browser a GPU in software, so that this runs on any machine.
#[wasm_bindgen_test]
async fn a_gpu_in_a_browser_computes_what_a_native_processor_does() {
    constructors::run_once();
    let device = Device::wgpu_options().init_async().await.expect("a GPU");
    assert_parity(&device).await;
}
