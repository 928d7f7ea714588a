//! The thorough detector's word on a picture that the quick one has judged.

use super::state::Finished;

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Review {
    /// None is expected: no stand-in has judged the picture.
    #[default]
    None,
    /// The result is of the quick detector, until the thorough one judges.
    Due,
    /// The result is of the thorough detector; this is what the quick one had said.
    After(Finished),
    /// The thorough one has none, for the reason given; that of the quick one stands.
    Failed(String),
}
