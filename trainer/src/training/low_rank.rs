//! Adapting a pretrained network by matrices of low rank beside its frozen weights (Hu et al.,
//! *`LoRA`*, <https://arxiv.org/abs/2106.09685>): a few thousand pictures change what it looks for
//! without making it forget what it saw.

use std::path::Path;

use anyhow::{Context, Result};
use burn::module::{Lora, Module, ParamGroup};
use serde::{Deserialize, Serialize};
use spectrafide_networks::arch::{NetworkConfig, TrainableNetwork};
use spectrafide_networks::published;

/// How the blocks of a pretrained trunk are adapted; the rest of the trunk stays as it is, and the
/// head is trained as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowRank {
    /// Rank of each matrix's change; with 0 the trunk is frozen.
    pub rank: usize,
    /// The change counts `alpha / rank` times.
    pub alpha: f64,
    /// The first block that is adapted, counted from 1.
    #[serde(default = "first")]
    pub from_block: usize,
}

fn first() -> usize {
    1
}

/// Paths of the parameters of every head.
const HEAD: &str = r"(^|\.)head\.";

/// Paths of the matrices of a transformer's blocks.
const MATRICES: &str = r"\.blocks\.\d+\.(to_qkv|merge|widen|narrow)\.weight$";

/// Paths of the factors of low rank.
const FACTORS: &str = r"\.lora\.";

impl LowRank {
    /// `network`, which was made of `config`, with the weights of the published checkpoint `init`, to
    /// which it is [attached](Self::attach).
    ///
    /// # Errors
    ///
    /// No checkpoint, and one that does not fit.
    pub fn start(
        self,
        network: TrainableNetwork,
        config: &NetworkConfig,
        init: Option<&Path>,
    ) -> Result<TrainableNetwork> {
        let file = init.context("this run adapts a pretrained network, which `--init` gives")?;
        Ok(self.attach(published::initialise(network, config, file)?))
    }

    /// Freezes the trunk and puts factors beside its weights, which are those of `network` still.
    ///
    /// # Panics
    ///
    /// Never: the patterns are fixed.
    pub fn attach(self, network: TrainableNetwork) -> TrainableNetwork {
        let head = ParamGroup::from_regex(HEAD).expect("a fixed pattern");
        if self.rank == 0 {
            return network.freeze_group(ParamGroup::all()).unfreeze_group(head);
        }
        let mut blocks = ParamGroup::from_regex(MATRICES).expect("a fixed pattern");
        if self.from_block > 1 {
            let earlier = (1..self.from_block)
                .map(|block| format!(r"\.blocks\.{}\.", block - 1))
                .collect();
            let earlier = ParamGroup::from_any_regexes::<String>(earlier);
            blocks = blocks.exclude(earlier.expect("fixed patterns"));
        }
        network
            .apply_lora(Lora::new(self.rank, self.alpha).set_param_group(blocks))
            .unfreeze_group(head)
    }

    /// The parameters that are trained.
    ///
    /// # Panics
    ///
    /// Never: the patterns are fixed.
    pub fn learnt() -> ParamGroup {
        ParamGroup::from_any_regexes(vec![HEAD, FACTORS]).expect("fixed patterns")
    }
}

#[cfg(test)]
mod tests {
    use burn::optim::{AdamConfig, GradientsParams};
    use burn::tensor::{Device, Tensor};
    use spectrafide_models::card::self_test_input;
    use spectrafide_models::network::vit::{VitConfig, VitTrunkConfig};
    use spectrafide_models::network::{Inputs, Network, ShippedNetworkConfig};

    use super::*;
    use crate::training::checkpoint::RunFolder;

    const SIDE: usize = 32;

    fn config() -> NetworkConfig {
        let trunk = VitTrunkConfig::new(2)
            .with_width(12)
            .with_heads(2)
            .with_units(24);
        ShippedNetworkConfig::Vit(VitConfig::new(trunk, vec![1, 2])).into()
    }

