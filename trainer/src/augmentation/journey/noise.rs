//! Noise of sensors.

use image::RgbImage;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

/// How the deviation of noise depends on the value it is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noise {
    /// The same everywhere, as read-out noise.
    Gaussian,
    /// The square root of the value, as the shot noise of light: the variance of a Poisson
    /// distribution grows with its mean. The normal approximation is used.
    Shot,
}

impl Noise {
    /// Adds noise to each value of each channel on its own; `deviation` is in levels of 255, for
    /// shot noise that of white.
    pub(super) fn add(self, pixels: &mut RgbImage, deviation: f32, rng: &mut impl Rng) {
        for value in pixels.iter_mut() {
            let own = f32::from(*value);
            let here = match self {
                Self::Gaussian => deviation,
                Self::Shot => deviation * (own / 255.0).sqrt(),
            };
            let normal: f32 = rng.sample(StandardNormal);
            *value = (own + here * normal).round() as u8;
        }
    }
}
