//! What is judged beyond the verdict: copies of a picture, and its parts.

use std::cell::RefCell;

use image::{Rgb, RgbImage};
use spectrafide_models::judge::{Effort, Request};
use spectrafide_picture::decode::decode;
use spectrafide_picture::handling::file_of;
use spectrafide_provenance::Provenance;
use spectrafide_report::Handling;

use crate::judging::{detector, judge};
use crate::support::{drawn, png};

/// A copy is judged as the file that a person would have of it, and by its pixels alone.
#[test]
fn a_copy_is_judged_as_its_file_would_be() {
    let detector = detector();
    let bytes = png(&drawn(300, 220));
    let picture = decode(&bytes).expect("a picture");
    let request = Request {
        effort: Effort::Thorough,
        explain: false,
        device_name: "cpu",
        now_millis: &|| 0.0,
        progress: &|_| {},
    };
    for handling in Handling::ALL {
        let copy = detector.judge_copy(&picture.pixels, handling, &request);
        let copy = pollster::block_on(copy).expect("the CPU does not fail");
        let file = file_of(handling, &picture.pixels).expect("a file");
        let report = judge(&detector, &file, Effort::Thorough, false).report;
        assert!(report.score.is_some(), "{handling:?}");
        let found = (copy.handling, copy.score, copy.verdict);
        assert_eq!(found, (handling, report.score, report.verdict_by_pixels()));
        assert_eq!(copy.objection(), None);
    }
    let thin = RgbImage::from_fn(70_000, 20, |x, y| Rgb([x as u8, y as u8, (x / 256) as u8]));
    let copy = detector.judge_copy(&thin, Handling::Mirror, &request);
    let copy = pollster::block_on(copy).expect("the CPU does not fail");
    assert!(copy.objection().is_some_and(|why| why.contains("70000")));
}

/// Each part alone is what the network says of it; a part of one colour has no score.
#[test]
fn the_parts_of_a_picture_are_judged_where_they_lie() {
    let detector = detector();
    let mut pixels = drawn(200, 150);
    for (_, _, pixel) in pixels
        .enumerate_pixels_mut()
        .filter(|(x, y, _)| *x < 100 && *y < 80)
    {
        *pixel = Rgb([120, 120, 120]);
    }
    let picture = decode(&png(&pixels)).expect("a picture");
    let told = RefCell::new(Vec::new());
    let progress = |done, all| told.borrow_mut().push((done, all));
    let says = Provenance::default();
    let judged = detector.judge_regions(&picture, &says, &progress);
    let regions = pollster::block_on(judged)
        .expect("the CPU does not fail")
        .expect("in scope");
    let (columns, rows) = (regions.columns, regions.rows);
    assert_eq!(regions.parts.len() as u32, columns * rows);
    assert!(columns >= 3 && rows >= 2, "{columns} {rows}");
    assert_eq!(regions.parts[0].score, None, "flat");
    let last = regions.parts.last().expect("parts");
    assert_eq!(
        (last.x_px + last.width_px, last.y_px + last.height_px),
        (200, 150)
    );
    let alone =
        image::imageops::crop_imm(&pixels, last.x_px, last.y_px, last.width_px, last.height_px);
    let alone = judge(&detector, &png(&alone.to_image()), Effort::Thorough, false).report;
    let (found, expected) = (last.score.expect("judged"), alone.score.expect("judged"));
    assert!((found.value() - expected.value()).abs() < 1e-5);
    let told = told.into_inner();
    assert_eq!(told[0].0, 0);
    assert!(told.iter().all(|(done, all)| done < all));
}
