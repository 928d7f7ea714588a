//! Attention among a part of the pixels, with a bias for the distance between them.

use burn::config::Config;
use burn::module::{Module, Param};
use burn::nn::{Initializer, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::activation::{gelu, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::stochastic_depth::{StochasticDepth, StochasticDepthConfig};

/// How many times wider the hidden layer of the perceptron is than its input.
const MLP_RATIO: usize = 4;

/// Which pixels see each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Partition {
    /// Those of a square of neighbours.
    Window,
    /// Those on a grid over the whole map, as far apart as its number of points allows.
    Grid,
}

/// Configures a [`PartitionAttention`].
#[derive(Config, Debug)]
pub struct PartitionAttentionConfig {
    /// Number of channels in and out.
    pub channels: usize,
    /// Which pixels see each other.
    pub partition: Partition,
    /// Side of a window in pixels or of the grid in points; divides the side of the maps.
    pub size: usize,
    /// Channels of each head; divides `channels`.
    pub head: usize,
    /// Probability of leaving out the attention in training, and of leaving out the perceptron.
    #[config(default = 0.0)]
    pub stochastic_depth: f64,
}

impl PartitionAttentionConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> PartitionAttention {
        let channels = self.channels;
        PartitionAttention {
            attention_norm: LayerNormConfig::new(channels).init(device),
            attention: self.init_attention(device),
            mlp_norm: LayerNormConfig::new(channels).init(device),
            widen: LinearConfig::new(channels, channels * MLP_RATIO).init(device),
            narrow: LinearConfig::new(channels * MLP_RATIO, channels).init(device),
            stochastic_depth: StochasticDepthConfig::new(self.stochastic_depth).init(),
            partition: self.partition,
            size: self.size,
        }
    }

    fn init_attention(&self, device: &Device) -> RelativeAttention {
        let heads = self.channels / self.head;
        assert_eq!(
            heads * self.head,
            self.channels,
            "heads of {} channels do not divide {} channels",
            self.head,
            self.channels
        );
        let offsets = 2 * self.size - 1;
        let index = relative_position_index(self.size);
        // Of the deviation that torchvision draws it with.
        let bias = Initializer::Normal {
            mean: 0.0,
            std: 0.02,
        };
        RelativeAttention {
            to_qkv: LinearConfig::new(self.channels, 3 * self.channels).init(device),
            merge: LinearConfig::new(self.channels, self.channels).init(device),
            relative_position_bias_table: bias.init([offsets * offsets, heads], device),
            index: Tensor::from_data(TensorData::new(index, [self.size.pow(4)]), device),
            heads,
        }
    }
}

/// For each pair of pixels of a square of `side` pixels the row of the table that belongs to the
/// offset between them.
fn relative_position_index(side: usize) -> Vec<i32> {
    let offsets = 2 * side - 1;
    let places = || (0..side * side).map(move |place| (place / side, place % side));
    places()
        .flat_map(|(row, column)| {
            places().map(move |(other_row, other_column)| {
                let vertical = row + side - 1 - other_row;
                let horizontal = column + side - 1 - other_column;
                i32::try_from(vertical * offsets + horizontal).expect("windows are small")
            })
        })
        .collect()
}

/// A pre-normalised transformer block over windows or over a grid (Tu et al., *`MaxViT`*,
/// <https://arxiv.org/abs/2204.01697>, section 3.2 and appendix A.1).
#[derive(Module, Debug)]
pub struct PartitionAttention {
    attention_norm: LayerNorm,
    attention: RelativeAttention,
    mlp_norm: LayerNorm,
    widen: Linear,
    narrow: Linear,
    stochastic_depth: StochasticDepth,
    #[module(skip)]
    partition: Partition,
    size: usize,
}

impl PartitionAttention {
    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x` and output: `[batch, channels, height, width]`
    ///
    /// # Panics
    ///
    /// Where the size of the partition does not divide both sides of the maps.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let shape = x.dims();
        let x = self.split(x);
        let y = self
            .attention
            .forward(self.attention_norm.forward(x.clone()));
        let x = x + self.stochastic_depth.forward(y);
        let y = gelu(self.widen.forward(self.mlp_norm.forward(x.clone())));
        let x = x + self.stochastic_depth.forward(self.narrow.forward(y));
        self.join(x, shape)
    }

    /// `[batch, channels, height, width]` as `[batch, groups, pixels, channels]`.
    fn split(&self, x: Tensor<4>) -> Tensor<4> {
        let [batch, channels, height, width] = x.dims();
        let size = self.size;
        assert!(
            height % size == 0 && width % size == 0,
            "maps of {width} x {height} px cannot be divided by {size}: the side of the views has \
             to be a multiple of the partition at the last feature maps"
        );
        let [rows, columns] = [height / size, width / size];
        match self.partition {
            Partition::Window => x
                .reshape([batch, channels, rows, size, columns, size])
                .permute([0, 2, 4, 3, 5, 1]),
            Partition::Grid => x
                .reshape([batch, channels, size, rows, size, columns])
                .permute([0, 3, 5, 2, 4, 1]),
        }
        .reshape([batch, rows * columns, size * size, channels])
    }

    /// The inverse of [`split`](Self::split).
    fn join(&self, x: Tensor<4>, shape: [usize; 4]) -> Tensor<4> {
        let [batch, channels, height, width] = shape;
        let size = self.size;
        let x = x.reshape([batch, height / size, width / size, size, size, channels]);
        match self.partition {
            Partition::Window => x.permute([0, 5, 1, 3, 2, 4]),
            Partition::Grid => x.permute([0, 5, 3, 1, 4, 2]),
        }
        .reshape(shape)
    }
}

/// Attention of several heads with a learned bias for each offset between two pixels (Liu et al.,
/// *Swin Transformer*, <https://arxiv.org/abs/2103.14030>, equation 4).
///
/// As in torchvision keys are scaled by the root of the number of all channels; papers have the
/// root of the number of channels of one head.
#[derive(Module, Debug)]
struct RelativeAttention {
    to_qkv: Linear,
    merge: Linear,
    /// `[(2 * size - 1)^2, heads]`, one row for each offset.
    relative_position_bias_table: Param<Tensor<2>>,
    /// `[size^4]`, the row of each pair of pixels.
    index: Tensor<1, Int>,
    heads: usize,
}

impl RelativeAttention {
    /// `[batch, groups, pixels, channels]` to the same.
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let shape @ [batch, groups, pixels, channels] = x.dims();
        let heads = self.heads;
        let qkv = self.to_qkv.forward(x);
        let [query, key, value] = [0, 1, 2].map(|part| {
            qkv.clone()
                .narrow(3, part * channels, channels)
                .reshape([batch * groups, pixels, heads, channels / heads])
                .swap_dims(1, 2)
        });
        let key = key.mul_scalar((channels as f64).powf(-0.5));
        let bias = self
            .relative_position_bias_table
            .val()
            .select(0, self.index.clone())
            .reshape([1, pixels, pixels, heads])
            .permute([0, 3, 1, 2]);
        let weights = softmax(query.matmul(key.transpose()) + bias, 3);
        let y = weights.matmul(value).swap_dims(1, 2).reshape(shape);
        self.merge.forward(y)
    }
}
