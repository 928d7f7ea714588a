//! Score-CAM (Wang et al., *Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural
//! Networks*, <https://arxiv.org/abs/1910.01279>): how much of the logit is left where a channel lights up.
//!
//! The paper tries every channel. Those whose maps vary little over the view mask nothing in particular,
//! so that only those of the greatest variance are tried, as Faster Score-CAM does
//! (<https://github.com/tabayashi0117/Score-CAM>).

use burn::tensor::ExecutionError;
use spectrafide_report::Label;

use super::ablation_cam::weighed;
use super::grad_cam::{CamBatch, Cams, sign};
use super::masked::Masked;
use super::seam::{Path, input_of, view_of};
use crate::network::{Features, Inputs, Network};

/// What is asked.
pub(super) struct ScoreCam<'a, N> {
    pub network: &'a N,
    pub inputs: &'a Inputs,
    pub features: &'a Features,
    pub toward: Label,
    /// Channels that are tried of each path.
    pub channels: usize,
    pub batch: usize,
    /// Is told how many masked views are done, of how many.
    pub progress: &'a dyn Fn(usize, usize),
}

impl<N: Network> ScoreCam<'_, N> {
    /// The maps of all views.
    ///
    /// The map of a channel is laid over the view, bilinearly, and scaled to `[0, 1]`,
    /// `H_k = s(Up(A_k))`, and multiplies what the network is given: what is dark becomes the average
    /// colour, or the average spectrum. The logits under these masks, or their negatives toward real,
    /// become weights by a softmax (the paper's algorithm 1), `α = softmax(f(X ∘ H_k) - f(X_b))`, in
    /// which the baseline `f(X_b)` has no part, because it is the same for all channels. Of the weighted
    /// sum of the maps what is above zero counts, `relu(Σ_k α_k A_k)`.
    pub async fn maps(&self) -> Result<Cams, ExecutionError> {
        let paths: Vec<Path> = Path::of(self.features).collect();
        let tried = |path: &Path| {
            let maps = path.maps(self.features);
            maps.map_or(0, |maps| maps.dims()[0] * self.channels.min(maps.dims()[1]))
        };
        let total = paths.iter().map(tried).sum();
        let mut done = 0;
        let mut cams = Cams::default();
        for path in paths {
            let views = path.maps(self.features).map_or(0, |maps| maps.dims()[0]);
            let mut maps = Vec::with_capacity(views);
            for view in 0..views {
                let features = view_of(self.features, view);
                let progress = |more| {
                    done += more;
                    (self.progress)(done, total);
                };
                maps.extend(self.view(path, view, &features, progress).await?);
            }
            *path.cam(&mut cams) = CamBatch::joined(maps);
        }
        Ok(cams)
    }

    async fn view(
        &self,
        path: Path,
        view: usize,
        features: &Features,
        progress: impl FnMut(usize),
    ) -> Result<Option<CamBatch>, ExecutionError> {
        let inputs = input_of(self.inputs, view);
        let (Some(maps), Some(given)) = (path.maps(features), path.given(&inputs)) else {
            return Ok(None);
        };
        let [_, channels, height, width] = maps.dims();
        let side = given.dims()[3];
        // The channels as if each were a view of its own.
        let each = CamBatch {
            width,
            height,
            values: maps.clone().into_data_async().await?.iter().collect(),
        };
        let chosen = most_varied(&each, channels, self.channels);
        let masked = Masked {
            network: self.network,
            inputs: &inputs,
            path,
            batch: self.batch,
        };
        let mask = |place: usize| scaled(&each, chosen[place], side);
        let logits = masked.logits(chosen.len(), mask, None, progress).await?;
        let scores: Vec<f32> = logits
            .iter()
            .map(|logit| sign(self.toward) * logit)
            .collect();
        let mut weights = vec![0.0; channels];
        for (&channel, weight) in chosen.iter().zip(softmax(&scores)) {
            weights[channel] = weight;
        }
        weighed(maps, weights).await.map(Some)
    }
}

/// The `most` channels of the greatest variance, by their number.
fn most_varied(each: &CamBatch, channels: usize, most: usize) -> Vec<usize> {
    let pixels = each.width * each.height;
    let variance = |channel: usize| {
        let map = &each.values[channel * pixels..(channel + 1) * pixels];
        let mean = map.iter().sum::<f32>() / pixels as f32;
        map.iter().map(|value| (value - mean).powi(2)).sum::<f32>()
    };
    let mut rated: Vec<(usize, f32)> = (0..channels).map(|c| (c, variance(c))).collect();
    // Of equal ones the first.
    rated.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut chosen: Vec<usize> = rated
        .iter()
        .take(most.max(1))
        .map(|rated| rated.0)
        .collect();
    chosen.sort_unstable();
    chosen
}

/// The map of `channel` over a square of `side` pixels, in `[0, 1]`; nothing of one that is flat.
fn scaled(each: &CamBatch, channel: usize, side: usize) -> Vec<f32> {
    let share = |place: usize| (place as f32 + 0.5) / side as f32;
    let mut mask = Vec::with_capacity(side * side);
    for row in 0..side {
        let row = (0..side).map(|column| each.sample(channel, share(column), share(row)));
        mask.extend(row);
    }
    let low = mask.iter().copied().fold(f32::INFINITY, f32::min);
    let high = mask.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for value in &mut mask {
        *value = if high > low {
            (*value - low) / (high - low)
        } else {
            0.0
        };
    }
    mask
}

fn softmax(scores: &[f32]) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exponentials: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    exponentials.iter().map(|value| value / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channels_of_the_greatest_variance_are_tried() {
        let each = CamBatch {
            width: 2,
            height: 1,
            values: vec![5.0, 5.0, 0.0, 1.0, -3.0, 3.0, 9.0, 8.5],
        };
        assert_eq!(most_varied(&each, 4, 2), [1, 2]);
        assert_eq!(most_varied(&each, 4, 9), [0, 1, 2, 3]);
    }

    #[test]
    fn a_mask_reaches_from_zero_to_one_and_a_flat_map_hides_everything() {
        let each = CamBatch {
            width: 2,
            height: 1,
            values: vec![-2.0, 6.0, 5.0, 5.0],
        };
        // The cells' centres are at a quarter and at three quarters, and between them it is linear:
        // the pixels of four are at 1/8, 3/8, 5/8 and 7/8.
        assert_eq!(scaled(&each, 0, 4)[..4], [0.0, 0.25, 0.75, 1.0]);
        assert_eq!(scaled(&each, 1, 4), [0.0; 16]);
    }
}
