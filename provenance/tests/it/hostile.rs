//! Files that lie: an answer without a panic, in bounded memory, and after bounded work.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use crate::support::exif::raw_entry;
use crate::support::jumbf::{assertion, manifest, map, segments, store};
use crate::support::samples::samples;
use crate::support::*;
use spectrafide_provenance::finding::Problem;
use spectrafide_provenance::{What, read};

/// Counts what the thread has in use and what it ever took, so that a test can tell what a call took
/// while other tests run, however fast the machine is.
struct Counting;

thread_local! {
    static IN_USE: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

#[expect(unsafe_code, reason = "there is no safe way to count allocations")]
// SAFETY: every call goes to the system's allocator with the arguments that it came with. The
// counters allocate nothing and have nothing to drop.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = IN_USE.get() + layout.size() as isize;
        IN_USE.set(used);
        MOST.set(MOST.get().max(used));
        TAKEN.set(TAKEN.get() + layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.set(IN_USE.get() - layout.size() as isize);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Most bytes that a reading takes in all, for each byte of the file and besides: what is copied,
/// unpacked, parsed and compared is a measure of the work.
const WORK_PER_BYTE: usize = 128;
const WORK: usize = 256 << 20;

/// Reads a file, and asserts the promises about memory and work.
fn reads_within_bounds(file: &[u8], what: &str) {
    let before = IN_USE.get();
    MOST.set(before);
    let taken_before = TAKEN.get();
    let found = read(file, None);
    let most = MOST.get() - before;
    let taken = TAKEN.get() - taken_before;
    assert!(most < 64 << 20, "{what}: {} MB", most >> 20);
    let bound = WORK + WORK_PER_BYTE * file.len();
    assert!(taken < bound, "{what}: {} MB in all", taken >> 20);
    let outside = found.findings.iter().find(|finding| {
        let place = &finding.place;
        place.offset_bytes > file.len() as u64 || place.length_bytes > file.len() as u64
    });
    assert_eq!(outside, None, "{what}: outside the file");
}

/// A generator of the numbers that `xorshift` makes, so that every run is the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

#[test]
fn files_that_end_anywhere() {
    for (what, file) in samples() {
        for length in 0..file.len() {
            reads_within_bounds(&file[..length], &format!("{what} of {length} bytes"));
        }
    }
}

#[test]
fn files_with_changed_bytes() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    // The ends of the ranges that lengths and offsets have.
    let values = [0, 1, 0x7f, 0x80, 0xfe, 0xff];
    for (what, file) in samples() {
        for round in 0..3000 {
            let mut changed = file.clone();
            for _ in 0..=numbers.below(4) {
                let at = numbers.below(changed.len());
                changed[at] = match numbers.below(3) {
                    0 => numbers.below(256) as u8,
                    _ => values[numbers.below(values.len())],
                };
            }
            reads_within_bounds(&changed, &format!("{what}, round {round}"));
        }
    }
}

#[test]
fn texts_that_unpack_to_a_thousand_times_their_size() {
    for megabytes in [3, 60] {
        let bomb = [b"parameters\0\0", &zlib(&vec![b' '; megabytes << 20])[..]].concat();
        let file = png(&vec![chunk("zTXt", &bomb); 50]);
        assert!(file.len() < 4 << 20);
        reads_within_bounds(&file, &format!("{megabytes} MB"));
    }
    // Small ones by the thousand: what is unpacked in vain is bounded for all of them together.
    let bomb = [b"parameters\0\0", &zlib(&vec![b' '; 5 << 20])[..]].concat();
    let profile = [b"p\0\0", &zlib(&vec![0; 5 << 20])[..]].concat();
    let parts = [chunk("zTXt", &bomb), chunk("iCCP", &profile)].concat();
    let file = png(&vec![parts; 1000]);
    reads_within_bounds(&file, "two thousand");
}

#[test]
fn compressed_boxes_that_unpack_to_a_million_times_their_size() {
    for kind in [b"Exif", b"xml ", b"jumb"] {
        let bomb = brob(*kind, &vec![b' '; 60 << 20]);
        assert!(bomb.len() < 4 << 10);
        let file = jpeg_xl(&[bomb]);
        reads_within_bounds(&file, "a bomb");
        let told = problems(&file);
        let [
            Problem::BoxTooLong {
                kind: told,
                limit_bytes,
            },
        ] = told.as_slice()
        else {
            panic!("{told:?}");
        };
        assert_eq!(
            (told.as_bytes(), *limit_bytes),
            (kind.trim_ascii_end(), 4 << 20)
        );
    }
    // By the thousand, and small ones that ask for the largest window (RFC 7932, 9.1: 24 bits).
    let bomb = brob(*b"xml ", &vec![b' '; 5 << 20]);
    reads_within_bounds(&jpeg_xl(&vec![bomb; 1000]), "a thousand");
    let wide = bmff_box(b"brob", &[b"Exif", b"\x0f\xf0\xff\xff\x0f"]);
    reads_within_bounds(&jpeg_xl(&vec![wide; 4000]), "wide windows");
}

fn problems(file: &[u8]) -> Vec<Problem> {
    let found = read(file, None).findings.into_iter();
    let problems = found.filter_map(|finding| match finding.what {
        What::Problem(problem) => Some(problem),
        _ => None,
    });
    problems.collect()
}

#[test]
fn long_texts_of_every_kind() {
    let long = vec![0xe9; 40 << 20];
    let latin1 = [b"parameters\0", &long[..]].concat();
    reads_within_bounds(&png(&[chunk("tEXt", &latin1)]), "a text that is not UTF-8");
    reads_within_bounds(
        &png(&[chunk("tEXt", &[&long[..], b"\0"].concat())]),
        "a keyword",
    );
    let comments = vec![segment(0xfe, &[&long[..65_000]]); 600];
    reads_within_bounds(&jpeg(&comments), "comments of a JPEG");
    let comment = [b"\x21\xfe", &sub_blocks(&long)[..]].concat();
    reads_within_bounds(&gif(&[comment]), "a comment of a GIF");
    let packets: Vec<_> = (0..600).map(|_| xmp_segment(&"x".repeat(65_000))).collect();
    reads_within_bounds(&jpeg(&packets), "packets");
    let texts: Vec<_> = (0..13)
        .map(|_| text("Comment", &"x".repeat(3 << 20)))
        .collect();
    reads_within_bounds(&png(&texts), "texts");
}

#[test]
fn fields_that_share_their_bytes() {
    for (kind, count) in [
        (2, 60_000),
        (7, 60_000),
        (3, 30_000),
        (5, 7_500),
        (12, 7_500),
    ] {
        let entries = (0..300_u16).flat_map(|tag| raw_entry(tag, kind, count, 4096));
        let mut exif = b"II\x2a\0\x08\0\0\0\x2c\x01".to_vec();
        exif.extend(entries);
        exif.resize(4096 + 60_000, 0);
        reads_within_bounds(&jpeg(&[exif_segment(&exif[..64_000])]), "a JPEG");
        reads_within_bounds(&png(&vec![chunk("eXIf", &exif); 20]), "a PNG with twenty");
        exif.resize(40 << 20, 0);
        reads_within_bounds(&exif, "a TIFF");
    }
}

#[test]
fn trees_that_take_more_than_their_text() {
    for item in ["[0],", "{\"\":0},", "[[[0]]],", "0,"] {
        for size in [500 << 10, 3 << 20] {
            let list = item.repeat(size / item.len());
            let json = format!("{{\"a\": [{list}0]}}");
            for keyword in [
                "parameters",
                "prompt",
                "workflow",
                "invokeai_metadata",
                "AIGC",
            ] {
                reads_within_bounds(&png(&[text(keyword, &json)]), keyword);
            }
        }
    }
    reads_within_bounds(
        &png(&[text("prompt", &"{\"a\":".repeat(100_000))]),
        "deep JSON",
    );
}

/// A reader that puts every record into a text of its own takes gigabytes for these.
#[test]
fn records_of_a_colour_profile_that_share_their_text() {
    let (records, text_bytes) = (50_000_u32, 1_u32 << 20);
    let record = [
        b"enUS",
        &text_bytes.to_be_bytes()[..],
        &(16 + 12 * records).to_be_bytes(),
    ];
    let numbers = [records, 12].map(u32::to_be_bytes).concat();
    let name = [
        b"mluc\0\0\0\0",
        &numbers[..],
        &record.concat().repeat(records as usize),
        &b"\0a".repeat(text_bytes as usize / 2),
    ];
    let name = name.concat();
    let mut profile = vec![0; 128];
    profile[36..40].copy_from_slice(b"acsp");
    profile.extend(
        [1, u32::from_be_bytes(*b"desc"), 144, name.len() as u32]
            .map(u32::to_be_bytes)
            .concat(),
    );
    profile.extend(&name);
    let file = webp(&[(b"ICCP", &profile)]);
    reads_within_bounds(&file, "a name of many records");
    let found = read(&file, None).findings.into_iter();
    let names: Vec<usize> = found
        .filter_map(|finding| match finding.what {
            What::ColorProfile(profile) => Some(profile.name?.len()),
            _ => None,
        })
        .collect();
    assert_eq!(names, [200], "the first record counts, cut");
}

#[test]
fn packets_of_many_elements() {
    let packet = |elements: &str| {
        png(&[chunk(
            "iTXt",
            &[b"XML:com.adobe.xmp\0\0\0\0\0", xmp("", elements).as_bytes()].concat(),
        )])
    };
    for (what, part) in [
        ("elements", "<a/>".to_owned()),
        ("attributes", "<a b='' c='' d='' e=''/>".to_owned()),
        ("texts", "<a>b</a>".to_owned()),
        ("references", "<a>&#65;</a>".to_owned()),
    ] {
        for count in [10_000, 24_000, 49_000, 400_000] {
            reads_within_bounds(&packet(&part.repeat(count)), what);
        }
    }
    for count in [900, 50_000] {
        let names = |n: usize| format!("<a xmlns:n{n}='u{n}'>");
        let nested: String = (0..count).map(names).collect();
        reads_within_bounds(
            &packet(&(nested + &"</a>".repeat(count))),
            "nested namespaces",
        );
    }
}

#[test]
fn stores_of_many_boxes() {
    let deep = (0..5000).fold(Vec::new(), |inner, _| bmff_box(b"jumb", &[&inner]));
    reads_within_bounds(&png(&[chunk("caBX", &deep)]), "deep");
    let wide = bmff_box(b"jumb", &[]).repeat(1 << 20);
    reads_within_bounds(&png(&[chunk("caBX", &wide)]), "wide");
    let value = |depth: usize| {
        let zero = ciborium::Value::from(0);
        (0..depth).fold(zero, |inner, _| ciborium::Value::Array(vec![inner]))
    };
    let lists = ciborium::Value::Array(vec![value(1); 100_000]);
    let heavy = assertion("c2pa.actions", &map(&[("actions", lists)]));
    let many = store(&[manifest("urn:c2pa:1", "G", &vec![heavy; 40])]);
    reads_within_bounds(&png(&[chunk("caBX", &many)]), "lists");
    let nested = assertion("c2pa.actions", &map(&[("actions", value(100))]));
    reads_within_bounds(
        &png(&[chunk("caBX", &store(&[manifest("l", "G", &[nested])]))]),
        "nested",
    );
    let parts = segments(&vec![1; 40 << 20], 60_000);
    reads_within_bounds(&jpeg(&parts), "a long box in parts");
}

#[test]
fn items_that_share_their_bytes() {
    // Every item is all of a large `mdat`.
    let count = 3000_u16;
    let entry = |id: u16| {
        bmff_box(
            b"infe",
            &[&[2, 0, 0, 0], &id.to_be_bytes(), &[0, 0], b"Exif\0"],
        )
    };
    let entries: Vec<u8> = (0..count).flat_map(entry).collect();
    let info = bmff_box(b"iinf", &[&[0; 4], &count.to_be_bytes(), &entries]);
    let place = |id: u16| {
        let extent = [0_u32.to_be_bytes(), (3_u32 << 20).to_be_bytes()].concat();
        [&id.to_be_bytes()[..], &[0, 0, 0, 1], &extent].concat()
    };
    let places: Vec<u8> = (0..count).flat_map(place).collect();
    let location = bmff_box(
        b"iloc",
        &[&[0, 0, 0, 0, 0x44, 0], &count.to_be_bytes(), &places],
    );
    let meta = bmff_box(b"meta", &[&[0; 4], &info, &location]);
    let data = bmff_box(b"mdat", &[&vec![0; 4 << 20]]);
    let brand = bmff_box(b"ftyp", &[b"avif\0\0\0\0avifmif1"]);

    reads_within_bounds(&[brand, meta, data].concat(), "an AVIF");
}

#[test]
fn extensions_of_xmp_that_many_packets_could_name() {
    let header = b"http://ns.adobe.com/xmp/extension/\0";
    let part = |digest: usize| {
        let digest = format!("{digest:032}");
        segment(
            0xe1,
            &[header, digest.as_bytes(), &[0, 0, 0, 1], &[0; 4], b"x"],
        )
    };
    let mut parts: Vec<_> = (0..5000).map(part).collect();
    parts.extend((0..300).map(|_| xmp_segment(&"x".repeat(65_000))));

    reads_within_bounds(&jpeg(&parts), "a JPEG");
}

#[test]
fn a_large_picture_that_says_it_hides_something() {
    let (width, height) = (8000, 8000);
    let signature: Vec<u8> = b"stealth_pngcomp"
        .iter()
        .copied()
        .chain([0xff; 4])
        .collect();
    let mut file = Vec::new();
    {
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(png::Compression::Fastest);
        let mut writer = encoder.write_header().expect("writing to memory");
        let mut rows = writer.stream_writer().expect("writing to memory");
        for row in 0..height as usize {
            let mut pixels = vec![0; width as usize * 4];
            let byte = signature.get(row / 8).copied().unwrap_or(0);
            pixels[3] = byte >> (7 - row % 8) & 1;
            std::io::Write::write_all(&mut rows, &pixels).expect("writing to memory");
        }
        rows.finish().expect("writing to memory");
    }

    reads_within_bounds(&file, "64 megapixels");
}

/// A part of one file in the middle of another.
#[test]
fn files_in_each_other() {
    let mut numbers = Numbers(11);
    let files = samples();
    for (outer_name, outer) in &files {
        for (inner_name, inner) in &files {
            for _ in 0..20 {
                let (at, from) = (numbers.below(outer.len()), numbers.below(inner.len()));
                let mixed = [&outer[..at], &inner[from..], &outer[at..]].concat();
                reads_within_bounds(&mixed, &format!("{inner_name} in {outer_name} at {at}"));
            }
        }
    }
}

/// The comparisons with the pixels are made only where a picture is at hand.
#[test]
fn files_with_changed_bytes_beside_their_picture() {
    let mut numbers = Numbers(7);
    let picture = picture();
    for (what, file) in samples() {
        for _ in 0..200 {
            let mut changed = file.clone();
            let at = numbers.below(changed.len());
            changed[at] = numbers.below(256) as u8;
            let found = read(&changed, Some(&picture));
            assert!(found.findings.len() < 1000, "{what}");
        }
    }
}

#[test]
fn tables_by_the_hundred_thousand() {
    let table = [&[0x03][..], &[1; 64]].concat();
    let tables = segment(0xdb, &[&table.repeat(1000)]);
    reads_within_bounds(&jpeg(&vec![tables; 700]), "tables");
    let cut = segment(0xdb, &[&[0x03; 40]]);
    reads_within_bounds(&jpeg(&vec![cut; 100_000]), "cut tables");
}

/// Every file of the archive that `SPECTRAFIDE_DATA` has, hostile and not.
#[test]
fn the_files_of_the_archive() {
    let Some(folder) = std::env::var_os("SPECTRAFIDE_DATA") else {
        println!("skipped: SPECTRAFIDE_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("fixtures.zip");
    let file =
        std::fs::File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut archive = zip::ZipArchive::new(file).expect("an archive");
    let mut count = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        if entry.is_dir() {
            continue;
        }
        let name = format!("{:?}", entry.name());
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("an entry");
        reads_within_bounds(&bytes, &name);
        count += 1;
    }
    assert!(count > 0, "the archive is empty");
}
