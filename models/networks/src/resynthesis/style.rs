//! A stage of a decoder after `StyleGAN`.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::silu;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor, TensorData};

use super::block::{conv3x3, pixel_norm};
use super::noise::{Place, noise};
use super::upsample::repeated;

/// Repeats pixels, convolves and blurs them; then twice adds noise, activates, and modulates the
/// normalised channels by a style, with a convolution in between (Karras, Laine and Aila,
/// <https://arxiv.org/abs/1812.04948>, figure 1).
///
/// Departures: the style is a function of the code at the same place and not one vector for the
/// picture, as in SPADE (<https://arxiv.org/abs/1903.07291>), because a picture is to be
/// reconstructed; and channels are normalised place by place, so that parts of a picture are what
/// the whole is.
#[derive(Module, Debug)]
pub struct StyleStage {
    first: Conv2d,
    second: Conv2d,
    /// `[latent_channels, 4 * channels]`: scales and shifts after each convolution.
    styles: Conv2d,
    /// `[2, channels]`: how much noise each channel gets after each convolution.
    strengths: Param<Tensor<2>>,
    /// Resolution of the result: it is halved so often.
    level: usize,
}

impl StyleStage {
    /// Initialises a stage on `device` whose result has the picture's resolution, halved `level`
    /// times; `channels` are those before and after it.
    pub fn new(
        channels: [usize; 2],
        latent_channels: usize,
        level: usize,
        device: &Device,
    ) -> Self {
        let [_, after] = channels;
        Self {
            first: conv3x3(channels, device),
            second: conv3x3([after, after], device),
            styles: Conv2dConfig::new([latent_channels, 4 * after], [1, 1]).init(device),
            strengths: Param::from_tensor(Tensor::zeros([2, after], device)),
            level,
        }
    }

    /// Applies the stage.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, before, height, width]`
    /// - `code`: `[batch, latent_channels, height / n, width / n]`
    /// - `places`: one for each picture
    /// - output: `[batch, after, 2 * height, 2 * width]`
    pub fn forward(&self, x: Tensor<4>, code: Tensor<4>, places: &[Place]) -> Tensor<4> {
        let [_, _, height, _] = x.dims();
        let times = 2 * height / code.dims()[2];
        let styles = repeated(self.styles.forward(code), times);
        let x = blurred(self.first.forward(repeated(x, 2)));
        let x = self.styled(x, &styles, 0, places);
        self.styled(self.second.forward(x), &styles, 1, places)
    }

    fn styled(&self, x: Tensor<4>, styles: &Tensor<4>, turn: usize, places: &[Place]) -> Tensor<4> {
        let [_, channels, height, width] = x.dims();
        let layer = 2 * self.level + turn;
        let noise = noise(places, layer, 1 << self.level, [height, width], &x.device());
        let strength = self
            .strengths
            .val()
            .narrow(0, turn, 1)
            .reshape([1, channels, 1, 1]);
        let x = pixel_norm(silu(x + noise * strength));
        let scale = styles.clone().narrow(1, 2 * turn * channels, channels);
        let shift = styles
            .clone()
            .narrow(1, (2 * turn + 1) * channels, channels);
        x * (scale + 1.0) + shift
    }
}

/// `x` after the binomial filter of three pixels along both sides, which `StyleGAN` has after
/// each doubling (section 2.1 of the paper).
fn blurred(x: Tensor<4>) -> Tensor<4> {
    let [_, channels, ..] = x.dims();
    let kernel = [1.0, 2.0, 1.0, 2.0, 4.0, 2.0, 1.0, 2.0, 1.0].map(|weight: f32| weight / 16.0);
    let kernel = TensorData::new(kernel.repeat(channels), [channels, 1, 3, 3]);
    let kernel = Tensor::from_data(kernel, &x.device());
    conv2d(
        x,
        kernel,
        None,
        ConvOptions::new([1, 1], [1, 1], [1, 1], channels),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blurring_spreads_a_pixel_binomially_in_its_own_channel() {
        let device = Device::flex();
        let mut values = vec![0.0_f32; 2 * 25];
        values[12] = 16.0;
        let x = Tensor::<4>::from_data(TensorData::new(values, [1, 2, 5, 5]), &device);
        let blurred: Vec<f32> = blurred(x).into_data().iter::<f32>().collect();
        let row = |y: usize| &blurred[y * 5..y * 5 + 5];
        assert_eq!(row(0), [0.0; 5]);
        assert_eq!(row(1), [0.0, 1.0, 2.0, 1.0, 0.0]);
        assert_eq!(row(2), [0.0, 2.0, 4.0, 2.0, 0.0]);
        assert!(blurred[25..].iter().all(|value| *value == 0.0));
    }

    #[test]
    fn noise_counts_as_much_as_its_strength() {
        let device = Device::flex();
        let mut stage = StyleStage::new([3, 2], 4, 0, &device);
        let run = |stage: &StyleStage, seed| -> Vec<f32> {
            let x = Tensor::ones([1, 3, 4, 4], &device);
            let code = Tensor::ones([1, 4, 2, 2], &device);
            let places = [Place {
                seed,
                ..Place::default()
            }];
            stage
                .forward(x, code, &places)
                .into_data()
                .iter::<f32>()
                .collect()
        };
        assert_eq!(run(&stage, 1), run(&stage, 2));
        stage.strengths = Param::from_tensor(Tensor::ones([2, 2], &device));
        assert_ne!(run(&stage, 1), run(&stage, 2));
    }
}
