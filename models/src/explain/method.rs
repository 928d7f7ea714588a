//! The methods, their settings, and what comes of one.

use std::fmt;

use burn::tensor::ExecutionError;
use serde::{Deserialize, Serialize};

use super::grad_cam::Cams;

/// How a verdict is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// See [`grad_cam`](super::grad_cam).
    GradCam,
    /// See [`grad_cam::layer_cam`](super::grad_cam::layer_cam).
    LayerCam,
    /// See [`ablation_cam`](super::ablation_cam).
    AblationCam,
    /// See [`score_cam`](super::score_cam).
    ScoreCam,
    /// See [`lime`](super::lime).
    Lime,
    /// See [`attention::rollout`](super::attention::rollout).
    AttentionRollout,
    /// See [`attention::gradient`](super::attention::gradient).
    AttentionGradient,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::GradCam,
        Self::LayerCam,
        Self::AblationCam,
        Self::ScoreCam,
        Self::Lime,
        Self::AttentionRollout,
        Self::AttentionGradient,
    ];

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::GradCam => "grad_cam",
            Self::LayerCam => "layer_cam",
            Self::AblationCam => "ablation_cam",
            Self::ScoreCam => "score_cam",
            Self::Lime => "lime",
            Self::AttentionRollout => "attention_rollout",
            Self::AttentionGradient => "attention_gradient",
        }
    }

    /// The name that its authors gave it.
    pub fn title(self) -> &'static str {
        match self {
            Self::GradCam => "Grad-CAM",
            Self::LayerCam => "LayerCAM",
            Self::AblationCam => "Ablation-CAM",
            Self::ScoreCam => "Faster Score-CAM",
            Self::Lime => "LIME",
            Self::AttentionRollout => "Attention rollout",
            Self::AttentionGradient => "Generic attention explainability",
        }
    }

    /// What of `settings` it follows.
    pub fn told(self, settings: &Settings) -> Told {
        Told {
            channels: (self == Self::ScoreCam).then_some(settings.channels),
            lime: (self == Self::Lime).then_some(settings.lime),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.title())
    }
}

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
    fn a_method_has_the_name_that_it_has_in_json() {
        for method in Method::ALL {
            let json = serde_json::to_string(&method).expect("a name");
            assert_eq!(json, format!("\"{}\"", method.name()));
        }
    }

    #[test]
    fn only_what_a_method_follows_is_told() {
        let json = |method: Method| {
            let told = method.told(&Settings::default());
            serde_json::to_value(told).expect("plain data")
        };
        assert_eq!(json(Method::GradCam), serde_json::json!({}));
        assert_eq!(json(Method::ScoreCam), serde_json::json!({"channels": 32}));
        assert_eq!(json(Method::Lime)["lime"]["samples"], 200);
        assert!(json(Method::Lime).get("channels").is_none());
    }
}
