//! Whether a map depends on what the network has learnt (Adebayo et al., *Sanity Checks for Saliency
//! Maps*, <https://arxiv.org/abs/1810.03292>): its rank correlation with the map of the same network with
//! weights drawn anew. One that is near one shows the picture and not the network.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Tensor, TensorData};
use serde::{Deserialize, Serialize};
use spectrafide_report::SaliencyMap;

use super::random::Random;

/// Which weights are drawn anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Redrawn {
    /// Those of the layers behind the feature maps.
    Head,
    /// All of them.
    All,
}

/// What the networks call the layers behind their feature maps.
const HEADS: [&str; 3] = ["head", "dense", "output"];
/// Moments that a normalisation has counted and not learnt.
const MOMENTS: [&str; 2] = ["running_mean", "running_var"];

impl Redrawn {
    /// `network` with such weights. Each tensor keeps its mean and its deviation, so that what goes
    /// through the network keeps its size; moments of normalisations stay.
    pub fn of<M: Module>(self, network: M, seed: u64) -> M {
        network.map(&mut Redraw {
            part: self,
            random: Random::of(seed),
            path: Vec::new(),
        })
    }
}

struct Redraw {
    part: Redrawn,
    random: Random,
    path: Vec<String>,
}

impl Redraw {
    fn takes(&self) -> bool {
        let has = |names: &[&str]| self.path.iter().any(|part| names.contains(&part.as_str()));
        !has(&MOMENTS) && (self.part == Redrawn::All || has(&HEADS))
    }
}

impl ModuleMapper for Redraw {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if !self.takes() {
            return param;
        }
        let (id, tensor, mapper) = param.consume();
        let dims: [usize; D] = tensor.dims();
        let count = dims.iter().product::<usize>();
        let (variance, mean) = tensor.clone().reshape([count]).var_mean_bias(0);
        let drawn = (0..count).map(|_| self.random.normal());
        let drawn = TensorData::new(drawn.collect::<Vec<f32>>(), [count]);
        let drawn = Tensor::<1>::from_data(drawn, &tensor.device()) * variance.sqrt() + mean;
        Param::from_mapped_value(id, drawn.reshape(dims), mapper)
    }
}

/// Spearman's rank correlation of two maps with as many cells, equal values at their mean rank; none
/// where a map is even.
///
/// # Panics
///
/// If they have not.
pub fn rank_correlation(a: &SaliencyMap, b: &SaliencyMap) -> Option<f32> {
    assert_eq!(a.values.len(), b.values.len(), "maps of one picture");
    let (a, b) = (ranks(&a.values), ranks(&b.values));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let spread = (product(&a, &a) * product(&b, &b)).sqrt();
    (spread > 0.0).then(|| (product(&a, &b) / spread) as f32)
}

/// From 0, equal values at their mean.
fn ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let equal = order[first..]
            .iter()
            .take_while(|&&cell| values[cell] == values[order[first]]);
        let last = first + equal.count().max(1);
        for &cell in &order[first..last] {
            ranks[cell] = (first + last - 1) as f64 / 2.0;
        }
        first = last;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(values: &[f32]) -> SaliencyMap {
        SaliencyMap {
            width: values.len() as u32,
            height: 1,
            values: values.to_vec(),
        }
    }

    fn correlation(a: &[f32], b: &[f32]) -> Option<f32> {
        rank_correlation(&map(a), &map(b))
    }

    /// Without equal values it is `1 - 6 Σ d² / (n (n² - 1))`: of the differences 1, 1, 0, 0 it is
    /// `1 - 12 / 60`.
    #[test]
    fn the_correlation_is_spearmans() {
        let found = correlation(&[1.0, 2.0, 3.0, 9.0], &[0.2, 0.1, 0.3, 0.4]);
        assert!((found.unwrap_or(0.0) - 0.8).abs() < 1e-6);
        assert_eq!(
            correlation(&[1.0, 2.0, 5.0], &[-1.0, -2.0, -3.0]),
            Some(-1.0)
        );
        assert_eq!(correlation(&[1.0, 2.0], &[3.0, 3.0]), None);
        assert_eq!(ranks(&[4.0, 1.0, 4.0, 7.0]), [1.5, 0.0, 1.5, 3.0]);
    }
}
