//! What happens to a picture between its source and a reader: scaling, compression, screenshots,
//! filters and noise.
//!
//! A [`Journey`] says what may happen and how likely it is; drawing from it gives a [`Chain`] of
//! [`Change`]s, in which nothing is left to chance but the noise itself. The label of a picture is
//! an input of neither, so both classes are delivered alike.

mod chain;
mod change;
mod filter;
mod link;
mod noise;

use anyhow::{Context, Result};
use rand::Rng;
use serde::{Deserialize, Serialize};

pub use chain::Chain;
pub use change::Change;
pub use filter::Filter;
pub use link::Link;

pub(crate) use link::{range, share};

/// What may happen to a training picture on its way, in this order.
///
/// Each link happens with its own probability and draws its settings anew, so that a list with
/// two compressions and a scale between them gives single and double compression, with and
/// without the scale. `trainer/configs/delivery/everyday.json` is an example.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Journey(pub Vec<Link>);

impl Journey {
    /// Refuses settings that cannot work.
    ///
    /// # Errors
    ///
    /// The link is named by its place, from 0.
    pub fn check(&self) -> Result<()> {
        for (place, link) in self.0.iter().enumerate() {
            link.check()
                .with_context(|| format!("`delivery[{place}]` cannot work"))?;
        }
        Ok(())
    }

    /// Whether no link is there.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Decides what happens to a picture.
    pub fn draw(&self, rng: &mut impl Rng) -> Chain {
        let mut steps = Vec::new();
        for link in &self.0 {
            link.draw(rng, &mut steps);
        }
        Chain(steps)
    }
}

#[cfg(test)]
mod tests;
