//! A loaded detector: card, weights and device together.

use burn::tensor::{Device, ExecutionError, Tensor};
use serde::Deserialize;
use spectrafide_picture::preprocess::Prepared;

use crate::card::{CARD_VERSION, DetectorCard, self_test_input};
use crate::network::{Inputs, InputsError, Network, ShippedNetwork};
use crate::weights::{self, WeightsError};

/// Largest accepted difference between the self-test's logit and the stored one, as a share of
/// the logit or of one, whichever is larger: single precision through some tens of layers.
const SELF_TEST_TOLERANCE: f32 = 2e-2;

/// Why a detector could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The card is not JSON of the expected form.
    #[error("the detector card cannot be read: {0}")]
    Card(#[from] serde_json::Error),
    /// The card is of another version of the program.
    #[error("the detector card has version {found}; this program reads version {CARD_VERSION}")]
    Version {
        /// The card's version.
        found: u32,
    },
    /// The card does not fit itself.
    #[error("the detector card is wrong: {0}")]
    Inputs(#[from] InputsError),
    /// The weights are wrong.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

/// Why a device may not be used.
#[derive(Debug, thiserror::Error)]
pub enum SelfTestError {
    /// The device computes something else than the machine that made the card.
    #[error("the device computed {found} where {expected} was expected")]
    Wrong {
        /// The device's logit.
        found: f32,
        /// The card's logit.
        expected: f32,
    },
    /// The device failed.
    #[error("the device failed: {0}")]
    Device(String),
}

/// A loaded detector.
#[derive(Debug)]
pub struct Detector {
    card: DetectorCard,
    network: ShippedNetwork,
    device: Device,
}

impl Detector {
    /// Reads the card and loads the weights, whose checksum must be the card's.
    ///
    /// # Errors
    ///
    /// When the card is of another version or does not fit itself, or the weights do not fit it.
    pub fn load(card_json: &str, weights: Vec<u8>, device: &Device) -> Result<Self, LoadError> {
        let version: CardVersion = serde_json::from_str(card_json)?;
        if version.version != CARD_VERSION {
            return Err(LoadError::Version {
                found: version.version,
            });
        }
        let card: DetectorCard = serde_json::from_str(card_json)?;
        card.network.needs().check(&card.preprocess)?;
        let found = weights::sha256(&weights);
        if found != card.weights_sha256 {
            let expected = card.weights_sha256;
            return Err(WeightsError::Checksum { expected, found }.into());
        }
        let network = card
            .network
            .init(card.preprocess.views.side() as usize, device);
        let network = weights::load(network, weights)?;
        Ok(Self {
            card,
            network,
            device: device.clone(),
        })
    }

    /// The card.
    pub fn card(&self) -> &DetectorCard {
        &self.card
    }

    /// The network.
    pub fn network(&self) -> &ShippedNetwork {
        &self.network
    }

    /// Computes the logit of a fixed input and compares it with the card's.
    ///
    /// # Errors
    ///
    /// When the device computes something else, or fails.
    pub async fn self_test(&self) -> Result<(), SelfTestError> {
        let expected = self.card.self_test_logit;
        let found = self_test_logit(&self.card, &self.network, &self.device)
            .await
            .map_err(|error| SelfTestError::Device(error.to_string()))?;
        let tolerance = SELF_TEST_TOLERANCE * expected.abs().max(1.0);
        // Written so that a result that is not a number fails.
        if (found - expected).abs() <= tolerance {
            Ok(())
        } else {
            Err(SelfTestError::Wrong { found, expected })
        }
    }

    /// The logits of `prepared`, one a view.
    ///
    /// # Errors
    ///
    /// When the device fails.
    pub async fn logits(&self, prepared: Prepared) -> Result<Vec<f32>, ExecutionError> {
        let inputs = Inputs::of(prepared.data, prepared.side, &self.device);
        read(self.network.forward(inputs)).await
    }

    /// The device that it runs on.
    pub fn device(&self) -> &Device {
        &self.device
    }
}

/// The logit that a card of `network` stores for the fixed input of [`self_test_input`].
///
/// # Errors
///
/// When the device fails.
pub async fn self_test_logit(
    card: &DetectorCard,
    network: &impl Network,
    device: &Device,
) -> Result<f32, ExecutionError> {
    let side = card.preprocess.views.side() as usize;
    let fixed = card.network.needs().made_up_views(side, 1, self_test_input);
    Ok(read(network.forward(Inputs::of(fixed, side, device)))
        .await?
        .first()
        .copied()
        .unwrap_or(f32::NAN))
}

/// Reads a column of numbers back from its device.
pub(crate) async fn read(column: Tensor<2>) -> Result<Vec<f32>, ExecutionError> {
    Ok(column.into_data_async().await?.iter::<f32>().collect())
}

/// The one field of a card that every version has.
#[derive(Deserialize)]
struct CardVersion {
    version: u32,
}
