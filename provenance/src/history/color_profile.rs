//! ICC profiles: the colour space and the description.
//!
//! Sources: ICC.1:2022 (version 4), 7.2 for the header, 7.3 for the tag table and 10.15 for
//! `multiLocalizedUnicodeType`, <https://www.color.org/specification/ICC.1-2022-05.pdf>;
//! ICC.1:2001-04 (version 2), 6.5.17 for `textDescriptionType`,
//! <https://www.color.org/ICC_Minor_Revision_for_Web.pdf>.
//!
//! `moxcms`, which `image` brings along, is measured against in the tests and not used for names:
//! version 0.8.1 copies the text of every record of a name, and many records may share one. A
//! profile of 320 kB took it 1 GB of memory and five seconds. It also refuses a profile as a whole
//! for one damaged curve, and does not say which version a profile has.

use crate::finding::{ColorProfile, Problem};

const HEADER_BYTES: usize = 128;
/// Tags that are looked at. The specification defines about fifty.
const MAX_TAGS: usize = 100;
/// Longest description that is kept, in characters.
const MAX_NAME_CHARS: usize = 200;

/// Reads a profile.
///
/// # Errors
///
/// When it is not marked as one.
pub fn read(profile: &[u8]) -> Result<ColorProfile, Problem> {
    if field(profile, 36) != Some(*b"acsp") {
        return Err(Problem::ColorProfileSignature);
    }
    let color_space = field(profile, 16).map(text);
    Ok(ColorProfile {
        name: description(profile),
        color_space: color_space.filter(|space| !space.is_empty()),
    })
}

/// The numbers of the version, such as 4.3; `None` where there is no header.
pub fn version(profile: &[u8]) -> Option<String> {
    let [major, minor, ..] = field(profile, 8)?;
    Some(format!("{major}.{}", minor >> 4))
}

fn description(profile: &[u8]) -> Option<String> {
    let count = number(profile, HEADER_BYTES)?.min(MAX_TAGS);
    let table = profile.get(HEADER_BYTES.checked_add(4)?..)?;
    let tag = table
        .as_chunks::<12>()
        .0
        .iter()
        .take(count)
        .find(|tag| tag.starts_with(b"desc"))?;
    let (from, length) = (number(tag, 4)?, number(tag, 8)?);
    let data = profile.get(from..from.checked_add(length)?)?;
    let name = match &field(data, 0)? {
        b"desc" => {
            let length = number(data, 8)?;
            let ascii = data.get(12..12usize.checked_add(length)?)?;
            text_of(ascii.iter().copied().map(char::from))
        }
        b"mluc" => {
            // The first record; its language is the profile maker's.
            let (length, from) = (number(data, 20)?, number(data, 24)?);
            let utf16 = data.get(from..from.checked_add(length)?)?;
            let units = utf16
                .as_chunks()
                .0
                .iter()
                .map(|pair| u16::from_be_bytes(*pair));
            text_of(
                char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)),
            )
        }
        _ => return None,
    };
    (!name.is_empty()).then_some(name)
}

fn field(data: &[u8], at: usize) -> Option<[u8; 4]> {
    data.get(at..)?.first_chunk().copied()
}

fn number(data: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(field(data, at)?)).ok()
}

fn text(signature: [u8; 4]) -> String {
    text_of(signature.iter().copied().map(char::from))
}

/// Characters up to the first zero, without control characters and blanks around them.
fn text_of(characters: impl Iterator<Item = char>) -> String {
    let kept: String = characters
        .take_while(|character| *character != '\0')
        .filter(|character| !character.is_control())
        .take(MAX_NAME_CHARS)
        .collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile with one `desc` tag.
    fn profile(version: u8, data: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; HEADER_BYTES];
        bytes[8] = version;
        bytes[9] = 0x40;
        bytes[16..20].copy_from_slice(b"RGB ");
        bytes[36..40].copy_from_slice(b"acsp");
        bytes.extend(1u32.to_be_bytes());
        bytes.extend(b"desc");
        bytes.extend(144u32.to_be_bytes());
        bytes.extend((data.len() as u32).to_be_bytes());
        assert_eq!(bytes.len(), 144);
        bytes.extend(data);
        bytes
    }

    fn ascii(name: &[u8]) -> Vec<u8> {
        let length = (name.len() as u32 + 1).to_be_bytes();
        [b"desc\0\0\0\0", &length[..], name, &[0; 79]].concat()
    }

    fn localized(name: &str) -> Vec<u8> {
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let numbers = [1u32, 12].map(u32::to_be_bytes).concat();
        let record = [utf16.len() as u32, 28].map(u32::to_be_bytes).concat();
        [b"mluc\0\0\0\0", &numbers[..], b"enUS", &record, &utf16].concat()
    }

    #[test]
    fn both_versions_have_their_description() {
        for (bytes, name) in [
            (
                profile(2, &ascii(b"sRGB IEC61966-2.1")),
                "sRGB IEC61966-2.1",
            ),
            (profile(4, &localized("Display P3")), "Display P3"),
            (profile(4, &localized("Farbraum für 𝒳")), "Farbraum für 𝒳"),
        ] {
            let read = read(&bytes).unwrap();
            assert_eq!(read.name.as_deref(), Some(name));
            assert_eq!(read.color_space.as_deref(), Some("RGB"));
        }
        let bytes = profile(4, &localized("x"));
        assert_eq!(version(&bytes).as_deref(), Some("4.4"));
    }

    /// The names that the library writes and reads back, in profiles with all their other tags.
    #[test]
    fn names_and_spaces_are_those_of_an_independent_library() {
        for (whole, space) in [
            (moxcms::ColorProfile::new_srgb(), "RGB"),
            (moxcms::ColorProfile::new_display_p3(), "RGB"),
            (moxcms::ColorProfile::new_adobe_rgb(), "RGB"),
            (moxcms::ColorProfile::new_gray_with_gamma(2.2), "GRAY"),
        ] {
            let bytes = whole.encode().unwrap();
            let theirs = moxcms::ColorProfile::new_from_slice(&bytes).unwrap();
            let name = theirs.description.map(|text| match text {
                moxcms::ProfileText::Localizable(records) => records[0].value.clone(),
                other => panic!("{other:?}"),
            });
            // The library gives its grey profile no name.
            assert_eq!(name.is_some(), space == "RGB");
            let found = read(&bytes).unwrap();
            assert_eq!(found.name, name);
            assert_eq!(found.color_space.as_deref(), Some(space));
        }
    }

    #[test]
    fn every_cut_and_every_lying_number_is_survived() {
        for whole in [profile(2, &ascii(b"name")), profile(4, &localized("name"))] {
            for length in 0..whole.len() {
                // All it may lose is the description.
                let cut = read(&whole[..length]);
                assert_eq!(cut.is_ok(), length >= 40);
                assert_eq!(version(&whole[..length]).is_some(), length >= 12);
            }
            for at in (HEADER_BYTES..whole.len() - 3).step_by(4) {
                let mut lying = whole.clone();
                lying[at..at + 4].copy_from_slice(&[0xff; 4]);
                assert!(read(&lying).is_ok());
            }
        }
    }
}
