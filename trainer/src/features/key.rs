//! Of which trunk and which pixels features are.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use spectrafide_models::network::vit::VitTrunkConfig;
use spectrafide_picture::preprocess::Preprocess;

use super::layout::Layout;
use crate::augmentation::tier::Tier;
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
    /// The trunk.
    pub trunk: VitTrunkConfig,
    /// From pixels to views.
    pub preprocess: Preprocess,
    /// What each tier does, in words.
    pub tiers: BTreeMap<String, String>,
}

impl Key {
    /// That of the features of the trunk with these weights.
    pub fn new(weights_sha256: String, trunk: &VitTrunkConfig, preprocess: &Preprocess) -> Self {
        let described = |tier: Tier| (tier.name(), format!("{:?}", tier.chain(DESCRIBED_PX)));
        Self {
            version: VERSION,
            weights_sha256,
            trunk: trunk.clone(),
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
        Layout {
            blocks: self.trunk.blocks,
            width: self.trunk.width,
        }
    }
}

#[cfg(test)]
mod tests {
    use spectrafide_picture::preprocess::{CropChoice, Views};

    use super::*;

    fn key(count: u32) -> Key {
        let views = Views::Crops {
            side: 32,
            count,
            choice: CropChoice::Texture,
        };
        let trunk = VitTrunkConfig::new(2);
        Key::new("ab".to_owned(), &trunk, &Preprocess::of_colours(views))
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
                trunk: VitTrunkConfig::new(3),
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
