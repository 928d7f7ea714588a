//! Random changes to training pictures, the same for both classes.

use anyhow::Result;
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};

use crate::augmentation::journey::{self, Journey};
use spectrafide_picture::jpeg::{self, Chroma};

/// What may happen to a picture; the default is nothing.
///
/// The order is fixed: flips, rotation and shear, scale, colour, blur, JPEG, and at last what
/// `journey` lists, in its order. Everything is drawn from the item's own random generator, so that an item of an epoch is always the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Augmentation {
    /// Mirror left and right, half of the time.
    pub flip_horizontal: bool,
    /// Mirror top and bottom, half of the time.
    pub flip_vertical: bool,
    /// Largest rotation either way, in degrees.
    pub rotation_deg: f32,
    /// Largest horizontal shear either way, in degrees.
    pub shear_deg: f32,
    /// Largest shift either way, in pixels, mirrored at the edges.
    pub shift_px: u32,
    /// Smallest and largest scale, with one of several filters; none for native pixels.
    pub scale: Option<[f32; 2]>,
    /// Share of pictures that are scaled; the others keep their pixels.
    pub scale_probability: f32,
    /// Largest relative change of brightness, contrast and saturation.
    pub colour_jitter: f32,
    /// Largest standard deviation of a Gaussian blur, in pixels, applied to a quarter.
    pub blur_sigma_px: f32,
    /// Smallest and largest JPEG quality; none for no compression.
    pub jpeg_quality: Option<[u8; 2]>,
    /// Share of pictures that are compressed.
    pub jpeg_probability: f32,
    /// What else happens between the source and a reader.
    #[serde(rename = "delivery", skip_serializing_if = "Journey::is_empty")]
    pub journey: Journey,
}

impl Augmentation {
    /// Refuses settings that cannot work.
    ///
    /// # Errors
    ///
    /// The setting is named.
    pub fn check(&self) -> Result<()> {
        if let Some(scale) = self.scale {
            journey::range("scale", scale, [0.01, 100.0])?;
        }
        if let Some(quality) = self.jpeg_quality {
            journey::range("jpeg_quality", quality.map(f32::from), [1.0, 100.0])?;
        }
        journey::share("scale_probability", self.scale_probability)?;
        journey::share("jpeg_probability", self.jpeg_probability)?;
        self.journey.check()
    }

    /// Cuts a random square for a view of `side` pixels out of `pixels` and changes it.
    ///
    /// The result is at least `side` pixels wherever the picture is large enough, and larger by
    /// up to 15 pixels, so that the caller's last crop falls on a random phase of the JPEG grid.
    ///
    /// # Errors
    ///
    /// A picture that an encoder refuses.
    pub fn apply(&self, pixels: &RgbImage, side: u32, rng: &mut impl Rng) -> Result<RgbImage> {
        // Draws nothing for an empty journey: runs without one keep their draws.
        let chain = self.journey.draw(rng);
        let scale = match self.scale {
            Some([low, high]) if rng.random::<f32>() < self.scale_probability => {
                uniform(rng, low, high)
            }
            _ => 1.0,
        };
        let slack = if self.jpeg_quality.is_some() || chain.compresses() {
            15
        } else {
            0
        };
        let wanted = (chain.side_before(side + slack) as f32 / scale).ceil() as u32;
        let (w, h) = (wanted.min(pixels.width()), wanted.min(pixels.height()));
        let x = rng.random_range(0..=pixels.width() - w);
        let y = rng.random_range(0..=pixels.height() - h);
        let mut view = imageops::crop_imm(pixels, x, y, w, h).to_image();
        if self.flip_horizontal && rng.random() {
            imageops::flip_horizontal_in_place(&mut view);
        }
        if self.flip_vertical && rng.random() {
            imageops::flip_vertical_in_place(&mut view);
        }
        if self.rotation_deg > 0.0 || self.shear_deg > 0.0 || self.shift_px > 0 {
            let angle = uniform(rng, -self.rotation_deg, self.rotation_deg).to_radians();
            let shear = uniform(rng, -self.shear_deg, self.shear_deg)
                .to_radians()
                .tan();
            let reach = self.shift_px as i32;
            let shift = [
                rng.random_range(-reach..=reach),
                rng.random_range(-reach..=reach),
            ];
            view = warp(&view, angle, shear, shift);
        }
        if scale != 1.0 {
            let resized = |length: u32| ((length as f32 * scale).round() as u32).max(8);
            let filter = [
                FilterType::Triangle,
                FilterType::CatmullRom,
                FilterType::Lanczos3,
            ][rng.random_range(0..3)];
            view = imageops::resize(&view, resized(w), resized(h), filter);
        }
        if self.colour_jitter > 0.0 {
            let [brightness, contrast, saturation] = std::array::from_fn(|_| {
                1.0 + uniform(rng, -self.colour_jitter, self.colour_jitter)
            });
            jitter(&mut view, brightness, contrast, saturation);
        }
        if self.blur_sigma_px > 0.0 && rng.random_bool(0.25) {
            view = imageops::blur(&view, uniform(rng, 0.1, self.blur_sigma_px).max(0.1));
        }
        if let Some([low, high]) = self.jpeg_quality
            && rng.random_bool(f64::from(self.jpeg_probability))
        {
            let quality = rng.random_range(low..=high);
            let chroma = if rng.random_bool(0.8) {
                Chroma::Half
            } else {
                Chroma::Full
            };
            view = jpeg::recompress(&view, quality, chroma)?;
        }
        chain.apply(view, rng)
    }
}

