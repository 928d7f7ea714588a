//! Looks into a trained network: how its saliency spreads, and where its features lie.

use anyhow::{Result, anyhow};
use burn::tensor::{Device, Tensor};
use pollster::block_on;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spectrafide_models::explain::grad_cam::{CamBatch, grad_cam};
use spectrafide_models::layers::pooling::mean_over_pixels;
use spectrafide_models::network::{Features, Inputs, Network};
use spectrafide_networks::arch::TrainableNetwork;
use spectrafide_picture::decode::decode;
use spectrafide_picture::preprocess::Preprocess;
use spectrafide_report::calibration::sigmoid;
use spectrafide_report::{Label, Score};

use super::outcome::Saliency;
use crate::data::items::Item;
use crate::data::selection::Selection;
use crate::device::read;

/// Most pictures of each class that are looked into.
const OF_EACH_CLASS: usize = 500;

/// t-SNE's perplexity, the default of its authors.
const PERPLEXITY: f32 = 30.0;

/// t-SNE's steps.
const STEPS: usize = 1000;

/// How the Grad-CAM maps of `items` spread, over the middle view of at most `OF_EACH_CLASS`
/// pictures of each class. Maps without any weight are left out.
///
/// # Errors
///
/// Files that cannot be read, and a device that fails.
pub fn saliency(
    network: &TrainableNetwork,
    preprocess: &Preprocess,
    items: &[Item],
    device: &Device,
) -> Result<Saliency> {
    let (mut maps, mut entropy, mut area) = (0, 0.0, 0.0);
    each_picture(network, preprocess, items, device, |_, features| {
        let logit = read(network.head(features.clone()))?.iter::<f32>().sum();
        let cams = block_on(grad_cam(network, features, points_to(logit)))
            .map_err(|error| anyhow!("the device failed: {error}"))?;
        let Some(cam) = cams.image.or(cams.spectral) else {
            return Ok(());
        };
        if let Some((spread, share)) = dispersion(&cam) {
            maps += 1;
            entropy += spread;
            area += share;
        }
        Ok(())
    })?;
    let count = f64::from(maps).max(1.0);
    Ok(Saliency {
        maps: maps as usize,
        entropy: entropy / count,
        area: area / count,
    })
}

/// The class that a logit points to.
pub(super) fn points_to(logit: f32) -> Label {
    Score::new(sigmoid(logit)).label_at(0.5)
}

/// The entropy of a map, as a share of that of an even one, and the share of its cells above half
/// of its largest value; none for a map of zeros.
fn dispersion(cam: &CamBatch) -> Option<(f64, f64)> {
    let cells = cam.width * cam.height;
    let values = &cam.values[..cells];
    let sum: f64 = values.iter().map(|&value| f64::from(value)).sum();
    let largest = values.iter().copied().fold(0.0, f32::max);
    if sum <= 0.0 || cells < 2 {
        return None;
    }
    let entropy: f64 = values
        .iter()
        .filter(|&&value| value > 0.0)
        .map(|&value| {
            let share = f64::from(value) / sum;
            -share * share.ln()
        })
        .sum();
    let above = values
        .iter()
        .filter(|&&value| value > largest / 2.0)
        .count();
    Some((entropy / (cells as f64).ln(), above as f64 / cells as f64))
}

/// The t-SNE map (van der Maaten and Hinton, 2008) of the pooled features of at most
/// `OF_EACH_CLASS` pictures of each class: places, and 1 for synthetic.
///
/// # Errors
///
/// Files that cannot be read, and a device that fails.
pub fn embedding(
    network: &TrainableNetwork,
    preprocess: &Preprocess,
    items: &[Item],
    device: &Device,
) -> Result<Vec<[f32; 3]>> {
    let mut vectors: Vec<Vec<f32>> = Vec::new();
    let mut targets = Vec::new();
    each_picture(network, preprocess, items, device, |item, features| {
        let pooled = |maps: Option<Tensor<4>>| -> Result<Vec<f32>> {
            let Some(maps) = maps else {
                return Ok(vec![]);
            };
            let data = read(mean_over_pixels(maps))?;
            Ok(data.iter::<f32>().collect())
        };
        let mut vector = pooled(features.image)?;
        vector.extend(pooled(features.spectral)?);
        vectors.push(vector);
        targets.push(item.label.target());
        Ok(())
    })?;
    if vectors.len() < 4 {
        return Ok(vec![]);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    // Small and random, as the method wants; from a seed, so that the map can be made again.
    let start: Vec<f32> = (0..2 * vectors.len())
        .map(|_| 1e-4 * (rng.random::<f32>() - 0.5))
        .collect();
    let samples: Vec<&[f32]> = vectors.iter().map(Vec::as_slice).collect();
    let distance = |a: &&[f32], b: &&[f32]| {
        let squares = a.iter().zip(*b).map(|(a, b)| (a - b) * (a - b));
        squares.sum::<f32>().sqrt()
    };
    let places = bhtsne::tSNE::<f32, &[f32], 2>::new(&samples)
        .perplexity(PERPLEXITY.min((samples.len() - 1) as f32 / 3.0))
        .epochs(STEPS)
        .initial_embedding(start)
        .barnes_hut(0.5, distance)
        .embedding();
    let rounded = |value: f32| (value * 100.0).round() / 100.0;
    Ok(places
        .chunks_exact(2)
        .zip(targets)
        .map(|(place, target)| [rounded(place[0]), rounded(place[1]), target])
        .collect())
}

/// Gives `look` the features of the middle view of some readable pictures of each class.
fn each_picture(
    network: &TrainableNetwork,
    preprocess: &Preprocess,
    items: &[Item],
    device: &Device,
    mut look: impl FnMut(&Item, Features) -> Result<()>,
) -> Result<()> {
    let some = Selection {
        of_each_class: Some(OF_EACH_CLASS),
        ..Selection::default()
    };
    let preprocess = Preprocess {
        views: preprocess.views.middle(),
        ..*preprocess
    };
    for item in some.choose(items.to_vec())? {
        let Ok(picture) = decode(&item.bytes()?) else {
            continue;
        };
        let prepared = preprocess.prepare(&picture.pixels);
        let inputs = Inputs::of(prepared.data, prepared.side, device);
        look(&item, network.features(inputs))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(values: Vec<f32>) -> CamBatch {
        CamBatch {
            width: 2,
            height: values.len() / 2,
            values,
        }
    }

    #[test]
    fn an_even_map_is_dispersed_and_a_single_cell_is_not() {
        let (entropy, area) = dispersion(&map(vec![0.3; 8])).expect("a map");
        assert!((entropy - 1.0).abs() < 1e-6 && area == 1.0);
        let (entropy, area) = dispersion(&map(vec![0.0, 0.0, 2.0, 0.0])).expect("a map");
        assert_eq!((entropy, area), (0.0, 0.25));
        let (entropy, _) = dispersion(&map(vec![1.0, 1.0, 0.0, 0.0])).expect("a map");
        assert!((entropy - 0.5).abs() < 1e-6, "half of the cells, evenly");
    }

    #[test]
    fn a_map_of_zeros_says_nothing() {
        assert!(dispersion(&map(vec![0.0; 4])).is_none());
    }
}
