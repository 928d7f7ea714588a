//! The fields of EXIF data, within bounds.
//!
//! A field names its number of values and where they stand, and many fields may name the same
//! bytes: sixty kilobytes can so promise hundreds of megabytes. The reader of `kamadak-exif` takes
//! such data at its word, and copies a TIFF file of any size as a whole. So the fields are read
//! here, each inside the data, once, and all of them up to a limit; what they are called and how
//! their values are written is that library's knowledge.

use std::collections::BTreeSet;

use exif::{Context, Field, In, Rational, SRational, Tag, Value};

use crate::tiff::{Entry, Tiff};

/// Types of values, TIFF 6.0, section 2.
const ASCII: u16 = 2;
/// Most fields of a directory; cameras write fewer than a hundred.
const MAX_ENTRIES: usize = 512;
/// Longest value; programs put whole prompts and graphs into one.
const MAX_VALUE_BYTES: usize = 2 << 20;
/// Most bytes of all values.
const MAX_BYTES: usize = 4 << 20;
/// Most strings of a text field, whose bytes may otherwise be nothing but ends of strings.
const MAX_STRINGS: usize = 16;

/// The fields of the first directory and of those that it points to.
pub(super) struct Fields {
    list: Vec<Field>,
    /// Number of fields that lie outside of the data or are too long.
    pub(super) left_out: u64,
    pub(super) little_endian: bool,
}

impl Fields {
    /// Reads a TIFF structure; `None` without a valid header.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (tiff, first) = Tiff::open(bytes)?;
        let mut reading = Reading {
            tiff,
            budget: MAX_BYTES,
            fields: Self {
                list: Vec::new(),
                left_out: 0,
                little_endian: tiff.little_endian,
            },
        };
        for (context, at) in reading.directory(Context::Tiff, first) {
            reading.directory(context, at);
        }
        Some(reading.fields)
    }

    /// All of them, directory by directory.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Field> {
        self.list.iter()
    }

    pub(super) fn get(&self, tag: Tag) -> Option<&Field> {
        self.list.iter().find(|field| field.tag == tag)
    }
}

struct Reading<'a> {
    tiff: Tiff<'a>,
    /// Bytes of values that may still be kept.
    budget: usize,
    fields: Fields,
}

impl Reading<'_> {
    /// Keeps the fields of a directory, each tag once, and gives its pointers to others.
    fn directory(&mut self, context: Context, at: usize) -> Vec<(Context, usize)> {
        let (entries, complete) = self.tiff.directory(at);
        if !complete {
            self.leave_out();
        }
        let mut pointers = Vec::new();
        let mut seen = BTreeSet::new();
        for entry in entries
            .iter()
            .take(MAX_ENTRIES)
            .filter(|entry| seen.insert(entry.tag))
        {
            let tag = Tag(context, entry.tag);
            let to = match tag {
                Tag::ExifIFDPointer => Context::Exif,
                Tag::GPSInfoIFDPointer => Context::Gps,
                // What it points to is about the file's format alone.
                Tag::InteropIFDPointer => continue,
                _ => {
                    self.field(tag, entry);
                    continue;
                }
            };
            let at = self.tiff.number(entry);
            pointers.extend(
                at.and_then(|at| usize::try_from(at).ok())
                    .map(|at| (to, at)),
            );
        }
        pointers
    }

    fn field(&mut self, tag: Tag, entry: &Entry) {
        match self.value(entry) {
            Some(value) => self.fields.list.push(Field {
                tag,
                ifd_num: In::PRIMARY,
                value,
            }),
            None => self.leave_out(),
        }
    }

    fn value(&mut self, entry: &Entry) -> Option<Value> {
        let (_, bytes) = self.tiff.value(entry)?;
        if bytes.len() > MAX_VALUE_BYTES.min(self.budget) {
            return None;
        }
        let value = value(entry.kind, bytes, self.tiff.little_endian)?;
        self.budget = self.budget.saturating_sub(bytes.len());
        Some(value)
    }

    fn leave_out(&mut self) {
        self.fields.left_out = self.fields.left_out.saturating_add(1);
    }
}

