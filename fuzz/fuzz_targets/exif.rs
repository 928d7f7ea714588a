//! EXIF data.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| spectrafide_fuzz::read_chunk(b"eXIf", b"", data));
