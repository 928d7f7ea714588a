//! Further pictures behind the first one: the Multi-Picture Format, and gain maps in it.
//!
//! Sources: CIPA DC-007, section 5; ISO 21496-1; Ultra HDR Image Format 1.1,
//! <https://developer.android.com/media/platform/hdr-image-format>.

use spectrafide_report::{Note, SecondPicture};

use super::zune;

/// Marks of a gain map in the metadata of either picture: those of ISO, Adobe and Apple.
const GAIN_MAP: [&[u8]; 3] = [
    b"urn:iso:std:iso:ts:21496",
    b"http://ns.adobe.com/hdr-gain-map/1.0/",
    b"http://ns.apple.com/HDRGainMap/1.0/",
];
/// Most bytes of a further picture in which a mark is looked for.
const MAX_SEARCH_BYTES: usize = 64 << 10;
/// Most pictures that an index is read for.
const MAX_PICTURES: usize = 64;

/// A note on the further pictures of `bytes`, if there are any.
pub(in super::super) fn further_pictures(bytes: &[u8]) -> Option<Note> {
    let mut decoder = zune(bytes);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let index = info.multi_picture_information.as_deref()?;
    let start = usize::try_from(info.multi_picture_information_offset?).ok()?;
    let pictures: Vec<(u32, &[u8])> = entries(index)?
        .into_iter()
        .filter_map(|(kind, offset, length)| {
            let from = start.checked_add(offset)?;
            let picture = bytes.get(from..from.checked_add(length)?.min(bytes.len()))?;
            picture
                .starts_with(b"\xff\xd8\xff")
                .then_some((kind, picture))
        })
        .collect();
    let &(kind, second) = pictures.first()?;
    let head = second.get(..MAX_SEARCH_BYTES).unwrap_or(second);
    let has_mark = |text: &[u8]| GAIN_MAP.iter().any(|mark| holds(text, mark));
    let is_gain_map = !info.gain_map_info.is_empty()
        || info.xmp_data.as_deref().is_some_and(has_mark)
        || has_mark(head);
    let second = match kind {
        _ if is_gain_map => SecondPicture::GainMap,
        0x01_0001 | 0x01_0002 => SecondPicture::Preview,
        0x02_0001 => SecondPicture::Panorama,
        0x02_0002 => SecondPicture::Stereo,
        0x02_0003 => SecondPicture::Angle,
        _ => SecondPicture::Unnamed,
    };
    Some(Note::FurtherPictures {
        pictures: pictures.len() as u32,
        second,
    })
}

/// Kind, offset and length of the pictures behind the first, from an index.
fn entries(index: &[u8]) -> Option<Vec<(u32, usize, usize)>> {
    let big_endian = match index.first_chunk::<4>()? {
        b"MM\0\x2a" => true,
        b"II\x2a\0" => false,
        _ => return None,
    };
    let number = |at: usize, length: usize| -> Option<usize> {
        let bytes = index.get(at..at.checked_add(length)?)?;
        let add = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
        Some(if big_endian {
            bytes.iter().fold(0, add)
        } else {
            bytes.iter().rev().fold(0, add)
        })
    };
    let directory = number(4, 4)?;
    let fields = number(directory, 2)?;
    let list = (0..fields)
        .map(|field| directory + 2 + 12 * field)
        .take_while(|&at| at < index.len())
        .find(|&at| number(at, 2) == Some(0xb002))?;
    let (bytes, from) = (number(list + 4, 4)?, number(list + 8, 4)?);
    (1..(bytes / 16).min(MAX_PICTURES))
        .map(|picture| {
            let at = from.checked_add(16 * picture)?;
            let kind = number(at, 4)? & 0x00ff_ffff;
            Some((kind as u32, number(at + 8, 4)?, number(at + 4, 4)?))
        })
        .collect()
}

fn holds(text: &[u8], mark: &[u8]) -> bool {
    text.windows(mark.len()).any(|part| part == mark)
}
