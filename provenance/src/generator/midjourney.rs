//! Midjourney: a description that ends with the identifier of a job.
//!
//! `<prompt> --<option> <value> … Job ID: <UUID>`, in the text chunk `Description` of a PNG, in EXIF
//! `ImageDescription` or as `dc:description` of XMP. Source:
//! <https://docs.midjourney.com/hc/en-us/articles/33329380893325-Managing-Image-Uploads>, and the
//! files that its download button gives.

use super::{MAX_SETTINGS, Mark, Records, Source, generation, prompt};
use crate::finding::{Field, Generation, Tool};

const PLACES: [(Source, &str); 4] = [
    (Source::Png, "Description"),
    (Source::Exif, "ImageDescription"),
    (Source::Exif, "UserComment"),
    (Source::Xmp, "dc:description"),
];

pub(super) fn read(records: &Records) -> Option<Mark> {
    records
        .texts_in(&PLACES)
        .find_map(|text| Some(Mark::new(parse(&text.value)?, &[text])))
}

fn parse(description: &str) -> Option<Generation> {
    let (written, job) = description.trim().rsplit_once("Job ID:")?;
    let job = job.trim();
    if !is_uuid(job) {
        return None;
    }
    let mut parts = written.split(" --");
    let positive = parts.next()?;
    let mut options: Vec<Field> = parts
        .map(|option| {
            let (name, value) = option.trim().split_once(' ').unwrap_or((option.trim(), ""));
            Field::new(name, value.trim())
        })
        .take(MAX_SETTINGS)
        .collect();
    let mut taken = |names: &[&str]| {
        let at = options
            .iter()
            .position(|option| names.contains(&option.name.as_str()))?;
        Some(options.remove(at).value)
    };
    let negative_prompt = taken(&["no"]);
    let model = taken(&["v", "version", "niji"]);
    let seed = taken(&["seed"]);
    options.push(Field::new("Job ID", job));
    Some(Generation {
        prompt: prompt(positive),
        negative_prompt,
        model,
        seed,
        settings: options,
        ..generation(Tool::Midjourney)
    })
}

/// Whether `text` is a UUID as RFC 9562 writes it: 8, 4, 4, 4 and 12 hexadecimal digits.
pub(super) fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
