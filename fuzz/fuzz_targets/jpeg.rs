//! JPEG segments.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| spectrafide_fuzz::walk(b"\xff\xd8\xff", data));
