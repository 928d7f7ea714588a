//! Reading an embedded ICC profile, as far as colours need it.
//!
//! `moxcms` reads curves, matrices and tables. It is given a copy that holds nothing else: of the
//! texts of a profile it copies every record, and many records may share one text, so that a few
//! hundred kilobytes take a gigabyte.

use moxcms::{ColorProfile, DataColorSpace, ParsingOptions, ProfileClass};
use spectrafide_report::ProfileFault;

/// Longest profile that is read, in bytes. Those of printers have up to 3 MB.
const MAX_PROFILE_BYTES: usize = 4 << 20;
const HEADER_BYTES: usize = 128;
/// Tags that are looked at. The specification defines about fifty.
const MAX_TAGS: usize = 100;
/// Longest tag of a curve or a colour, in bytes: 40 000 numbers, and slack.
const MAX_CURVE_BYTES: usize = 96 << 10;
/// Primaries and curves.
const SHAPING: [&[u8; 4]; 7] = [
    b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC",
];
/// Tables from stored values to colours: as people see them best, or else as they were measured.
const TABLES: [&[u8; 4]; 2] = [b"A2B0", b"A2B1"];

/// Reads what `profile` says about colours.
pub(super) fn read(profile: &[u8]) -> Result<ColorProfile, ProfileFault> {
    if profile.len() > MAX_PROFILE_BYTES {
        return Err(ProfileFault::TooLong);
    }
    if profile.get(36..40) != Some(b"acsp") {
        return Err(ProfileFault::Damaged);
    }
    let known = |at: usize, known: &[&[u8; 4]]| {
        let found = profile.get(at..at + 4);
        known.iter().any(|known| found == Some(&known[..]))
    };
    let version = profile.get(8).copied().unwrap_or_default();
    if !(2..=4).contains(&version)
        || !known(12, &[b"scnr", b"mntr", b"prtr", b"spac"])
        || !known(16, &[b"RGB ", b"GRAY", b"CMYK"])
        || !known(20, &[b"XYZ ", b"Lab "])
    {
        return Err(ProfileFault::UnknownKind);
    }
    let copy = essence(profile).ok_or(ProfileFault::Damaged)?;
    let limits = ParsingOptions {
        max_profile_size: copy.len() + 1,
        max_allowed_clut_size: MAX_PROFILE_BYTES,
        max_allowed_trc_size: MAX_CURVE_BYTES / 2,
    };
    ColorProfile::new_from_slice_with_options(&copy, limits)
        .map_err(|_damage| ProfileFault::Damaged)
}

/// Whether tables of `profile` are of a kind whose darkest colour is agreed on (ICC.1:2022, 6.3.4.3).
pub(super) fn has_agreed_black(profile: &ColorProfile) -> bool {
    use moxcms::ProfileVersion as Version;
    let old = matches!(
        profile.version(),
        Version::V2_0 | Version::V2_1 | Version::V2_2 | Version::V2_3 | Version::V2_4
    );
    !old && profile.lut_a_to_b_perceptual.is_some()
        && profile.profile_class != ProfileClass::InputDevice
}

/// Whether the colours of the profile are those of a picture with this many channels.
pub(super) fn fits(profile: &ColorProfile, channels: u8) -> bool {
    match profile.color_space {
        DataColorSpace::Rgb => matches!(channels, 1 | 3),
        DataColorSpace::Gray => channels == 1,
        DataColorSpace::Cmyk => channels == 4,
        _ => false,
    }
}

/// A copy of `profile` with the tags alone that decide colours, each once.
fn essence(profile: &[u8]) -> Option<Vec<u8>> {
    let number = |at: usize| {
        let field = profile.get(at..)?.first_chunk().copied()?;
        usize::try_from(u32::from_be_bytes(field)).ok()
    };
    let count = number(HEADER_BYTES)?.min(MAX_TAGS);
    let entry = |name: &[u8; 4]| {
        (0..count)
            .map(|index| HEADER_BYTES + 4 + 12 * index)
            .find(|&at| profile.get(at..at + 4) == Some(&name[..]))
    };
    let data = |at: usize| {
        let (from, length) = (number(at + 4)?, number(at + 8)?);
        profile.get(from..from.checked_add(length)?)
    };
    let mut tags: Vec<(&[u8; 4], &[u8])> = Vec::new();
    for name in SHAPING {
        if let Some(at) = entry(name) {
            tags.push((name, data(at).filter(|data| data.len() <= MAX_CURVE_BYTES)?));
        }
    }
    if let Some((name, at)) = TABLES.iter().find_map(|name| Some((name, entry(name)?))) {
        tags.push((name, data(at)?));
    }
    let mut copy = profile.get(..HEADER_BYTES)?.to_vec();
    // The time at which the profile was made and its preferred intent play no part, right or wrong.
    copy.get_mut(24..36)?
        .copy_from_slice(&[7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    copy.get_mut(64..68)?.fill(0);
    copy.extend((tags.len() as u32).to_be_bytes());
    let mut offset = copy.len() + 12 * tags.len();
    for (name, data) in &tags {
        copy.extend(*name);
        copy.extend((offset as u32).to_be_bytes());
        copy.extend((data.len() as u32).to_be_bytes());
        offset += data.len().next_multiple_of(4);
    }
    for (_, data) in &tags {
        copy.extend(*data);
        copy.resize(copy.len().next_multiple_of(4), 0);
    }
    Some(copy)
}