fn uniform(rng: &mut impl Rng, low: f32, high: f32) -> f32 {
    low + (high - low) * rng.random::<f32>()
}

/// Rotates and shears about the middle with bilinear interpolation, shifts by whole pixels, and
/// mirrors what lies outside. A pure shift moves pixels without interpolation.
fn warp(from: &RgbImage, angle: f32, shear: f32, shift: [i32; 2]) -> RgbImage {
    let (width, height) = from.dimensions();
    let reflect = |position: i32, length: u32| {
        let period = 2 * (length as i32 - 1).max(1);
        let place = position.rem_euclid(period);
        place.min(period - place).min(length as i32 - 1) as u32
    };
    let pixel = |x: i32, y: i32| from.get_pixel(reflect(x, width), reflect(y, height)).0;
    if angle == 0.0 && shear == 0.0 {
        return RgbImage::from_fn(width, height, |x, y| {
            Rgb(pixel(x as i32 + shift[0], y as i32 + shift[1]))
        });
    }
    let (sin, cos) = angle.sin_cos();
    let (cx, cy) = ((width - 1) as f32 / 2.0, (height - 1) as f32 / 2.0);
    RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x as f32 - cx, y as f32 - cy);
        let dx = dx + shear * dy;
        let sx = cos * dx - sin * dy + cx + shift[0] as f32;
        let sy = sin * dx + cos * dy + cy + shift[1] as f32;
        let (x0, y0) = (sx.floor(), sy.floor());
        let (fx, fy) = (sx - x0, sy - y0);
        let (x0, y0) = (x0 as i32, y0 as i32);
        let corners = [
            pixel(x0, y0),
            pixel(x0 + 1, y0),
            pixel(x0, y0 + 1),
            pixel(x0 + 1, y0 + 1),
        ];
        Rgb(std::array::from_fn(|channel| {
            let [a, b, c, d] = corners.map(|corner| f32::from(corner[channel]));
            let upper = a + (b - a) * fx;
            let lower = c + (d - c) * fx;
            (upper + (lower - upper) * fy).round() as u8
        }))
    })
}

