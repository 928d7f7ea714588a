//! Writes the inputs that fuzzing starts from: `fuzz_seeds FOLDER` makes a folder for each target.
//!
//! They are files made here and, where `SPECTRAFIDE_DATA` names the folder with `fixtures.zip`,
//! those of it. A target for a part of a file gets that part alone, in the form that the target
//! in `fuzz/fuzz_targets` expects.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use spectrafide_provenance::container::{BlockKind, open};

#[path = "../tests/it/support/mod.rs"]
mod support;

/// Larger files are left out: they would slow down every round.
const MAX_SEED_BYTES: u64 = 200 << 10;

/// Targets of a container, with what they put in front.
const MAGIC: [(&str, &[u8]); 6] = [
    ("jpeg", b"\xff\xd8\xff"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("gif", b"GIF89a"),
    ("jxl", b"\0\0\0\x0cJXL \r\n\x87\n"),
    ("tiff", b"II\x2a\0"),
    ("tiff", b"MM\0\x2a"),
];

fn main() -> io::Result<()> {
    let Some(folder) = std::env::args_os().nth(1) else {
        return Err(io::Error::other("usage: fuzz_seeds FOLDER"));
    };
    let folder = Path::new(&folder);
    let mut files: Vec<Vec<u8>> = support::samples::samples()
        .into_iter()
        .map(|(_, bytes)| bytes)
        .collect();
    match std::env::var_os("SPECTRAFIDE_DATA") {
        Some(data) => files.extend(archived(&Path::new(&data).join("fixtures.zip"))?),
        None => println!("SPECTRAFIDE_DATA is not set: starting from the made files alone"),
    }
    let mut count = 0;
    for file in &files {
        for (target, seed) in seeds(file) {
            let target = folder.join(target);
            fs::create_dir_all(&target)?;
            fs::write(target.join(format!("seed-{count:05}")), seed)?;
            count += 1;
        }
    }
    println!("{count} seeds of {} files", files.len());
    Ok(())
}

/// The smaller files of an archive.
fn archived(path: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path)?).map_err(io::Error::other)?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(io::Error::other)?;
        if !entry.is_dir() && entry.size() <= MAX_SEED_BYTES {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            files.push(bytes);
        }
    }
    Ok(files)
}

/// The inputs that a file gives, each with its target.
fn seeds(file: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut seeds: Vec<(&str, Vec<u8>)> = ["read", "outline", "decode"]
        .map(|target| (target, file.to_vec()))
        .into();
    for (target, magic) in MAGIC {
        if let Some(rest) = file.strip_prefix(magic) {
            // The target for TIFF takes the byte order from a first byte.
            let order = (target == "tiff").then_some(u8::from(file.starts_with(b"M")));
            seeds.push((
                target,
                order.into_iter().chain(rest.iter().copied()).collect(),
            ));
        }
    }
    if file.get(8..12) == Some(b"WEBP") {
        seeds.push(("webp", file[12..].to_vec()));
    }
    if file.get(4..8) == Some(b"ftyp") {
        let first = usize::from(file[3]).max(8).min(file.len());
        seeds.push(("bmff", file[first..].to_vec()));
    }
    for block in open(file).blocks {
        let data = block.data.into_owned();
        match block.kind {
            BlockKind::Exif => seeds.push(("exif", data)),
            BlockKind::Xmp => seeds.push(("xmp", data)),
            BlockKind::C2pa => seeds.push(("jumbf", data)),
            // The first byte chooses among the target's keywords.
            BlockKind::Text { .. } => {
                seeds.extend((0..12).map(|choice| ("generators", [&[choice][..], &data].concat())));
            }
            _ => {}
        }
    }
    seeds
}
