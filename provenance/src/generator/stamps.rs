//! Short texts that are all that a generator writes.
//!
//! Such a text counts where its generator puts it, if it is exactly that text, and if nothing of a
//! camera stands beside it.

use super::{Mark, Records, Source, generation};
use crate::finding::Tool;

/// A generator with the place and the text. Source: the observations that
/// <https://github.com/wiltodelta/remove-ai-watermarks> collects in `docs/watermarking-landscape.md`.
const STAMPS: [(Tool, Source, &str, &str); 1] =
    [(Tool::Ideogram, Source::Exif, "Make", "Ideogram AI")];

pub(super) fn read(records: &Records) -> Vec<Mark> {
    let stamps = STAMPS.iter().filter_map(|&(tool, source, name, value)| {
        let text = records
            .text(source, name)
            .filter(|text| text.value == value)?;
        let has_camera = records.text(Source::Exif, "Model").is_some();
        (!has_camera).then(|| Mark::new(generation(tool), &[text]))
    });
    stamps.collect()
}
