//! A code of entries of a codebook.

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::{Device, Int, Tensor};

/// Weight of the term that keeps the encoder near the codebook (the paper's beta).
const COMMITMENT: f64 = 0.25;

/// Replaces the numbers of each place by the nearest entry of a codebook (van den Oord, Vinyals and
/// Kavukcuoglu, *Neural Discrete Representation Learning*, <https://arxiv.org/abs/1711.00937>,
/// section 3). The gradient goes past it to the encoder.
#[derive(Module, Debug)]
pub struct VectorQuantizer {
    /// `[entries, channels]`.
    codebook: Param<Tensor<2>>,
}

/// What a [`VectorQuantizer`] gives.
#[derive(Clone, Debug)]
pub struct Quantized {
    /// `[batch, channels, height, width]`: entries of the codebook.
    pub code: Tensor<4>,
    /// Moves entries to the codes and codes to the entries (equation 3 without the
    /// reconstruction), `[1]`.
    pub loss: Tensor<1>,
}

impl VectorQuantizer {
    /// Initialises a codebook on `device`, with entries as long as normalised codes.
    pub fn new(entries: usize, channels: usize, device: &Device) -> Self {
        let normal = Initializer::Normal {
            mean: 0.0,
            std: 1.0,
        };
        Self {
            codebook: normal.init([entries, channels], device),
        }
    }

    /// The entry that is nearest to each row.
    ///
    /// # Shapes
    ///
    /// - `rows`: `[count, channels]`
    /// - output: `[count]`
    pub fn nearest(&self, rows: Tensor<2>) -> Tensor<1, Int> {
        let codebook = self.codebook.val();
        let lengths = (codebook.clone() * codebook.clone()).sum_dim(1);
        // Of |r - e|^2 the part that differs between entries.
        let distances = lengths.transpose() - rows.matmul(codebook.transpose()) * 2.0;
        distances.argmin(1).squeeze_dim::<1>(1)
    }

    /// Looks the code up.
    ///
    /// # Shapes
    ///
    /// - `code`: `[batch, channels, height, width]`
    /// - output: the same
    pub fn forward(&self, code: Tensor<4>) -> Quantized {
        let [batch, channels, height, width] = code.dims();
        let rows = code
            .clone()
            .permute([0, 2, 3, 1])
            .reshape([batch * height * width, channels]);
        let found = self
            .codebook
            .val()
            .select(0, self.nearest(rows.clone().detach()));
        let to_codes = found.clone() - rows.clone().detach();
        let to_entries = rows - found.clone().detach();
        let loss = (to_codes.clone() * to_codes).mean()
            + (to_entries.clone() * to_entries).mean() * COMMITMENT;
        let found = found
            .reshape([batch, height, width, channels])
            .permute([0, 3, 1, 2]);
        Quantized {
            code: code.clone() + (found - code).detach(),
            loss,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::TensorData;

    fn quantizer(device: &Device) -> VectorQuantizer {
        let entries = TensorData::new(vec![0.0_f32, 0.0, 1.0, 1.0, -2.0, 0.5], [3, 2]);
        VectorQuantizer {
            codebook: Param::from_tensor(Tensor::from_data(entries, device)),
        }
    }

    /// Two places: (0.9, 1.2) and (-1.5, 0.0).
    fn code(device: &Device) -> Tensor<4> {
        let values = TensorData::new(vec![0.9_f32, -1.5, 1.2, 0.0], [1, 2, 1, 2]);
        Tensor::from_data(values, device)
    }

    #[test]
    fn every_place_gets_the_nearest_entry() {
        let device = Device::flex();
        let quantized = quantizer(&device).forward(code(&device));
        let values: Vec<f32> = quantized.code.into_data().iter::<f32>().collect();
        assert_eq!(values, [1.0, -2.0, 1.0, 0.5]);
        // Squared differences: 0.01, 0.04, 0.25, 0.25; their mean, once and a quarter.
        let loss: f32 = quantized.loss.into_scalar();
        assert!((loss - 1.25 * 0.55 / 4.0).abs() < 1e-6, "{loss}");
    }

    #[test]
    fn the_gradient_of_the_looked_up_code_reaches_the_encoder_unchanged() {
        let device = Device::flex().autodiff();
        let code = code(&device).require_grad();
        let factors = TensorData::new(vec![1.0_f32, 2.0, 3.0, 4.0], [1, 2, 1, 2]);
        let factors = Tensor::<4>::from_data(factors, &device);
        let quantized = quantizer(&device).forward(code.clone());
        let gradients = (quantized.code * factors).sum().backward();
        let gradient = code.grad(&gradients).expect("a gradient").into_data();
        assert_eq!(
            gradient.iter::<f32>().collect::<Vec<_>>(),
            [1.0, 2.0, 3.0, 4.0]
        );
    }

    #[test]
    fn entries_that_were_found_move_and_the_others_stay() {
        let device = Device::flex().autodiff();
        let quantizer = quantizer(&device);
        let gradients = quantizer.forward(code(&device)).loss.backward();
        let gradient = quantizer
            .codebook
            .val()
            .grad(&gradients)
            .expect("a gradient");
        let gradient: Vec<f32> = gradient.into_data().iter::<f32>().collect();
        // 2 (entry - code) / 4 numbers.
        for (value, expected) in gradient.iter().zip([0.0, 0.0, 0.05, -0.1, -0.25, 0.25]) {
            assert!((value - expected).abs() < 1e-6, "{gradient:?}");
        }
    }
}
