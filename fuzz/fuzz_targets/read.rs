//! Whole files of any format.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    spectrafide_provenance::read(data, None);
});
