//! The steps, from their definitions, and the chains that are drawn.

use image::{Rgb, RgbImage};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use super::noise::Noise;
use super::*;
use spectrafide_picture::jpeg::Chroma;

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn everyday() -> Journey {
    let text = include_str!("../../../configs/delivery/everyday.json");
    serde_json::from_str(text).expect("understood")
}

fn picture() -> RgbImage {
    RgbImage::from_fn(120, 90, |x, y| {
        let wave = (f64::from(x) * 0.4).sin() + (f64::from(y) * 0.3).cos();
        let level = (128.0 + 50.0 * wave) as u8;
        Rgb([level, 255 - level, (x * y) as u8])
    })
}

fn grey(level: u8) -> RgbImage {
    RgbImage::from_pixel(200, 200, Rgb([level; 3]))
}

fn after(step: Change, pixels: RgbImage) -> RgbImage {
    step.apply(pixels, &mut rng(1)).expect("applied")
}

fn mean_and_deviation(pixels: &RgbImage) -> (f64, f64) {
    let count = pixels.as_raw().len() as f64;
    let mean = pixels.iter().map(|&value| f64::from(value)).sum::<f64>() / count;
    let squares = pixels
        .iter()
        .map(|&value| (f64::from(value) - mean).powi(2));
    (mean, (squares.sum::<f64>() / count).sqrt())
}

/// Mean square of the difference of horizontal neighbours.
fn roughness(pixels: &RgbImage) -> f64 {
    let mut sum = 0.0;
    for (x, y, pixel) in pixels.enumerate_pixels() {
        if x > 0 {
            let before = pixels.get_pixel(x - 1, y);
            sum += (f64::from(pixel.0[0]) - f64::from(before.0[0])).powi(2);
        }
    }
    sum / f64::from(pixels.width() * pixels.height())
}

#[test]
fn a_lower_quality_gives_a_smaller_file_and_a_larger_error() {
    let error = |step: Change| {
        let compressed = after(step, picture());
        let differences = compressed.iter().zip(picture().into_raw());
        differences
            .map(|(&a, b)| (f64::from(a) - f64::from(b)).powi(2))
            .sum::<f64>()
    };
    let size = |step: Change| {
        step.encode(&picture())
            .expect("encoded")
            .expect("bytes")
            .len()
    };
    let jpeg = |quality| Change::Jpeg {
        quality,
        chroma: Chroma::Half,
    };
    let webp = |quality| Change::WebP { quality };
    for [strong, weak] in [[jpeg(30), jpeg(90)], [webp(20), webp(95)]] {
        assert!(size(strong) < size(weak), "{strong:?}");
        assert!(error(strong) > error(weak), "{strong:?}");
    }
    let full = Change::Jpeg {
        quality: 90,
        chroma: Chroma::Full,
    };
    assert!(size(full) > size(jpeg(90)), "4:4:4 keeps more colour");
    let blur = Change::Blur { sigma_px: 1.0 };
    assert!(blur.encode(&picture()).expect("none").is_none() && !blur.compresses());
}

#[test]
fn a_scale_gives_the_stated_size_with_every_filter() {
    for filter in Filter::ALL {
        let size = |factor| after(Change::Scale { factor, filter }, picture()).dimensions();
        assert_eq!(size(0.5), (60, 45));
        assert_eq!(size(1.5), (180, 135));
        // The shorter side would be nine pixels: 32 / 90 instead.
        assert_eq!(size(0.1), (43, 32));
        let flat = after(
            Change::Scale {
                factor: 0.7,
                filter,
            },
            grey(77),
        );
        assert!(flat.iter().all(|&value| value == 77), "{filter:?}");
    }
    let resize = Change::Resize {
        width_px: 33,
        height_px: 44,
        filter: Filter::Triangle,
    };
    assert_eq!(after(resize, picture()).dimensions(), (33, 44));
}

/// New pixels at 0.25 and 0.75 between old ones, and at the edges outside of them.
#[test]
fn nearest_repeats_pixels_and_bilinear_draws_lines_between_them() {
    let two = RgbImage::from_fn(2, 1, |x, _| Rgb([(x * 100) as u8; 3]));
    let row = |filter: Filter| {
        let resized = filter.resize(&two, 4, 1);
        resized.pixels().map(|pixel| pixel.0[0]).collect::<Vec<_>>()
    };
    assert_eq!(row(Filter::Nearest), [0, 0, 100, 100]);
    assert_eq!(row(Filter::Bilinear), [0, 25, 75, 100]);
}

