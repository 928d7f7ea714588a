//! Files that are damaged or lie about themselves: an answer within a second and 64 MB.

#![expect(
    unsafe_code,
    reason = "measuring allocations takes an allocator of one's own"
)]

mod small_files;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::{Duration, Instant};

use image::RgbImage;
use small_files::small_files;
use spectrafide_provenance::read;

/// What reading may allocate at once, beside the file and the picture.
const MAX_PEAK_BYTES: usize = 64 << 20;
const MAX_TIME: Duration = Duration::from_secs(1);

/// Counts what the current thread holds, since tests run on several.
struct Counting;

thread_local! {
    static HELD: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

impl Counting {
    fn grow(bytes: usize) {
        HELD.with(|held| {
            let (now, peak) = held.get();
            let now = now.saturating_add(bytes);
            held.set((now, peak.max(now)));
        });
    }

    fn shrink(bytes: usize) {
        HELD.with(|held| {
            let (now, peak) = held.get();
            held.set((now.saturating_sub(bytes), peak));
        });
    }
}

// SAFETY: every call goes to the system's allocator unchanged; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::grow(layout.size());
        // SAFETY: the caller keeps the contract of this function, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        Self::shrink(layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Numbers that only depend on the seed (Steele, Lea and Flood's splitmix64,
/// <https://doi.org/10.1145/2714064.2660195>).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to `limit`, which is not among them.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) % limit as u64) as usize
    }
}

/// Reads a file, and says what is wrong with how that went.
fn reading(bytes: &[u8], picture: Option<&RgbImage>) -> Option<String> {
    HELD.set((0, 0));
    let start = Instant::now();
    let provenance = read(bytes, picture);
    let (time, (_, peak)) = (start.elapsed(), HELD.get());
    // Findings point into the file.
    let outside = provenance.findings.iter().find(|finding| {
        let end = finding
            .place
            .offset_bytes
            .checked_add(finding.place.length_bytes);
        finding.place.offset_bytes > bytes.len() as u64 || end.is_none()
    });
    if time > MAX_TIME {
        Some(format!("took {time:?}"))
    } else if peak > MAX_PEAK_BYTES {
        Some(format!("held {peak} bytes"))
    } else {
        outside.map(|finding| format!("points outside: {:?}", finding.place))
    }
}

#[test]
fn the_counter_counts() {
    HELD.set((0, 0));
    drop(vec![0u8; 3 << 20]);
    assert!(HELD.get().1 >= 3 << 20);
    assert_eq!(HELD.get().0, 0);
}

#[test]
fn every_truncation_is_read() {
    for (name, bytes) in small_files() {
        for length in 0..bytes.len() {
            let wrong = reading(&bytes[..length], None);
            assert_eq!(wrong, None, "{name} cut at {length}");
        }
    }
}

#[test]
fn changed_bytes_are_read() {
    let picture = RgbImage::from_fn(48, 32, |x, y| image::Rgb([x as u8 * 5, y as u8 * 7, 90]));
    let mut random = Random::new(7);
    for (name, bytes) in small_files() {
        for round in 0..1500 {
            let mut changed = bytes.clone();
            for _ in 0..=round % 4 {
                let at = random.below(changed.len());
                // Lengths and counts lie best at their extremes.
                changed[at] = match random.below(4) {
                    0 => 0,
                    1 => 0xff,
                    2 => 0x7f,
                    _ => random.below(256) as u8,
                };
            }
            let picture = (round % 8 == 0).then_some(&picture);
            assert_eq!(reading(&changed, picture), None, "{name}, round {round}");
        }
    }
}

/// A part of one file in the middle of another.
#[test]
fn files_in_each_other_are_read() {
    let files = small_files();
    let mut random = Random::new(11);
    for (outer_name, outer) in &files {
        for (inner_name, inner) in &files {
            for _ in 0..20 {
                let (at, from) = (random.below(outer.len()), random.below(inner.len()));
                let mixed = [&outer[..at], &inner[from..], &outer[at..]].concat();
                let wrong = reading(&mixed, None);
                assert_eq!(wrong, None, "{inner_name} in {outer_name} at {at}");
            }
        }
    }
}

/// Every file of the archive that `SPECTRAFIDE_DATA` has, hostile and not.
#[test]
fn the_archive_is_read() {
    let Some(folder) = std::env::var_os("SPECTRAFIDE_DATA") else {
        println!("skipped: SPECTRAFIDE_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("fixtures.zip");
    let file = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let mut count = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        if entry.is_dir() {
            continue;
        }
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        assert_eq!(reading(&bytes, None), None, "{:?}", entry.name());
        count += 1;
    }
    assert!(count > 0, "the archive is empty");
}
