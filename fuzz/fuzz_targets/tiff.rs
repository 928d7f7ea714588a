//! TIFF directories, in the byte order that the first byte chooses.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((order, rest)) = data.split_first() else {
        return;
    };
    let magic: &[u8] = if order & 1 == 0 {
        b"II\x2a\0"
    } else {
        b"MM\0\x2a"
    };
    spectrafide_fuzz::walk(magic, rest);
});
