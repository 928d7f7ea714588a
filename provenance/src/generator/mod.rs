//! What generators write into their pictures.
//!
//! A record counts only in the place where its generator puts it, and only with the shape that the
//! generator gives it. A brand's name alone is no record.
//!
//! A convention whose records are one JSON object is an entry of the table in `table.rs`, one that
//! signs with Content Credentials an entry in `manifest.rs`, one of a fixed text an entry in
//! `stamps.rs`. The others have a file each.

mod automatic1111;
mod comfyui;
mod fields;
mod google;
mod grok;
mod invokeai;
mod manifest;
mod midjourney;
mod novelai;
mod stamps;
mod table;

pub(crate) mod stealth;

use crate::credentials::Credentials;
use crate::finding::{Field, Finding, Generation, Place, Tool, Trust, What};
use crate::text::{Source, Text};
use crate::xmp::Xmp;

/// Most other settings that a finding lists.
const MAX_SETTINGS: usize = 64;
/// Longest prompt that is kept, in bytes.
const MAX_PROMPT_BYTES: usize = 64 << 10;

/// Where records may stand.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) texts: Vec<Text>,
    pub(crate) xmp: Vec<(Place, Xmp)>,
    pub(crate) credentials: Vec<(Place, Credentials)>,
}

impl Records {
    /// The text of this name.
    fn text(&self, source: Source, name: &str) -> Option<&Text> {
        self.texts
            .iter()
            .find(|text| text.source == source && text.name == name)
    }

    /// The texts that stand in one of these places.
    fn texts_in<'a>(
        &'a self,
        places: &'a [(Source, &'a str)],
    ) -> impl Iterator<Item = &'a Text> + 'a {
        places
            .iter()
            .filter_map(|(source, name)| self.text(*source, name))
    }
}

/// A generator's record and the texts that it was read from.
struct Mark {
    generation: Generation,
    place: Place,
    raw: Vec<Field>,
}

impl Mark {
    fn new(generation: Generation, texts: &[&Text]) -> Self {
        Self {
            generation,
            place: texts
                .first()
                .map_or_else(Place::default, |text| text.place.clone()),
            raw: texts
                .iter()
                .map(|text| Field::new(&text.name, &text.value))
                .collect(),
        }
    }
}

/// A record of `tool` without any details.
fn generation(tool: Tool) -> Generation {
    Generation {
        tool,
        prompt: None,
        negative_prompt: None,
        model: None,
        seed: None,
        settings: Vec::new(),
    }
}

/// A prompt, cut where it is too long.
fn prompt(text: &str) -> Option<String> {
    let text = text.trim();
    let mut end = text.len().min(MAX_PROMPT_BYTES);
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    text.get(..end)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// Every record, one for each convention and text.
pub(crate) fn read(records: &Records) -> Vec<Finding> {
    let own = [
        automatic1111::read,
        comfyui::read,
        invokeai::read,
        novelai::read,
        midjourney::read,
        grok::read,
        google::read,
    ];
    let tables = [table::read, stamps::read, manifest::read];
    let own = own.iter().filter_map(|convention| convention(records));
    let tables = tables.iter().flat_map(|table| table(records));
    let mut findings: Vec<Finding> = Vec::new();
    for mark in own.chain(tables) {
        // Some programs write as others do, too; the first in the order has the text.
        let text = |raw: &[Field]| raw.first().map(|field| field.name.clone());
        let known = findings
            .iter()
            .any(|finding| finding.place == mark.place && text(&finding.raw) == text(&mark.raw));
        if !known {
            findings.push(Finding {
                what: What::Generation(mark.generation),
                place: mark.place,
                trust: Trust::UnsignedClaim,
                raw: mark.raw,
            });
        }
    }
    findings
}

/// Whether a text of EXIF is a record that was found, and so no name of a camera.
pub(crate) fn is_record(findings: &[Finding], place: &Place, name: &str, value: &str) -> bool {
    findings.iter().any(|finding| {
        finding.place == *place
            && matches!(finding.what, What::Generation(_))
            && finding
                .raw
                .iter()
                .any(|field| field.name == name && field.value == value)
    })
}
