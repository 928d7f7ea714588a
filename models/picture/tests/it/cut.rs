//! JPEGs that break off.

use image::{RgbImage, imageops};
use jpeg_encoder::{Encoder, SamplingFactor};
use spectrafide_picture::decode::{DecodeError, Picture, decode};
use spectrafide_report::Note;

use crate::files::{jpeg, with_exif};

/// How many rows are missing of how many, as the notes say.
fn missing(picture: &Picture) -> Option<(u32, u32)> {
    picture.notes.iter().find_map(|note| match note {
        Note::RowsMissing { missing, rows } => Some((*missing, *rows)),
        _ => None,
    })
}

/// Where each restart marker lies.
fn restarts(bytes: &[u8]) -> Vec<usize> {
    let is_restart = |at: &usize| bytes[*at] == 0xff && matches!(bytes[at + 1], 0xd0..=0xd7);
    // Headers have lengths, and none of these holds such a pair.
    (0..bytes.len() - 1).filter(is_restart).collect()
}

type Configure = fn(&mut Encoder<&mut Vec<u8>>);

#[test]
fn a_missing_end_marker_is_no_damage_and_is_said() {
    for progressive in [false, true] {
        let whole = jpeg(96, 64, |encoder| encoder.set_progressive(progressive));
        let pixels = decode(&whole).unwrap().pixels;
        for length in [whole.len() - 1, whole.len() - 2] {
            let picture = decode(&whole[..length]).unwrap();
            assert_eq!(picture.notes, [Note::EndMissing], "{progressive} {length}");
            assert_eq!(picture.pixels, pixels);
        }
    }
}

/// With a restart behind each row of units, which are 16 pixels high, the number of markers before
/// the cut is the number of rows that are there.
#[test]
fn as_many_rows_are_judged_as_there_are() {
    let whole = jpeg(96, 160, |encoder| {
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.set_restart_interval(6);
    });
    let pixels = decode(&whole).unwrap().pixels;
    let restarts = restarts(&whole);
    assert_eq!(restarts.len(), 9);
    for rows in 1..=9 {
        // Behind the marker, and in the middle of the row that follows.
        for at in [restarts[rows - 1] + 2, restarts[rows - 1] + 9] {
            match decode(&whole[..at]) {
                // Two thirds of 160 rows are 106.7.
                Ok(picture) => {
                    let rows = 16 * rows as u32;
                    assert!(rows > 106);
                    assert_eq!(missing(&picture), Some((160 - rows, 160)));
                    assert_eq!(picture.pixels.dimensions(), (96, rows));
                    // The last row has chroma from below, where there is something below.
                    let upper =
                        |of: &RgbImage| imageops::crop_imm(of, 0, 0, 96, rows - 1).to_image();
                    assert_eq!(upper(&picture.pixels), upper(&pixels));
                }
                Err(DecodeError::Incomplete { rows: found, of }) => {
                    assert!(rows <= 6, "{rows}");
                    assert_eq!((found, of), (16 * rows as u32, 160));
                }
                Err(other) => panic!("{rows}: {other}"),
            }
        }
    }
}

/// Whatever is judged is part of the whole picture, and a cut one byte later never gives less.
#[test]
fn no_cut_invents_a_pixel() {
    let configurations: [Configure; 5] = [
        |encoder| encoder.set_sampling_factor(SamplingFactor::F_2_2),
        |encoder| encoder.set_sampling_factor(SamplingFactor::F_1_1),
        |encoder| {
            encoder.set_progressive(true);
            encoder.set_sampling_factor(SamplingFactor::F_1_1);
        },
        |encoder| {
            encoder.set_progressive(true);
            encoder.set_sampling_factor(SamplingFactor::F_2_2);
            encoder.set_optimized_huffman_tables(true);
        },
        |encoder| {
            encoder.set_progressive(true);
            encoder.set_restart_interval(3);
        },
    ];
    for (index, configure) in configurations.into_iter().enumerate() {
        let whole = jpeg(61, 93, configure);
        let pixels = decode(&whole).unwrap().pixels;
        let mut most = 0;
        for length in 3..whole.len() {
            let Ok(picture) = decode(&whole[..length]) else {
                assert_eq!(most, 0, "{index} {length}");
                continue;
            };
            let rows = picture.pixels.height();
            assert!(
                rows >= most && 3 * rows >= 2 * 93,
                "{index} {length}: {rows}"
            );
            assert_eq!(
                missing(&picture).map_or(0, |(missing, _)| missing),
                93 - rows
            );
            most = rows;
            let same = if rows < 93 { rows - 1 } else { rows };
            let upper = |of: &RgbImage| imageops::crop_imm(of, 0, 0, 61, same).to_image();
            assert!(upper(&picture.pixels) == upper(&pixels), "{index} {length}");
        }
        // The last byte of the picture's data, without the marker behind it.
        assert_eq!(most, 93, "{index}");
    }
}

/// The encoder stores components one after the other where it chooses its codes for the picture.
/// The decoder would give grey alone.
#[test]
fn of_components_one_after_the_other_all_must_be_there() {
    let whole = jpeg(61, 93, |encoder| encoder.set_optimized_huffman_tables(true));
    let pixels = decode(&whole).unwrap().pixels;
    for length in 3..whole.len() {
        if let Ok(picture) = decode(&whole[..length]) {
            assert_eq!(picture.notes, [Note::EndMissing], "{length}");
            assert!(picture.pixels == pixels, "{length}");
        }
    }
    assert!(decode(&whole[..whole.len() - 2]).is_ok());
}

/// Programs that mend files put an end marker behind what they have.
#[test]
fn an_end_marker_behind_a_cut_hides_nothing() {
    let whole = jpeg(96, 160, |_| {});
    for (length, judged) in [(whole.len() / 2, false), (whole.len() * 9 / 10, true)] {
        let mended = [&whole[..length], b"\xff\xd9"].concat();
        match decode(&mended) {
            Ok(picture) => assert!(judged && missing(&picture).is_some(), "{length}"),
            Err(error) => {
                assert!(
                    !judged && matches!(error, DecodeError::Incomplete { .. }),
                    "{error}"
                );
            }
        }
    }
}

#[test]
fn what_is_there_is_turned_upright() {
    let whole = jpeg(96, 160, |_| {});
    let turned = with_exif(&whole, &crate::files::exif(6, false));
    let picture = decode(&turned[..turned.len() * 9 / 10]).unwrap();
    let (gone, rows) = missing(&picture).expect("a note");
    assert_eq!(rows, 160);
    assert_eq!(picture.pixels.dimensions(), (160 - gone, 96));
}

#[test]
fn too_little_of_a_picture_is_refused_with_how_much_there_is() {
    for progressive in [false, true] {
        let whole = jpeg(96, 160, |encoder| encoder.set_progressive(progressive));
        let error = decode(&whole[..whole.len() / 2]).unwrap_err();
        let DecodeError::Incomplete { rows, of } = error else {
            panic!("{error}");
        };
        assert!(rows < 107 && of == 160, "{rows}");
        assert!(
            error
                .to_string()
                .contains(&format!("{rows} of the picture's 160 rows"))
        );
    }
}
