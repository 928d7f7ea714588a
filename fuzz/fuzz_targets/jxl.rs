//! Boxes of JPEG XL, compressed or not.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| spectrafide_fuzz::walk(b"\0\0\0\x0cJXL \r\n\x87\n", data));
