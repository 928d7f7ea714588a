//! Judges files, as the page does.

use std::path::Path;
use std::time::Instant;

use spectrafide_models::decode::decode;
use spectrafide_models::delivery::Delivery;
use spectrafide_models::detector::{AnalyzeError, AnalyzeOptions, Detector};
use spectrafide_models::report::Report;

use super::provenance;

/// What `detector` says of a file, on a device that is called `device_name`; a file that cannot
/// be judged gets a report with an `error`.
pub fn report(detector: &Detector, file: &Path, device_name: &str) -> Report {
    let path = file.to_string_lossy();
    let started = Instant::now();
    let id = &detector.card().id;
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return Report::failed(&path, id, &error),
    };
    let decoded = decode(&bytes);
    let pixels = decoded.as_ref().ok().map(|picture| &picture.pixels);
    let says = provenance::read(&bytes, pixels).without_location();
    let options = AnalyzeOptions {
        explain: false,
        budget_millis: None,
        delivery: Delivery::of(&says),
        device_name,
        now_millis: &|| started.elapsed().as_secs_f64() * 1000.0,
        progress: &|_| {},
    };
    let decode_millis = (options.now_millis)();
    let judged = decoded.map_err(AnalyzeError::from).and_then(|picture| {
        pollster::block_on(detector.analyze_picture(&path, &picture, &options))
    });
    let mut report = match judged {
        Ok(analysis) => analysis.report,
        Err(error) => Report::failed(&path, id, &error),
    };
    report.timings.decode_millis = decode_millis;
    report.hear(says);
    report
}
