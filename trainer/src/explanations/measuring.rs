//! How much the maps of one picture are worth.

use anyhow::{Context, Result, anyhow};
use pollster::block_on;
use serde::{Deserialize, Serialize};
use spectrafide_models::explain::faithfulness::{Curves, Faithfulness, marked_share};
use spectrafide_models::explain::sanity::{Redrawn, rank_correlation};
use spectrafide_models::explain::{Case, Mapped, Method, Settings, random_maps};
use spectrafide_models::network::ShippedNetwork;
use spectrafide_report::SaliencyMap;

/// How maps are measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Steps of each curve.
    pub steps: usize,
    /// Decides the random maps and the weights that are drawn anew.
    pub seed: u64,
}

impl Default for Measure {
    fn default() -> Self {
        Self { steps: 10, seed: 1 }
    }
}

/// The areas under both curves of a map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Areas {
    /// Under the score as the marked parts are blurred; less is better.
    pub deletion: f64,
    /// Under the score as they come back; more is better.
    pub insertion: f64,
}

impl Areas {
    /// What is better the larger it is: insertion less deletion.
    pub fn gap(&self) -> f64 {
        self.insertion - self.deletion
    }

    fn of(curves: &Curves) -> Self {
        Self {
            deletion: rounded(curves.deletion_area()),
            insertion: rounded(curves.insertion_area()),
        }
    }
}

/// Five digits are more than a score has.
pub(super) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e5).round() / 1e5
}

/// The areas of maps that know nothing of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chance {
    /// Each cell drawn apart.
    pub random: Areas,
    /// As coarse as a network's map.
    pub smooth: Areas,
    /// A blob in the middle.
    pub centre: Areas,
}

/// What a method's map of one picture is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// Of its curves.
    pub areas: Areas,
    /// How much of the score the marked tenth carries, where that is defined.
    pub marked_share: Option<f64>,
    /// Rank correlation with the map of the network whose head is drawn anew.
    pub redrawn_head: Option<f64>,
    /// The same with all weights drawn anew.
    pub redrawn_all: Option<f64>,
    /// Seconds for the map.
    pub seconds: f64,
}

/// A detector's network with weights drawn anew.
pub struct Redraws {
    head: ShippedNetwork,
    all: ShippedNetwork,
}

impl Redraws {
    /// Draws those of `network`.
    pub fn of(network: &ShippedNetwork, seed: u64) -> Self {
        Self {
            head: Redrawn::Head.of(network.clone(), seed),
            all: Redrawn::All.of(network.clone(), seed),
        }
    }
}

/// Measures maps of one picture.
pub struct Measuring<'a> {
    case: &'a Case<'a>,
    faithfulness: Faithfulness<'a>,
}

impl<'a> Measuring<'a> {
    /// Asks about the blurred picture.
    ///
    /// # Errors
    ///
    /// A device that fails.
    pub fn of(case: &'a Case<'a>, measure: Measure) -> Result<Self> {
        Ok(Self {
            case,
            faithfulness: block_on(Faithfulness::of(case.judged(), measure.steps))?,
        })
    }

    /// What maps that know nothing come to, of `width` by `height` cells.
    ///
    /// # Errors
    ///
    /// A device that fails.
    pub fn chance(&self, [width, height]: [u32; 2], seed: u64) -> Result<Chance> {
        Ok(Chance {
            random: self.areas(&random_maps::random(width, height, seed))?,
            smooth: self.areas(&random_maps::smooth(width, height, seed))?,
            centre: self.areas(&random_maps::centre(width, height))?,
        })
    }

    /// What the map of `method` is worth, which is `mapped` and took so many `seconds`; without `redraws` its correlations are not
    /// computed.
    ///
    /// # Errors
    ///
    /// A map that is not over the picture, and a device that fails.
    pub fn worth(
        &self,
        method: Method,
        (mapped, seconds): (&Mapped, f64),
        settings: Settings,
        redraws: Option<&Redraws>,
    ) -> Result<Worth> {
        let map = (mapped.maps.image_cam.as_ref())
            .with_context(|| format!("{method} has no map over the picture"))?;
        let correlation = |network: Option<&ShippedNetwork>| -> Result<Option<f64>> {
            let Some(network) = network else {
                return Ok(None);
            };
            let other = block_on(self.case.explain_with(network, method, settings));
            let other = other.map_err(|error| anyhow!("{error}"))?.maps.image_cam;
            let found = other.and_then(|other| rank_correlation(map, &other));
            Ok(found.map(rounded))
        };
        Ok(Worth {
            areas: self.areas(map)?,
            marked_share: block_on(marked_share(self.case.judged(), map))?.map(rounded),
            redrawn_head: correlation(redraws.map(|redraws| &redraws.head))?,
            redrawn_all: correlation(redraws.map(|redraws| &redraws.all))?,
            seconds: rounded(seconds as f32),
        })
    }

    fn areas(&self, map: &SaliencyMap) -> Result<Areas> {
        Ok(Areas::of(&block_on(self.faithfulness.curves(map))?))
    }
}
