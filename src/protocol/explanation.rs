//! What a verdict rests on, between page and worker.

use serde::{Deserialize, Serialize};
use spectrafide_report::{Effort, Method, Regions, Worth};

use super::RequestId;

/// Where in the picture something is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Where the verdict comes from, by one of the detector's methods.
    By(Method),
    /// What the detector says of parts of the picture, each judged alone.
    Parts,
}

/// A map that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainOrder {
    /// The picture.
    pub id: RequestId,
    /// Its number, by which the answer is known: another order may have followed.
    pub number: u32,
    /// The detector whose verdict it is.
    pub detector: String,
    /// How much of the picture it looked at.
    pub effort: Effort,
    /// What is looked for.
    pub way: Way,
}

/// What an order came to, without its maps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// A map of the method, and what it is worth; the worth is absent of a method that has no map over
    /// the picture.
    Map(Option<Worth>),
    /// The scores of the parts; none where the detector judges the picture as a whole.
    Parts(Option<Regions>),
}

/// Why an order came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotExplained {
    /// The worker was asked for something else meanwhile, which comes first.
    Interrupted,
    /// It cannot be, for the reason given as a sentence.
    Failed(String),
}
