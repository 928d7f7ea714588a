//! What decoders ask of a file of any format before they start.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spectrafide_provenance::container::{Format, outline};

fuzz_target!(|data: &[u8]| {
    let outline = outline(data);
    assert_eq!(outline.format, Format::of(data));
    assert_eq!(outline.width_px.is_some(), outline.height_px.is_some());
});
