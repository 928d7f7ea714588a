//! Standard labels that say how far a picture was made by a model.

use serde_json::{Map, Value};

use crate::container::{Block, BlockKind};
use crate::finding::{Declaration, Extent, Field, Finding, Place, Standard, Trust, What};
use crate::text::{Source, Text};
use crate::xmp::Xmp;
use crate::{json, source_type};

/// IPTC Photo Metadata Standard 2025.1, <https://www.iptc.org/std/photometadata/specification/>.
const IPTC_EXTENSION: &str = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
/// GB 45438-2025, annex E, and TC260-PG-20252A.
const TC260: &str = "http://www.tc260.org.cn/ns/AIGC/1.0/";
/// Longest label in JSON that is parsed, in bytes.
const MAX_JSON_BYTES: usize = 64 << 10;

/// The picture's digital source type, as a term.
pub(crate) fn digital_source_type(xmp: &Xmp) -> Option<&str> {
    let value = xmp.get(IPTC_EXTENSION, "DigitalSourceType")?;
    Some(source_type::term(value)).filter(|term| !term.is_empty())
}

/// The labels in an XMP packet.
pub(crate) fn from_xmp(xmp: &Xmp, place: &Place) -> Vec<Finding> {
    let source = digital_source_type(xmp).map(|term| {
        let declaration = Declaration {
            standard: Standard::IptcDigitalSourceType,
            extent: source_type::extent(term).unwrap_or(Extent::Unclear),
            term: term.to_owned(),
            system: None,
        };
        let raw = vec![Field::new(
            "Iptc4xmpExt:DigitalSourceType",
            xmp.get(IPTC_EXTENSION, "DigitalSourceType")
                .unwrap_or_default(),
        )];
        finding(declaration, place, raw)
    });
    let label = xmp
        .get(TC260, "AIGC")
        .and_then(|label| aigc(label, "TC260:AIGC", place));
    [source, ai_system(xmp, place), label]
        .into_iter()
        .flatten()
        .collect()
}

/// The properties of 2025.1 say that a system was used, and leave open for how much.
fn ai_system(xmp: &Xmp, place: &Place) -> Option<Finding> {
    let property = |name: &str| {
        let value = xmp.get(IPTC_EXTENSION, name)?.trim();
        (!value.is_empty()).then_some(value)
    };
    let system = property("AISystemUsed")?;
    let names = [
        "AISystemUsed",
        "AISystemVersionUsed",
        "AIPromptInformation",
        "AIPromptWriterName",
    ];
    let raw = names
        .iter()
        .filter_map(|name| Some(Field::new(format!("Iptc4xmpExt:{name}"), property(name)?)))
        .collect();
    let declaration = Declaration {
        standard: Standard::IptcAiSystemUsed,
        extent: Extent::Unclear,
        term: system.to_owned(),
        system: Some(match property("AISystemVersionUsed") {
            Some(version) => format!("{system} {version}"),
            None => system.to_owned(),
        }),
    };
    Some(finding(declaration, place, raw))
}

/// The label in a text chunk `AIGC`, or as EXIF `UserComment` `{"AIGC": …}`.
pub(crate) fn from_text(text: &Text) -> Option<Finding> {
    match (text.source, text.name.as_str()) {
        (Source::Png, "AIGC") | (Source::Exif, "UserComment") => {}
        _ => return None,
    }
    // Elsewhere than under its own name the label must carry it.
    let named = text.source == Source::Png || text.value.contains("\"AIGC\"");
    aigc(&text.value, &text.name, &text.place).filter(|_| named)
}

/// The label in a private chunk `AIGC` of a PNG.
pub(crate) fn from_chunk(block: &Block<'_>) -> Option<Finding> {
    match &block.kind {
        BlockKind::Custom { name } if name == "AIGC" => {
            aigc(std::str::from_utf8(&block.data).ok()?, "AIGC", &block.place)
        }
        _ => None,
    }
}

/// A JSON object with `Label` and who produced and spread the content, bare or as `AIGC` of another.
fn aigc(json: &str, name: &str, place: &Place) -> Option<Finding> {
    let object = object(json)?;
    let label = object.get("AIGC").map_or(Some(&object), Value::as_object)?;
    let text = |name: &str| match label.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let term = text("Label")?;
    let declaration = Declaration {
        standard: Standard::Tc260Aigc,
        extent: match term.as_str() {
            // It is, it may be, and it is suspected to be generated.
            "1" => Extent::Whole,
            "2" | "3" => Extent::Unclear,
            _ => return None,
        },
        term,
        system: text("ContentProducer"),
    };
    Some(finding(declaration, place, vec![Field::new(name, json)]))
}

/// `genAIType`, which Samsung's editor writes into the fields of its trailer, as a number or as the
/// text of one.
///
/// Sources: <https://github.com/exiftool/exiftool/blob/master/lib/Image/ExifTool/Samsung.pm> for the
/// field, and the observations in <https://github.com/wiltodelta/remove-ai-watermarks> for its
/// meaning: any number but zero says that a model made or changed a part of the picture.
pub(crate) fn from_samsung(block: &Block<'_>) -> Option<Finding> {
    let BlockKind::SamsungTrailer { name } = &block.kind else {
        return None;
    };
    if !matches!(name.as_str(), "PEg_Info" | "PhotoEditor_Re_Edit_Data") {
        return None;
    }
    let text = String::from_utf8_lossy(&block.data);
    let text = text.trim_end_matches('\0');
    let object = object(text)?;
    let kind = match object.get("genAIType")? {
        Value::String(digits) => digits.trim().parse().ok()?,
        number => number.as_i64()?,
    };
    if kind == 0 {
        return None;
    }
    let declaration = Declaration {
        standard: Standard::SamsungGenAi,
        extent: Extent::Part,
        term: kind.to_string(),
        system: None,
    };
    Some(finding(
        declaration,
        &block.place,
        vec![Field::new(name, text)],
    ))
}

fn object(text: &str) -> Option<Map<String, Value>> {
    json::object(text, MAX_JSON_BYTES)
}

fn finding(declaration: Declaration, place: &Place, raw: Vec<Field>) -> Finding {
    Finding {
        what: What::Declaration(declaration),
        place: place.clone(),
        trust: Trust::UnsignedClaim,
        raw,
    }
}
