//! What holds for all views.

use image::{Rgb, RgbImage};
use spectrafide_views::{
    Area, Fact, MAX_PIXELS, Parameter, ParameterKind, View, ViewError, compute,
};

fn shaded(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 7 + y * 3) as u8, (x ^ y) as u8, (y * 5) as u8])
    })
}

/// What every answer must be.
fn check(view: &View, picture: &RgbImage, area: Option<Area>) {
    let (width, height) = picture.dimensions();
    let name = format!("{} of {width} × {height}", view.code());
    match compute(view, picture, area, &|_| ()) {
        Ok(shown) => {
            assert!(
                shown.pixels.width() > 0 && shown.pixels.height() > 0,
                "{name}"
            );
            if let Some(cell) = shown.cell_px {
                assert!(shown.pixels.width() * cell <= shown.area.width_px, "{name}");
                assert!(
                    shown.pixels.height() * cell <= shown.area.height_px,
                    "{name}"
                );
            }
            assert!(!shown.facts.is_empty(), "{name}");
            for fact in &shown.facts {
                assert!(fact.english().ends_with('.'), "{name}: {fact:?}");
                let json = serde_json::to_string(fact).expect("plain data");
                // Not a number is null in JSON, and would not be read again.
                assert!(
                    !json.contains("null") || json.contains("like_neighbour"),
                    "{name}: {json}"
                );
            }
        }
        Err(ViewError::TooSmall { least_px, .. }) => {
            assert!(width.min(height) < least_px, "{name}: {least_px}");
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

#[test]
fn small_thin_and_flat_pictures_have_views_or_a_reason_why_not() {
    let sizes = [
        (1, 1),
        (1, 300),
        (300, 1),
        (2, 2),
        (7, 9),
        (16, 16),
        (17, 40),
        (65, 64),
        (130, 97),
    ];
    for view in View::all() {
        for (width, height) in sizes {
            check(&view, &shaded(width, height), None);
            check(
                &view,
                &RgbImage::from_pixel(width, height, Rgb([255; 3])),
                None,
            );
        }
    }
}

#[test]
fn every_value_of_every_parameter_gives_a_view() {
    let picture = shaded(150, 120);
    for view in View::all() {
        for Parameter { code, kind, .. } in view.parameters() {
            let values = match kind {
                ParameterKind::Number { least, most, .. } => vec![least, most],
                ParameterKind::Choice(codes) => (0..codes.len() as u32).collect(),
            };
            for value in values {
                let view = view.with(code, value).expect("a value that is offered");
                if (code, value) == ("lowest", 90) || (code, value) == ("highest", 20) {
                    // Fewer than three qualities are no sweep.
                    let error = compute(&view, &picture, None, &|_| ()).expect_err("no sweep");
                    assert!(matches!(error, ViewError::Parameter { code: "highest" }));
                } else if (code, value) != ("tile_px", 128) {
                    check(&view, &picture, None);
                }
            }
        }
    }
}

#[test]
fn a_part_that_is_asked_for_is_the_part_that_is_shown() {
    let picture = shaded(400, 300);
    let area = Area {
        x_px: 101,
        y_px: 53,
        width_px: 160,
        height_px: 130,
    };
    for view in View::all() {
        let shown = compute(&view, &picture, Some(area), &|_| ()).expect("large enough");
        assert_eq!(shown.area, area, "{}", view.code());
        assert_eq!(shown.facts[0], Fact::Part { area }, "{}", view.code());
        let outside = Area { x_px: 300, ..area };
        let error = compute(&view, &picture, Some(outside), &|_| ()).expect_err("outside");
        assert!(matches!(error, ViewError::Outside { .. }), "{error}");
    }
}

/// 24 megapixels, of which 16 are looked at, without more memory than that; and a picture longer than
/// any canvas.
#[test]
fn of_giants_the_middle_is_looked_at() {
    let large = shaded(6000, 4000);
    let own = View::of_code("bit_plane").expect("there is one");
    let shown = compute(&own, &large, None, &|_| ()).expect("drawn");
    let pixels = u64::from(shown.area.width_px) * u64::from(shown.area.height_px);
    assert!(
        pixels <= MAX_PIXELS && pixels > MAX_PIXELS * 99 / 100,
        "{:?}",
        shown.area
    );
    assert_eq!(shown.facts[0], Fact::Part { area: shown.area });
    for view in View::all() {
        check(&view, &shaded(70_000, 3), None);
    }
}

#[test]
fn values_that_are_not_offered_are_refused() {
    let mut view = View::of_code("jpeg_ghosts").expect("there is one");
    if let View::JpegGhosts(own) = &mut view {
        own.step = 0;
    }
    let error = compute(&view, &shaded(64, 64), None, &|_| ()).expect_err("refused");
    assert!(matches!(error, ViewError::Parameter { code: "step" }));
}
