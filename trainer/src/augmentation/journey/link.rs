//! One thing that may happen to a picture.

use anyhow::{Result, ensure};
use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};

use super::change::Change;
use super::filter::Filter;
use super::noise::Noise;
use spectrafide_picture::jpeg::Chroma;

/// A change with its probability and the ranges that its settings are drawn from.
///
/// Ranges are smallest and largest values, both possible. Without a `probability` a link always
/// happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Link {
    /// Cuts a few pixels off each edge, so that a later compression has another grid phase.
    Crop {
        /// Share of pictures.
        #[serde(default = "always")]
        probability: f32,
        /// Most pixels off an edge.
        most_px: u32,
    },
    /// Scales down or up. Factors are drawn evenly on a logarithmic scale, so that half and
    /// double are as likely.
    Scale {
        /// Share of pictures.
        #[serde(default = "always")]
        probability: f32,
        /// New side over old.
        factor: [f32; 2],
        /// Filters to choose from.
        #[serde(default = "all_filters")]
        filters: Vec<Filter>,
    },
    /// Compresses as JPEG.
    Jpeg {
        /// Share of pictures.
        #[serde(default = "always")]
        probability: f32,
        /// 1 to 100.
        quality: [u8; 2],
        /// Share of 4:2:0 among them; the others are 4:4:4.
        #[serde(default = "mostly")]
        half_chroma_probability: f32,
    },
    /// Compresses as lossy WebP.
    #[serde(rename = "webp")]
    WebP {
        /// Share of pictures.
        #[serde(default = "always")]
        probability: f32,
        /// 0 to 100.
        quality: [u8; 2],
    },
    /// A screenshot: scaled as a window shows it, with the nearest or the four nearest pixels,
    /// and kept as PNG (which changes nothing) or JPEG with 4:2:0.
    Screenshot {
        /// Share of pictures.
        #[serde(default = "always")]
        probability: f32,
        /// New side over old.
        factor: [f32; 2],
        /// Share of JPEG among them.
        #[serde(default)]
        jpeg_probability: f32,
        /// Its quality, 1 to 100.
        #[serde(default = "usual_quality")]
        quality: [u8; 2],
    },
    /// Blurs slightly.
    Blur {
        /// Share of pictures.
        #[serde(default = "always")]
        probability: f32,
        /// Standard deviation of the Gaussian.
        sigma_px: [f32; 2],
    },
    /// Sharpens with an unsharp mask.
    Sharpen {
        /// Share of pictures.
        #[serde(default = "always")]
        probability: f32,
        /// Standard deviation of the mask's Gaussian.
        sigma_px: [f32; 2],
        /// How much of the difference is added.
        amount: [f32; 2],
    },
    /// Adds noise.
    Noise {
        /// Share of pictures.
        #[serde(default = "always")]
        probability: f32,
        /// How it depends on the value.
        noise: Noise,
        /// Standard deviation in levels of 255, of white for shot noise.
        deviation: [f32; 2],
    },
}

fn always() -> f32 {
    1.0
}

fn mostly() -> f32 {
    0.8
}

fn usual_quality() -> [u8; 2] {
    [70, 95]
}

fn all_filters() -> Vec<Filter> {
    Filter::ALL.to_vec()
}

impl Link {
    /// Share of pictures that it happens to.
    pub fn probability(&self) -> f32 {
        match *self {
            Self::Crop { probability, .. }
            | Self::Scale { probability, .. }
            | Self::Jpeg { probability, .. }
            | Self::WebP { probability, .. }
            | Self::Screenshot { probability, .. }
            | Self::Blur { probability, .. }
            | Self::Sharpen { probability, .. }
            | Self::Noise { probability, .. } => probability,
        }
    }

