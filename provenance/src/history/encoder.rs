//! Who encoded a JPEG, where the way it is made shows that.
//!
//! Only what a source states and the picture's own coding confirms is named. Most programs use
//! libjpeg with its standard tables and cannot be told apart; they stay unnamed.

use md5::{Digest, Md5};

use super::quantization::{STANDARD_CHROMA, STANDARD_LUMA, Steps, Table, quality_of};
use super::sampling::Frame;

/// What the coding of one JPEG looks like.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coding<'a> {
    /// The data of the DQT segments, in the order of the file.
    pub quantization: &'a [&'a [u8]],
    /// The tables in them.
    pub tables: &'a [Table],
    /// The frame header.
    pub frame: Option<&'a Frame>,
    /// The text of the comment segments.
    pub comments: &'a [&'a str],
    /// The data of a `Ducky` APP12 segment, behind its name.
    pub ducky: Option<&'a [u8]>,
}

/// The base table of mozjpeg's default settings, luma and chroma alike: entry 3 of
/// `std_luminance_quant_tbl` and of `std_chrominance_quant_tbl`, by N. Robidoux. Source:
/// <https://github.com/mozilla/mozjpeg/blob/master/jcparam.c>.
#[rustfmt::skip]
const MOZJPEG: Steps = [
    16, 16, 16, 18, 25, 37, 56, 85,
    16, 17, 20, 27, 34, 40, 53, 75,
    16, 20, 24, 31, 43, 62, 91, 135,
    18, 27, 31, 40, 53, 74, 106, 156,
    25, 34, 43, 53, 69, 94, 131, 189,
    37, 40, 62, 74, 94, 124, 169, 238,
    56, 53, 91, 106, 131, 169, 226, 311,
    85, 75, 135, 156, 189, 238, 311, 418,
];

/// MD5 of the DQT segments and the sampling factors of Photoshop's "Save as", by its quality from
/// 0 to 12. Source: the list of `JPEGDigest` in `ExifTool`,
/// <https://github.com/exiftool/exiftool/blob/master/lib/Image/ExifTool/JPEGDigest.pm>.
const PHOTOSHOP: [(u128, &str); 13] = [
    (0x6835_06a8_89c7_8d9b_c230_a0c7_ee5f_62f3, "221111"),
    (0xbc49_0651_af65_92cd_1dbb_bc4f_a2cf_a1fb, "221111"),
    (0xce42_86d9_f079_9952_4c3c_7472_b065_c5ab, "221111"),
    (0xcbfb_fef1_2aea_d884_1585_ef60_5c78_9b9f, "221111"),
    (0xa077_2e73_dec2_bdc4_057c_27da_47bf_f376, "221111"),
    (0x7ef0_6dbd_e538_346b_8b01_c6b5_38ca_70c6, "221111"),
    (0x0ff2_25f5_8a21_4f79_d1d8_5d78_f6f5_dab8, "221111"),
    (0x8a86_0365_0fa5_ae5f_dcf4_b2ea_f0b2_3638, "111111"),
    (0x44f5_83ed_6b65_cb8b_a915_ec5d_f051_616c, "111111"),
    (0xde94_c559_1baf_c745_6cca_ef43_0271_b907, "111111"),
    (0xa684_1b35_e9ff_efa5_d83a_0445_dddd_2621, "111111"),
    (0x6e3f_6a3a_5a1e_ae61_5533_1d42_d6f9_68dd, "111111"),
    (0x5379_e013_3d44_39b6_f7c7_039f_c7f7_734f, "111111"),
];

/// The program that encoded the picture, where it is known.
pub fn encoder(coding: &Coding) -> Option<String> {
    let first = coding.tables.first()?;
    let second = coding.tables.get(1);
    let factors: String = coding.frame.map_or_else(String::new, |frame| {
        let digits = |factors: &str| factors.replace(['x', ','], "");
        digits(&frame.factors())
    });
    let digest = digest(coding.quantization);
    let photoshop = PHOTOSHOP
        .iter()
        .position(|(known, sampling)| *known == digest && *sampling == factors);
    if let Some(quality) = photoshop {
        return Some(format!("Adobe Photoshop, quality {quality} of 12"));
    }
    let standard = quality_of(first, second, &STANDARD_LUMA, &STANDARD_CHROMA);
    if standard.exact {
        let mut comments = coding.comments.iter();
        // The comment survives in copies; the tables say whether this is still that file.
        return comments
            .any(|comment| is_gd(comment, standard.value))
            .then(|| "libgd, as used by PHP".to_owned());
    }
    if let Some(quality) = coding.ducky.and_then(ducky_quality) {
        return Some(format!(
            "Adobe Photoshop, Save for Web, quality {quality} of 100"
        ));
    }
    if coding.comments.iter().any(|comment| is_lavc(comment)) {
        return Some("FFmpeg".to_owned());
    }
    quality_of(first, second, &MOZJPEG, &MOZJPEG)
        .exact
        .then(|| "mozjpeg".to_owned())
}

/// The digest of `ExifTool`: MD5 of the segments by the number of their first table, with a zero
/// between two of them. A later segment replaces an earlier one of the same number.
fn digest(segments: &[&[u8]]) -> u128 {
    let mut joined: Vec<u8> = Vec::new();
    for id in 0..4 {
        let last = segments
            .iter()
            .rev()
            .find(|segment| segment.first().is_some_and(|head| head & 0x0f == id));
        if let Some(segment) = last {
            if !joined.is_empty() {
                joined.push(0);
            }
            joined.extend_from_slice(segment);
        }
    }
    u128::from_be_bytes(Md5::digest(&joined).into())
}

