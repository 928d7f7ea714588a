//! How a picture reached the person who asks about it, as far as its file shows.

use serde::{Deserialize, Serialize};
use spectrafide_provenance::{Provenance, What};

/// How strongly a picture was compressed. Compression removes traces of generators and leaves its
/// own, so a logit means something else after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Without loss, with JPEG of quality 75 and more, or nothing is known.
    #[default]
    Fine,
    /// JPEG of quality 50 to 74, as on web pages.
    Reduced,
    /// JPEG below quality 50.
    Strong,
}

/// Lowest quality of [`Delivery::Fine`].
const FINE: u8 = 75;

/// Lowest quality of [`Delivery::Reduced`].
const REDUCED: u8 = 50;

impl Delivery {
    /// All of them, by rising compression.
    pub const ALL: [Self; 3] = [Self::Fine, Self::Reduced, Self::Strong];

    /// The delivery by a JPEG of this quality, 1 to 100.
    pub fn of_quality(quality: u8) -> Self {
        if quality >= FINE {
            Self::Fine
        } else if quality >= REDUCED {
            Self::Reduced
        } else {
            Self::Strong
        }
    }

    /// The delivery that a file shows: its own compression, or an earlier and stronger one.
    pub fn of(provenance: &Provenance) -> Self {
        let compressions = provenance
            .findings
            .iter()
            .filter_map(|finding| match &finding.what {
                What::Compression(compression) => Some(compression),
                _ => None,
            });
        compressions
            .flat_map(|found| [found.quality, found.earlier.map(|earlier| earlier.quality)])
            .flatten()
            .min()
            .map_or(Self::Fine, Self::of_quality)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_provenance::finding::{Compression, EarlierCompression, Finding, Place, Trust};

    fn saved(quality: Option<u8>, earlier: Option<u8>) -> Provenance {
        let mut provenance = Provenance::default();
        provenance.findings.push(Finding {
            what: What::Compression(Compression {
                quality,
                earlier: earlier.map(|quality| EarlierCompression { quality }),
                ..Compression::default()
            }),
            place: Place {
                container: "file".to_owned(),
                offset_bytes: 0,
                length_bytes: 0,
            },
            trust: Trust::Measured,
            raw: Vec::new(),
        });
        provenance
    }

    #[test]
    fn the_strongest_compression_counts() {
        for (quality, earlier, expected) in [
            (None, None, Delivery::Fine),
            (Some(100), None, Delivery::Fine),
            (Some(75), None, Delivery::Fine),
            (Some(74), None, Delivery::Reduced),
            (Some(50), None, Delivery::Reduced),
            (Some(49), None, Delivery::Strong),
            (Some(95), Some(60), Delivery::Reduced),
            (None, Some(30), Delivery::Strong),
            (Some(40), Some(90), Delivery::Strong),
        ] {
            let found = Delivery::of(&saved(quality, earlier));
            assert_eq!(found, expected, "{quality:?} {earlier:?}");
        }
        assert_eq!(Delivery::of(&Provenance::default()), Delivery::Fine);
    }
}
