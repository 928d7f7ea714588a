//! Several steps, one after the other.

use std::io::Cursor;

use anyhow::Result;
use image::{ImageFormat, RgbImage};
use rand::Rng;

use super::change::Change;

/// What happens to one picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain(pub Vec<Change>);

impl Chain {
    /// The picture as it arrives.
    ///
    /// # Errors
    ///
    /// A picture that an encoder refuses.
    pub fn apply(&self, pixels: RgbImage, rng: &mut impl Rng) -> Result<RgbImage> {
        applied(&self.0, pixels, rng)
    }

    /// The file as it arrives: what the last step compresses, and else a PNG.
    ///
    /// # Errors
    ///
    /// A picture that an encoder refuses.
    pub fn file(&self, pixels: RgbImage, rng: &mut impl Rng) -> Result<Vec<u8>> {
        let (before, last) = match self.0.split_last() {
            Some((last, before)) if last.compresses() => (before, Some(last)),
            _ => (&self.0[..], None),
        };
        let pixels = applied(before, pixels, rng)?;
        if let Some(last) = last
            && let Some(bytes) = last.encode(&pixels)?
        {
            return Ok(bytes);
        }
        let mut bytes = Vec::new();
        pixels.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
        Ok(bytes)
    }

    /// Whether a step compresses with loss.
    pub fn compresses(&self) -> bool {
        self.0.iter().any(|step| step.compresses())
    }

    /// How long a side of the source must be, at least, to have `side` pixels in the end.
    pub fn side_before(&self, side: u32) -> u32 {
        self.0
            .iter()
            .rev()
            .fold(side, |side, step| step.side_before(side))
    }
}

fn applied(steps: &[Change], pixels: RgbImage, rng: &mut impl Rng) -> Result<RgbImage> {
    steps
        .iter()
        .try_fold(pixels, |pixels, step| step.apply(pixels, rng))
}
