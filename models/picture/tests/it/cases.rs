//! Files from the field, where `SPECTRAFIDE_CASES` names the folder that has them.

use std::path::PathBuf;

use image::RgbImage;
use spectrafide_picture::decode::{DecodeError, Picture, decode};
use spectrafide_report::Note;

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("SPECTRAFIDE_CASES");
    if folder.is_none() {
        println!("skipped: SPECTRAFIDE_CASES is not set");
    }
    folder.map(PathBuf::from)
}

fn mean(pixels: &RgbImage) -> [f64; 3] {
    let mut sum = [0.0; 3];
    for pixel in pixels.pixels() {
        for (sum, &value) in sum.iter_mut().zip(&pixel.0) {
            *sum += f64::from(value);
        }
    }
    sum.map(|sum| sum / pixels.pixels().len() as f64)
}

fn near(found: [f64; 3], expected: [f64; 3], tolerance: f64) -> bool {
    found
        .iter()
        .zip(expected)
        .all(|(a, b)| (a - b).abs() <= tolerance)
}

fn codes(picture: &Picture) -> Vec<&str> {
    let code = |note: &Note| match note {
        Note::ColorsConverted { .. } => "ColorsConverted",
        Note::InksConverted { .. } => "InksConverted",
        _ => "another",
    };
    picture.notes.iter().map(code).collect()
}

/// The means are those of littleCMS, by Pillow; all files are there, or none was found.
#[test]
fn pictures_with_profiles_have_the_colours_that_people_see() {
    let Some(folder) = folder() else { return };
    let inks = "09-cmyk-ycck-adobe/Channel_digital_image_CMYK_color";
    for (file, expected, notes) in [
        (
            format!("{inks}.jpg"),
            [120.95, 126.4, 115.23],
            vec!["InksConverted"],
        ),
        (
            format!("{inks}_no_profile.jpg"),
            [109.04, 132.09, 109.59],
            vec!["InksConverted"],
        ),
        (
            "13-wide-gamut/crop-srgb.png".into(),
            [85.56, 81.86, 89.86],
            vec![],
        ),
        (
            "13-wide-gamut/crop-p3.png".into(),
            [85.56, 81.86, 89.86],
            vec!["ColorsConverted"],
        ),
        (
            "13-wide-gamut/crop-adobergb.png".into(),
            [85.57, 81.75, 89.89],
            vec!["ColorsConverted"],
        ),
        (
            "13-wide-gamut/crop-prophoto.png".into(),
            [85.6, 81.75, 89.9],
            vec!["ColorsConverted"],
        ),
    ] {
        let picture = decode(&std::fs::read(folder.join(&file)).unwrap()).unwrap();
        let found = mean(&picture.pixels);
        println!("{file}: {found:.2?} {:?}", picture.notes);
        assert!(
            near(found, expected, 0.5),
            "{file}: {found:?}, {expected:?}"
        );
        assert_eq!(codes(&picture), notes, "{file}");
    }
}

#[test]
fn four_crops_of_one_picture_differ_by_a_level() {
    let Some(folder) = folder() else { return };
    let read = |name: &str| {
        let file = folder.join(format!("13-wide-gamut/crop-{name}.png"));
        decode(&std::fs::read(file).unwrap()).unwrap().pixels
    };
    let srgb = read("srgb");
    for name in ["p3", "adobergb", "prophoto"] {
        let other = read(name);
        let all = || {
            srgb.as_raw()
                .iter()
                .zip(other.as_raw())
                .map(|(a, b)| a.abs_diff(*b))
        };
        let mean = all().map(f64::from).sum::<f64>() / srgb.as_raw().len() as f64;
        println!("{name}: mean {mean:.3}, most {:?}", all().max());
        assert!(mean < 0.6, "{name}: {mean}");
    }
}

/// Rows that Pillow decodes: up to 477, 415 and 47.
#[test]
fn pictures_that_break_off_are_judged_as_far_as_they_go() {
    let Some(folder) = folder() else { return };
    let read = |name: &str| {
        let bytes = std::fs::read(folder.join("12-truncated-but-viewable").join(name)).unwrap();
        decode(&bytes)
    };
    let whole = read("without-eoi.jpg").unwrap();
    assert_eq!(whole.notes, [Note::EndMissing]);
    assert_eq!(whole.pixels.dimensions(), (640, 478));
    let most = read("85-percent.jpg").unwrap();
    let missing = 478 - most.pixels.height();
    assert!((400..=416).contains(&most.pixels.height()), "{missing}");
    assert_eq!(most.notes, [Note::RowsMissing { missing, rows: 478 }]);
    let error = read("truncated-10000-of.jpg").unwrap_err();
    let DecodeError::Incomplete { rows, of } = error else {
        panic!("{error}");
    };
    assert!((32..=48).contains(&rows) && of == 2225, "{rows} of {of}");
}

/// The means are those of libjxl 0.7.
#[cfg(feature = "jxl")]
#[test]
fn a_jpeg_xl_in_a_container_is_decoded() {
    let Some(folder) = folder() else { return };
    let file = std::fs::read(folder.join("extra/sample1.jxl")).unwrap();
    let picture = decode(&file).unwrap();
    assert_eq!(picture.pixels.dimensions(), (896, 1080));
    assert!(picture.notes.is_empty(), "{:?}", picture.notes);
    let found = mean(&picture.pixels);
    assert!(near(found, [103.19, 86.91, 73.65], 0.05), "{found:?}");
    // A download that broke off has no pixels: groups need not be stored from top to bottom.
    let error = decode(&file[..file.len() / 2]).unwrap_err().to_string();
    assert!(
        error.contains("the end of the picture is missing"),
        "{error}"
    );
}

#[test]
fn the_other_files_are_answered() {
    let Some(folder) = folder() else { return };
    for (file, is_read) in [
        ("grok-1.jpg", true),
        ("adobe_connected_identities.jpg", true),
        ("update_manifest.jpg", true),
        ("Landscape_9.jpg", true),
        ("trustnxt-v2-bmff.heic", false),
        ("tiff_poc.tiff", false),
    ] {
        let found = decode(&std::fs::read(folder.join("extra").join(file)).unwrap());
        let answer = found.as_ref().map(|picture| &picture.notes);
        println!("{file}: {answer:?}");
        assert_eq!(found.is_ok(), is_read, "{file}");
    }
}
