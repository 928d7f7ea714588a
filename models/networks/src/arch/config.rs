//! The configuration of any network, as run files store it.

use burn::tensor::Device;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use spectrafide_models::network::{Needs, ShippedNetworkConfig};

use super::TrainableNetwork;
use super::astrospy_study::AstroSpyStudyConfig;
use super::cifake_vgg::CifakeVggConfig;
use super::classifier::ClassifierConfig;
use super::isitcap::IsitcapConfig;

/// An architecture with its hyperparameters; in JSON its name is the field `architecture`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum NetworkConfig {
    /// One that a detector may have.
    Shipped(ShippedNetworkConfig),
    /// One of a paper's study.
    Study(StudyNetworkConfig),
}

/// An architecture of the papers' studies, which no detector has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "architecture", rename_all = "snake_case")]
pub enum StudyNetworkConfig {
    /// The network after VGG16 of a report on CIFAKE.
    CifakeVgg(CifakeVggConfig),
    /// An auto-encoder before a network of the CIFAKE paper.
    Isitcap(IsitcapConfig),
    /// One of the backbones with a head.
    Classifier(ClassifierConfig),
    /// The dual-path detector of the `AstroSpy` paper, over a choice of backbones.
    #[serde(rename = "astrospy_study")]
    AstroSpy(AstroSpyStudyConfig),
}

/// Names of [`StudyNetworkConfig`] in JSON.
const STUDIES: [&str; 4] = ["cifake_vgg", "isitcap", "classifier", "astrospy_study"];

impl<'de> Deserialize<'de> for NetworkConfig {
    /// The name decides which of the two it is, so that an error is about the fields of that
    /// architecture.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let name = value.get("architecture").and_then(|name| name.as_str());
        let is_study = name.is_some_and(|name| STUDIES.contains(&name));
        if is_study {
            serde_json::from_value(value).map(Self::Study)
        } else {
            serde_json::from_value(value).map(Self::Shipped)
        }
        .map_err(D::Error::custom)
    }
}

impl From<ShippedNetworkConfig> for NetworkConfig {
    fn from(config: ShippedNetworkConfig) -> Self {
        Self::Shipped(config)
    }
}

impl From<StudyNetworkConfig> for NetworkConfig {
    fn from(config: StudyNetworkConfig) -> Self {
        Self::Study(config)
    }
}

/// Why a network cannot be published as a detector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is a study's network, which the page does not have")]
pub struct NotShippedError {
    /// Registry name of the architecture.
    pub name: String,
}

impl NetworkConfig {
    /// Registry name; that of the backbone for a classifier.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Shipped(config) => config.name(),
            Self::Study(StudyNetworkConfig::CifakeVgg(_)) => "cifake_vgg",
            Self::Study(StudyNetworkConfig::Isitcap(_)) => "isitcap",
            Self::Study(StudyNetworkConfig::Classifier(config)) => config.backbone.name(),
            Self::Study(StudyNetworkConfig::AstroSpy(_)) => "astrospy_study",
        }
    }

    /// What the network reads of a view.
    pub fn needs(&self) -> Needs {
        match self {
            Self::Shipped(config) => config.needs(),
            Self::Study(StudyNetworkConfig::AstroSpy(config)) => config.needs(),
            Self::Study(_) => Needs::COLOURS,
        }
    }

    /// The configuration for a detector's card.
    ///
    /// # Errors
    ///
    /// When no detector may have such a network.
    pub fn shipped(&self) -> Result<&ShippedNetworkConfig, NotShippedError> {
        match self {
            Self::Shipped(config) => Ok(config),
            Self::Study(_) => Err(NotShippedError {
                name: self.name().to_owned(),
            }),
        }
    }

    /// Initialises the network's parameters on `device` for square views of `side` pixels.
    pub fn init(&self, side: usize, device: &Device) -> TrainableNetwork {
        match self {
            Self::Shipped(config) => TrainableNetwork::Shipped(config.init(side, device)),
            Self::Study(config) => config.init(side, device),
        }
    }
}

impl StudyNetworkConfig {
    /// Initialises the network's parameters on `device` for square views of `side` pixels.
    pub fn init(&self, side: usize, device: &Device) -> TrainableNetwork {
        match self {
            Self::CifakeVgg(config) => TrainableNetwork::CifakeVgg(config.init(side, device)),
            Self::Isitcap(config) => TrainableNetwork::Isitcap(config.init(side, device)),
            Self::Classifier(config) => TrainableNetwork::Classifier(config.init(device)),
            Self::AstroSpy(config) => TrainableNetwork::AstroSpy(config.init(device)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_read_as_what_it_is_and_written_the_same() {
        for text in [
            r#"{"architecture":"cifake_cnn","filters":16,"layers":1,"dense_units":32,"dense_layers":1}"#,
            r#"{"architecture":"residual_statistics","inputs":298,"units":16,"dropout":0.3}"#,
        ] {
            let config: NetworkConfig = serde_json::from_str(text).expect("shipped");
            assert!(config.shipped().is_ok());
            assert_eq!(serde_json::to_string(&config).expect("plain data"), text);
        }
        let study: NetworkConfig = StudyNetworkConfig::Isitcap(IsitcapConfig::new()).into();
        let text = serde_json::to_string(&study).expect("plain data");
        let read: NetworkConfig = serde_json::from_str(&text).expect("a study's");
        assert_eq!(read, study);
        assert_eq!(read.shipped().expect_err("a study's").name, "isitcap");
    }

    #[test]
    fn an_unknown_name_and_a_missing_field_are_named() {
        let error = |text| {
            serde_json::from_str::<NetworkConfig>(text)
                .expect_err("wrong")
                .to_string()
        };
        assert!(error(r#"{"architecture":"no_such"}"#).contains("no_such"));
        assert!(error(r#"{"architecture":"residual_statistics"}"#).contains("inputs"));
        assert!(error(r#"{"architecture":"astrospy_study"}"#).contains("backbone"));
    }
}
