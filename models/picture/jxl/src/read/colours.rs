//! In which colours a picture is decoded.

use jxl_oxide::JxlImage;
use jxl_oxide::color::{
    ColourEncoding, ColourSpace, EnumColourEncoding, Primaries, RenderingIntent, TransferFunction,
    WhitePoint,
};

use crate::Colours;

/// Asks for sRGB, except of samples that an embedded profile describes: what that asks for is the
/// caller's to know. Pictures that are stored apart from any screen need no profile to become sRGB.
pub(super) fn request(image: &mut JxlImage) -> Colours {
    let metadata = &image.image_header().metadata;
    let (stored_apart, grey) = (metadata.xyb_encoded, metadata.grayscale());
    let colours = match &metadata.colour_encoding {
        ColourEncoding::IccProfile(_) if stored_apart => Colours::ConvertedFromProfile,
        ColourEncoding::IccProfile(_) => return Colours::OfProfile,
        // Nothing is asked for: whatever is converted is rounded.
        ColourEncoding::Enum(encoding) if is_srgb(encoding) => return Colours::Srgb,
        ColourEncoding::Enum(encoding) => Colours::Converted(name(encoding).map(str::to_owned)),
    };
    let intent = RenderingIntent::Relative;
    image.request_color_encoding(if grey {
        EnumColourEncoding::gray_srgb(intent)
    } else {
        EnumColourEncoding::srgb(intent)
    });
    colours
}

fn is_srgb(encoding: &EnumColourEncoding) -> bool {
    let primaries = match encoding.colour_space {
        ColourSpace::Rgb => encoding.primaries == Primaries::Srgb,
        ColourSpace::Grey => true,
        ColourSpace::Xyb | ColourSpace::Unknown => false,
    };
    primaries && encoding.white_point == WhitePoint::D65 && encoding.tf == TransferFunction::Srgb
}

/// What people call a space, where they do.
fn name(encoding: &EnumColourEncoding) -> Option<&'static str> {
    if encoding.colour_space != ColourSpace::Rgb {
        return None;
    }
    match (encoding.primaries, encoding.white_point, encoding.tf) {
        (Primaries::P3, WhitePoint::D65, TransferFunction::Srgb) => Some("Display P3"),
        (Primaries::P3, WhitePoint::Dci, TransferFunction::Dci) => Some("DCI-P3"),
        (Primaries::Bt2100, WhitePoint::D65, TransferFunction::Pq) => Some("Rec. 2100 PQ"),
        (Primaries::Bt2100, WhitePoint::D65, TransferFunction::Hlg) => Some("Rec. 2100 HLG"),
        (Primaries::Bt2100, WhitePoint::D65, TransferFunction::Bt709) => Some("Rec. 2020"),
        (Primaries::Srgb, WhitePoint::D65, TransferFunction::Bt709) => Some("Rec. 709"),
        (Primaries::Srgb, WhitePoint::D65, TransferFunction::Linear) => Some("linear sRGB"),
        _ => None,
    }
}
