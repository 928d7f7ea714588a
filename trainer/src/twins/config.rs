//! Everything that decides the twins.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use spectrafide_networks::resynthesis::ResynthesisConfig;
use spectrafide_networks::resynthesis::loss::LossWeights;

use crate::data::selection::Selection;

/// A set of auto-encoders and how they are trained, as its JSON file describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResynthesisRun {
    /// The auto-encoders. A picture gets one of them, by a hash of its path.
    pub designs: Vec<Design>,
    /// Which pictures of the training split; of these only the real ones count.
    #[serde(default, skip_serializing_if = "Selection::is_all")]
    pub pictures: Selection,
    /// Smallest and largest side of the squares that are trained on, in pixels.
    pub crop_px: [u32; 2],
    /// Squares in a step.
    pub batch_size: usize,
    /// Steps of each auto-encoder.
    pub steps: usize,
    /// Adam's learning rate at the start; it falls to zero along half a cosine.
    pub learning_rate: f64,
    /// What the reconstructions are trained for.
    pub loss: LossWeights,
    /// Side of the parts in which a large picture is worked on, in pixels. It changes no pixel.
    pub tile_px: usize,
    /// Whether a twin is compressed with the quantisation tables and the subsampling of its
    /// original where that is a JPEG.
    pub same_codec: bool,
    /// Decides every random draw.
    pub seed: u64,
}

/// One auto-encoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// Its name, of small letters, digits and `-`: the twins' folder is `resynthesis-<name>`.
    pub name: String,
    /// Its layers.
    pub auto_encoder: ResynthesisConfig,
    /// A critic that it is trained against, besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critic: Option<CriticSettings>,
}

/// How an auto-encoder is trained against a patch critic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriticSettings {
    /// Filters of its first convolution.
    pub width: usize,
    /// Weight of its judgement in the auto-encoder's loss.
    pub weight: f32,
    /// The step at which both start to take part: the first reconstructions are only grey.
    pub from_step: usize,
}

impl ResynthesisRun {
    /// Reads a run from `path`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and settings that are unknown or cannot work.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the run {} cannot be read", path.display()))?;
        let run: Self = serde_json::from_str(&text)
            .with_context(|| format!("the run {} is not understood", path.display()))?;
        run.check()
            .with_context(|| format!("the run {} cannot work", path.display()))?;
        Ok(run)
    }

    /// The run of one of its auto-encoders alone: the others do not change what it becomes.
    pub fn of_design(&self, design: &Design) -> Self {
        Self {
            designs: vec![design.clone()],
            ..self.clone()
        }
    }

    /// Refuses what would only fail later.
    fn check(&self) -> Result<()> {
        ensure!(!self.designs.is_empty(), "`designs` is empty");
        let mut names = BTreeSet::new();
        for design in &self.designs {
            design
                .check(self.tile_px)
                .with_context(|| format!("the design `{}`", design.name))?;
            ensure!(
                names.insert(&design.name),
                "there are two designs `{}`",
                design.name
            );
        }
        let [low, high] = self.crop_px;
        ensure!(
            (16..=high).contains(&low) && high <= 1024,
            "`crop_px` must be two sides from 16 to 1024, the smaller one first"
        );
        ensure!(self.batch_size > 0, "`batch_size` must be above 0");
        ensure!(self.steps > 0, "`steps` must be above 0");
        ensure!(
            self.learning_rate > 0.0 && self.learning_rate.is_finite(),
            "`learning_rate` must be above 0"
        );
        ensure!(
            self.loss.gradient >= 0.0 && self.loss.texture >= 0.0,
            "the weights in `loss` must not be below 0"
        );
        Ok(())
    }
}

impl Design {
    /// Name of the folder of its twins.
    pub fn folder(&self) -> String {
        format!("resynthesis-{}", self.name)
    }

    fn check(&self, tile_px: usize) -> Result<()> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        ensure!(
            !self.name.is_empty() && self.name.len() <= 40 && self.name.chars().all(allowed),
            "`name` must be 1 to 40 small letters, digits and `-`"
        );
        self.auto_encoder.check()?;
        ensure!(
            tile_px > 0 && tile_px.is_multiple_of(self.auto_encoder.factor),
            "`tile_px` must be a multiple of `factor`, {}",
            self.auto_encoder.factor
        );
        if let Some(critic) = &self.critic {
            ensure!(critic.width > 0, "`critic.width` must be above 0");
            ensure!(critic.weight > 0.0, "`critic.weight` must be above 0");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published() -> ResynthesisRun {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/configs/resynthesis/openmix.json"
        );
        ResynthesisRun::read(Path::new(path)).expect("a run file that works")
    }

    #[test]
    fn the_run_file_has_every_way_of_upsampling_and_a_codebook() {
        let run = published();
        let ways: BTreeSet<String> = run
            .designs
            .iter()
            .map(|design| format!("{:?}", design.auto_encoder.decoder))
            .collect();
        assert_eq!(ways.len(), 4, "{ways:?}");
        let codebooks = run.designs.iter();
        assert!(
            codebooks
                .map(|design| design.auto_encoder.codebook)
                .any(|c| c.is_some())
        );
    }

    #[test]
    fn what_cannot_work_is_refused_with_its_name() {
        let refused = |change: fn(&mut ResynthesisRun)| {
            let mut run = published();
            change(&mut run);
            format!("{:#}", run.check().expect_err("refused"))
        };
        assert!(refused(|run| run.designs.clear()).contains("`designs`"));
        assert!(refused(|run| run.designs[1] = run.designs[0].clone()).contains("two designs"));
        assert!(refused(|run| run.designs[0].name = "../up".into()).contains("`name`"));
        assert!(refused(|run| run.designs[0].auto_encoder.factor = 3).contains("`factor`"));
        assert!(refused(|run| run.tile_px = 100).contains("`tile_px`"));
        assert!(refused(|run| run.crop_px = [96, 64]).contains("`crop_px`"));
        assert!(refused(|run| run.steps = 0).contains("`steps`"));
    }
}