/// Whether a comment is libgd's, and names `quality` or the default one. Source:
/// `gdImageJpegCtx`, <https://github.com/libgd/libgd/blob/master/src/gd_jpeg.c>.
fn is_gd(comment: &str, quality: u8) -> bool {
    let Some(rest) = comment.strip_prefix("CREATOR: gd-jpeg v") else {
        return false;
    };
    rest.split_once("quality = ")
        .is_none_or(|(_, named)| named.trim().parse() == Ok(quality))
}

/// Whether a comment is the version of libavcodec, which its MJPEG encoder writes. Source:
/// `jpeg_put_comments`,
/// <https://github.com/FFmpeg/FFmpeg/blob/master/libavcodec/mjpegenc_common.c>.
fn is_lavc(comment: &str) -> bool {
    comment
        .strip_prefix("Lavc")
        .is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit()))
}

/// The quality in a `Ducky` segment: fields of a number, a length and data, all big-endian; field
/// 1 is the quality with 32 bits. Source: <https://exiftool.org/TagNames/APP12.html#Ducky>.
fn ducky_quality(mut data: &[u8]) -> Option<u32> {
    loop {
        let (head, rest) = data.split_first_chunk::<4>()?;
        let [t1, t0, l1, l0] = *head;
        let length = usize::from(u16::from_be_bytes([l1, l0]));
        let (value, rest) = rest.split_at_checked(length)?;
        match u16::from_be_bytes([t1, t0]) {
            0 => return None,
            1 => {
                let quality = u32::from_be_bytes(value.try_into().ok()?);
                return (quality <= 100).then_some(quality);
            }
            _ => data = rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::quantization::{scaled, segment, tables};
    use super::*;

    fn standard(quality: u8) -> [Vec<u8>; 2] {
        [
            segment(0, false, &scaled(&STANDARD_LUMA, quality, false)),
            segment(1, false, &scaled(&STANDARD_CHROMA, quality, false)),
        ]
    }

    fn encoder_of(segments: &[Vec<u8>], comments: &[&str], ducky: Option<&[u8]>) -> Option<String> {
        let segments: Vec<&[u8]> = segments.iter().map(Vec::as_slice).collect();
        let tables: Vec<Table> = segments.iter().flat_map(|data| tables(data).0).collect();
        encoder(&Coding {
            quantization: &segments,
            tables: &tables,
            frame: None,
            comments,
            ducky,
        })
    }

    /// The same list has libjpeg's qualities, whose tables are known here independently of it.
    #[test]
    fn the_digest_is_that_of_the_list() {
        for (quality, known) in [
            (50, 0xffcd_5eab_8dae_ced5_71d5_9d4c_dcc0_02c4),
            (75, 0x2851_eea5_e15f_1b97_7c14_96a7_7c88_4b4f),
            (92, 0xff0a_a07a_220c_d897_3a4b_86f3_ecd4_325b),
            (100, 0xa975_9146_2e9b_2339_efd4_f88c_a97b_b471_u128),
        ] {
            let [luma, chroma] = standard(quality);
            assert_eq!(digest(&[&luma, &chroma]), known, "{quality}");
            assert_eq!(digest(&[&chroma, &luma]), known, "in the order of numbers");
        }
    }

    #[test]
    fn standard_tables_name_nobody() {
        assert_eq!(encoder_of(&standard(85), &[], None), None);
        let ducky = [0, 1, 0, 4, 0, 0, 0, 60, 0, 0];
        assert_eq!(encoder_of(&standard(85), &["Lavc58"], Some(&ducky)), None);
    }

    #[test]
    fn the_comment_of_libgd_counts_while_the_tables_agree() {
        let comment = "CREATOR: gd-jpeg v1.0 (using IJG JPEG v80), quality = 90\n";
        assert!(encoder_of(&standard(90), &[comment], None).is_some());
        assert_eq!(encoder_of(&standard(80), &[comment], None), None);
        let default = "CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), default quality\n";
        assert!(encoder_of(&standard(75), &[default], None).is_some());
    }

    #[test]
    fn other_tables_with_a_mark_are_named() {
        let own = segment(0, false, &[3; 64]);
        let own = std::slice::from_ref(&own);
        assert_eq!(encoder_of(own, &[], None), None);
        let ducky = [
            &[0, 2, 0, 1, 9][..],
            &[0, 1, 0, 4, 0, 0, 0, 60],
            &[0, 0, 0, 0],
        ]
        .concat();
        let named = encoder_of(own, &[], Some(&ducky)).unwrap();
        assert!(named.contains("Save for Web, quality 60"), "{named}");
        assert_eq!(
            encoder_of(own, &["Lavc60.3.100"], None).as_deref(),
            Some("FFmpeg")
        );
        for length in 0..ducky.len() - 4 {
            assert_eq!(encoder_of(own, &[], Some(&ducky[..length])), None);
        }
    }

    #[test]
    fn the_default_tables_of_mozjpeg_are_recognised_at_any_quality() {
        for quality in [40, 75, 90] {
            let steps = scaled(&MOZJPEG, quality, false);
            let segments = [segment(0, false, &steps), segment(1, false, &steps)];
            assert_eq!(encoder_of(&segments, &[], None).as_deref(), Some("mozjpeg"));
        }
    }
}