    fn logits(network: &TrainableNetwork, device: &Device) -> Vec<f32> {
        let views = config().needs().made_up_views(SIDE, 3, self_test_input);
        let logits = network.forward(Inputs::of(views, SIDE, device));
        logits.into_data().iter::<f32>().collect()
    }

    /// The paths of the parameters that a step of training moves.
    fn moved(low_rank: LowRank) -> Vec<String> {
        let device = Device::flex().autodiff();
        let network = low_rank.attach(config().init(SIDE, &device));
        let views = config().needs().made_up_views(SIDE, 3, self_test_input);
        let loss: Tensor<1> = network
            .forward(Inputs::of(views, SIDE, &device))
            .square()
            .mean();
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        let before = parameters(&network);
        let trained = AdamConfig::new().init().step(1e-2, network, gradients);
        parameters(&trained)
            .into_iter()
            .zip(before)
            .filter(|(after, before)| after.1 != before.1)
            .map(|(after, _)| after.0)
            .collect()
    }

    fn parameters(network: &TrainableNetwork) -> Vec<(String, Vec<f32>)> {
        use burn::module::{ModuleVisitor, Param};
        #[derive(Default)]
        struct Collector(Vec<String>, Vec<(String, Vec<f32>)>);
        impl ModuleVisitor for Collector {
            fn enter_module(&mut self, name: &str, _: &str) {
                self.0.push(name.to_owned());
            }
            fn exit_module(&mut self, _: &str, _: &str) {
                self.0.pop();
            }
            fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
                let values = param.base().into_data().iter::<f32>().collect();
                self.1.push((self.0.join("."), values));
            }
        }
        let mut collector = Collector::default();
        network.visit(&mut collector);
        collector.1
    }

    #[test]
    fn what_is_put_beside_the_weights_changes_nothing_at_first() {
        let device = Device::flex();
        let network = config().init(SIDE, &device);
        let before = logits(&network, &device);
        let low_rank = LowRank {
            rank: 2,
            alpha: 2.0,
            from_block: 1,
        };
        assert_eq!(logits(&low_rank.attach(network), &device), before);
    }

    #[test]
    fn the_head_and_the_factors_of_the_chosen_blocks_are_trained_and_nothing_else() {
        let frozen = moved(LowRank {
            rank: 0,
            alpha: 1.0,
            from_block: 1,
        });
        assert!(!frozen.is_empty());
        assert!(
            frozen.iter().all(|path| path.contains(".head.")),
            "{frozen:?}"
        );
        let second = moved(LowRank {
            rank: 2,
            alpha: 2.0,
            from_block: 2,
        });
        let factors: Vec<&String> = second
            .iter()
            .filter(|path| !path.contains(".head."))
            .collect();
        // The second factor of each of four matrices: the first has no slope while that is zero.
        assert_eq!(factors.len(), 4, "{second:?}");
        assert!(
            factors
                .iter()
                .all(|path| path.contains(".blocks.1.") && path.ends_with(".lora.b")),
            "{second:?}"
        );
    }

    /// A run folder has the head and the factors; the rest comes from the published weights.
    #[test]
    fn what_a_run_keeps_makes_the_same_network_of_the_same_start() {
        let device = Device::flex();
        let start = config().init(SIDE, &device);
        let low_rank = LowRank {
            rank: 2,
            alpha: 2.0,
            from_block: 1,
        };
        // Another head than that of `start`.
        let trained = low_rank.attach(config().init(SIDE, &device));
        let folder = tempfile::tempdir().expect("a folder");
        let run = RunFolder::create(folder.path())
            .expect("a run folder")
            .keeping(Some(LowRank::learnt()));
        run.save_best(&trained).expect("kept");
        let loaded = run.load_best(low_rank.attach(start)).expect("loaded");
        let of_trained = parameters(&trained);
        for (path, values) in parameters(&loaded) {
            let same = of_trained.contains(&(path.clone(), values));
            let kept = path.contains(".head.") || path.contains(".lora.");
            let varies = path.ends_with("weight") && !path.contains("norm");
            assert!(!kept || same, "{path}");
            assert!(kept || !varies || !same, "{path} was kept");
        }
    }
}
