//! Of which trunk and which pixels features are.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use spectrafide_models::network::ShippedNetworkConfig;
use spectrafide_models::weights::Storage;
use spectrafide_picture::preprocess::Preprocess;

use super::layout::{Layout, Summary};
use crate::augmentation::tier::Tier;
use crate::device::Precision;
use crate::digest::sha256;

/// To be raised when decoding, delivery, the choice of views, the trunk's arithmetic or the form of
/// the cache change in a way that no other field shows.
const VERSION: u32 = 1;

/// The size of the picture by whose way a tier is described.
const DESCRIBED_PX: (u32, u32) = (1600, 1200);

/// All that decides features. Those of another key are kept apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Of the code that decides the rest.
    pub version: u32,
    /// SHA-256 of the file with the trunk's weights.
    pub weights_sha256: String,
    /// The network, as [`config_of`](super::config_of) has it.
    pub network: ShippedNetworkConfig,
    /// In what its weights are kept.
    pub storage: Storage,
    /// In what it computes.
    pub precision: Precision,
    /// From pixels to views.
    pub preprocess: Preprocess,
    /// What each tier does, in words.
    pub tiers: BTreeMap<String, String>,
}

impl Key {
    /// That of the features of the network with these weights.
    pub fn new(
        weights_sha256: String,
        network: &ShippedNetworkConfig,
        storage: Storage,
        precision: Precision,
        preprocess: &Preprocess,
    ) -> Self {
        let described = |tier: Tier| (tier.name(), format!("{:?}", tier.chain(DESCRIBED_PX)));
        Self {
            version: VERSION,
            weights_sha256,
            network: network.clone(),
            storage,
            precision,
            preprocess: *preprocess,
            tiers: Tier::SWEEP.map(described).into(),
        }
    }

    /// The file of the key.
    ///
    /// # Errors
    ///
    /// None that a key can cause.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string_pretty(self).context("the key of the features cannot be written")
    }

    /// A name for it: the first half of the digest of its [`text`](Self::text).
    ///
    /// # Errors
    ///
    /// Those of the text.
    pub fn name(&self) -> Result<String> {
        let mut digest = sha256(self.text()?);
        digest.truncate(32);
        Ok(digest)
    }

    /// How many numbers there are of a view.
    pub fn layout(&self) -> Layout {
        match &self.network {
            ShippedNetworkConfig::Vit(vit) => Layout {
                summaries: &Summary::OF_TOKENS,
                blocks: vit.trunk.blocks,
                width: vit.trunk.width,
            },
            other => Layout {
                summaries: &[Summary::Embedding],
                blocks: 1,
                width: other.embedding().unwrap_or_default(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use spectrafide_models::network::vit::{VitConfig, VitTrunkConfig};
    use spectrafide_picture::preprocess::{CropChoice, Views};

    use super::*;

    fn key(count: u32) -> Key {
        let views = Views::Crops {
            side: 32,
            count,
            choice: CropChoice::Texture,
        };
        Key::new(
            "ab".to_owned(),
            &vit(2),
            Storage::FourBits,
            Precision::Single,
            &Preprocess::of_colours(views),
        )
    }

    fn vit(blocks: usize) -> ShippedNetworkConfig {
        let trunk = VitTrunkConfig::new(blocks);
        ShippedNetworkConfig::Vit(VitConfig::new(trunk, (1..=blocks).collect()))
    }

    #[test]
    fn whatever_decides_features_changes_the_name() {
        let names = [
            key(2),
            key(3),
            Key {
                weights_sha256: "ac".to_owned(),
                ..key(2)
            },
            Key {
                network: vit(3),
                ..key(2)
            },
            Key {
                preprocess: Preprocess {
                    mean: [0.1, 0.0, 0.0],
                    ..key(2).preprocess
                },
                ..key(2)
            },
            Key {
                tiers: BTreeMap::from([("web".to_owned(), "another way".to_owned())]),
                ..key(2)
            },
            Key {
                storage: Storage::Half,
                ..key(2)
            },
            Key {
                precision: Precision::Bfloat16,
                ..key(2)
            },
            Key {
                version: VERSION + 1,
                ..key(2)
            },
        ]
        .map(|key| key.name().expect("a name"));
        for (place, name) in names.iter().enumerate() {
            assert!(!names[..place].contains(name), "{name}");
        }
        assert_eq!(key(2).name().expect("a name"), names[0]);
    }

    #[test]
    fn a_key_is_read_back_as_it_was_written() {
        let text = key(2).text().expect("a text");
        assert_eq!(serde_json::from_str::<Key>(&text).expect("a key"), key(2));
        assert!(text.contains("Jpeg { quality: 60"), "{text}");
    }
}
