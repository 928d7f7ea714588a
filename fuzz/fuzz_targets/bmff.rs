//! Boxes of AVIF and HEIF.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| spectrafide_fuzz::walk(b"\0\0\0\x14ftypavif\0\0\0\0avif", data));
