//! Records of generators, under the keyword that the first byte chooses.

#![no_main]

use libfuzzer_sys::fuzz_target;

const KEYWORDS: [&[u8]; 12] = [
    b"parameters\0",
    b"prompt\0",
    b"workflow\0",
    b"Comment\0",
    b"Description\0",
    b"Dream\0",
    b"sd-metadata\0",
    b"invokeai_metadata\0",
    b"generation_data\0",
    b"Software\0",
    b"AIGC\0",
    b"Title\0",
];

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let keyword = KEYWORDS[usize::from(*choice) % KEYWORDS.len()];
    spectrafide_fuzz::read_chunk(b"tEXt", keyword, rest);
});
