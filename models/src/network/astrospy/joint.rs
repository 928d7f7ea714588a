//! From the embeddings of two paths to one logit.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::layers::linear_head::{LinearHead, LinearHeadError, set_moments, set_weights};

/// How two embeddings become one; without effect where there is one path. Equation (3) of the paper
/// is called a concatenation, and the sentence after it says "concatenated … using addition
/// operation": both are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joint {
    /// Their sum.
    Add,
    /// One after the other, the image's first.
    Concatenate,
}

/// Configures a [`JointLayer`].
#[derive(Config, Debug)]
pub struct JointLayerConfig {
    /// How two embeddings become one.
    pub joint: Joint,
    /// Length of the image's embedding, if there is one.
    pub image: Option<usize>,
    /// Length of the spectrum's embedding, if there is one.
    pub spectral: Option<usize>,
    /// Whether each embedding is normalised first.
    #[config(default = false)]
    pub normalized: bool,
    /// Probability of dropping an element of the joint embedding in training.
    #[config(default = 0.0)]
    pub dropout: f64,
}

impl JointLayerConfig {
    /// Initialises the parameters on `device`.
    ///
    /// # Panics
    ///
    /// If embeddings of different lengths shall be added.
    pub fn init(&self, device: &Device) -> JointLayer {
        let length = match (self.image, self.spectral, self.joint) {
            (Some(image), Some(spectral), Joint::Add) => {
                assert_eq!(image, spectral, "what is added has one length");
                image
            }
            (image, spectral, _) => image.unwrap_or(0) + spectral.unwrap_or(0),
        };
        let norm = |length: Option<usize>| {
            let length = length.filter(|_| self.normalized)?;
            Some(BatchNormConfig::new(length).init(device))
        };
        JointLayer {
            image_norm: norm(self.image),
            spectral_norm: norm(self.spectral),
            joint: self.joint,
            dropout: DropoutConfig::new(self.dropout).init(),
            output: LinearConfig::new(length, 1).init(device),
        }
    }
}

/// Joins the embeddings and weighs the elements of what comes of it.
#[derive(Module, Debug)]
pub struct JointLayer {
    image_norm: Option<BatchNorm>,
    spectral_norm: Option<BatchNorm>,
    #[module(skip)]
    joint: Joint,
    dropout: Dropout,
    output: Linear,
}

/// What each path says alone of a batch of views, as logits of `[batch, 1]`.
///
/// Both together are the logit and, once more, that of an average picture with an average spectrum.
#[derive(Clone, Debug)]
pub struct Apart {
    /// The logit if the spectrum were an average one.
    pub image: Tensor<2>,
    /// The logit if the picture were an average one.
    pub spectral: Tensor<2>,
}

