//! EXIF: how a camera took the picture, which program wrote it, and texts that generators put there.
//!
//! Source: EXIF 2.32 (CIPA DC-008-2019),
//! <https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf>.

mod fields;
mod name;
mod text;

use exif::{Context, Rational, Tag, Value};

use crate::finding::{Capture, Field, Position, Problem};
use fields::Fields;
use name::is_name;

/// Most fields that a finding lists.
const MAX_RAW_FIELDS: usize = 256;
/// Most texts in fields that are not for texts.
const MAX_OTHER_TEXTS: usize = 16;

/// What the EXIF data of a file says.
#[derive(Debug, Default)]
pub(crate) struct Exif {
    /// Absent when there is nothing about a camera.
    pub(crate) capture: Option<Capture>,
    /// The program that wrote the file.
    pub(crate) software: Option<String>,
    /// Texts by the name of their field.
    pub(crate) texts: Vec<(String, String)>,
    /// Every field as text.
    pub(crate) raw: Vec<Field>,
    /// What is damaged.
    pub(crate) problem: Option<Problem>,
}

/// Fields that hold text for people, in which generators put their records.
const TEXTS: [(Tag, &str); 7] = [
    (Tag::ImageDescription, "ImageDescription"),
    (Tag::Make, "Make"),
    (Tag::Model, "Model"),
    (Tag::Software, "Software"),
    (Tag::Artist, "Artist"),
    (Tag::UserComment, "UserComment"),
    (Tag::MakerNote, "MakerNote"),
];

/// Reads a TIFF structure.
pub(crate) fn read(bytes: &[u8]) -> Exif {
    let Some(fields) = Fields::read(bytes) else {
        return Exif {
            problem: Some(Problem::ExifHeader),
            ..Exif::default()
        };
    };
    Exif {
        capture: capture(&fields),
        software: name_of(&fields, Tag::Software),
        texts: texts(&fields),
        raw: fields.iter().take(MAX_RAW_FIELDS).map(raw).collect(),
        problem: (fields.left_out > 0).then_some(Problem::ExifFieldsLeftOut {
            fields: fields.left_out,
        }),
    }
}

/// The fields for texts, and the others with something that may be a record: `ComfyUI` goes
/// downwards from `Make`, a field for each of its texts, whatever these fields are for.
fn texts(fields: &Fields) -> Vec<(String, String)> {
    let known = TEXTS
        .iter()
        .filter_map(|&(tag, name)| Some((name.to_owned(), text_of(fields, tag)?)));
    let is_other = |field: &&exif::Field| {
        let Tag(_, number) = field.tag;
        matches!(field.value, Value::Ascii(_)) && TEXTS.iter().all(|(tag, _)| tag.1 != number)
    };
    let others = fields
        .iter()
        .filter(is_other)
        .filter_map(|field| Some((name(field), text(field, fields.little_endian)?)))
        .filter(|(_, text)| text.contains('{'));
    known.chain(others.take(MAX_OTHER_TEXTS)).collect()
}

/// The text of a field, which counts in the first directory as in EXIF's own: `Pillow` writes
/// `UserComment` where the first directory has `Make`.
fn text_of(fields: &Fields, tag: Tag) -> Option<String> {
    let other = match tag.0 {
        Context::Tiff => Context::Exif,
        _ => Context::Tiff,
    };
    let places = [tag, Tag(other, tag.1)];
    let mut found = places.iter().filter_map(|tag| fields.get(*tag));
    found.find_map(|field| text(field, fields.little_endian))
}

