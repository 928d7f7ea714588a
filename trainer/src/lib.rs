//! Trains, measures and exports the detectors that the page runs.
//!
//! The modules stand on those above them in this list, and none on one below it:
//!
//! - [`metrics`] and [`plots`]: figures of scores with their intervals, and charts.
//! - [`data`]: labelled pictures of folders and archives, and which of them are used.
//! - [`augmentation`]: what happens to pictures on their way to a network or a reader.
//! - [`baseline`]: what can be told of a picture without a network.
//! - [`measurement`]: what detectors say of pictures, and how right they are.
//! - [`explanations`]: why they say it, and how much that is worth.
//! - [`training`]: from a run file to weights.
//! - [`features`] and [`heads`]: what a frozen trunk says of pictures, and heads on it compared.
//! - [`export`]: from a run to a detector with its card.
//! - [`import`]: public sets into a folder of one's own, and what gives their classes away.
//! - [`twins`]: synthetic twins of real pictures.
//! - [`papers`]: the experiments of the papers that the project follows.
//! - [`views`]: the classic views of a picture as files.
//! - [`documents`]: the pages that are functions of measured figures.
//!
//! Whoever only trains and measures needs none of the last five. The command line is a thin layer
//! over these functions:
//!
//! ```no_run
//! # fn main() -> anyhow::Result<()> {
//! use std::path::Path;
//!
//! use spectrafide_trainer::data::items::{self, Split};
//! use spectrafide_trainer::device::DeviceChoice;
//! use spectrafide_trainer::export::Export;
//! use spectrafide_trainer::training::checkpoint::RunFolder;
//! use spectrafide_trainer::training::config::RunConfig;
//! use spectrafide_trainer::training::given::Given;
//! use spectrafide_trainer::training::session;
//!
//! let data = Path::new("cifake.tar.xz");
//! let config = RunConfig::read(Path::new("trainer/configs/dual_small.cifake.json"))?;
//! let pictures = items::read(data, |split| split != Some(Split::Test))?;
//! let run = Path::new("runs/dual_small.cifake");
//! let folder = RunFolder::create(run)?;
//! let (device, _) = DeviceChoice::Auto.open()?;
//! let devices = [device];
//! session::train(&config, pictures, "cifake", Given::default(), &folder, &devices)?;
//!
//! let zoo = Path::new("models/zoo");
//! let (_, card) = Export { run, held_out: &[], data: &[data.to_owned()], init: None, zoo }.run(&devices[0])?;
//! println!("synthetic from a score of {}", card.thresholds.synthetic);
//! # Ok(())
//! # }
//! ```

pub mod augmentation;
pub mod baseline;
mod checkout;
pub mod data;
pub mod device;
pub mod digest;
pub mod documents;
pub mod dossier;
pub mod explanations;
pub mod export;
pub mod features;
pub mod heads;
pub mod import;
pub mod measurement;
pub mod metrics;
pub mod papers;
pub mod plots;
pub mod progress;
pub mod training;
pub mod twins;
pub mod views;
pub mod whole_file;
pub mod zoo_folder;
