//! A whole picture through an auto-encoder, in parts where it is large.

use crate::device::read;
use anyhow::Result;
use burn::tensor::{Device, Tensor, TensorData};
use image::{Rgb, RgbImage};
use spectrafide_networks::resynthesis::Resynthesizer;
use spectrafide_networks::resynthesis::noise::Place;

/// An auto-encoder, ready for pictures of any size.
pub struct Tiler<'a> {
    /// The auto-encoder.
    pub network: &'a Resynthesizer,
    /// How far a pixel changes others, in pixels: every part is given so much more on each side.
    pub reach_px: usize,
    /// Side of the parts, in pixels: like the reach a multiple of the factor.
    pub tile_px: usize,
    /// Where the network is.
    pub device: &'a Device,
}

impl Tiler<'_> {
    /// What the auto-encoder makes of `pixels`; `seed` decides its noise.
    ///
    /// The parts overlap by twice the reach, and what is kept of each is the same as if the
    /// picture had been worked on as a whole: there are no seams.
    ///
    /// # Errors
    ///
    /// A device that fails.
    pub fn resynthesize(&self, pixels: &RgbImage, seed: u64) -> Result<RgbImage> {
        let mut made = RgbImage::new(pixels.width(), pixels.height());
        let (width, height) = (pixels.width() as usize, pixels.height() as usize);
        for y in (0..height).step_by(self.tile_px) {
            for x in (0..width).step_by(self.tile_px) {
                self.tile(pixels, [x, y], seed, &mut made)?;
            }
        }
        Ok(made)
    }

    /// Works on the part whose upper left corner is at `x` and `y`.
    fn tile(
        &self,
        pixels: &RgbImage,
        [x, y]: [usize; 2],
        seed: u64,
        made: &mut RgbImage,
    ) -> Result<()> {
        let span = |start: usize, length: u32| {
            let end = (start + self.tile_px).min(length as usize);
            let from = start.saturating_sub(self.reach_px);
            let to = (end + self.reach_px).min(length as usize);
            (from, to, end)
        };
        let (left, right, x_end) = span(x, pixels.width());
        let (top, bottom, y_end) = span(y, pixels.height());
        let (width, height) = (right - left, bottom - top);
        let mut values = Vec::with_capacity(3 * width * height);
        for channel in 0..3 {
            for row in top..bottom {
                values.extend((left..right).map(|column| {
                    f32::from(pixels.get_pixel(column as u32, row as u32).0[channel]) / 255.0
                }));
            }
        }
        let images = TensorData::new(values, [1, 3, height, width]);
        let place = Place {
            seed,
            x_px: left,
            y_px: top,
        };
        let images = Tensor::<4>::from_data(images, self.device);
        let tile = self.network.forward(images, &[place]).images;
        let values: Vec<f32> = read(tile)?.iter::<f32>().collect();
        for row in y..y_end {
            for column in x..x_end {
                let place = (row - top) * width + column - left;
                let colour = std::array::from_fn(|channel| {
                    let value = values[channel * width * height + place];
                    (value.clamp(0.0, 1.0) * 255.0).round() as u8
                });
                made.put_pixel(column as u32, row as u32, Rgb(colour));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_networks::resynthesis::ResynthesisConfig;
    use spectrafide_networks::resynthesis::upsample::Upsampling;

    /// Rounding may fall to the other side where sums are made in another order.
    #[test]
    fn parts_give_the_picture_that_the_whole_gives() {
        let device = Device::flex();
        let config = ResynthesisConfig {
            decoder: Upsampling::Style,
            factor: 4,
            latent_channels: 3,
            width: 4,
            codebook: None,
        };
        let network = config.init(&device);
        let pixels = RgbImage::from_fn(150, 71, |x, y| {
            Rgb([
                (x * 9 % 256) as u8,
                (y * 5 % 256) as u8,
                (x * y % 256) as u8,
            ])
        });
        let made = |tile_px| {
            let tiler = Tiler {
                network: &network,
                reach_px: config.reach_px(),
                tile_px,
                device: &device,
            };
            tiler.resynthesize(&pixels, 3).expect("made")
        };
        let (whole, parts) = (made(152), made(24));
        assert_eq!(whole.dimensions(), (150, 71));
        let differing = whole.iter().zip(parts.iter()).filter(|(a, b)| a != b);
        let differing: Vec<i32> = differing
            .map(|(a, b)| i32::from(*a) - i32::from(*b))
            .collect();
        assert!(differing.len() < 50, "{} numbers", differing.len());
        assert!(differing.iter().all(|difference| difference.abs() == 1));
        assert!(whole.iter().any(|value| *value != whole.as_raw()[0]));
    }
}
