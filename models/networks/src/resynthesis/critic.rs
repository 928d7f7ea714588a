//! What tells pictures from reconstructions, patch by patch, while an auto-encoder is trained.

use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::{leaky_relu, relu};
use burn::tensor::{Device, Tensor};

/// A patch discriminator (Isola et al., <https://arxiv.org/abs/1611.07004>, section 3.2.2): two
/// 4x4 convolutions of stride 2 and one of stride 1, so that every number judges 22 pixels a side.
/// There is no normalisation.
#[derive(Module, Debug)]
pub struct PatchCritic {
    halvings: Vec<Conv2d>,
    judge: Conv2d,
}

impl PatchCritic {
    /// Initialises a critic of `width` filters on `device`.
    pub fn new(width: usize, device: &Device) -> Self {
        let conv = |channels, stride| {
            Conv2dConfig::new(channels, [4, 4])
                .with_stride([stride, stride])
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .init(device)
        };
        Self {
            halvings: vec![conv([3, width], 2), conv([width, 2 * width], 2)],
            judge: conv([2 * width, 1], 1),
        }
    }

    /// Judges patches: higher is more like a picture.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, height, width]`, values in `[0, 1]`
    /// - output: `[batch, 1, height / 4 - 1, width / 4 - 1]`
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let x = self.halvings.iter().fold(images * 2.0 - 1.0, |x, layer| {
            leaky_relu(layer.forward(x), 0.2)
        });
        self.judge.forward(x)
    }
}

/// The hinge loss of a critic (Lim and Ye, <https://arxiv.org/abs/1705.02894>) that gave
/// `pictures` and `reconstructions` these judgements, `[1]`.
pub fn hinge(pictures: Tensor<4>, reconstructions: Tensor<4>) -> Tensor<1> {
    relu(-pictures + 1.0).mean() + relu(reconstructions + 1.0).mean()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judgement_is_about_a_patch() {
        let device = Device::flex();
        let critic = PatchCritic::new(4, &device);
        let images = Tensor::<4>::zeros([2, 3, 64, 48], &device);
        assert_eq!(critic.forward(images).dims(), [2, 1, 15, 11]);
    }

    #[test]
    fn judgements_beyond_the_margin_cost_nothing() {
        let device = Device::flex();
        let loss = |pictures: f32, reconstructions: f32| -> f32 {
            let map = |value| Tensor::<4>::full([1, 1, 2, 2], value, &device);
            hinge(map(pictures), map(reconstructions)).into_scalar()
        };
        assert_eq!(loss(1.5, -1.0), 0.0);
        assert_eq!(loss(0.0, 0.0), 2.0);
        assert_eq!(loss(-1.0, -3.0), 2.0);
    }
}