impl JointLayer {
    /// One logit per view, `[batch, 1]`, of the embeddings that there are, `[batch, length]` each.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn forward(&self, image: Option<Tensor<2>>, spectral: Option<Tensor<2>>) -> Tensor<2> {
        let image = image.map(|embedding| scaled(self.image_norm.as_ref(), embedding));
        let spectral = spectral.map(|embedding| scaled(self.spectral_norm.as_ref(), embedding));
        self.weigh(image, spectral)
    }

    /// What each of the two embeddings says alone; nothing of embeddings that are not normalised,
    /// because no value of the other one stands for knowing nothing.
    pub fn apart(&self, image: Tensor<2>, spectral: Tensor<2>) -> Option<Apart> {
        let (image_norm, spectral_norm) = (self.image_norm.as_ref()?, self.spectral_norm.as_ref()?);
        // The average embedding is normalised to zero, which the norm's own shift moves.
        let average = |norm: &BatchNorm, like: &Tensor<2>| -> Tensor<2> {
            norm.beta.val().unsqueeze::<2>().expand(like.dims())
        };
        let no_image = average(image_norm, &image);
        let no_spectrum = average(spectral_norm, &spectral);
        let image = image_norm.forward(image);
        let spectral = spectral_norm.forward(spectral);
        Some(Apart {
            image: self.weigh(Some(image), Some(no_spectrum)),
            spectral: self.weigh(Some(no_image), Some(spectral)),
        })
    }

    /// The layer with what was fitted apart from it; the moments of the image's embedding come first.
    ///
    /// # Errors
    ///
    /// A head of other lengths, and a layer that does not normalise both embeddings.
    pub fn with_linear_head(mut self, head: &LinearHead) -> Result<Self, LinearHeadError> {
        let norms = (self.image_norm.as_mut(), self.spectral_norm.as_mut());
        let (Some(image), Some(spectral)) = norms else {
            return Err(LinearHeadError::NotLinear);
        };
        let length = image.gamma.dims()[0];
        let split = |moments: &[f32]| {
            let (image, spectral) = moments.split_at(length.min(moments.len()));
            [image.to_vec(), spectral.to_vec()]
        };
        let ([mean, mean_of_spectrum], [variance, variance_of_spectrum]) =
            (split(&head.mean), split(&head.variance));
        set_moments(image, &mean, &variance)?;
        set_moments(spectral, &mean_of_spectrum, &variance_of_spectrum)?;
        set_weights(&mut self.output, &head.weights, head.bias)?;
        Ok(self)
    }

    fn weigh(&self, image: Option<Tensor<2>>, spectral: Option<Tensor<2>>) -> Tensor<2> {
        let joint = match (image, spectral, self.joint) {
            (Some(image), Some(spectral), Joint::Add) => image + spectral,
            (Some(image), Some(spectral), Joint::Concatenate) => {
                Tensor::cat(vec![image, spectral], 1)
            }
            (Some(only), None, _) | (None, Some(only), _) => only,
            (None, None, _) => panic!("one path is always computed"),
        };
        self.output.forward(self.dropout.forward(joint))
    }
}

fn scaled(norm: Option<&BatchNorm>, embedding: Tensor<2>) -> Tensor<2> {
    match norm {
        Some(norm) => norm.forward(embedding),
        None => embedding,
    }
}

#[cfg(test)]
mod tests {
    use burn::module::{Param, RunningState};
    use burn::tensor::TensorData;

    use super::*;
    use crate::card::self_test_input;

    const BATCH: usize = 3;
    const LENGTH: usize = 4;

    fn column(tensor: Tensor<2>) -> Vec<f64> {
        assert_eq!(tensor.dims(), [BATCH, 1]);
        tensor.into_data().iter::<f64>().collect()
    }

    /// Numbers that follow from `seed`, of either sign.
    fn made_up(seed: usize, count: usize) -> Vec<f32> {
        self_test_input(seed + count)[seed..].to_vec()
    }

    fn embedding(seed: usize, device: &Device) -> Tensor<2> {
        let values = made_up(seed, BATCH * LENGTH);
        Tensor::from_data(TensorData::new(values, [BATCH, LENGTH]), device)
    }

    fn vector(values: Vec<f32>, device: &Device) -> Tensor<1> {
        Tensor::from_data(TensorData::new(values, [LENGTH]), device)
    }

    /// A normalisation as it might be after training.
    fn norm(seed: usize, device: &Device) -> BatchNorm {
        let mut norm = BatchNormConfig::new(LENGTH).init(device);
        let of = |place: usize| made_up(seed + place * LENGTH, LENGTH);
        norm.gamma = Param::from_tensor(vector(of(0), device));
        norm.beta = Param::from_tensor(vector(of(1), device));
        norm.running_mean = RunningState::new(vector(of(2), device));
        let variance = of(3).iter().map(|value| 0.5 + value * value).collect();
        norm.running_var = RunningState::new(vector(variance, device));
        norm
    }

