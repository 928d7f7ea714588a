//! To sRGB, by what the file says of its colours; notes tell of it.

use image::DynamicImage;
use spectrafide_provenance::container::{BlockKind, Container};
use spectrafide_provenance::finding::Problem;
use spectrafide_provenance::history::color_profile;
use spectrafide_report::{Note, ProfileFault};

use super::colour::{Conversion, Named};
use super::{DecodeError, jpeg};

/// The picture of four inks in sRGB, by its profile where that can be.
pub(super) fn printed(
    jpeg: &jpeg::Jpeg<'_>,
    container: &Container<'_>,
    notes: &mut Vec<Note>,
) -> Result<DynamicImage, DecodeError> {
    let (profile, conversion) = conversion(container, 4, notes);
    let by_profile = conversion.is_some();
    notes.push(Note::InksConverted {
        profile,
        by_profile,
    });
    match conversion {
        Some(conversion) => jpeg.printed(|inks| conversion.print(inks)),
        None => jpeg.colours(),
    }
}

/// `decoded` in sRGB: as it is, unless a profile or the file itself says otherwise.
pub(super) fn in_srgb(
    decoded: DynamicImage,
    container: &Container<'_>,
    notes: &mut Vec<Note>,
) -> DynamicImage {
    let channels = if decoded.color().has_color() { 3 } else { 1 };
    let points = Named::by_code_points(container, channels);
    // Code points that are not read leave the word to the profile.
    let named = match (points, has_profile(container)) {
        (Some(Named::NotRead(_)) | None, true) => {
            let asked = conversion(container, channels, notes);
            return converted(decoded, asked, notes);
        }
        (Some(named), _) => named,
        (None, false) => Named::by_chunks(container, channels),
    };
    match named {
        Named::Srgb => decoded,
        Named::By(by, conversion) => {
            notes.push(Note::ColorsConvertedAsNamed { by });
            conversion.apply(decoded)
        }
        Named::NotRead(by) => {
            notes.push(Note::NamedColorsNotUsed { by });
            decoded
        }
    }
}

/// Whether the file has a profile, whole or not.
fn has_profile(container: &Container<'_>) -> bool {
    let mut problems = container.problems.iter();
    container.first(&BlockKind::Icc).is_some()
        || problems.any(|(_, problem)| is_of_profile(problem))
}

fn is_of_profile(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::ColorProfileUnreadable | Problem::ColorProfileIncomplete
    )
}

/// `decoded` in sRGB, as `profile` says.
pub(super) fn in_srgb_by(
    decoded: DynamicImage,
    profile: &[u8],
    notes: &mut Vec<Note>,
) -> DynamicImage {
    let channels = if decoded.color().has_color() { 3 } else { 1 };
    let asked = by_profile(profile, channels, notes);
    converted(decoded, asked, notes)
}

fn converted(
    decoded: DynamicImage,
    (profile, conversion): (Option<String>, Option<Conversion>),
    notes: &mut Vec<Note>,
) -> DynamicImage {
    match conversion {
        Some(conversion) => {
            notes.push(Note::ColorsConverted { profile });
            conversion.apply(decoded)
        }
        None => decoded,
    }
}

/// The name of the embedded profile and what it asks for; a note where it cannot be used.
fn conversion(
    container: &Container<'_>,
    channels: u8,
    notes: &mut Vec<Note>,
) -> (Option<String>, Option<Conversion>) {
    let Some(block) = container.first(&BlockKind::Icc) else {
        if has_profile(container) {
            notes.push(Note::ProfileNotUsed {
                profile: None,
                fault: ProfileFault::Damaged,
            });
        }
        return (None, None);
    };
    by_profile(&block.data, channels, notes)
}

/// The name of `profile` and what it asks for; a note where it cannot be used.
fn by_profile(
    profile: &[u8],
    channels: u8,
    notes: &mut Vec<Note>,
) -> (Option<String>, Option<Conversion>) {
    let name = color_profile::read(profile).ok().and_then(|read| read.name);
    match Conversion::of(profile, channels) {
        Ok(conversion) => (name, conversion),
        Err(fault) => {
            notes.push(Note::ProfileNotUsed {
                profile: name.clone(),
                fault,
            });
            (name, None)
        }
    }
}