/// The values in `bytes`; `None` for types that TIFF 6.0 does not have.
fn value(kind: u16, bytes: &[u8], little_endian: bool) -> Option<Value> {
    let shorts = bytes.as_chunks().0.iter().map(|digits| {
        if little_endian {
            u16::from_le_bytes(*digits)
        } else {
            u16::from_be_bytes(*digits)
        }
    });
    let long = |digits: &[u8; 4]| {
        if little_endian {
            u32::from_le_bytes(*digits)
        } else {
            u32::from_be_bytes(*digits)
        }
    };
    let longs = bytes.as_chunks().0.iter().map(long);
    let pairs = || {
        let pairs = bytes.as_chunks::<8>().0.iter();
        pairs.filter_map(|pair| {
            let (first, second) = pair.split_first_chunk::<4>()?;
            Some((long(first), long(second.first_chunk()?)))
        })
    };
    Some(match kind {
        1 => Value::Byte(bytes.to_vec()),
        ASCII => Value::Ascii(strings(bytes)),
        3 => Value::Short(shorts.collect()),
        4 | 13 => Value::Long(longs.collect()),
        5 => Value::Rational(
            pairs()
                .map(|(num, denom)| Rational { num, denom })
                .collect(),
        ),
        6 => Value::SByte(bytes.iter().map(|byte| byte.cast_signed()).collect()),
        7 => Value::Undefined(bytes.to_vec(), 0),
        8 => Value::SShort(shorts.map(u16::cast_signed).collect()),
        9 => Value::SLong(longs.map(u32::cast_signed).collect()),
        10 => {
            let signed = pairs().map(|(num, denom)| SRational {
                num: num.cast_signed(),
                denom: denom.cast_signed(),
            });
            Value::SRational(signed.collect())
        }
        11 => Value::Float(longs.map(f32::from_bits).collect()),
        12 => {
            let doubles = pairs().map(|(first, second)| {
                let (high, low) = if little_endian {
                    (second, first)
                } else {
                    (first, second)
                };
                f64::from_bits(u64::from(high) << 32 | u64::from(low))
            });
            Value::Double(doubles.collect())
        }
        _ => return None,
    })
}

/// The strings of a text field, each ended by a zero, which the last one may lack.
fn strings(bytes: &[u8]) -> Vec<Vec<u8>> {
    let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    let strings = bytes.split(|byte| *byte == 0).take(MAX_STRINGS);
    strings.map(<[u8]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the library's own reader makes of a structure in which nothing lies.
    fn by_the_library(bytes: &[u8]) -> Vec<(Tag, String)> {
        let read = exif::Reader::new().read_raw(bytes.to_vec()).expect("valid");
        let fields = read.fields();
        fields
            .map(|field| (field.tag, text(&field.value)))
            .collect()
    }

    /// All of a value; where its bytes stand is no part of it.
    fn text(value: &Value) -> String {
        match value {
            Value::Undefined(bytes, _) => format!("Undefined({bytes:?})"),
            value => format!("{value:?}"),
        }
    }

    /// A directory of one value of each type, with the bytes that numbers consist of.
    fn of_every_type(little_endian: bool) -> Vec<u8> {
        let number = |value: u32, size: usize| {
            let mut digits = value.to_le_bytes()[..size].to_vec();
            if !little_endian {
                digits.reverse();
            }
            digits
        };
        let header = if little_endian { b"II" } else { b"MM" };
        let mut bytes = [&header[..], &number(42, 2), &number(8, 4), &number(12, 2)].concat();
        let values = 8 + 2 + 12 * 12 + 4;
        for kind in 1..=12 {
            // Two values, 16 bytes for each; tags that the library knows nothing of.
            let at = number(values + 16 * (kind - 1), 4);
            bytes.extend([number(0xc000 + kind, 2), number(kind, 2), number(2, 4), at].concat());
        }
        bytes.extend([0; 4]);
        // Letters, so that numbers are all different and texts are texts.
        bytes.extend((0..12 * 16).map(|index| b'A' + (index % 59) as u8));
        bytes
    }

    #[test]
    fn values_of_every_type_are_those_of_the_library() {
        for little_endian in [false, true] {
            let bytes = of_every_type(little_endian);
            let fields = Fields::read(&bytes).unwrap();
            assert_eq!(fields.left_out, 0);
            let ours: Vec<(Tag, String)> = fields
                .iter()
                .map(|field| (field.tag, text(&field.value)))
                .collect();
            let theirs = by_the_library(&bytes);
            assert_eq!(theirs.len(), 12);
            for (ours, theirs) in ours.iter().zip(&theirs) {
                assert_eq!(ours, theirs);
            }
            assert_eq!(ours.len(), 12);
        }
    }

    #[test]
    fn texts_end_at_their_zeros() {
        let list = |bytes: &[u8]| match value(ASCII, bytes, true) {
            Some(Value::Ascii(strings)) => strings,
            other => panic!("{other:?}"),
        };
        assert_eq!(list(b"one\0two\0"), [b"one".to_vec(), b"two".to_vec()]);
        assert_eq!(list(b"open"), [b"open".to_vec()]);
        assert_eq!(list(&[0; 1000]).len(), MAX_STRINGS);
    }
}
