//! The codec of a picture's file, so that its twin can go through the same one.

use std::io::Cursor;

use anyhow::{Context, Result};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, RgbImage};
use jpeg_encoder::{
    ChromaSubsamplingMethod, ColorType, Encoder, QuantizationTableType, SamplingFactor,
};
use spectrafide_picture::decode;
use spectrafide_provenance::history::jpeg_header::JpegHeader;
use spectrafide_provenance::history::quantization::Steps;
use spectrafide_provenance::history::sampling::Component;

/// How a JPEG was compressed.
#[derive(Clone, Debug, PartialEq)]
pub struct JpegCodec {
    /// Divisors of luma and chroma, row by row.
    tables: [Steps; 2],
    /// Luma samples for each chroma sample, to the right and below; none for grey pictures.
    subsampling: Option<(u8, u8)>,
    /// How the decoded picture is turned upright.
    orientation: Orientation,
}

impl JpegCodec {
    /// The codec of a file; none if it is no JPEG, or one that cannot be imitated.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let header = JpegHeader::read(bytes)?;
        let steps = |component: &Component| {
            let table = header.table_of(component)?;
            (!table.wide).then_some(table.steps)
        };
        let (tables, subsampling) = match header.frame.as_ref()?.components.as_slice() {
            [grey] => ([steps(grey)?; 2], None),
            [luma, blue, red]
                if (blue.horizontal, blue.vertical) == (red.horizontal, red.vertical) =>
            {
                let ratio =
                    |luma: u8, chroma: u8| luma.is_multiple_of(chroma).then(|| luma / chroma);
                let subsampling = (
                    ratio(luma.horizontal, blue.horizontal)?,
                    ratio(luma.vertical, blue.vertical)?,
                );
                SamplingFactor::from_factors(subsampling.0, subsampling.1)?;
                ([steps(luma)?, steps(blue)?], Some(subsampling))
            }
            _ => return None,
        };
        let orientation = image::codecs::jpeg::JpegDecoder::new(Cursor::new(bytes))
            .and_then(|mut decoder| decoder.orientation())
            .unwrap_or(Orientation::NoTransforms);
        Some(Self {
            tables,
            subsampling,
            orientation,
        })
    }

    /// Compresses and decodes an upright picture as the file was, on the grid of its file.
    ///
    /// # Errors
    ///
    /// A picture that is too large for JPEG.
    pub fn apply(&self, upright: RgbImage) -> Result<RgbImage> {
        let mut stored = DynamicImage::ImageRgb8(upright);
        stored.apply_orientation(opposite(self.orientation));
        let (width, height) = (stored.width(), stored.height());
        let width = u16::try_from(width).context("too wide for JPEG")?;
        let height = u16::try_from(height).context("too high for JPEG")?;
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 100);
        let [luma, chroma] = self
            .tables
            .map(|table| QuantizationTableType::Custom(Box::new(table)));
        encoder.set_quantization_tables(luma, chroma);
        // As libjpeg does it.
        encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
        match self
            .subsampling
            .and_then(|(right, below)| SamplingFactor::from_factors(right, below))
        {
            Some(factor) => {
                encoder.set_sampling_factor(factor);
                encoder.encode(&stored.into_rgb8(), width, height, ColorType::Rgb)?;
            }
            None => encoder.encode(&stored.into_luma8(), width, height, ColorType::Luma)?,
        }
        let mut decoded = DynamicImage::ImageRgb8(decode::decode(&bytes)?.pixels);
        decoded.apply_orientation(self.orientation);
        Ok(decoded.into_rgb8())
    }
}