#[test]
fn a_crop_cuts_from_each_edge_and_leaves_a_pixel() {
    let crop = |left_px, bottom_px| Change::Crop {
        left_px,
        top_px: 2,
        right_px: 3,
        bottom_px,
    };
    let cropped = after(crop(1, 4), picture());
    assert_eq!(cropped.dimensions(), (116, 84));
    assert_eq!(cropped.get_pixel(0, 0), picture().get_pixel(1, 2));
    assert_eq!(after(crop(500, 500), picture()).dimensions(), (1, 1));
}

#[test]
fn a_blurred_point_is_a_gaussian() {
    let mut point = RgbImage::new(31, 31);
    point.put_pixel(15, 15, Rgb([255; 3]));
    let blurred = after(Change::Blur { sigma_px: 1.0 }, point);
    // The middle of the discrete kernel: (1 / sum of exp(-k^2 / 2))^2 = 0.3989^2, and its
    // neighbour exp(-1 / 2) of that. Half a level for each of two roundings.
    for (place, expected) in [((15, 15), 40.58), ((16, 15), 24.61), ((15, 14), 24.61)] {
        let level = f64::from(blurred.get_pixel(place.0, place.1).0[0]);
        assert!((level - expected).abs() <= 1.0, "{level} at {place:?}");
    }
}

#[test]
fn blurring_smooths_and_sharpening_roughens() {
    let blurred = after(Change::Blur { sigma_px: 1.5 }, picture());
    let sharpen = |amount, pixels| {
        let step = Change::Sharpen {
            sigma_px: 1.5,
            amount,
        };
        after(step, pixels)
    };
    assert!(roughness(&blurred) < roughness(&picture()));
    assert!(roughness(&sharpen(1.0, blurred.clone())) > roughness(&blurred));
    assert_eq!(sharpen(0.0, picture()), picture(), "nothing is added");
    assert_eq!(sharpen(2.0, grey(90)), grey(90), "no edge to sharpen");
    // An edge overshoots on both sides: dark gets darker and bright brighter.
    let edge = RgbImage::from_fn(40, 40, |x, _| Rgb([if x < 20 { 100 } else { 150 }; 3]));
    let sharp = sharpen(1.0, edge);
    assert!(sharp.get_pixel(19, 20).0[0] < 95 && sharp.get_pixel(20, 20).0[0] > 155);
}

/// 120 000 values: the standard error of a mean is s / 346 and that of a deviation s / 490. Five
/// of them, and the variance of rounding, 1 / 12, are allowed.
#[test]
fn noise_has_the_stated_deviation_and_no_bias() {
    let shot = |level: u8| 8.0 * (f64::from(level) / 255.0).sqrt();
    for (kind, level, expected) in [
        (Noise::Gaussian, 64, 8.0),
        (Noise::Gaussian, 200, 8.0),
        (Noise::Shot, 64, shot(64)),
        (Noise::Shot, 200, shot(200)),
    ] {
        let step = Change::Noise {
            kind,
            deviation: 8.0,
        };
        let (mean, deviation) = mean_and_deviation(&after(step, grey(level)));
        let expected = (expected * expected + 1.0 / 12.0).sqrt();
        assert!((mean - f64::from(level)).abs() < 5.0 * expected / 346.0);
        assert!((deviation - expected).abs() < 5.0 * expected / 490.0);
        assert_eq!(after(step, grey(level)), after(step, grey(level)));
        let other = step.apply(grey(level), &mut rng(2)).expect("applied");
        assert_ne!(after(step, grey(level)), other, "another seed, other noise");
    }
    let dark = Change::Noise {
        kind: Noise::Shot,
        deviation: 8.0,
    };
    assert_eq!(after(dark, grey(0)), grey(0), "no light, no shot noise");
}

#[test]
fn the_same_seed_gives_the_same_chain_and_the_same_picture() {
    let deliver = |seed| {
        let mut rng = rng(seed);
        let chain = everyday().draw(&mut rng);
        let pixels = chain.apply(picture(), &mut rng).expect("applied");
        (chain, pixels)
    };
    assert_eq!(deliver(3), deliver(3));
    let chains: Vec<Chain> = (0..20).map(|seed| deliver(seed).0).collect();
    assert!(chains.iter().any(|chain| *chain != chains[0]));
}

