//! Which heads are compared.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::augmentation::tier::Tier;
use crate::features::{Column, Summary};
use crate::training::loader::Balance;

/// A comparison, as its JSON file describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The run file whose folds, choice of pictures and preprocessing are used, beside this file.
    pub run: PathBuf,
    /// Views of each picture and tier.
    pub views: usize,
    /// The tiers in which heads are measured.
    pub tiers: Vec<Tier>,
    /// Decides every random draw.
    pub seed: u64,
    /// What is compared, the most important first.
    pub rows: Vec<Row>,
}

/// What one head is given, and how it is fitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// A name for people.
    pub name: String,
    /// After which blocks the tokens are read, counted from 1.
    pub blocks: Vec<usize>,
    /// What of the tokens is read.
    pub summaries: Vec<Summary>,
    /// The tiers that it learns from; without any from all that are measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
    /// How much the pictures of a source count; classes count alike in any case.
    #[serde(default = "folders")]
    pub balance: Balance,
    /// How many times as much as others of its source a real picture counts that is dark, grey,
    /// blurred or strongly compressed.
    #[serde(default = "one")]
    pub hard_real: f64,
    /// What the variance of a picture's logits over the tiers costs.
    #[serde(default)]
    pub consistency: f64,
    /// The head.
    pub head: HeadConfig,
}

fn folders() -> Balance {
    Balance::Folders
}

fn one() -> f64 {
    1.0
}

/// A kind of head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum HeadConfig {
    /// Logistic regression, fitted to its end for each of these strengths of the penalty: half the
    /// strength times the sum of the squared weights is added to the mean loss.
    Linear {
        /// Falling.
        strengths: Vec<f64>,
    },
    /// A small network.
    Network {
        /// What comes before its last layer.
        body: Body,
        /// From the views of a picture to its logit.
        #[serde(default)]
        pooling: Pooling,
        /// How it is fitted.
        #[serde(default)]
        fit: Fit,
    },
    /// The nearest ones of the pictures that it learnt from, and prototypes of them.
    Neighbours {
        /// Where they are near; without it among the standardised numbers.
        #[serde(default)]
        projection: Option<Projection>,
        /// How many are asked.
        neighbours: Vec<usize>,
        /// How the projection is fitted.
        #[serde(default)]
        fit: Fit,
    },
}

/// What comes before the last layer of a [`HeadConfig::Network`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Body {
    /// Nothing.
    Nothing,
    /// A hidden layer.
    Perceptron {
        /// Its units.
        units: usize,
        /// Probability of dropping one of its inputs or units in training.
        dropout: f64,
    },
    /// A learnt query that weighs the tokens that are read against each other.
    Attention {
        /// Numbers that each token becomes.
        units: usize,
        /// Probability of dropping one of the numbers of the tokens in training.
        dropout: f64,
    },
}

/// From the views of a picture to its logit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pooling {
    /// The mean over the views, each of which was learnt from by itself.
    #[default]
    Mean,
    /// The view that looks most synthetic.
    Max,
    /// A mean with weights that are learnt.
    Attention,
}

/// How a network is fitted, by Adam with decoupled weight decay and half a cosine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fit {
    /// As many draws as there are pictures, so many times.
    pub epochs: usize,
    /// Pictures in a step, each with all tiers and views.
    pub pictures: usize,
    /// The first learning rate.
    pub learning_rate: f64,
    /// Weight decay.
    pub weight_decay: f32,
}

impl Default for Fit {
    fn default() -> Self {
        Self {
            epochs: 10,
            pictures: 64,
            learning_rate: 1e-3,
            weight_decay: 0.05,
        }
    }
}

/// A projection in which pictures of a class come near each other (Khosla et al., *Supervised
/// Contrastive Learning*, <https://arxiv.org/abs/2004.11362>).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Projection {
    /// Units of its hidden layer.
    pub units: usize,
    /// Numbers that a view becomes.
    pub numbers: usize,
    /// Divides the cosines.
    pub temperature: f64,
}

impl Plan {
    /// Reads the plan in `file`, and makes the path of its run one from here.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and settings that are unknown or cannot work, by name.
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        let mut plan: Self = serde_json::from_str(&text)
            .with_context(|| format!("{} cannot work", file.display()))?;
        plan.check()
            .with_context(|| format!("{} cannot work", file.display()))?;
        plan.run = file.parent().unwrap_or(Path::new("")).join(&plan.run);
        Ok(plan)
    }

    fn check(&self) -> Result<()> {
        ensure!(self.views > 0, "`views` must be at least 1");
        ensure!(!self.tiers.is_empty(), "`tiers` must not be empty");
        for row in &self.rows {
            let name = &row.name;
            ensure!(
                !row.blocks.is_empty() && !row.summaries.is_empty(),
                "`{name}` reads no tokens"
            );
            if let Some(tier) = row.tiers.iter().find(|tier| !self.tiers.contains(tier)) {
                anyhow::bail!("`{name}` learns from {tier}, which is not among `tiers`");
            }
            ensure!(
                row.hard_real > 0.0 && row.consistency >= 0.0,
                "`{name}` has a weight that is not positive"
            );
        }
        Ok(())
    }
}

impl Row {
    /// What is read of a view, summary by summary.
    pub fn columns(&self) -> Vec<Column> {
        let blocks = |&summary: &Summary| {
            let blocks = self.blocks.iter();
            blocks.map(move |&block| Column { summary, block })
        };
        self.summaries.iter().flat_map(blocks).collect()
    }

    /// The places among `tiers` of those that it learns from.
    pub(super) fn learnt_tiers(&self, tiers: &[Tier]) -> Vec<usize> {
        (0..tiers.len())
            .filter(|&place| self.tiers.is_empty() || self.tiers.contains(&tiers[place]))
            .collect()
    }
}