    /// Refuses settings that cannot work, by name.
    pub(super) fn check(&self) -> Result<()> {
        share("probability", self.probability())?;
        match self {
            Self::Crop { most_px, .. } => {
                ensure!(*most_px <= 1024, "`most_px` is at most 1024, not {most_px}");
            }
            Self::Scale {
                factor, filters, ..
            } => {
                range("factor", *factor, [0.05, 8.0])?;
                ensure!(!filters.is_empty(), "`filters` is empty");
            }
            Self::Jpeg {
                quality,
                half_chroma_probability,
                ..
            } => {
                range("quality", quality.map(f32::from), [1.0, 100.0])?;
                share("half_chroma_probability", *half_chroma_probability)?;
            }
            Self::WebP { quality, .. } => {
                range("quality", quality.map(f32::from), [0.0, 100.0])?;
            }
            Self::Screenshot {
                factor,
                jpeg_probability,
                quality,
                ..
            } => {
                range("factor", *factor, [0.05, 8.0])?;
                share("jpeg_probability", *jpeg_probability)?;
                range("quality", quality.map(f32::from), [1.0, 100.0])?;
            }
            Self::Blur { sigma_px, .. } => range("sigma_px", *sigma_px, [0.05, 32.0])?,
            Self::Sharpen {
                sigma_px, amount, ..
            } => {
                range("sigma_px", *sigma_px, [0.05, 32.0])?;
                range("amount", *amount, [0.0, 10.0])?;
            }
            Self::Noise { deviation, .. } => range("deviation", *deviation, [0.0, 255.0])?,
        }
        Ok(())
    }

    /// Appends what happens to a picture, if it does.
    pub(super) fn draw(&self, rng: &mut impl Rng, steps: &mut Vec<Change>) {
        if !happens(rng, self.probability()) {
            return;
        }
        let step = match *self {
            Self::Crop { most_px, .. } => {
                let [left_px, top_px, right_px, bottom_px] =
                    std::array::from_fn(|_| rng.random_range(0..=most_px));
                Change::Crop {
                    left_px,
                    top_px,
                    right_px,
                    bottom_px,
                }
            }
            Self::Scale {
                factor,
                ref filters,
                ..
            } => Change::Scale {
                factor: between(rng, factor.map(f32::ln)).exp(),
                filter: filters[rng.random_range(0..filters.len())],
            },
            Self::Jpeg {
                quality: [low, high],
                half_chroma_probability,
                ..
            } => Change::Jpeg {
                quality: rng.random_range(low..=high),
                chroma: if happens(rng, half_chroma_probability) {
                    Chroma::Half
                } else {
                    Chroma::Full
                },
            },
            Self::WebP {
                quality: [low, high],
                ..
            } => Change::WebP {
                quality: rng.random_range(low..=high),
            },
            Self::Screenshot {
                factor,
                jpeg_probability,
                quality: [low, high],
                ..
            } => {
                steps.push(Change::Scale {
                    factor: between(rng, factor.map(f32::ln)).exp(),
                    filter: if rng.random() {
                        Filter::Bilinear
                    } else {
                        Filter::Nearest
                    },
                });
                if !happens(rng, jpeg_probability) {
                    return;
                }
                Change::Jpeg {
                    quality: rng.random_range(low..=high),
                    chroma: Chroma::Half,
                }
            }
            Self::Blur { sigma_px, .. } => Change::Blur {
                sigma_px: between(rng, sigma_px),
            },
            Self::Sharpen {
                sigma_px, amount, ..
            } => Change::Sharpen {
                sigma_px: between(rng, sigma_px),
                amount: between(rng, amount),
            },
            Self::Noise {
                noise, deviation, ..
            } => Change::Noise {
                kind: noise,
                deviation: between(rng, deviation),
            },
        };
        steps.push(step);
    }
}

fn happens(rng: &mut impl Rng, probability: f32) -> bool {
    // `random` is below 1, so that a probability of 1 always happens and one of 0 never.
    rng.random::<f32>() < probability
}

fn between(rng: &mut impl Rng, [low, high]: [f32; 2]) -> f32 {
    low + (high - low) * rng.random::<f32>()
}

/// Refuses a share that is none.
pub(crate) fn share(name: &str, value: f32) -> Result<()> {
    ensure!(
        (0.0..=1.0).contains(&value),
        "`{name}` is a share between 0 and 1, not {value}"
    );
    Ok(())
}

/// Refuses a range that is empty or reaches beyond `limits`.
pub(crate) fn range(name: &str, [low, high]: [f32; 2], limits: [f32; 2]) -> Result<()> {
    let [least, most] = limits;
    ensure!(
        least <= low && low <= high && high <= most,
        "`{name}` is a range from low to high within {least} and {most}, not [{low}, {high}]"
    );
    Ok(())
}
