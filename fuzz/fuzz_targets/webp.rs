//! WebP chunks, behind a header with no length of its own.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| spectrafide_fuzz::walk(b"RIFF\xff\xff\xff\x7fWEBP", data));
