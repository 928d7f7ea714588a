//! Methods of explanation and what they are told, as options.

use clap::{Args, ValueEnum};
use spectrafide_models::explain::{LimeSettings, Method, Settings};

/// A method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodName {
    /// Gradients, averaged over each map.
    #[value(alias = "grad_cam")]
    GradCam,
    /// Gradients, place by place.
    #[value(alias = "layer_cam")]
    LayerCam,
    /// The logit without each map.
    #[value(alias = "ablation_cam")]
    AblationCam,
    /// The logit of what each map leaves of the view.
    #[value(alias = "score_cam")]
    ScoreCam,
    /// A linear model over superpixels.
    Lime,
    /// Attention, block after block.
    #[value(alias = "attention_rollout")]
    AttentionRollout,
    /// Attention times its gradients, block after block.
    #[value(alias = "attention_gradient")]
    AttentionGradient,
}

impl From<MethodName> for Method {
    fn from(name: MethodName) -> Self {
        match name {
            MethodName::GradCam => Self::GradCam,
            MethodName::LayerCam => Self::LayerCam,
            MethodName::AblationCam => Self::AblationCam,
            MethodName::ScoreCam => Self::ScoreCam,
            MethodName::Lime => Self::Lime,
            MethodName::AttentionRollout => Self::AttentionRollout,
            MethodName::AttentionGradient => Self::AttentionGradient,
        }
    }
}

/// Which methods, and what they are told.
#[derive(Args)]
pub struct Methods {
    /// The methods, with commas between them.
    #[arg(
        long = "method",
        value_enum,
        value_delimiter = ',',
        default_value = "grad-cam"
    )]
    names: Vec<MethodName>,
    /// Channels that Score-CAM tries, those of the greatest variance.
    #[arg(long, value_name = "N", default_value_t = Settings::default().channels)]
    channels: usize,
    /// Superpixels of each view for LIME, about.
    #[arg(long, value_name = "N", default_value_t = LimeSettings::default().segments)]
    segments: usize,
    /// Masked copies of each view for LIME.
    #[arg(long, value_name = "N", default_value_t = LimeSettings::default().samples)]
    samples: usize,
    /// Steps of the deletion and of the insertion curve.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub steps: usize,
    /// Decides everything that is drawn.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

impl Methods {
    /// The methods, each once.
    pub fn chosen(&self) -> Vec<Method> {
        let mut methods: Vec<Method> = self.names.iter().map(|&name| name.into()).collect();
        methods.sort_unstable();
        methods.dedup();
        methods
    }

    /// What they are told.
    pub fn settings(&self) -> Settings {
        let settings = Settings::default();
        Settings {
            channels: self.channels,
            lime: LimeSettings {
                segments: self.segments,
                samples: self.samples,
                seed: self.seed,
                ..settings.lime
            },
            ..settings
        }
    }
}
