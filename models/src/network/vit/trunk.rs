//! From a picture to the tokens after chosen blocks.

use burn::config::Config;
use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{Initializer, LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};

use crate::layers::transformer::{Gelu, TransformerBlock, TransformerBlockConfig, Watch};

/// Configures a [`VitTrunk`]; the defaults are those of `OpenAI`'s CLIP ViT-B/16 but for the number
/// of blocks, of which that has twelve.
#[derive(Config, Debug, PartialEq)]
pub struct VitTrunkConfig {
    /// Blocks that are computed; those after them are left out.
    pub blocks: usize,
    /// Numbers in a token.
    #[config(default = 768)]
    pub width: usize,
    /// Heads of each attention.
    #[config(default = 12)]
    pub heads: usize,
    /// Units of the hidden layer of each block's perceptron.
    #[config(default = 3072)]
    pub units: usize,
    /// Side of a patch, in pixels.
    #[config(default = 16)]
    pub patch: usize,
    /// What follows that hidden layer.
    #[config(default = "Gelu::Quick")]
    pub activation: Gelu,
}

impl VitTrunkConfig {
    /// Initialises the parameters on `device` for square views of `side` pixels.
    pub fn init(&self, side: usize, device: &Device) -> VitTrunk {
        let cells = side / self.patch;
        let block =
            TransformerBlockConfig::new(self.width, self.heads, self.units, self.activation);
        // Of the deviation that vision transformers are started with (the paper's code).
        let embedding = Initializer::Normal {
            mean: 0.0,
            std: 0.02,
        };
        VitTrunk {
            patch_embedding: Conv2dConfig::new([3, self.width], [self.patch; 2])
                .with_stride([self.patch; 2])
                .with_bias(false)
                .init(device),
            class_embedding: embedding.init([self.width], device),
            position_embedding: embedding.init([cells * cells + 1, self.width], device),
            norm: LayerNormConfig::new(self.width).init(device),
            blocks: (0..self.blocks).map(|_| block.init(device)).collect(),
        }
    }
}

/// A vision transformer with a normalisation before its first block, as CLIP has it (Radford et
/// al., *Learning Transferable Visual Models From Natural Language Supervision*,
/// <https://arxiv.org/abs/2103.00020>, section 2.4).
#[derive(Module, Debug)]
pub struct VitTrunk {
    patch_embedding: Conv2d,
    /// `[width]`.
    class_embedding: Param<Tensor<1>>,
    /// `[1 + cells, width]`, the class token first.
    position_embedding: Param<Tensor<2>>,
    norm: LayerNorm,
    blocks: Vec<TransformerBlock>,
}

impl VitTrunk {
    /// The tokens after each of the blocks `read`, which are counted from 1 and rise.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: as many as `read` of `[batch, 1 + cells, width]`, the class token first, then
    ///   the patches row by row
    pub fn forward(&self, images: Tensor<4>, read: &[usize]) -> Vec<Tensor<3>> {
        self.through(images, read, TransformerBlock::forward)
    }

    fn through(
        &self,
        images: Tensor<4>,
        read: &[usize],
        mut apply: impl FnMut(&TransformerBlock, Tensor<3>) -> Tensor<3>,
    ) -> Vec<Tensor<3>> {
        let patches = self
            .patch_embedding
            .forward(images)
            .flatten::<3>(2, 3)
            .swap_dims(1, 2);
        let [batch, _, width] = patches.dims();
        let class = self
            .class_embedding
            .val()
            .reshape([1, 1, width])
            .expand([batch, 1, width]);
        let tokens = Tensor::cat(vec![class, patches], 1);
        let tokens = tokens + self.position_embedding.val().unsqueeze::<3>();
        let mut tokens = self.norm.forward(tokens);
        let mut after = Vec::with_capacity(read.len());
        for (index, block) in self.blocks.iter().enumerate() {
            tokens = apply(block, tokens);
            if read.contains(&(index + 1)) {
                after.push(tokens.clone());
            }
        }
        after
    }

    /// The tokens after each of the blocks `read`, which are counted from 1 and rise, with the
    /// patches as maps. Each token is normalised to mean 0 and deviation 1.
    pub fn maps(&self, images: Tensor<4>, read: &[usize]) -> VitMaps {
        VitMaps::of(self.forward(images, read))
    }

    /// The same as [`maps`](Self::maps) with the weights of attention that `watch` gives back, which is
    /// asked once a block, the first block first.
    pub fn watched_maps(
        &self,
        images: Tensor<4>,
        read: &[usize],
        watch: &mut Watch<'_>,
    ) -> VitMaps {
        let apply = |block: &TransformerBlock, tokens| block.forward_watched(tokens, watch);
        VitMaps::of(self.through(images, read, apply))
    }
}

/// Tokens after several blocks, those of one block after those of another.
#[derive(Clone, Debug)]
pub struct VitMaps {
    /// `[batch, reads * width, rows, columns]`.
    pub patches: Tensor<4>,
    /// `[batch, reads * width]`.
    pub classes: Tensor<2>,
}

impl VitMaps {
    /// Those of the tokens `after` each block that is read, `[batch, 1 + cells, width]` each.
    fn of(after: Vec<Tensor<3>>) -> Self {
        let mut patches = Vec::with_capacity(after.len());
        let mut classes = Vec::with_capacity(after.len());
        for tokens in after {
            let tokens = normalized(tokens);
            let [batch, count, width] = tokens.dims();
            let cells = (count - 1).isqrt();
            debug_assert!(cells * cells == count - 1, "views are square");
            classes.push(tokens.clone().narrow(1, 0, 1).reshape([batch, width]));
            patches.push(
                tokens
                    .narrow(1, 1, count - 1)
                    .swap_dims(1, 2)
                    .reshape([batch, width, cells, cells]),
            );
        }
        Self {
            patches: Tensor::cat(patches, 1),
            classes: Tensor::cat(classes, 1),
        }
    }
}

/// Each token less its mean, over its deviation.
fn normalized(tokens: Tensor<3>) -> Tensor<3> {
    /// As CLIP's normalisations have it.
    const EPSILON: f64 = 1e-5;
    let centred = tokens.clone() - tokens.mean_dim(2);
    let variance = centred.clone().square().mean_dim(2);
    centred / (variance + EPSILON).sqrt()
}
