//! Small networks on what a trunk said.

use burn::module::{Initializer, Module, Param};
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::activation::{gelu, softmax};
use burn::tensor::{Device, Tensor};

use super::numbers::Shape;
use super::plan::{Body, Pooling};

/// From the views of a delivery to its logit.
#[derive(Module, Debug)]
pub(super) struct Head {
    perceptron: Option<Perceptron>,
    attention: Option<TokenAttention>,
    pub output: Linear,
    gate: Option<Linear>,
    #[module(skip)]
    pooling: Pooling,
}

impl Head {
    pub fn new(body: Body, pooling: Pooling, shape: Shape, device: &Device) -> Self {
        let numbers = shape.numbers();
        let (mut perceptron, mut attention) = (None, None);
        let last = match body {
            Body::Nothing => numbers,
            Body::Perceptron { units, dropout } => {
                perceptron = Some(Perceptron::new(numbers, units, dropout, device));
                units
            }
            Body::Attention { units, dropout } => {
                attention = Some(TokenAttention::new(shape, units, dropout, device));
                units
            }
        };
        let linear = || LinearConfig::new(last, 1).with_initializer(Initializer::Zeros);
        Self {
            perceptron,
            attention,
            output: linear().init(device),
            gate: (pooling == Pooling::Attention).then(|| linear().init(device)),
            pooling,
        }
    }

    /// The logits of the views, and of the delivery as a whole.
    ///
    /// # Shapes
    ///
    /// - `numbers`: `[deliveries, views, numbers]`
    /// - output: `[deliveries, views]` and `[deliveries, 1]`
    pub fn forward(&self, numbers: Tensor<3>) -> (Tensor<2>, Tensor<2>) {
        let [deliveries, views, _] = numbers.dims();
        let mut x = numbers.flatten::<2>(0, 1);
        if let Some(perceptron) = &self.perceptron {
            x = perceptron.forward(x);
        }
        if let Some(attention) = &self.attention {
            x = attention.forward(x);
        }
        let shape = [deliveries, views];
        let logits = self.output.forward(x.clone()).reshape(shape);
        let pooled = match (self.pooling, &self.gate) {
            (Pooling::Attention, Some(gate)) => {
                let weights = softmax(gate.forward(x).reshape(shape), 1);
                (logits.clone() * weights).sum_dim(1)
            }
            (Pooling::Max, _) => logits.clone().max_dim(1),
            _ => logits.clone().mean_dim(1),
        };
        (logits, pooled)
    }

    /// Whether each view is learnt from by itself.
    pub fn learns_views(&self) -> bool {
        self.pooling == Pooling::Mean
    }
}

/// A hidden layer.
#[derive(Module, Debug)]
pub(super) struct Perceptron {
    hidden: Linear,
    dropout: Dropout,
}

impl Perceptron {
    pub fn new(numbers: usize, units: usize, dropout: f64, device: &Device) -> Self {
        Self {
            hidden: LinearConfig::new(numbers, units).init(device),
            dropout: DropoutConfig::new(dropout).init(),
        }
    }

    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.dropout.forward(x);
        self.dropout.forward(gelu(self.hidden.forward(x)))
    }
}

/// A learnt query over the tokens of a view.
#[derive(Module, Debug)]
struct TokenAttention {
    narrow: Linear,
    /// `[tokens, units]`, because tokens of different blocks are told apart by nothing else.
    places: Param<Tensor<2>>,
    query: Linear,
    dropout: Dropout,
    #[module(skip)]
    tokens: usize,
}

impl TokenAttention {
    fn new(shape: Shape, units: usize, dropout: f64, device: &Device) -> Self {
        let places = Initializer::Normal {
            mean: 0.0,
            std: 0.02,
        };
        Self {
            narrow: LinearConfig::new(shape.width, units).init(device),
            places: places.init([shape.tokens, units], device),
            query: LinearConfig::new(units, 1).with_bias(false).init(device),
            dropout: DropoutConfig::new(dropout).init(),
            tokens: shape.tokens,
        }
    }

    /// From `[views, tokens * width]` to `[views, units]`.
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let [views, numbers] = x.dims();
        let x = self.dropout.forward(x);
        let tokens = x.reshape([views, self.tokens, numbers / self.tokens]);
        let tokens = gelu(self.narrow.forward(tokens) + self.places.val().unsqueeze::<3>());
        let units = tokens.dims()[2];
        let weights = softmax(self.query.forward(tokens.clone()), 1);
        (tokens * weights).sum_dim(1).reshape([views, units])
    }
}
