//! Writes the measured figures into the documents.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::detectors::{Published, model_card, with_table};
use super::general_detector::{self, Learnt};
use super::{experiment, heads, output};
use crate::heads::outcome::Outcome;
use crate::measurement::evaluate::measurements;
use crate::measurement::report::scores::Scores;
use crate::papers::{self, outcome::Results};
use crate::zoo_folder;

/// The documents that are functions of measured figures, and where those are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documents {
    /// The folder with the detectors.
    pub zoo: PathBuf,
    /// The document with the markers for the table of all detectors.
    pub readme: PathBuf,
    /// The folder with the experiments' definitions.
    pub experiments: PathBuf,
    /// The folder with their results.
    pub measured: PathBuf,
    /// What the general detector said of the test pictures.
    pub scores: PathBuf,
    /// The document on the general detector.
    pub general: PathBuf,
    /// The document with the headline tables of all experiments.
    pub overview: PathBuf,
    /// The document that compares heads.
    pub heads: PathBuf,
}

/// The outcome of the comparison of heads, below the folder of the results.
const HEADS: &str = "heads/vit.json";

/// The experiment that compares what a small detector can be given.
const INGREDIENTS: &str = "forensic_inputs";

impl Documents {
    /// Writes all documents, or with `check` compares them with what would be written.
    ///
    /// # Errors
    ///
    /// Results that are not understood, documents that cannot be written and, with `check`, a
    /// document that differs.
    pub fn write(&self, check: bool) -> Result<()> {
        let mut detectors = Vec::new();
        for id in zoo_folder::ids(&self.zoo)? {
            let folder = self.zoo.join(id);
            let published = read(&folder)?;
            output::put(&folder.join("README.md"), &model_card(&published)?, check)?;
            detectors.push(published);
        }
        let path = self.readme.display();
        let readme =
            fs::read_to_string(&self.readme).with_context(|| format!("{path} cannot be read"))?;
        let readme = with_table(&readme, &detectors)
            .with_context(|| format!("{path} cannot be written anew"))?;
        output::put(&self.readme, &readme, check)?;
        self.papers(check)?;
        self.heads(check)?;
        let Some(scores) = Scores::read(&self.scores)? else {
            return Ok(());
        };
        let published = detectors
            .iter()
            .find(|published| published.card.id == scores.detector)
            .with_context(|| format!("the zoo has no detector `{}`", scores.detector))?;
        let definition = papers::find(&self.experiments, INGREDIENTS)?;
        let ingredients = experiment::headlines(&definition, &self.results(), 3)?;
        let learnt = Learnt::of(&published.card);
        let text = general_detector::page(&scores, learnt, &ingredients)?;
        output::put(&self.general, &text, check)
    }

    fn results(&self) -> Results {
        Results(self.measured.clone())
    }

    /// Without a comparison there is nothing to write.
    fn heads(&self, check: bool) -> Result<()> {
        let file = self.measured.join(HEADS);
        if !file.exists() {
            return Ok(());
        }
        let page = heads::page(&Outcome::read(&file)?)?;
        output::put(&self.heads, &page, check)
    }

    fn papers(&self, check: bool) -> Result<()> {
        let results = self.results();
        let mut all = Vec::new();
        for name in papers::names(&self.experiments)? {
            let definition = papers::find(&self.experiments, &name)?;
            experiment::write(&definition, &results, check)?;
            all.push(definition);
        }
        output::put(
            &self.overview,
            &experiment::overview(&all, &results)?,
            check,
        )
    }
}

fn read(folder: &Path) -> Result<Published> {
    let card = serde_json::from_slice(&fs::read(folder.join("card.json"))?)
        .with_context(|| format!("the card in {} is not understood", folder.display()))?;
    let path = folder.join("metrics.json");
    ensure!(path.exists(), "{} is missing", path.display());
    let measurements = measurements(&path)?;
    Ok(Published { card, measurements })
}
