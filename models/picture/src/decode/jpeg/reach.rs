//! How many rows of a JPEG are there: its coded bits are walked, and nothing is decoded.

use super::bits::{Bits, Codes};
use super::frame::Frame;
use super::scan::{Scan, Tables};

/// Most scans that are walked; the decoder refuses pictures with more.
const MAX_SCANS: usize = 100;

/// How much of a picture is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// Rows of pixels, from the first one, that are there in full: rows of whole units.
    pub(super) rows: u32,
    /// Rows of the picture.
    pub(super) of: u32,
    /// How the rows that are there are decoded.
    pub(super) way: Way,
}

/// How the rows of a picture are decoded where others are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The file holds its height here. With another number it is a whole picture of so many rows.
    Shorten { height_at: usize },
    /// The decoder makes the best of what there is.
    Whole,
    /// The decoder gives nothing of a picture whose components are stored one after the other.
    None,
}

/// Walks `bytes`; `None` for kinds of JPEG that are not decoded, and where nothing can be told.
pub(super) fn reach(bytes: &[u8]) -> Option<Reach> {
    let mut at = 2;
    let mut frame: Option<(Frame, usize)> = None;
    let mut tables = Tables::default();
    let mut restart_interval = 0;
    let mut scans = 0;
    let mut rows = None;
    let ended = loop {
        let Some(marker) = marker(bytes, &mut at) else {
            break false;
        };
        match marker {
            0xd9 => break true,
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let Some(data) = segment(bytes, &mut at) else {
            break false;
        };
        match marker {
            0xc4 => define(data, &mut tables)?,
            0xc0..=0xc2 if frame.is_none() => {
                frame = Some((Frame::read(marker, data)?, at - data.len() + 1));
            }
            0xc0..=0xc3 | 0xc5..=0xcf => return None,
            0xdd => restart_interval = u32::from(u16::from_be_bytes(*data.first_chunk()?)),
            0xda => {
                let (frame, _) = frame.as_mut()?;
                frame.restart_interval = restart_interval;
                scans += 1;
                if scans > MAX_SCANS {
                    return None;
                }
                let scan = Scan::read(data, frame)?;
                let mut bits = Bits::at(bytes, at);
                let walked = scan.walk(&mut bits, frame, &tables)?;
                at = bits.position();
                announce(&scan, frame);
                let whole = walked.rows == walked.of;
                let there = if whole {
                    frame.height
                } else {
                    (walked.rows * walked.height).min(frame.height)
                };
                rows = Some(rows.unwrap_or(frame.height).min(there));
            }
            _ => {}
        }
    };
    let (frame, height_at) = frame?;
    let (_, _, unit) = frame.units();
    let mut rows = rows.unwrap_or(0);
    if rows < frame.height {
        rows -= rows % unit;
    }
    // Without the end, scans may be missing that would bring a picture from coarse to fine.
    let complete = |bits: &u8| *bits == 0;
    if !ended
        && !frame
            .components
            .iter()
            .all(|part| part.missing_bits.iter().all(complete))
    {
        rows = 0;
    }
    Some(Reach {
        rows,
        of: frame.height,
        way: match (frame.progressive, scans) {
            (true, _) => Way::Whole,
            (false, 1) => Way::Shorten { height_at },
            (false, _) => Way::None,
        },
    })
}

/// The next marker; bytes before it are skipped.
fn marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    let rest = bytes.get(*at..)?;
    let found = rest
        .windows(2)
        .position(|pair| matches!(pair, [0xff, 1..=0xfe]))?;
    *at += found + 2;
    rest.get(found + 1).copied()
}

/// The data of a segment.
fn segment<'a>(bytes: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let length = usize::from(u16::from_be_bytes(*bytes.get(*at..)?.first_chunk()?));
    let data = bytes.get(*at + 2..*at + length.max(2))?;
    *at += length.max(2);
    Some(data)
}

/// Takes in the tables of a segment; `None` where decoders refuse them.
fn define(mut data: &[u8], tables: &mut Tables) -> Option<()> {
    while let Some((&[place, ref counts @ ..], rest)) = data.split_first_chunk::<17>() {
        let count: usize = counts.iter().copied().map(usize::from).sum();
        let (symbols, rest) = rest.split_at_checked(count)?;
        let tables = match place >> 4 {
            0 => &mut tables.dc,
            1 => &mut tables.ac,
            _ => return None,
        };
        *tables.get_mut(usize::from(place & 15))? = Some(Codes::new(*counts, symbols)?);
        data = rest;
    }
    Some(())
}

/// Notes what `scan` brings.
fn announce(scan: &Scan, frame: &mut Frame) {
    let range = if frame.progressive {
        usize::from(scan.first)..usize::from(scan.last) + 1
    } else {
        0..64
    };
    let low = if frame.progressive { scan.low } else { 0 };
    for &(component, ..) in &scan.parts {
        if let Some(part) = frame.components.get_mut(component)
            && let Some(bits) = part.missing_bits.get_mut(range.clone())
        {
            bits.fill(low);
        }
    }
}