/// Scales brightness, then contrast about the mean, then saturation about the luma.
fn jitter(view: &mut RgbImage, brightness: f32, contrast: f32, saturation: f32) {
    let [red, green, blue] = spectrafide_picture::luma::LUMA_WEIGHTS;
    let luma = |[r, g, b]: [f32; 3]| red * r + green * g + blue * b;
    let count = (view.width() * view.height()).max(1) as f32;
    let mean = view
        .pixels()
        .map(|pixel| luma(pixel.0.map(f32::from)))
        .sum::<f32>()
        / count
        * brightness;
    for pixel in view.pixels_mut() {
        let bright = pixel
            .0
            .map(|value| (f32::from(value) * brightness - mean) * contrast + mean);
        let grey = luma(bright);
        pixel.0 = bright.map(|value| (grey + (value - grey) * saturation).round() as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn picture() -> RgbImage {
        RgbImage::from_fn(40, 30, |x, y| {
            Rgb([(x * 6) as u8, (y * 8) as u8, (x * y) as u8])
        })
    }

    fn everything() -> Augmentation {
        Augmentation {
            flip_horizontal: true,
            flip_vertical: true,
            rotation_deg: 10.0,
            shear_deg: 10.0,
            shift_px: 2,
            scale: Some([0.5, 1.0]),
            scale_probability: 0.8,
            colour_jitter: 0.2,
            blur_sigma_px: 1.0,
            jpeg_quality: Some([40, 95]),
            jpeg_probability: 0.8,
            journey: serde_json::from_str(include_str!("../../configs/delivery/everyday.json"))
                .expect("understood"),
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_picture_and_another_seed_another() {
        let draw = |seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            everything()
                .apply(&picture(), 16, &mut rng)
                .expect("applied")
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn the_default_only_crops() {
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        let view = Augmentation::default()
            .apply(&picture(), 64, &mut rng)
            .expect("applied");
        assert_eq!(view, picture(), "a smaller picture stays whole");
    }

    #[test]
    fn a_delivered_view_is_large_enough_where_the_picture_is() {
        let large = RgbImage::from_fn(600, 500, |x, y| Rgb([x as u8, y as u8, (x ^ y) as u8]));
        let delivered = Augmentation {
            journey: everything().journey,
            ..Augmentation::default()
        };
        for seed in 0..200 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let view = delivered.apply(&large, 48, &mut rng).expect("applied");
            assert!(view.width().min(view.height()) >= 48, "seed {seed}");
        }
    }

    #[test]
    fn settings_that_would_fail_later_are_named() {
        let wrong = |change: fn(&mut Augmentation)| {
            let mut settings = everything();
            change(&mut settings);
            settings.check().expect_err("refused").to_string()
        };
        assert!(everything().check().is_ok() && Augmentation::default().check().is_ok());
        for (name, message) in [
            ("jpeg_quality", wrong(|a| a.jpeg_quality = Some([90, 40]))),
            ("jpeg_quality", wrong(|a| a.jpeg_quality = Some([0, 40]))),
            ("jpeg_probability", wrong(|a| a.jpeg_probability = 1.5)),
            (
                "scale_probability",
                wrong(|a| a.scale_probability = f32::NAN),
            ),
            ("scale", wrong(|a| a.scale = Some([0.0, 1.0]))),
        ] {
            assert!(message.contains(&format!("`{name}`")), "{message}");
        }
    }

    #[test]
    fn a_run_without_a_journey_is_written_as_before() {
        let text = serde_json::to_string(&Augmentation::default()).expect("written");
        assert!(!text.contains("delivery"), "{text}");
    }

    #[test]
    fn a_shift_moves_pixels_and_changes_none() {
        let shifted = warp(&picture(), 0.0, 0.0, [3, 2]);
        assert_eq!(shifted.get_pixel(10, 10), picture().get_pixel(13, 12));
    }

    #[test]
    fn a_quarter_turn_puts_the_right_edge_on_the_upper_one() {
        let square = RgbImage::from_fn(5, 5, |x, y| Rgb([(x * 10) as u8, (y * 10) as u8, 0]));
        let turned = warp(&square, std::f32::consts::FRAC_PI_2, 0.0, [0, 0]);
        assert_eq!(turned.get_pixel(0, 0), square.get_pixel(4, 0));
        assert_eq!(turned.get_pixel(4, 0), square.get_pixel(4, 4));
    }

    #[test]
    fn neutral_colour_factors_change_nothing() {
        let mut view = picture();
        jitter(&mut view, 1.0, 1.0, 1.0);
        assert_eq!(view, picture());
    }
}
