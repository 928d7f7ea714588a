//! The encoder block of a vision transformer.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::activation::{gelu, sigmoid, softmax};
use burn::tensor::module::attention;
use burn::tensor::ops::AttentionModuleOptions;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

/// What follows the first layer of a block's perceptron.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gelu {
    /// The Gaussian error linear unit (<https://arxiv.org/abs/1606.08415>).
    Exact,
    /// Its approximation `x * sigmoid(1.702 x)`, section 2 of the same paper, which `OpenAI`'s CLIP
    /// was trained with.
    Quick,
}

impl Gelu {
    fn forward(self, x: Tensor<3>) -> Tensor<3> {
        match self {
            Self::Exact => gelu(x),
            Self::Quick => x.clone() * sigmoid(x * 1.702),
        }
    }
}

/// Is given the weights of an attention, `[batch, heads, tokens, tokens]`, each row of which adds up to
/// one, and says what takes their place.
pub type Watch<'a> = dyn FnMut(Tensor<4>) -> Tensor<4> + 'a;

/// Configures a [`TransformerBlock`].
#[derive(Config, Debug, PartialEq)]
pub struct TransformerBlockConfig {
    /// Numbers in a token.
    pub width: usize,
    /// Heads of the attention, which share the width.
    pub heads: usize,
    /// Units of the perceptron's hidden layer.
    pub units: usize,
    /// What follows the hidden layer.
    pub activation: Gelu,
    /// Added to the variance before its root is taken.
    #[config(default = 1e-5)]
    pub epsilon: f64,
}

impl TransformerBlockConfig {
    /// Initialises the parameters on `device`.
    ///
    /// # Panics
    ///
    /// If the heads do not divide the width.
    pub fn init(&self, device: &Device) -> TransformerBlock {
        let width = self.width;
        assert_eq!(width % self.heads, 0, "heads share the width");
        let norm = LayerNormConfig::new(width).with_epsilon(self.epsilon);
        TransformerBlock {
            attention_norm: norm.init(device),
            to_qkv: LinearConfig::new(width, 3 * width).init(device),
            merge: LinearConfig::new(width, width).init(device),
            mlp_norm: norm.init(device),
            widen: LinearConfig::new(width, self.units).init(device),
            narrow: LinearConfig::new(self.units, width).init(device),
            activation: self.activation,
            heads: self.heads,
        }
    }
}

/// Attention among the tokens and a perceptron on each, both after a normalisation and beside an
/// identity (Dosovitskiy et al., *An Image is Worth 16x16 Words*,
/// <https://arxiv.org/abs/2010.11929>, equations 2 and 3).
#[derive(Module, Debug)]
pub struct TransformerBlock {
    attention_norm: LayerNorm,
    to_qkv: Linear,
    merge: Linear,
    mlp_norm: LayerNorm,
    widen: Linear,
    narrow: Linear,
    #[module(skip)]
    activation: Gelu,
    heads: usize,
}

impl TransformerBlock {
    /// Applies the block; `tokens` and output are `[batch, tokens, width]`.
    pub fn forward(&self, tokens: Tensor<3>) -> Tensor<3> {
        self.apply(tokens, None)
    }

    /// The same as [`forward`](Self::forward) with the weights that `watch` gives back.
    pub fn forward_watched(&self, tokens: Tensor<3>, watch: &mut Watch<'_>) -> Tensor<3> {
        self.apply(tokens, Some(watch))
    }

    fn apply(&self, tokens: Tensor<3>, watch: Option<&mut Watch<'_>>) -> Tensor<3> {
        let attended = self.attend(self.attention_norm.forward(tokens.clone()), watch);
        let tokens = tokens + attended;
        let hidden = self.widen.forward(self.mlp_norm.forward(tokens.clone()));
        tokens + self.narrow.forward(self.activation.forward(hidden))
    }

    fn attend(&self, x: Tensor<3>, watch: Option<&mut Watch<'_>>) -> Tensor<3> {
        let shape @ [batch, tokens, width] = x.dims();
        let each = width / self.heads;
        let qkv = self.to_qkv.forward(x);
        let [query, key, value] = [0, 1, 2].map(|part| {
            qkv.clone()
                .narrow(2, part * width, width)
                .reshape([batch, tokens, self.heads, each])
                .swap_dims(1, 2)
        });
        let heads = match watch {
            None => {
                let options = AttentionModuleOptions::default();
                attention(query, key, value, None, None, options)
            }
            Some(watch) => {
                let scores = query.matmul(key.swap_dims(2, 3)) / (each as f64).sqrt();
                watch(softmax(scores, 3)).matmul(value)
            }
        };
        self.merge.forward(heads.swap_dims(1, 2).reshape(shape))
    }
}
