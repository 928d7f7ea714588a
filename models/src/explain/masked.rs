//! A network asked about one view with parts of it taken away.
//!
//! Where a network has two paths, what one of them is given is masked while the other one's stays as it
//! is, and each path has a map of its own. A masked picture could be prepared again, so that its spectrum
//! agrees. But to mask a picture is to convolve its spectrum with that of the mask, whose edges are in all
//! of it: what the spectral path then answers is about the mask, and not about what was taken away.

use burn::tensor::{ExecutionError, Tensor, TensorData};

use super::seam::{Path, repeated_input};
use crate::detector::read;
use crate::network::{Inputs, Network};

/// A view, and a path whose input is masked.
pub(super) struct Masked<'a, N> {
    pub network: &'a N,
    /// Of one view.
    pub inputs: &'a Inputs,
    pub path: Path,
    /// How many views go through the network at once.
    pub batch: usize,
}

impl<N: Network> Masked<'_, N> {
    /// The logit under each of `count` masks; `mask` gives what is left of each pixel, `side * side`
    /// numbers, and `background` what takes the place of the rest, `[1, channels, side, side]`.
    /// `progress` is told how many are done.
    pub async fn logits(
        &self,
        count: usize,
        mut mask: impl FnMut(usize) -> Vec<f32>,
        background: Option<&Tensor<4>>,
        mut progress: impl FnMut(usize),
    ) -> Result<Vec<f32>, ExecutionError> {
        let Some(given) = self.path.given(self.inputs) else {
            return Ok(Vec::new());
        };
        let [_, _, height, width] = given.dims();
        let mut logits = Vec::with_capacity(count);
        while logits.len() < count {
            let first = logits.len();
            let size = self.batch.clamp(1, count - first);
            let masks: Vec<f32> = (first..first + size).flat_map(&mut mask).collect();
            let masks = TensorData::new(masks, [size, 1, height, width]);
            let masks = Tensor::<4>::from_data(masks, &given.device());
            let mut masked = given.clone() * masks.clone();
            if let Some(background) = background {
                masked = masked + background.clone() * (masks.neg() + 1.0);
            }
            let inputs = repeated_input(self.inputs, size);
            let inputs = self.path.given_instead(inputs, masked);
            logits.extend(read(self.network.forward(inputs)).await?);
            progress(size);
        }
        Ok(logits)
    }
}
