//! A detector card of any text. Its weights are empty, so most cards end at their checksum.

#![no_main]

use burn::tensor::Device;
use libfuzzer_sys::fuzz_target;
use spectrafide_models::detector::Detector;

fuzz_target!(|data: &[u8]| {
    if let Ok(card) = std::str::from_utf8(data) {
        let loaded = Detector::load(card, Vec::new(), &Device::flex());
        assert!(loaded.is_err(), "no network has no weights");
    }
});