    fn layer(joint: Joint, normalized: bool, device: &Device) -> JointLayer {
        let mut layer = JointLayerConfig::new(joint)
            .with_image(Some(LENGTH))
            .with_spectral(Some(LENGTH))
            .with_normalized(normalized)
            .with_dropout(0.5)
            .init(device);
        if normalized {
            layer.image_norm = Some(norm(100, device));
            layer.spectral_norm = Some(norm(200, device));
        }
        layer
    }

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
        tensor.into_data().iter::<f64>().collect()
    }

    /// `(x - mean) / sqrt(variance + epsilon) * gamma + beta`, element by element.
    fn normalized_by_hand(norm: &BatchNorm, embedding: &[f64]) -> Vec<f64> {
        let [gamma, beta] = [&norm.gamma, &norm.beta].map(|param| values(param.val()));
        let [mean, variance] =
            [&norm.running_mean, &norm.running_var].map(|state| values(state.value()));
        (embedding.iter().enumerate())
            .map(|(place, x)| {
                let place = place % LENGTH;
                (x - mean[place]) / (variance[place] + norm.epsilon).sqrt() * gamma[place]
                    + beta[place]
            })
            .collect()
    }

    /// Single precision: fewer than twenty terms of order one.
    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
    }

    /// Equation (4) on equation (3), with the sum and with the concatenation, in double precision.
    #[test]
    fn the_logit_is_the_weighted_joint_embedding_and_a_bias() {
        let device = Device::flex();
        let (image, spectral) = (embedding(0, &device), embedding(50, &device));
        for joint in [Joint::Add, Joint::Concatenate] {
            for normalized in [false, true] {
                let layer = layer(joint, normalized, &device);
                let found = layer.forward(Some(image.clone()), Some(spectral.clone()));
                let by_hand = |norm: &Option<BatchNorm>, embedding: &Tensor<2>| {
                    let embedding = values(embedding.clone());
                    match norm {
                        Some(norm) => normalized_by_hand(norm, &embedding),
                        None => embedding,
                    }
                };
                let image = by_hand(&layer.image_norm, &image);
                let spectral = by_hand(&layer.spectral_norm, &spectral);
                let weights = values(layer.output.weight.val());
                let bias = values(layer.output.bias.as_ref().expect("a bias").val())[0];
                let expected: Vec<f64> = (image.chunks(LENGTH).zip(spectral.chunks(LENGTH)))
                    .map(|(image, spectral)| {
                        let elements: Vec<f64> = match joint {
                            Joint::Add => image.iter().zip(spectral).map(|(a, b)| a + b).collect(),
                            Joint::Concatenate => [image, spectral].concat(),
                        };
                        assert_eq!(elements.len(), weights.len());
                        let products = elements.iter().zip(&weights).map(|(x, w)| x * w);
                        products.sum::<f64>() + bias
                    })
                    .collect();
                assert_close(&column(found), &expected);
            }
        }
    }

    /// The average embedding is the running mean of the norm that it goes through.
    #[test]
    fn each_path_alone_is_the_logit_beside_an_average_and_both_add_up() {
        let device = Device::flex();
        let (image, spectral) = (embedding(0, &device), embedding(50, &device));
        for joint in [Joint::Add, Joint::Concatenate] {
            let layer = layer(joint, true, &device);
            let average = |norm: &Option<BatchNorm>| -> Tensor<2> {
                let mean = norm.as_ref().expect("a norm").running_mean.value();
                mean.unsqueeze::<2>().expand([BATCH, LENGTH])
            };
            let no_image = average(&layer.image_norm);
            let no_spectrum = average(&layer.spectral_norm);
            let logit = |image: &Tensor<2>, spectral: &Tensor<2>| {
                column(layer.forward(Some(image.clone()), Some(spectral.clone())))
            };
            let apart = layer.apart(image.clone(), spectral.clone());
            let apart = apart.expect("normalised embeddings");
            let (of_image, of_spectrum) = (column(apart.image), column(apart.spectral));
            assert_close(&of_image, &logit(&image, &no_spectrum));
            assert_close(&of_spectrum, &logit(&no_image, &spectral));
            let both = of_image.iter().zip(&of_spectrum).map(|(a, b)| a + b);
            let twice = logit(&image, &spectral).into_iter();
            let twice = twice.zip(logit(&no_image, &no_spectrum));
            let expected: Vec<f64> = twice.map(|(logit, neither)| logit + neither).collect();
            assert_close(&both.collect::<Vec<f64>>(), &expected);
        }
        let plain = layer(Joint::Add, false, &device);
        assert!(plain.apart(image, spectral).is_none());
    }

    #[test]
    #[should_panic(expected = "one length")]
    fn embeddings_of_different_lengths_are_not_added() {
        JointLayerConfig::new(Joint::Add)
            .with_image(Some(4))
            .with_spectral(Some(5))
            .init(&Device::flex());
    }
}