/// What undoes `orientation`.
fn opposite(orientation: Orientation) -> Orientation {
    match orientation {
        Orientation::Rotate90 => Orientation::Rotate270,
        Orientation::Rotate270 => Orientation::Rotate90,
        same => same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;
    use spectrafide_picture::jpeg::{Chroma, encode, recompress};

    fn picture() -> RgbImage {
        RgbImage::from_fn(48, 32, |x, y| {
            let wave = ((x * x + 3 * y) as f32 * 0.1).sin() * 60.0;
            Rgb([(120.0 + wave) as u8, (x * 5) as u8, (y * 7) as u8])
        })
    }

    fn distance(a: &RgbImage, b: &RgbImage) -> f64 {
        assert_eq!(a.dimensions(), b.dimensions());
        let sum: f64 = a
            .iter()
            .zip(b.iter())
            .map(|(a, b)| f64::from(a.abs_diff(*b)))
            .sum();
        sum / a.as_raw().len() as f64
    }

    /// At quality 50 the tables are those of ITU-T T.81, annex K, whose first rows start with
    /// 16, 11 and 12, 12 (luma) and with 17, 18 and 18, 21 (chroma).
    #[test]
    fn tables_and_subsampling_are_read_from_the_file() {
        let bytes = encode(&picture(), 50, Chroma::Half).expect("encoded");
        let codec = JpegCodec::of(&bytes).expect("a JPEG");
        let corner = |table: &Steps| [table[0], table[1], table[8], table[9]];
        assert_eq!(corner(&codec.tables[0]), [16, 11, 12, 12]);
        assert_eq!(corner(&codec.tables[1]), [17, 18, 18, 21]);
        assert_eq!(codec.subsampling, Some((2, 2)));
        let full = encode(&picture(), 50, Chroma::Full).expect("encoded");
        assert_eq!(
            JpegCodec::of(&full).expect("a JPEG").subsampling,
            Some((1, 1))
        );
    }

    #[test]
    fn files_that_are_no_jpeg_or_end_before_their_frame_have_no_codec() {
        let bytes = encode(&picture(), 50, Chroma::Half).expect("encoded");
        assert_eq!(JpegCodec::of(b"\x89PNG\r\n"), None);
        // Start of frame, baseline.
        let frame = bytes.windows(2).position(|two| two == [0xff, 0xc0]);
        for length in 0..frame.expect("a frame") {
            assert_eq!(JpegCodec::of(&bytes[..length]), None, "{length} bytes");
        }
    }

    /// What has been through the codec is where the codec puts it, but for rounding.
    #[test]
    fn a_decoded_file_hardly_changes_in_its_own_codec_and_does_in_another() {
        let bytes = encode(&picture(), 30, Chroma::Full).expect("encoded");
        let decoded = recompress(&picture(), 30, Chroma::Full).expect("decoded");
        let own = JpegCodec::of(&bytes).expect("a JPEG");
        let again = own.apply(decoded.clone()).expect("applied");
        assert!(
            distance(&again, &decoded) < 0.5,
            "{}",
            distance(&again, &decoded)
        );
        let other = encode(&picture(), 20, Chroma::Full).expect("encoded");
        let other = JpegCodec::of(&other).expect("a JPEG");
        let other = other.apply(decoded.clone()).expect("applied");
        assert!(
            distance(&other, &decoded) > 1.0,
            "{}",
            distance(&other, &decoded)
        );
    }

    /// A file that says it lies on its side: orientation 6 of the EXIF standard.
    #[test]
    fn a_turned_picture_goes_through_the_codec_as_it_was_stored() {
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
        exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 60);
        encoder.set_sampling_factor(SamplingFactor::F_1_1);
        encoder.add_app_segment(1, exif).expect("short");
        encoder
            .encode(picture().as_raw(), 48, 32, ColorType::Rgb)
            .expect("encoded");
        let upright = decode::decode(&bytes).expect("decoded").pixels;
        assert_eq!(upright.dimensions(), (32, 48));
        let codec = JpegCodec::of(&bytes).expect("a JPEG");
        let again = codec.apply(upright.clone()).expect("applied");
        assert!(
            distance(&again, &upright) < 0.5,
            "{}",
            distance(&again, &upright)
        );
    }

    #[test]
    fn a_grey_file_makes_pictures_grey() {
        let mut bytes = Vec::new();
        let grey = DynamicImage::ImageRgb8(picture()).into_luma8();
        Encoder::new(&mut bytes, 80)
            .encode(&grey, 48, 32, ColorType::Luma)
            .expect("encoded");
        let codec = JpegCodec::of(&bytes).expect("a JPEG");
        let applied = codec.apply(picture()).expect("applied");
        assert!(
            applied
                .pixels()
                .all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2])
        );
    }
}
