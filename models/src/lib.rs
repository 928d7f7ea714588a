//! Everything that decides a verdict, without a page, a trainer or a GPU feature.
//!
//! One path leads from a file's bytes to a [`report::Report`]: [`decode`](mod@decode) reads the
//! picture, [`preprocess`] turns it into the tensors that a [`card::DetectorCard`] asks for,
//! an architecture of [`arch`] gives a logit, [`calibration`] makes it a score and [`verdict`]
//! puts it in words. The trainer, the tests and the page all call the same functions.
//!
//! Without the `inference` feature only the plain types remain ([`report`], [`score`],
//! [`verdict`]), which is all that a page needs to show a result.

pub mod calibration;
pub mod certainty;
pub mod delivery;
pub mod fusion;
pub mod report;
pub mod score;
pub mod verdict;

#[cfg(feature = "inference")]
pub mod arch;
#[cfg(feature = "inference")]
pub mod auto_encoder;
#[cfg(feature = "inference")]
pub mod card;
#[cfg(feature = "inference")]
pub mod decode;
#[cfg(feature = "inference")]
pub mod detector;
#[cfg(feature = "inference")]
pub mod explain;
#[cfg(feature = "inference")]
pub mod jpeg;
#[cfg(feature = "inference")]
pub mod layers;
#[cfg(feature = "inference")]
pub mod opinion;
#[cfg(feature = "inference")]
pub mod preprocess;
#[cfg(feature = "published")]
pub mod published;
#[cfg(feature = "inference")]
pub mod resynthesis;
#[cfg(feature = "inference")]
pub mod scope;
#[cfg(feature = "inference")]
pub mod spectrum;
#[cfg(feature = "inference")]
pub mod statistics;
#[cfg(feature = "inference")]
pub mod weights;
