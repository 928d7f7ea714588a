//! How a verdict is explained, and what a map is worth.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a verdict is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Gradients, averaged over each feature map (Selvaraju et al.).
    GradCam,
    /// Gradients, place by place (Jiang et al.).
    LayerCam,
    /// The logit without each feature map (Desai and Ramaswamy).
    AblationCam,
    /// The logit of what each feature map leaves of the picture (Wang et al.).
    ScoreCam,
    /// A linear model over superpixels (Ribeiro et al.).
    Lime,
    /// Attention, block after block (Abnar and Zuidema).
    AttentionRollout,
    /// Attention times its gradients, block after block (Chefer et al.).
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
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.title())
    }
}

/// What the map of one picture is worth: what its verdict loses without the marked part, and without
/// as large parts that were chosen by chance.
///
/// Shares are of the distance in log odds between the picture and its blurred copy, toward the side of
/// one half that the score lies on. They may be below zero and above one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// How much of the picture is called marked, from 0 to 1.
    pub marked: f32,
    /// What is lost without the marked part; none where the blurred picture gets about the same score,
    /// or one that speaks more for the verdict: then no part can be said to carry it.
    pub share: Option<f32>,
    /// The same without each of the parts that were chosen by chance; as absent as `share`.
    pub by_chance: Vec<f32>,
}

impl Worth {
    /// Whether more is lost without the marked part than without any of the others. A map that knows
    /// nothing does so once in as many times as there are others, and one.
    pub fn is_better_than_chance(&self) -> bool {
        let beats = |share: f32| self.by_chance.iter().all(|&other| share > other);
        !self.by_chance.is_empty() && self.share.is_some_and(beats)
    }

    /// The sentence for people.
    pub fn english(&self) -> String {
        let Some(share) = self.share else {
            return "Blurring the whole picture hardly moves its score: no part can be said to carry \
                    it, and no map is shown."
                .to_owned();
        };
        let percent = |share: f32| (share.clamp(0.0, 1.0) * 100.0).round() as u32;
        let most = self.by_chance.iter().copied().fold(0.0, f32::max);
        let part = match (self.marked * 100.0).round() as u32 {
            10 => "tenth".to_owned(),
            other => format!("{other} %"),
        };
        let carries = percent(share);
        let chance = percent(most);
        if self.is_better_than_chance() {
            format!(
                "The marked {part} of the picture carries {carries} % of the score; of {} as large \
                 parts taken at random, at most {chance} %.",
                self.by_chance.len()
            )
        } else {
            format!(
                "This map does no better than a random one, so it is not shown: its {part} of the \
                 picture carries {carries} % of the score, a random one up to {chance} %."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(share: Option<f32>, by_chance: &[f32]) -> Worth {
        Worth {
            marked: 0.1,
            share,
            by_chance: by_chance.to_vec(),
        }
    }

    #[test]
    fn a_method_has_the_name_that_it_has_in_json() {
        for method in Method::ALL {
            let json = serde_json::to_string(&method).expect("a name");
            assert_eq!(json, format!("\"{}\"", method.name()));
        }
    }

    #[test]
    fn a_map_has_to_beat_every_random_one() {
        assert!(worth(Some(0.4), &[0.1, 0.39, -0.2]).is_better_than_chance());
        assert!(!worth(Some(0.4), &[0.1, 0.4, -0.2]).is_better_than_chance());
        assert!(!worth(None, &[]).is_better_than_chance());
        assert!(!worth(Some(0.4), &[]).is_better_than_chance());
    }

    #[test]
    fn the_sentence_says_what_was_lost_and_whether_there_is_a_map() {
        let good = worth(Some(0.423), &[0.1, 0.154, -0.2]).english();
        assert!(good.contains("tenth of the picture carries 42 %"), "{good}");
        assert!(
            good.contains("of 3 as large") && good.contains("at most 15 %"),
            "{good}"
        );
        let bad = worth(Some(0.12), &[0.1, 0.3, 0.2]).english();
        assert!(
            bad.contains("not shown") && bad.contains("up to 30 %"),
            "{bad}"
        );
        assert!(worth(None, &[]).english().contains("no map is shown"));
        // More than all of a distance, or less than none, is not told as such.
        let all = worth(Some(1.7), &[-0.3]).english();
        assert!(
            all.contains("carries 100 %") && all.contains("at most 0 %"),
            "{all}"
        );
    }
}
