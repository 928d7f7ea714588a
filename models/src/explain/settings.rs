//! What the methods are told, and what comes of one.

use burn::tensor::ExecutionError;
use serde::{Deserialize, Serialize};
use spectrafide_report::Method;

use super::grad_cam::Cams;

/// What the methods that try masked views are told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Channels that Score-CAM tries, those of the greatest variance.
    pub channels: usize,
    /// What LIME is told.
    pub lime: LimeSettings,
    /// Views that go through the network at once. It changes no result.
    pub batch: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            channels: 32,
            lime: LimeSettings::default(),
            batch: 8,
        }
    }
}

/// What LIME is told; the defaults are those of its authors' program for pictures but for the number of
/// samples, which is 1000 there, and of segments.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimeSettings {
    /// Superpixels of each view, about.
    pub segments: usize,
    /// Masked views that are tried of each view; the first one is whole.
    pub samples: usize,
    /// Decides which superpixels each of them lacks.
    pub seed: u64,
    /// Width of the exponential kernel, in cosine distances.
    pub kernel_width: f64,
    /// Weight of the ridge.
    pub ridge: f64,
}

impl Default for LimeSettings {
    fn default() -> Self {
        Self {
            segments: 50,
            samples: 200,
            seed: 1,
            kernel_width: 0.25,
            ridge: 1.0,
        }
    }
}

/// The settings that a result follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// Channels that Score-CAM tried at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<usize>,
    /// What LIME was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lime: Option<LimeSettings>,
}

impl Told {
    /// What of `settings` the `method` follows.
    pub fn of(method: Method, settings: &Settings) -> Self {
        Self {
            channels: (method == Method::ScoreCam).then_some(settings.channels),
            lime: (method == Method::Lime).then_some(settings.lime),
        }
    }
}

/// What a method says of a picture's views.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The method.
    pub method: Method,
    /// The settings that it follows.
    pub told: Told,
    /// The maps of each path.
    pub cams: Cams,
}

/// Why there is no explanation.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ExplainError {
    /// The method asks for something that the network has not.
    #[error("{method} cannot explain `{network}`, which has no {lacks}")]
    NotAllowed {
        /// The method.
        method: Method,
        /// What the network is called.
        network: String,
        /// What the method asks for.
        lacks: &'static str,
    },
    /// The device failed.
    #[error("the computation failed: {0}")]
    Device(#[from] ExecutionError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_method_follows_is_told() {
        let json = |method: Method| {
            let told = Told::of(method, &Settings::default());
            serde_json::to_value(told).expect("plain data")
        };
        assert_eq!(json(Method::GradCam), serde_json::json!({}));
        assert_eq!(json(Method::ScoreCam), serde_json::json!({"channels": 32}));
        assert_eq!(json(Method::Lime)["lime"]["samples"], 200);
        assert!(json(Method::Lime).get("channels").is_none());
    }
}
