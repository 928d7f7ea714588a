//! From a file to pixels, for files that promise up to a megapixel.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spectrafide_picture::decode::{Format, decode, header};

/// Larger pictures take long and tell nothing new.
const MAX_PIXELS: u64 = 1 << 20;
/// Of a JPEG XL: its pixels may be transformed and laid over each other again and again.
const MAX_JXL_PIXELS: u64 = 1 << 14;

fuzz_target!(|data: &[u8]| {
    let small = header(data).is_ok_and(|it| {
        let most = match it.format {
            Format::JpegXl => MAX_JXL_PIXELS,
            _ => MAX_PIXELS,
        };
        u64::from(it.width_px) * u64::from(it.height_px) <= most
    });
    if small && let Ok(picture) = decode(data) {
        assert!(picture.pixels.width() > 0 && picture.pixels.height() > 0);
    }
});
