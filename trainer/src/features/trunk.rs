//! The frozen part of a detector.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Device, FloatDType, Tensor};
use spectrafide_models::network::astrospy::Joint;
use spectrafide_models::network::{
    Features, Inputs, Network, ShippedNetwork, ShippedNetworkConfig,
};
use spectrafide_models::weights::{self, Storage};
use spectrafide_networks::arch::{NetworkConfig, TrainableNetwork};
use spectrafide_networks::published;
use spectrafide_picture::preprocess::ViewData;

use crate::device::{Precision, read};

/// A pretrained network without its head.
#[derive(Debug)]
pub struct Trunk {
    network: ShippedNetwork,
    side: usize,
    device: Device,
    precision: Precision,
}

/// Rounds every parameter.
struct Rounding;

impl ModuleMapper for Rounding {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|tensor| tensor.cast(FloatDType::BF16))
    }
}

/// The network of a run as its features are computed, without what decides nothing of them. A vision
/// transformer, with `blocks` blocks, if that is given, is read after all of them.
///
/// # Errors
///
/// A network without a linear head on a pretrained trunk, and blocks of one that has none.
pub fn config_of(network: &NetworkConfig, blocks: Option<usize>) -> Result<ShippedNetworkConfig> {
    use ShippedNetworkConfig::{AstroSpy, EfficientNetLite, Vit};
    let mut config = match network {
        NetworkConfig::Shipped(config) => config.clone(),
        NetworkConfig::Study(_) => bail!("features are computed of networks that a page can run"),
    };
    ensure!(
        blocks.is_none() || matches!(config, Vit(_)),
        "`{}` has no blocks to choose from",
        config.name()
    );
    match &mut config {
        Vit(vit) => {
            vit.trunk.blocks = blocks.unwrap_or(vit.trunk.blocks);
            vit.read = (1..=vit.trunk.blocks).collect();
            vit.dropout = 0.0;
        }
        EfficientNetLite(lite) => lite.dropout = 0.0,
        AstroSpy(astrospy) => {
            astrospy.joint = Joint::Concatenate;
            astrospy.dropout = 0.0;
        }
        other => bail!(
            "`{}` has no pretrained trunk under a linear head",
            other.name()
        ),
    }
    Ok(config)
}

impl Trunk {
    /// The trunk of `config`, for views of `side` pixels, with the weights of the published
    /// checkpoint `file`, rounded as a detector keeps them: a head on it then makes the best of what
    /// the rounding left.
    ///
    /// # Errors
    ///
    /// A checkpoint that does not fit.
    pub fn published(
        config: &ShippedNetworkConfig,
        side: usize,
        file: &Path,
        storage: Storage,
        precision: Precision,
        device: &Device,
    ) -> Result<Self> {
        let network = TrainableNetwork::Shipped(config.init(side, device));
        let network = published::initialise(network, &config.clone().into(), file)?;
        let TrainableNetwork::Shipped(network) = network else {
            bail!("{} is no detector's network", file.display());
        };
        let kept = weights::to_bytes(network, storage)?;
        let network = weights::load(config.init(side, device), kept)?;
        Ok(Self::of(network, side, precision, device))
    }

    /// That of `network`, as [`config_of`] has it.
    pub fn of(network: ShippedNetwork, side: usize, precision: Precision, device: &Device) -> Self {
        let network = match precision {
            Precision::Single => network,
            Precision::Bfloat16 => network.map(&mut Rounding),
        };
        Self {
            network,
            side,
            device: device.clone(),
            precision,
        }
    }

    /// Starts to compute the numbers of these views.
    ///
    /// # Shapes
    ///
    /// - output: `[views, numbers]`, as [`Layout`](super::Layout) has them
    ///
    /// # Errors
    ///
    /// A network without an embedding.
    pub fn start(&self, views: ViewData) -> Result<Tensor<2>> {
        let mut inputs = Inputs::of(views, self.side, &self.device);
        if self.precision == Precision::Bfloat16 {
            inputs.image = inputs.image.map(bfloat16);
            inputs.spectrum = inputs.spectrum.map(bfloat16);
        }
        let features = self.network.features(inputs);
        let features = Features {
            image: features.image.map(single),
            spectral: features.spectral.map(single),
            numbers: features.numbers.map(single),
        };
        if let ShippedNetwork::Vit(_) = &self.network {
            return Ok(summaries(features));
        }
        let embedding = self.network.embedding(features);
        embedding.context("the network has no linear head on a pretrained trunk")
    }

    /// Waits for what was started.
    ///
    /// # Errors
    ///
    /// A device that fails.
    pub fn finish(started: Tensor<2>) -> Result<Vec<f32>> {
        read(started)?
            .try_into_vec::<f32>()
            .map_err(|error| anyhow!("{error:?}"))
            .context("the device gives other numbers than were asked for")
    }
}

/// Of the tokens after every block the class tokens, the means over the patches and their deviations.
fn summaries(features: Features) -> Tensor<2> {
    let classes = features.numbers.clone();
    let maps = features.image_maps().flatten::<3>(2, 3);
    let [views, numbers, _] = maps.dims();
    let mean = maps.clone().mean_dim(2);
    let deviation = (maps - mean.clone()).square().mean_dim(2).sqrt();
    let flat = |tensor: Tensor<3>| tensor.reshape([views, numbers]);
    let parts = classes.into_iter().chain([flat(mean), flat(deviation)]);
    Tensor::cat(parts.collect(), 1)
}

fn bfloat16<const D: usize>(tensor: Tensor<D>) -> Tensor<D> {
    tensor.cast(FloatDType::BF16)
}

fn single<const D: usize>(tensor: Tensor<D>) -> Tensor<D> {
    tensor.cast(FloatDType::F32)
}
