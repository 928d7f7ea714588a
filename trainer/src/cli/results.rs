//! `results`: writes the measured figures into the documents.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use spectrafide_trainer::documents::results::Documents;
use spectrafide_trainer::measurement::comparison::book::Book;
use spectrafide_trainer::papers;
use spectrafide_trainer::zoo_folder;

/// Write the figures of the zoo's metrics files into the README and the model cards, those of the
/// answers that `report` keeps into the README and the page on the detectors, and those of the
/// experiments' result files, and of `heads` and `faithfulness`, into their pages.
///
/// With `--check` nothing is written, and it is an error when something would change.
#[derive(Args)]
pub struct Results {
    /// Only compare.
    #[arg(long)]
    check: bool,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo_folder::default_folder())]
    zoo: PathBuf,
    /// The document with the markers for the table of all detectors.
    #[arg(long, default_value = "README.md")]
    readme: PathBuf,
    /// The folder with the experiments' definitions.
    #[arg(long, default_value_os_t = papers::default_folder())]
    experiments: PathBuf,
    /// The folder with their results.
    #[arg(
        long = "results",
        default_value_os_t = papers::outcome::Results::default_folder()
    )]
    measured: PathBuf,
    /// The folder with what detectors and others said of the test pictures.
    #[arg(long, default_value_os_t = Book::default_folder())]
    answers: PathBuf,
    /// The document on the default detectors.
    #[arg(long, default_value = "docs/detectors.md")]
    comparison: PathBuf,
    /// The document with the headline tables of all experiments.
    #[arg(long, default_value = "docs/results.md")]
    overview: PathBuf,
    /// The document that compares heads.
    #[arg(long, default_value = "docs/heads.md")]
    heads: PathBuf,
    /// The document on scores by place.
    #[arg(long, default_value = "docs/regions.md")]
    regions: PathBuf,
    /// The document on explanations.
    #[arg(long, default_value = "docs/explanations.md")]
    explanations: PathBuf,
}

impl Results {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let documents = Documents {
            zoo: self.zoo,
            readme: self.readme,
            experiments: self.experiments,
            measured: self.measured,
            answers: self.answers,
            comparison: self.comparison,
            overview: self.overview,
            heads: self.heads,
            regions: self.regions,
            explanations: self.explanations,
        };
        documents.write(self.check)
    }
}
