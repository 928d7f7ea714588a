//! LIME (Ribeiro et al., *"Why Should I Trust You?": Explaining the Predictions of Any Classifier*,
//! <https://arxiv.org/abs/1602.04938>): a linear model of what the network says of the view with
//! [superpixels](super::slic) taken away.
//!
//! As in the authors' program for pictures each sample keeps a superpixel with even chances, what is
//! taken away becomes the superpixel's mean, and samples count by an exponential kernel of the cosine
//! distance to the whole view (the paper's section 3.4). The linear model is fitted by a ridge over all
//! superpixels, so there are no `K` chosen ones (its algorithm 1). The model is of the logit, which is
//! additive where a probability is not.

use burn::tensor::{ExecutionError, Tensor, TensorData};
use spectrafide_report::Label;

use super::grad_cam::{CamBatch, Cams, sign};
use super::masked::Masked;
use super::random::Random;
use super::ridge::Ridge;
use super::seam::{Path, input_of};
use super::settings::LimeSettings;
use super::slic::Segments;
use crate::network::{Features, Inputs, Network};

/// What is asked.
pub(super) struct Lime<'a, N> {
    pub network: &'a N,
    pub inputs: &'a Inputs,
    /// Decide which paths there are.
    pub features: &'a Features,
    pub toward: Label,
    pub settings: LimeSettings,
    pub batch: usize,
    /// Is told how many masked views are done, of how many.
    pub progress: &'a dyn Fn(usize, usize),
}

impl<N: Network> Lime<'_, N> {
    /// The maps of all views, at their own pixels: the weight of each superpixel where it is above
    /// zero.
    pub async fn maps(&self) -> Result<Cams, ExecutionError> {
        let paths: Vec<Path> = Path::of(self.features)
            .filter(|path| path.given(self.inputs).is_some())
            .collect();
        let views = |path: &Path| path.given(self.inputs).map_or(0, |given| given.dims()[0]);
        let samples = self.settings.samples.max(1);
        let total = samples * paths.iter().map(views).sum::<usize>();
        let mut done = 0;
        let mut cams = Cams::default();
        for path in paths {
            let mut maps = Vec::new();
            for view in 0..views(&path) {
                let progress = |more| {
                    done += more;
                    (self.progress)(done, total);
                };
                maps.extend(self.view(path, view, progress).await?);
            }
            *path.cam(&mut cams) = CamBatch::joined(maps);
        }
        Ok(cams)
    }

    async fn view(
        &self,
        path: Path,
        view: usize,
        progress: impl FnMut(usize),
    ) -> Result<Option<CamBatch>, ExecutionError> {
        let inputs = input_of(self.inputs, view);
        let Some(given) = path.given(&inputs) else {
            return Ok(None);
        };
        let shape @ [_, _, height, width] = given.dims();
        let planes: Vec<f32> = given.clone().into_data_async().await?.iter().collect();
        let segments = Segments::of(&planes, width, self.settings.segments);
        let background = TensorData::new(means(&planes, &segments), shape);
        let background = Tensor::<4>::from_data(background, &given.device());
        let kept = draw(segments.count, &self.settings, view);
        let masked = Masked {
            network: self.network,
            inputs: &inputs,
            path,
            batch: self.batch,
        };
        let mask = |sample: usize| -> Vec<f32> {
            let kept: &Vec<bool> = &kept[sample];
            let labels = segments.labels.iter();
            labels
                .map(|&label| f32::from(u8::from(kept[label])))
                .collect()
        };
        let logits = masked
            .logits(kept.len(), mask, Some(&background), progress)
            .await?;
        let toward = f64::from(sign(self.toward));
        let scores: Vec<f64> = logits
            .iter()
            .map(|&logit| toward * f64::from(logit))
            .collect();
        let weights: Vec<f64> = kept
            .iter()
            .map(|kept| kernel(kept, self.settings.kernel_width))
            .collect();
        let fit = Ridge::fit(&kept, &scores, &weights, self.settings.ridge);
        let value = |&label: &usize| fit.weights[label].max(0.0) as f32;
        Ok(Some(CamBatch {
            width,
            height,
            values: segments.labels.iter().map(value).collect(),
        }))
    }
}

/// Which superpixels each sample keeps; the first one keeps all.
fn draw(segments: usize, settings: &LimeSettings, view: usize) -> Vec<Vec<bool>> {
    // Each view has draws of its own.
    let mut random = Random::of(settings.seed.wrapping_add((view as u64) << 32));
    (0..settings.samples.max(1))
        .map(|sample| {
            (0..segments)
                .map(|_| random.coin() || sample == 0)
                .collect()
        })
        .collect()
}

/// How much a sample counts: the root of `exp(-D² / σ²)`, `D` the cosine distance to keeping all, which
/// is one of a sample that keeps nothing.
pub fn kernel(kept: &[bool], width: f64) -> f64 {
    let count = kept.iter().filter(|&&kept| kept).count() as f64;
    let cosine = (count / kept.len().max(1) as f64).sqrt();
    (-((1.0 - cosine) / width).powi(2)).exp().sqrt()
}

/// The mean of its superpixel at each pixel of each plane.
fn means(planes: &[f32], segments: &Segments) -> Vec<f32> {
    let mut filled = Vec::with_capacity(planes.len());
    for plane in planes.chunks(segments.labels.len()) {
        let mut sums = vec![(0.0_f64, 0_usize); segments.count];
        for (value, &label) in plane.iter().zip(&segments.labels) {
            sums[label].0 += f64::from(*value);
            sums[label].1 += 1;
        }
        let mean = |&label: &usize| (sums[label].0 / sums[label].1 as f64) as f32;
        filled.extend(segments.labels.iter().map(mean));
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_follow_from_the_seed_and_the_first_is_whole() {
        let settings = LimeSettings {
            samples: 400,
            ..LimeSettings::default()
        };
        let kept = draw(30, &settings, 0);
        assert_eq!(kept, draw(30, &settings, 0));
        assert_ne!(kept, draw(30, &settings, 1), "views have their own");
        let other = LimeSettings {
            seed: 2,
            ..settings
        };
        assert_ne!(kept, draw(30, &other, 0));
        assert!(kept[0].iter().all(|&kept| kept));
        let share = kept[1..].iter().flatten().filter(|&&kept| kept).count() as f32 / 11_970.0;
        // Five deviations of a fair coin.
        assert!((share - 0.5).abs() < 0.023, "{share}");
    }

    #[test]
    fn what_is_taken_away_becomes_the_mean_of_its_superpixel() {
        let segments = Segments {
            labels: vec![0, 0, 1, 0],
            count: 2,
        };
        let planes = [1.0, 2.0, 7.0, 6.0, 0.0, 3.0, -1.0, 3.0];
        let expected = [3.0, 3.0, 7.0, 3.0, 2.0, 2.0, -1.0, 2.0];
        assert_eq!(means(&planes, &segments), expected);
    }
}
