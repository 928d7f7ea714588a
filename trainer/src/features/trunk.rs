//! The frozen part of a detector.

use std::path::Path;

use crate::device::read;
use anyhow::{Context, Result, anyhow, bail};
use burn::tensor::{Device, Tensor};
use spectrafide_models::network::vit::{Vit, VitConfig};
use spectrafide_models::network::{Inputs, ShippedNetwork, ShippedNetworkConfig};
use spectrafide_networks::arch::{NetworkConfig, TrainableNetwork};
use spectrafide_networks::published;
use spectrafide_picture::preprocess::ViewData;

/// A vision transformer that is read after every block.
#[derive(Debug)]
pub struct Trunk {
    network: Vit,
    side: usize,
    device: Device,
}

/// What the network of a run is made of, with `blocks` blocks, if that is given, and read after all
/// of them.
///
/// # Errors
///
/// A network that is no vision transformer.
pub fn config_of(network: &NetworkConfig, blocks: Option<usize>) -> Result<VitConfig> {
    let NetworkConfig::Shipped(ShippedNetworkConfig::Vit(vit)) = network else {
        bail!("features are computed of runs whose architecture is `vit`");
    };
    let mut config = vit.clone();
    config.trunk.blocks = blocks.unwrap_or(config.trunk.blocks);
    config.read = (1..=config.trunk.blocks).collect();
    Ok(config)
}

impl Trunk {
    /// The trunk of `config`, for views of `side` pixels, with the weights of the published
    /// checkpoint `file`.
    ///
    /// # Errors
    ///
    /// A checkpoint that does not fit.
    pub fn published(
        config: &VitConfig,
        side: usize,
        file: &Path,
        device: &Device,
    ) -> Result<Self> {
        let config = ShippedNetworkConfig::Vit(config.clone());
        let network = TrainableNetwork::Shipped(config.init(side, device));
        let network = published::initialise(network, &config.into(), file)?;
        let TrainableNetwork::Shipped(ShippedNetwork::Vit(network)) = network else {
            bail!("{} is no vision transformer", file.display());
        };
        Ok(Self::of(network, side, device))
    }

    /// That of `network`, which reads all of its blocks.
    pub fn of(network: Vit, side: usize, device: &Device) -> Self {
        Self {
            network,
            side,
            device: device.clone(),
        }
    }

    /// Starts to compute the numbers of these views.
    ///
    /// # Shapes
    ///
    /// - output: `[views, 3 * blocks * width]`, as [`Layout`](super::Layout) has them
    pub fn start(&self, views: ViewData) -> Tensor<2> {
        let inputs = Inputs::of(views, self.side, &self.device);
        let features = self.network.features(inputs);
        let classes = features.tokens.clone();
        let maps = features.image_maps().flatten::<3>(2, 3);
        let [views, numbers, _] = maps.dims();
        let mean = maps.clone().mean_dim(2);
        let deviation = (maps - mean.clone()).square().mean_dim(2).sqrt();
        let flat = |tensor: Tensor<3>| tensor.reshape([views, numbers]);
        let parts = classes.into_iter().chain([flat(mean), flat(deviation)]);
        Tensor::cat(parts.collect(), 1)
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
