//! A list of tiers on the command line.

use std::str::FromStr;

use anyhow::{Error, Result};
use spectrafide_trainer::augmentation::tier::Tier;

/// Tiers, separated by commas.
#[derive(Clone, Debug)]
pub struct Tiers(pub Vec<Tier>);

impl FromStr for Tiers {
    type Err = Error;

    fn from_str(names: &str) -> Result<Self> {
        if names == "sweep" {
            return Ok(Self(Tier::SWEEP.to_vec()));
        }
        if names == "stability" {
            let copies = Tier::STABILITY.into_iter().map(|(_, tier)| tier);
            return Ok(Self(std::iter::once(Tier::Clean).chain(copies).collect()));
        }
        let tiers = names.split(',').map(|name| name.trim().parse());
        Ok(Self(tiers.collect::<Result<_>>()?))
    }
}
