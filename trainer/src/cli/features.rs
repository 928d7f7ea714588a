//! `features`: computes what a frozen trunk says of pictures.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use spectrafide_picture::preprocess::{Preprocess, Views};
use spectrafide_trainer::augmentation::tier::Tier;
use spectrafide_trainer::data::items::{self, Split};
use spectrafide_trainer::device::{DeviceChoice, Precision};
use spectrafide_trainer::digest::sha256_of_file;
use spectrafide_trainer::features::extract::Extraction;
use spectrafide_trainer::features::key::Key;
use spectrafide_trainer::features::writer::Writer;
use spectrafide_trainer::features::{Trunk, config_of};
use spectrafide_trainer::training::config::RunConfig;

/// Compute what the frozen trunk of a run says of pictures, and keep it for `heads`.
///
/// Of each view, in each tier, a vision transformer's class token, the mean over the patches and
/// their deviation are kept after every block, of other networks what their head is given, in half
/// precision. What is there is not computed again, so a command
/// that was stopped goes on when it is given again. Features of other weights, views or tiers are
/// kept apart.
///
/// Example: `spectrafide-trainer features trainer/configs/vit.thorough.json
/// --data openmix.zip --init clip.safetensors --cache cache`
#[derive(Args)]
pub struct Features {
    /// The run file.
    config: PathBuf,
    /// A folder or archive of labelled pictures; given several times, all of them together.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// The published checkpoint of the trunk.
    #[arg(long, value_name = "FILE")]
    init: PathBuf,
    /// The folder of the features.
    #[arg(long, value_name = "FOLDER")]
    cache: PathBuf,
    /// How the pictures are delivered; given several times, in all of these ways.
    #[arg(long, default_values = ["clean", "web", "hard"])]
    tier: Vec<Tier>,
    /// At most so many views of a picture.
    #[arg(long, value_name = "N", default_value_t = 2)]
    views: u32,
    /// So many blocks of the trunk, instead of those of the run.
    #[arg(long, value_name = "N")]
    blocks: Option<usize>,
    /// Which pictures.
    #[arg(long, value_enum, default_value = "train")]
    split: Part,
    /// Views that the device is given at once.
    #[arg(long, value_name = "N", default_value_t = 64)]
    batch: usize,
    /// In what to compute.
    #[arg(long, value_enum, default_value = "single")]
    precision: Precision,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

/// Which pictures of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// All but those of the test split.
    Train,
    /// Those of the test split.
    Test,
    /// All.
    Both,
}

impl Part {
    fn has(self, split: Option<Split>) -> bool {
        match self {
            Self::Train => split != Some(Split::Test),
            Self::Test => split == Some(Split::Test),
            Self::Both => true,
        }
    }
}

impl Features {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let config = RunConfig::read(&self.config)?;
        let preprocess = self.preprocess(&config)?;
        let network = config_of(&config.network, self.blocks)?;
        let (device, name) = self.device.open()?;
        println!("device: {name}");
        let weights = sha256_of_file(&self.init)?;
        let key = Key::new(
            weights,
            &network,
            config.storage,
            self.precision,
            &preprocess,
        );
        let side = preprocess.views.side() as usize;
        let trunk = Trunk::published(
            &network,
            side,
            &self.init,
            config.storage,
            self.precision,
            &device,
        )?;
        let mut cache = Writer::open(&self.cache, &key)?;
        let items = items::read_all(&self.data, |split| self.split.has(split))?;
        let extraction = Extraction {
            trunk: &trunk,
            preprocess: &preprocess,
            tiers: &self.tier,
            batch: self.batch,
        };
        let started = Instant::now();
        let done = extraction.run(&items, &mut cache)?;
        for path in &done.unreadable {
            eprintln!("left out, not readable: {path}");
        }
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{} deliveries with {} views in {seconds:.1} s ({:.0} views a second); {} were there",
            done.deliveries,
            done.views,
            done.views as f64 / seconds,
            done.present,
        );
        println!("{}", cache.folder().display());
        Ok(())
    }

    /// That of the run, with the number of views that is asked for.
    fn preprocess(&self, config: &RunConfig) -> Result<Preprocess> {
        ensure!(self.views > 0, "`--views 0`: there must be at least one");
        ensure!(
            self.views == 1 || matches!(config.preprocess.views, Views::Crops { .. }),
            "{} has one view of a picture, give `--views 1`",
            self.config.display()
        );
        Ok(config.preprocess.with_views(self.views))
    }
}