fn text(field: &exif::Field, little_endian: bool) -> Option<String> {
    let is_comment = field.tag.1 == Tag::UserComment.1;
    let text = match &field.value {
        // The name of the encoding ends with zeros, as strings do.
        Value::Ascii(strings) if is_comment => text::user_comment(&strings.join(&0), little_endian),
        Value::Ascii(strings) => text::plain(strings.iter().find(|text| !text.is_empty())?),
        Value::Undefined(bytes, _) | Value::Byte(bytes) if is_comment => {
            text::user_comment(bytes, little_endian)
        }
        Value::Undefined(bytes, _) | Value::Byte(bytes) => text::plain(bytes),
        _ => return None,
    };
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text that can be the name of a camera, a lens or a program.
fn name_of(fields: &Fields, tag: Tag) -> Option<String> {
    text_of(fields, tag).filter(|text| is_name(text))
}

fn capture(fields: &Fields) -> Option<Capture> {
    let shown = |tag| {
        let field = fields.get(tag)?;
        let text = field.display_value().with_unit(()).to_string();
        (!text.is_empty()).then_some(text)
    };
    let capture = Capture {
        make: name_of(fields, Tag::Make),
        model: name_of(fields, Tag::Model),
        lens: name_of(fields, Tag::LensModel),
        taken_at: text_of(fields, Tag::DateTimeOriginal),
        exposure_time: shown(Tag::ExposureTime),
        aperture: shown(Tag::FNumber),
        iso: shown(Tag::PhotographicSensitivity),
        focal_length: shown(Tag::FocalLength),
        position: position(fields),
    };
    (capture != Capture::default()).then_some(capture)
}

fn position(fields: &Fields) -> Option<Position> {
    let latitude_degrees = angle(fields, Tag::GPSLatitude, Tag::GPSLatitudeRef, "S", 90.0)?;
    let longitude_degrees = angle(fields, Tag::GPSLongitude, Tag::GPSLongitudeRef, "W", 180.0)?;
    Some(Position {
        latitude_degrees,
        longitude_degrees,
    })
}

/// Degrees, minutes and seconds as one number; `None` beyond `limit` degrees or without a reference.
fn angle(fields: &Fields, tag: Tag, reference: Tag, negative: &str, limit: f64) -> Option<f64> {
    let Value::Rational(parts) = &fields.get(tag)?.value else {
        return None;
    };
    let &[degrees, minutes, seconds] = parts.as_slice() else {
        return None;
    };
    let [degrees, minutes, seconds] =
        [degrees, minutes, seconds].map(|part: Rational| part.to_f64());
    let angle = degrees + minutes / 60.0 + seconds / 3600.0;
    let sign = if text_of(fields, reference)?.eq_ignore_ascii_case(negative) {
        -1.0
    } else {
        1.0
    };
    (angle <= limit).then_some(sign * angle)
}

/// What a field is called; one that stands in the wrong directory is called as in its own.
fn name(field: &exif::Field) -> String {
    let Tag(context, number) = field.tag;
    let known = TEXTS.iter().find(|(tag, _)| tag.1 == number);
    match (field.tag.description(), context, known) {
        (Some(_), Context::Gps, _) => format!("GPS {}", field.tag),
        (Some(_), ..) => field.tag.to_string(),
        (None, Context::Tiff | Context::Exif, Some((_, name))) => (*name).to_owned(),
        (None, ..) => format!("0x{number:04x}"),
    }
}

fn raw(field: &exif::Field) -> Field {
    let value = match &field.value {
        Value::Ascii(strings) => {
            let strings: Vec<_> = strings.iter().map(|text| text::plain(text)).collect();
            strings.join("; ")
        }
        Value::Undefined(bytes, _) if field.tag.1 == Tag::UserComment.1 => {
            text::user_comment(bytes, false)
        }
        Value::Undefined(bytes, _) | Value::Byte(bytes) if bytes.len() > 64 => {
            format!("{} bytes", bytes.len())
        }
        Value::Short(numbers) if numbers.len() > 64 => format!("{} numbers", numbers.len()),
        Value::Long(numbers) if numbers.len() > 64 => format!("{} numbers", numbers.len()),
        Value::Rational(numbers) if numbers.len() > 64 => format!("{} numbers", numbers.len()),
        Value::Unknown(..) => "of an unknown type".to_owned(),
        _ => field.display_value().to_string(),
    };
    Field::new(name(field), value)
}
