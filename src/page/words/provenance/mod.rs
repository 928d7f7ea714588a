//! What people read of what a file says about itself.

pub mod chain;
pub mod credentials;
pub mod history;
pub mod marks;

use spectrafide_provenance::finding::{Extent, Finding, Place, Provenance, What};

/// A label with its value.
pub type Row = (&'static str, String);

/// What the panel begins with.
pub fn lead(provenance: &Provenance) -> &'static str {
    if provenance.findings.is_empty() {
        "The file says nothing about where it comes from. That is no sign either way: most web \
         sites and messengers remove such notes."
    } else {
        "Notes in a file are claims. Most can be written by anyone and are lost when a picture is \
         passed on, so one that is missing shows nothing, and none of them makes a picture real."
    }
}

/// What is not looked for.
pub const WATERMARKS: &str = "The invisible watermark SynthID is not looked for: only Google’s own \
                              services can read it.";

/// Where a finding stands.
pub fn place(place: &Place) -> String {
    format!(
        "{}, {} bytes at {}",
        place.container, place.length_bytes, place.offset_bytes
    )
}

/// The kind of a finding, over its fields.
pub fn kind(finding: &Finding) -> &'static str {
    match &finding.what {
        What::Credentials(_) => "Content Credentials",
        What::Generation(_) => "Generator’s record",
        What::Declaration(_) => "Label",
        What::Capture(_) => "Camera",
        What::Editing(_) => "Programs",
        What::ColorProfile(_) => "Colour profile",
        What::Thumbnail(_) => "Small copy",
        What::Compression(_) => "Compression",
        What::Dimensions(_) => "Size",
        What::Problem(_) => "Problem",
    }
}

fn extent(extent: Extent) -> String {
    match extent {
        Extent::Whole => "yes, all of it",
        Extent::Part => "yes, a part of it",
        Extent::Unclear => "by a program; how far is left open",
        Extent::None => "no, it says",
    }
    .to_owned()
}

/// The rows that have a value.
fn known<const N: usize>(rows: [(&'static str, Option<String>); N]) -> Vec<Row> {
    rows.into_iter()
        .filter_map(|(label, value)| Some((label, value?)))
        .collect()
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_notes_is_not_called_suspicious() {
        let text = lead(&Provenance::default());
        assert!(text.contains("no sign either way"), "{text}");
    }
}
