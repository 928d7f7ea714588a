//! XMP packets.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| spectrafide_fuzz::read_chunk(
    b"iTXt",
    b"XML:com.adobe.xmp\0\0\0\0\0",
    data
));
