//! PNG chunks.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| spectrafide_fuzz::walk(b"\x89PNG\r\n\x1a\n", data));
