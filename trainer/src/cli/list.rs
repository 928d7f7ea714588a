//! `list`: names what there is.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use spectrafide_models::card::DetectorCard;
use spectrafide_networks::arch::registry;
use spectrafide_trainer::zoo_folder;

/// List the architectures that a run file can name, and the detectors of the zoo.
///
/// With `--config NAME` the default settings of an architecture are printed as JSON, for the
/// `network` of a run file.
#[derive(Args)]
pub struct List {
    /// Print the default settings of this architecture.
    #[arg(long, value_name = "NAME")]
    config: Option<String>,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo_folder::default_folder())]
    zoo: PathBuf,
}

impl List {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        if let Some(name) = self.config {
            let names: Vec<&str> = registry().iter().map(|known| known.name).collect();
            let Some(known) = registry().iter().find(|known| known.name == name) else {
                anyhow::bail!(
                    "there is no architecture `{name}`; known are: {}",
                    names.join(", ")
                );
            };
            println!(
                "{}",
                serde_json::to_string_pretty(&(known.default_config)())?
            );
            return Ok(());
        }
        println!("Architectures");
        for known in registry() {
            println!("  {:<20} {} {}", known.name, known.description, known.paper);
        }
        println!("Detectors");
        for id in zoo_folder::ids(&self.zoo)? {
            let card: DetectorCard =
                serde_json::from_slice(&fs::read(self.zoo.join(&id).join("card.json"))?)?;
            println!(
                "  {id:<20} {} ({} KB)",
                card.title,
                card.weights_bytes / 1024
            );
        }
        Ok(())
    }
}
