//! Mixtures, counted by hand and by their spectra.

use super::*;
use image::Rgb;

const SIZE: (u32, u32) = (60, 50);

fn real() -> RgbImage {
    RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        Rgb([(100 + x) as u8, (150 - y) as u8, (110 + (x * y) % 40) as u8])
    })
}

fn twin() -> RgbImage {
    RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        Rgb([(90 + (x + y) % 3 * 20) as u8, (120 - x % 7) as u8, 130])
    })
}

#[test]
fn the_twin_without_weight_is_the_original_and_with_all_of_it_the_twin() {
    let blend = |weight| Mix::Blend { weight }.apply(&real(), twin());
    assert_eq!(blend(0.0), real());
    assert_eq!(blend(1.0), twin());
    let half = blend(0.5);
    let pixel = |pixels: &RgbImage| pixels.get_pixel(10, 20).0[0];
    let mean = f32::from(pixel(&real())).midpoint(f32::from(pixel(&twin())));
    assert_eq!(pixel(&half), mean.round() as u8);
}

#[test]
fn amplitudes_without_weight_or_of_the_picture_itself_change_nothing() {
    let spectrum = |weight, other| {
        Mix::Spectrum {
            weight,
            cutoff: 0.2,
        }
        .apply(&real(), other)
    };
    assert_eq!(spectrum(0.0, twin()), real());
    assert_eq!(spectrum(1.0, real()), real());
    assert_ne!(spectrum(1.0, twin()), real());
}

/// A wave of 0.4 cycles a pixel is in the band, one of 0.1 is not.
#[test]
fn only_the_high_band_is_the_twins() {
    let wave = |low: f32, high: f32| {
        RgbImage::from_fn(40, 40, |x, _| {
            let angle = std::f32::consts::TAU * x as f32;
            let value = 128.0 + low * (0.1 * angle).cos() + high * (0.4 * angle).cos();
            Rgb([value.round() as u8; 3])
        })
    };
    let mix = Mix::Spectrum {
        weight: 1.0,
        cutoff: 0.25,
    };
    let mixed = mix.apply(&wave(40.0, 10.0), wave(20.0, 30.0));
    let expected = wave(40.0, 30.0);
    // Rounding of three pictures, and what it puts into other frequencies.
    let distance = mixed
        .iter()
        .zip(expected.iter())
        .map(|(a, b)| a.abs_diff(*b));
    assert!(distance.max() <= Some(2));
}

/// The guarantee behind the label: no view is without a block of the twin.
#[test]
fn every_square_that_is_cut_holds_pixels_of_the_twin() {
    let real = RgbImage::from_pixel(150, 130, Rgb([0; 3]));
    let twin = RgbImage::from_pixel(150, 130, Rgb([1; 3]));
    let mixing = Mixing {
        patches: 1.0,
        ..Mixing::default()
    };
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut shares = Vec::new();
    for _ in 0..20 {
        let side = 64;
        let mixed = mixing.draw(side, &mut rng).apply(&real, twin.clone());
        for y in (0..=130 - side).step_by(11) {
            for x in (0..=150 - side).step_by(11) {
                let cut = image::imageops::crop_imm(&mixed, x, y, side, side).to_image();
                assert!(cut.contains(&1), "{x} {y}");
            }
        }
        let sum: f64 = mixed.iter().map(|value| f64::from(*value)).sum();
        shares.push(sum / mixed.as_raw().len() as f64);
    }
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    // Of the fifteen choices of blocks, 32 of 60 blocks are the twin's.
    assert!((mean - 32.0 / 60.0).abs() < 0.1, "{mean}");
}

#[test]
fn each_way_is_drawn_as_often_as_its_share_says() {
    let mixing = Mixing {
        blend: 0.2,
        patches: 0.3,
        spectrum: 0.1,
        ..Mixing::default()
    };
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut counts = [0; 4];
    for _ in 0..4000 {
        counts[match mixing.draw(64, &mut rng) {
            Mix::Blend { weight } => {
                assert!((0.5..=1.0).contains(&weight));
                0
            }
            Mix::Patches { .. } => 1,
            Mix::Spectrum { .. } => 2,
            Mix::Twin => 3,
        }] += 1;
    }
    for (count, share) in counts.into_iter().zip([0.2, 0.3, 0.1, 0.4]) {
        // Four standard deviations are 0.03 or less.
        assert!(
            (f64::from(count) / 4000.0 - share).abs() < 0.031,
            "{counts:?}"
        );
    }
}

#[test]
fn shares_that_are_none_are_refused_by_name() {
    let message = |mixing: Mixing| mixing.check().expect_err("refused").to_string();
    let default = Mixing::default();
    assert!(default.check().is_ok());
    assert!(
        message(Mixing {
            blend: -0.1,
            ..default
        })
        .contains("blend")
    );
    assert!(
        message(Mixing {
            blend: 0.6,
            patches: 0.6,
            ..default
        })
        .contains("add up")
    );
    assert!(
        message(Mixing {
            weight: [0.0, 1.0],
            ..default
        })
        .contains("weight")
    );
}
