//! Measures how often a picture without an invisible watermark is found to have one.
//!
//! ```text
//! cargo run --profile dev -p spectrafide-provenance --example watermark_alarms -- FOLDER FILE.json [PHOTOGRAPHS]
//! ```
//!
//! `FOLDER` holds `openmix.zip` and `openmix2.zip`. Each photograph in them is read many times: as it
//! is, smaller and larger, saved as JPEG or not, whole and cut. What is read is added up in `FILE.json`
//! after every few photographs, and a run that was stopped goes on where it was. Photographs come in an
//! order that mixes their collections, so that the first `PHOTOGRAPHS` of them say something, too. At the
//! end it prints what was found.

mod cuts;
mod record;
mod tail;

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use image::RgbImage;
use record::Record;
use spectrafide_provenance::watermark::agreements;

/// Photographs between two writings of the file.
const EVERY: usize = 20;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other(
            "usage: watermark_alarms FOLDER FILE.json [PHOTOGRAPHS]",
        ));
    };
    let (folder, file) = (Path::new(&folder), Path::new(&file));
    let most = arguments
        .next()
        .and_then(|most| most.to_str()?.parse().ok());
    let mut record: Record = match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Record::default(),
        Err(error) => return Err(error),
    };
    let photographs = listed(folder)?;
    let some = photographs.iter().take(most.unwrap_or(usize::MAX));
    for (archive, name) in some.skip(record.photographs_seen) {
        if let Ok(picture) = image::load_from_memory(&bytes(&folder.join(archive), name)?) {
            read(&picture.to_rgb8(), name, &mut record)?;
        }
        record.photographs_seen += 1;
        if record.photographs_seen.is_multiple_of(EVERY) {
            save(&mut record, file)?;
        }
    }
    save(&mut record, file)?;
    println!("{record}");
    Ok(())
}

/// Reads all copies of a photograph.
fn read(picture: &RgbImage, name: &str, record: &mut Record) -> io::Result<()> {
    let mut best = Vec::new();
    cuts::each(picture, |delivery, copy| {
        let read = agreements(copy);
        if read.is_empty() {
            return;
        }
        if let Some(alarm) = read.iter().find(|agreement| agreement.counts()) {
            let (width, height) = copy.dimensions();
            println!(
                "{name}, {delivery}, {width} × {height}: {} of {} bits of {}",
                alarm.right, alarm.bits, alarm.model
            );
        }
        record.add(delivery, &read, &mut best);
    })?;
    record.finish(&best);
    Ok(())
}

fn save(record: &mut Record, file: &Path) -> io::Result<()> {
    record.conclude();
    let beside = file.with_extension("json.part");
    fs::write(&beside, serde_json::to_string_pretty(record)? + "\n")?;
    fs::rename(beside, file)
}

/// The archive and the name in it of each photograph, mixed.
fn listed(folder: &Path) -> io::Result<Vec<(&'static str, String)>> {
    let mut all = Vec::new();
    for archive in ["openmix.zip", "openmix2.zip"] {
        let zip = zip::ZipArchive::new(fs::File::open(folder.join(archive))?)?;
        for name in zip.file_names() {
            let name = name.map_err(io::Error::other)?.into_owned();
            if name.contains("/real/") && !name.ends_with('/') {
                all.push((archive, name));
            }
        }
    }
    all.sort();
    // A step without a common divisor with the length visits each once.
    let mixed = (0..all.len()).map(|index| all[index * STEP % all.len()].clone());
    Ok(mixed.collect())
}

/// A prime, larger than a collection and no divisor of the number of photographs.
const STEP: usize = 1009;

fn bytes(archive: &Path, name: &str) -> io::Result<Vec<u8>> {
    let mut zip = zip::ZipArchive::new(fs::File::open(archive)?)?;
    let mut bytes = Vec::new();
    zip.by_name(name)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}
