//! Pictures for tests.

use std::f32::consts::TAU;

use image::{Rgb, RgbImage};

/// Numbers without structure, in `[0, 1)`: a linear congruential generator (Numerical Recipes).
pub struct Random(u32);

impl Random {
    pub fn new(seed: u32) -> Self {
        Self(seed)
    }

    pub fn unit(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / (1 << 24) as f32
    }

    /// Nearly normal: the sum of twelve, less its mean, has variance one.
    pub fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.unit()).sum::<f32>() - 6.0
    }
}

/// Grey noise of standard deviation `deviation` around 128.
pub fn noise(width: u32, height: u32, deviation: f32, seed: u32) -> RgbImage {
    let mut random = Random::new(seed);
    RgbImage::from_fn(width, height, |_, _| {
        Rgb([level(128.0 + deviation * random.normal()); 3])
    })
}

/// Something like a photograph: colours and shapes of many sizes, and noise.
pub fn photograph(width: u32, height: u32, seed: u32) -> RgbImage {
    let mut random = Random::new(seed);
    let waves: Vec<[f32; 5]> = (0..24)
        .map(|_| {
            // Longer waves are stronger, as in photographs.
            let period = 6.0 * (random.unit() * 4.0).exp();
            let angle = random.unit() * TAU;
            [
                TAU / period * angle.cos(),
                TAU / period * angle.sin(),
                random.unit() * TAU,
                0.9 * period.sqrt(),
                random.unit(),
            ]
        })
        .collect();
    RgbImage::from_fn(width, height, |x, y| {
        let mut colour = [128.0_f32; 3];
        for [u, v, phase, strength, tint] in &waves {
            let wave = strength * (u * x as f32 + v * y as f32 + phase).sin();
            for (channel, value) in colour.iter_mut().enumerate() {
                *value += wave * (1.0 - 0.3 * ((tint * 3.0) as usize == channel) as u8 as f32);
            }
        }
        Rgb(colour.map(|value| level(value + 3.0 * random.normal())))
    })
}

pub fn level(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// Mean of the first channel of `pixels` within `x` and `y`.
pub fn mean(pixels: &RgbImage, x: std::ops::Range<u32>, y: std::ops::Range<u32>) -> f64 {
    let count = f64::from(x.len() as u32) * f64::from(y.len() as u32);
    let places = y.flat_map(|y| x.clone().map(move |x| (x, y)));
    places
        .map(|(x, y)| f64::from(pixels.get_pixel(x, y).0[0]))
        .sum::<f64>()
        / count
}
