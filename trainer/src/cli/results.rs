//! `results`: writes the measured figures into the documents.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use spectrafide_trainer::documents::results::Documents;
use spectrafide_trainer::measurement::report::scores::Scores;
use spectrafide_trainer::papers;
use spectrafide_trainer::zoo_folder;

/// Write the figures of the zoo's metrics files into the README and the model cards, and those of
/// the experiments' result files into their pages.
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
    /// What the general detector said of the test pictures.
    #[arg(long, default_value_os_t = Scores::default_file())]
    scores: PathBuf,
    /// The document on the general detector.
    #[arg(long, default_value = "docs/general-detector.md")]
    general: PathBuf,
    /// The document with the headline tables of all experiments.
    #[arg(long, default_value = "docs/results.md")]
    overview: PathBuf,
    /// The document that compares heads.
    #[arg(long, default_value = "docs/heads.md")]
    heads: PathBuf,
}

impl Results {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let documents = Documents {
            zoo: self.zoo,
            readme: self.readme,
            experiments: self.experiments,
            measured: self.measured,
            scores: self.scores,
            general: self.general,
            overview: self.overview,
            heads: self.heads,
        };
        documents.write(self.check)
    }
}
