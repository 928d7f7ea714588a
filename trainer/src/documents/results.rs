//! Writes the measured figures into the documents.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::comparison::{self, Chart};
use super::detectors::{Published, model_card, with_summary, with_table};
use super::{experiment, explanations, heads, output, regions};
use crate::explanations::outcome::Outcome as Explained;
use crate::heads::outcome::Outcome;
use crate::measurement::comparison::book::Book;
use crate::measurement::evaluate::measurements;
use crate::measurement::splices::Spliced;
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
    /// The folder with what detectors and others said of the test pictures.
    pub answers: PathBuf,
    /// The document on the default detectors.
    pub comparison: PathBuf,
    /// The document with the headline tables of all experiments.
    pub overview: PathBuf,
    /// The document that compares heads.
    pub heads: PathBuf,
    /// The document on scores by place.
    pub regions: PathBuf,
    /// The document on explanations.
    pub explanations: PathBuf,
}

/// The outcome of the comparison of heads, below the folder of the results.
const HEADS: &str = "heads/vit.json";
/// The folder with what explanations came to, a file for each detector, below that of the results.
const EXPLANATIONS: &str = "explanations";

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
        let mut readme = with_table(&readme, &detectors)
            .with_context(|| format!("{path} cannot be written anew"))?;
        if let Some(book) = self.book(&detectors)? {
            readme = with_summary(&readme, &comparison::summary(&book)?)
                .with_context(|| format!("{path} cannot be written anew"))?;
            self.comparison(&book, check)?;
        }
        output::put(&self.readme, &readme, check)?;
        self.papers(check)?;
        self.heads(check)?;
        self.regions(&detectors, check)?;
        self.explanations(&detectors, check)
    }

    /// The page on explanations: of the detectors that were studied, with the weights that they have now.
    fn explanations(&self, detectors: &[Published], check: bool) -> Result<()> {
        let mut studied = Vec::new();
        for published in detectors {
            let card = &published.card;
            let name = format!("{}.json", card.id);
            let file = self.measured.join(EXPLANATIONS).join(name);
            if !file.exists() {
                continue;
            }
            let outcome = Explained::read(&file)?;
            ensure!(
                outcome.asked.detector == card.id
                    && outcome.asked.weights_sha256 == card.weights_sha256,
                "{} is of another detector or of other weights; `faithfulness` makes it anew",
                file.display()
            );
            studied.push(outcome);
        }
        output::put(&self.explanations, &explanations::page(&studied)?, check)
    }

    /// The page on the detectors, with its charts in a folder of its name.
    fn comparison(&self, book: &Book, check: bool) -> Result<()> {
        let folder = self.comparison.with_extension("");
        for chart in Chart::all(book)? {
            output::put(&folder.join(chart.name), &chart.svg, check)?;
        }
        let beside = folder.file_name().unwrap_or_default().to_string_lossy();
        let page = comparison::page(book, &beside)?;
        output::put(&self.comparison, &page, check)
    }

    /// What the judges said, if any was asked: the detectors among them with the weights that they
    /// have now.
    fn book(&self, detectors: &[Published]) -> Result<Option<Book>> {
        let book = Book::read(&self.answers)?;
        for answers in book.iter().flat_map(|book| book.judges.values()) {
            let Some(weights) = &answers.weights_sha256 else {
                continue;
            };
            let judge = &answers.judge;
            let published = detectors
                .iter()
                .find(|published| published.card.id == *judge)
                .with_context(|| format!("the zoo has no detector `{judge}`"))?;
            ensure!(
                published.card.weights_sha256 == *weights,
                "`{judge}` was asked with other weights; `report` asks it again"
            );
        }
        Ok(book)
    }

    fn results(&self) -> Results {
        Results(self.measured.clone())
    }

    /// The page on scores by place: of the detectors that were measured, with the weights that they have
    /// now.
    fn regions(&self, detectors: &[Published], check: bool) -> Result<()> {
        let folder = self.measured.join(Spliced::FOLDER);
        let mut measured = Vec::new();
        for Published { card, .. } in detectors {
            let Some(spliced) = Spliced::read(&folder, &card.id)? else {
                continue;
            };
            ensure!(
                spliced.weights_sha256 == card.weights_sha256,
                "`{}` was measured on splices with other weights; `splices` measures it again",
                card.id
            );
            measured.push(spliced);
        }
        let page = regions::page(&measured)?;
        page.map_or(Ok(()), |page| output::put(&self.regions, &page, check))
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