#[test]
fn links_happen_in_their_order_with_their_probability_and_within_their_ranges() {
    let journey: Journey = serde_json::from_value(json!([
        { "kind": "jpeg", "probability": 0.3, "quality": [60, 90], "half_chroma_probability": 0.5 },
        { "kind": "scale", "factor": [0.5, 2.0], "filters": ["nearest"] },
        { "kind": "webp", "probability": 0.0, "quality": [0, 100] },
        { "kind": "jpeg", "quality": [30, 30] }
    ]))
    .expect("understood");
    journey.check().expect("sound");
    let (mut double, mut smaller, mut half) = (0, 0, 0);
    let mut rng = rng(5);
    for _ in 0..2000 {
        let Chain(steps) = journey.draw(&mut rng);
        let rest = if let [Change::Jpeg { quality, chroma }, rest @ ..] = &steps[..] {
            assert!((60..=90).contains(quality));
            double += 1;
            half += u32::from(*chroma == Chroma::Half);
            rest
        } else {
            &steps[..]
        };
        let [
            Change::Scale { factor, filter },
            Change::Jpeg { quality: 30, .. },
        ] = rest
        else {
            panic!("{steps:?}");
        };
        assert!((0.5..=2.0).contains(factor) && *filter == Filter::Nearest);
        smaller += u32::from(*factor < 1.0);
    }
    // Five deviations of the binomial distributions: 5 sqrt(2000 x 0.3 x 0.7) = 102,
    // 5 sqrt(2000 / 4) = 112, and 5 sqrt(600 / 4) = 61 beside half of what was found.
    assert!((600_i32 - double).abs() <= 102, "{double}");
    assert!((1000 - smaller as i32).abs() <= 112, "{smaller}");
    assert!((double / 2 - half as i32).abs() <= 62, "{half} of {double}");
}

#[test]
fn a_screenshot_is_scaled_by_few_neighbours_and_sometimes_compressed() {
    let link = |jpeg_probability: f32| -> Journey {
        serde_json::from_value(json!([
            { "kind": "screenshot", "factor": [0.8, 0.9], "jpeg_probability": jpeg_probability }
        ]))
        .expect("understood")
    };
    for seed in 0..20 {
        let Chain(plain) = link(0.0).draw(&mut rng(seed));
        let [Change::Scale { factor, filter }] = plain[..] else {
            panic!("{plain:?}");
        };
        assert!((0.8..=0.9).contains(&factor));
        assert!(matches!(filter, Filter::Nearest | Filter::Bilinear));
        let chain = link(1.0).draw(&mut rng(seed));
        assert!(chain.compresses() && chain.0.len() == 2);
    }
}

#[test]
fn a_side_is_as_long_as_promised_after_the_chain() {
    for seed in 0..300 {
        let mut rng = rng(seed);
        let chain = everyday().draw(&mut rng);
        let before = chain.side_before(40);
        let pixels = RgbImage::from_pixel(before, before, Rgb([9; 3]));
        let arrived = chain.apply(pixels, &mut rng).expect("applied");
        assert!(arrived.width() >= 40 && arrived.height() >= 40, "{chain:?}");
    }
}

#[test]
fn settings_that_cannot_work_are_named_with_their_place() {
    for (link, name) in [
        (json!({ "kind": "jpeg", "quality": [0, 50] }), "quality"),
        (json!({ "kind": "jpeg", "quality": [90, 50] }), "quality"),
        (json!({ "kind": "webp", "quality": [0, 101] }), "quality"),
        (json!({ "kind": "scale", "factor": [0.0, 1.0] }), "factor"),
        (
            json!({ "kind": "scale", "factor": [1.0, 1.0], "filters": [] }),
            "filters",
        ),
        (
            json!({ "kind": "blur", "probability": 2.0, "sigma_px": [1.0, 1.0] }),
            "probability",
        ),
        (
            json!({ "kind": "blur", "sigma_px": [0.0, 1.0] }),
            "sigma_px",
        ),
        (
            json!({ "kind": "sharpen", "sigma_px": [1.0, 1.0], "amount": [-1.0, 1.0] }),
            "amount",
        ),
        (
            json!({ "kind": "noise", "noise": "shot", "deviation": [0.0, 256.0] }),
            "deviation",
        ),
        (json!({ "kind": "crop", "most_px": 5000 }), "most_px"),
        (
            json!({ "kind": "screenshot", "factor": [1.0, 1.0], "jpeg_probability": -0.1 }),
            "jpeg_probability",
        ),
    ] {
        let fine = json!({ "kind": "crop", "most_px": 7 });
        let journey: Journey = serde_json::from_value(json!([fine, link])).expect("well-formed");
        let message = format!("{:#}", journey.check().expect_err("refused"));
        assert!(message.contains(&format!("`{name}`")), "{message}");
        assert!(message.contains("`delivery[1]`"), "{message}");
    }
    for unknown in [
        json!([{ "kind": "jpeg", "quality": [50, 60], "chroma": "half" }]),
        json!([{ "kind": "fax" }]),
    ] {
        assert!(
            serde_json::from_value::<Journey>(unknown.clone()).is_err(),
            "{unknown}"
        );
    }
    everyday().check().expect("sound");
}
